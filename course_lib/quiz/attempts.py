"""The attempts at a check, each right or wrong at a time: what they say of tries and of the time between."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import mean
from typing import Any

from course_lib.quiz.items import Item
from course_lib.quiz.records import Record
from course_lib.quiz.scoring import score

__all__ = ["Attempt", "attempts", "before_first", "between", "tries"]

#: A longer pause between two answers is no time spent on a question.
SITTING = timedelta(minutes=30)
#: A record that the clock would have put before the last one is dated a millisecond after it.
_BUMP = timedelta(milliseconds=1)


@dataclass(frozen=True)
class Attempt:
    """One answer that can be scored: whether it is right, when it was given, and whether by a click."""

    right: bool
    at: datetime
    clicked: bool


def attempts(record: Record | None, item: Item) -> list[Attempt]:
    """Return the attempts at today's wording that can be scored, oldest first; drafts are none.

    Parameters
    ----------
    record : Record or None
        What is recorded of the check.
    item : Item
        The check, with its key.

    Returns
    -------
    list of Attempt
        Empty where there is none.
    """
    if record is None:
        return []
    out = []
    for entry in [*record.history, *([] if record.draft else [record.attempt])]:
        result = score(item, entry["response"])
        if entry["revision"] in ("", item.revision) and result.state == "scored":
            out.append(Attempt(result.right, _moment(entry["at"]), entry["via"] == "click"))
    return sorted(out, key=lambda attempt: attempt.at)


def _moment(at: Any) -> datetime:
    moment = datetime.fromisoformat(at)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def tries(tried: Iterable[Sequence[Attempt]]) -> float | None:
    """Return how many attempts an answered check took up to the first right one, on average.

    Parameters
    ----------
    tried : iterable of sequence of Attempt
        The attempts at each answered check, oldest first.

    Returns
    -------
    float or None
        None without a check.
    """
    until = [next((n for n, a in enumerate(each, 1) if a.right), len(each)) for each in tried]
    return mean(until) if until else None


def between(tried: Iterable[Sequence[Attempt]]) -> list[float]:
    """Return the seconds from one answer to the next, where the records show them.

    Parameters
    ----------
    tried : iterable of sequence of Attempt
        The attempts at each answered check.

    Returns
    -------
    list of float
        Pauses of more than half an hour are left out.
    """
    return [seconds for seconds, _ in _gaps(tried)]


def before_first(tried: Iterable[Sequence[Attempt]]) -> list[float]:
    """Return the seconds from an answer to the first one to the next check, where the records show them.

    Parameters
    ----------
    tried : iterable of sequence of Attempt
        The attempts at each answered check.

    Returns
    -------
    list of float
        In the order of time: that in which a remark, the cells between and the question could be read.
    """
    return [seconds for seconds, is_first in _gaps(tried) if is_first]


def _gaps(tried: Iterable[Sequence[Attempt]]) -> list[tuple[float, bool]]:
    in_time = sorted(((a, not n) for each in tried for n, a in enumerate(each)), key=lambda pair: pair[0].at)
    # Typed answers run cell by cell, all at once, and say nothing about the time that they took.
    gaps = [(b.at - a.at, is_first) for (a, _), (b, is_first) in pairwise(in_time) if b.clicked]
    return [(gap.total_seconds(), is_first) for gap, is_first in gaps if _BUMP < gap <= SITTING]
