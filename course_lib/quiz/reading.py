"""Reading a response: whether it can be an answer to the question, and the form in which it is compared.

A response is what a student's files hold, which is whatever a student made of it. Everything here takes any
JSON value and never raises.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

from course_lib.errors import did_you_mean
from course_lib.quiz.items import Choice, Question
from course_lib.quiz.passage import NONE, words

__all__ = ["as_number", "normalise", "problem", "unanswered"]

#: An even chance written with two decimals, 0.33 of three, may lie a little below it.
ROUNDED = 0.005


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
    what = ("statement", "bin") if question.type == "sort" else ("left-hand text", "right-hand text")
    for left, right in response.items():
        sentence = _slug(left, question.lefts, what[0]) or _slug(right, question.rights, what[1])
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


def _read_mark(question: Question, response: Any) -> str:
    if isinstance(response, str):
        if response == NONE and question.none:
            return ""
        only = f", or {NONE!r} where there is nothing to mark" if question.none else ""
        return f"Marked words are named by the numbers of the first and the last one, as in [[0, 2]]{only}."
    if not isinstance(response, list | tuple):
        return "Marked words go into square brackets by first and last number, for example [[0, 2]]."
    end = len(words(question.text)) - 1
    before = -1
    for stretch in sorted(response, key=_start):
        if not (
            isinstance(stretch, list | tuple) and len(stretch) == 2 and all(type(n) is int for n in stretch)
        ):
            return "Each stretch is a pair of whole numbers: its first and its last word, for example [0, 2]."
        first, last = stretch
        if not 0 <= first <= last <= end:
            return f"The words are numbered from 0 to {end}, and a stretch runs forward."
        if first <= before:
            return "Two stretches overlap: write them as one."
        before = last
    return ""


def _start(stretch: Any) -> int:
    # What is no stretch comes first, so that it is named whatever else there is.
    first = stretch[0] if isinstance(stretch, list | tuple) and stretch else None
    return first if type(first) is int else -1


def _read_confidence(question: Question, response: Any) -> str:
    if not isinstance(response, dict) or set(response) != {"pick", "p"}:
        example = {"pick": question.options[0].slug, "p": 0.7}
        return f"This answer is an option and how sure you are of it, for example {example}."
    if sentence := _slug(response["pick"], question.options, "option"):
        return sentence
    p, even = as_number(response["p"]), 1 / len(question.options)
    if p is None or not even - ROUNDED <= p <= 1:
        return (
            f"`p` runs from {even:.2f}, which is a guess among {len(question.options)}, to 1, which is "
            "certain: 70 % is 0.7."
        )
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
    "mark": _read_mark,
    "sort": _read_match,
    "confidence": _read_confidence,
}
