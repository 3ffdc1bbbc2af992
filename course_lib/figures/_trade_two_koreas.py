"""Russia's trade with the two Koreas on one scale."""

from __future__ import annotations

from math import log10

import pandas as pd

from course_lib.errors import CourseError
from course_lib.figures._axes import nice_ticks, value_axis, year_axis
from course_lib.figures._card import Card, card
from course_lib.figures._marks import end_labels
from course_lib.figures._text import and_join, years_in_words
from course_lib.figures._theme import PARTIES
from course_lib.figures._trade import SOURCE, counts, dollars, draw_counts, log_axis, ratio

__all__ = ["trade_two_koreas"]

#: Millions of dollars below which a year is no ground for a ratio: the border was closed.
LEAST = 1.0


def trade_two_koreas(trade_dprk: pd.DataFrame, trade_rok_russia: pd.DataFrame, *, log: bool = False) -> Card:
    """Draw Russia's trade with North Korea and with South Korea, every count that was published.

    Parameters
    ----------
    trade_dprk, trade_rok_russia : pandas.DataFrame
        As `load` returns them; only trade with Russia is drawn.
    log : bool
        Whether the scale is logarithmic: both can be read then, and their distance looks small.

    Returns
    -------
    Card
        A plotly figure.

    Raises
    ------
    CourseError
        One of the tables has no trade with Russia in dollars.
    """
    north, south = counts(trade_dprk, "RUS"), counts(trade_rok_russia, "RUS")
    if north.empty or south.empty:
        raise CourseError("Both tables must hold trade with Russia in dollars: load them without a filter.")
    first = int(max(north["year"].min(), south["year"].min()))
    north, south = north[north["year"] >= first], south[south["year"] >= first]
    if north.empty or south.empty:
        raise CourseError("There is no year in which both tables have a figure: load them without a filter.")
    last = int(max(north["year"].max(), south["year"].max()))
    scale = (
        "a logarithmic scale: each step is ten times the one below, so that both can be read"
        if log
        else "in US dollars at current prices"
    )
    fig = card(
        title=_title(north, south),
        subtitle=f"Trade of Russia with each Korea, {first}–{last}, {scale}",
        description=_description(north, south, first, last),
        sources=[*north["source_id"], *south["source_id"]],
        source=SOURCE,
        note="Two counts of one year differ; none is added up or spliced. A cross marks a value to doubt.",
        height=460,
        left=["$100,000" if log else "$25 bn"],
        right=["North Korea"],
        foot=28,
    )
    year_axis(fig, first, last)
    if log:
        low = 10 ** (round(log10(north["value_musd"].min()) - 0.5) - 0.2)
        log_axis(fig, low, 50_000)
    else:
        top = max(south["value_musd"].max(), north["value_musd"].max())
        value_axis(fig, {n: _tick(n) for n in nice_ticks(top)}, top=top * 1.03)
    both = {True: "of the Soviet Union with {}", False: "of Russia with {}"}
    for code, rows in (("KOR", south), ("PRK", north)):
        who = PARTIES[code]
        draw_counts(fig, who, rows, {k: f"{v.format(who.name)}:" for k, v in both.items()})
    ends = []
    for code, rows in (("KOR", south), ("PRK", north)):
        at = rows.iloc[-1]["value_musd"]
        ends.append((last, log10(at) if log else at, PARTIES[code].name, PARTIES[code]))
    end_labels(fig, ends)
    return fig


def _tick(musd: float) -> str:
    return f"${musd / 1000:g} bn" if musd >= 1000 else f"${musd:g} m" if musd else "0"


def _shared(north: pd.DataFrame, south: pd.DataFrame) -> list[int]:
    """Return the years in which both were counted and the border to the North was open."""
    open_ = north[(north["value_musd"] >= LEAST) & ~north["doubtful"]]
    return sorted(set(open_["year"]) & set(south["year"]))


def _title(north: pd.DataFrame, south: pd.DataFrame) -> str:
    shared = _shared(north, south)
    if not shared:
        return "No year has a figure for Russia's trade with both North Korea and South Korea"
    year = shared[-1]
    times = ratio(south, north, year)
    if times >= 2:
        return (
            f"In {year} Russia traded over {_floor(times)} times as much with South Korea as with the North"
        )
    back = ratio(north, south, year)
    if back >= 2:
        return f"In {year} Russia traded over {_floor(back)} times as much with North Korea as with the South"
    return f"In {year} Russia's trade with the two Koreas was of the same order"


def _floor(times: float) -> int:
    """Return two figures, rounded down: 466 is over 460."""
    step = 10 ** max(0, len(str(int(times))) - 2)
    return int(times) // step * step


def _description(north: pd.DataFrame, south: pd.DataFrame, first: int, last: int) -> str:
    parts = []
    for name, rows in (("South Korea", south), ("North Korea", north)):
        sure = rows[~rows["doubtful"]]
        top, low, end = (
            rows.loc[i] for i in (sure["value_musd"].idxmax(), sure["value_musd"].idxmin(), sure.index[-1])
        )
        gap = years_in_words(set(range(first, last + 1)) - set(rows["year"]))
        parts.append(
            f"With {name}: highest {dollars(top.value_musd)} in {top.year}, lowest "
            f"{dollars(low.value_musd)} in {low.year}, latest {dollars(end.value_musd)} in {end.year}"
            + (f"; no figure for {gap}" if gap else "")
        )
    shared = _shared(north, south)
    said = ""
    if shared:
        times = ratio(south, north, shared[-1])
        said = (
            f" In {shared[-1]} the first was at least {times:,.1f} times the second; years below one million "
            "dollars, with the border closed, are left out of that comparison."
        )
    doubtful = sorted(set(north.loc[north["doubtful"], "year"]) | set(south.loc[south["doubtful"], "year"]))
    doubt = f" The value of {and_join(map(str, doubtful))} is doubtful." if doubtful else ""
    return (
        f"Russia's trade in goods, {first} to {last}, as published by several counters. {'. '.join(parts)}."
        f"{said}{doubt}"
    )
