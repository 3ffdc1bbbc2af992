"""An analogy on trial: what is alike, what is known, and what would change one's mind.

The steps follow R. E. Neustadt and E. R. May (likenesses and differences; known, unclear, presumed; odds)
and Y. F. Khong (the six tasks of an analogy). What was seen after June 2024 stays behind the curtain until
odds are given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Self

from course_lib.errors import BadResponse, CourseError
from course_lib.models import _lab, _lab_odds
from course_lib.models.model import Model
from course_lib.models.parts import Part, Say, Title
from course_lib.models.questions import answered, question
from course_lib.quiz.records import Record
from course_lib.quiz.scoring import Forecast

__all__ = ["AnalogyLab"]

_STEPS = {1: _lab.first, 2: _lab.second, 3: _lab_odds.third}


@dataclass(frozen=True)
class AnalogyLab(Model):
    """What was sorted, added, weighed, placed and bet in the lab.

    Parameters
    ----------
    step : int
        1: likenesses and differences; 2: known, unclear, presumed; 3: what would change your mind.
    sort : str
        Id of the check whose statements are the first entries.
    records : mapping of str to Record
        What is recorded of that check.
    course : tuple of Forecast
        Settled forecasts of the lessons' checks and cards, for the calibration.
    """

    step: int = 1
    sort: str = "l08-lab-sort"
    records: Mapping[str, Record] = field(default_factory=dict)
    course: tuple[Forecast, ...] = ()
    own: tuple[_lab.Entry, ...] = ()
    given: Mapping[str, Any] = field(default_factory=dict)

    slug: ClassVar[str] = "analogy-lab"
    about: ClassVar[str] = "1950 beside June 2024: likenesses, differences, and what would change your mind."
    scope: ClassVar[str] = "in all three steps"

    def __post_init__(self) -> None:
        if self.step not in (1, 2, 3):
            raise CourseError("AnalogyLab has the steps 1, 2 and 3: AnalogyLab(step=1).")
        question(self.sort, "sort")

    @property
    def entries(self) -> tuple[_lab.Entry, ...]:
        """The statements that were sorted, in the bins that the student gave them, and the student's own."""
        item = question(self.sort, "sort")
        placed = answered(item, self.records) or {}
        texts = {c.slug: c.text for c in item.question.lefts}
        sorted_in = [_lab.Entry(slug, kind, texts[slug]) for slug, kind in placed.items() if slug in texts]
        return (*sorted_in, *self.own)

    def seen(self, records: Mapping[str, Record]) -> Self:
        """Return the model with what is recorded now.

        Parameters
        ----------
        records : mapping of str to Record
            By id of item.

        Returns
        -------
        AnalogyLab
            The new state.
        """
        return replace(self, records={i: r for i, r in records.items() if i == self.sort})

    def parts(self) -> tuple[Part, ...]:  # noqa: D102
        title, lead = _lab.HEADS[self.step]
        return (Title(title, 3), Say(lead, "quiet"), *_STEPS[self.step](self))

    def put(self, name: str, value: Any) -> Self:  # noqa: D102
        kind, _, rest = name.partition(".")
        if name == "add":
            words = str(self.given.get("words", "")).strip()
            if not words:
                raise BadResponse("Write your own likeness or difference first, then add it.")
            if any(entry.text == words for entry in self.entries):
                raise BadResponse("This sentence is in the list already: weigh it there.")
            number = max((int(e.id.removeprefix("mine-")) for e in self.own), default=0) + 1
            entry = _lab.Entry(f"mine-{number}", self.given.get("kind", "likeness"), words)
            return replace(self, own=(*self.own, entry), given={**self.given, "words": ""})
        if kind == "drop":
            own = tuple(e for e in self.own if e.id != rest)
            left = {n: v for n, v in self.given.items() if not n.endswith(f".{rest}")}
            return replace(self, own=own, given=left)
        return replace(self, given={**self.given, name: value})

    def kept(self) -> dict[str, Any]:  # noqa: D102
        own = [[e.id, e.bin, e.text] for e in self.own]
        return {**self.given, "own": own} if own else dict(self.given)

    def judged(self, name: str) -> bool:  # noqa: D102
        return name not in ("kind", "words", "rival", "columns", "lift")

    def restored(self, kept: Mapping[str, Any]) -> Self:
        """Return the model with what was kept in any step, also what this step does not show.

        Parameters
        ----------
        kept : mapping of str to object
            As `kept` gave it.

        Returns
        -------
        AnalogyLab
            The state.
        """
        rest = {name: value for name, value in kept.items() if name != "own"}
        model = replace(self, own=_lab.entries(kept.get("own")))
        for step in (1, 2, 3):
            model = super(AnalogyLab, replace(model, step=step)).restored(rest)
        return replace(model, step=self.step)

    def said(self) -> str:  # noqa: D102
        if self.step == 3:
            given = sum(f"odds.{test}" in self.given for test in _lab_odds.TESTS)
            told = f"Odds given for {given} of {len(_lab_odds.TESTS)} predictions."
            return "The curtain is lifted." if _lab_odds.bets(self) else told
        names = ("matter",) if self.step == 1 else tuple(_lab.DAYS)
        done = sum(bool(self.given.get(f"{name}.{e.id}")) for e in self.entries for name in names)
        return f"{done} of {len(self.entries) * len(names)} {'weighed' if self.step == 1 else 'placed'}."
