"""The instructor's guide names what there is: checks, headings, assignments, commands."""

from __future__ import annotations

import re

import nbformat
import pytest

from course_lib.data import cite
from course_lib.quiz.bank import load_bank
from course_lib.quiz.session import checks
from tests.built import ROOT

GUIDE = (ROOT / "solutions" / "GUIDE.md").read_text("utf-8")
PARTS = dict(re.findall(r"^## Lesson (\d\d): [^\n]+\n\n(.*?)(?=^## |\Z)", GUIDE, re.DOTALL | re.MULTILINE))
BANKS = {name[:2]: bank for name, bank in checks().items()}
LESSONS = {path.stem[:2]: path for path in (ROOT / "lessons").glob("*.ipynb")}
FIELDS = (
    *("Aim", "50 minutes", "90 minutes", "Peer instruction", "Prompts"),
    *("Misconceptions", "Grade", "Adapt"),
)


def words(text: str) -> str:
    return " ".join(text.replace('"', "").split())


def quoted(text: str) -> list[str]:
    """Return what stands in quotation marks in the two plans of a class: headings of the lesson."""
    plans = re.findall(r"^\*\*[59]0 minutes\.\*\* (.*?)(?=^\*\*)", text, re.DOTALL | re.MULTILINE)
    return [words(heading) for plan in plans for heading in re.findall(r'"([^"]+)"', plan)]


def test_every_lesson_has_its_part():
    assert set(PARTS) == {f"{n:02d}" for n in range(10)} >= set(LESSONS)


@pytest.mark.parametrize("number", sorted(PARTS))
def test_a_part_says_all_that_a_teacher_needs(number):
    assert tuple(re.findall(r"^\*\*([^*]+)\.\*\*", PARTS[number], re.MULTILINE)) == FIELDS
    (vote,) = re.findall(r"^\*\*Peer instruction\.\*\* `(\S+)`\.$", PARTS[number], re.MULTILINE)
    assert vote.startswith(f"l{number}-")


@pytest.mark.parametrize("number", sorted(LESSONS))
def test_its_minutes_headings_and_checks_are_those_of_the_lesson(number):
    notebook = nbformat.read(LESSONS[number], as_version=4)
    prose = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    minutes = re.search(r"^## Lesson " + number + r": .+ \((\d\d) minutes\)$", GUIDE, re.MULTILINE)[1]
    assert f"About {minutes} minutes" in prose[0]
    headings = {words(line) for text in prose for line in re.findall(r"^## (.+)$", text, re.MULTILINE)}
    assert [heading for heading in quoted(PARTS[number]) if heading not in headings] == []
    for name in re.findall(r"`(l\d\d-[\w-]+)`", PARTS[number]):
        assert BANKS[number].items[name].keyed, name


def test_it_weighs_every_assignment():
    rows = re.findall(
        r"^\| `(\w+)` \| lesson \d\d \| (\d+) by machine, (\d+) by rubric \| (\d+) % \|$", GUIDE, re.M
    )
    assert sum(int(share) for *_, share in rows) == 100
    weighed = {name: int(rubric) for name, _, rubric, _ in rows}
    banks = {path.name.partition(".")[0]: path for path in (ROOT / "solutions").glob("*.quiz.toml")}
    assert set(weighed) == set(banks)
    for name, path in banks.items():
        assert weighed[name] == sum(task.points for task in load_bank(path).manuals.values())


def test_its_clauses_resolve():
    for ref in re.findall(r"`(\w+\.[\w.]+)`", GUIDE):
        assert cite(ref)
