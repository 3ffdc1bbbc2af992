"""What the locked cells of an assignment call when nbgrader validates or grades."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from course_lib.errors import BadItem, CourseError, Unanswered
from course_lib.quiz.asked import QUIZ, slots
from course_lib.quiz.bank import parse_item
from course_lib.quiz.scoring import score
from course_lib.quiz.session import graded_run, recorded, tally

__all__ = ["answered", "points"]


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
    if name not in slots(folder):
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
    items = recorded(Path.cwd()).items
    record = next((items[i] for i in (item.id, *item.was) if i in items), None)
    return float(score(item, record.response if record else None).points)
