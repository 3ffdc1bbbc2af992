"""What was said of North Korean arms and troops: speaker, number, bound; title and description."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from course_lib.figures._card import TITLE_LETTERS
from course_lib.figures._sentences import day, said_by
from course_lib.figures._text import and_join, plural, text_width

__all__ = ["description", "label", "listed", "number", "sentence", "title"]

IN_WORDS = {
    "GUR": "military intelligence",
    "JCS": "joint chiefs",
    "Ministry of National Defence": "defence ministry",
    "Ministry of Defence": "defence ministry",
    "Defence Intelligence Agency": "defence intelligence",
    "Department of Defense": "defence department",
    "Department of State": "state department",
}
#: Pixels of the widest label.
LABEL = 256
BOUNDS = {
    "point": "{high}",
    "range": "{low} to {high}",
    "more than": "more than {low}",
    "up to": "up to {high}",
    "no figure": "no figure",
}


def number(value: float) -> str:
    if value >= 1_000_000:
        return f"{value / 1_000_000:g}\u00a0million"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:g}"


def _speaker(estimator: str) -> str:
    """Return an estimator without the abbreviations of the table."""
    return re.sub(rf"\b({'|'.join(IN_WORDS)})\b", lambda found: IN_WORDS[found[0]], estimator)


def label(row: Any) -> str:
    """Return estimator and month, cut to the room at the left of the figure."""
    when = f", {row.published_on:%b %Y}"
    words = _speaker(row.estimator)
    if text_width(words + when) <= LABEL:
        return words + when
    words = re.sub(r" \([^)]*\)$", "", words)
    while text_width(f"{words} …{when}") > LABEL and " " in words:
        words = words.rpartition(" ")[0].rstrip(",")
    return f"{words}{' …' if not _speaker(row.estimator).startswith(words + ' (') else ''}{when}"


def listed(quantities: list[str]) -> str:
    words = and_join(quantities)
    return words[0].upper() + words[1:]


def _said(row: Any) -> str:
    words = BOUNDS[row.bound].format(low=number(row.low), high=number(row.high))
    return words if row.bound == "no figure" else f"{words} {row.unit}"


def sentence(row: Any) -> str:
    said = f"{_speaker(row.estimator)}, {day(row.published_on)}: {_said(row)} ({row.quantity})."
    return f"{said} {row.statement} How sure: {row.certainty}. {said_by(row.source_id)}"


def _spread(rows: pd.DataFrame) -> tuple[float, float]:
    """Return the lowest and the highest number that anyone gave, bounds included."""
    numbers = pd.concat([rows.loc[rows["low"] > 0, "low"], rows.loc[rows["high"] > 0, "high"]])
    return float(numbers.min()), float(numbers.max())


def title(panels: list[tuple[str, pd.DataFrame]]) -> str:
    """Return the span of what was said last: of the latest year in which all quantities have a number."""
    years = [set(rows.loc[rows["bound"].ne("no figure"), "published_on"].dt.year) for _, rows in panels]
    shared = sorted(set.intersection(*years))
    if not shared:
        return f"Numbers as named in {plural(sum(len(rows) for _, rows in panels), 'statement')}"
    parts = []
    for quantity, rows in panels:
        said = rows[rows["published_on"].dt.year.eq(shared[-1])]
        low, high = _spread(said)
        # A lower bound at the top is no upper end.
        more = "over " if (said["bound"].eq("more than") & said["low"].eq(high)).any() else ""
        both = more + number(low) if low == high else f"{number(low)} to {more}{number(high)}"
        parts.append(f"{quantity} {both}")
    named = f"Named in {shared[-1]}: {', '.join(parts)}"
    short = f"Numbers named in {shared[-1]} for {plural(len(panels), 'quantity', 'quantities')}"
    return named if len(named) <= TITLE_LETTERS else short


def description(panels: list[tuple[str, pd.DataFrame]], first: int, last: int) -> str:
    parts = []
    for quantity, rows in panels:
        said = "; ".join(f"{label(r)}: {_said(r)}" for r in rows.itertuples())
        parts.append(f"{quantity[0].upper()}{quantity[1:]}, {plural(len(rows), 'statement')}: {said}")
    return (
        f"Statements on North Korean arms and troops for Russia, {first} to {last}, one row each, with "
        f"ranges and bounds; no mean is drawn. {'. '.join(parts)}."
    )
