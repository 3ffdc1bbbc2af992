"""The figure of the timeline for any choice of its events, drawn once and remembered."""

from __future__ import annotations

import datetime
from functools import cache, lru_cache

import pandas as pd

from course_lib.data import load
from course_lib.figures import relationship_timeline
from course_lib.figures._card import Card, card

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
    timeline, eras = _tables()
    chosen = timeline[timeline["id"].isin(ids)]
    if not chosen["warmth"].notna().any():
        return _empty(len(chosen))
    if day is not None:
        eras = eras[eras["year_from"] <= day.year]
        ended = eras["year_to"].notna() & (eras["year_to"] < day.year)
        # Who stands in an era does not know how it will be called.
        eras = eras.assign(title=eras["title"].where(ended, "Not yet named"))
    return relationship_timeline(chosen, eras, years=years, height=HEIGHT)


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
