"""CONTRIBUTING's recipe "Add a table", followed word for word in a copy of the clone."""

import os
import re
import shlex
import shutil
import subprocess
import sys

import pytest

from course_lib.data import names
from tests.built import ROOT

CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
STEPS = re.search(r"^### Add a table\n\n(.*?)^###", CONTRIBUTING, re.DOTALL | re.MULTILINE)[1]
NAME = "crossings"


@pytest.fixture
def clone(tmp_path):
    """A copy of what git holds of the clone, with the working tree's contents."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    ).stdout.split("\n")
    for name in filter(None, listed):
        if (ROOT / name).is_file():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def run(clone, command):
    """Run a command of the recipe in the copy, and return what it ended with and what it printed."""
    program, *arguments = shlex.split(command.removeprefix("uv run "))
    module = {"course": "course_lib.cli", "pytest": "pytest"}[program]
    more = ["-n", "0", "-q", "-k", NAME] if program == "pytest" else []
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments, *more],
        cwd=clone,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(clone)},
    )
    return done.returncode, done.stdout + done.stderr


def test_the_recipe_for_a_table_works_as_it_is_written(clone):
    numbered = re.findall(r"^\d\. (.*?)(?=^\d\. |\Z)", STEPS, re.DOTALL | re.MULTILINE)
    assert len(numbered) == 5
    named = [re.findall(r"`([^`]+)`", step) for step in numbered]

    # 1. Copy the example under the table's name, and change it.
    table, description, folder, *_ = named[0]
    shutil.copy(clone / table, clone / folder / f"{NAME}.csv")
    text = (clone / description).read_text("utf-8").replace('name = "trips"', f'name = "{NAME}"', 1)
    (clone / folder / f"{NAME}.toml").write_text(text, "utf-8")

    # 3. The new source.
    sources, example = named[2]
    with (clone / sources).open("a", encoding="utf-8") as file:
        file.write("\n" + (clone / example).read_text("utf-8"))

    # Before step 4 the tests ask for it.
    check, tests = named[4]
    code, said = run(clone, tests)
    assert code == 1
    assert f"test_every_public_name_table_and_error_is_explained[{NAME}]" in said

    # 4. The row under "Tables".
    file = clone / "CONTRIBUTING.md"
    text = file.read_text("utf-8")
    head = "| table | what it holds |\n|---|---|\n"
    assert head in text
    file.write_text(text.replace(head, f"{head}| `{NAME}` | trips of Russians |\n"), "utf-8")

    # 5. The two commands.
    code, said = run(clone, check)
    assert code == 0, said
    assert f"{len(names()) + 1} tables" in said
    code, said = run(clone, tests)
    assert code == 0, said

    # And a slip in the new table is one sentence that names the row.
    file = clone / folder / f"{NAME}.csv"
    file.write_text(file.read_text("utf-8").replace("9985,,example-border-service", "9985,,"), "utf-8")
    code, said = run(clone, check)
    assert code == 1
    assert f"tables/{NAME}.csv, row 3 (2025-dprk): the source_id is empty" in " ".join(said.split())
