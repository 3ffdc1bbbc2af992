"""README and CONTRIBUTING say what is so: commands, names, files, dependencies."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tomllib
import urllib.request
import venv
from importlib.util import find_spec
from pathlib import Path

import pytest
import typer
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import course_lib
from course_lib import errors, models
from course_lib.cli._verbs import app
from course_lib.data import names
from course_lib.workspace import find_notebook
from tests.built import ROOT

README = (ROOT / "README.md").read_text("utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text("utf-8")
GUIDE = (ROOT / "solutions" / "GUIDE.md").read_text("utf-8")
DOCS = README + CONTRIBUTING
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
OPEN = "pip install uv && uv run course lab"
TEST = "pip install uv && uv run pytest"
BLOCKS = re.findall(r"^```(?:sh|powershell)\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
COMMANDS = sorted(
    {found for found in re.findall(r"`([^`\n]+)`", DOCS + GUIDE) if found.startswith("uv run ")}
    | {f"uv run {part}" for block in BLOCKS for part in re.findall(r"uv run (\w[^\n;&]*)", block)}
)


# `.ci/run` has just used the network; on a laptop nobody waits for it unless asked.
def needs_network(test):
    return test if os.environ.get("SKIN_DEEP_CI") else pytest.mark.long(test)


VERBS = typer.main.get_command(app).commands


def test_the_readme_prints_its_commands_each_in_one_line():
    blocks = list(BLOCKS)
    assert blocks == [
        f"{OPEN}\n",
        "python3 -m venv ~/.uv && ~/.uv/bin/pip install -q uv && ~/.uv/bin/uv run course lab\n",
        "py -m pip install -q uv; py -m uv run course lab\n",
        f"{TEST}\n",
    ]


def test_continuous_integration_runs_the_readmes_test_command():
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    lines = script.read_text("utf-8").splitlines()
    assert "set -euo pipefail" in lines
    assert [line for line in lines if line.strip()][-1] == TEST
    assert subprocess.run(["bash", "-n", str(script)]).returncode == 0


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_every_verb_is_explained(verb):
    assert f"`uv run course {verb}" in DOCS


@pytest.mark.parametrize("command", COMMANDS)
def test_a_printed_command_exists(command):
    program, *arguments = shlex.split(command.removeprefix("uv run "))
    if program == "course" and arguments:
        verb = VERBS[arguments[0]]
        options = {option for parameter in verb.params for option in parameter.opts}
        assert {word for word in arguments[1:] if word.startswith("-")} <= options
        if arguments[0] == "lab" and len(arguments) > 1 and not arguments[1].startswith("-"):
            assert find_notebook(arguments[1])
    elif program == "python":
        assert arguments[0] == "-m"
        assert find_spec(arguments[1])
    else:
        assert shutil.which(program, path=str(Path(sys.executable).parent)), f"{program} is not installed"
    for word in arguments:
        if word.startswith(("tests/", "lessons/")) and "NN_" not in word:
            assert (ROOT / word).exists()


@pytest.mark.parametrize(
    "name",
    [
        *course_lib.__all__,
        *names(),
        *(f"widgets.{name}" for name in models.__all__),
        *(name for name in errors.__all__ if isinstance(getattr(errors, name), type)),
    ],
)
def test_every_public_name_table_and_error_is_explained(name):
    assert f"`{name}`" in DOCS


def test_every_direct_dependency_is_explained_in_one_line():
    groups = [
        PYPROJECT["project"]["dependencies"],
        *PYPROJECT["project"]["optional-dependencies"].values(),
        *PYPROJECT["dependency-groups"].values(),
    ]
    needed = {canonicalize_name(Requirement(line).name) for group in groups for line in group}
    explained = re.findall(r"^- `([\w.-]+)`: \S.*\.$", CONTRIBUTING, re.MULTILINE)
    assert sorted(explained) == sorted(needed - {PYPROJECT["project"]["name"]})


def test_the_maps_name_files_that_exist():
    tables = re.findall(r"^\| `([^`]+)` \|", README.split("## Map")[1], re.MULTILINE)
    assert tables
    derived = re.findall(r"`((?:solutions|assignments|course_lib|tests|lessons)/[^`]*)`", CONTRIBUTING)
    invented = ("NAME", "NN_", "ID.")
    for path in [*tables, *(d for d in derived if not any(word in d for word in invented))]:
        assert (ROOT / path).exists(), path


def test_a_recipe_has_at_most_ten_lines():
    recipes = re.findall(r"^### ([^\n]+)\n\n(.*?)(?=^##)", CONTRIBUTING, re.DOTALL | re.MULTILINE)
    assert len(recipes) >= 6
    for title, text in recipes:
        assert len(text.strip().splitlines()) <= 10, title


def test_the_changelog_starts_with_what_is_not_released_and_names_the_version():
    headings = re.findall(r"^## (.+)$", CHANGELOG, re.MULTILINE)
    assert headings[0] == "Unreleased"
    assert re.findall(r"^### (.+)$", CHANGELOG, re.MULTILINE)[:3] == [
        "Facts corrected",
        "Questions changed",
        "Code",
    ]
    assert PYPROJECT["project"]["version"] == course_lib.__version__
    assert course_lib.__version__ in CHANGELOG


def test_the_licences_are_stated_where_people_look():
    licence = (ROOT / "LICENSE").read_text("utf-8")
    assert "Redistribution and use in source and binary forms" in licence
    assert "https://creativecommons.org/licenses/by/4.0/legalcode" in licence
    assert PYPROJECT["project"]["license"] == "BSD-3-Clause AND CC-BY-4.0"
    assert "BSD-3-Clause" in README
    assert "CC BY 4.0" in README


@needs_network
def test_the_readmes_first_command_as_printed_opens_the_course(tmp_path):
    clone = tmp_path / "clone"
    private = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache", "uv.lock", "answers.json*")
    shutil.copytree(ROOT, clone, ignore=private)
    venv.create(tmp_path / "python", with_pip=True)
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("UV_", "VIRTUAL_ENV", "PYTEST"))}
    environment |= {
        "PATH": f"{tmp_path / 'python' / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "SKIN_DEEP_DIR": str(tmp_path / "copy"),
        "BROWSER": "true",
    }
    with subprocess.Popen(
        ["bash", "-c", OPEN],
        cwd=clone,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        start_new_session=True,
    ) as process:
        printed = ""
        try:
            for line in process.stdout:
                printed += line
                if found := re.search(r"(http://127\.0\.0\.1:\d+)/lab\?token=(\w+)", line):
                    break
            assert found, printed
            with urllib.request.urlopen(f"{found[1]}/api/status?token={found[2]}", timeout=30) as answer:
                assert answer.status == 200
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.stdout.read()
    assert (tmp_path / "copy" / "lessons").is_dir()
