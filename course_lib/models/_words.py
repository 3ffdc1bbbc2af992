"""Words of the tables as a widget shows them: dates in prose, sources as links, curtains kept."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterable
from functools import cache, lru_cache

from course_lib.data import source
from course_lib.data._bibliography import day_in_words
from course_lib.models.parts import Link, Links

__all__ = ["day_words", "linked", "printed_after", "prose", "until"]

_MONTHS = {name: number for number, name in enumerate(calendar.month_name) if name}
_DAY = re.compile(r"\b(\d{4})-(0[1-9]|1[0-2])-([0-3]\d)(?: to (\d{1,2})\b(?!-))?")
# 2024-12 is a month, 1949-50 and 2023-24 are spans of years.
_MONTH = re.compile(r"\b((?:19|20)\d\d)-(0[1-9]|1[0-2])\b(?!-)")
_NAMED = re.compile(rf"\b({'|'.join(_MONTHS)}) ((?:19|20)\d\d)\b")
_SAME_MONTH = re.compile(rf"\b(\d{{1,2}}) ((?:{'|'.join(_MONTHS)}) \d{{4}}) and (\d{{1,2}}) \2\b")
# Resolutions of the Council, too, have numbers of four digits.
_YEAR = re.compile(r"(?<!resolution )(?<![-\d])\b(19\d\d|20[0-3]\d)(?!\d)")
# Not after an initial: B. R. Myers.
_SENTENCE = re.compile(r"(?<=[.;!?])(?<![A-Z]\.)\s+|(?<=[.!?]\))\s+")


def day_words(day: datetime.date) -> str:
    """Return a day as a text reads it: 28 June 2024."""
    return day_in_words((day.year, day.month, day.day))


@lru_cache(maxsize=1024)
def prose(text: str) -> str:
    """Return words of a table with dates and articles as prose has them.

    Parameters
    ----------
    text : str
        "Signed on 2024-06-19 under Art 22."

    Returns
    -------
    str
        "Signed on 19 June 2024 under Article 22."
    """

    def written(found: re.Match[str]) -> str:
        year, month, first, last = found.groups()
        span = f"{int(first)} to {int(last)}" if last else str(int(first))
        return f"{span} {calendar.month_name[int(month)]} {year}"

    text = _DAY.sub(written, text)
    text = _MONTH.sub(lambda m: f"{calendar.month_name[int(m[2])]} {m[1]}", text)
    text = _SAME_MONTH.sub(r"\1 and \3 \2", text)
    return re.sub(r"\bArt(s?) (?=\d)", r"Article\1 ", text)


def _first_days(text: str) -> Iterable[datetime.date]:
    text = prose(text)
    for month, year in _NAMED.findall(text):
        yield datetime.date(int(year), _MONTHS[month], 1)
    for year in _YEAR.findall(text):
        yield datetime.date(int(year), 1, 1)


@lru_cache(maxsize=4096)
def until(text: str, day: datetime.date | None, whole: bool = True) -> tuple[str, int]:
    """Leave out the sentences that name a later time than a day; a sentence without a date stays.

    Parameters
    ----------
    text : str
        Sentences, each ended by a full stop or a semicolon.
    day : datetime.date or None
        Where the curtain is; None for no curtain.
    whole : bool
        Whether the first sentence stays in any case: in a summary it tells of the event itself, which may
        be a promise for later.

    Returns
    -------
    tuple of (str, int)
        The text, and how many sentences were left out.
    """
    if day is None:
        return text, 0
    pieces = _SENTENCE.split(text)
    kept = [
        piece
        for number, piece in enumerate(pieces)
        if (whole and not number) or all(first <= day for first in _first_days(piece))
    ]
    return re.sub(r";$", ".", " ".join(kept)), len(pieces) - len(kept)


def printed_after(source_id: str, day: datetime.date) -> bool:
    """Say whether a source was printed later than a day; one without a date was not."""
    date = source(source_id).date
    return bool(date) and date > day.isoformat()[: len(date)]


@cache
def _link(source_id: str) -> Link:
    found = source(source_id)
    date = day_in_words(int(part) for part in found.date.split("-")) if found.date else ""
    doubt = {"seen": "", "recalled": " (recalled, not read)"}.get(found.checked, f" ({found.checked})")
    # A letter or a statement has its day in its title.
    said = [found.house, found.title.rstrip("."), "" if found.title.endswith(date) else date]
    return Link(prose(", ".join(filter(None, said)) + doubt), found.url)


def linked(label: str, ids: Iterable[str]) -> Links:
    """Return sources in a line.

    Parameters
    ----------
    label : str
        What stands before them.
    ids : iterable of str
        Ids of sources.

    Returns
    -------
    Links
        Publisher (where it is known), title and day of each, with its address where it has one.
    """
    return Links(label, tuple(_link(i) for i in dict.fromkeys(ids)))
