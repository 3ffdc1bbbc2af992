"""The table behind a figure: what is drawn, in rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from numbers import Real
from typing import Any

import pandas as pd
import plotly.graph_objects as go

__all__ = ["data_table", "readable"]

#: Columns for code: where on the plot a mark stands, which step of a scale its cell has, and ids beside the
#: names that they stand for (the two ends of a way are in the name of its series).
FOR_CODE = frozenset({"code", "coded", "drawn_at", "drawn_x", "drawn_y", "row", "id", "from", "to"})
#: No number of the course is known to more decimals.
DECIMALS = 3


def data_table(fig: go.Figure) -> pd.DataFrame:
    """Return what a figure of the course draws as a table, read from the figure itself.

    Parameters
    ----------
    fig : plotly.graph_objects.Figure
        A figure of this course.

    Returns
    -------
    pandas.DataFrame
        One row a mark, in the order of drawing. The column `series` names the line or the kind of mark, the
        others are called as in the tables of the course. A gap is no row.
    """
    frames = [_rows(trace) for trace in fig.data if trace.meta and trace.meta.get("columns")]
    if not frames:
        return pd.DataFrame({"series": []})
    whole = pd.concat([frame.astype(object) for frame in frames], ignore_index=True)
    return whole.apply(_typed)


def readable(table: pd.DataFrame) -> str:
    """Return a table of `data_table` as HTML for a reader, without what is for code.

    Parameters
    ----------
    table : pandas.DataFrame
        As `data_table` returned it.

    Returns
    -------
    str
        A ``<table>``; numbers stand right, words and days left, and each head as its column.
    """
    shown = table.drop(columns=[name for name in table if name in FOR_CODE])
    # JupyterLab puts all cells to the right, heads too: each says for itself where its words stand.
    looks = {name: _look(shown[name]) for name in shown}
    heads = "".join(f'<th scope="col" style="{looks[name]}">{escape(name)}</th>' for name in shown)
    columns = [[f'<td style="{looks[name]}">{_cell(v, name)}</td>' for v in shown[name]] for name in shown]
    rows = "\n".join(f"<tr>{''.join(row)}</tr>" for row in zip(*columns, strict=True))
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def _look(column: pd.Series) -> str:
    if pd.api.types.is_datetime64_any_dtype(column):
        return "text-align: left; white-space: nowrap"
    return f"text-align: {'right' if _numbers(column) else 'left'}"


def _numbers(column: pd.Series) -> bool:
    return all(isinstance(value, Real) for value in column.dropna())


def _cell(value: Any, name: str) -> str:
    if pd.isna(value):
        return ""
    if isinstance(value, pd.Timestamp):
        return str(value.date())
    if not isinstance(value, Real):
        return escape(str(value))
    # A whole number with a decimal point is one that a gap in its column made a float.
    value = round(float(value), DECIMALS)
    value = int(value) if value.is_integer() else value
    # A year is no amount.
    return str(value) if name == "year" else f"{value:,}".replace("-", "−")


def _rows(trace: Any) -> pd.DataFrame:
    meta = trace.meta
    columns = meta["columns"]
    values = {path: _values(trace, path) for path in columns}
    if "z" in columns:
        values = _unrolled(trace, values)
    frame = pd.DataFrame(values, columns=list(columns), dtype=object)
    # What has no place, or nothing to show in its cell, is not drawn.
    frame = frame.dropna(subset=[path for path in ("x", "y", "z") if path in columns])
    frame = frame.rename(columns=columns)
    frame.insert(0, "series", meta.get("series", ""))
    return frame.assign(**meta.get("more", {}))


def _values(trace: Any, path: str) -> list[Any]:
    first, *rest = path.split(".")
    value = trace[first]
    for part in rest:
        value = [row[int(part)] for row in value] if part.isdigit() else value[part]
    return _list(value)


def _list(values: Sequence[Any]) -> list[Any]:
    return [_list(v) if isinstance(v, list | tuple) else v for v in values]


def _unrolled(trace: Any, values: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Return the cells of a matrix one by one, row by row."""
    rows, columns = len(trace.z), len(trace.z[0])
    out = {}
    for path, value in values.items():
        if path == "x":
            out[path] = value * rows
        elif path == "y":
            out[path] = [v for v in value for _ in range(columns)]
        else:
            out[path] = [v for row in value for v in row]
    return out


def _typed(column: pd.Series) -> pd.Series:
    """Return a column as what it holds: days as days, numbers as numbers."""
    known = column.dropna()
    if len(known) and _all(known, r"\d{4}-\d\d-\d\d"):
        return pd.to_datetime(column)
    return column.infer_objects()


def _all(values: Iterable[Any], pattern: str) -> bool:
    return all(isinstance(value, str) and re.fullmatch(pattern, value) for value in values)
