"""Feedback: what is to be said of a response, part by part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from course_lib.quiz.items import Item
from course_lib.quiz.reading import as_number, normalise, problem, unanswered
from course_lib.quiz.scoring import score

__all__ = ["Remark", "remarks"]


@dataclass(frozen=True)
class Remark:
    """One line of feedback: to which choice it belongs, whether that part is right, and what to say."""

    slug: str
    right: bool
    text: str


def remarks(item: Item, response: Any) -> tuple[Remark, ...]:
    """Return the feedback that belongs to a response, part by part.

    Parameters
    ----------
    item : Item
        With its key and feedback.
    response : object
        Any JSON value.

    Returns
    -------
    tuple of Remark
        For each choice made; then, with an empty slug, what is to be said of the whole. Empty for a
        response that is missing or cannot be read, and for an unkeyed item without feedback.
    """
    if unanswered(response) or problem(item.question, response):
        return ()
    if not item.keyed:
        return (Remark("", True, item.feedback),) if item.feedback else ()
    whole = score(item, response).right
    parts: list[Remark] = []
    if item.options:
        chosen = {response} if item.type == "single" else set(response)
        parts = [Remark(o.slug, o.correct, o.feedback) for o in item.options if o.slug in chosen]
    elif item.type == "match":
        told = {w.match: w.feedback for w in item.wrong}
        for pair in item.pairs:
            given = response.get(pair.left.slug)
            if given is not None:
                right = given == pair.right.slug
                text = pair.feedback if right else told.get(given, pair.feedback)
                parts.append(Remark(pair.left.slug, right, text))
    elif item.type == "order":
        place = {slug: i for i, slug in enumerate(response)}
        for wrong in item.wrong:
            first, _, second = (part.strip() for part in wrong.match.partition(">"))
            if place.get(first, 0) < place.get(second, 0):
                parts.append(Remark("", False, wrong.feedback))
    elif not whole:
        parts = [Remark("", False, w.feedback) for w in item.wrong if _same(item, w.match, response)]
    general = item.feedback and (whole or item.type in ("match", "order", "multi") or not parts)
    if general and (whole or not _gives_key(item)):
        parts.append(Remark("", whole, item.feedback))
    return tuple(r for r in parts if r.text)


def _gives_key(item: Item) -> bool:
    # The general feedback of these types states the answer: after a wrong one it would end the thinking.
    return item.type in ("short", "numeric", "scale")


def _same(item: Item, match: str, response: Any) -> bool:
    if item.type == "short":
        return normalise(match) == normalise(response)
    number = as_number(match)
    return number is not None and abs(number - as_number(response)) < 1e-9
