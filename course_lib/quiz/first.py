"""Which recorded response is the first answer: a record keeps every click, and few of them are an answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from course_lib.quiz.items import Question
from course_lib.quiz.reading import problem, unanswered
from course_lib.quiz.records import Record

__all__ = ["first_answer"]

#: A click sooner than this after the one before belongs to it: a slider moves, a text grows, ticks follow.
AT_IT = timedelta(minutes=1)


def first_answer(question: Question, record: Record | None) -> Any:
    """Return the first whole answer that is recorded.

    Lines that are still empty make a match or a sort no answer yet. Where nothing tells when an answer is
    whole, the last of the clicks that follow each other closely is one. A click on one option is an answer.

    Parameters
    ----------
    question : Question
        What was asked.
    record : Record or None
        What is recorded.

    Returns
    -------
    object
        JSON in the form of the item's type. Where no answer was ever whole, the latest response; None where
        nothing is recorded.
    """
    if record is None:
        return None
    given = [h for h in (*record.history, record.attempt) if not unanswered(h["response"])]
    readable = [h for h in given if not problem(question, h["response"])] or given
    if not readable:
        return record.response
    if question.type == "single":
        return readable[0]["response"]
    if question.type in ("match", "sort"):
        whole = (h["response"] for h in readable if _whole(question, h["response"]))
        return next(whole, record.response)
    for entry, later in pairwise(readable):
        # What is typed in a cell is meant as it stands.
        if "typed" in (entry.get("via"), later.get("via")) or _at(later) - _at(entry) > AT_IT:
            return entry["response"]
    return readable[-1]["response"]


def _whole(question: Question, response: Any) -> bool:
    return isinstance(response, Mapping) and all(left.slug in response for left in question.lefts)


def _at(entry: Mapping[str, Any]) -> datetime:
    at = datetime.fromisoformat(entry["at"])
    return at if at.tzinfo else at.replace(tzinfo=UTC)
