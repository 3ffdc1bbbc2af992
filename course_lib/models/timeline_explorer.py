"""Eighty years of events: filtered, behind a curtain, or gone through with a question in mind."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Self

from course_lib.data._asof import as_day
from course_lib.errors import CourseError, unknown
from course_lib.models import _timeline_control as asked
from course_lib.models import _timeline_filters as filters
from course_lib.models import _timeline_questions as questions
from course_lib.models._events import Event, events, known, opened
from course_lib.models._timeline_figure import figure
from course_lib.models._words import day_words
from course_lib.models.model import Model
from course_lib.models.parts import Choice, Figure, Grid, Part, Pick, Press, Say, Slide, Title

__all__ = ["TimelineExplorer"]

#: Years that the timeline spans.
SPAN = (1945, 2026)
_MONTHS = tuple(Choice(f"{n:02}", calendar.month_name[n]) for n in range(1, 13))
#: A page that no list reaches: the last one of any.
_LAST = 199
_CURTAIN = (Choice("closed", "Closed: later events hidden"), Choice("open", "Open: nothing hidden"))


@dataclass(frozen=True)
class TimelineExplorer(Model):
    """Which events are shown, up to which day, and what the student said of them.

    Parameters
    ----------
    years : tuple of int
        First and last year that there are at all.
    as_of : str, optional
        A day such as ``"2024-06-28"``: only what had happened and was public by then.
    curtain : bool
        Whether the student can move that day.
    question : str, optional
        ``"needs"``, ``"explanations"`` or ``"bet"``.
    stops : tuple of int
        Years at whose ends the curtain stops, for ``"explanations"``.
    """

    years: tuple[int, int] = SPAN
    as_of: str | None = None
    curtain: bool = False
    question: str | None = None
    stops: tuple[int, ...] = ()
    #: What is set: filters by name, the curtain, the page of the list, the stop and the last one reached.
    chosen: Mapping[str, Any] = field(default_factory=dict)
    answers: Mapping[str, Any] = field(default_factory=dict)

    slug: ClassVar[str] = "timeline-explorer"
    about: ClassVar[str] = (
        "Events between Moscow and Pyongyang, to be filtered, opened, and seen as of a day."
    )
    #: Events on a page of the list.
    PAGE: ClassVar[int] = 8

    def __post_init__(self) -> None:
        first, last = self.years
        if not SPAN[0] <= first <= last <= SPAN[1]:
            raise CourseError(
                f"years are a first and a last year from {SPAN[0]} to {SPAN[1]}, like (1953, 1961)."
            )
        if self.question is not None and self.question not in asked.QUESTIONS:
            raise unknown("question of the timeline", self.question, asked.QUESTIONS)
        object.__setattr__(self, "stops", asked.stops(self.question, self.years, self.stops))
        if self.as_of is not None:
            as_day(self.as_of)

    # --- the curtain ------------------------------------------------------------------------------------
    @property
    def stop(self) -> int:
        """Number of the stop at which the curtain is, in a question that has stops."""
        return min(self.chosen.get("stop", 0), max(0, len(self.stops) - 1))

    @property
    def reached(self) -> int:
        """Number of the last stop that was looked at."""
        return min(max(self.stop, self.chosen.get("reached", 0)), max(0, len(self.stops) - 1))

    @property
    def day(self) -> datetime.date | None:
        """Where the curtain is; None where there is none."""
        if self.stops:
            return asked.day_of(self.question, self.stops[self.stop])
        return self._set if self._drawn == "closed" else None

    @property
    def _drawn(self) -> str:
        return self.chosen.get("curtain", "open" if self.as_of is None else "closed")

    @property
    def _set(self) -> datetime.date:
        """The day to which the curtain is set, be it closed or not."""
        begun = as_day(self.as_of) if self.as_of is not None else datetime.date(self.years[1], 12, 31)
        year, month = self.chosen.get("year", begun.year), int(self.chosen.get("month", begun.month))
        if (year, month) == (begun.year, begun.month):
            return begun
        return datetime.date(year, month, calendar.monthrange(year, month)[1])

    def _fields(self) -> tuple[Part, ...]:
        """Return what moves the curtain, if the student may."""
        if self.stops or not self.curtain:
            return ()
        month, year = f"{self._set.month:02}", min(max(self._set.year, self.years[0]), self.years[1])
        return (
            Slide("year", "Curtain: year", *self.years, 1, year),
            Pick("month", "Curtain: end of the month", _MONTHS, month),
            Pick("curtain", "Curtain", _CURTAIN, self._drawn),
        )

    def _curtain(self) -> tuple[Part, ...]:
        day = self.day
        if day is None:
            shown = "The curtain is open: it hides nothing."
            return (Say(shown, "quiet"),) if self._fields() else ()
        said = (
            f"Curtain at {day_words(day)}: only what had happened and was public by then. Titles and "
            "judgements were written later; sentences that name later times are left out."
        )
        return (Say(said, "quiet"),)

    # --- which events -----------------------------------------------------------------------------------
    @property
    def _visible(self) -> tuple[Event, ...]:
        """What the years and the curtain leave, whatever the filters."""
        first, last = self.years
        there = known(self.day)
        return tuple(e for e in events().values() if first <= e.date.year <= last and e.id in there)

    @property
    def shown(self) -> tuple[Event, ...]:
        """Events that fit all filters, in the order of their days."""
        if self.question:
            return self._visible
        return filters.fitting(self._visible, self.chosen, self.years, self.day)

    @property
    def figure(self) -> Any:
        """The figure of what is shown."""
        first, last = (
            self.chosen.get(name, year) for name, year in zip(("first", "last"), self.years, strict=True)
        )
        if self.day is not None:
            last = min(last, self.day.year)
        ids = frozenset(e.id for e in self.shown) if first <= last else frozenset()
        return figure(ids, (first, max(first, last)), self.day)

    def page_of(self, rows: tuple[Any, ...]) -> tuple[Any, ...]:
        """Return the rows of the page of a list that is open.

        Parameters
        ----------
        rows : tuple
            The whole list.

        Returns
        -------
        tuple
            At most `PAGE` of them.
        """
        at = min(self.chosen.get("page", 0), max(0, (len(rows) - 1) // self.PAGE)) * self.PAGE
        return rows[at : at + self.PAGE]

    # --- what is shown ----------------------------------------------------------------------------------
    def parts(self) -> tuple[Part, ...]:  # noqa: D102
        drawn = Figure("timeline", self.figure.layout.meta["description"])
        if self.question:
            above, below = questions.parts(self)
            moved = (Grid(self._fields(), 11),) if self._fields() else ()
            return (*above, *moved, *self._curtain(), drawn, *below)
        return (
            Title("What happened between Moscow and Pyongyang?", 3),
            Grid((*filters.controls(self.chosen, self.years, self.day), *self._fields()), 16),
            *self._curtain(),
            Say(filters.result(self._visible, self.shown, self.chosen, self.years, self.day), "strong"),
            drawn,
            *self.listed(self.shown, "Events: open one for its summary, its dispute and its sources"),
        )

    def listed(self, rows: tuple[Event, ...], title: str) -> tuple[Part, ...]:
        """Return a page of a list of events, each of which opens.

        Parameters
        ----------
        rows : tuple of Event
            The whole list.
        title : str
            What stands over it.

        Returns
        -------
        tuple of Part
            Nothing where the list is empty.
        """
        if not rows:
            return ()
        return (
            Title(title),
            *(opened(event, self.day) for event in self.page_of(rows)),
            *self.pages(len(rows)),
        )

    def pages(self, count: int) -> tuple[Part, ...]:
        """Return the buttons of a list that is longer than a page.

        Parameters
        ----------
        count : int
            Length of the list, or of the longest of several that are paged together.

        Returns
        -------
        tuple of Part
            Earlier, later, and where one is; nothing for one page.
        """
        last = (count - 1) // self.PAGE
        if not last:
            return ()
        at = min(self.chosen.get("page", 0), last)
        begin, end = at * self.PAGE + 1, min(count, (at + 1) * self.PAGE)
        first, later = "" if at else "these are the first.", "" if at < last else "these are the last."
        return (
            Press("earlier", "Earlier", about="Earlier events", why_not=first),
            Press("later", "Later", about="Later events", why_not=later),
            Say(f"{begin} to {end} of {count}" if begin < end else f"{end} of {count}", "quiet"),
        )

    # --- changes ----------------------------------------------------------------------------------------
    def put(self, name: str, value: Any) -> Self:  # noqa: D102
        if self.judged(name):
            return replace(self, answers={**self.answers, name: value})
        now = dict(self.chosen)
        match name:
            case "earlier" | "later":
                here = min(now.get("page", 0), max(0, (len(self.shown) - 1) // self.PAGE))
                now["page"] = here + (1 if name == "later" else -1)
            case "back" | "on":
                now |= {"stop": self.stop + (1 if name == "on" else -1), "page": 0}
                now["reached"] = max(self.reached, now["stop"])
            case "year" | "month":
                # Who moves the curtain wants to see it, and what it has just laid open.
                now |= {name: value, "curtain": "closed", "page": _LAST}
            case _:
                now |= {name: value, "page": 0}
        return replace(self, chosen=now)

    def kept(self) -> dict[str, Any]:  # noqa: D102
        return {**self.chosen, **self.answers}

    def judged(self, name: str) -> bool:  # noqa: D102
        return asked.is_answer(self.question, name)

    def restored(self, kept: Mapping[str, Any]) -> Self:
        """Return the model with what was kept, of pages and stops that are not shown now, too.

        Parameters
        ----------
        kept : mapping of str to object
            As `kept` gave it.

        Returns
        -------
        TimelineExplorer
            The state.
        """
        plain = {name: value for name, value in kept.items() if not self.judged(name)}
        numbers = {n: plain.pop(n, None) for n in ("page", "stop", "reached")}
        there = {n: v for n, v in numbers.items() if type(v) is int and 0 <= v <= _LAST}
        # The filters with the curtain open, since it may hide an era that was chosen earlier; then the day,
        # since moving the curtain closes it; then whether it is closed.
        moved = {name: plain.pop(name) for name in ("year", "month", "curtain") if name in plain}
        before = replace(self, chosen={"curtain": "open"}) if self._fields() else self
        chosen = super(TimelineExplorer, before).restored(plain).chosen
        free = replace(self, chosen={name: value for name, value in chosen.items() if name != "curtain"})
        model = super(TimelineExplorer, free).restored(moved)
        # What can be answered depends on how far the curtain came; a filter that is set turns to page one.
        model = replace(model, chosen={**model.chosen, **there})
        for name, value in kept.items():
            control = asked.control(model, name) if self.judged(name) else None
            if control is not None:
                try:
                    model = replace(model, answers={**model.answers, name: control.read(value)})
                except CourseError:
                    continue
        return model

    def said(self) -> str:  # noqa: D102
        day = f", curtain at {day_words(self.day)}" if self.day else ""
        count = len(self.shown)
        return f"{count} event{'' if count == 1 else 's'} shown{day}."
