"""Filters of the timeline: what they leave, what to loosen when nothing is left, and their controls."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from course_lib.models._events import CATEGORIES, Event, eras
from course_lib.models.parts import Choice, Part, Pick, Slide, Write

__all__ = ["controls", "fitting", "result"]

ALL = "all"
SIGNS = (
    Choice(ALL, "Warm or cold"),
    Choice("warm", "Warm (+1 to +3)"),
    Choice("neither", "Neither (0)"),
    Choice("cold", "Cold (−1 to −3)"),
    Choice("none", "Not judged"),
)
#: Each filter as a sentence names it.
_NAMES = {
    "category": "the kind of event",
    "era": "the era",
    "sign": "warm or cold",
    "years": "the years",
    "words": "the words",
}


def controls(
    chosen: Mapping[str, Any], years: tuple[int, int], day: datetime.date | None
) -> tuple[Part, ...]:
    """Return the fields of the filters, in two rows of a grid where it is 11 rem a field."""
    kinds = (Choice(ALL, "All kinds"), *(Choice(slug, name) for slug, name in CATEGORIES.items()))
    named = dict(eras(day))
    # An era that the curtain hides stays chosen, and is said to be hidden.
    if chosen.get("era", ALL) not in (ALL, *named):
        named[chosen["era"]] = "An era behind the curtain"
    spans = (Choice(ALL, "All eras"), *(Choice(i, name) for i, name in named.items()))
    return (
        Pick("category", "Kind of event", kinds, chosen.get("category", ALL)),
        Pick("era", "Era", spans, chosen.get("era", ALL)),
        Pick("sign", "Warmth, as the course judges", SIGNS, chosen.get("sign", ALL)),
        Write("words", "With the words", chosen.get("words", ""), rows=1, limit=80),
        Slide("first", "From the year", *years, 1, chosen.get("first", years[0])),
        Slide("last", "To the year", *years, 1, chosen.get("last", years[1])),
    )


def _tests(chosen: Mapping[str, Any], years: tuple[int, int], day: datetime.date | None) -> dict[str, Any]:
    """Return the filters that are set, each as a function that says whether an event passes."""
    first, last = chosen.get("first", years[0]), chosen.get("last", years[1])
    words = tuple(str(chosen.get("words", "")).casefold().split())
    out: dict[str, Any] = {}
    for name in ("category", "era", "sign"):
        wanted = chosen.get(name, ALL)
        if wanted != ALL:
            out[name] = lambda e, name=name, wanted=wanted: getattr(e, name) == wanted
    if (first, last) != years:
        out["years"] = lambda e: first <= e.date.year <= last
    if words:
        out["words"] = lambda e: e.found(words, day)
    return out


def fitting(
    visible: tuple[Event, ...], chosen: Mapping[str, Any], years: tuple[int, int], day: datetime.date | None
) -> tuple[Event, ...]:
    """Return the events that pass every filter."""
    tests = _tests(chosen, years, day)
    return tuple(e for e in visible if all(test(e) for test in tests.values()))


def result(
    visible: tuple[Event, ...],
    shown: tuple[Event, ...],
    chosen: Mapping[str, Any],
    years: tuple[int, int],
    day: datetime.date | None,
) -> str:
    """Return one sentence on how many events are left, and if none, on what to loosen."""
    if shown:
        return (
            f"{len(shown)} of {len(visible)} events."
            if len(shown) < len(visible)
            else f"{len(shown)} events."
        )
    if not visible:
        return "No event is in these years before the curtain: move the curtain to a later day."
    if chosen.get("first", years[0]) > chosen.get("last", years[1]):
        return "The first year is later than the last one: move one of the two."
    tests = _tests(chosen, years, day)
    freed = {
        name: sum(all(test(e) for other, test in tests.items() if other != name) for e in visible)
        for name in tests
    }
    best = max(freed, key=lambda name: freed[name])
    if freed[best]:
        fit = "1 event fits" if freed[best] == 1 else f"{freed[best]} events fit"
        return f"No event fits. Loosen {_NAMES[best]}: {fit} without this filter."
    return f"No event fits. Loosen several filters: {', '.join(_NAMES[name] for name in tests)}."
