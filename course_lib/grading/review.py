"""A reviewed answer as an instructor and, in the feedback, a student read it; all of theirs is escaped."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

from course_lib.grading.harvest import Given, Key
from course_lib.quiz.items import Item
from course_lib.quiz.reading import problem, unanswered
from course_lib.quiz.render import say
from course_lib.quiz.scoring import Score, score

__all__ = ["review_html", "scored"]

_PLACE = {"typed": "typed", "notebook": "from the notebook", "file": "from answers.json"}


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
    earned = round(points * min(1.0, max(0.0, share)), 2)
    reason = "No answer was recorded." if result.state == "unanswered" else result.reason
    return Score(earned, points, result.state, reason), item, (*given.notes, *([note] if note else []))


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
    lines = "".join(f"<li>{line}</li>" for line in _lines(item, given.response))
    place = f" <small>({_PLACE[given.place]})</small>" if given.place else ""
    reason = f"<p>{escape(result.reason)}</p>" if result.reason else ""
    flags = "".join(f"<p><strong>To look at:</strong> {escape(note)}</p>" for note in notes)
    return (
        f'<div class="sd-review"><p><strong>{result.points:g} of {result.max_points:g} points</strong>{place}'
        f"</p><p>{escape(item.stem)}</p><ul>{lines}</ul>{reason}{flags}</div>"
    )


def _lines(item: Item, response: Any) -> list[str]:
    """Put an answer into lines, each with the word Right or Wrong where a part can be judged alone."""
    if unanswered(response):
        return []
    said = [escape(line) for line in say(item.question, response)]
    if problem(item.question, response):
        return said
    if item.type in ("single", "multi"):
        verdicts = [o.correct for o in _chosen(item, response)]
    elif item.type == "match":
        key = item.key
        verdicts = [key[c.slug] == response[c.slug] for c in item.question.lefts if c.slug in response]
    elif item.type == "order":
        verdicts = [slug == right for slug, right in zip(response, item.key, strict=True)]
    else:
        verdicts = [score(item, response).right]
    words = (
        {True: "right place", False: "wrong place"}
        if item.type == "order"
        else {True: "right", False: "wrong"}
    )
    return [f"{line} – <em>{words[right]}</em>" for line, right in zip(said, verdicts, strict=True)]


def _chosen(item: Item, response: Any) -> list[Any]:
    slugs = [response] if item.type == "single" else response
    by_slug = {o.slug: o for o in item.options}
    return [by_slug[c.slug] for c in item.question.options if c.slug in slugs]
