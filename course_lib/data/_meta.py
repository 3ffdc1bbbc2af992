"""What the course knows about its facts: sources, tables, their columns and the rules that bind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from course_lib.data import _show

__all__ = [
    "CHECKED",
    "CLAUSE_FIELDS",
    "DTYPES",
    "ELEMENTS",
    "NOT_APPLICABLE",
    "NOT_STATED",
    "NUMERIC",
    "SOURCE_TYPES",
    "STATUS",
    "TREATY_FIELDS",
    "Column",
    "Ratio",
    "Source",
    "Sum",
    "Table",
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

NUMERIC = {"Int64", "float64"}
"""Those of `DTYPES` that are numbers, with a unit and perhaps bounds."""

TREATY_FIELDS = frozenset(
    {"id", "title", "short", "parties", "signed", "in_force_from", "in_force_to"}
    | {"official_text", "note", "clause"}
)
CLAUSE_FIELDS = frozenset(
    {"ref", "article", "topic", *ELEMENTS, "rendering", "key_terms", "source_id", "status"}
)
"""A clause may also have `more_source_ids`: further sources beside the main one."""


STATUS = frozenset({"seen", "recalled"})
"""How a row or a clause was checked: read in its source, or written from background knowledge."""

CHECKED = STATUS | {"unverified"}
"""How a source was checked; `unverified`: known to exist, not opened."""

SOURCE_TYPES = frozenset(
    {"article-journal", "article-magazine", "article-newspaper", "book", "broadcast", "chapter", "dataset"}
    | {"document", "entry-encyclopedia", "hearing", "interview", "legal_case", "legislation", "manuscript"}
    | {"map", "post-weblog", "report", "speech", "thesis", "treaty", "webpage"}
)
"""Kinds of source, by their names in the Citation Style Language (CSL 1.0.2, appendix III)."""


@dataclass(frozen=True)
class Source:
    """One source: what it is, where it stands, and how the course checked it.

    Attributes
    ----------
    id : str
        What tables, clauses and lessons call it.
    type : str
        One of `SOURCE_TYPES`.
    title, publisher, date, url, symbol : str
        As printed; the date as far as it is known; the publisher's own address; the symbol of a document, the
        number of a treaty or ``"doi:..."``. Empty where there is none.
    checked : str
        ``"seen"``, ``"recalled"`` or ``"unverified"``.
    authors : tuple of str
        ``"Family, Given"``; a name without a comma stays as it is: Korean and Chinese names, institutions.
    container, volume, issue, pages : str
        The journal, newspaper, book or series in which it stands, and where.
    note : str
        What a reader has to know of how it was read.
    """

    id: str
    type: str
    title: str
    publisher: str
    date: str
    url: str
    symbol: str
    checked: str
    authors: tuple[str, ...] = ()
    container: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    note: str = ""

    @property
    def house(self) -> str:
        """The publisher where it is known, else "": that none was found is no name."""
        return "" if self.publisher.startswith("Publisher not ") else self.publisher

    def __str__(self) -> str:
        return _show.source_text(self)

    def _repr_html_(self) -> str:
        return _show.source_html(self)


@dataclass(frozen=True)
class Column:
    """One column of a table: its type, unit, meaning, and what an empty cell means.

    `allowed` lists all values, `minimum` and `maximum` bound a number. `refers_to` says that a cell is the
    key of a row of another table, or one of ``"clauses"``, ``"treaties"``, ``"sources"``; with `many` a cell
    holds several values, separated by semicolons.
    """

    name: str
    dtype: str
    unit: str
    meaning: str
    missing: str
    allowed: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    refers_to: str = ""
    many: bool = False


@dataclass(frozen=True)
class Sum:
    """What adds up: columns of one row to its column `total`, or rows to the row that holds their total.

    For rows: among those that agree in the columns `by`, the values of `column` in the rows whose `over` is
    one of `parts` add up to the value in the row whose `over` is `total`. Or the column `part_of` of each
    part names the row of the total by its key. Keys of the rows that do not add up, and are meant not to, are
    listed as `except`; a caveat says why.
    """

    total: str = ""
    columns: tuple[str, ...] = ()
    column: str = ""
    by: tuple[str, ...] = ()
    over: str = ""
    parts: tuple[str, ...] = ()
    part_of: str = ""
    tolerance: float = 0
    exceptions: tuple[str, ...] = field(default=(), metadata={"key": "except"})


@dataclass(frozen=True)
class Ratio:
    """Bounds for one column divided by another of the same row, such as barrels by tonnes."""

    column: str
    by: str
    minimum: float
    maximum: float


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
    derived_from: tuple[str, ...] = ()
    unit_column: str = ""
    unit_for: str = ""
    units: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sums: tuple[Sum, ...] = field(default=(), metadata={"key": "sum"})
    ratios: tuple[Ratio, ...] = field(default=(), metadata={"key": "ratio"})

    def __str__(self) -> str:
        return _show.table_text(self)

    # In a terminal the name alone on a line should read as well as print() does.
    __repr__ = __str__

    def _repr_html_(self) -> str:
        return _show.table_html(self)
