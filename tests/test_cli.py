"""`course`: exit codes, and errors of one sentence."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.built import ROOT

COURSE = [sys.executable, "-m", "course_lib.cli"]


def course(*arguments: str, cwd: Path = ROOT, code: str | None = None, **variables: str):
    """Run `course` to its end; with `code`, run that first in the same process."""
    command = [sys.executable, "-c", code, *arguments] if code else [*COURSE, *arguments]
    variables = {"NO_COLOR": "1", "COLUMNS": "200", **variables}
    return subprocess.run(
        command, cwd=cwd, env=os.environ | variables, capture_output=True, encoding="utf-8", timeout=120
    )


def test_help_lists_the_verbs_and_is_done():
    done = course("--help")
    assert done.returncode == 0
    assert all(verb in done.stdout for verb in ("lab", "build", "check", "grade"))


@pytest.mark.parametrize(
    "arguments", [["lob"], ["lab", "--prot", "1"], ["lab", "--port", "70000"], ["grade"], ["lab", "6", "7"]]
)
def test_wrong_use_is_exit_code_2(arguments, tmp_path):
    done = course(*arguments, SKIN_DEEP_DIR=str(tmp_path / "copy"))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "copy").exists()


def test_an_unknown_lesson_is_exit_code_2_and_one_sentence_with_the_nearest_name(tmp_path):
    done = course("lab", "treaty_test", SKIN_DEEP_DIR=str(tmp_path / "copy"))
    assert done.returncode == 2
    assert "Did you mean 'treaty_text'?" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "copy").exists()


def test_the_clone_itself_is_refused_in_one_sentence():
    done = course("lab", "--dir", str(ROOT / "lessons"))
    assert done.returncode == 1
    assert "own folder" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("verb", [["build"], ["grade", "treaty_text"]])
def test_an_instructors_verb_outside_a_course_folder_says_where_to_go(verb, tmp_path):
    done = course(*verb, cwd=tmp_path)
    assert done.returncode == 1
    assert "nbgrader_config.py" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.fixture
def clone(tmp_path):
    """Return a copy of the course as an instructor has it, which a test may change."""
    root = tmp_path / "clone"
    for part in ("lessons", "assignments", "solutions", "course_lib"):
        shutil.copytree(ROOT / part, root / part, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    shutil.copy2(ROOT / "nbgrader_config.py", root)
    return root


def test_check_says_what_it_looked_at_and_what_is_wrong(clone):
    done = course("check", cwd=clone / "lessons")
    assert done.returncode == 0, done.stdout
    assert "graded items" in done.stdout
    assert done.stdout.endswith("no problems.\n")
    quiz = clone / "assignments" / "treaty_text" / "quiz.json"
    quiz.write_text(quiz.read_text("utf-8") + "\n", "utf-8")
    done = course("check", cwd=clone)
    assert done.returncode == 1
    assert "assignments/treaty_text/quiz.json" in done.stdout
    assert done.stdout.endswith(": 1 problem.\n")

    built = course("build", cwd=clone)
    assert built.returncode == 0, built.stderr
    assert built.stdout.startswith("treaty_text: ")
    assert quiz.read_bytes() == (ROOT / "assignments" / "treaty_text" / "quiz.json").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["build", "treaty_test"], 2, "Did you mean 'treaty_text'?"),
        (["grade", "treaty_test"], 2, "Did you mean 'treaty_text'?"),
        (["grade", "treaty_text"], 1, "submitted/"),
    ],
)
def test_an_instructors_slip_is_one_sentence(clone, arguments, code, sentence):
    done = course(*arguments, cwd=clone)
    assert done.returncode == code
    assert sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("blocked", ["typer", "rich"])
def test_without_its_extra_course_says_the_line_that_installs_it(blocked):
    code = f"import sys; sys.modules[{blocked!r}] = None; from course_lib.cli import main; sys.exit(main())"
    done = course(code=code)
    assert done.returncode == 2
    assert 'pip install "skin-deep-course[lab]"' in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_a_verb_loads_its_own_modules_only():
    code = (
        "import sys; import course_lib.cli._verbs; "
        "print([m for m in ('nbgrader', 'pandas', 'ipywidgets', 'course_lib.workspace') if m in sys.modules])"
    )
    assert course(code=code).stdout.strip() == "[]"
