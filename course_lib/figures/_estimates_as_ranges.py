"""Who said how many: each statement a row, with its range, its estimator and its month."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from course_lib.errors import CourseError, unknown
from course_lib.figures import _estimates_words as words
from course_lib.figures._axes import nice_ticks
from course_lib.figures._card import Card, card
from course_lib.figures._marks import HOVER, drawn, hover
from course_lib.figures._text import html, plural
from course_lib.figures._theme import GRID, INK, MUTED, PARTIES, SMALL, Party

__all__ = ["estimates_as_ranges"]

#: Sides with a colour of their own; all others share the grey of third parties.
SIDES = {"ROK": "KOR", "US": "USA", "Russia": "RUS", "DPRK": "PRK"}
#: Pixels a row, and pixels of a panel's title and axis.
ROW, AROUND = 15.5, 50
FITS = 23
COLUMNS = {
    "y": "row",
    "x": "drawn_at",
    "customdata.0": "low",
    "customdata.1": "high",
    "customdata.2": "bound",
    "customdata.3": "unit",
    "customdata.4": "estimator",
    "customdata.5": "published_on",
}


def estimates_as_ranges(
    arms_troops_estimates: pd.DataFrame, *, quantities: Sequence[str] = ("soldiers sent", "shells")
) -> Card:
    """Draw what was said about arms and troops, one row a statement; no mean, no line through the middle.

    Parameters
    ----------
    arms_troops_estimates : pandas.DataFrame
        As `load("arms_troops_estimates")` returns it.
    quantities : sequence of str
        What was counted, one panel each: values of the column `quantity`, such as ``("killed", "workers")``.

    Returns
    -------
    Card
        A plotly figure.

    Raises
    ------
    UnknownName
        The table has no such quantity.
    CourseError
        There are more statements than a screen holds, or none with a number.
    """
    table = arms_troops_estimates.sort_values("published_on", kind="stable")
    known = list(dict.fromkeys(table["quantity"]))
    wanted = [quantities] if isinstance(quantities, str) else list(quantities)
    if wanted == ["soldiers sent", "shells"]:
        wanted = [q for q in wanted if q in known]
    missing = next((q for q in wanted if q not in known), None)
    if missing is not None:
        raise unknown("quantity", missing, known)
    rows = table[table["quantity"].isin(wanted)]
    panels = [(q, rows[rows["quantity"].eq(q)].reset_index(drop=True)) for q in wanted]
    if not panels or any(not found[["low", "high"]].gt(0).any(axis=None) for _, found in panels):
        raise CourseError("One of these quantities has no number above zero: choose others.")
    if len(rows) > FITS:
        raise CourseError(f"{len(rows)} statements are too many, {FITS} fit: choose fewer quantities.")
    labels = {r.id: words.label(r) for r in rows.itertuples()}
    first, last = (day.year for day in (rows["published_on"].min(), rows["published_on"].max()))
    high = [len(found) * ROW + AROUND for _, found in panels]
    fig = card(
        title=words.title(panels),
        subtitle=f"{words.listed(wanted)}: what was said, {first}–{last}, by date of publication; no middle "
        "is drawn, since no one has counted for all",
        description=words.description(panels, first, last),
        sources=rows["source_id"],
        source=f"{plural(rows['source_id'].nunique(), 'report')}; point at a mark for statement and source.",
        note="An arrow: more than, or up to. Later statements count more time: a higher number need not "
        "contradict. Most speakers are parties to the war or their allies.",
        height=int(min(520, max(360, 160 + sum(high)))),
        left=list(labels.values()),
        right=60,
        foot=0,
    )
    limits = _limits([found for _, found in panels])
    top = 1.0
    for number, (quantity, found) in enumerate(panels):
        share = high[number] / sum(high)
        _panel(fig, number, quantity, found, labels, (top - share, top), high[number], limits[number])
        top -= share
    return fig


def _limits(panels: list[pd.DataFrame]) -> list[float]:
    """Return the highest number of each panel, or of all with its unit where it would still fill a fair part.

    The dead stand under the dead and wounded: on scales of their own, the two could not be compared.
    """
    own = [float(rows[["low", "high"]].max(axis=None)) for rows in panels]
    units = [rows["unit"].iloc[0] for rows in panels]
    shared = [max(o for o, u in zip(own, units, strict=True) if u == unit) for unit in units]
    return [whole if mine * 4 >= whole else mine for mine, whole in zip(own, shared, strict=True)]


def _panel(
    fig: Card, number: int, quantity: str, rows: pd.DataFrame, labels: dict[str, str],
    domain: tuple[float, float], high: float, limit: float,
) -> None:  # fmt: skip
    end = "" if number == 0 else str(number + 1)
    bottom, top = domain
    part = (top - bottom) / high
    ticks = nice_ticks(limit, most=4)
    fig.layout[f"xaxis{end}"] = {
        "anchor": f"y{end}", "range": [0, limit * 1.12], "tickvals": ticks, "showgrid": True,
        "ticktext": [f"{words.number(t)} {rows['unit'].iloc[0]}" if n == len(ticks) - 1 else words.number(t)
                     for n, t in enumerate(ticks)],
        "gridcolor": GRID,
    }  # fmt: skip
    fig.layout[f"yaxis{end}"] = {
        "anchor": f"x{end}",
        "domain": [max(0, bottom + 28 * part), min(1, top - 22 * part)],
        "range": [len(rows) - 0.5, -0.5],
        "tickvals": list(range(len(rows))),
        "ticktext": [html(labels[i]) for i in rows["id"]],
        "tickfont": {"size": SMALL, "color": INK},
    }
    fig.add_annotation(
        name="panel", text=f"<b>{html(quantity[0].upper() + quantity[1:])}</b>", xref="paper", x=0,
        xanchor="left", yref=f"y{end} domain", y=1, yanchor="bottom", yshift=3, borderpad=0,
        font={"size": 13, "color": INK},
    )  # fmt: skip
    axes = (f"x{end}", f"y{end}")
    for y, row in enumerate(rows.itertuples()):
        _bound(fig, row, y, axes, limit)
    whos = [_who(r) for r in rows.itertuples()]
    fig.add_scatter(
        x=[_at(r) for r in rows.itertuples()],
        y=list(range(len(rows))),
        customdata=[
            [_none(r.low), _none(r.high), r.bound, r.unit, r.estimator, str(r.published_on.date())]
            for r in rows.itertuples()
        ],
        xaxis=axes[0],
        yaxis=axes[1],
        mode="markers",
        cliponaxis=False,
        marker={
            "color": [who.colour for who in whos],
            "symbol": [
                "line-ns" if b == "no figure" else w.symbol for b, w in zip(rows["bound"], whos, strict=True)
            ],
            "size": 8,
            "line": {"width": 1, "color": [who.colour for who in whos]},
        },
        hovertext=hover(map(words.sentence, rows.itertuples())),
        hovertemplate=HOVER,
        name=quantity,
        meta=drawn(quantity, COLUMNS),
    )


def _bound(fig: Card, row: Any, y: int, axes: tuple[str, str], limit: float) -> None:
    """Draw what stands beside the mark of a statement: a bar, an arrow, or that no figure was given."""
    if row.bound == "no figure":
        fig.add_annotation(
            name="none", text="no figure given", x=0, xref=axes[0], y=y, yref=axes[1], xanchor="left",
            xshift=6, borderpad=0, font={"size": SMALL, "color": MUTED},
        )  # fmt: skip
    begin, end = _tail(row, limit)
    if begin == end:
        return
    colour = _who(row).colour
    fig.add_shape(
        type="line", name=row.bound, xref=axes[0], x0=begin, x1=end, yref=axes[1], y0=y, y1=y,
        line={"color": colour, "width": 5 if row.bound == "range" else 2},
    )  # fmt: skip
    if row.bound != "range":
        more = row.bound == "more than"
        fig.add_scatter(
            x=[end if more else begin], y=[y], xaxis=axes[0], yaxis=axes[1], mode="markers",
            cliponaxis=False, hoverinfo="skip",
            marker={"symbol": f"triangle-{'right' if more else 'left'}", "size": 9, "color": colour},
        )  # fmt: skip


def _who(row: Any) -> Party:
    return PARTIES[SIDES.get(row.estimator_side, "UN")]


def _at(row: Any) -> float:
    """Return where the mark of a statement stands: at its bound; at zero where it has no number."""
    if row.bound == "no figure":
        return 0.0
    return float(row.low if row.bound == "more than" else row.high)


def _tail(row: Any, limit: float) -> tuple[float, float]:
    """Return from where to where a bar or an arrow goes; twice the same where there is none."""
    at, arrow = _at(row), limit * 0.05
    if row.bound == "range":
        return float(row.low), at
    if row.bound == "more than":
        return at, at + arrow
    return (at - arrow, at) if row.bound == "up to" else (at, at)


def _none(value: float) -> float | None:
    return None if pd.isna(value) else float(value)
