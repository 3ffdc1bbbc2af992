"""What can be wrong with the rows of a table: cells, dates, references, units, sums."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from course_lib.data import _asof
from course_lib.data._check import amounts
from course_lib.data._check.references import References, quoted_too_long
from course_lib.data._meta import NUMERIC, Column, Table
from course_lib.errors import BadFacts

__all__ = ["problems", "read"]

#: The one source that says that nothing was read.
UNREAD = "background-knowledge"


def read(folder: Path, table: Table) -> list[dict[str, str]]:
    """Return the rows as they are written.

    Raises
    ------
    BadFacts
        The file is missing, is not UTF-8, or its header is not the list of columns.
    """
    where = f"tables/{table.name}.csv"
    file = folder.joinpath("tables", f"{table.name}.csv")
    if not file.exists():
        raise BadFacts(f"{where} is missing, but tables/{table.name}.toml describes it.")
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            reader = csv.DictReader(lines)
            rows = list(reader)
    except UnicodeDecodeError:
        raise BadFacts(f"{where} is not UTF-8; save it so.") from None
    if reader.fieldnames != [column.name for column in table.columns]:
        raise BadFacts(f"{where}: its header is not the list of columns in tables/{table.name}.toml.")
    return rows


def problems(rows: list[dict[str, str]], table: Table, seen: References) -> Iterator[str]:
    """Yield a sentence for each fault of a row; add the keys to what may be referred to."""
    where = f"tables/{table.name}.csv"
    if len(rows) != table.rows:
        yield f"{where}: it has {len(rows)} rows, tables/{table.name}.toml says {table.rows}."
    whole: dict[str, dict[str, str]] = {}
    keys = seen.keys.setdefault(table.name, set())
    for number, row in enumerate(rows, 1):
        here = f"{where}, row {number} ({row[table.key]})"
        if None in row or None in row.values():
            yield f"{here}: it does not have as many fields as the header."
            continue
        if row[table.key] in keys:
            yield f"{here}: the {table.key} is used twice."
        keys.add(row[table.key])
        whole[here] = row
        yield from _source(row, here, seen)
        for column in table.columns:
            yield from _cell(row[column.name], column, table, here, seen)
        yield from _dates(row, table, here)
    yield from amounts.problems(whole, table)
    yield from _span(list(whole.values()), table, where)


def _source(row: Mapping[str, str], here: str, seen: References) -> Iterator[str]:
    status = row.get("status", "")
    yield from seen.cited(here, [row["source_id"]], status)
    if row["source_id"] == UNREAD and status != "recalled":
        yield f"{here}: its source is {UNREAD!r}, so its status is recalled."


def _cell(text: str, column: Column, table: Table, here: str, seen: References) -> Iterator[str]:
    if not text:
        # An empty source_id has its own sentence.
        if column.missing == "never" and column.name != "source_id":
            yield f"{here}: {column.name} is empty, which tables/{table.name}.toml rules out."
        return
    parts = text.split(";") if column.many else [text]
    for part in parts:
        if not _fits(part, column.dtype) or (column.allowed and part not in column.allowed):
            yield f"{here}: {column.name} cannot be {part!r}."
        elif column.refers_to == "sources":
            yield from seen.cited(here, [part])
        elif column.refers_to:
            seen.wanted.append((f"{here}: {column.name}", column.refers_to, part))
    if column.dtype in NUMERIC and _fits(text, column.dtype):
        low, high = column.minimum, column.maximum
        if low is not None and float(text) < low:
            yield f"{here}: {column.name} is {text}, below the minimum of {low:g} ({column.unit})."
        if high is not None and float(text) > high:
            yield f"{here}: {column.name} is {text}, above the maximum of {high:g} ({column.unit})."
    elif column.dtype == "str" and not column.refers_to:
        seen.texts.append((here, text))
        yield from quoted_too_long(f"{here}: {column.name}", text)


def _fits(text: str, dtype: str) -> bool:
    if dtype == "date":
        return _asof.is_date(text, whole=True)
    if dtype == "Int64":
        return re.fullmatch(r"-?\d+", text) is not None
    if dtype == "float64":
        return re.fullmatch(r"-?\d+(\.\d+)?", text) is not None
    return dtype != "boolean" or text in {"True", "False"}


def _dates(row: Mapping[str, str], table: Table, here: str) -> Iterator[str]:
    if table.date_column:
        try:
            _asof.known_on(row, table)
        except (ValueError, BadFacts) as error:
            yield f"{here}: {str(error).rstrip('.')}."
    end = row.get(table.end_column)
    if end and end < row[table.date_column]:
        yield f"{here}: it ends on {end}, before it begins."


def _span(rows: list[dict[str, str]], table: Table, where: str) -> Iterator[str]:
    if not table.date_column or not rows:
        return
    first = min(row[table.date_column] for row in rows)
    last = max(row.get(table.end_column) or row[table.date_column] for row in rows)
    if table.span != (first, last):
        said = " to ".join(table.span)
        yield f"{where}: it runs from {first} to {last}, tables/{table.name}.toml says {said}."
