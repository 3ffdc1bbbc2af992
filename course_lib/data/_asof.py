"""What was known on a day: partial dates, and the rows that a reader of that day could have had."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterable, Mapping

from course_lib.data._meta import Table
from course_lib.errors import BadFacts, CourseError

__all__ = ["as_day", "is_date", "known_by", "known_on", "last_day"]

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def last_day(text: str, precision: str = "") -> datetime.date:
    """Return the last day that a full or partial ISO date can mean.

    Parameters
    ----------
    text : str
        ``"2024"``, ``"2024-06"`` or ``"2024-06-19"``.
    precision : str, optional
        ``"month"`` or ``"year"`` where the parts behind it are only placeholders.

    Returns
    -------
    datetime.date
        The day itself, or the last day of the month or year.

    Raises
    ------
    ValueError
        The text is no date.
    """
    parts = _PARTIAL.fullmatch(text)
    wrong = ValueError(f"{text!r} is not a date like 2024, 2024-06 or 2024-06-19")
    if parts is None:
        raise wrong
    try:
        # Missing parts are filled with 1: the day must be real before it is moved to the end of its period.
        year, month, day = (int(part or 1) for part in parts.groups())
        named = datetime.date(year, month, day)
    except ValueError:
        raise wrong from None
    if precision == "year" or parts[2] is None:
        return named.replace(month=12, day=31)
    if precision == "month" or parts[3] is None:
        return named.replace(day=calendar.monthrange(year, month)[1])
    return named


def is_date(text: str, whole: bool = False) -> bool:
    """Say whether a text is a full or partial ISO date; with `whole`, a full one."""
    try:
        last_day(text)
    except ValueError:
        return False
    return not whole or len(text) == 10


def as_day(value: object) -> datetime.date:
    """Return the day that a reader asked for, or say in one sentence how to write it."""
    if isinstance(value, datetime.date):
        return value.date() if isinstance(value, datetime.datetime) else value
    if isinstance(value, str) and len(value) == 10:
        try:
            return last_day(value)
        except ValueError:
            pass
    raise CourseError(f'as_of={value!r} is not a day; write it like as_of="2024-06-20".')


def known_on(row: Mapping[str, str], table: Table) -> datetime.date:
    """Return the first day on which a row could be known: its publication, else the end of its period."""
    published = row.get(table.published_column)
    if published:
        return last_day(published)
    date = row.get(table.end_column) or row[table.date_column]
    if not date:
        raise BadFacts(
            f"tables/{table.name}.csv, row {row[table.key]!r}: the column {table.date_column!r} is empty."
        )
    return last_day(date, row.get(table.precision_column, ""))


def known_by(rows: Iterable[Mapping[str, str]], table: Table, day: datetime.date) -> list[bool]:
    """Return for each row whether it was known by a day; a table without dates cannot say."""
    if not table.date_column:
        raise CourseError(
            f"The table {table.name!r} has no dates, so as_of cannot choose its rows; load it without as_of."
        )
    return [known_on(row, table) <= day for row in rows]
