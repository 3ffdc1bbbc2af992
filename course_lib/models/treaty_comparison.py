"""Clauses on one topic side by side, with the differences found first by the student, then by the words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, ClassVar, Self

from course_lib.data._meta import NOT_APPLICABLE
from course_lib.errors import CourseError, unknown
from course_lib.models._topics import TOPICS
from course_lib.models._words import prose
from course_lib.models.clauses import opened
from course_lib.models.model import Model
from course_lib.models.parts import (
    Badge,
    Cell,
    Choice,
    Columns,
    Fold,
    Grid,
    Group,
    Pairs,
    Part,
    Pick,
    Press,
    Say,
    Table,
    Ticks,
    Title,
)
from course_lib.treaties import ELEMENTS, NOT_STATED, Clause, Comparison, compare, treaty

__all__ = ["TOPICS", "TreatyComparison"]

_TOPIC_CHOICES = tuple(Choice(t.replace(" ", "-"), t[:1].upper() + t[1:]) for t in TOPICS)
_GUESSES = (
    Choice("same", "the same, or silent in both"),
    Choice("changed", "changed: both say it, differently"),
    Choice("added", "added: only the other text says it"),
    Choice("dropped", "dropped: only the first text says it"),
)
_TITLES = {
    "trigger": ("Trigger", "when does it apply?"),
    "obligation": ("Obligation", "what is owed?"),
    "timing": ("Timing", "how fast?"),
    "means": ("Means", "with what?"),
    "qualifier": ("Qualifier", "within which limits?"),
    "decided_by": ("Decider", "who says that it applies?"),
}
#: On how long a treaty lasts and how one leaves it, the same elements are asked otherwise.
_OF_DURATION = _TITLES | {
    "timing": ("Timing", "for how long, from when?"),
    "qualifier": ("Qualifier", "how does one leave?"),
}


def _treaty_of(ref: str) -> str:
    return ref.partition(".")[0]


def _slug(topic: str) -> str:
    return topic.replace(" ", "-")


@cache
def _label(ref: str) -> str:
    return f"{treaty(_treaty_of(ref)).short}"


@dataclass(frozen=True)
class TreatyComparison(Model):
    """Which treaties stand side by side on which topic, and what the student marked.

    Parameters
    ----------
    treaties : tuple of str
        Ids of treaties with a clause on the topic; the others are compared with the first by date.
    topic : str
        One of `TOPICS`.
    """

    treaties: tuple[str, ...] = ("ussr_dprk_1961", "rf_dprk_2024")
    topic: str = "mutual assistance"
    marked: bool = False
    differing: bool = False
    guesses: Mapping[str, str] = field(default_factory=dict)

    slug: ClassVar[str] = "treaty-comparison"
    about: ClassVar[str] = "Clauses of several treaties side by side, taken apart by their elements."
    MOST: ClassVar[int] = 4

    def __post_init__(self) -> None:
        if self.topic not in TOPICS:
            raise unknown("topic", self.topic, TOPICS)
        there = {_treaty_of(ref): ref for ref in TOPICS[self.topic]}
        for name in self.treaties:
            if name not in there:
                raise unknown(f"treaty with a clause on {self.topic}", name, there)
        if not 2 <= len(set(self.treaties)) <= self.MOST:
            raise CourseError(f"TreatyComparison sets 2 to {self.MOST} treaties side by side.")
        # In the order of their dates, whatever the order in which they were named.
        object.__setattr__(self, "treaties", tuple(name for name in there if name in self.treaties))

    @property
    def comparison(self) -> Comparison:
        """The clauses, with what differs from the first one."""
        return compare(*(ref for ref in TOPICS[self.topic] if _treaty_of(ref) in self.treaties))

    @property
    def _titles(self) -> Mapping[str, tuple[str, str]]:
        return _OF_DURATION if self.topic == "duration and exit" else _TITLES

    def _pair(self) -> str:
        # A guess is about these two clauses, and waits for them while others are looked at.
        return f"{_slug(self.topic)}.{self.treaties[0]}.{self.treaties[-1]}"

    def _guess(self, element: str) -> str:
        return self.guesses.get(f"{self._pair()}.{element}", "")

    def parts(self) -> tuple[Part, ...]:  # noqa: D102
        there = tuple(_treaty_of(ref) for ref in TOPICS[self.topic])
        choose = (
            Pick("topic", "Topic", _TOPIC_CHOICES, _slug(self.topic)),
            Ticks(
                "treaties",
                "Treaties",
                tuple(Choice(name, _label(ref)) for name, ref in zip(there, TOPICS[self.topic], strict=True)),
                self.treaties,
                hint=f"Two to {self.MOST}; the earliest is what the others are compared with.",
                least=2,
                most=self.MOST,
            ),
            Press("differing", "Only differences", on=self.differing),
            Press("marked", "Mark the differences", on=self.marked),
        )
        return (
            Title("What exactly was promised?", 3),
            Say(
                "The clauses of several treaties on one topic, taken apart. Say first what changed; then let "
                "the words be marked.",
                "quiet",
            ),
            Columns(choose, (*self._guessing(), self._table(), *self._sources())),
        )

    def _guessing(self) -> tuple[Part, ...]:
        first, last = self.comparison.clauses[0], self.comparison.clauses[-1]
        if self.marked:
            rows = tuple(
                (self._titles[element][0], self._verdict(guess, element))
                for element in ELEMENTS
                if (guess := self._guess(element))
            )
            return (Pairs(rows, f"What you said of {_named(last)} beside {_named(first)}"),) if rows else ()
        picks = tuple(
            Pick(
                f"guess.{self._pair()}.{element}",
                ": ".join(self._titles[element]),
                _GUESSES,
                self._guess(element),
            )
            for element in ELEMENTS
        )
        return (
            Fold(
                "guess",
                f"Mark it yourself first: {_named(last)} beside {_named(first)}",
                (Group("What became of each element?", (Grid(picks, 15),)),),
            ),
        )

    def _verdict(self, guess: str, element: str) -> tuple[Part, ...]:
        found = self.comparison.mark(element, len(self.comparison.clauses) - 1) or "same"
        if guess == found:
            return (Badge(f"{guess}: as the words have it", "right"),)
        return (Badge(f"you: {guess}; by the words: {found}", "changed"),)

    def _table(self) -> Table:
        clauses = self.comparison.clauses
        rows = []
        for element in ELEMENTS:
            marks = [self.comparison.mark(element, at) for at in range(len(clauses))]
            if self.differing and not any(marks):
                continue
            rows.append(
                (
                    Cell(self._titles[element][0], sub=self._titles[element][1]),
                    *(
                        _cell(getattr(c, element), mark if self.marked else "")
                        for c, mark in zip(clauses, marks, strict=True)
                    ),
                )
            )
        head = (
            Cell("Element"),
            *(
                Cell(label, sub=treaty(_treaty_of(c.ref)).short)
                for label, c in zip(self.comparison.labels, clauses, strict=True)
            ),
        )
        # Four clauses need the room: no word of theirs, nor of the elements, is broken at this share.
        first = 19 if len(clauses) < self.MOST else 17
        widths = (first, *[(100 - first) / len(clauses)] * len(clauses))
        return Table(f"On {self.topic}, element by element", head, tuple(rows), widths)

    def _sources(self) -> tuple[Part, ...]:
        out: list[Part] = [
            Say("Our renderings, no official translation. One click opens a clause and its source.", "quiet")
        ]
        for c in self.comparison.clauses:
            label = f"{c.label}: the whole clause and its source"
            out.append(Fold(f"source.{c.ref}", label, opened(c)))
        return tuple(out)

    def put(self, name: str, value: Any) -> Self:  # noqa: D102
        if name.startswith("guess."):
            return replace(self, guesses={**self.guesses, name.removeprefix("guess."): value})
        if name == "topic":
            topic = next(t for t in TOPICS if _slug(t) == value)
            there = [_treaty_of(ref) for ref in TOPICS[topic]]
            both = [t for t in self.treaties if t in there]
            # A topic that one of them is silent on shows the first two that speak of it.
            treaties = tuple(both if len(both) > 1 else there[:2])
            return replace(self, topic=topic, treaties=treaties, marked=False)
        return replace(self, **{name: value})

    def kept(self) -> dict[str, Any]:  # noqa: D102
        guesses = {f"guess.{name}": value for name, value in self.guesses.items()}
        settings = {"topic": _slug(self.topic), "treaties": list(self.treaties)}
        return settings | guesses | {"differing": self.differing, "marked": self.marked}

    def judged(self, name: str) -> bool:  # noqa: D102
        return name.startswith("guess.")

    def restored(self, kept: Mapping[str, Any]) -> Self:
        """Return the model with what was kept; guesses about clauses that are not shown are kept too.

        Parameters
        ----------
        kept : mapping of str to object
            As `kept` gave it.

        Returns
        -------
        TreatyComparison
            The state.
        """
        slugs = [choice.slug for choice in _GUESSES]
        guesses = {
            name.removeprefix("guess."): value
            for name, value in kept.items()
            if name.startswith("guess.") and value in slugs
        }
        settings = {name: value for name, value in kept.items() if not name.startswith("guess.")}
        return super(TreatyComparison, replace(self, guesses=guesses)).restored(settings)

    def said(self) -> str:  # noqa: D102
        names = ", ".join(self.comparison.labels)
        if not self.marked:
            return f"{names} on {self.topic}; differences are not marked."
        last = len(self.treaties) - 1
        marks = [self.comparison.mark(element, last) for element in ELEMENTS]
        counts = [f"{marks.count(word)} {word}" for word in ("added", "changed", "dropped") if word in marks]
        return f"{names} on {self.topic}: {', '.join(counts) or 'no difference'}."


def _named(c: Clause) -> str:
    """Return a clause with its treaty, which its year alone may not tell: two are of 1961."""
    return f"{treaty(_treaty_of(c.ref)).short}, {c.label.partition(' · ')[2]}"


def _cell(value: str, mark: str) -> Cell:
    value = prose(value)
    if value == NOT_APPLICABLE:
        return Cell("", mark, sub=value)
    if value.startswith(NOT_STATED):
        more = value.removeprefix(NOT_STATED).lstrip(". ;,")
        return Cell(NOT_STATED, mark, sub=more, silent=True)
    return Cell(value, mark)
