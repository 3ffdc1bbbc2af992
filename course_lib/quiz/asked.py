"""Which question a notebook asks for: of the assignment in its folder, or of a lesson."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path

from course_lib.errors import BadItem, unknown
from course_lib.quiz import answers
from course_lib.quiz.bank import Bank, parse_bank
from course_lib.quiz.items import Item, Question
from course_lib.quiz.records import Record

__all__ = ["QUIZ", "Asked", "checks", "find", "slots"]

QUIZ = "quiz.json"


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
    was : tuple of str
        Earlier ids of the item.
    """

    name: str
    question: Question
    item: Item | None = None
    was: tuple[str, ...] = ()

    def record(self, items: Mapping[str, Record]) -> Record | None:
        """Return the answer to this question, also one from before it was renamed.

        Parameters
        ----------
        items : mapping of str to Record
            What is recorded.

        Returns
        -------
        Record or None
            Under the id that it was given with.
        """
        return next((items[i] for i in (self.question.id, *self.was) if i in items), None)


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


def slots(folder: Path) -> dict[str, Asked]:
    """Return the questions of the assignment in a folder.

    Parameters
    ----------
    folder : Path
        Folder of the notebook.

    Returns
    -------
    dict of str to Asked
        By slot; empty outside an assignment.

    Raises
    ------
    BadItem
        If ``quiz.json`` cannot be read.
    """
    path = folder / QUIZ
    if not path.exists():
        return {}
    try:
        raw = json.loads(path.read_text("utf-8"))["slots"]
        return {
            slot: Asked(slot, Question.from_json(fields), was=tuple(fields.get("was", ())))
            for slot, fields in raw.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
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
    here, seed = slots(folder), answers.read(folder).seed
    named = here.get(name) or next((a for a in here.values() if name in (a.question.id, *a.was)), None)
    if named:
        return replace(named, name=name, question=_shuffled(named.question, seed))
    for bank in checks().values():
        for item in bank.items.values():
            if name in (item.id, *item.was):
                return Asked(name, _shuffled(item.question, seed), item, item.was)
    if here:
        raise unknown("question", name, here)
    error = unknown("question", name, [item_id for bank in checks().values() for item_id in bank.items])
    raise type(error)(f"{error} If it belongs to an assignment, {QUIZ} is missing from this folder.")


def _shuffled(question: Question, seed: int) -> Question:
    out = {}
    # The bins of a sort item keep their order: before stands before after. What is placed is always mixed.
    kept = {"rights"} if question.type == "sort" else {"options", "rights"} if question.keep_order else set()
    for name in [n for n in ("options", "lefts", "rights", "steps") if n not in kept]:
        choices = list(getattr(question, name))
        random.Random(f"{seed} {question.id} {name}").shuffle(choices)
        out[name] = tuple(choices)
    return replace(question, **out)
