"""Who is promised to whom: treaties of mutual defence in force at the end of 1961 and of 2024."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from course_lib.errors import CourseError
from course_lib.figures._card import Card, card, panels
from course_lib.figures._marks import HOVER, drawn, hover
from course_lib.figures._sentences import said_by, state
from course_lib.figures._text import and_join, html, plural
from course_lib.figures._theme import INK, PARTIES, SMALL

__all__ = ["defence_network"]

YEARS = (1961, 2024)
#: Where States stand, the same in both panels: roughly as on a map, but no map. North is up, no line crosses
#: the name of a State that it does not bind.
AT = {
    "USSR": (3.6, 9.3),
    "Russia": (3.6, 9.3),
    "Finland": (0.5, 9.9),
    "Mongolia": (0.8, 5.8),
    "China": (2.2, 3.4),
    "DPRK": (4.9, 6.7),
    "ROK": (5.4, 4.6),
    "Cuba": (6.6, 9.9),
    "US": (9.3, 9.0),
    "Japan": (10.8, 7.3),
    "ROC (Taiwan)": (7.5, 3.1),
    "Philippines": (8.3, 1.9),
    "New Zealand": (11.1, 3.2),
}
#: Members that are bound to one State alone, by a treaty of one day, stand together.
GROUPS = {
    "1955-05-14": ("Warsaw<br>Treaty", (0.6, 7.8)),
    "1992-05-15": ("Collective<br>Security", (0.6, 7.8)),
    "1951-09-01": ("ANZUS", (10.0, 0.9)),
    "1954-09-08": ("SEATO", (5.2, 1.1)),
}
COLUMNS = {
    "customdata.0": "year",
    "customdata.1": "party_a",
    "customdata.2": "party_b",
    "customdata.3": "promise",
    "customdata.4": "treaty",
    "customdata.5": "signed",
    "x": "drawn_x",
    "y": "drawn_y",
}
#: Kind of promise to width and dash of its line, its mark, and its words.
KINDS = {
    "yes": (3.5, "solid", "circle", "help if attacked"),
    "contested": (2.0, "8px,4px", "diamond", "help, contested or suspended"),
    "consultation only": (1.8, "2px,3px", "triangle-up", "consultation only"),
}


def defence_network(defence_treaties: pd.DataFrame, *, years: Sequence[int] = YEARS) -> Card:
    """Draw which State was bound to help which, at the end of 1961 and of 2024.

    Parameters
    ----------
    defence_treaties : pandas.DataFrame
        As `load("defence_treaties")` returns it.
    years : sequence of int
        1961, 2024 or both.

    Returns
    -------
    Card
        A plotly figure; ties of North Korea are thick and in its colour, others grey.

    Raises
    ------
    CourseError
        Another year is asked for, or no tie of a year is in the table.
    """
    chosen = [years] if isinstance(years, int) else list(dict.fromkeys(years))
    if not chosen or set(chosen) - set(YEARS):
        raise CourseError(
            "The table tells who was bound in 1961 and in 2024: choose one of these years, or both."
        )
    ties = {year: _ties(defence_treaties, year) for year in chosen}
    if any(found.empty for found in ties.values()):
        raise CourseError("No treaty of one of these years is in the table: load it without a filter.")
    every = pd.concat(ties.values())
    fig = card(
        title=_title(ties),
        subtitle=f"Ties in force at the end of {and_join(map(str, chosen))}. Solid line: help if attacked; "
        "dashes: contested or suspended; dots: consultation only. Thick and orange: North Korea's",
        description=_description(ties),
        sources=every["source_id"],
        source=f"treaties and registers, {plural(every['source_id'].nunique(), 'source')}; point at a mark "
        "on a line for treaty and trigger.",
        note="Places are roughly those of a map. Of pacts of many, the ties of the leading State are drawn.",
        height=500,
        left=24,
        right=24,
        head=24,
        foot=2,
    )
    axes = panels(fig, [f"End of {year}" for year in chosen], gap=0.04)
    for (x, y), found in zip(axes, ties.values(), strict=True):
        for name, span in ((x, (-0.9, 12.1)), (y, (0.4, 10.4))):
            fig.layout[f"{name[0]}axis{name[1:]}"].update(range=list(span), visible=False)
        _draw(fig, found, (x, y))
    return fig


def _ties(table: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return the ties of a year that promise anything, and the place of both ends."""
    rows = table[table[f"in_{year}"].isin(["yes", "suspended"]) & table["assistance"].ne("no")]
    kinds = rows["assistance"].mask(rows[f"in_{year}"].eq("suspended"), "contested")
    rows = rows.assign(year=year, promise=kinds, node_a=rows["party_a"], node_b=rows["party_b"])
    bound = pd.concat([rows["party_a"], rows["party_b"]]).value_counts()
    for row in rows.itertuples():
        day = str(row.signed.date())
        if day in GROUPS and row.promise == "yes" and bound[row.party_b] == 1:
            rows.loc[row.Index, "node_b"] = day
    return rows.reset_index(drop=True)


def _place(node: str) -> tuple[float, float]:
    if node in GROUPS:
        return GROUPS[node][1]
    # A State that the list of places does not know stands apart, never on another.
    return AT.get(node, (5.0, 9.9 - sum(map(ord, node)) % 7 * 0.2))


def _draw(fig: Card, ties: pd.DataFrame, axes: tuple[str, str]) -> None:
    own = ties["party_a"].eq("DPRK") | ties["party_b"].eq("DPRK")
    for mine in (False, True):
        colour = PARTIES["PRK"].colour if mine else "#8A8A8A"
        for kind, (wide, dash, symbol, words) in KINDS.items():
            found = ties[own.eq(mine) & ties["promise"].eq(kind)]
            if found.empty:
                continue
            for (a, b), _ in found.groupby(["node_a", "node_b"]):
                (x0, y0), (x1, y1) = _place(a), _place(b)
                fig.add_shape(
                    type="line", layer="below", name="tie", xref=axes[0], yref=axes[1],
                    x0=x0, y0=y0, x1=x1, y1=y1,
                    line={"color": colour, "width": wide * (1.7 if mine else 0.8), "dash": dash},
                )  # fmt: skip
            series = f"{'North Korea' if mine else 'Others'}: {words}"
            _middles(fig, found, series, colour, symbol, axes)
    _nodes(fig, ties, axes)


def _middles(
    fig: Card, ties: pd.DataFrame, series: str, colour: str, symbol: str, axes: tuple[str, str]
) -> None:
    """Put a mark in the middle of each line, which says the tie; those of one group stand in a row."""
    spots = []
    for node, found in ties.groupby("node_b", sort=False):
        for n, row in enumerate(found.itertuples()):
            (x0, y0), (x1, y1) = _place(row.node_a), _place(node)
            part = 0.5 if len(found) == 1 else 0.25 + 0.5 * n / (len(found) - 1)
            spots.append((row, round(x0 + (x1 - x0) * part, 3), round(y0 + (y1 - y0) * part, 3)))
    fig.add_scatter(
        x=[x for _, x, _ in spots],
        y=[y for _, _, y in spots],
        customdata=[
            [int(r.year), state(r.party_a), state(r.party_b), r.promise, r.treaty, str(r.signed.date())]
            for r, _, _ in spots
        ],
        xaxis=axes[0],
        yaxis=axes[1],
        mode="markers",
        marker={
            "color": colour if colour == PARTIES["PRK"].colour else "#FFFFFF",
            "symbol": symbol,
            "size": 7,
            "line": {"color": colour, "width": 1.5},
        },
        hovertext=hover(_sentence(r) for r, _, _ in spots),
        hovertemplate=HOVER,
        name=series,
        meta=drawn(series, COLUMNS),
    )  # fmt: skip


def _nodes(fig: Card, ties: pd.DataFrame, axes: tuple[str, str]) -> None:
    for node in sorted({*ties["node_a"], *ties["node_b"]}):
        x, y = _place(node)
        if node in GROUPS:
            inside = ties[ties["node_b"].eq(node)]
            one = len(inside) == 1
            words = html(inside["party_b"].iloc[0]) if one else f"{GROUPS[node][0]}:<br>{len(inside)} States"
        else:
            words = html(state(node)).replace("New ", "New<br>")
        strong = node in ("DPRK", "USSR", "Russia")
        fig.add_annotation(
            name="node", text=f"<b>{words}</b>" if strong else words, x=x, y=y, xref=axes[0], yref=axes[1],
            bgcolor="#FFFFFF", bordercolor=INK if strong else "#B0B0B0", borderwidth=1, borderpad=3,
            font={"size": SMALL, "color": PARTIES["PRK"].text if node == "DPRK" else INK},
        )  # fmt: skip


def _sentence(row: Any) -> str:
    words = KINDS[row.promise][-1]
    end = "" if pd.isna(row.in_force_to) else f" to {row.in_force_to}"
    since = f"In force from {row.in_force_from}{end}." if pd.notna(row.in_force_from) else ""
    note = f" {row.note}" if pd.notna(row.note) else ""
    return (
        f"End of {row.year}: {state(row.party_a)} and {state(row.party_b)}, {words}. {row.treaty}, "
        f"{row.signed.year}. Trigger: {row.trigger}. {since}{note} {said_by(row.source_id)}"
    )


def _partners(ties: pd.DataFrame, name: str) -> list[str]:
    """Return who is bound to help a State, without dispute."""
    sure = ties[ties["promise"].eq("yes")]
    a, b = sure["party_a"].eq(name), sure["party_b"].eq(name)
    return sorted({state(other) for other in [*sure.loc[a, "party_b"], *sure.loc[b, "party_a"]]})


def _title(ties: dict[int, pd.DataFrame]) -> str:
    capitals = {"Soviet Union": "Moscow", "Russia": "Moscow", "China": "Beijing"}
    said = {}
    for year, found in ties.items():
        bound = sorted((capitals.get(name, name) for name in _partners(found, "DPRK")), reverse=True)
        said[year] = and_join(bound) or "nobody"
    if len(said) == 2 and len(set(said.values())) == 1:
        return f"North Korea had a promise of help from {next(iter(said.values()))} in 1961 and again in 2024"
    return "North Korea had a promise of help from " + "; ".join(f"{who} in {y}" for y, who in said.items())


def _description(ties: dict[int, pd.DataFrame]) -> str:
    parts = []
    for year, found in ties.items():
        said = [
            f"{state(a)} with {and_join(state(b) for b in group['party_b'])} ({KINDS[kind][-1]})"
            for (a, kind), group in found.groupby(["party_a", "promise"], sort=False)
        ]
        parts.append(f"End of {year}, {plural(len(found), 'tie')}: {'; '.join(said)}")
    return f"A network of promises between governments around Korea. {'. '.join(parts)}."
