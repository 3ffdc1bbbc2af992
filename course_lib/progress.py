"""What a learner has done and what is worth a second look today: pure functions of recorded answers.

Everything follows from the attempts in `answers.json`; nothing is kept beside it. A check that was answered
wrongly comes back a day later, and after each right answer on its day three and then seven days later; the
third right answer in a row ends it, and a wrong one starts anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import reduce
from statistics import median

from course_lib.quiz.answers import Answers
from course_lib.quiz.attempts import Attempt, attempts, before_first, between, tries
from course_lib.quiz.bank import Bank
from course_lib.quiz.chance import chance
from course_lib.quiz.items import Item
from course_lib.quiz.notes import NOTE
from course_lib.quiz.reading import unanswered
from course_lib.quiz.records import Record, newer

__all__ = ["ENOUGH", "INTERVALS", "QUICK", "Assignment", "Lesson", "Progress", "Review", "progress"]

#: Days until a check comes back, after a wrong answer and after each right one that follows on its day.
INTERVALS = (1, 3, 7)
#: Fewer checks than this say nothing about how they were answered.
ENOUGH = 20
#: Seconds after another answer in which nobody reads the next question, let alone what stands between.
QUICK = 5


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
    texts_asked, texts_done, words : int
        Those among them that ask for a text; written ones; words in these.
    chance : float
        How many of the answered checks chance alone would get right at the first attempt.
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
    texts_asked: int = 0
    texts_done: int = 0
    words: int = 0
    chance: float = 0
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
    quick : int
        How many of the last `ENOUGH` checks were first answered within `QUICK` seconds of another answer; 0
        where the record shows the time of fewer.
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
    quick: int = 0

    @property
    def due(self) -> tuple[Review, ...]:
        """The checks that are due today."""
        return tuple(r for r in self.reviews if r.due <= self.today)

    def total(self, name: str) -> float:
        """Sum one count over all lessons.

        Parameters
        ----------
        name : str
            A count of `Lesson`, such as ``"answered"``.

        Returns
        -------
        int or float
            The sum, whole for what is counted.
        """
        return sum(getattr(lesson, name) for lesson in self.lessons)


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
    lessons, reviews, reworded, known, everything = [], [], [], set(), []
    for name, bank in sorted(banks.items()):
        tried, notes, by_chance = [], [], 0.0
        for item in bank.items.values():
            known |= {item.id, *item.was}
            record = _record(answers, item)
            if not item.keyed:
                notes.append((item, record))
                continue
            given = attempts(record, item)
            if given:
                tried.append(given)
                by_chance += chance(item)
                due, right = _review([(_day(a.at, zone), a.right) for a in given], today)
                if due is not None:
                    reviews.append(Review(item, name, due, right))
            elif record is not None and record.revision not in ("", item.revision) and not record.draft:
                reworded.append(item.id)
        lessons.append(_lesson(name, bank, tried, by_chance, notes))
        everything += tried
    gaps, waits = between(everything), before_first(everything)
    return Progress(
        today,
        tuple(lessons),
        tuple(sorted(reviews, key=lambda r: (r.due, r.lesson, r.item.id))),
        tuple(assignments),
        tuple(reworded),
        tuple(sorted(i for i in set(answers.items) - known if not i.startswith(NOTE))),
        answers.damage,
        tries(everything),
        median(gaps) if gaps else None,
        quick=sum(wait <= QUICK for wait in waits[-ENOUGH:]) if len(waits) >= ENOUGH else 0,
    )


def _lesson(
    name: str,
    bank: Bank,
    tried: list[list[Attempt]],
    by_chance: float,
    notes: list[tuple[Item, Record | None]],
) -> Lesson:
    done = [(i.type, r.response) for i, r in notes if r is not None and not unanswered(r.response)]
    texts = [str(response).split() for kind, response in done if kind == "text"]
    gaps = between(tried)
    return Lesson(
        name,
        bank.title,
        asked=len(bank.items) - len(notes),
        answered=len(tried),
        first_right=sum(given[0].right for given in tried),
        right_now=sum(given[-1].right for given in tried),
        notes_asked=len(notes),
        notes_done=len(done),
        texts_asked=sum(item.type == "text" for item, _ in notes),
        texts_done=len(texts),
        words=sum(map(len, texts)),
        chance=by_chance,
        tries=tries(tried),
        seconds=median(gaps) if gaps else None,
    )


def _record(answers: Answers, item: Item) -> Record | None:
    return reduce(newer, (answers.items.get(i) for i in (item.id, *item.was)), None)


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
