"""Moscow and Pyongyang event by event: how warm the course judges each, and each era on average."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pandas as pd

from course_lib.errors import CourseError, unknown
from course_lib.figures._axes import pixels, value_axis
from course_lib.figures._card import Card, card, plot_height, plot_width
from course_lib.figures._marks import HOVER, drawn, gap_bands, hover
from course_lib.figures._relationship_words import (
    Era,
    description,
    era_begins,
    eras_between,
    signed,
    span,
    title,
)
from course_lib.figures._sentences import said_by, when
from course_lib.figures._text import html, plural, spans, spread, text_width, wrap
from course_lib.figures._theme import DIVERGING, INK, MUTED, SMALL

__all__ = ["relationship_timeline"]

#: Calendar years without any event that make a gap worth showing.
GAP = 5
#: Where events stand that the course does not judge: a row below the coldest.
NONE = -4
TICKS = {-3: "−3 cold", -2: "−2", -1: "−1", 0: "0", 1: "+1", 2: "+2", 3: "+3 warm"}


def relationship_timeline(
    timeline: pd.DataFrame,
    eras: pd.DataFrame,
    *,
    years: tuple[int, int] | None = None,
    height: int = 500,
    only: Collection[str] | None = None,
    chosen_by: str = "",
) -> Card:
    """Draw the events between Moscow and Pyongyang by their warmth, and the mean of each era.

    Parameters
    ----------
    timeline, eras : pandas.DataFrame
        As `load("timeline")` and `load("eras")` return them; a timeline with a curtain (`as_of`) is drawn
        as far as it goes.
    years : tuple of int, optional
        First and last year, to look at a part.
    height : int
        Pixels, 400 to 520.
    only : collection of str, optional
        Ids of the events to draw. Where others of these years are left out, title, means and gaps are said to
        be those of a selection; eras begin where the whole timeline parts them.
    chosen_by : str
        How they were chosen, in a few words: "arms, warm".

    Returns
    -------
    Card
        A plotly figure.

    Raises
    ------
    CourseError
        There is no judged event in these years, or among the chosen ones.
    UnknownName
        There is no such event.
    """
    there = timeline.sort_values("date", kind="stable")
    if years is not None:
        there = there[there["date"].dt.year.between(*years)]
    events = there if only is None else there[there["id"].isin(_known(only, timeline))]
    if not events["warmth"].notna().any():
        raise CourseError("There is no event with a judgement of its warmth in these years.")
    first, last = years or (int(events["date"].dt.year.min()), int(events["date"].dt.year.max()))
    selection = _selection(len(events), len(there), chosen_by)
    cut = eras_between(events, era_begins(timeline, eras[eras["year_from"] <= last]), first, last)
    judged, unjudged = events[events["warmth"].notna()], events[events["warmth"].isna()]
    ids = events["source_id"].drop_duplicates()
    labels = [_narrow(era, first, last) for era in cut]
    fig = card(
        title=title(cut, first, last, "Selected events" if selection else "Moscow and Pyongyang"),
        subtitle=f"{selection}{'the' if selection else 'The'} course's judgement of "
        f"{plural(len(judged), 'event')}, −3 (cold) to +3 (warm), {span(first, last)}; bars: "
        f"{'their mean in' if selection else 'mean of'} each era",
        description=description(cut, judged, unjudged, (first, last), selection),
        sources=ids,
        source=f"the course's timeline, from {plural(len(ids), 'source')}; point at an event for its own.",
        note=f"{'Only these events count' if selection else 'A selection for teaching'}. Marks that "
        "would cover each other are moved a little up or down.",
        height=height,
        left=[*TICKS.values(), *(["not judged"] if len(unjudged) else [])],
        head=16 * (max(map(len, labels), default=0) + 1) + 4,
    )
    fig.update_xaxes(range=[f"{first}-01-01", f"{last + 1}-01-01"], type="date")
    _ticks(fig, first, last)
    value_axis(fig, {**({NONE: "not judged"} if len(unjudged) else {}), **TICKS})
    fig.update_yaxes(range=[(NONE if len(unjudged) else -3) - 0.6, 3.6])
    empty = spans(set(range(first, last + 1)) - set(events["date"].dt.year))
    gaps = [(f"{a}-01-01", f"{b + 1}-01-01") for a, b in empty if b - a >= GAP - 1]
    gap_bands(fig, gaps, "no event chosen" if selection else "no event listed")
    _bands(fig, cut, labels)
    _means(fig, cut)
    _marks(fig, judged, "Event", "circle", 9, MUTED)
    _marks(fig, unjudged, "Event without judgement", "x-thin", 7, INK)
    return fig


def _known(only: Collection[str], timeline: pd.DataFrame) -> Collection[str]:
    """Return ids of events, all of which are in the timeline."""
    known = set(timeline["id"])
    for each in only:
        if each not in known:
            raise unknown("event of this timeline", each, known)
    return only


def _selection(shown: int, there: int, chosen_by: str) -> str:
    """Return how a sentence on a selection begins; nothing where no event is left out."""
    if shown == there:
        return ""
    return f"A selection{f' ({chosen_by})' if chosen_by else ''}, {shown} of {plural(there, 'event')}: "


def _narrow(era: Era, first: int, last: int) -> list[str]:
    """Return the title of an era in lines about as wide as the era itself is at 700 pixels."""
    wide = (era.end - era.begin).days / 365.25 / (last + 1 - first) * 580
    longest = max(text_width(word) for word in era.title.split())
    return wrap(era.title, max(wide - 8, longest))


def _ticks(fig: Card, first: int, last: int) -> None:
    step = next((n for n in (1, 2, 5) if (last - first) / n <= 12), 10)
    years = [year for year in range(first, last + 1) if year % step == 0]
    fig.update_xaxes(tickvals=[f"{y}-01-01" for y in years], ticktext=list(map(str, years)))


def _bands(fig: Card, cut: list[Era], labels: list[list[str]]) -> None:
    """Part the eras by thin lines, and write title and mean above each."""
    widths = [max(text_width(line) for line in lines) + 7 for lines in labels]
    starts = [pixels(fig, str(era.begin.date())) for era in cut]
    middles = [start + wide / 2 for start, wide in zip(starts, widths, strict=True)]
    free = pixels(fig, fig.layout.xaxis.range[1]) + 8
    placed = spread(middles, widths, 0, free)
    # All at once: plotly copies those that are there for each one that is added.
    shapes, notes = list(fig.layout.shapes), list(fig.layout.annotations)
    for era, lines, was, at in zip(cut, labels, middles, placed, strict=True):
        begin = str(era.begin.date())
        shapes.append(
            {
                "type": "line", "name": "era", "layer": "below", "x0": begin, "x1": begin,
                "yref": "y domain", "y0": 0, "y1": 1, "line": {"color": "#BBBBBB", "width": 1},
            }
        )  # fmt: skip
        notes.append(
            {
                "name": "era", "text": "<br>".join([*map(html, lines), f"<b>{signed(era.mean)}</b>"]),
                "align": "left", "x": begin, "xanchor": "left", "xshift": at - was + 2, "y": 1,
                "yref": "y domain", "yanchor": "bottom", "yshift": 3, "borderpad": 0,
                "font": {"size": SMALL, "color": INK},
            }
        )  # fmt: skip
    fig.layout.shapes, fig.layout.annotations = shapes, notes


def _means(fig: Card, cut: list[Era]) -> None:
    days = [(era.begin + (era.end - era.begin) / 2).date() for era in cut]
    fig.add_bar(
        x=[str(day) for day in days],
        y=[0.1] * len(cut),
        base=[round(era.mean - 0.05, 3) for era in cut],
        width=[(era.end - era.begin).total_seconds() * 1000 for era in cut],
        marker={"color": INK, "line": {"width": 0}},
        customdata=[[era.title, round(era.mean, 3)] for era in cut],
        hovertext=hover(
            f"{era.title}, {era.years}: {signed(era.mean)}, the mean of {plural(era.judged, 'event')}."
            for era in cut
        ),
        hovertemplate=HOVER,
        name="Mean of an era",
        meta=drawn("Mean of an era", {"x": "date", "customdata.1": "warmth", "customdata.0": "title"}),
    )


def _marks(fig: Card, events: pd.DataFrame, series: str, symbol: str, size: int, rim: str) -> None:
    if events.empty:
        return
    levels = [NONE if pd.isna(value) else int(value) for value in events["warmth"]]
    colours = [MUTED if level == NONE else DIVERGING[level + 3] for level in levels]
    days = [str(day.date()) for day in events["date"]]
    columns = {"x": "date", "y": "drawn_at", "customdata.0": "warmth", "customdata.1": "title"}
    fig.add_scatter(
        x=days,
        y=[level + shift for level, shift in zip(levels, _shifts(fig, days, levels), strict=True)],
        customdata=[
            [None if level == NONE else level, title]
            for level, title in zip(levels, events["title"], strict=True)
        ],
        mode="markers",
        # An event of the first day of the axis is drawn whole.
        cliponaxis=False,
        marker={
            "color": colours,
            "opacity": 1,
            "symbol": symbol,
            "size": size,
            "line": {"color": rim, "width": 1},
        },
        hovertext=hover(map(_sentence, events.itertuples())),
        hovertemplate=HOVER,
        name=series,
        meta=drawn(series, columns),
    )


def _shifts(fig: Card, days: list[str], levels: list[int]) -> list[float]:
    """Return how far each mark moves within its row so that, at 700 pixels, as few as can be are covered."""
    low, high = fig.layout.yaxis.range
    row = plot_height(fig) / (high - low)
    steps = [0.0]
    while (len(steps) // 2 + 1) * 6 <= row * 0.42:
        steps += [(len(steps) // 2 + 1) * 6, -(len(steps) // 2 + 1) * 6]
    taken: dict[tuple[int, float], float] = {}
    out = []
    begin, end = (pd.Timestamp(day) for day in fig.layout.xaxis.range)
    wide = plot_width(fig)
    for day, level in zip(days, levels, strict=True):
        at = (pd.Timestamp(day) - begin) / (end - begin) * wide
        free = (step for step in steps if at - taken.get((level, step), -99) >= 9)
        step = next(free, min(steps, key=lambda s: taken.get((level, s), -99)))
        taken[level, step] = at
        out.append(round(step / row, 3))
    return out


def _sentence(event: Any) -> str:
    if pd.isna(event.warmth):
        judged = f"No judgement of warmth ({event.warmth_reason})."
    else:
        judged = f"Warmth {signed(event.warmth, 0)} ({event.warmth_reason})."
    differ = "" if pd.isna(event.contested) else " Accounts differ."
    return f"{when(event)}: {event.title}. {judged}{differ} {said_by(event.source_id)}"
