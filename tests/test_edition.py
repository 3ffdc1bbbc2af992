"""`course start`: what is handed out to students, and what is never written over."""

from __future__ import annotations

import json
import re
import shutil

import pytest
import typer

from course_lib.cli._start import start
from course_lib.cli._verbs import app
from course_lib.errors import CourseError
from course_lib.grading.build import bank_names
from course_lib.grading.leaks import spoken
from course_lib.quiz.bank import load_bank
from course_lib.workspace import MANIFEST, course_files, find_notebook, open_workspace, start_edition
from tests.built import ROOT

NAMES = bank_names(ROOT)
SHEETS = [f"assignments/{name}/{name}.ipynb" for name in NAMES]
SHEET = "assignments/treaty_text/treaty_text.ipynb"


@pytest.fixture
def clone(tmp_path):
    """Return what an edition is made from, which a test may change."""
    root = tmp_path / "clone"
    for part in ("lessons", "assignments", "solutions"):
        shutil.copytree(
            ROOT / part, root / part, ignore=shutil.ignore_patterns("__pycache__", ".*", "answers.*")
        )
    return root


@pytest.fixture
def edition(tmp_path, clone):
    """Return an edition that was just made."""
    start(tmp_path / "edition", clone)
    return tmp_path / "edition"


def snapshot(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_it_holds_lessons_released_assignments_and_how_to_open_them(clone, edition):
    delivered = course_files(clone)
    assert set(SHEETS) <= set(delivered)
    there = snapshot(edition)
    assert set(there) == {*delivered, "README.md", MANIFEST}
    assert all(there[name] == path.read_bytes() for name, path in delivered.items())


def test_nothing_of_the_instructor_is_in_it(edition):
    text = " ".join(
        " ".join(json.dumps(json.loads(p.read_bytes()), ensure_ascii=False).split())
        if p.suffix in (".ipynb", ".json")
        else " ".join(p.read_text("utf-8").split())
        for p in edition.rglob("*")
        if p.is_file()
    )
    banks = [load_bank(path) for path in (ROOT / "solutions").glob("*.quiz.toml")]
    assert banks
    for bank in banks:
        secret = {bank.canary, *(s for item in bank.items.values() for s in spoken(item))}
        secret |= {model.get("text", "") for task in bank.manuals.values() for model in task.models} - {""}
        secret = {json.dumps(" ".join(s.split()), ensure_ascii=False)[1:-1] for s in secret if len(s) > 24}
        assert len(secret) > 20
        assert [s for s in secret if s in text] == []
    for mark in ("BEGIN SOLUTION", "HIDDEN TESTS", "gradebook", "nbgrader_config", "quiz.toml"):
        assert mark not in text


def test_its_readme_names_what_is_there_and_commands_that_exist(edition):
    readme = (edition / "README.md").read_text("utf-8")
    assert len(readme.splitlines()) < 60
    for name in snapshot(edition):
        if name.endswith(".ipynb"):
            assert f"`{name}`" in readme
    verbs = typer.main.get_command(app).commands
    commands = re.findall(r"course (\w+) ?([\w ]*) --dir \.", readme)
    assert len(commands) > 2
    for verb, wanted in commands:
        assert "--dir" in {option for parameter in verbs[verb].params for option in parameter.opts}
        assert not wanted or find_notebook(wanted)
    assert 'pip install "skin-deep-course[lab]"' in readme


def test_a_student_opens_it_as_a_working_copy(edition):
    before = snapshot(edition)
    report = open_workspace(edition)
    assert not report.created
    assert not (report.added or report.updated or report.restored or report.beside)
    after = snapshot(edition)
    after.pop(".skin-deep.lock")
    assert after == before


def test_an_empty_or_untouched_folder_is_written_again(tmp_path, clone, edition):
    (tmp_path / "empty").mkdir()
    start(tmp_path / "empty", clone)
    assert snapshot(tmp_path / "empty") == snapshot(edition)
    (clone / "lessons" / "06_article_4_article_51.ipynb").rename(clone / "lessons" / "07_renamed.ipynb")
    made = start(edition, clone)
    assert "07_renamed" in made.lessons
    assert set(snapshot(edition)) == {*course_files(clone), "README.md", MANIFEST}


@pytest.mark.parametrize(
    "name",
    [
        "assignments/treaty_text/answers.json",
        SHEET,
        "lessons/my notes.ipynb",
        "README.md",
        ".jupyter/lab/workspaces/default.json",
        "essay.docx",
    ],
)
def test_a_folder_with_work_is_refused_in_one_sentence(clone, edition, name):
    (edition / name).parent.mkdir(parents=True, exist_ok=True)
    (edition / name).write_text("{}", "utf-8")
    before = snapshot(edition)
    with pytest.raises(CourseError, match=re.escape(name)) as error:
        start(edition, clone)
    assert "\n" not in str(error.value)
    assert snapshot(edition) == before


def test_a_students_working_copy_with_answers_is_refused_even_without_its_manifest(tmp_path, clone):
    open_workspace(tmp_path / "copy")
    (tmp_path / "copy" / "assignments" / "treaty_text" / "answers.json").write_text("{}", "utf-8")
    (tmp_path / "copy" / MANIFEST).write_text("{", "utf-8")
    before = snapshot(tmp_path / "copy")
    with pytest.raises(CourseError, match=r"holds work.*answers\.json"):
        start(tmp_path / "copy", clone)
    assert snapshot(tmp_path / "copy") == before


@pytest.mark.parametrize("inside", ["", "lessons", "new"])
def test_the_clone_is_refused(clone, inside):
    before = snapshot(clone)
    with pytest.raises(CourseError, match="own folder"):
        start(clone / inside, clone)
    assert snapshot(clone) == before


def test_a_file_in_its_place_is_refused(tmp_path, clone):
    (tmp_path / "file").write_text("x", "utf-8")
    with pytest.raises(CourseError, match="is a file"):
        start(tmp_path / "file", clone)


def change(path, what):
    notebook = json.loads(path.read_text("utf-8"))
    what(notebook["cells"])
    path.write_text(json.dumps(notebook), "utf-8")


def test_a_notebook_that_somebody_ran_is_not_handed_out(tmp_path, clone):
    lesson = next((clone / "lessons").glob("06*.ipynb"))
    change(lesson, lambda cells: next(c for c in cells if c["cell_type"] == "code").update(execution_count=3))
    with pytest.raises(CourseError, match="has outputs"):
        start(tmp_path / "new", clone)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("secret", ["canary", "solution"])
def test_an_assignment_that_holds_a_secret_is_not_handed_out(tmp_path, clone, secret, name):
    bank = load_bank(clone / "solutions" / f"{name}.quiz.toml")
    text = {"canary": f"<!-- {bank.canary} -->", "solution": "### BEGIN SOLUTION"}[secret]
    sheet = clone / "assignments" / name / f"{name}.ipynb"
    change(sheet, lambda cells: cells[0].update(source=text))
    with pytest.raises(CourseError, match="what is yours") as error:
        start(tmp_path / "new", clone)
    assert "\n" not in str(error.value)
    assert not (tmp_path / "new").exists()


def test_an_assignment_without_a_bank_is_not_handed_out(tmp_path, clone):
    shutil.copytree(clone / "assignments" / "treaty_text", clone / "assignments" / "old")
    with pytest.raises(CourseError, match=r"no bank old\.quiz\.toml"):
        start(tmp_path / "new", clone)


@pytest.mark.parametrize("name", NAMES)
def test_a_lesson_into_which_a_bank_was_copied_is_not_handed_out(tmp_path, clone, name):
    bank = load_bank(clone / "solutions" / f"{name}.quiz.toml")
    lesson = next((clone / "lessons").glob("06*.ipynb"))
    change(lesson, lambda cells: cells[0].update(source=[f"# canary = {bank.canary}"]))
    with pytest.raises(CourseError, match="holds the canary"):
        start(tmp_path / "new", clone)


def test_an_installed_course_hands_out_its_own(tmp_path):
    made = start_edition(tmp_path / "edition")
    assert set(NAMES) <= set(made.assignments)
    for name in NAMES:
        assert name in str(made)
