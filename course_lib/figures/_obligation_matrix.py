"""How strong is the promise? Treaties by the elements of their clause, and how they are coded as data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from course_lib.errors import CourseError, UnknownName, unknown
from course_lib.figures import _obligation_words as words
from course_lib.figures._card import Card, card, plot_height, plot_width
from course_lib.figures._marks import HOVER, drawn, hover, steps
from course_lib.figures._obligation_words import HEADS
from course_lib.figures._text import html, plural, text_width, wrap
from course_lib.figures._theme import BAND, INK, SMALL, party
from course_lib.treaties import Treaty, treaty

__all__ = ["obligation_matrix"]

#: Where nothing is chosen: what Moscow promised Pyongyang, then what it may be measured by.
TREATIES = ("ussr_dprk_1961", "rf_dprk_2000", "rf_dprk_2024", "us_rok_1953", "nato_1949", "csto_1992")
MOST, CONTACT = 8, "rf_dprk_2000"
#: How wide the column of each element is beside the others.
WIDE = {"trigger": 112, "obligation": 96, "timing": 93, "means": 78, "qualifier": 92}
#: The last column: its head, in two lines, and width.
CODED = (("Coded as", "(ATOP; * course)"), 104)
#: Steps of cividis from its light end, the first one paled: the weak is not the loudest.
FILLS = ("#FFFFFF", "#F4EBB0", "#C3B369", "#3B496C")
#: Pixels between two columns, and before the one of the data set.
GAP, BEFORE = 3, 14


def obligation_matrix(
    obligation_strength: pd.DataFrame,
    treaty_obligations: pd.DataFrame,
    *,
    treaties: Sequence[str] | None = None,
) -> Card:
    """Draw the assistance clauses of treaties element by element, and how a data set codes the pair.

    Parameters
    ----------
    obligation_strength, treaty_obligations : pandas.DataFrame
        As `load("obligation_strength")` and `load("treaty_obligations")` return them. A treaty between two
        States takes the codes of that pair for the year of its signature; one of many States takes none.
    treaties : sequence of str, optional
        Ids of treaties in the order in which they are to stand, at most eight.

    Returns
    -------
    Card
        A plotly figure; the strength of each element is a judgement of the course on the words alone.

    Raises
    ------
    CourseError
        No treaty, or more than eight, are to be drawn.
    UnknownName
        The table has no such treaty.
    """
    known = list(dict.fromkeys(obligation_strength["treaty_id"]))
    chosen = _chosen(known, treaties)
    rows = obligation_strength[obligation_strength["treaty_id"].isin(chosen)]
    cells = {(row.treaty_id, row.element): row for row in rows.itertuples()}
    codes = {each: _codes(treaty(each), treaty_obligations) for each in chosen}
    coded = [row for row in codes.values() if row is not None]
    names = {each: _name(each, len(chosen) > len(TREATIES)) for each in chosen}
    # The caveat of the table: this treaty promises no help.
    contact = " For 2000: on contact." if CONTACT in chosen else ""
    fig = card(
        title=words.title(cells, chosen),
        subtitle=f"Clauses of {plural(len(chosen), 'treaty', 'treaties')}, {words.span(chosen)}, "
        "on assistance; 0 (silent) to 3 (strongest): a judgement of the course",
        description=words.description(cells, chosen, codes),
        sources=[*rows["source_id"], *(row.source_id for row in coded)],
        source="texts of the treaties; Alliance Treaty Obligations and Provisions. Point at a cell for "
        "source and wording.",
        note=f"Words of the course, shortened.{contact} Codes: of the pair in the year of signature; “?”: "
        "readings differ.",
        height=max(360, min(520, 190 + 78 * len(chosen))),
        left=[line for name in names.values() for line in name],
        right=16,
        head=42,
        foot=0,
    )
    lines = int((plot_height(fig) / len(chosen) - 6) // (SMALL * 1.3))
    columns = [
        ((head, "(3: none stated)" if e == "qualifier" else ""), WIDE[e], e) for e, head in HEADS.items()
    ]
    columns.append((*CODED, ""))
    width, at = plot_width(fig), 0.0
    pixel = (width - GAP * (len(HEADS) - 1) - BEFORE) / sum(part for _, part, _ in columns)
    for number, (head, part, element) in enumerate(columns):
        axis = "x" if number == 0 else f"x{number + 1}"
        at += 0 if number == 0 else GAP if element else BEFORE
        wide = pixel * part
        _column(fig, axis, (at / width, min(1, (at + wide) / width)), head)
        if element:
            _words(fig, axis, element, cells, chosen, (wide - 6, lines))
        else:
            _data(fig, axis, chosen, codes, (wide - 6, lines))
        at += wide
    fig.update_yaxes(
        type="category", categoryorder="array", categoryarray=chosen, range=[len(chosen) - 0.5, -0.5],
        ticks="", tickvals=chosen, ticktext=["<br>".join(map(html, names[each])) for each in chosen],
    )  # fmt: skip
    return fig


def _chosen(known: list[str], treaties: Sequence[str] | None) -> list[str]:
    for each in treaties or ():
        if each not in known:
            raise unknown("treaty of this table", each, known)
    first = [each for each in TREATIES if each in known]
    rest = [each for each in known if each not in first]
    chosen = [*first, *rest][: len(TREATIES)] if treaties is None else list(dict.fromkeys(treaties))
    if not 1 <= len(chosen) <= MOST:
        raise CourseError(
            f"The matrix shows 1 to {MOST} treaties, not {len(chosen)}; name them in treaties=[]."
        )
    return chosen


def _name(each: str, flat: bool) -> list[str]:
    """Return what a row is called, in three lines, or in two where rows are low."""
    if len(treaty(each).parties) != 2:
        return wrap(words.called(each), 118 if flat else 90, 13)
    (first, second), year = treaty(each).parties, treaty(each).signed[:4]
    return [f"{first}–", f"{second} {year}"] if flat else [f"{first}–", second, year]


def _state(name: str) -> str:
    """Return one name for a State that tables and treaties call by several."""
    try:
        return party(name).name
    except UnknownName:
        return name


def _codes(found: Treaty, table: pd.DataFrame) -> Any:
    """Return the row of the two parties for the year of signature, or None: the table is by pairs."""
    pair, year = {_state(name) for name in found.parties}, int(found.signed[:4])
    for row in table.itertuples():
        until = year if pd.isna(row.year_to) else row.year_to
        if {_state(row.party_a), _state(row.party_b)} == pair and row.year_from <= year <= until:
            return row
    return None


def _column(fig: Card, axis: str, domain: tuple[float, float], head: tuple[str, str]) -> None:
    name = f"xaxis{axis[1:]}"
    fig.layout[name] = {
        "domain": domain, "anchor": "y", "type": "category", "range": [-0.5, 0.5], "side": "top",
        "showline": False, "ticks": "", "ticklabelstandoff": 3, "tickvals": [0],
        "tickfont": {"size": SMALL, "color": INK},
        "ticktext": [f"<b>{html(head[0])}</b>" + (f"<br>{html(head[1])}" if head[1] else "<br> ")],
    }  # fmt: skip


def _words(
    fig: Card, axis: str, element: str, cells: dict, chosen: list[str], room: tuple[float, int]
) -> None:
    """Draw the column of an element: wording and strength, and a dashed rim where the text is silent."""
    found = [cells.get((each, element)) for each in chosen]
    fig.add_heatmap(
        x=[element],
        y=chosen,
        z=[[None if cell is None else int(cell.strength)] for cell in found],
        text=[
            ["" if cell is None else _cut(f"{cell.strength}: {words.spoken(cell, short=True)}", *room)]
            for cell in found
        ],
        customdata=[[None if cell is None else cell.wording] for cell in found],
        hovertext=[hover([None if cell is None else words.sentence(cell)]) for cell in found],
        meta=drawn(
            "Strength of the wording",
            {"y": "treaty_id", "x": "element", "z": "strength", "customdata": "wording"},
        ),
        **_look(axis, FILLS),
    )
    for number, cell in enumerate(found):
        if cell is not None and cell.strength == 0:
            fig.add_shape(
                type="rect", name="silent", xref=f"{axis} domain", x0=0.01, x1=0.99, y0=number - 0.46,
                y1=number + 0.46, line={"color": "#888888", "width": 1, "dash": "dash"},
            )  # fmt: skip


def _data(fig: Card, axis: str, chosen: list[str], codes: dict, room: tuple[float, int]) -> None:
    rows = [codes[each] for each in chosen]
    listed = [["no pair, not coded"] if row is None else words.promises(row) or ["none"] for row in rows]
    by = ["* " if row is not None and row.coded_by == "course" else "" for row in rows]
    fig.add_heatmap(
        x=["codes"],
        y=chosen,
        z=[[0 if row is None else 1] for row in rows],
        text=[[_listed(who, found, *room)] for who, found in zip(by, listed, strict=True)],
        customdata=[[f"{who}{', '.join(found)}"] for who, found in zip(by, listed, strict=True)],
        hovertext=[hover([words.coded(each, row)]) for each, row in zip(chosen, rows, strict=True)],
        meta=drawn(
            "Codes of the pair", {"y": "treaty_id", "x": "element", "customdata": "codes", "z": "coded"}
        ),
        **_look(axis, ("#FFFFFF", BAND)),
    )


def _look(axis: str, fills: Sequence[str]) -> dict[str, Any]:
    return {
        "xaxis": axis, "yaxis": "y", "ygap": 3, "texttemplate": "%{text}", "textfont": {"size": SMALL},
        "hovertemplate": HOVER, "hoverongaps": False, **steps(fills),
    }  # fmt: skip


def _listed(who: str, codes: list[str], wide: float, lines: int) -> str:
    """Return a list in lines of a cell; where it is too long, its beginning and how many more there are."""
    for number in range(len(codes), 0, -1):
        more = f" +{len(codes) - number} more" if number < len(codes) else ""
        found = wrap(f"{who}{', '.join(codes[:number])}{more}", wide)
        if len(found) <= lines:
            break
    return "<br>".join(map(html, found))


def _cut(text: str, wide: float, lines: int) -> str:
    """Return text in lines of a cell; where it is too long, its beginning and an ellipsis."""
    pieces, said = text.split(" "), text
    for number in range(len(pieces) - 1, 1, -1):
        found = wrap(said, wide)
        # An ellipsis is wider than most letters: four pixels to spare.
        if len(found) <= lines and (said == text or text_width(found[-1]) <= wide - 4):
            break
        said = " ".join(pieces[:number]).rstrip(",;:") + "…"
    return "<br>".join(map(html, wrap(said, wide)))
