"""`course`: exit codes, and errors of one sentence."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from course_lib import data
from course_lib.grading.build import bank_names
from course_lib.workspace import open_workspace
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
    verbs = ("lab", "start", "build", "check", "lint-items", "preview", "grade", "feedback", "bench")
    assert all(verb in done.stdout for verb in verbs)


@pytest.mark.parametrize(
    "arguments",
    [
        ["lob"],
        ["lab", "--prot", "1"],
        ["lab", "--port", "70000"],
        ["grade"],
        ["lab", "6", "7"],
        ["start"],
        ["feedback"],
        ["bench", "widgets", "--clicks", "0"],
        ["lab", "--instructor", "--dir", "x"],
    ],
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


@pytest.mark.parametrize(
    "verb", [["build"], ["grade", "treaty_text"], ["feedback", "treaty_text"], ["lab", "--instructor"]]
)
def test_an_instructors_verb_outside_a_course_folder_says_where_to_go(verb, tmp_path):
    done = course(*verb, cwd=tmp_path)
    assert done.returncode == 1
    assert "nbgrader_config.py" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_working_copy_is_no_place_for_an_instructor(tmp_path):
    open_workspace(tmp_path / "copy")
    done = course("lab", "--instructor", cwd=tmp_path / "copy" / "lessons")
    assert done.returncode == 1
    assert "is not in a course folder" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_start_makes_an_edition_and_refuses_one_in_which_somebody_worked(tmp_path, clone):
    done = course("start", str(tmp_path / "edition"), cwd=clone)
    assert done.returncode == 0, done.stderr
    assert "assignments (ambiguity_1950, treaty_text)" in done.stdout
    assert (tmp_path / "edition" / "README.md").is_file()
    assert course("start", str(tmp_path / "edition"), cwd=clone).returncode == 0
    answers = tmp_path / "edition" / "assignments" / "treaty_text" / "answers.json"
    answers.write_text("{}", "utf-8")
    done = course("start", str(tmp_path / "edition"), cwd=clone)
    assert done.returncode == 1
    assert "answers.json" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert answers.read_text("utf-8") == "{}"


def test_start_hands_out_the_clone_that_one_is_in_and_elsewhere_the_installed_course(tmp_path, clone):
    (clone / "lessons" / "06_article_4_article_51.ipynb").rename(clone / "lessons" / "66_mine.ipynb")
    assert "66_mine" in course("start", str(tmp_path / "one"), cwd=clone / "solutions").stdout
    assert "66_mine" not in course("start", str(tmp_path / "two"), cwd=tmp_path).stdout


@pytest.mark.parametrize(
    ("verb", "module", "line"),
    [
        ("grade", "course_lib.grading.run", "Grading treaty_text: 3 of 20 (mia [2])"),
        ("feedback", "course_lib.grading.feedback", "Writing feedback on treaty_text: 3 of 20 (mia [2])"),
    ],
)
@pytest.mark.parametrize("problems", [(), ("mia: no notebook.",)])
def test_a_long_run_says_how_far_it_is_and_problems_are_exit_code_1(verb, module, line, problems, clone):
    # A stand-in for the run, in a terminal as rich sees one.
    code = f"""
import sys, types, rich.text
from course_lib.cli import _verbs, main
class Report:
    problems = {problems!r}
    def __str__(self): return "the report"
def run(root, name, students=None, progress=None):
    assert (root.name, name, students) == ("clone", "treaty_text", ["mia [2]"])
    progress(3, 20, "mia [2]")
    return Report()
sys.modules[{module!r}] = types.SimpleNamespace({verb}=run)
from rich.status import Status
Status.update = lambda self, text: print(rich.text.Text.from_markup(text).plain)
sys.exit(main())
"""
    done = course(verb, "treaty_text", "--student", "mia [2]", cwd=clone, code=code)
    assert done.stdout.splitlines() == [line, "the report"], done.stderr
    assert done.returncode == (1 if problems else 0)


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
    # One line that says what was looked at.
    assert re.fullmatch(r"(\d+ [a-z ]+, )+\d+ [a-z ]+: no problems\.\n", done.stdout)
    assert "graded items" in done.stdout
    quiz = clone / "assignments" / "treaty_text" / "quiz.json"
    quiz.write_text(quiz.read_text("utf-8") + "\n", "utf-8")
    done = course("check", cwd=clone)
    assert done.returncode == 1
    assert "assignments/treaty_text/quiz.json" in done.stdout
    assert done.stdout.endswith(": 1 problem.\n")

    built = course("build", cwd=clone)
    assert built.returncode == 0, built.stderr
    assert [line.partition(":")[0] for line in built.stdout.splitlines()] == bank_names(ROOT)
    assert quiz.read_bytes() == (ROOT / "assignments" / "treaty_text" / "quiz.json").read_bytes()


def test_lint_items_names_the_rule_and_the_item_and_lists_its_rules(clone):
    done = course("lint-items", cwd=clone)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(r"\d+ items in \d+ banks: no faults\.\n", done.stdout)
    bank = clone / "solutions" / "treaty_text.quiz.toml"
    text = bank.read_text("utf-8")
    assert "does Article 1(2) of the treaty of 1961 NOT answer" in text
    bank.write_text(text.replace("1961 NOT answer", "1961 not answer"), "utf-8")
    done = course("lint-items", "treaty_text", cwd=clone / "solutions")
    assert done.returncode == 1
    fault, count = done.stdout.splitlines()
    assert fault.startswith("treaty_text.quiz.toml, help-clause-questions/b [negative-stem]: ")
    assert count.endswith(" items in 1 bank: 1 fault.")
    assert "negative-stem: " in course("lint-items", "--rules", cwd=clone).stdout


def test_preview_says_where_the_page_is_and_that_it_holds_the_key(clone, tmp_path):
    done = course("preview", "treaty_text", "--no-open", cwd=clone)
    assert done.returncode == 0, done.stderr
    file = clone.resolve() / "previews" / "treaty_text.html"
    assert done.stdout == f"{file}: contains the key, for instructors only.\n"
    assert file.exists()
    # Where there is a browser it is opened.
    opened, browser = tmp_path / "opened", tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > "{opened}"\n', "utf-8")
    browser.chmod(0o755)
    done = course("preview", "treaty_text", "--bank", cwd=clone, BROWSER=f"{browser} %s")
    assert done.returncode == 0, done.stderr
    bank = clone.resolve() / "previews" / "treaty_text.bank.html"
    assert opened.read_text("utf-8") == f"{bank.as_uri()}\n"


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["build", "treaty_test"], 2, "Did you mean 'treaty_text'?"),
        (["grade", "treaty_test"], 2, "Did you mean 'treaty_text'?"),
        (["grade", "treaty_text"], 1, "submitted/"),
        (["lint-items", "treaty_test"], 2, "Did you mean 'treaty_text'?"),
        (["preview", "treaty_test"], 2, "Did you mean 'treaty_text'?"),
        (["preview", "treaty_text", "-o", "assignments/treaty_text/p.html"], 1, "holds the key"),
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


def test_the_bench_of_loading_measures_every_table_and_says_whether_the_aim_is_met(tmp_path):
    done = course("bench", "load", "--repeats", "3", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    rows = dict(re.findall(r"^(\w+) +(\d+)(?: +[\d.]+ ms){3}$", done.stdout, re.MULTILINE))
    assert rows == {name: str(data.describe(name).rows) for name in data.names()}
    size = sum(file.stat().st_size for file in (ROOT / "course_lib" / "data" / "tables").iterdir())
    assert f"descriptions: {size / 1_000_000:.2f} MB." in done.stdout
    assert re.search(r"^Aim: .* under 2 MB: (reached|missed)\.$", done.stdout, re.MULTILINE)


def test_the_bench_of_lessons_runs_one_beside_a_kernel_that_only_imports():
    done = course("bench", "lessons", "0", "--repeats", "1")
    assert done.returncode == 0, done.stderr
    head, bare, lesson, aim = done.stdout.splitlines()
    assert head.split() == [
        "lessons,",
        "run",
        "1",
        "x",
        "time",
        "longest",
        "ratio",
        "output",
        "largest",
        "in",
    ]
    assert re.fullmatch(r"imports only +[\d.]+ s +[\d.]+ s +1\.00 x", bare)
    assert re.fullmatch(r"00_how_this_course_works +[\d.]+ s +[\d.]+ s +[\d.]+ x +[\d.]+ kB  [a-z-]+", lesson)
    assert re.search(r" no output over 1 MB: (reached|missed)\.$", aim)
    assert course("bench", "lessons", "no_such_lesson").returncode == 2


@pytest.mark.parametrize(
    ("blocked", "said"),
    [
        ("sys.modules['playwright'] = None", "pip install playwright"),
        ("os.environ['PATH'] = ''; os.environ['PLAYWRIGHT_BROWSERS_PATH'] = '/nowhere'", "install chromium"),
    ],
)
def test_a_bench_without_its_browser_says_how_to_get_it(blocked, said, tmp_path):
    code = f"import os, sys; {blocked}; from course_lib.cli import main; sys.exit(main())"
    done = course("bench", "widgets", code=code, cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_verb_loads_its_own_modules_only():
    code = (
        "import sys; import course_lib.cli._verbs; "
        "heavy = ('nbgrader', 'pandas', 'ipywidgets', 'playwright', 'course_lib.workspace'); "
        "print([m for m in heavy if m in sys.modules])"
    )
    assert course(code=code).stdout.strip() == "[]"
