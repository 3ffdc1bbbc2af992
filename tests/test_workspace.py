"""A student's working copy: nothing that a student changed is ever written over."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import urllib.request
import venv
from pathlib import Path

import pytest
from filelock import FileLock

from course_lib import __version__
from course_lib.errors import CourseError, UnknownName
from course_lib.workspace import (
    MANIFEST,
    _copy,
    _files,
    course_files,
    default_folder,
    find_notebook,
    open_workspace,
)
from tests.built import ROOT, built, installed

LESSON = "lessons/06_article_4_article_51.ipynb"
PAPER = "assignments/treaty_text/treaty_text.ipynb"
QUIZ = "assignments/treaty_text/quiz.json"


@pytest.fixture
def course(tmp_path, monkeypatch):
    """Return the folder of a small course, as an installed wheel has it, that a test may change."""
    package = tmp_path / "site-packages" / "course_lib"
    for name in (LESSON, PAPER, QUIZ):
        put(package, name, f"{name}, first version")
    monkeypatch.setattr(_files, "_PACKAGE", package)
    return package


@pytest.fixture
def copy(tmp_path, course):
    """Return a working copy that was opened once."""
    open_workspace(tmp_path / "copy")
    return tmp_path / "copy"


def put(package: Path, name: str, text: str) -> None:
    path = package / f"_{name}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def snapshot(folder: Path) -> dict[str, bytes]:
    found = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    # The lock stays where it was; nobody reads it.
    found.pop(".skin-deep.lock", None)
    return found


def test_the_first_opening_makes_the_copy(tmp_path, course):
    report = open_workspace(tmp_path / "new" / "copy")
    assert report.created
    assert sorted(report.added) == sorted([LESSON, PAPER, QUIZ])
    assert set(snapshot(report.folder)) == {LESSON, PAPER, QUIZ, MANIFEST}
    assert (report.folder / LESSON).read_text("utf-8") == f"{LESSON}, first version"
    manifest = json.loads((report.folder / MANIFEST).read_text("utf-8"))
    assert manifest["schema"] == 1
    assert manifest["version"] == __version__
    assert set(manifest["files"]) == {LESSON, PAPER, QUIZ}
    assert str(report.folder) in str(report)


def test_opening_again_changes_nothing(copy):
    (copy / "assignments/treaty_text/answers.json").write_text("{}", "utf-8")
    (copy / PAPER).write_text("worked on", "utf-8")
    before = snapshot(copy)
    report = open_workspace(copy)
    assert snapshot(copy) == before
    assert (report.created, report.added, report.updated, report.restored, report.beside) == (
        False,
        (),
        (),
        (),
        (),
    )


def test_a_newer_version_replaces_a_file_that_the_student_did_not_change(course, copy):
    put(course, LESSON, "second version")
    report = open_workspace(copy)
    assert report.updated == (LESSON,)
    assert (copy / LESSON).read_text("utf-8") == "second version"
    assert LESSON in str(report)


def test_a_new_file_of_the_course_is_added(course, copy):
    put(course, "lessons/07_who_attacked_first.ipynb", "new")
    report = open_workspace(copy)
    assert report.added == ("lessons/07_who_attacked_first.ipynb",)
    assert (copy / "lessons/07_who_attacked_first.ipynb").read_text("utf-8") == "new"


def test_a_changed_file_is_left_alone_and_its_newer_version_stands_beside_it_once(course, copy):
    (copy / LESSON).write_text("my notes", "utf-8")
    put(course, LESSON, "second version")
    report = open_workspace(copy)
    beside = f"06_article_4_article_51 (new version {__version__}).ipynb"
    assert report.beside == ((LESSON, beside),)
    assert beside in str(report)
    assert (copy / LESSON).read_text("utf-8") == "my notes"
    assert (copy / "lessons" / beside).read_text("utf-8") == "second version"

    (copy / "lessons" / beside).unlink()
    assert open_workspace(copy).beside == ()
    assert not (copy / "lessons" / beside).exists()


def test_a_version_beside_that_was_worked_on_is_not_written_over(course, copy):
    (copy / LESSON).write_text("my notes", "utf-8")
    put(course, LESSON, "second version")
    ((_, first),) = open_workspace(copy).beside
    (copy / "lessons" / first).write_text("more notes", "utf-8")
    put(course, LESSON, "third version")
    ((_, second),) = open_workspace(copy).beside
    assert second != first
    assert (copy / "lessons" / first).read_text("utf-8") == "more notes"
    assert (copy / "lessons" / second).read_text("utf-8") == "third version"
    assert (copy / LESSON).read_text("utf-8") == "my notes"


def test_a_student_who_takes_over_the_newer_version_gets_the_next_one_in_place(course, copy):
    (copy / LESSON).write_text("my notes", "utf-8")
    put(course, LESSON, "second version")
    ((_, beside),) = open_workspace(copy).beside
    (copy / "lessons" / beside).replace(copy / LESSON)
    put(course, LESSON, "third version")
    assert open_workspace(copy).updated == (LESSON,)


def test_after_two_upgrades_one_newest_version_stands_beside_a_changed_file(course, copy, monkeypatch):
    (copy / LESSON).write_text("my notes", "utf-8")
    put(course, LESSON, "second version")
    open_workspace(copy)
    put(course, LESSON, "third version")
    monkeypatch.setattr(_copy, "__version__", "99.0")
    report = open_workspace(copy)
    assert report.beside == ((LESSON, "06_article_4_article_51 (new version 99.0).ipynb"),)
    assert {p.name: p.read_text("utf-8") for p in (copy / "lessons").iterdir()} == {
        "06_article_4_article_51.ipynb": "my notes",
        "06_article_4_article_51 (new version 99.0).ipynb": "third version",
    }
    put(course, LESSON, "fourth version, same number")
    assert open_workspace(copy).beside == report.beside
    assert len(list((copy / "lessons").iterdir())) == 2


def test_a_renamed_file_stays_and_the_courses_own_comes_back(course, copy):
    mine = copy / "lessons" / "my lesson.ipynb"
    (copy / LESSON).write_text("my notes", "utf-8")
    (copy / LESSON).rename(mine)
    put(course, LESSON, "second version")
    report = open_workspace(copy)
    assert (report.restored, report.beside) == ((LESSON,), ())
    assert mine.read_text("utf-8") == "my notes"
    assert (copy / LESSON).read_text("utf-8") == "second version"


def test_a_lost_manifest_costs_nothing_and_what_may_be_work_is_said(course, copy):
    (copy / PAPER).write_text("worked on", "utf-8")
    (copy / MANIFEST).unlink()
    put(course, QUIZ, "second version")
    report = open_workspace(copy)
    assert (copy / PAPER).read_text("utf-8") == "worked on"
    # Nobody can tell an old version from work any more: both are left.
    assert {name for name, _ in report.beside} == {PAPER, QUIZ}
    for name, beside in report.beside:
        assert f"{name}; the course's newest version is beside it: {beside}" in str(report)
    before = snapshot(copy)
    again = open_workspace(copy)
    assert not again.beside
    assert snapshot(copy) == before


def test_a_file_saved_while_its_newer_version_is_written_is_the_students(course, copy, monkeypatch):
    put(course, LESSON, "second version")
    real = os.fsync

    def saved_meanwhile(number):
        (copy / LESSON).write_text("saved at this moment", "utf-8")
        real(number)

    monkeypatch.setattr(os, "fsync", saved_meanwhile)
    report = open_workspace(copy)
    assert (copy / LESSON).read_text("utf-8") == "saved at this moment"
    ((name, beside),) = report.beside
    assert name == LESSON
    assert (copy / "lessons" / beside).read_text("utf-8") == "second version"


def test_a_deleted_file_is_put_back_and_said(copy):
    (copy / LESSON).unlink()
    report = open_workspace(copy)
    assert report.restored == (LESSON,)
    assert (copy / LESSON).exists()
    assert LESSON in str(report)


def test_a_file_that_left_the_course_stays_in_the_copy(course, copy):
    (course / f"_{LESSON}").unlink()
    put(course, "lessons/00_start.ipynb", "x")
    open_workspace(copy)
    assert (copy / LESSON).exists()


def test_files_of_the_same_name_in_a_folder_never_opened_before_are_the_students(tmp_path, course):
    mine = tmp_path / "old" / LESSON
    mine.parent.mkdir(parents=True)
    mine.write_text("from elsewhere", "utf-8")
    report = open_workspace(tmp_path / "old")
    assert mine.read_text("utf-8") == "from elsewhere"
    assert [name for name, _ in report.beside] == [LESSON]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"files": 3}', b"\xff\xfe", b"[" * 100_000])
def test_a_damaged_manifest_is_kept_and_nothing_is_written_over(course, copy, content):
    (copy / PAPER).write_text("worked on", "utf-8")
    (copy / MANIFEST).write_bytes(content)
    report = open_workspace(copy)
    assert (copy / report.damaged).read_bytes() == content
    assert (copy / PAPER).read_text("utf-8") == "worked on"
    assert [name for name, _ in report.beside] == [PAPER]
    assert report.damaged in str(report)
    assert not open_workspace(copy).beside


def test_a_copy_that_was_cut_off_half_way_is_finished(tmp_path, course, monkeypatch):
    real, written = _copy.write, []

    def killed(target, content, held=""):
        if len(written) == 2:
            raise KeyboardInterrupt
        written.append(target)
        return real(target, content, held)

    monkeypatch.setattr(_copy, "write", killed)
    with pytest.raises(KeyboardInterrupt):
        open_workspace(tmp_path / "copy")
    monkeypatch.setattr(_copy, "write", real)
    report = open_workspace(tmp_path / "copy")
    assert len(report.added) == 1
    assert report.beside == ()
    assert set(snapshot(tmp_path / "copy")) == {LESSON, PAPER, QUIZ, MANIFEST}


def test_a_full_disk_is_one_sentence_and_leaves_the_old_file(course, copy, monkeypatch):
    put(course, LESSON, "second version")

    def full(_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    before = snapshot(copy)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CourseError, match=r"No space left on device.*--dir") as error:
        open_workspace(copy)
    assert "\n" not in str(error.value)
    assert snapshot(copy) == before


def test_a_disk_that_fills_in_the_middle_leaves_whole_files_and_the_rest_comes_later(
    course, copy, monkeypatch
):
    (copy / PAPER).write_text("worked on", "utf-8")
    for name in (LESSON, PAPER, QUIZ):
        put(course, name, f"{name}, second version")
    real, left = os.fsync, [1, 2]

    def full(number):
        if not left:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        left.pop()
        real(number)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CourseError, match="No space left on device"):
        open_workspace(copy)
    versions = {
        f"{name}, {number} version" for name in (LESSON, PAPER, QUIZ) for number in ("first", "second")
    }
    there = {name: text.decode() for name, text in snapshot(copy).items() if name != MANIFEST}
    assert there[PAPER] == "worked on"
    assert set(there.values()) - {"worked on"} <= versions
    assert any("second" in text for text in there.values())
    monkeypatch.setattr(os, "fsync", real)
    ((name, beside),) = open_workspace(copy).beside
    assert name == PAPER
    assert (copy / LESSON).read_text("utf-8") == f"{LESSON}, second version"
    assert (copy / QUIZ).read_text("utf-8") == f"{QUIZ}, second version"
    assert (copy / "assignments/treaty_text" / beside).read_text("utf-8") == f"{PAPER}, second version"
    assert not open_workspace(copy).beside


def test_what_a_killed_process_left_is_swept_away(copy):
    (copy / "lessons" / ".skin-deep-0123456789ab").write_text("half", "utf-8")
    before = snapshot(copy)
    open_workspace(copy)
    del before["lessons/.skin-deep-0123456789ab"]
    assert snapshot(copy) == before


def test_several_at_once_make_one_copy(tmp_path):
    script = (
        "import sys; from course_lib.workspace import open_workspace; "
        "print(open_workspace(sys.argv[1]).created)"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "copy")]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    said = [process.communicate(timeout=120)[0].strip() for process in running]
    assert [process.returncode for process in running] == [0] * 4
    # One made it; the others waited and found it made.
    assert sorted(said) == ["False", "False", "False", "True"]
    assert set(snapshot(tmp_path / "copy")) == {*course_files(), MANIFEST}


def test_a_copy_that_another_process_holds_for_long_is_one_sentence(copy, monkeypatch):
    monkeypatch.setattr(_copy, "PATIENCE", 0.1)
    with (
        FileLock(copy / ".skin-deep.lock"),
        pytest.raises(CourseError, match="Another `course lab`") as error,
    ):
        open_workspace(copy)
    assert "\n" not in str(error.value)


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path, course):
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(CourseError, match="cannot be written"):
        open_workspace(tmp_path / "file" / "copy")


def test_what_people_leave_in_the_clone_is_not_delivered(course):
    for name in (
        "lessons/answers.json",
        "lessons/answers.damaged-2026-01-01-000000-1.json",
        "lessons/.ipynb_checkpoints/x.ipynb",
        "assignments/__pycache__/x.pyc",
    ):
        put(course, name, "private")
    assert set(course_files()) == {LESSON, PAPER, QUIZ}


def test_an_installation_without_lessons_says_so(course):
    for path in course.rglob("*.ipynb"):
        path.unlink()
    with pytest.raises(CourseError, match="no lessons"):
        course_files()


@pytest.mark.parametrize(
    "named", ["6", "06", " 6 ", "article_4_article_51", "article-4-article-51", Path(LESSON).stem]
)
def test_a_lesson_is_found_by_number_and_name(named):
    assert find_notebook(named, [LESSON, PAPER, QUIZ]) == LESSON


def test_an_assignment_is_found_by_name():
    assert find_notebook("treaty_text", [LESSON, PAPER, QUIZ]) == PAPER


@pytest.mark.parametrize("named", ["7", "", "quiz", "..", "lessons"])
def test_an_unknown_lesson_names_what_there_is(named):
    with pytest.raises(UnknownName, match=r"06_article_4_article_51, treaty_text"):
        find_notebook(named, [LESSON, PAPER, QUIZ])


def test_a_slip_of_the_pen_gets_the_nearest_name():
    with pytest.raises(UnknownName, match="Did you mean 'treaty_text'"):
        find_notebook("treaty_test", [LESSON, PAPER])


def test_the_default_folder_follows_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("SKIN_DEEP_DIR", str(tmp_path))
    assert default_folder() == tmp_path
    monkeypatch.delenv("SKIN_DEEP_DIR")
    assert default_folder() == Path.home() / "skin-deep"


# The real course, in both ways of having it.


@pytest.mark.parametrize("where", [ROOT, ROOT / "lessons", ROOT / "new" / "deeper", ROOT.parent])
def test_the_clone_is_never_a_working_copy(where):
    before = sorted(p.name for p in ROOT.iterdir())
    with pytest.raises(CourseError, match="own folder"):
        open_workspace(where)
    assert sorted(p.name for p in ROOT.iterdir()) == before


def test_a_link_to_the_clone_is_seen_through(tmp_path):
    (tmp_path / "link").symlink_to(ROOT, target_is_directory=True)
    with pytest.raises(CourseError, match="own folder"):
        open_workspace(tmp_path / "link")


def test_a_clone_and_a_wheel_deliver_the_same_copy(tmp_path, tmp_path_factory):
    open_workspace(tmp_path / "from-clone")
    site = installed(tmp_path_factory)
    script = (
        "import course_lib, sys; from course_lib.workspace import open_workspace; "
        "open_workspace(sys.argv[1]); print(course_lib.__file__)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "from-wheel")],
        env=os.environ | {"PYTHONPATH": str(site)},
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.strip()).is_relative_to(site)
    clone, wheel = snapshot(tmp_path / "from-clone"), snapshot(tmp_path / "from-wheel")
    assert clone == wheel
    assert {LESSON, PAPER, QUIZ} <= set(clone)


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """Return the Python of an environment into which the wheel was installed as a student does it."""
    environment = tmp_path_factory.mktemp("environment")
    venv.create(environment, with_pip=True)
    python = environment / ("Scripts" if os.name == "nt" else "bin") / "python"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    pins = environment / "pins.txt"
    pins.write_text("\n".join(project["tool"]["uv"]["constraint-dependencies"]), "utf-8")
    wheel = built(tmp_path_factory, ".whl")
    run(python, "-m", "pip", "install", "-q", "-c", str(pins), f"{wheel}[lab]")
    return python


def run(python: Path, *arguments: str, cwd: Path | None = None) -> str:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV", "SKIN_DEEP"))}
    done = subprocess.run(
        [str(python), *arguments], cwd=cwd or python.parent, env=kept, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def opened(python: Path, folder: Path) -> str:
    """Run `course lab` until it serves the lesson, stop it, and return what it printed."""
    command = [
        str(python),
        "-m",
        "course_lib.cli",
        "lab",
        "6",
        "--no-browser",
        "--port",
        "0",
        "--dir",
        str(folder),
    ]
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV", "JUPYTER"))}
    with subprocess.Popen(
        command, cwd=folder.parent, env=kept, stdout=subprocess.PIPE, encoding="utf-8"
    ) as process:
        printed = ""
        try:
            for line in process.stdout:
                printed += line
                if found := re.search(r"(http://127\.0\.0\.1:\d+)(/lab/tree/\S+)", line):
                    with urllib.request.urlopen(found[1] + found[2], timeout=60) as answer:
                        assert answer.status == 200
                if line.startswith("Stop it"):
                    break
            assert "/lab/tree/lessons/06_article_4_article_51.ipynb?token=" in printed
        finally:
            process.terminate()
            process.stdout.read()
    assert process.returncode == 0
    return printed


@pytest.mark.long
def test_an_installed_course_is_opened_today_tomorrow_and_after_an_upgrade(python, tmp_path):
    folder = tmp_path / "copy"
    assert run(python, "-c", "import course_lib; print(course_lib.__file__)").startswith(
        str(python.parents[1])
    )
    assert f"Your copy of the course is in {folder}.\n" in opened(python, folder)

    # A day's work: an answer, and a lesson that was run and saved.
    sheet = folder / "assignments" / "treaty_text"
    slot, question = next(
        pair
        for pair in json.loads((sheet / "quiz.json").read_bytes())["slots"].items()
        if pair[1]["type"] == "single"
    )
    picked = question["options"][0]["slug"]
    run(python, "-c", f"from course_lib import answer; answer({slot!r}, {picked!r})", cwd=sheet)
    (folder / LESSON).write_text((folder / LESSON).read_text("utf-8") + "\n", "utf-8")
    work = {name: content for name, content in snapshot(folder).items() if not name.startswith(".jupyter")}
    assert (
        json.loads(work["assignments/treaty_text/answers.json"])["items"][question["id"]]["response"]
        == picked
    )

    printed = opened(python, folder)
    assert "as you left it" in printed
    after = snapshot(folder)
    assert {name: after[name] for name in work} == work

    newer = tmp_path / "newer"
    private = shutil.ignore_patterns(
        ".git", ".venv", "__pycache__", ".*_cache", "uv.lock", "answers.*", ".jupyter"
    )
    shutil.copytree(ROOT, newer, ignore=private)
    for path in (newer / "pyproject.toml", newer / "course_lib" / "__init__.py"):
        text = path.read_text("utf-8")
        assert f'"{__version__}"' in text
        path.write_text(text.replace(f'"{__version__}"', '"99.0"', 1), "utf-8")
    for name in (LESSON, QUIZ):
        (newer / name).write_text((newer / name).read_text("utf-8") + "\n\n", "utf-8")
    shutil.copy2(newer / LESSON, newer / "lessons" / "77_new.ipynb")
    command = [
        sys.executable,
        "-m",
        "build",
        "-w",
        "--no-isolation",
        "--outdir",
        str(newer / "dist"),
        str(newer),
    ]
    done = subprocess.run(command, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = (newer / "dist").glob("*.whl")
    run(python, "-m", "pip", "install", "-q", "--no-deps", str(wheel))
    printed = opened(python, folder)
    beside = "lessons/06_article_4_article_51 (new version 99.0).ipynb"
    assert "New in the course: lessons/77_new.ipynb." in printed
    assert f"in place of one you had not changed: {QUIZ}." in printed
    assert Path(beside).name in printed
    after = snapshot(folder)
    assert after[beside] == (newer / LESSON).read_bytes()
    changed = {name for name in work if after[name] != work[name]}
    assert changed == {QUIZ, MANIFEST}


def test_a_copy_of_the_clone_holds_lessons_and_releases_and_nothing_else(tmp_path):
    report = open_workspace(tmp_path / "copy")
    there = set(snapshot(report.folder))
    assert there - {MANIFEST} == {
        path.relative_to(ROOT).as_posix()
        for part in ("lessons", "assignments")
        for path in (ROOT / part).rglob("*")
        if path.is_file() and not any(p.startswith((".", "answers.")) for p in path.relative_to(ROOT).parts)
    }
    assert not any("solution" in name or name.endswith(".toml") for name in there)
