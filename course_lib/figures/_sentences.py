"""What sentences in figures have in common: when it was, which State, and who says so."""

from __future__ import annotations

from typing import Any

import pandas as pd

from course_lib.data import source
from course_lib.data._bibliography import day_in_words

__all__ = ["STATES", "day", "said_by", "state", "when", "with_article"]

#: States that the tables abbreviate, or call in a way that prose does not.
STATES = {
    "USSR": "Soviet Union",
    "DPRK": "North Korea",
    "ROK": "South Korea",
    "US": "United States",
    "UK": "United Kingdom",
    "ROC (Taiwan)": "Taipei",
}


def state(code: str) -> str:
    """Return a State as prose names it; what is no abbreviation stays."""
    return STATES.get(code, code)


def with_article(name: str) -> str:
    """Return the name of a State as it stands within a sentence."""
    return f"the {name}" if name.startswith(("Soviet", "United", "Ukrainian")) else name


def day(date: pd.Timestamp) -> str:
    """Return a day in words."""
    return day_in_words((date.year, date.month, date.day))


def said_by(source_id: str) -> str:
    """Return the end of a sentence: "Source: publisher, title."."""
    read = source(source_id)
    said = ", ".join(filter(None, [read.house, read.title.rstrip(".")]))
    # A title that asks has its own stop.
    return f"Source: {said}{'' if said.endswith('?') else '.'}"


def when(event: Any) -> str:
    """Return the day, month or year of an event, or from when to when: 19 to 23 September 1956."""
    exact = {"day": 3, "month": 2, "year": 1}[event.precision]
    end = event.date if pd.isna(event.date_end) else event.date_end
    first, last = (day_in_words((d.year, d.month, d.day)[:exact]).split() for d in (event.date, end))
    # What both have in common at their ends is said once.
    same = next((n for n in range(exact) if first[exact - 1 - n] != last[exact - 1 - n]), exact)
    return " ".join(last if same == exact else [*first[: exact - same], "to", *last])
