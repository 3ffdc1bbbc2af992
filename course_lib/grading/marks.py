"""Marks by the lines of a rubric, which a grader writes into the comment of a paragraph in formgrader.

nbgrader keeps one number and one comment for a paragraph. The comment is offered with a line for each
criterion; what is filled in is shown to the student beside the rubric.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from course_lib.quiz.rubric import Criterion, Manual

__all__ = ["Mark", "form", "read_marks"]

_NUMBER = re.compile(r"(\d+(?:[.,]\d+)?)(?:\s*(?:of|/)\s*\d+(?:[.,]\d+)?)?(?![\w%])[\s,;:–-]*")


@dataclass(frozen=True)
class Mark:
    """What a grader gave for one criterion: points, or None where the line has no number, and a remark."""

    points: float | None
    remark: str = ""


def form(task: Manual) -> str:
    """Return the lines that a grader fills in.

    Parameters
    ----------
    task : Manual
        With its rubric.

    Returns
    -------
    str
        One line a criterion, each with the most points that it can earn.
    """
    return "".join(f"{c.title} (of {c.points:g}): \n" for c in task.criteria)


def read_marks(comment: str, task: Manual) -> tuple[dict[str, Mark], str]:
    """Read a comment of a grader.

    Parameters
    ----------
    comment : str
        Lines of `form`, filled in or not, and whatever else the grader wrote.
    task : Manual
        With its rubric.

    Returns
    -------
    tuple of (dict of str to Mark, str)
        What was filled in, by the slug of the criterion, and the rest of the comment.
    """
    marks: dict[str, Mark] = {}
    rest = []
    for line in comment.splitlines():
        found = next(((c, text) for c in task.criteria if (text := _after(c, line)) is not None), None)
        if found is None or found[0].slug in marks:
            rest.append(line)
        elif found[1]:
            marks[found[0].slug] = _mark(*found)
    return marks, "\n".join(rest).strip()


def _after(criterion: Criterion, line: str) -> str | None:
    """Return what stands behind the name of a criterion, or None if the line does not begin with it."""
    names = "|".join(re.escape(name) for name in (criterion.title, criterion.slug))
    found = re.match(rf"\s*(?:{names})\s*(?:\([^)]*\))?\s*[:=](.*)", line, re.IGNORECASE)
    return found[1].strip() if found else None


def _mark(criterion: Criterion, text: str) -> Mark:
    number = _NUMBER.match(text)
    points = float(number[1].replace(",", ".")) if number else None
    if number is None or points is None or points > criterion.points:
        return Mark(None, text)
    return Mark(points, text[number.end() :].strip())
