"""Reading what describes the facts, strictly: a field too many or too few is one sentence, not a surprise."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Mapping
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

from course_lib.data._meta import Column, Ratio, Source, Sum, Table
from course_lib.errors import BadFacts

__all__ = ["read_sources", "read_table", "read_toml"]


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
    named = [table.key, table.date_column, table.end_column, table.precision_column, table.published_column]
    named += [table.unit_column, table.unit_for]
    for rule in table.sums:
        named += [*rule.columns, rule.column, *rule.by, rule.over, rule.part_of]
        named.append(rule.total if rule.columns else "")
    for rule in table.ratios:
        named += [rule.column, rule.by]
    known = {column.name for column in table.columns}
    for column in filter(None, named):
        if column not in known:
            raise BadFacts(f"{where}: no column is named {column!r}; describe it or take it out.")
    return table


T = TypeVar("T", Source, Column, Sum, Ratio, Table)
_PARTS = {"tuple[Column, ...]": Column, "tuple[Sum, ...]": Sum, "tuple[Ratio, ...]": Ratio}


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
            if spec.default is dataclasses.MISSING and spec.default_factory is dataclasses.MISSING:
                raise BadFacts(f"{where}: the field {name!r} is missing.")
            continue
        values[spec.name] = _value(str(spec.type), raw[name], f"{where}: the field {name!r}", where)
    return kind(**values)


def _value(wanted: str, value: Any, here: str, where: str) -> Any:
    if wanted.startswith("tuple[") and not isinstance(value, list):
        raise BadFacts(f"{here} is a list, in square brackets.")
    if wanted in _PARTS:
        kind = _PARTS[wanted]
        return tuple(
            _build(kind, raw, f"{where}, {kind.__name__.lower()} {n}") for n, raw in enumerate(value, 1)
        )
    if wanted == "tuple[str, ...]":
        if not all(isinstance(part, str) for part in value):
            raise BadFacts(f"{here} is a list of texts.")
        return tuple(value)
    # bool is an int to Python, not to a person who wrote `rows = true`.
    if wanted == "int" and (not isinstance(value, int) or isinstance(value, bool)):
        raise BadFacts(f"{here} is a whole number.")
    if wanted == "bool" and not isinstance(value, bool):
        raise BadFacts(f"{here} is true or false.")
    if wanted.startswith("float") and (not isinstance(value, int | float) or isinstance(value, bool)):
        raise BadFacts(f"{here} is a number.")
    if wanted.startswith("Mapping"):
        if not isinstance(value, Mapping):
            raise BadFacts(f"{here} is a table of lists.")
        return {
            key: _value("tuple[str, ...]", part, f"{here}, {key!r},", where) for key, part in value.items()
        }
    if wanted == "str" and not isinstance(value, str):
        raise BadFacts(f"{here} is a text in quotation marks.")
    return value
