"""What a learner has done and what is worth a second look today: pure functions of recorded answers.

Everything follows from the attempts in `answers.json`; nothing is kept beside it. A check that was answered
wrongly comes back a day later, and after each right answer on its day three and then seven days later; the
third right answer in a row ends it, and a wrong one starts anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import reduce
from itertools import pairwise
from statistics import mean, median
from typing import Any

from course_lib.quiz.answers import Answers
from course_lib.quiz.bank import Bank
from course_lib.quiz.items import Item
from course_lib.quiz.notes import NOTE
from course_lib.quiz.reading import unanswered
from course_lib.quiz.records import Record, newer
from course_lib.quiz.scoring import score

__all__ = ["INTERVALS", "Assignment", "Lesson", "Progress", "Review", "progress"]

#: Days until a check comes back, after a wrong answer and after each right one that follows on its day.
INTERVALS = (1, 3, 7)
#: A longer pause between two answers is no time spent on a question.
SITTING = timedelta(minutes=30)
#: A record that the clock would have put before the last one is dated a millisecond after it.
_BUMP = timedelta(milliseconds=1)


@dataclass(frozen=True)
class Review:
    """A check that was answered wrongly and comes back.

    Attributes
    ----------
    item : Item
        The check, with its key.
    lesson : str
        Name of the lesson's notebook, without its ending.
    due : date
        Day from which it is due, in local time.
    right : int
        Right answers on their days since the last wrong one, below ``len(INTERVALS)``.
    """

    item: Item
    lesson: str
    due: date
    right: int


@dataclass(frozen=True)
class Lesson:
    """What is recorded of one lesson.

    Attributes
    ----------
    name, title : str
        Name of its notebook, without ending; title.
    asked, answered, first_right, right_now : int
        Checks in the lesson; with an attempt; right at the first attempt; right at the latest one.
    notes_asked, notes_done : int
        Predictions and reflections in the lesson; answered ones.
    tries : float or None
        Attempts at an answered check up to the first right one, on average.
    seconds : float or None
        Time between two answers in one sitting, the middle value; None where no record shows it.
    """

    name: str
    title: str
    asked: int
    answered: int
    first_right: int
    right_now: int
    notes_asked: int
    notes_done: int
    tries: float | None = None
    seconds: float | None = None

    @property
    def open(self) -> int:
        """Checks without an attempt."""
        return self.asked - self.answered


@dataclass(frozen=True)
class Assignment:
    """How many questions of an assignment are answered, and nothing more."""

    name: str
    answered: int
    asked: int


@dataclass(frozen=True)
class Progress:
    """What a learner has done.

    Attributes
    ----------
    today : date
        The day it is asked for, in local time.
    lessons : tuple of Lesson
        By name.
    reviews : tuple of Review
        Every check that comes back, today or later, by day.
    assignments : tuple of Assignment
        As they were given.
    reworded : tuple of str
        Ids of checks that were answered in an earlier wording only.
    unknown : tuple of str
        Recorded ids that belong to no lesson's check and to no widget.
    damage : str
        A sentence about what could not be read, or "".
    tries, seconds : float or None
        As in `Lesson`, over all lessons.
    """

    today: date
    lessons: tuple[Lesson, ...]
    reviews: tuple[Review, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    reworded: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    damage: str = ""
    tries: float | None = None
    seconds: float | None = None

    @property
    def due(self) -> tuple[Review, ...]:
        """The checks that are due today."""
        return tuple(r for r in self.reviews if r.due <= self.today)

    def total(self, name: str) -> int:
        """Sum one count over all lessons.

        Parameters
        ----------
        name : str
            A count of `Lesson`, such as ``"answered"``.

        Returns
        -------
        int
            The sum.
        """
        return sum(getattr(lesson, name) for lesson in self.lessons)


@dataclass(frozen=True)
class _Attempt:
    right: bool
    at: datetime
    clicked: bool


def progress(
    answers: Answers,
    banks: Mapping[str, Bank],
    today: date,
    assignments: Iterable[Assignment] = (),
    zone: tzinfo | None = None,
) -> Progress:
    """Compute what a learner has done from what is recorded; never raises.

    Parameters
    ----------
    answers : Answers
        What a folder's file holds.
    banks : mapping of str to Bank
        The checks of each lesson by the name of its notebook.
    today : date
        The day in local time.
    assignments : iterable of Assignment
        Passed on as they are.
    zone : tzinfo, optional
        Whose days are meant; the computer's own time zone where it is not given.

    Returns
    -------
    Progress
        Drafts, attempts at an earlier wording and what cannot be read count neither as right nor as wrong.
    """
    lessons, reviews, reworded, known, all_tries = [], [], [], set(), []
    for name, bank in sorted(banks.items()):
        tried, notes = [], []
        for item in bank.items.values():
            known |= {item.id, *item.was}
            record = _record(answers, item)
            if not item.keyed:
                notes.append(record is not None and not unanswered(record.response))
                continue
            attempts = _attempts(record, item)
            if attempts:
                tried.append(attempts)
                days = [(_day(a.at, zone), a.right) for a in attempts]
                due, right = _review(days, today)
                if due is not None:
                    reviews.append(Review(item, name, due, right))
            elif record is not None and record.revision not in ("", item.revision) and not record.draft:
                reworded.append(item.id)
        lessons.append(
            Lesson(
                name,
                bank.title,
                asked=len(bank.items) - len(notes),
                answered=len(tried),
                first_right=sum(attempts[0].right for attempts in tried),
                right_now=sum(attempts[-1].right for attempts in tried),
                notes_asked=len(notes),
                notes_done=sum(notes),
                tries=_tries(tried),
                seconds=_seconds(tried),
            )
        )
        all_tries += tried
    return Progress(
        today,
        tuple(lessons),
        tuple(sorted(reviews, key=lambda r: (r.due, r.lesson, r.item.id))),
        tuple(assignments),
        tuple(reworded),
        tuple(sorted(i for i in set(answers.items) - known if not i.startswith(NOTE))),
        answers.damage,
        _tries(all_tries),
        _seconds(all_tries),
    )


def _record(answers: Answers, item: Item) -> Record | None:
    return reduce(newer, (answers.items.get(i) for i in (item.id, *item.was)), None)


def _attempts(record: Record | None, item: Item) -> list[_Attempt]:
    """Return the attempts at today's wording that can be scored, oldest first."""
    if record is None:
        return []
    out = []
    for entry in [*record.history, *([] if record.draft else [record.attempt])]:
        result = score(item, entry["response"])
        if entry["revision"] in ("", item.revision) and result.state == "scored":
            out.append(_Attempt(result.right, _moment(entry["at"]), entry["via"] == "click"))
    return sorted(out, key=lambda attempt: attempt.at)


def _moment(at: Any) -> datetime:
    moment = datetime.fromisoformat(at)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _day(moment: datetime, zone: tzinfo | None) -> date:
    try:
        return moment.astimezone(zone).date()
    except (OverflowError, ValueError, OSError):
        # Not every system knows the local time of every year.
        return moment.date()


def _later(day: date, days: int) -> date:
    return day + timedelta(days=min(days, (date.max - day).days))


def _review(tries: list[tuple[date, bool]], today: date) -> tuple[date | None, int]:
    """Return when a check comes back, None for not at all, and the right answers on their days so far."""
    due: date | None = None
    right = 0
    for day, is_right in tries:
        if not is_right:
            due, right = _later(day, INTERVALS[0]), 0
        elif due is not None and day >= due:
            # A right answer before its day shows what was read a moment ago, and moves nothing.
            right += 1
            due = _later(day, INTERVALS[right]) if right < len(INTERVALS) else None
    if due is not None and tries[-1][0] > today:
        # The clock was set back since: rather ask too early than never.
        due = today
    return due, right


def _tries(tried: list[list[_Attempt]]) -> float | None:
    until = [
        next((n for n, attempt in enumerate(attempts, 1) if attempt.right), len(attempts))
        for attempts in tried
    ]
    return mean(until) if until else None


def _seconds(tried: list[list[_Attempt]]) -> float | None:
    # Typed answers run cell by cell, all at once, and say nothing about the time that they took.
    attempts = sorted((a for attempts in tried for a in attempts), key=lambda a: a.at)
    gaps = [b.at - a.at for a, b in pairwise(attempts) if b.clicked]
    shown = [gap.total_seconds() for gap in gaps if _BUMP < gap <= SITTING]
    return median(shown) if shown else None
