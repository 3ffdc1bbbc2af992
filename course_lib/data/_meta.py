"""What the course knows about its facts: sources, tables and their columns, read strictly from TOML."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

from course_lib.data import _show
from course_lib.errors import BadFacts

__all__ = [
    "CLAUSE_FIELDS",
    "DTYPES",
    "ELEMENTS",
    "NOT_APPLICABLE",
    "NOT_STATED",
    "TREATY_FIELDS",
    "Column",
    "Source",
    "Table",
    "read_sources",
    "read_table",
    "read_toml",
]

NOT_STATED = "not stated"
"""An element of a clause on which the text, or the report of it that was read, is silent. A value of its own:
silence is a finding. In a clause whose status is `recalled` it is as unverified as the rest of the clause."""

NOT_APPLICABLE = "not applicable"
"""An element that a record cannot have: the record states no rule (a signature, a term, a statement, a note
on wording), or it is one part of an article whose other parts hold the element."""

ELEMENTS = ("trigger", "obligation", "timing", "means", "qualifier", "decided_by")
"""The elements by which clauses are compared. `decided_by`: who, by the text, establishes that the trigger is
met, or takes the decision that the clause turns on."""

DTYPES = {"str", "Int64", "float64", "boolean", "date"}
"""What a column may hold; `date` is a whole ISO day in the file and datetime64[ns] in the frame."""

TREATY_FIELDS = frozenset(
    {"id", "title", "short", "parties", "signed", "in_force_from", "in_force_to"}
    | {"official_text", "note", "clause"}
)
CLAUSE_FIELDS = frozenset(
    {"ref", "article", "topic", *ELEMENTS, "rendering", "key_terms", "source_id", "status"}
)
"""A clause may also have `more_source_ids`: further sources beside the main one."""


@dataclass(frozen=True)
class Source:
    """One source: what it is, where it stands, and how the course checked it."""

    id: str
    title: str
    publisher: str
    date: str
    url: str
    symbol: str
    checked: str
    note: str = ""

    def __str__(self) -> str:
        return _show.source_text(self)

    def _repr_html_(self) -> str:
        return _show.source_html(self)


@dataclass(frozen=True)
class Column:
    """One column of a table: its type, unit, meaning, and what an empty cell means."""

    name: str
    dtype: str
    unit: str
    meaning: str
    missing: str
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True, repr=False)
class Table:
    """One table: what a row is, what it covers, how to cite it, and what to be careful about."""

    name: str
    title: str
    grain: str
    span: tuple[str, ...]
    rows: int
    key: str
    licence: str
    citation: str
    caveats: tuple[str, ...]
    used_by: tuple[str, ...]
    columns: tuple[Column, ...] = field(metadata={"key": "column"})
    date_column: str = ""
    end_column: str = ""
    precision_column: str = ""
    published_column: str = ""

    def __str__(self) -> str:
        return _show.table_text(self)

    # In a terminal the name alone on a line should read as well as print() does.
    __repr__ = __str__

    def _repr_html_(self) -> str:
        return _show.table_html(self)


def read_toml(file: Traversable | Path) -> dict[str, Any]:
    """Read one TOML file, or say in one sentence why it cannot be read."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadFacts(f"{file.name} is missing; install the course again.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        # The parser's own sentence ends without a full stop and names the line.
        raise BadFacts(f"{file.name} cannot be read as TOML: {str(error).rstrip('.')}.") from None


def read_sources(folder: Traversable | Path) -> dict[str, Source]:
    """Read `sources.toml` of a data folder.

    Parameters
    ----------
    folder : Traversable or pathlib.Path
        A folder laid out as `course_lib/data`.

    Returns
    -------
    dict of str to Source
        The sources by their ids.

    Raises
    ------
    BadFacts
        A field is missing, unknown or of the wrong type.
    """
    raw = read_toml(folder.joinpath("sources.toml"))
    return {
        i: _build(Source, _with(entry, "id", i), f"sources.toml, source {i!r}") for i, entry in raw.items()
    }


def read_table(folder: Traversable | Path, name: str) -> Table:
    """Read `tables/<name>.toml` of a data folder.

    Parameters
    ----------
    folder : Traversable or pathlib.Path
        A folder laid out as `course_lib/data`.
    name : str
        The table's name, as in the file name.

    Returns
    -------
    Table
        The description of the table and of its columns.

    Raises
    ------
    BadFacts
        A field is missing, unknown or of the wrong type.
    """
    where = f"tables/{name}.toml"
    table = _build(Table, read_toml(folder.joinpath("tables", f"{name}.toml")), where)
    dates = (table.date_column, table.end_column, table.precision_column, table.published_column)
    known = {column.name for column in table.columns}
    for column in (table.key, *filter(None, dates)):
        if column not in known:
            raise BadFacts(f"{where}: no column is named {column!r}; describe it or take it out.")
    return table


T = TypeVar("T", Source, Column, Table)


def _with(raw: Any, name: str, value: str) -> Any:
    return {**raw, name: value} if isinstance(raw, Mapping) and name not in raw else raw


def _build(kind: type[T], raw: Any, where: str) -> T:
    if not isinstance(raw, Mapping):
        raise BadFacts(f"{where}: a table of fields is expected here.")
    fields = {f.metadata.get("key", f.name): f for f in dataclasses.fields(kind)}
    for name in sorted(set(raw) - set(fields)):
        raise BadFacts(f"{where}: the field {name!r} is not in the schema.")
    values = {}
    for name, spec in fields.items():
        if name not in raw:
            if spec.default is dataclasses.MISSING:
                raise BadFacts(f"{where}: the field {name!r} is missing.")
            continue
        values[spec.name] = _value(str(spec.type), raw[name], f"{where}: the field {name!r}", where)
    return kind(**values)


def _value(wanted: str, value: Any, here: str, where: str) -> Any:
    if wanted.startswith("tuple[") and not isinstance(value, list):
        raise BadFacts(f"{here} is a list, in square brackets.")
    if wanted == "tuple[Column, ...]":
        return tuple(_build(Column, raw, f"{where}, column {n}") for n, raw in enumerate(value, 1))
    if wanted == "tuple[str, ...]":
        if not all(isinstance(part, str) for part in value):
            raise BadFacts(f"{here} is a list of texts.")
        return tuple(value)
    # bool is an int to Python, not to a person who wrote `rows = true`.
    if wanted == "int" and (not isinstance(value, int) or isinstance(value, bool)):
        raise BadFacts(f"{here} is a whole number.")
    if wanted == "str" and not isinstance(value, str):
        raise BadFacts(f"{here} is a text in quotation marks.")
    return value
