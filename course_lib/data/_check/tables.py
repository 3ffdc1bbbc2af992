"""What can be wrong with the description of a table."""

from __future__ import annotations

from collections.abc import Iterator

from course_lib.data._meta import DTYPES, NUMERIC, Column, Table
from course_lib.errors import BadFacts

__all__ = ["UNITS", "USES", "problems"]

FIGURES = (
    "relationship_timeline", "trade_by_partner", "trade_two_koreas", "un_voting_agreement", "council_votes",
    "summits_per_year", "obligation_matrix", "estimates_as_ranges", "places_map", "defence_network",
)  # fmt: skip
WIDGETS = (
    "TreatyComparison", "WhoMustHelp", "TimelineExplorer", "EvidenceBoard", "AnalogyLab", "ClaimChecker",
    "ClauseMarking",
)  # fmt: skip
USES = frozenset(
    {f"figure {name}" for name in FIGURES}
    | {f"widget {name}" for name in WIDGETS}
    | {f"lesson {number:02}" for number in range(10)}
    | {"task treaty_text", "task ambiguity_1950"}
)
"""What a table may be for: the figures, widgets, lessons and assignments of the course."""

UNITS = {
    "musd": "million US dollars", "mroubles": "million roubles", "pct": "per cent", "barrels": "barrels",
    "tonnes": "tonnes", "deg": "degrees",
}  # fmt: skip
"""The unit that a column's name promises by its last part."""


def problems(table: Table, name: str) -> Iterator[str]:
    """Yield a sentence for each fault of a description.

    Raises
    ------
    BadFacts
        A column that each table has is missing, or a rule is incomplete.
    """
    where = f"tables/{name}.toml"
    if table.name != name:
        yield f"{where}: the name is {table.name!r}, not the name of the file."
    for key in ("title", "grain", "licence", "citation", "caveats", "used_by"):
        if not getattr(table, key):
            yield f"{where}: {key} is empty."
    for use in sorted(set(table.used_by) - USES):
        yield f"{where}: used_by names {use!r}, which is no figure, widget, lesson or task of the course."
    if bool(table.date_column) != (len(table.span) == 2):
        yield f"{where}: a table with dates has a span of two, another has none."
    if "source_id" not in {column.name for column in table.columns}:
        raise BadFacts(f"{where}: no column is named 'source_id'; every row names its source.")
    if bool(table.unit_column) != bool(table.units) or bool(table.unit_column) != bool(table.unit_for):
        raise BadFacts(f"{where}: unit_column, unit_for and [units] come together.")
    for rule in table.sums:
        across = rule.columns and rule.total
        down = rule.column and (rule.part_of or (rule.by and rule.over and rule.parts and rule.total))
        if not (across or down):
            raise BadFacts(
                f"{where}: a [[sum]] names columns and total; or column, by, over, parts and total; or "
                "column and part_of."
            )
    for column in table.columns:
        yield from _column(column, f"{where}, column {column.name!r}")


def _column(column: Column, where: str) -> Iterator[str]:
    if column.dtype not in DTYPES:
        yield f"{where}: dtype is one of {', '.join(sorted(DTYPES))}."
    if not column.meaning or not column.missing:
        yield f"{where}: say what it means and what an empty cell means."
    numeric = column.dtype in NUMERIC
    if numeric and not column.unit:
        yield f"{where}: a number has a unit."
    if not numeric and (column.minimum is not None or column.maximum is not None):
        yield f"{where}: only a number has a minimum or a maximum."
    promised = UNITS.get(column.name.rpartition("_")[2])
    if numeric and promised and not column.unit.startswith(promised):
        yield f"{where}: its name promises {promised}, its unit is {column.unit!r}."
    # Cells are resolved by what the description says, so that it has to say it.
    if column.name.endswith(("_source_id", "_source_ids")) and column.refers_to != "sources":
        yield f"{where}: its name promises sources; say refers_to = 'sources'."
    if column.name.endswith("_source_ids") and not column.many:
        yield f"{where}: its name promises several sources; say many = true."
