"""What a person can set, and which values each control can have."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Any

from course_lib.errors import BadResponse, did_you_mean
from course_lib.quiz.items import Choice

__all__ = ["Choice", "Control", "Part", "Pick", "Press", "Slide", "Ticks", "Write"]


class Part:
    """Anything that a widget shows."""


@dataclass(frozen=True)
class Control(Part, ABC):
    """Something that a person can set.

    Attributes
    ----------
    name : str
        Unique in the widget; what a change is addressed to.
    label : str
        What stands beside it.
    about : str
        A longer label that makes sense when read alone, where several controls look alike; it begins with
        `label`, so that whoever speaks what is written reaches it.
    """

    name: str
    label: str
    about: str = field(default="", kw_only=True)

    @abstractmethod
    def read(self, value: Any) -> Any:
        """Return a value in this control's own form.

        Parameters
        ----------
        value : object
            Any JSON value.

        Returns
        -------
        object
            The value.

        Raises
        ------
        BadResponse
            If this control cannot have it: one sentence.
        """


def _one_of(control: Pick | Ticks, value: Any) -> str:
    slugs = [choice.slug for choice in control.options]
    if not isinstance(value, str) or value not in slugs:
        raise BadResponse(
            f"{control.label}: {str(value)[:60]!r} is no choice here.{did_you_mean(str(value)[:60], slugs)} "
            f"All: {', '.join(slugs)}."
        )
    return value


@dataclass(frozen=True)
class Pick(Control):
    """One of several options; `look` is ``"select"`` or ``"radio"``, `value` "" where none is chosen yet."""

    options: tuple[Choice, ...]
    value: str = ""
    look: str = "select"
    hint: str = ""

    def read(self, value: Any) -> str:  # noqa: D102
        return _one_of(self, value)


@dataclass(frozen=True)
class Ticks(Control):
    """Any number of several options, at least `least` and at most `most` of them."""

    options: tuple[Choice, ...]
    value: tuple[str, ...] = ()
    hint: str = ""
    least: int = 0
    most: int = 99

    def read(self, value: Any) -> tuple[str, ...]:  # noqa: D102
        if not isinstance(value, list | tuple):
            raise BadResponse(f"{self.label}: several options go into square brackets.")
        chosen = {_one_of(self, v) for v in value}
        if not self.least <= len(chosen) <= self.most:
            wanted = f"{self.least} at least" if len(chosen) < self.least else f"{self.most} at most"
            raise BadResponse(f"{self.label}: choose {wanted}.")
        return tuple(choice.slug for choice in self.options if choice.slug in chosen)


@dataclass(frozen=True)
class Slide(Control):
    """A number between two ends; `value` is None until it is set."""

    low: float = 0
    high: float = 100
    step: float = 1
    value: float | None = None
    unit: str = ""
    ends: tuple[str, str] = ("", "")
    hint: str = ""

    def read(self, value: Any) -> float:  # noqa: D102
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not math.isfinite(value) or not self.low <= value <= self.high:
            raise BadResponse(f"{self.label}: a number from {self.low:g} to {self.high:g} goes here.")
        steps = round((value - self.low) / self.step)
        out = min(self.high, self.low + steps * self.step)
        return int(out) if float(out).is_integer() else round(out, 6)


@dataclass(frozen=True)
class Write(Control):
    """Words of the student's own, at most `limit` characters."""

    value: str = ""
    rows: int = 2
    hint: str = ""
    limit: int = 600

    def read(self, value: Any) -> str:  # noqa: D102
        if not isinstance(value, str):
            raise BadResponse(f"{self.label}: a text goes here.")
        if len(value) > self.limit:
            raise BadResponse(f"{self.label}: {len(value)} characters are more than the {self.limit} kept.")
        if not value.strip():
            return ""
        # Half of a pair of characters, as a cut emoji leaves it, can be written nowhere.
        return value.encode("utf-8", "replace").decode("utf-8")


@dataclass(frozen=True)
class Press(Control):
    """A button.

    Attributes
    ----------
    primary : bool
        The next thing to do.
    why_not : str
        Why it cannot be pressed now; "" if it can.
    on : bool or None
        For a button that stays pressed.
    top : bool
        Whether what it leads to begins at the top of the widget.
    """

    primary: bool = False
    why_not: str = ""
    on: bool | None = None
    top: bool = False

    def read(self, value: Any) -> bool:  # noqa: D102
        if self.why_not:
            raise BadResponse(f"{self.label}: {self.why_not}")
        if not isinstance(value, bool) or (self.on is None and not value):
            raise BadResponse(f"{self.label}: a button is pressed with true.")
        return value
