"""A case, set up fact by fact: which duties follow from which words, and what the words leave open."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, ClassVar, Self

from course_lib.errors import CourseError, unknown
from course_lib.models._findings import (
    badge,
    because,
    counted,
    differences,
    differing,
    find,
    left_open,
    members,
    membership,
    outcome,
    story,
    turns,
    up,
    whole,
    why,
)
from course_lib.models.model import Model
from course_lib.models.parts import (
    Card,
    Choice,
    Columns,
    Fold,
    Grid,
    Group,
    Part,
    Pick,
    Press,
    Say,
    Title,
)
from course_lib.treaties import (
    FIELDS,
    PRESETS,
    Scenario,
    clause,
)

__all__ = ["CLAUSES", "WhoMustHelp"]

#: The clauses that can be looked at, with what each one promises; the order is that of the control.
CLAUSES: Mapping[str, str] = MappingProxyType(
    {
        "rf_dprk_2024.4": "military and other help",
        "rf_dprk_2024.3.2": "talks, if either party demands them",
        "rf_dprk_2000.2": "contact and consultation",
        "ussr_dprk_1961.1.2": "military and other help",
        "ussr_dprk_1961.3": "consultation",
        "un_charter.51.1": "the right of self-defence",
        "un_charter.51.3": "a report to the Council",
    }
)
_GROUPS = (
    ("Who fights whom?", ("first_force", "attacker_kind", "acknowledged", "place", "war")),
    ("Who says what about it?", ("self_defence_by", "council", "veto")),
    ("The treaty on that day", ("in_force", "domestic_law", "demand")),
)
_OPEN = "What the text leaves open, and who would get to decide"
_NOBODY, _FROZEN = "none", "frozen"


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


_TITLES = {_slug(title): title for title in PRESETS}
_HEADINGS = {ref: f"{clause(ref).label}: {said}" for ref, said in CLAUSES.items()}


@dataclass(frozen=True)
class WhoMustHelp(Model):
    """The facts of a case, the clause that is looked at, and a second case beside it.

    Parameters
    ----------
    preset : str
        Title of the case to start from: a key of `PRESETS`.
    focus : str
        Ref of the clause that is shown whole: one of `CLAUSES`.
    facts : Scenario, optional
        The facts as they stand now; by default those of the preset.
    versus : str
        What stands beside it: ``"none"``, ``"frozen"`` or the slug of a preset.
    frozen : Scenario, optional
        A case kept to compare with.
    origin : str
        Title of the preset from which that case came.
    """

    preset: str = "A clear case"
    focus: str = "rf_dprk_2024.4"
    facts: Scenario | None = None
    versus: str = _NOBODY
    frozen: Scenario | None = None
    origin: str = ""

    slug: ClassVar[str] = "who-must-help"
    about: ClassVar[str] = "A case to set up: which duties follow from which words, what is left open."

    def __post_init__(self) -> None:
        if self.preset not in PRESETS:
            raise unknown("case to start from", self.preset, PRESETS)
        if self.focus not in CLAUSES:
            raise unknown("clause with modelled duties", self.focus, CLAUSES)
        if self.versus not in self._others():
            raise unknown("case to compare with", self.versus, self._others())
        if not isinstance(self.facts, Scenario | None) or not isinstance(self.frozen, Scenario | None):
            raise CourseError("WhoMustHelp takes a case as a Scenario.")
        if self.facts is None:
            object.__setattr__(self, "facts", PRESETS[self.preset])

    def _others(self) -> dict[str, str]:
        kept = {_FROZEN: "the case that you kept"} if self.frozen else {}
        return {_NOBODY: "no other case"} | kept | _TITLES

    @property
    def case(self) -> Scenario:
        """The facts as they stand now."""
        return self.facts or PRESETS[self.preset]

    @property
    def other(self) -> Scenario | None:
        """The case beside it, if there is one."""
        if self.versus == _FROZEN:
            return self.frozen
        return PRESETS[_TITLES[self.versus]] if self.versus in _TITLES else None

    @property
    def _members(self) -> tuple[bool, bool]:
        # Of the United Nations, in this case and in the other one.
        other = self.origin if self.versus == _FROZEN else _TITLES.get(self.versus, "")
        return members(self.preset), members(other)

    def changed(self) -> tuple[str, ...]:
        """Return the fields in which the case is no longer its preset.

        Returns
        -------
        tuple of str
            In the order of `FIELDS`.
        """
        return differing(self.case, PRESETS[self.preset])

    # --- what is shown ------------------------------------------------------------------------------
    def parts(self) -> tuple[Part, ...]:  # noqa: D102
        other = self.other
        results = self._alone() if other is None else self._beside(other)
        return (
            Title("Who must help whom?", 3),
            Say(
                "Set up a case. Beside it: which duties follow from which words, and what is left open.",
                "quiet",
            ),
            Columns(self._controls(), (story(self.preset, self.case), *results, self._rest()), look="facts"),
        )

    def _controls(self) -> tuple[Part, ...]:
        facts = tuple(
            Group(
                label,
                tuple(
                    Pick(
                        f"fact.{name}",
                        FIELDS[name][1],
                        tuple(Choice(fact.name.lower(), up(fact.label)) for fact in FIELDS[name][0]),
                        getattr(self.case, name).name.lower(),
                    )
                    for name in names
                ),
            )
            for label, names in _GROUPS
        )
        same = self.frozen == self.case
        return (
            Pick("preset", "Start from", tuple(Choice(s, t) for s, t in _TITLES.items()), _slug(self.preset)),
            Pick(
                "focus",
                "Text to look at",
                tuple(Choice(ref, said) for ref, said in _HEADINGS.items()),
                self.focus,
            ),
            *facts,
            Group(
                "Two cases side by side",
                (
                    Pick(
                        "versus",
                        "Compare with",
                        tuple(Choice(s, up(t)) for s, t in self._others().items()),
                        self.versus,
                    ),
                    Press(
                        "freeze",
                        "Keep this case to compare with",
                        why_not="It is kept already: change a fact first." if same else "",
                    ),
                ),
            ),
        )

    def _alone(self) -> tuple[Part, ...]:
        finding = find(self.case, self.focus)
        return (
            Card(
                _HEADINGS[self.focus],
                (*whole(self.focus), *membership(self.preset, self.focus), *because(finding)),
                badge=badge(finding, self._members[0]),
            ),
            Card(_OPEN, left_open(finding, self._members[0]), state="quiet"),
            turns(self.case, self.focus),
        )

    def _beside(self, other: Scenario) -> tuple[Part, ...]:
        name = self._others()[self.versus]
        found = (find(self.case, self.focus), find(other, self.focus))
        cards = tuple(
            Card(title, (*because(finding), *left_open(finding, each)), badge=badge(finding, each))
            for title, finding, each in zip(("This case", up(name)), found, self._members, strict=True)
        )
        return (
            *differences(self.case, other, up(name), _HEADINGS, self._members),
            Card(_HEADINGS[self.focus], (*whole(self.focus), *membership(self.preset, self.focus))),
            Grid(cards, 15),
            turns(self.case, self.focus),
        )

    def _rest(self) -> Part:
        others = [find(self.case, ref) for ref in CLAUSES if ref != self.focus]
        cards = tuple(
            Card(
                _HEADINGS[f.clause],
                (Say(why(f), "quiet"), *membership(self.preset, f.clause)),
                badge=badge(f, self._members[0]),
            )
            for f in others
        )
        return Fold("rest", f"The other texts on this case: {counted(others)}", cards)

    # --- what changes -------------------------------------------------------------------------------
    def put(self, name: str, value: Any) -> Self:  # noqa: D102
        if name == "preset":
            return replace(self, preset=_TITLES[value], facts=PRESETS[_TITLES[value]])
        if name == "freeze":
            return replace(self, frozen=self.case, origin=self.preset, versus=_FROZEN)
        if name.startswith("fact."):
            return replace(self, facts=self.case.but(**{name.removeprefix("fact."): value}))
        return replace(self, **{name: value})

    def kept(self) -> dict[str, Any]:  # noqa: D102
        facts = {f"fact.{name}": getattr(self.case, name).name.lower() for name in self.changed()}
        frozen = {_FROZEN: {**_told(self.frozen), "preset": _slug(self.origin)}} if self.frozen else {}
        return {"preset": _slug(self.preset), "focus": self.focus, **facts, **frozen, "versus": self.versus}

    def restored(self, kept: Mapping[str, Any]) -> Self:
        """Return the model with what was kept: the preset first, which sets all facts.

        Parameters
        ----------
        kept : mapping of str to object
            As `kept` gave it.

        Returns
        -------
        WhoMustHelp
            The state.
        """
        rest = dict(kept)
        model = super().restored({"preset": rest.pop("preset", None)})
        # Perhaps nothing was kept to compare with, or nothing that is a case.
        with suppress(KeyError, TypeError, ValueError, CourseError):
            told = dict(rest.pop(_FROZEN))
            origin = _TITLES.get(told.pop("preset", ""), "")
            model = replace(model, frozen=Scenario(**told), origin=origin)
        return super(WhoMustHelp, model).restored(rest)

    def said(self) -> str:  # noqa: D102
        finding = find(self.case, self.focus)
        asked = len(finding.open_questions)
        said = f"{_HEADINGS[self.focus]}: {outcome(finding, self._members[0])}."
        if asked:
            said += f" {asked} question{'' if asked == 1 else 's'} left open."
        if self.other:
            said += f" Beside it: {outcome(find(self.other, self.focus), self._members[1])}."
        return said


def _told(case: Scenario) -> dict[str, str]:
    return {name: getattr(case, name).name.lower() for name in FIELDS}
