"""A reviewed answer as an instructor and, in the feedback, a student read it; all of theirs is escaped."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Any

from course_lib.grading.harvest import Given, Key
from course_lib.quiz.feedback import verdicts
from course_lib.quiz.items import Item
from course_lib.quiz.reading import problem, unanswered
from course_lib.quiz.scoring import Score, score
from course_lib.quiz.wording import say

__all__ = ["PLACE", "Line", "earned", "lines", "review_html", "scored"]

_WORD = {True: "right", False: "wrong"}
#: Whether a part is right; None where it is partly so, or does not count.
_RIGHT = {word: right for right, word in _WORD.items()}
PLACE = {"typed": "typed", "notebook": "from the notebook", "file": "from answers.json"}


@dataclass(frozen=True)
class Line:
    """A part of an answer in words.

    Attributes
    ----------
    text : str
        As the student saw it, or wrote it: not escaped.
    right : bool or None
        None where the answer cannot be judged.
    word : str
        The verdict: ``"right"``, ``"wrong place"``, ...; "" where there is none.
    slug : str
        The choice or step that this part is, for its feedback; "" for words and numbers.
    """

    text: str
    right: bool | None = None
    word: str = ""
    slug: str = ""


def earned(points: float, maximum: float) -> str:
    """Say what was earned.

    Parameters
    ----------
    points, maximum : float
        Points, and the most that they could be.

    Returns
    -------
    str
        For example ``"0.5 of 1 point"``.
    """
    return f"{round(points, 2):g} of {maximum:g} point{'' if maximum == 1 else 's'}"


def scored(given: Given, key: Key, points: float) -> tuple[Score, Item, tuple[str, ...]]:
    """Score one harvested answer.

    Parameters
    ----------
    given : Given
        The answer.
    key : Key
        What the slot is scored with.
    points : float
        Points of the slot; those of the item, but for an item whose points were changed after the release.

    Returns
    -------
    tuple of (Score, Item, tuple of str)
        Points from 0 to `points`, the wording that was answered, and the notes for the instructor.
    """
    item, note = key.wording(given.item_id or key.item.id, given.revision, given.response)
    result = score(item, given.response)
    # The rules of an item are its points and partial credit of today, the wording is that of the answer.
    share = result.points / result.max_points if result.max_points else 0.0
    given_points = round(points * min(1.0, max(0.0, share)), 2)
    reason = "No answer was recorded." if result.state == "unanswered" else result.reason
    return Score(given_points, points, result.state, reason), item, (*given.notes, *([note] if note else []))


def review_html(given: Given, item: Item, result: Score, notes: Iterable[str]) -> str:
    """Return the review of one answer as HTML.

    Parameters
    ----------
    given : Given
        The answer.
    item : Item
        The wording that was answered.
    result : Score
        Its points and reason.
    notes : iterable of str
        For the instructor.

    Returns
    -------
    str
        A fragment; the key itself is not in it.
    """
    rows = "".join(
        f"<li>{escape(line.text)}{f' – <em>{line.word}</em>' if line.word else ''}</li>"
        for line in lines(item, given.response)
    )
    place = f" ({PLACE[given.place]})" if given.place else ""
    reason = f"<div>{escape(result.reason)}</div>" if result.reason else ""
    flags = "".join(f"<div><strong>To look at:</strong> {escape(note)}</div>" for note in notes)
    # Only tags that formgrader shows when it is told to clean what it shows.
    return (
        f'<div class="sd-review"><div><strong>{earned(result.points, result.max_points)}</strong>{place}'
        f"</div><div>{escape(item.stem)}</div>{f'<ul>{rows}</ul>' if rows else ''}{reason}{flags}</div>"
    )


def lines(item: Item, response: Any) -> list[Line]:
    """Put an answer into lines, each with a verdict where a part can be judged alone.

    Parameters
    ----------
    item : Item
        The wording that was answered.
    response : object
        Any JSON value.

    Returns
    -------
    list of Line
        Empty if there is no answer.
    """
    if unanswered(response):
        return []
    said = say(item.question, response)
    if problem(item.question, response):
        return [Line(text) for text in said]
    if item.type == "order":
        right = (slug == place for slug, place in zip(response, item.key, strict=True))
        places = zip(said, right, response, strict=True)
        return [Line(text, ok, f"{_WORD[ok]} place", slug) for text, ok, slug in places]
    parts = verdicts(item, response)
    if not parts:
        right = score(item, response).right
        return [Line(text, right, _WORD[right]) for text in said]
    return [
        Line(text, _RIGHT.get(word), word, slug)
        for text, (slug, word) in zip(said, parts.items(), strict=True)
    ]
