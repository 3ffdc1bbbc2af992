"""What can be wrong between the numbers of a table: units that were swapped, sums that do not add up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from course_lib.data._meta import Ratio, Sum, Table

__all__ = ["problems"]

Rows = Mapping[str, Mapping[str, str]]


def problems(rows: Rows, table: Table) -> Iterator[str]:
    """Yield a sentence for each row whose numbers contradict its unit or each other.

    Parameters
    ----------
    rows : mapping of str to mapping
        The rows as written, each under the words that name it.
    table : Table
        Their description, with its rules.
    """
    if table.unit_column:
        yield from _units(rows, table)
    for ratio in table.ratios:
        yield from _ratio(rows, ratio)
    for rule in table.sums:
        if rule.columns:
            yield from _across(rows, rule)
        else:
            yield from (_of_a_row if rule.part_of else _down)(rows, rule, table)


def _units(rows: Rows, table: Table) -> Iterator[str]:
    for here, row in rows.items():
        measured, unit = row[table.unit_for], row[table.unit_column]
        allowed = table.units.get(measured)
        if allowed is None:
            yield f"{here}: [units] of tables/{table.name}.toml does not name {measured!r}."
        elif unit not in allowed:
            yield f"{here}: {measured} is counted in {' or '.join(allowed)}, not in {unit!r}."


def _ratio(rows: Rows, ratio: Ratio) -> Iterator[str]:
    for here, row in rows.items():
        above, below = _number(row[ratio.column]), _number(row[ratio.by])
        if above is None or not below:
            continue
        if not ratio.minimum <= above / below <= ratio.maximum:
            yield (
                f"{here}: {ratio.column} divided by {ratio.by} is {above / below:.2f}, outside "
                f"{ratio.minimum:g} to {ratio.maximum:g}."
            )


def _across(rows: Rows, rule: Sum) -> Iterator[str]:
    for here, row in rows.items():
        parts = [_number(row[column]) for column in rule.columns]
        total = _number(row[rule.total])
        if total is None or None in parts:
            continue
        if abs(sum(parts) - total) > rule.tolerance:
            yield f"{here}: {' + '.join(rule.columns)} is {sum(parts):g}, {rule.total} is {total:g}."


def _down(rows: Rows, rule: Sum, table: Table) -> Iterator[str]:
    groups: dict[tuple[str, ...], dict[str, tuple[str, float]]] = defaultdict(dict)
    for here, row in rows.items():
        value = _number(row[rule.column])
        if value is not None and row[table.key] not in rule.exceptions:
            groups[tuple(row[column] for column in rule.by)][row[rule.over]] = (here, value)
    for group in groups.values():
        if rule.total not in group or not set(rule.parts) <= set(group):
            continue
        here, total = group[rule.total]
        added = sum(group[part][1] for part in rule.parts)
        if abs(added - total) > rule.tolerance:
            yield f"{here}: {rule.column} is {total:g}, but {' and '.join(rule.parts)} add up to {added:g}."


def _of_a_row(rows: Rows, rule: Sum, table: Table) -> Iterator[str]:
    parts: dict[str, list[float]] = defaultdict(list)
    for row in rows.values():
        value = _number(row[rule.column])
        if row[rule.part_of] and value is not None:
            parts[row[rule.part_of]].append(value)
    for here, row in rows.items():
        total, added = _number(row[rule.column]), sum(parts[row[table.key]])
        if total is None or not parts[row[table.key]] or row[table.key] in rule.exceptions:
            continue
        if abs(added - total) > rule.tolerance:
            yield f"{here}: {rule.column} is {total:g}, but its parts add up to {added:g}."


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
