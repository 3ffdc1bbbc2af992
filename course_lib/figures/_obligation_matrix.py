"""How strong is the promise? Treaties by the elements of their clause, in words and in four steps."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from course_lib.errors import CourseError, unknown
from course_lib.figures._card import TITLE_LETTERS, Card, card, plot_height, plot_width
from course_lib.figures._marks import HOVER, drawn, hover, steps
from course_lib.figures._text import and_join, html, text_width, wrap
from course_lib.figures._theme import INK, SMALL
from course_lib.treaties import NOT_STATED, treaty

__all__ = ["obligation_matrix"]

#: The promises to compare where nothing is chosen, oldest first.
TREATIES = ("nato_1949", "us_rok_1953", "ussr_dprk_1961", "prc_dprk_1961", "csto_1992", "rf_dprk_2024")
IN_TITLE = {"trigger": "the trigger", "obligation": "the duty", "qualifier": "limits"}
HEADS = {
    "trigger": "What sets it off",
    "obligation": "What is owed",
    "timing": "When",
    "means": "With what",
    "qualifier": "Within what limits",
}
#: Steps of cividis, the yellow paled so that the weak is not the loudest; the number is always written.
FILLS = ("#FFFFFF", "#EFE3A0", "#A59C74", "#434E6C")
INKS = (INK, INK, INK, "#FFFFFF")
WORDS = ("silent", "weak", "middling", "strong")
ASKED = ("rf_dprk_2024", "ussr_dprk_1961")


def obligation_matrix(obligation_strength: pd.DataFrame, *, treaties: Sequence[str] = TREATIES) -> Card:
    """Draw the assistance clauses of treaties side by side, element by element.

    Parameters
    ----------
    obligation_strength : pandas.DataFrame
        As `load("obligation_strength")` returns it.
    treaties : sequence of str
        Ids of treaties in the order in which they are to stand; at most eight.

    Returns
    -------
    Card
        A plotly figure; the strength of each element is a judgement of the course on the words alone.

    Raises
    ------
    UnknownName
        The table has no such treaty.
    CourseError
        None, or more than eight, are to be drawn.
    """
    known = list(dict.fromkeys(obligation_strength["treaty_id"]))
    chosen = list(treaties)
    if chosen == list(TREATIES):
        chosen = [t for t in chosen if t in known]
    missing = next((t for t in chosen if t not in known), None)
    if missing is not None:
        raise unknown("treaty of this table", missing, known)
    if not 1 <= len(chosen) <= 8:
        raise CourseError(
            f"The matrix shows one to eight treaties, not {len(chosen)}: name them in treaties=[]."
        )
    rows = obligation_strength[obligation_strength["treaty_id"].isin(chosen)]
    cells = {(r.treaty_id, r.element): r for r in rows.itertuples()}
    names = {t: treaty(t).short for t in chosen}
    fig = card(
        title=_title(cells, names),
        subtitle=f"Clauses of {_years(chosen)}, rendered by the course; 0 (silent) to 3 (strongest for who "
        "asks for help) is a course judgement on the words",
        description=_description(cells, names),
        sources=rows["source_id"],
        source="the texts of the treaties, as the table names them; point at a cell for the whole wording.",
        note="In the last column 3 means that the text sets no limit, 1 that it sets several.",
        height=520 if len(chosen) > 4 else 440,
        left=[line for name in names.values() for line in _two(name)],
        head=24,
        foot=4,
    )
    columns = list(HEADS.values())
    levels = [[_strength(cells, t, e) for e in HEADS] for t in chosen]
    _grid(fig, cells, chosen, names, columns, levels)
    _texts(fig, cells, chosen, names, columns, levels)
    fig.update_xaxes(
        type="category", categoryorder="array", categoryarray=columns, range=[-0.5, len(columns) - 0.5],
        side="top", showline=False, ticks="", tickfont={"size": 13, "color": INK},
        tickvals=columns, ticktext=[f"<b>{html(column)}</b>" for column in columns],
    )  # fmt: skip
    fig.update_yaxes(
        type="category", categoryorder="array", categoryarray=list(names.values()),
        range=[len(chosen) - 0.5, -0.5], ticks="", tickvals=list(names.values()),
        ticktext=["<br>".join(map(html, _two(name))) for name in names.values()],
    )  # fmt: skip
    return fig


def _strength(cells: dict, treaty_id: str, element: str) -> int | None:
    cell = cells.get((treaty_id, element))
    return None if cell is None else int(cell.strength)


def _grid(
    fig: Card, cells: dict, chosen: list[str], names: dict[str, str], columns: list[str], levels: list
) -> None:
    fig.add_heatmap(
        x=columns,
        y=list(names.values()),
        z=levels,
        text=[["" if n is None else f"{WORDS[n]} {n}" for n in row] for row in levels],
        customdata=[[cells[t, e].wording if (t, e) in cells else None for e in HEADS] for t in chosen],
        hovertext=[
            hover(_sentence(names[t], e, cells[t, e]) if (t, e) in cells else None for e in HEADS)
            for t in chosen
        ],
        hovertemplate=HOVER,
        hoverongaps=False,
        **steps(FILLS),
        xgap=2,
        ygap=2,
        name="Strength",
        meta=drawn(
            "Strength",
            {"x": "element", "y": "treaty", "z": "strength", "text": "in_words", "customdata": "wording"},
        ),
    )


def _texts(
    fig: Card, cells: dict, chosen: list[str], names: dict[str, str], columns: list[str], levels: list
) -> None:
    """Write wording and number into each cell, as many lines as fit at 700 pixels."""
    wide = plot_width(fig) / len(columns) - 10
    lines = int((plot_height(fig) / len(chosen) - 4) // (SMALL * 1.3))
    for t, row in zip(chosen, levels, strict=True):
        for element, column, level in zip(HEADS, columns, row, strict=True):
            if level is None:
                continue
            words = "silent" if level == 0 else _spoken(cells[t, element].wording)
            fig.add_annotation(
                name="cell", x=column, y=names[t], align="center", borderpad=0,
                text="<br>".join(map(html, _cut(f"{level}: {words}", wide, lines))),
                font={"size": SMALL, "color": INKS[level]}, captureevents=False,
            )  # fmt: skip


def _spoken(wording: str) -> str:
    return "no limit stated" if wording == NOT_STATED else wording


def _cut(text: str, wide: float, lines: int) -> list[str]:
    """Return text in lines; where it is too long, its beginning and an ellipsis."""
    found = wrap(text, wide)
    if len(found) <= lines:
        return found
    last = found[lines - 1].split(" ")
    while len(last) > 1 and text_width(f"{' '.join(last)} …") > wide:
        last.pop()
    return [*found[: lines - 1], f"{' '.join(last)} …"]


def _two(name: str) -> list[str]:
    """Return the short title of a treaty in two lines: parties, then year."""
    words, _, year = name.rpartition(" ")
    return [*wrap(words.replace("-", "–", 1), 124, 13), year] if words else [name]


def _sentence(name: str, element: str, cell: object) -> str:
    said = "the text is silent" if cell.strength == 0 else _spoken(cell.wording)
    judged = f"Strength {cell.strength} of 3, a course judgement."
    return f"{name}, {HEADS[element].lower()}: {said}. {judged} Clause {cell.clause.replace('_', ' ')}."


def _years(chosen: list[str]) -> str:
    return and_join(sorted({treaty(t).signed[:4] for t in chosen}))


def _title(cells: dict, names: dict[str, str]) -> str:
    new, old = ASKED
    if {new, old} <= set(names):
        pairs = [(e, _strength(cells, new, e), _strength(cells, old, e)) for e in HEADS]
        if any(a is None or b is None for _, a, b in pairs):
            return f"What {len(names)} treaties promise, element by element"
        same = sum(a == b for _, a, b in pairs)
        parts = [
            f"{how} on {and_join(IN_TITLE.get(e, e) for e in found)}"
            for how, found in (
                ("weaker", [e for e, a, b in pairs if a < b]),
                ("stronger", [e for e, a, b in pairs if a > b]),
            )
            if found
        ]
        title = f"Moscow's promise of 2024 equals that of 1961 in {same} of {len(pairs)} elements"
        whole = "; ".join([title, *([", ".join(parts)] if parts else [])])
        return whole if len(whole) <= TITLE_LETTERS else title
    totals = {t: sum(_strength(cells, t, e) or 0 for e in HEADS) for t in names}
    best = [names[t] for t in names if totals[t] == max(totals.values())]
    return f"The strongest words of assistance: {and_join(best)}"


def _description(cells: dict, names: dict[str, str]) -> str:
    parts = []
    for t, name in names.items():
        found = [(e, cells[t, e]) for e in HEADS if (t, e) in cells]
        said = [f"{e} {c.strength} ({_spoken(c.wording) if c.strength else 'silent'})" for e, c in found]
        parts.append(f"{name}: {', '.join(said)}")
    return (
        "A matrix of assistance clauses by element, with strengths from 0 (silent) to 3 (strongest for "
        f"whoever asks for help), a judgement of the course. {'. '.join(parts)}."
    )
