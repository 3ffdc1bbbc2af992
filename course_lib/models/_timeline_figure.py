"""The figure of the timeline for any choice of its events, drawn once and remembered."""

from __future__ import annotations

import datetime
from functools import cache, lru_cache
from itertools import combinations

import pandas as pd

from course_lib.data import load
from course_lib.figures import relationship_timeline
from course_lib.figures._card import Card, card
from course_lib.models._events import CATEGORIES, eras, events, known

__all__ = ["figure"]

HEIGHT = 420


@cache
def _tables() -> tuple[pd.DataFrame, pd.DataFrame]:
    return load("timeline"), load("eras")


@lru_cache(maxsize=128)
def figure(ids: frozenset[str], years: tuple[int, int], day: datetime.date | None) -> Card:
    """Return the figure of some events.

    Parameters
    ----------
    ids : frozenset of str
        Which events.
    years : tuple of int
        First and last year of the axis.
    day : datetime.date or None
        Where the curtain is: the era of that day has no name yet.

    Returns
    -------
    Card
        The figure; one that says so where there is nothing to draw. It is shared: do not change it.
    """
    timeline, parts = _tables()
    if not timeline.loc[timeline["id"].isin(ids), "warmth"].notna().any():
        return _empty(len(ids))
    if day is not None:
        # What the curtain hides is no part of what was to be chosen from.
        timeline = timeline[timeline["id"].isin(known(day))]
        parts = parts[parts["year_from"] <= day.year]
        ended = parts["year_to"].notna() & (parts["year_to"] < day.year)
        # Who stands in an era does not know how it will be called.
        parts = parts.assign(title=parts["title"].where(ended, "Not yet named"))
    there = frozenset(timeline.loc[timeline["date"].dt.year.between(*years), "id"])
    said = "" if ids == there else _in_common(ids, there, day)
    return relationship_timeline(timeline, parts, years=years, height=HEIGHT, only=ids, chosen_by=said)


def _in_common(ids: frozenset[str], there: frozenset[str], day: datetime.date | None) -> str:
    """Return what parts some events from the others of these years, as few filters as do it."""
    one = events()[min(ids)]
    named = {
        "category": CATEGORIES[one.category].lower(),
        "sign": {"none": "not judged", "neither": "neither warm nor cold"}.get(one.sign, one.sign),
        "era": eras(day).get(one.era, ""),
    }
    for size in range(1, len(named) + 1):
        for shared in combinations(named, size):
            if ids == {i for i in there if all(getattr(events()[i], n) == getattr(one, n) for n in shared)}:
                return "; ".join(named[n] for n in shared)
    return "by words that stand in them"


def _empty(unjudged: int) -> Card:
    title = "No event of these has a judgement to draw" if unjudged else "No event fits this choice"
    fig = card(
        title=title,
        subtitle="Nothing is drawn; the line above the figure says what to change",
        description=f"An empty figure: {title[:1].lower()}{title[1:]}.",
        sources=(),
        source="the course's timeline.",
        height=HEIGHT,
    )
    fig.update_xaxes(visible=False)
    fig.update_yaxes(visible=False)
    return fig
