"""Nothing that belongs to the instructor leaves with the package, a handed-out edition or an assignment."""

from __future__ import annotations

import json
import re
import shutil
import tarfile
import zipfile
from email.parser import Parser
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from course_lib import __version__
from course_lib.cli._start import start
from course_lib.grading.build import bank_names
from course_lib.grading.feedback import feedback
from course_lib.grading.preview import write_preview
from course_lib.grading.run import grade
from course_lib.quiz.bank import Bank, load_bank
from tests.built import ROOT, build, built

BANKS = sorted((ROOT / "solutions").glob("*.quiz.toml"))
RELEASED = sorted(path for path in (ROOT / "assignments").rglob("*") if path.is_file())
INSTRUCTORS = {"solutions", "tests", "gradebook.db", "submitted", "autograded", "feedback", "previews"}
INSTRUCTORS |= {".ci", "uv.lock", "GUIDE.md"}
# A lesson may say a name or a number that is also an answer; a whole sentence cannot be there by chance.
SENTENCE = 25


def wheel(tmp_path_factory) -> dict[str, bytes]:
    return inside_wheel(built(tmp_path_factory, ".whl"))


def inside_wheel(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}


def sdist(tmp_path_factory) -> dict[str, bytes]:
    return inside_sdist(built(tmp_path_factory, ".tar.gz"))


def inside_sdist(path: Path) -> dict[str, bytes]:
    with tarfile.open(path) as archive:
        members = [member for member in archive.getmembers() if member.isfile()]
        return {m.name.partition("/")[2]: archive.extractfile(m).read() for m in members}


def edition(tmp_path_factory) -> dict[str, bytes]:
    """Return what `course start` writes; a working copy of `course lab` has the same files."""
    folder = tmp_path_factory.mktemp("edition") / "handed-out"
    start(folder, ROOT)
    return files(folder)


def assignments(_) -> dict[str, bytes]:
    return {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in RELEASED}


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


EVERYWHERE = pytest.mark.parametrize(
    "contents", [wheel, sdist, edition, assignments], ids=lambda f: f.__name__
)
#: What `quiz.json` says of a question, and of a choice in it; whatever else is the key's.
ASKED = {"id", "type", "stem", "points", "partial", "keyed", "revision", "was", "text", "none", "unit"}
ASKED |= {"minimum", "maximum", "step", "low", "high", "words_min", "words_max"}
CHOICES = {"options", "lefts", "rights", "steps"}


@pytest.fixture(params=BANKS, ids=lambda path: path.name.partition(".")[0])
def bank(request) -> Bank:
    return load_bank(request.param)


def secrets(bank: Bank) -> set[str]:
    """Return every sentence of a bank that a student must not read before grading."""
    found = {bank.canary}
    for item in bank.items.values():
        parts = [*item.options, *item.pairs, *item.spares, *item.steps, *item.spans, *item.wrong]
        found |= {item.feedback, *item.hints, *(part.feedback for part in parts)}
    for task in bank.manuals.values():
        found |= {model.get(field, "") for model in task.models for field in ("text", "why")}
    return {text for text in found if len(text) >= SENTENCE or text == bank.canary}


def readable(name: str, content: bytes) -> str:
    """Return the text of a file; that of notebooks and JSON without its escapes and line lists."""
    text = content.decode("utf-8", "replace")
    if not name.endswith((".ipynb", ".json")):
        return " ".join(text.split())
    found: list[str] = []

    def walk(value: Any) -> None:
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, dict):
            found.extend(value)
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            found.append("".join(v for v in value if isinstance(v, str)))
            for inner in value:
                walk(inner)

    walk(json.loads(text))
    return " ".join("\n".join(found).split())


def test_there_are_banks_with_a_canary_and_released_files():
    assert BANKS
    assert RELEASED
    canaries = [load_bank(path).canary for path in BANKS]
    assert all(len(canary) > 20 for canary in canaries)
    assert len(set(canaries)) == len(canaries)


@EVERYWHERE
def test_no_canary_feedback_or_model_answer_of_a_graded_item(contents, bank, tmp_path_factory):
    hidden = {" ".join(text.split()) for text in secrets(bank)}
    assert len(hidden) > 20
    for name, content in contents(tmp_path_factory).items():
        text = readable(name, content)
        assert [secret for secret in hidden if secret in text] == [], name


@EVERYWHERE
def test_no_item_says_which_option_is_right(contents, tmp_path_factory):
    for name, content in contents(tmp_path_factory).items():
        if PurePosixPath(name).name != "quiz.json":
            continue
        slots = json.loads(content)["slots"]
        assert slots
        for slot in slots.values():
            assert set(slot) <= ASKED | CHOICES
            for choice in [c for field in CHOICES for c in slot.get(field, [])]:
                assert set(choice) == {"slug", "text"}


@EVERYWHERE
def test_every_assignment_is_there(contents, tmp_path_factory):
    quizzes = {PurePosixPath(n).parent.name for n in contents(tmp_path_factory) if n.endswith("/quiz.json")}
    assert quizzes == {path.name.partition(".")[0] for path in BANKS}


def test_what_grading_and_previews_leave_in_a_clone_stays_there(tmp_path):
    root = tmp_path / "clone"
    kept = ("course_lib", "lessons", "assignments", "solutions")
    for part in kept:
        shutil.copytree(ROOT / part, root / part, ignore=shutil.ignore_patterns("__pycache__"))
    for name in (
        "pyproject.toml",
        "README.md",
        "CHANGELOG.md",
        "LICENSE",
        ".gitignore",
        "nbgrader_config.py",
    ):
        shutil.copy(ROOT / name, root / name)
    names = bank_names(root)
    for name in names:
        shutil.copytree(root / "solutions" / name, root / "submitted" / "mia" / name)
        (root / "solutions" / name / "answers.json").write_text("{}", "utf-8")
        (root / "assignments" / name / "answers.json").write_text("{}", "utf-8")
        write_preview(root, name)
        write_preview(root, name, whole=True)
    grade(root, names[0])
    feedback(root, names[0])
    left = {path.name for path in root.iterdir()}
    assert {"previews", "submitted", "autograded", "feedback", "gradebook.db"} <= left
    build(root, tmp_path / "dist")
    start(tmp_path / "edition", root)
    (packed,), (source,) = (list((tmp_path / "dist").glob(f"*{end}")) for end in (".whl", ".tar.gz"))
    for inside in (inside_wheel(packed), inside_sdist(source), files(tmp_path / "edition")):
        assert not any(name.endswith("answers.json") for name in inside)
        for path in BANKS:
            canary = load_bank(path).canary.encode()
            assert [name for name, content in inside.items() if canary in content] == []
        assert not {part for name in inside for part in PurePosixPath(name).parts} & INSTRUCTORS


@EVERYWHERE
def test_no_folder_of_the_instructor(contents, tmp_path_factory):
    names = contents(tmp_path_factory)
    parts = {part for name in names for part in PurePosixPath(name).parts}
    assert not parts & INSTRUCTORS
    assert not [name for name in names if name.endswith((".quiz.toml", ".paper.toml", ".released.toml"))]
    assert not [
        part for part in parts if part.startswith(("answers.json", ".ipynb_checkpoints", "__pycache__"))
    ]


@EVERYWHERE
def test_no_sentence_of_the_instructors_guide(contents, tmp_path_factory):
    guide = (ROOT / "solutions" / "GUIDE.md").read_text("utf-8")
    aims = re.findall(r"^\*\*(?:Aim|Misconceptions)\.\*\* (.*?)(?=^\*\*)", guide, re.DOTALL | re.MULTILINE)
    assert len(aims) == 20
    for name, content in contents(tmp_path_factory).items():
        text = readable(name, content)
        assert [aim for aim in aims if " ".join(aim.split()) in text] == [], name


@EVERYWHERE
def test_no_released_notebook_holds_a_solution_or_a_hidden_test(contents, tmp_path_factory):
    names = contents(tmp_path_factory)
    released = [n for n in names if n.endswith(".ipynb") and "assignments" in n]
    assert released
    for name in released:
        text = readable(name, names[name])
        assert "BEGIN SOLUTION" not in text
        assert "BEGIN HIDDEN TESTS" not in text


def test_the_wheel_holds_lessons_assignments_and_all_data(tmp_path_factory):
    inside = wheel(tmp_path_factory)
    for part in ("lessons", "assignments"):
        expected = {
            path.relative_to(ROOT / part).as_posix(): path.read_bytes()
            for path in (ROOT / part).rglob("*")
            if path.is_file() and not any(p.startswith((".", "answers.json")) for p in path.parts[-2:])
        }
        prefix = f"course_lib/_{part}/"
        assert expected
        assert {n.removeprefix(prefix): c for n, c in inside.items() if n.startswith(prefix)} == expected
    for path in (ROOT / "course_lib").rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            assert inside[path.relative_to(ROOT).as_posix()] == path.read_bytes()
    assert {name.partition("/")[0] for name in inside} == {
        "course_lib",
        f"skin_deep_course-{__version__}.dist-info",
    }


def test_the_sdist_holds_what_the_wheel_is_built_from_and_no_more(tmp_path_factory):
    inside = sdist(tmp_path_factory)
    assert {PurePosixPath(name).parts[0] for name in inside} == {
        *("course_lib", "lessons", "assignments"),
        *("pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE", "PKG-INFO", ".gitignore"),
    }


def test_the_metadata_names_licences_and_the_command(tmp_path_factory):
    inside = wheel(tmp_path_factory)
    info = f"skin_deep_course-{__version__}.dist-info"
    metadata = Parser().parsestr(inside[f"{info}/METADATA"].decode())
    assert metadata["License-Expression"] == "BSD-3-Clause AND CC-BY-4.0"
    assert metadata["Requires-Python"] == ">=3.11"
    assert {"lab", "instructor"} <= set(metadata.get_all("Provides-Extra"))
    assert inside[f"{info}/licenses/LICENSE"] == (ROOT / "LICENSE").read_bytes()
    assert "course = course_lib.cli:main" in inside[f"{info}/entry_points.txt"].decode()
