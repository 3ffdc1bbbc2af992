"""The eras of the timeline of Moscow and Pyongyang, and the sentences over its figure."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean
from typing import Any

import pandas as pd

from course_lib.figures._text import and_join, plural

__all__ = ["Era", "description", "era_begins", "eras_between", "signed", "span", "title"]

_RANK = ("", "second ", "third ", "fourth ", "fifth ", "sixth ", "seventh ", "eighth ")
_COUNT = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True)
class Era:
    """An era as far as it is drawn: its days, how it names its years, and the mean of its judged events."""

    title: str
    begin: pd.Timestamp
    end: pd.Timestamp
    years: str
    open: bool
    judged: int
    mean: float


def era_begins(events: pd.DataFrame, eras: pd.DataFrame) -> list[tuple[pd.Timestamp, Any]]:
    """Return on which day each era begins, and its row.

    Parameters
    ----------
    events : pandas.DataFrame
        Rows of the timeline, the turning points among them.
    eras : pandas.DataFrame
        Rows of the table of eras, in their order.

    Returns
    -------
    list of tuple of (pandas.Timestamp, row)
        The first of January of its first year, or the day after the last turning point of the era before.
    """
    rows = list(eras.itertuples())
    begins = [pd.Timestamp(year=int(row.year_from), month=1, day=1) for row in rows]
    days = dict(zip(events["id"], events["date"], strict=True))
    for number, row in enumerate(rows[:-1]):
        # Where one era begins in the year in which another ends, the last turning point of that one
        # parts them.
        turning = (days[i] for i in str(row.turning_points).split(";") if i in days)
        begins[number + 1] = max([begins[number + 1], *(day + pd.Timedelta(days=1) for day in turning)])
    return list(zip(begins, rows, strict=True))


def eras_between(
    events: pd.DataFrame, started: list[tuple[pd.Timestamp, Any]], first: int, last: int
) -> list[Era]:
    rows_judged = events[events["warmth"].notna()]
    judged = list(zip(rows_judged["date"], rows_judged["warmth"].astype(float), strict=True))
    begins, rows = [begin for begin, _ in started], [row for _, row in started]
    out = []
    for row, begin, end in zip(rows, begins, [*begins[1:], pd.Timestamp.max], strict=True):
        until = last if pd.isna(row.year_to) else min(int(row.year_to), last)
        begin = max(begin, pd.Timestamp(year=first, month=1, day=1))
        end = min(end, pd.Timestamp(year=until + 1, month=1, day=1))
        inside = [warmth for day, warmth in judged if begin <= day < end]
        if inside:
            since = max(int(row.year_from), first)
            years = span(since, until)
            mean = fmean(inside)
            out.append(Era(row.title, begin, end, years, pd.isna(row.year_to), len(inside), mean))
    return out


def span(first: int, last: int, to: str = "–") -> str:
    return f"{first}{to}{last}" if first < last else str(last)


def title(cut: list[Era], first: int, last: int, what: str) -> str:
    if len(cut) < 2:
        mean = f": {signed(cut[0].mean)} on a scale from −3 to +3" if cut else ""
        return f"{what}, {span(first, last)}{mean}"
    warm, cold = max(cut, key=lambda e: e.mean), min(cut, key=lambda e: e.mean)
    now = cut[-1]
    if not now.open or now is cold:
        best, worst = _told_apart(warm, cold)
        return f"{what}: warmest in {best}, coldest in {worst}"
    if len(cut) == 2:
        before, since = _told_apart(cold, now)
        begun = now.years[:4] if since == now.years else f"{now.begin:%B %Y}"
        return f"{what}: colder in {before}, warmer since {begun}"
    rank = sorted((era.mean for era in cut), reverse=True).index(now.mean)
    number = _COUNT[len(cut)] if len(cut) < len(_COUNT) else str(len(cut))
    place = f"{_RANK[rank] if rank < len(_RANK) else f'{rank + 1}th '}warmest of {number} eras"
    return f"{what}: coldest in {cold.years}, since {now.years[:4]} the {place}"


def _told_apart(one: Era, other: Era) -> tuple[str, str]:
    """Return the years of two eras; with months where one begins in the year in which the other ends."""
    ends = sorted((one, other), key=lambda era: era.begin)
    if ends[0].years[-4:] != ends[1].years[:4]:
        return one.years, other.years
    return _with_months(one), _with_months(other)


def _with_months(era: Era) -> str:
    """Return from when to when an era is: January–July 1953, July 1953–1961."""
    last = era.end - pd.Timedelta(days=1)
    whole = (era.begin.day_of_year == 1, (last.month, last.day) == (12, 31))
    if era.begin.year == last.year and not all(whole):
        return f"{era.begin:%B}–{last:%B %Y}"
    first, last = (
        f"{day.year}" if full else f"{day:%B %Y}" for day, full in zip((era.begin, last), whole, strict=True)
    )
    return first if first == last else f"{first}–{last}"


def description(
    cut: list[Era], judged: pd.DataFrame, unjudged: pd.DataFrame, years: tuple[int, int], selection: str
) -> str:
    means = (f"{e.title} ({e.years}) {signed(e.mean)} over {plural(e.judged, 'event')}" for e in cut)
    warm = int((judged["warmth"] > 0).sum())
    cold = int((judged["warmth"] < 0).sum())
    rest = f" {plural(len(unjudged), 'further event')} not judged." if len(unjudged) else ""
    chosen = f" {selection.removesuffix(': ')}." if selection else ""
    return (
        f"Events between Moscow and Pyongyang, {span(*years, ' to ')}, on a scale from −3 (cold) to +3 "
        "(warm) that is a judgement of the course."
        f"{chosen} {_tally(warm, cold, len(judged) - warm - cold)}{rest} Mean by era: {'; '.join(means)}."
    )


def _tally(warm: int, cold: int, neither: int) -> str:
    """Return how many are what: Of 3 events, 1 is warm, 2 are cold."""
    counts = {"warm": warm, "cold": cold, "neither warm nor cold": neither}
    said = [f"{count} {'is' if count == 1 else 'are'} {word}" for word, count in counts.items() if count]
    if sum(counts.values()) == 1:
        return f"The only event that is judged {said[0].partition(' ')[2]}."
    every = f"{sum(counts.values())} events"
    return (
        f"Of {every}, {and_join(said)}." if len(said) > 1 else f"All {every}{said[0].lstrip('0123456789')}."
    )


def signed(value: float, digits: int = 1) -> str:
    """Return a number with its sign, and a true minus."""
    text = f"{value:+.{digits}f}"
    return "0" if float(text) == 0 else text.replace("-", "−")
