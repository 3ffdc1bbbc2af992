"""A class of forty: what each of them did with each question, and which answer counts by the rules.

Everything is made from the bank and the paper as they are, so that it holds for any assignment.
"""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import tomlkit

from course_lib.grading.build import build_assignment
from course_lib.grading.cells import MARK
from tests.factories import ROOT, Submission, real_course, record
from tests.grading import answering, second_scorer
from tests.grading.answering import right, wrong
from tests.grading.second_scorer import Item

Answers = dict[str, Any]


@dataclass
class Student:
    """What one student did. A typed answer counts before one in the notebook, that before the side file."""

    name: str
    filed: Answers = field(default_factory=dict)
    shown: Answers = field(default_factory=dict)
    #: Lines in the order of the notebook: the last one that can be read counts.
    typed: list[tuple[str, Any]] = field(default_factory=list)
    #: The wording that the records name: `today`, `earlier` (released before) or `unknown` (never released).
    wording: str = "today"
    #: The notebook was not saved after the last click: its record is an attempt that the side file knows.
    unsaved: bool = False
    wrote: bool = False

    def counts(self, slot: str, item: Item, stock: bool = False) -> tuple[Any, bool]:
        """Return the answer that counts, and whether it is scored with the wording that its record names."""
        for name, response in reversed(self.typed):
            if name == slot and second_scorer.readable(item, response):
                return response, False
        if slot in self.shown and not stock and not (self.unsaved and slot in self.filed):
            return self.shown[slot], True
        return self.filed.get(slot), True

    @property
    def beyond_stock(self) -> bool:
        """Whether stock nbgrader, which reads typed answers and the side file, cannot know all of this."""
        return bool(self.shown) or self.wording == "earlier"


def members(items: Mapping[str, Item], earlier: Mapping[str, Item]) -> Iterator[Student]:
    """Yield the forty; `items` and `earlier` are the questions of the paper, by slot, today and before."""

    def all_of(answer, *arguments, of=items) -> Answers:
        return {slot: answer(item, *arguments) for slot, item in of.items()}

    def by_turns(answer, turn: int) -> Answers:
        return {slot: answer(item, turn + n) for n, (slot, item) in enumerate(items.items())}

    full, none = all_of(right), all_of(wrong)
    partly = [by_turns(answering.partly, turn) for turn in range(4)]
    turned = all_of(answering.turned)
    yield Student("right-filed", filed=full, wrote=True)
    yield Student("right-shown", shown=full)
    yield Student("right-typed", typed=list(full.items()))
    yield Student("right-retyped", typed=[*none.items(), *full.items()], filed=none)
    yield Student("right-then-wrong-typed", typed=[*full.items(), *none.items()])
    yield Student("right-shown-wrong-filed", shown=full, filed=none)
    yield Student("wrong-shown-right-filed", shown=none, filed=full)
    yield Student("right-typed-wrong-elsewhere", typed=list(full.items()), shown=none, filed=none, wrote=True)
    yield Student("right-filed-after-the-last-save", shown=none, filed=full, unsaved=True)
    yield Student("turned-filed", filed=turned)
    yield Student("turned-typed", typed=list(turned.items()))
    yield Student("earlier-right", filed=all_of(right, of=earlier), wording="earlier")
    yield Student("earlier-shown", shown=partly[0], filed=partly[0], wording="earlier")
    yield Student("earlier-with-todays-key", filed=full, wording="earlier")
    yield Student("unknown-wording", filed=full, wording="unknown")
    yield Student("untouched")
    yield Student("nothing-but-the-paragraph", wrote=True)
    yield Student("emptied", filed=dict.fromkeys(items), shown=dict.fromkeys(items))
    yield Student("wrong-filed", filed=none)
    yield Student("wrong-typed", typed=list(none.items()), wrote=True)
    yield Student("partly-filed", filed=partly[0])
    yield Student("partly-shown", shown=partly[1])
    yield Student("partly-typed", typed=list(partly[2].items()))
    yield Student("partly-everywhere", filed=partly[3], shown=partly[2], typed=list(partly[1].items())[::2])
    yield Student("impossible-filed", filed=by_turns(answering.impossible, 0))
    yield Student("impossible-shown", shown=by_turns(answering.impossible, 1), filed=partly[1])
    yield Student("impossible-typed", typed=list(by_turns(answering.impossible, 2).items()))
    yield Student("slips-over-right", typed=list(by_turns(answering.impossible, 5).items()), filed=full)
    for seed in range(12):
        yield by_chance(f"chance-{seed:02}", items, Random(seed))


def by_chance(name: str, items: Mapping[str, Item], random: Random) -> Student:
    """Return a student with any answers in any places."""
    student = Student(name, wrote=random.random() < 0.5)
    for slot, item in items.items():
        for put in (student.filed.__setitem__, student.shown.__setitem__, _into(student.typed)):
            if random.random() < 0.5 and (response := answering.anything(item, random)) is not None:
                put(slot, response)
    return student


def _into(lines: list[tuple[str, Any]]):
    return lambda slot, response: lines.append((slot, response))


@dataclass
class School:
    """A course with all forty submissions of one assignment, and what the second scorer knows of it."""

    root: Path
    name: str
    items: dict[str, Item]
    earlier: dict[str, Item]
    points: dict[str, float]
    students: dict[str, Student]

    def worth(self, student: str, slot: str, stock: bool = False):
        """Return the exact points of one answer; stock nbgrader knows today's wording alone."""
        response, recorded = self.students[student].counts(slot, self.items[slot], stock)
        old = recorded and not stock and self.students[student].wording == "earlier"
        return second_scorer.points((self.earlier if old else self.items)[slot], response)


def open_school(folder: Path, name: str) -> School:
    """Write a course in which an earlier wording was released, and hand in the work of the forty."""
    root = real_course(folder / "course")
    bank = root / "solutions" / f"{name}.quiz.toml"
    slots = _slots(root, name)
    before = _earlier_release(folder / "before", name)
    shutil.copy(before / "solutions" / f"{name}.released.toml", root / "solutions")
    shutil.copytree(ROOT / "assignments" / name, root / "assignments" / name)
    kept, earlier = second_scorer.bank(bank), second_scorer.bank(before / "solutions" / bank.name)
    items, old = ({slot: b[q["id"]] for slot, q in slots.items()} for b in (kept, earlier))
    students = {student.name: student for student in members(items, old)}
    unknown = {slot: question | {"revision": "0123456789ab"} for slot, question in slots.items()}
    wordings = {"today": slots, "earlier": _slots(before, name), "unknown": unknown}
    for student in students.values():
        hand_in(root, name, student, wordings[student.wording])
    points = {slot: question["points"] for slot, question in slots.items()}
    return School(root, name, items, old, points, students)


def hand_in(root: Path, name: str, student: Student, slots: Mapping[str, Any]) -> None:
    work = Submission(root, student.name, name)
    work.slots = slots
    if student.filed:
        work.filed(**student.filed)
    if student.shown:
        work.shown(**student.shown)
    if student.unsaved:
        path = work.folder / "answers.json"
        held = json.loads(path.read_text("utf-8"))
        for slot, response in student.shown.items():
            entry = held["items"][slots[slot]["id"]]
            first = record(entry["id"], entry["revision"], response)
            entry |= {"at": "2026-11-01T11:00:00.000Z", "history": [first]}
        path.write_text(json.dumps(held), "utf-8")
    for slot, response in student.typed:
        work.typed(**{slot: response})
    if student.wrote:
        for task in written_tasks(work.notebook):
            work.wrote("A paragraph of my own.", task)


def written_tasks(notebook: Mapping[str, Any]) -> list[str]:
    """Return the ids of the cells that hold what a person will mark."""
    return [c.id for c in notebook.cells if c.metadata.get(MARK, {}).get("role") == "write"]


def _slots(root: Path, name: str) -> dict[str, Any]:
    return json.loads((root / "solutions" / name / "quiz.json").read_text("utf-8"))["slots"]


def _earlier_release(root: Path, name: str) -> Path:
    """Release the assignment in earlier words, and with another option as the key."""
    real_course(root)
    path = root / "solutions" / f"{name}.quiz.toml"
    bank = tomlkit.parse(path.read_text("utf-8")).unwrap()
    for raw in bank["item"]:
        for version in (raw, *raw.get("variant", [])):
            if "stem" in version:
                version["stem"] += " (As it was first asked.)"
            if raw["type"] in ("single", "confidence"):
                _other_key(version.get("option", []))
    path.write_text(tomlkit.dumps(bank), "utf-8")
    build_assignment(root, name, release=True)
    return root


def _other_key(options: list[dict[str, Any]]) -> None:
    before = copy.deepcopy(options)
    for option, neighbour in zip(options, [*before[1:], *before[:1]], strict=True):
        for name in ("correct", "misconception"):
            option.pop(name, None)
            option |= {name: neighbour[name]} if name in neighbour else {}
