"""What can be wrong with a folder of facts: `problems` reads everything and says it in sentences."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from course_lib.data import _asof
from course_lib.data._meta import (
    CLAUSE_FIELDS,
    DTYPES,
    NOT_APPLICABLE,
    NOT_STATED,
    TREATY_FIELDS,
    Source,
    Table,
    read_sources,
    read_table,
    read_toml,
)
from course_lib.errors import BadFacts

__all__ = ["DECIDERS", "problems"]

DECIDERS = {
    NOT_STATED,
    NOT_APPLICABLE,
    "UN Security Council",
    "either party",
    "any party",
    "the attacked State",
}
"""Who, by a text, may decide; a new one is added here on purpose, so that a slip of the pen is found."""

_STATUS = {"seen", "recalled"}
_TEXTS = sorted(CLAUSE_FIELDS - {"key_terms"})
_TERM = re.compile(r'[a-z]{2}(\([A-Za-z ]+\))?: "([^"]+)"')
_REF = re.compile(r"\b[a-z0-9]+_[a-z0-9_]+\.[A-Za-z0-9.]*[A-Za-z0-9]")
# Copies of other people's work, encyclopedias, and places that hold software: cite the work itself.
_COPIES = {
    "paperzz", "wikia", "fandom", "yumpu", "scribd", "docplayer", "studylib", "wikipedia", "wikisource",
    "wikileaks", "fortunecity", "tripod", "blogspot", "github", "githubusercontent", "localhost",
}  # fmt: skip
_SOFTWARE = ("pypi", "npm", "registry", "packages", "mirror", "proxy")


def problems(folder: Path) -> list[str]:
    """Find what is wrong with a folder of facts.

    Parameters
    ----------
    folder : pathlib.Path
        A folder laid out as `course_lib/data`: `sources.toml`, `treaties/`, `tables/`.

    Returns
    -------
    list of str
        One sentence a problem, naming the file and the row; empty where all is well.
    """
    found: list[str] = []
    used: Counter[str] = Counter()
    try:
        sources = read_sources(folder)
    except BadFacts as error:
        # Without sources every row would be reported; one sentence is enough to begin with.
        return [str(error)]
    found += _sources(sources)
    refs: set[str] = set()
    texts: list[tuple[str, str]] = []
    broken = False
    for file in sorted(folder.joinpath("treaties").glob("*.toml")):
        try:
            treaty = read_toml(file)
            found += _treaty(treaty, file.stem, sources, used)
        except BadFacts as error:
            found.append(str(error))
            broken = True
            continue
        for clause in treaty["clause"]:
            where = f"treaties/{file.name}, clause {clause.get('ref')!r}"
            if clause.get("ref") in refs:
                found.append(f"{where}: the ref is used twice.")
            refs.add(clause.get("ref", ""))
            texts.append((where, clause.get("rendering", "")))
    tables = {file.stem for file in folder.joinpath("tables").glob("*.*")}
    for name in sorted(tables):
        try:
            found += _table(folder, name, sources, used, texts)
        except BadFacts as error:
            found.append(str(error))
            broken = True
    if broken:
        # What stands in an unread file cannot be counted as missing.
        return found
    for where, text in texts:
        found += [f"{where}: no clause has the ref {ref!r}." for ref in _REF.findall(text) if ref not in refs]
    found += [f"sources.toml, source {i!r}: nothing names it." for i in sorted(sources) if not used[i]]
    return found


def _sources(sources: Mapping[str, Source]) -> Iterator[str]:
    first: dict[tuple[str, str, str], str] = {}
    for i, source in sources.items():
        where = f"sources.toml, source {i!r}"
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", i):
            yield f"{where}: an id is lower-case words and numbers with hyphens."
        if not source.title or not source.publisher:
            yield f"{where}: title and publisher may not be empty."
        if source.date and not _is_date(source.date):
            yield f"{where}: {source.date!r} is not a date."
        if source.checked not in _STATUS | {"unverified"}:
            yield f"{where}: checked is seen, recalled or unverified, not {source.checked!r}."
        if source.url and not _is_own_address(source.url):
            yield f"{where}: {source.url!r} is not a publisher's own web address."
        other = first.setdefault((source.title, source.date, source.url), i)
        if other != i:
            yield f"{where}: it has the title, date and url of {other!r}."


def _is_own_address(url: str) -> bool:
    parts = urlsplit(url)
    labels = (parts.hostname or "").lower().split(".")
    plain = parts.scheme in {"http", "https"} and "@" not in parts.netloc and ":" not in parts.netloc
    named = len(labels) > 1 and not labels[-1].isdigit()
    return plain and named and not any(x in _COPIES or x.startswith(_SOFTWARE) for x in labels)


def _is_date(text: str, whole: bool = False) -> bool:
    try:
        _asof.last_day(text)
    except ValueError:
        return False
    return not whole or len(text) == 10


def _resolve(where: str, ids: list[str], sources: Mapping[str, Source], used: Counter[str]) -> Iterator[str]:
    for i in ids:
        used[i] += 1
        if not i:
            yield f"{where}: the source_id is empty; name a source of sources.toml."
        elif i not in sources:
            yield f"{where}: the source {i!r} is not in sources.toml."


def _treaty(
    treaty: Mapping[str, Any], name: str, sources: Mapping[str, Source], used: Counter[str]
) -> Iterator[str]:
    where = f"treaties/{name}.toml"
    _fields(treaty, TREATY_FIELDS, frozenset(), where)
    if treaty["id"] != name:
        yield f"{where}: the id is {treaty['id']!r}, not the name of the file."
    for key in ("signed", "in_force_from", "in_force_to"):
        if treaty[key] and not _is_date(treaty[key], whole=True):
            yield f"{where}: {key} is {treaty[key]!r}, not a day."
    if treaty["official_text"]:
        yield from _resolve(where, [treaty["official_text"]], sources, used)
    for number, clause in enumerate(treaty["clause"], 1):
        here = f"{where}, clause {clause.get('ref', number)!r}"
        _fields(clause, CLAUSE_FIELDS, frozenset({"more_source_ids"}), here)
        if not clause["ref"].startswith(f"{name}."):
            yield f"{here}: a ref starts with {name + '.'!r}."
        yield from _resolve(here, [clause["source_id"], *clause.get("more_source_ids", [])], sources, used)
        yield from (f"{here}: {key} is empty." for key in _TEXTS if key != "source_id" and not clause[key])
        if clause["status"] not in _STATUS:
            yield f"{here}: status is seen or recalled, not {clause['status']!r}."
        if clause["decided_by"] not in DECIDERS:
            yield f"{here}: decided_by is one of {', '.join(sorted(DECIDERS))}."
        for term in clause["key_terms"]:
            match = _TERM.fullmatch(term)
            if match is None or len(match[2].split()) > 8:
                yield f"{here}: the key term {term!r} is not a language and a quotation of up to 8 words."


def _fields(raw: Any, wanted: frozenset[str], more: frozenset[str], where: str) -> None:
    for name in sorted(wanted - set(raw)):
        raise BadFacts(f"{where}: the field {name!r} is missing.")
    for name in sorted(set(raw) - wanted - more):
        raise BadFacts(f"{where}: the field {name!r} is not in the schema.")
    lists = {"clause", "parties", "key_terms", "more_source_ids"}
    for name, value in raw.items():
        if not isinstance(value, list if name in lists else str):
            raise BadFacts(f"{where}: the field {name!r} is a {'list' if name in lists else 'text'}.")


def _table(
    folder: Path, name: str, sources: Mapping[str, Source], used: Counter[str], texts: list[tuple[str, str]]
) -> Iterator[str]:
    where = f"tables/{name}.csv"
    table = read_table(folder, name)
    yield from _described(table, name)
    file = folder.joinpath("tables", f"{name}.csv")
    if not file.exists():
        raise BadFacts(f"{where} is missing, but tables/{name}.toml describes it.")
    with file.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        rows = list(reader)
    if reader.fieldnames != [column.name for column in table.columns]:
        raise BadFacts(f"{where}: its header is not the list of columns in tables/{name}.toml.")
    if len(rows) != table.rows:
        yield f"{where}: it has {len(rows)} rows, tables/{name}.toml says {table.rows}."
    seen: set[str] = set()
    for number, row in enumerate(rows, 1):
        here = f"{where}, row {number} ({row[table.key]})"
        if None in row or None in row.values():
            yield f"{here}: it does not have as many fields as the header."
            continue
        if row[table.key] in seen:
            yield f"{here}: the {table.key} is used twice."
        seen.add(row[table.key])
        ids = [row["source_id"], *filter(None, row.get("more_source_ids", "").split(";"))]
        yield from _resolve(here, ids, sources, used)
        yield from _cells(row, table, here)
        texts += [(here, row[c.name]) for c in table.columns if c.dtype == "str"]
    yield from _span(rows, table, where)


def _described(table: Table, name: str) -> Iterator[str]:
    where = f"tables/{name}.toml"
    if table.name != name:
        yield f"{where}: the name is {table.name!r}, not the name of the file."
    for key in ("title", "grain", "licence", "citation", "caveats", "used_by"):
        if not getattr(table, key):
            yield f"{where}: {key} is empty."
    if "source_id" not in {column.name for column in table.columns}:
        raise BadFacts(f"{where}: no column is named 'source_id'; every row names its source.")
    for column in table.columns:
        if column.dtype not in DTYPES:
            yield f"{where}, column {column.name!r}: dtype is one of {', '.join(sorted(DTYPES))}."
        if not column.meaning or not column.missing:
            yield f"{where}, column {column.name!r}: say what it means and what an empty cell means."


def _cells(row: Mapping[str, str], table: Table, here: str) -> Iterator[str]:
    for column in table.columns:
        text = row[column.name]
        if not text:
            # An empty source_id has its own sentence.
            if column.missing == "never" and column.name != "source_id":
                yield f"{here}: {column.name} is empty, which tables/{table.name}.toml rules out."
        elif not _fits(text, column.dtype) or (column.allowed and text not in column.allowed):
            yield f"{here}: {column.name} cannot be {text!r}."
    if table.date_column:
        try:
            _asof.known_on(row, table)
        except (ValueError, BadFacts) as error:
            yield f"{here}: {str(error).rstrip('.')}."
    end = row.get(table.end_column)
    if end and end < row[table.date_column]:
        yield f"{here}: it ends on {end}, before it begins."


def _fits(text: str, dtype: str) -> bool:
    if dtype == "date":
        return _is_date(text, whole=True)
    if dtype == "Int64":
        return re.fullmatch(r"-?\d+", text) is not None
    if dtype == "float64":
        return re.fullmatch(r"-?\d+(\.\d+)?", text) is not None
    return dtype != "boolean" or text in {"True", "False"}


def _span(rows: list[dict[str, str]], table: Table, where: str) -> Iterator[str]:
    if not table.date_column or not rows:
        return
    first = min(row[table.date_column] for row in rows)
    last = max(row.get(table.end_column) or row[table.date_column] for row in rows)
    if table.span != (first, last):
        said = " to ".join(table.span)
        yield f"{where}: it runs from {first} to {last}, tables/{table.name}.toml says {said}."
