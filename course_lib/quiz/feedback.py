"""Feedback: what is to be said of a response, part by part."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from course_lib.quiz.items import Item
from course_lib.quiz.marking import found, key_of
from course_lib.quiz.passage import NONE, counted, places
from course_lib.quiz.reading import as_number, normalise, problem, unanswered
from course_lib.quiz.records import Record
from course_lib.quiz.scoring import forecast, score
from course_lib.quiz.wording import percent

__all__ = ["Remark", "remarks", "told", "verdicts"]


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
        chosen = _chosen(item, response)
        parts = [Remark(o.slug, o.correct, o.feedback) for o in item.options if o.slug in chosen]
    elif item.type == "mark":
        parts = _marked(item, response)
    elif item.type in ("match", "sort"):
        told = {w.match: w.feedback for w in item.wrong}
        for pair in item.pairs:
            given = response.get(pair.left.slug)
            if given is not None:
                right = given == pair.right.slug
                text = pair.feedback if right else told.get(given, pair.feedback)
                parts.append(Remark(pair.left.slug, right, text))
    elif item.type == "order" and whole:
        parts = [Remark(step.slug, True, step.feedback) for step in item.steps]
    elif item.type == "order":
        place = {slug: i for i, slug in enumerate(response)}
        for wrong in item.wrong:
            first, _, second = (part.strip() for part in wrong.match.partition(">"))
            if place.get(first, 0) < place.get(second, 0):
                parts.append(Remark("", False, wrong.feedback))
    elif not whole:
        parts = [Remark("", False, w.feedback) for w in item.wrong if _same(item, w.match, response)]
    if said := forecast(item, response):
        earned = f"{score(item, response).points:g} of {item.points:g} point{'' if item.points == 1 else 's'}"
        parts.append(Remark("", whole, f"You were {percent(said.p)} sure: that earns {earned}."))
    general = item.feedback and (whole or item.type in ("match", "sort", "order", "multi") or not parts)
    if general and (whole or not _gives_key(item)):
        parts.append(Remark("", whole, item.feedback))
    return tuple(r for r in parts if r.text)


def verdicts(item: Item, response: Any) -> dict[str, str]:
    """Return a verdict for each part of a response that can be judged alone.

    Parameters
    ----------
    item : Item
        With its key.
    response : object
        Any JSON value.

    Returns
    -------
    dict of str to str
        By the slug of a choice, or the words of a stretch (``"3-5"``), in the order in which the question is
        read: ``"right"``, ``"wrong"``, and of stretches also ``"partly right"`` and ``"does not count"``.
        Empty where there is nothing to judge part by part.
    """
    if not item.keyed or unanswered(response) or problem(item.question, response):
        return {}
    key = item.key
    match item.type:
        case "single" | "multi" | "confidence":
            right, chosen = _chosen(item, item.key), _chosen(item, response)
            slugs = [o.slug for o in item.question.options if o.slug in chosen]
            return {slug: "right" if slug in right else "wrong" for slug in slugs}
        case "match" | "sort":
            slugs = [c.slug for c in item.question.lefts if c.slug in response]
            return {slug: "right" if response[slug] == key[slug] else "wrong" for slug in slugs}
        case "mark":
            return {stretch.slug: stretch.word for stretch in found(item, response)}
        case _:
            return {}


def _chosen(item: Item, response: Any) -> set[str]:
    if item.type == "confidence":
        return {response["pick"]}
    return {response} if item.type == "single" else set(response)


def _marked(item: Item, response: Any) -> list[Remark]:
    """Say of each stretch what belongs to the spans that it touches and to the mistakes that it makes."""
    if response == NONE:
        return [Remark("", False, w.feedback) for w in item.wrong if item.spans and w.match == NONE]
    key = key_of(item)
    costly = counted(item.text) - key.inside - key.ignored
    mistakes = [
        (costly & set(range(first, last + 1)), wrong.feedback)
        for wrong in item.wrong
        for first, last in places(item.text, wrong.match)[:1]
    ]
    out = []
    for stretch in found(item, response):
        marked = set(range(stretch.first, stretch.last + 1))
        texts = [item.spans[n].feedback for n in stretch.spans]
        texts += [text for words, text in mistakes if words and 2 * len(words & marked) >= len(words)]
        out.append(Remark(stretch.slug, stretch.word == "right", " ".join(t for t in texts if t)))
    return out


def _gives_key(item: Item) -> bool:
    # The general feedback of these types states the answer: after a wrong one it would end the thinking.
    return item.type in ("short", "numeric", "scale", "mark")


def _same(item: Item, match: str, response: Any) -> bool:
    if item.type == "short":
        return normalise(match) == normalise(response)
    number = as_number(match)
    return number is not None and abs(number - as_number(response)) < 1e-9


def _neighbours(item: Item, response: Any) -> str:
    """Say how far an order is right without saying which of its steps are."""
    place = {slug: n for n, slug in enumerate(item.key)}
    pairs = list(pairwise(response))
    right = sum(place[first] < place[second] for first, second in pairs)
    stand = "stands" if right == 1 else "stand"
    return f"Of the {len(pairs)} pairs of neighbours, {right} {stand} in the right order."


def told(item: Item | None, record: Record | None) -> dict[str, Any]:
    """Return what the control of a check is told of the answers so far.

    Parameters
    ----------
    item : Item or None
        With its key; None in an assignment, which tells nothing.
    record : Record or None
        What is recorded.

    Returns
    -------
    dict
        As JSON: whether the last answer is right, its points, the remarks, how many tries there were; empty
        before there is something to tell.
    """
    if item is None or record is None or record.draft or unanswered(record.response):
        return {}
    tries = [h["response"] for h in record.history] + [record.response]
    # Of a single choice every option tried so far keeps its remark; otherwise the last try speaks.
    shown = tries if item.type == "single" else tries[-1:]
    result = score(item, record.response)
    lines = {(r.slug, r.text): r for response in shown for r in remarks(item, response)}
    if item.keyed and not result.right:
        # What is said of the whole often lists what is right: in a check it waits for the right answer.
        lines.pop(("", item.feedback), None)
    if not result.right and item.keyed and item.hints:
        wrong = sum(not score(item, t).right for t in tries)
        hint = item.hints[min(wrong, len(item.hints)) - 1]
        lines["hint", hint] = Remark("", False, f"Hint: {hint}")
    if item.type == "order" and item.keyed and not lines:
        lines["", "count"] = Remark("", False, _neighbours(item, record.response))
    return {
        "keyed": item.keyed,
        "right": result.right,
        "points": result.points,
        "tries": len(tries),
        "remarks": [{"slug": r.slug, "right": r.right, "text": r.text} for r in lines.values()],
        "parts": verdicts(item, record.response),
        "sources": list(item.sources),
    }
