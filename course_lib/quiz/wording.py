"""A question and an answer put into words: what to do, what it earns, what was answered, how to type it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from course_lib.quiz.items import Choice, Question
from course_lib.quiz.passage import NONE, words
from course_lib.quiz.reading import as_number, problem, unanswered

__all__ = ["length", "meta", "percent", "say", "typed_form"]

_ASKS = {
    "single": "choose one",
    "multi": "choose all that apply",
    "match": "choose one for each line",
    "order": "put in order",
    "short": "a word or two",
    "numeric": "a number",
    "scale": "choose a point on the scale",
    "text": "in your own words",
    "mark": "mark the words",
    "sort": "put each statement where it belongs",
    "confidence": "choose one and say how sure you are",
}
_EARNS = {
    "right-minus-wrong": "a wrong tick takes off what a right one earns, never below 0",
    "per-part": "each part earns its share",
    "pair-order": "each two steps in the right order count, each two in the wrong order count against",
    "overlap": "words marked beside the right ones count against",
    "brier": "a right answer earns more the surer you are, a wrong one less",
}


def length(question: Question) -> str:
    """Return how many words a text is asked to have.

    Parameters
    ----------
    question : Question
        The question.

    Returns
    -------
    str
        For example ``"30 to 80"``, ``"up to 40"`` or ``"at least 15"``; "" where any length will do.
    """
    least, most = question.words_min, question.words_max
    if least and most:
        return f"{least} to {most}"
    return f"up to {most}" if most else f"at least {least}" if least else ""


def meta(question: Question, graded: bool = True) -> str:
    """Return the small line below a stem: points, what to do, how parts count.

    Parameters
    ----------
    question : Question
        The question.
    graded : bool
        False in a lesson, where nothing is earned: the line then leaves out points and how parts count.

    Returns
    -------
    str
        For example ``"2 points · choose one"``.
    """
    parts = [_ASKS[question.type]]
    if graded and question.keyed and question.points:
        parts.insert(0, f"{question.points:g} point{'' if question.points == 1 else 's'}")
        if question.partial in _EARNS:
            parts.append(_EARNS[question.partial])
    if not question.keyed:
        parts.append("not scored")
    if asked := length(question):
        parts.append(f"{asked} words")
    return " · ".join(parts)


def percent(p: float) -> str:
    """Return a probability as the control shows it.

    Parameters
    ----------
    p : float
        From 0 to 1.

    Returns
    -------
    str
        For example ``"70 %"``.
    """
    return f"{100 * p:.0f} %"


def _text_of(choices: Sequence[Choice], slug: Any) -> str:
    return next((c.text for c in choices if c.slug == slug), str(slug))


def say(question: Question, response: Any) -> list[str]:
    """Put a response into words, one line a part.

    Parameters
    ----------
    question : Question
        The question.
    response : object
        Any JSON value; one that cannot be read is shown as it is, shortened.

    Returns
    -------
    list of str
        Lines; empty if there is no answer.
    """
    if unanswered(response):
        return []
    if problem(question, response):
        return [json.dumps(response, ensure_ascii=False, default=str)[:300]]
    match question.type:
        case "single":
            return [_text_of(question.options, response)]
        case "multi":
            return [o.text for o in question.options if o.slug in response]
        case "match" | "sort":
            return [
                f"{left.text} → {_text_of(question.rights, response[left.slug])}"
                for left in question.lefts
                if left.slug in response
            ]
        case "order":
            return [f"{n}. {_text_of(question.steps, slug)}" for n, slug in enumerate(response, 1)]
        case "numeric" | "scale":
            return [f"{response} {question.unit}".strip()]
        case "mark" if response == NONE:
            return [question.none]
        case "mark":
            text = words(question.text)
            return [f"“{' '.join(text[first : last + 1])}”" for first, last in sorted(response)]
        case "confidence":
            return [
                f"{_text_of(question.options, response['pick'])} ({percent(as_number(response['p']))} sure)"
            ]
        case _:
            return [str(response)]


def typed_form(name: str, question: Question) -> str:
    """Return the line that answers this question without a click, as an example to change.

    Parameters
    ----------
    name : str
        What `ask` was called with.
    question : Question
        The question.

    Returns
    -------
    str
        A call of `answer`.
    """
    match question.type:
        case "single":
            example: Any = question.options[0].slug
        case "multi":
            example = [c.slug for c in question.options[:2]]
        case "match" | "sort":
            example = {c.slug: question.rights[0].slug for c in question.lefts}
        case "order":
            example = [c.slug for c in question.steps]
        case "numeric":
            example = 12
        case "scale":
            example = question.minimum
        case "mark":
            example = [[0, min(2, len(words(question.text)) - 1)]]
        case "confidence":
            example = {"pick": question.options[0].slug, "p": 0.7}
        case _:
            example = "your words"
    return f"answer({json.dumps(name)}, {json.dumps(example, ensure_ascii=False)})"
