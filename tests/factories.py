"""Small courses and submissions made in one place: a bank with one item of each type, and students' work."""

from __future__ import annotations

import copy
import json
import shutil
from pathlib import Path
from typing import Any

import nbformat
import tomlkit

from course_lib.quiz.records import MIME

ROOT = Path(__file__).parents[1]
NAME = "demo"
CANARY = "SKINDEEP-CANARY-demo-0001"
#: The right answers of the small paper, by slot.
RIGHT: dict[str, Any] = {
    "a1": "war-follows",
    "a2": ["ally", "decree", "seal"],
    "b1": {"spring": "bud", "summer": "fruit", "autumn": "leaf"},
    "b2": ["sign", "ratify", "exchange", "register"],
    "c1": "state of war",
    "c2": 168,
    "c3": 40,
    "d1": [[1, 2], [8, 9]],
    "d2": {"table": "inside", "tree": "outside"},
    "d3": {"pick": "north", "p": 1},
}
MAXIMUM = 18.0


def option(slug: str, correct: bool = False) -> dict[str, Any]:
    raw = {"slug": slug, "text": f"The text of {slug}", "feedback": f"Said only afterwards of {slug}."}
    return raw | ({"correct": True} if correct else {"misconception": "slip"})


def step(slug: str) -> dict[str, Any]:
    return {"slug": slug, "text": f"They {slug} it", "feedback": f"Said only afterwards of {slug}."}


def item(item_id: str, kind: str, points: float, **fields: Any) -> dict[str, Any]:
    common = {
        "objective": "read",
        "level": "apply",
        "sources": ["rf_dprk_2024.4"],
        "stem": f"Which {item_id}?",
    }
    return {"id": item_id, "type": kind, "points": points} | common | fields


def bank_table() -> dict[str, Any]:
    """Return a bank with one item of each type, fresh for each caller to change."""
    pairs = [("spring", "bud"), ("summer", "fruit"), ("autumn", "leaf")]
    items = [
        item(
            "condition",
            "single",
            1,
            option=[option("war-follows", True), option("attack-alone"), option("threat")],
            variant=[{"id": "b", "stem": "Which of the two?"}],
        ),
        item(
            "marks",
            "multi",
            3,
            partial="right-minus-wrong",
            option=[
                *(option(s, True) for s in ("ally", "decree", "seal")),
                option("rumour"),
                option("toast"),
            ],
        ),
        item(
            "seasons",
            "match",
            3,
            partial="per-part",
            pair=[{"left_slug": a, "left": a.title(), "right_slug": b, "right": f"A {b}"} for a, b in pairs],
            spare=[{"slug": "snow", "text": "A snow"}],
        ),
        item("life", "order", 2, step=[step(s) for s in ("sign", "ratify", "exchange", "register")]),
        item("words", "short", 1, accept=["state of war"], feedback="Said only afterwards: a state of war."),
        item("days", "numeric", 1, value=168, tolerance=1, unit="days"),
        item("share", "scale", 1, minimum=0, maximum=100, step=5, value=40, tolerance=10, unit="%"),
        item(
            "words-in-a-clause",
            "mark",
            2,
            text="The river froze in winter, and the old ferry stopped until spring came back.",
            span=[
                {
                    "text": "river froze",
                    "free": "The river froze in winter",
                    "feedback": "Said only afterwards: ice.",
                },
                {"text": "ferry stopped", "feedback": "Said only afterwards: no boat."},
            ],
            none="The text has no such words",
            wrong=[
                {
                    "match": "spring came",
                    "feedback": "Said only afterwards of spring.",
                    "misconception": "slip",
                },
                {"match": "none", "feedback": "Said only afterwards: there are."},
            ],
        ),
        item(
            "places",
            "sort",
            2,
            bin=[{"slug": "inside", "text": "Inside"}, {"slug": "outside", "text": "Outside"}],
            statement=[
                {"slug": s, "text": f"A {s}", "bin": b, "feedback": f"Said only afterwards of {s}."}
                | {"misconception": "slip"}
                for s, b in (("table", "inside"), ("tree", "outside"))
            ],
        ),
        item("sure", "confidence", 2, option=[option("north", True), option("south"), option("west")]),
        item("twin", "single", 1, option=[option("left", True), option("right")]),
    ]
    criterion = {"slug": "exact", "title": "Exact", "points": 4}
    levels = [
        {"points": 4, "text": "All of it"},
        {"points": 2, "text": "Half"},
        {"points": 0, "text": "None"},
    ]
    manual = {
        "id": "essay",
        "prompt": "Write about it.",
        "words_min": 10,
        "words_max": 20,
        "points": 4,
        "objective": "read",
        "sources": ["rf_dprk_2024.4"],
        "criterion": [criterion | {"level": levels}],
        "model": [{"grade": 4, "text": "The model answer that no student may see.", "why": "It has all."}],
    }
    return {
        "schema": 1,
        "name": NAME,
        "title": "A small bank",
        "canary": CANARY,
        "objectives": {"read": "Read it."},
        "misconceptions": {"slip": "A slip."},
        "item": items,
        "exclusive": [{"items": ["condition/b", "twin"], "max": 1}],
        "manual": [manual],
    }


def paper_table() -> dict[str, Any]:
    """Return the paper of the small bank: eleven slots in four parts."""

    def slot(slot_id: str, kind: str, points: float, *items: str) -> dict[str, Any]:
        return {"id": slot_id, "type": kind, "points": points, "items": list(items)}

    return {
        "schema": 1,
        "name": NAME,
        "title": "A small paper",
        "minutes": 10,
        "seed": 1,
        "part": [
            {
                "slug": "a",
                "title": "Words",
                "intro": "Read them.",
                "slot": [slot("a1", "single", 1, "condition"), slot("a2", "multi", 3, "marks")],
            },
            {
                "slug": "b",
                "title": "Relations",
                "slot": [slot("b1", "match", 3, "seasons"), slot("b2", "order", 2, "life")],
            },
            {
                "slug": "c",
                "title": "Values",
                "slot": [
                    slot("c1", "short", 1, "words"),
                    slot("c2", "numeric", 1, "days"),
                    slot("c3", "scale", 1, "share"),
                    {"id": "e1", "manual": "essay", "points": 4},
                ],
            },
            {
                "slug": "d",
                "title": "Readings",
                "slot": [
                    slot("d1", "mark", 2, "words-in-a-clause"),
                    slot("d2", "sort", 2, "places"),
                    slot("d3", "confidence", 2, "sure"),
                ],
            },
        ],
    }


def write_course(root: Path, bank: dict | None = None, paper: dict | None = None) -> Path:
    """Write bank, paper and configuration of a small course; nothing is built."""
    solutions = root / "solutions"
    solutions.mkdir(parents=True, exist_ok=True)
    (solutions / f"{NAME}.quiz.toml").write_text(tomlkit.dumps(bank or bank_table()), "utf-8")
    (solutions / f"{NAME}.paper.toml").write_text(tomlkit.dumps(paper or paper_table()), "utf-8")
    shutil.copy(ROOT / "nbgrader_config.py", root)
    return root


def real_course(root: Path) -> Path:
    """Copy the sources of the real assignments and the configuration into an empty folder."""
    ignore = shutil.ignore_patterns(".*", "answers.*")
    shutil.copytree(ROOT / "solutions", root / "solutions", ignore=ignore)
    shutil.copy(ROOT / "nbgrader_config.py", root)
    return root


def record(
    item_id: str, revision: str, response: Any, at: str = "2026-11-01T10:00:00.000Z"
) -> dict[str, Any]:
    entry = {"id": item_id, "revision": revision, "response": response, "at": at, "via": "click"}
    return {"schema": 1, **entry, "history": []}


class Submission:
    """One student's copy of a release, before it is handed in.

    Each method changes one of the places where answers stand, and only that.
    """

    def __init__(self, root: Path, student: str, name: str = NAME) -> None:
        self.folder = root / "submitted" / student / name
        shutil.copytree(root / "assignments" / name, self.folder)
        self.path = self.folder / f"{name}.ipynb"
        self.notebook = nbformat.read(self.path, as_version=4)
        self.slots = json.loads((self.folder / "quiz.json").read_text("utf-8"))["slots"]

    def cell(self, cell_id: str) -> Any:
        return next(c for c in self.notebook.cells if c.id == cell_id)

    def typed(self, **answers: Any) -> Submission:
        for slot, response in answers.items():
            self.cell(f"q-{slot}").source += f"\nanswer({slot!r}, {response!r})"
        return self.save()

    def shown(self, **answers: Any) -> Submission:
        for slot, response in answers.items():
            raw = record(self.slots[slot]["id"], self.slots[slot]["revision"], response)
            output = nbformat.v4.new_output("display_data", {MIME: raw, "text/plain": "an answer"})
            self.cell(f"q-{slot}").outputs = [output]
        return self.save()

    def filed(self, **answers: Any) -> Submission:
        path = self.folder / "answers.json"
        data = json.loads(path.read_text("utf-8")) if path.exists() else {"schema": 1, "seed": 7, "items": {}}
        for slot, response in answers.items():
            question = self.slots[slot]
            data["items"][question["id"]] = record(question["id"], question["revision"], response)
        path.write_text(json.dumps(data), "utf-8")
        return self

    def wrote(self, text: str, slot: str = "e1") -> Submission:
        self.cell(slot).source = text
        return self.save()

    def save(self) -> Submission:
        nbformat.write(self.notebook, self.path)
        return self


def gradebook(root: Path, name: str = NAME) -> set[tuple[Any, ...]]:
    """Return what a gradebook says: student, notebook, grade id, automatic score, maximum, to be read."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{root / 'gradebook.db'}", "skin-deep") as book:
        return {
            (s.student.id, n.name, g.name, g.auto_score, g.max_score, bool(g.needs_manual_grade))
            for s in book.find_assignment(name).submissions
            for n in s.notebooks
            for g in n.grades
        }


def changed(table: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Return a deep copy of a table with some fields replaced."""
    return copy.deepcopy(table) | fields
