"""Scores: an item and a response in, points out; pure, total, and blind to who asks.

A response is what a student's files hold, which is whatever a student made of it: any JSON value gives
a `Score`, and one that cannot be read gives 0 points and says why.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal

from course_lib.errors import did_you_mean
from course_lib.quiz.items import Choice, Item, Question

__all__ = ["Remark", "Score", "normalise", "problem", "remarks", "score"]


@dataclass(frozen=True)
class Score:
    """What a response earns.

    Attributes
    ----------
    points : float
        From 0 to `max_points`, rounded to two decimals.
    max_points : float
        Points of the item; 0 for an unkeyed one.
    state : str
        ``"scored"``, ``"unanswered"``, ``"unreadable"`` or ``"unkeyed"``.
    reason : str
        One sentence, or "" for an ordinary score.
    """

    points: float
    max_points: float
    state: Literal["scored", "unanswered", "unreadable", "unkeyed"]
    reason: str = ""

    @property
    def right(self) -> bool:
        """Whether the response earns everything that it could."""
        return self.state == "scored" and self.points == self.max_points


@dataclass(frozen=True)
class Remark:
    """One line of feedback: to which choice it belongs, whether that part is right, and what to say."""

    slug: str
    right: bool
    text: str


def normalise(text: str) -> str:
    """Return a short answer in the form in which answers are compared.

    Lower case; outer blanks, full stops and quotation marks and a leading article removed; hyphens and
    runs of blanks read as one blank; the American spelling of *defence* read as the British one.

    Parameters
    ----------
    text : str
        As typed.

    Returns
    -------
    str
        The form to compare.
    """
    out = re.sub(r"[\s\-\u2010-\u2015_]+", " ", text.casefold())
    out = out.strip(" .,;:!?\"'`\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb()")
    out = re.sub(r"^(a|an|the) ", "", out)
    return out.replace("defense", "defence")


def as_number(value: Any) -> float | None:
    """Return a finite number, also from a text such as ``"2001"`` or ``"2,5"``, or None.

    Parameters
    ----------
    value : object
        Any JSON value.

    Returns
    -------
    float or None
        The number; None for anything else, truth values included.
    """
    if isinstance(value, str) and len(value) < 40:
        value = value.strip().replace(",", ".")
    elif isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except (OverflowError, ValueError):
        return None
    return number if math.isfinite(number) else None


def problem(question: Question, response: Any) -> str:
    """Say in one sentence why this cannot be an answer to the question.

    Parameters
    ----------
    question : Question
        What was asked.
    response : object
        Any JSON value.

    Returns
    -------
    str
        A sentence, or "" if the response can be read.
    """
    return _READ[question.type](question, response)


def unanswered(response: Any) -> bool:
    """Say whether a response is no answer yet: nothing, an empty text or an empty choice.

    Parameters
    ----------
    response : object
        Any JSON value.

    Returns
    -------
    bool
        True where nothing was answered; 0 and a false are answers.
    """
    return response is None or response == {} or response == [] or (
        isinstance(response, str) and not response.strip()
    )  # fmt: skip


def score(item: Item, response: Any) -> Score:
    """Score one response; never raises.

    Parameters
    ----------
    item : Item
        With its key.
    response : object
        Any JSON value, in the form that belongs to the type of the item (see CONTRIBUTING.md).

    Returns
    -------
    Score
        Points, and the reason where there are none to give.
    """
    if not item.keyed:
        return Score(0, 0, "unkeyed", "Predictions and reflections are not scored.")
    if unanswered(response):
        return Score(0, item.points, "unanswered", "No answer was given.")
    sentence = problem(item.question, response)
    if sentence:
        return Score(0, item.points, "unreadable", sentence)
    share = min(1.0, max(0.0, _SHARE[item.type](item, response)))
    return Score(round(item.points * share, 2), item.points, "scored")


# --- can it be read? -------------------------------------------------------------------------------


def _slug(value: Any, choices: tuple[Choice, ...], what: str) -> str:
    slugs = [c.slug for c in choices]
    if not isinstance(value, str):
        return f"{what} is named by its short name in quotation marks, for example {slugs[0]!r}."
    if value not in slugs:
        return f"No {what} {value[:60]!r}.{did_you_mean(value, slugs)} All: {', '.join(slugs)}."
    return ""


def _read_single(question: Question, response: Any) -> str:
    return _slug(response, question.options, "option")


def _read_multi(question: Question, response: Any) -> str:
    if not isinstance(response, list | tuple):
        return f"Several options go into square brackets, for example [{question.options[0].slug!r}]."
    for value in response:
        if sentence := _slug(value, question.options, "option"):
            return sentence
    return "An option is named twice." if len(set(response)) != len(response) else ""


def _read_match(question: Question, response: Any) -> str:
    if not isinstance(response, dict):
        left, right = question.lefts[0].slug, question.rights[0].slug
        return f"Pairs go into curly brackets, for example {{{left!r}: {right!r}}}."
    for left, right in response.items():
        sentence = _slug(left, question.lefts, "left-hand text") or _slug(
            right, question.rights, "right-hand text"
        )
        if sentence:
            return sentence
    return ""


def _read_order(question: Question, response: Any) -> str:
    if not isinstance(response, list | tuple):
        return "Steps go into square brackets, the first one first."
    for value in response:
        if sentence := _slug(value, question.steps, "step"):
            return sentence
    if len(set(response)) != len(response) or len(response) != len(question.steps):
        return f"An order names each of the {len(question.steps)} steps exactly once."
    return ""


def _read_text(question: Question, response: Any) -> str:
    return "" if isinstance(response, str) else "This answer is a text in quotation marks."


def _read_short(question: Question, response: Any) -> str:
    if not isinstance(response, str):
        return "This answer is a word or two in quotation marks."
    return "This answer is a word or two, not a longer text." if len(response) > 200 else ""


def _read_number(question: Question, response: Any) -> str:
    number = as_number(response)
    if number is None:
        return "This answer is a number, for example 12."
    if question.type == "scale" and not question.minimum <= number <= question.maximum:
        return f"The scale runs from {question.minimum:g} to {question.maximum:g}."
    return ""


_READ: dict[str, Callable[[Question, Any], str]] = {
    "single": _read_single,
    "multi": _read_multi,
    "match": _read_match,
    "order": _read_order,
    "short": _read_short,
    "numeric": _read_number,
    "scale": _read_number,
    "text": _read_text,
}

# --- how much of it is right? ----------------------------------------------------------------------


def _share_multi(item: Item, response: Any) -> float:
    right, chosen = set(item.key), set(response)
    if item.partial == "all":
        return float(chosen == right)
    if item.partial == "per-part":
        return 1 - len(chosen ^ right) / len(item.options)
    return (len(chosen & right) - len(chosen - right)) / len(right)


def _share_match(item: Item, response: Any) -> float:
    key = item.key
    hits = sum(response.get(left) == right for left, right in key.items())
    return float(hits == len(key)) if item.partial == "all" else hits / len(key)


def _share_order(item: Item, response: Any) -> float:
    if item.partial == "all":
        return float(list(response) == item.key)
    place = {slug: i for i, slug in enumerate(response)}
    pairs = list(combinations(item.key, 2))
    right = sum(place[first] < place[second] for first, second in pairs)
    return (2 * right - len(pairs)) / len(pairs)


def _share_number(item: Item, response: Any) -> float:
    # The last digits of a binary fraction must not decide: 0.3 lies within 0.1 of 0.2.
    return float(abs(as_number(response) - item.value) <= item.tolerance + 1e-9)


_SHARE: dict[str, Callable[[Item, Any], float]] = {
    "single": lambda item, response: float(response == item.key),
    "multi": _share_multi,
    "match": _share_match,
    "order": _share_order,
    "short": lambda item, response: float(normalise(response) in {normalise(a) for a in item.accept}),
    "numeric": _share_number,
    "scale": _share_number,
}

# --- what to say -----------------------------------------------------------------------------------


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
