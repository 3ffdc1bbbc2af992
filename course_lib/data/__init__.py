"""The facts of the course: tables, sources, treaties, and how to cite them."""

from __future__ import annotations

import csv
import datetime
import io
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Any

from course_lib.data import _asof, _cite
from course_lib.data._meta import Source, Table
from course_lib.data._read import read_sources, read_table, read_toml
from course_lib.errors import UnknownName, UnknownTable, unknown

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "cite",
    "describe",
    "load",
    "names",
    "read_treaty",
    "source",
    "source_ids",
    "treaty_files",
]

_FOLDER = files(__name__)


def names() -> list[str]:
    """List the tables of the course.

    Returns
    -------
    list of str
        Names for `load` and `describe`, sorted.
    """
    return list(_stems("tables"))


def load(name: str, as_of: str | datetime.date | None = None) -> pd.DataFrame:
    """Return a table of the course as a fresh DataFrame that may be changed freely.

    Parameters
    ----------
    name : str
        One of `names()`.
    as_of : str or datetime.date, optional
        A day, ``"2024-06-20"``: keep what was known by the end of that day. A row counts from the day it was
        published where that is known, else from the last day of its period.

    Returns
    -------
    pandas.DataFrame
        One row as `describe(name)` says, columns and units as it lists them, missing values as NaN or NaT.

    Raises
    ------
    UnknownTable
        There is no such table.
    CourseError
        `as_of` is no day, or the table has no dates.

    Examples
    --------
    >>> load("timeline", as_of="2024-06-20")["date"].max().year
    2024
    """
    table = describe(name)
    day = None if as_of is None else _asof.as_day(as_of)
    # pandas takes a third of a second; someone who wants a citation should not wait for it.
    import pandas as pd

    text = _FOLDER.joinpath("tables", f"{name}.csv").read_text(encoding="utf-8")
    dtypes = {c.name: "str" if c.dtype == "date" else c.dtype for c in table.columns}
    frame = pd.read_csv(io.StringIO(text), dtype=dtypes, keep_default_na=False, na_values=[""])
    if day is not None:
        # The rows as written: 1990 must not have become 1990.0, nor an empty cell a missing value.
        known = _asof.known_by(csv.DictReader(io.StringIO(text)), table, day)
        frame = frame[known].reset_index(drop=True)
    for column in (c.name for c in table.columns if c.dtype == "date"):
        frame[column] = pd.to_datetime(frame[column], format="%Y-%m-%d").astype("datetime64[ns]")
    return frame


def describe(name: str) -> Table:
    """Say what a table holds: grain, span, columns with units, licence, caveats.

    Parameters
    ----------
    name : str
        One of `names()`.

    Returns
    -------
    Table
        Reads well when printed and when shown in a notebook.

    Raises
    ------
    UnknownTable
        There is no such table.
    """
    if not isinstance(name, str) or name not in names():
        raise unknown("table", name, names(), UnknownTable)
    return _table(name)


def cite(ref: str) -> _cite.Citation:
    """Return the citation of a source, a treaty or a clause.

    Parameters
    ----------
    ref : str
        The id of a source (``"unts-6045"``), of a treaty (``"rf_dprk_2024"``) or of a clause
        (``"rf_dprk_2024.4.a"``).

    Returns
    -------
    Citation
        Reads well when printed and when shown in a notebook. A clause comes with the course's rendering,
        labelled so.

    Raises
    ------
    UnknownName
        Nothing has this id.
    """
    if not isinstance(ref, str):
        raise UnknownName(
            "cite() takes the id of a source or of a clause in quotation marks, like cite('rf_dprk_2024.4'), "
            f"not {type(ref).__name__}."
        )
    if ref in _sources():
        return _cite.of_source(_sources()[ref])
    treaty_id = ref.split(".", 1)[0]
    if treaty_id not in treaty_files():
        raise unknown("source or clause", ref, [*source_ids(), *treaty_files()])
    treaty = _treaty(treaty_id)
    if ref == treaty_id:
        return _cite.of_treaty(treaty, _sources())
    clauses = {clause["ref"]: clause for clause in treaty["clause"]}
    if ref not in clauses:
        raise unknown("clause", ref, clauses)
    return _cite.of_clause(treaty, clauses[ref], _sources())


def source(source_id: str) -> Source:
    """Return one source.

    Parameters
    ----------
    source_id : str
        One of `source_ids()`.

    Returns
    -------
    Source
        Title, publisher, date, address, symbol and how it was checked.

    Raises
    ------
    UnknownName
        There is no such source.
    """
    if not isinstance(source_id, str) or source_id not in _sources():
        raise unknown("source", source_id, source_ids())
    return _sources()[source_id]


def source_ids() -> list[str]:
    """List the ids of all sources.

    Returns
    -------
    list of str
        Ids for `cite` and `source`, sorted.
    """
    return sorted(_sources())


def treaty_files() -> dict[str, Traversable]:
    """List the treaties and other legal records of the course.

    Returns
    -------
    dict of str to Traversable
        The file of each record by its id, sorted by id.
    """
    return _stems("treaties")


def read_treaty(treaty_id: str) -> dict[str, Any]:
    """Return a treaty as it stands in its file.

    Parameters
    ----------
    treaty_id : str
        A key of `treaty_files()`.

    Returns
    -------
    dict
        The fields of the treaty; ``"clause"`` holds the list of its clauses. A fresh copy each time.

    Raises
    ------
    UnknownName
        There is no such treaty.
    """
    if not isinstance(treaty_id, str) or treaty_id not in treaty_files():
        raise unknown("treaty", treaty_id, treaty_files())
    return read_toml(treaty_files()[treaty_id])


def _stems(folder: str) -> dict[str, Traversable]:
    found = {f.name: f for f in _FOLDER.joinpath(folder).iterdir() if f.name.endswith(".toml")}
    return {name.removesuffix(".toml"): found[name] for name in sorted(found)}


@cache
def _sources() -> dict[str, Source]:
    return read_sources(_FOLDER)


@cache
def _table(name: str) -> Table:
    return read_table(_FOLDER, name)


@cache
def _treaty(treaty_id: str) -> dict[str, Any]:
    return read_treaty(treaty_id)
