"""Who said how many: each statement a row, with its range, its estimator and its month."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pandas as pd

from course_lib.data._bibliography import day_in_words
from course_lib.errors import CourseError, unknown
from course_lib.figures._card import Card, card
from course_lib.figures._marks import HOVER, drawn, hover
from course_lib.figures._text import and_join, html, plural, text_width
from course_lib.figures._theme import GRID, INK, MUTED, PARTIES, SMALL

__all__ = ["estimates_as_ranges"]

#: Sides with a colour of their own; all others share the grey of third parties.
SIDES = {"ROK": "KOR", "US": "USA", "Russia": "RUS", "DPRK": "PRK"}
IN_WORDS = {
    "ROK": "South Korea",
    "DPRK": "North Korea",
    "GUR": "military intelligence",
    "JCS": "joint chiefs",
    "Ministry of National Defence": "defence ministry",
    "Ministry of Defence": "defence ministry",
    "Defence Intelligence Agency": "defence intelligence",
    "Department of Defense": "defence department",
    "Department of State": "state department",
}
#: Pixels a row, pixels of a panel's title and axis, and the widest label.
ROW, AROUND, LABEL = 15.5, 50, 240
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
BOUNDS = {
    "point": "{high}",
    "range": "{low} to {high}",
    "more than": "more than {low}",
    "up to": "up to {high}",
    "no figure": "no figure",
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
    if not panels or any(found[["low", "high"]].isna().all(axis=None) for _, found in panels):
        raise CourseError("No number was given for one of these quantities: choose others in quantities=.")
    if len(rows) > FITS:
        raise CourseError(
            f"{len(rows)} statements do not fit on a screen, {FITS} do: choose fewer quantities in quantities=."
        )
    labels = {r.id: _label(r) for r in rows.itertuples()}
    first, last = (day.year for day in (rows["published_on"].min(), rows["published_on"].max()))
    high = [len(found) * ROW + AROUND for _, found in panels]
    fig = card(
        title=_title(panels),
        subtitle=f"{_listed(wanted)}: what was said, {first}–{last}, in the order of publication; no middle "
        "is drawn, since no one has counted for all",
        description=_description(panels, first, last),
        sources=rows["source_id"],
        source=f"{plural(rows['source_id'].nunique(), 'report')}; point at a mark for the statement.",
        note="An arrow: more than, or up to. Later statements count more time: a higher number need not "
        "contradict. Most speakers are parties to the war or their allies.",
        height=int(min(520, max(360, 160 + sum(high)))),
        left=list(labels.values()),
        right=60,
        foot=0,
    )
    top = 1.0
    for number, (quantity, found) in enumerate(panels):
        share = high[number] / sum(high)
        _panel(fig, number, quantity, found, labels, (top - share, top), high[number])
        top -= share
    return fig


def _panel(
    fig: Card, number: int, quantity: str, rows: pd.DataFrame, labels: dict[str, str],
    domain: tuple[float, float], high: float,
) -> None:  # fmt: skip
    end = "" if number == 0 else str(number + 1)
    bottom, top = domain
    part = (top - bottom) / high
    limit = float(max(rows["high"].max(), (rows["low"].fillna(0) * 1.001).max()))
    ticks = _ticks(limit)
    fig.layout[f"xaxis{end}"] = {
        "anchor": f"y{end}", "range": [0, limit * 1.12], "tickvals": ticks, "showgrid": True,
        "ticktext": [_amount(t, rows["unit"].iloc[0]) if n == len(ticks) - 1 else _number(t)
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
    for bound in BOUNDS:
        found = rows[rows["bound"].eq(bound)]
        if len(found):
            _statements(fig, bound, found, (f"x{end}", f"y{end}"), limit, quantity)


def _statements(
    fig: Card, bound: str, rows: pd.DataFrame, axes: tuple[str, str], limit: float, quantity: str
) -> None:
    at = rows["low"] if bound == "more than" else rows["high"]
    if bound == "no figure":
        for y in rows.index:
            fig.add_annotation(
                name="none", text="no figure given", x=0, xref=axes[0], y=int(y), yref=axes[1],
                xanchor="left", xshift=6, borderpad=0, font={"size": SMALL, "color": MUTED},
            )  # fmt: skip
    whos = [PARTIES[SIDES.get(side, "UN")] for side in rows["estimator_side"]]
    for y, r, who in zip(rows.index, rows.itertuples(), whos, strict=True):
        begin, end = _tail(r, limit)
        if begin is not None:
            fig.add_shape(
                type="line", name=bound, xref=axes[0], x0=begin, x1=end, yref=axes[1], y0=int(y), y1=int(y),
                line={"color": who.colour, "width": 5 if bound == "range" else 2},
            )  # fmt: skip
    if bound in ("more than", "up to"):
        step = limit * 0.05 * (1 if bound == "more than" else -1)
        fig.add_scatter(
            x=[float(x) + step for x in at], y=[int(y) for y in rows.index], xaxis=axes[0], yaxis=axes[1],
            mode="markers", cliponaxis=False, hoverinfo="skip",
            marker={"symbol": "triangle-right" if step > 0 else "triangle-left", "size": 9,
                    "color": [who.colour for who in whos]},
        )  # fmt: skip
    series = f"{quantity}: {bound}"
    fig.add_scatter(
        x=[0 if bound == "no figure" else float(x) for x in at],
        y=[int(y) for y in rows.index],
        customdata=[
            [_none(r.low), _none(r.high), bound, r.unit, r.estimator, str(r.published_on.date())]
            for r in rows.itertuples()
        ],
        xaxis=axes[0],
        yaxis=axes[1],
        mode="markers",
        cliponaxis=False,
        marker={
            "color": [who.colour for who in whos],
            "symbol": ["line-ns" if bound == "no figure" else who.symbol for who in whos],
            "size": 8,
            "line": {"width": 1, "color": [who.colour for who in whos]},
        },
        hovertext=hover(map(_sentence, rows.itertuples())),
        hovertemplate=HOVER,
        name=series,
        meta=drawn(
            series,
            COLUMNS,
            quantity=quantity,
        ),
    )  # fmt: skip


def _tail(row: Any, limit: float) -> tuple[float, float] | tuple[None, None]:
    if row.bound == "range":
        return float(row.low), float(row.high)
    if row.bound == "more than":
        return float(row.low), float(row.low) + limit * 0.05
    if row.bound == "up to":
        return float(row.high) - limit * 0.05, float(row.high)
    return None, None


def _none(value: float) -> float | None:
    return None if pd.isna(value) else float(value)


def _ticks(limit: float) -> list[float]:
    step = 10 ** (len(str(int(limit))) - 1) if limit >= 1 else 0.1
    step = next(s for s in (step / 5, step / 2, step, step * 2, step * 5) if limit / s <= 5)
    return [round(step * n, 3) for n in range(int(limit / step) + 1)]


def _number(value: float) -> str:
    if value >= 1_000_000:
        return f"{value / 1_000_000:g} million"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:g}"


def _amount(value: float, unit: str) -> str:
    return f"{_number(value)} {unit}"


def _speaker(estimator: str) -> str:
    """Return an estimator without the abbreviations of the table."""
    return re.sub(rf"\b({'|'.join(IN_WORDS)})\b", lambda found: IN_WORDS[found[0]], estimator)


def _label(row: Any) -> str:
    """Return estimator and month, cut to the room at the left of the figure."""
    when = f", {row.published_on:%b %Y}"
    words = _speaker(row.estimator)
    if text_width(words + when) <= LABEL:
        return words + when
    words = re.sub(r" \([^)]*\)$", "", words)
    while text_width(f"{words} …{when}") > LABEL and " " in words:
        words = words.rpartition(" ")[0].rstrip(",")
    return f"{words}{' …' if not _speaker(row.estimator).startswith(words + ' (') else ''}{when}"


def _listed(quantities: list[str]) -> str:
    words = and_join(quantities)
    return words[0].upper() + words[1:]


def _said(row: Any) -> str:
    words = BOUNDS[row.bound].format(low=_number(row.low), high=_number(row.high))
    return words if row.bound == "no figure" else f"{words} {row.unit}"


def _sentence(row: Any) -> str:
    day = day_in_words((row.published_on.year, row.published_on.month, row.published_on.day))
    said = f"{_speaker(row.estimator)}, {day}: {_said(row)} ({row.quantity})."
    return f"{said} {row.statement} How sure: {row.certainty}."


def _spread(rows: pd.DataFrame) -> tuple[float, float]:
    """Return the lowest and the highest number that anyone gave, bounds included."""
    numbers = pd.concat([rows.loc[rows["low"] > 0, "low"], rows.loc[rows["high"] > 0, "high"]])
    return float(numbers.min()), float(numbers.max())


def _title(panels: list[tuple[str, pd.DataFrame]]) -> str:
    """Return the span of what was said last: of the latest year in which all quantities have a number."""
    years = [set(rows.loc[rows["bound"].ne("no figure"), "published_on"].dt.year) for _, rows in panels]
    shared = sorted(set.intersection(*years))
    if not shared:
        return f"No agreed number in {plural(sum(len(rows) for _, rows in panels), 'statement')}"
    parts = []
    for quantity, rows in panels:
        low, high = _spread(rows[rows["published_on"].dt.year.eq(shared[-1])])
        both = _number(low) if low == high else f"{_number(low)} to {_number(high)}"
        parts.append(f"{quantity} {both}")
    title = f"No agreed number, {shared[-1]}: {', '.join(parts)}"
    return title if len(title) <= 90 else f"No agreed number, {shared[-1]}: {len(panels)} quantities compared"


def _description(panels: list[tuple[str, pd.DataFrame]], first: int, last: int) -> str:
    parts = []
    for quantity, rows in panels:
        said = "; ".join(f"{_label(r)}: {_said(r)}" for r in rows.itertuples())
        parts.append(f"{quantity[0].upper()}{quantity[1:]}, {plural(len(rows), 'statement')}: {said}")
    return (
        f"Statements on North Korean arms and troops for Russia, {first} to {last}, one row each, with ranges "
        f"and bounds; no mean is drawn. {'. '.join(parts)}."
    )
