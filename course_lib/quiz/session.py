"""Where a question is asked: which folder, which notebook, which question, and what is recorded so far."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from course_lib.errors import AnswersUnavailable, BadItem, CourseError, Unanswered, unknown
from course_lib.quiz import answers
from course_lib.quiz.bank import Bank, parse_bank, parse_item
from course_lib.quiz.items import Item, Question
from course_lib.quiz.reading import unanswered
from course_lib.quiz.records import Record, from_outputs
from course_lib.quiz.scoring import score

__all__ = ["QUIZ", "Asked", "answered", "checks", "find", "graded_run", "points", "recorded", "tally"]

QUIZ = "quiz.json"
_merged: set[tuple[Path, Path]] = set()


@dataclass(frozen=True)
class Asked:
    """A question in its place.

    Attributes
    ----------
    name : str
        What `ask` was called with: a slot of an assignment or the id of a lesson's check.
    question : Question
        With its texts in the order that this student sees.
    item : Item or None
        The key, in lessons only.
    """

    name: str
    question: Question
    item: Item | None = None


def graded_run() -> bool:
    """Say whether nbgrader validates or grades at this moment, so that nobody can click.

    Returns
    -------
    bool
        True under nbgrader's validate and autograde.
    """
    return bool(os.environ.get("NBGRADER_VALIDATING") or os.environ.get("NBGRADER_EXECUTION"))


@cache
def checks() -> Mapping[str, Bank]:
    """Return the checks of all lessons.

    Returns
    -------
    mapping of str to Bank
        By the name of the lesson's notebook, without its ending.
    """
    import tomllib

    banks = {}
    for entry in sorted(files("course_lib.data").joinpath("checks").iterdir(), key=lambda e: e.name):
        if entry.name.endswith(".toml"):
            banks[entry.name[:-5]] = parse_bank(tomllib.loads(entry.read_text("utf-8")), entry.name)
    return banks


def _quiz(folder: Path) -> dict[str, Question]:
    path = folder / QUIZ
    if not path.exists():
        return {}
    try:
        slots = json.loads(path.read_text("utf-8"))["slots"]
        return {slot: Question.from_json(raw) for slot, raw in slots.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise BadItem(
            f"{QUIZ} in this folder is damaged: copy it again from the assignment that you were given."
        ) from None


def find(name: str, folder: Path) -> Asked:
    """Find a question by the name that a notebook uses.

    Parameters
    ----------
    name : str
        A slot of the assignment in the folder, or the id of a check of a lesson.
    folder : Path
        Folder of the notebook.

    Returns
    -------
    Asked
        The question, its texts shuffled for this student; the same student sees the same order again.

    Raises
    ------
    UnknownName
        If there is no such question here.
    """
    slots = _quiz(folder)
    if name in slots:
        return Asked(name, _shuffled(slots[name], answers.read(folder).seed))
    for question in slots.values():
        if question.id == name:
            return Asked(name, _shuffled(question, answers.read(folder).seed))
    for bank in checks().values():
        if name in bank.items:
            item = bank.items[name]
            return Asked(name, _shuffled(item.question, answers.read(folder).seed), item)
    if slots:
        raise unknown("question", name, slots)
    error = unknown("question", name, [item_id for bank in checks().values() for item_id in bank.items])
    raise type(error)(f"{error} If it belongs to an assignment, {QUIZ} is missing from this folder.")


def _shuffled(question: Question, seed: int) -> Question:
    out = {}
    for name in ("options", "lefts", "rights", "steps"):
        choices = list(getattr(question, name))
        random.Random(f"{seed} {question.id} {name}").shuffle(choices)
        out[name] = tuple(choices)
    return replace(question, **out)


def _notebooks(folder: Path) -> list[Path]:
    """Return the notebook that Jupyter named for this session; else, in an assignment, all of the folder."""
    named = os.environ.get("JPY_SESSION_NAME", "")
    if named and Path(named).suffix == ".ipynb":
        # The session may name a path of the server, and the file may have been renamed since.
        path = folder / Path(named).name
        if path.is_file():
            return [path]
    return sorted(folder.glob("*.ipynb")) if (folder / QUIZ).exists() else []


def recorded(folder: Path) -> answers.Answers:
    """Return what is recorded in a folder, after taking over newer records from the saved notebook.

    The notebook is looked at once: on another machine it may be all that there is, and later its file can
    only be older than ``answers.json``.

    Parameters
    ----------
    folder : Path
        Folder of the notebook.

    Returns
    -------
    Answers
        The records, with `damage` saying what could not be read or written.
    """
    found: dict[str, Record] = {}
    kept = (folder / answers.FILE).exists()
    for path in _notebooks(folder):
        if kept and (folder, path) in _merged:
            continue
        try:
            found |= from_outputs(json.loads(path.read_text("utf-8")))
        except (OSError, ValueError, RecursionError):
            # Jupyter itself says what is wrong with a notebook that it cannot read.
            continue
        _merged.add((folder, path))
    held = answers.read(folder)
    if not found and held.seed and not held.damage:
        return held
    try:
        return answers.merge(folder, found)
    except AnswersUnavailable as error:
        items = dict(held.items)
        for item_id, record in found.items():
            items[item_id] = answers.newer(items.get(item_id), record)
        return replace(held, items=items, damage=str(error))


def tally(folder: Path, items: Mapping[str, Record] | None = None) -> tuple[list[str], int] | None:
    """Count the questions of the assignment in a folder.

    Parameters
    ----------
    folder : Path
        Folder of the notebook.
    items : mapping of str to Record, optional
        What is recorded, if it is at hand.

    Returns
    -------
    tuple of (list of str, int), or None
        The slots without an answer and the number of all; None outside an assignment.
    """
    slots = _quiz(folder)
    if not slots:
        return None
    items = recorded(folder).items if items is None else items
    missing = [s for s, q in slots.items() if q.id not in items or unanswered(items[q.id].response)]
    return missing, len(slots)


def answered(name: str) -> None:
    """Fail with a sentence, when nbgrader validates or grades, while a question has no answer.

    For a student at work it is silent: an error would stop *Run All Cells* at the first question, and it
    would stay below the question after the click.

    Parameters
    ----------
    name : str
        The slot, as in ``answered("a1")``.

    Raises
    ------
    Unanswered
        Names the question, and all others that have no answer yet.
    """
    if not graded_run():
        return
    folder = Path.cwd()
    slots = _quiz(folder)
    if name not in slots:
        raise Unanswered(
            f"Question {name} is not known here: {QUIZ} is missing or belongs to another assignment. Put the "
            "notebook back into the folder that you were given."
        )
    missing, total = tally(folder) or ([], 0)
    if name in missing:
        # The list of all stands with the first one: it would only repeat itself below the others.
        first = f" {len(missing)} of {total} questions have no answer: {', '.join(missing)}."
        raise Unanswered(
            f"Question {name} has no answer yet: run its cell, click an answer, save."
            f"{first if name == missing[0] else ''}"
        )


def points(name: str, key: Mapping[str, Any]) -> float:
    """Score the recorded answer to one slot; what the hidden test of an assignment calls.

    Parameters
    ----------
    name : str
        The slot.
    key : mapping
        The item with its key, as in the bank.

    Returns
    -------
    float
        Points; 0 for an answer that cannot be read.
    """
    try:
        item = parse_item(key, f"the key of {name}")
    except CourseError as error:
        raise BadItem(str(error)) from None
    record = recorded(Path.cwd()).items.get(item.id)
    return float(score(item, record.response if record else None).points)
