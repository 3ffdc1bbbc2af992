"""How members of the UN Security Council voted on Korea: one row a member, one column a vote."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from course_lib.errors import CourseError, unknown
from course_lib.figures import _council_words as words
from course_lib.figures._card import NARROW, Card, card
from course_lib.figures._council_words import DOT, MEETINGS, MOSCOW, UNLISTED
from course_lib.figures._key import KEY, draw_key, key_lines
from course_lib.figures._marks import HOVER, drawn, hover, steps
from course_lib.figures._text import html, plural, text_width, wrap
from course_lib.figures._theme import INK, MUTED, SMALL, VOTES, Vote

__all__ = ["council_votes"]

#: The rows, from above: the permanent members, then the elected one that the table lists whenever it sat.
FIRST = (MOSCOW, "China", "US", "UK", "France", "ROK")
TALLY = "Votes in favour"
#: What a group of columns is called.
BLOCKS = {
    "Korean War": "Korean War",
    "non-proliferation": "Missiles and nuclear tests",
    "panel renewal": "Panel of Experts on sanctions",
    MEETINGS: "Human rights meetings",
    "membership": "Membership",
    "Korean airliner": "Airliner",
}
LOOKS = {**VOTES, UNLISTED: Vote(UNLISTED, DOT, "#FFFFFF", MUTED)}
CODES = {vote: number for number, vote in enumerate(LOOKS)}
#: Pixels: the narrowest column in which a line of type can stand upright, and a row as it is and at least.
PITCH, ROW, LEAST = 13.5, 23, 14


def council_votes(
    unsc_votes: pd.DataFrame,
    *,
    years: tuple[int, int] | None = None,
    kinds: Sequence[str] | None = None,
    only: Sequence[str] | None = None,
) -> Card:
    """Draw the votes of the UN Security Council on Korea: a cell says how a member voted.

    Without options: what was adopted or vetoed in 1950 and from 2006 on, without the procedural votes on
    meetings about human rights.

    Parameters
    ----------
    unsc_votes : pandas.DataFrame
        As `load("unsc_votes")` returns it, or a part of it.
    years : tuple of int, optional
        First and last year: every vote in between, drafts that failed and procedural votes included.
    kinds : sequence of str, optional
        Kinds of votes as the table names them, with or without `years`.
    only : sequence of str, optional
        Ids of votes, to look at a few: ``["1950-82", "1950-83", "1950-84"]``.

    Returns
    -------
    Card
        A plotly figure.

    Raises
    ------
    CourseError
        No vote fits, or there are too many to stand side by side.
    UnknownName
        A kind or a vote that is not in the table.
    """
    chosen = _chosen(unsc_votes, years, kinds, only)
    rows = _rows(chosen)
    columns, blocks = _columns(chosen)
    casts = _casts(chosen, rows, columns)
    pitch = (NARROW - 50 - max(text_width(name, 13) for name in [*rows, TALLY])) / len(columns)
    heads = _heads(chosen, pitch)
    # Numbers of two digits are one long number where columns are narrow.
    left = [*rows, TALLY] if pitch >= 18 else rows
    wide = max(text_width(head) for head in heads.values())
    upright = wide > pitch - 6
    over = wide + 8 if upright else 24
    shown = {cast for row in casts.values() for cast, vote in zip(row, columns, strict=True) if vote.strip()}
    looks = [cast for cast in LOOKS if cast in shown - {UNLISTED}]
    spelt = max(text_width(_spelt(cast)) for cast in (*looks, UNLISTED)) <= pitch - 8
    key = [] if spelt else key_lines([LOOKS[cast] for cast in looks])
    titles = [wrap(title, max(pitch * (last - first + 1), 60)) for title, first, last in blocks]
    deep = 16 * max(map(len, titles)) + 6
    high = KEY * len(key) + (4 if key else 0)
    fits = 150 + over + deep + high + LEAST * len(left) <= 520
    if not fits or pitch < PITCH:
        raise CourseError(
            f"{len(heads)} votes of {len(rows)} members are too many for one figure; choose fewer votes with "
            "years=, kinds= or only=."
        )
    fig = card(
        title=words.title(chosen),
        subtitle=words.subtitle(unsc_votes, chosen, years is kinds is only is None),
        description=words.description(chosen, rows),
        sources=chosen["source_id"],
        source=f"the course's table of votes, from {plural(chosen['source_id'].nunique(), 'source')}; "
        "point at a cell for its own.",
        note=words.note(chosen[chosen["row"].isin(rows)], shown),
        height=round(min(520, max(360, 170 + over + deep + high + ROW * len(left)))),
        left=left,
        head=over + deep + high,
        foot=0,
    )
    fig.update_xaxes(
        type="category", categoryorder="array", categoryarray=columns, range=[-0.5, len(columns) - 0.5],
        side="top", showline=False, ticks="", tickvals=list(heads), tickangle=-90 if upright else 0,
        ticktext=list(heads.values()),
        tickfont={"size": SMALL},
    )  # fmt: skip
    fig.update_yaxes(
        type="category", categoryorder="array", categoryarray=left, range=[len(left) - 0.5, -0.5],
        tickvals=left, ticktext=left, ticks="",
    )  # fmt: skip
    _cells(fig, chosen, casts, columns, spelt)
    if TALLY in left:
        _tally(fig, chosen)
    for (_, first, last), title in zip(blocks, titles, strict=True):
        _block(fig, title, first, last, over)
    draw_key(fig, key, over + deep + 4)
    return fig


def _chosen(table: pd.DataFrame, years: Any, kinds: Any, only: Any) -> pd.DataFrame:
    """Return the rows of the votes to be shown, with how each was cast and in which row it stands."""
    for what, values, column in (("kind of vote", kinds, "kind"), ("vote", only, "vote_id")):
        for value in values or ():
            if value not in set(table[column]):
                raise unknown(what, value, set(table[column]))
    kept = table.sort_values("date", kind="stable")
    year = kept["date"].dt.year
    fits = pd.Series(True, index=kept.index)
    if years is kinds is only is None:
        fits = ((year == 1950) | (year >= 2006)) & (kept["outcome"] != "not adopted")
        fits &= kept["kind"] != MEETINGS
    if years is not None:
        fits &= year.between(*years)
    if kinds is not None:
        fits &= kept["kind"].isin(list(kinds))
    if only is not None:
        fits &= kept["vote_id"].isin(list(only))
    kept = kept[fits]
    if kept.empty:
        raise CourseError("No vote of the Council on Korea fits; choose with years=, kinds= or only=.")
    # A negative vote of a permanent member is a veto where it kept the Council from deciding.
    veto = (kept["vote"] == "no") & (kept["seat"] == "permanent") & (kept["outcome"] == "vetoed")
    names = [words.called(row.country, row.date.year) for row in kept.itertuples()]
    kept = kept.assign(cast=kept["vote"].mask(veto, "veto"), row=names)
    # Moscow is one series; who held the seat of China in 1950 is not who holds it now.
    moscow = list(dict.fromkeys(kept["row"][kept["country"] == MOSCOW]))
    kept["row"] = kept["row"].replace(moscow, " / ".join(moscow))
    if (kept["row"] != "China (Taipei)").all():
        kept["row"] = kept["row"].replace("China (Beijing)", "China")
    return kept


def _rows(chosen: pd.DataFrame) -> list[str]:
    first = [row for country in FIRST for row in chosen["row"][chosen["country"] == country].unique()]
    # Of the other elected members the table lists few votes in favour: one that cast no other has no row.
    rest = chosen[~chosen["country"].isin(FIRST)]
    return [*first, *rest["row"][rest["cast"] != "yes"].value_counts().index]


def _columns(chosen: pd.DataFrame) -> tuple[list[str], list[tuple[str, int, int]]]:
    """Return the votes by kind, with an empty column between two kinds, and where each kind stands."""
    columns, blocks = [], []
    for kind, rows in chosen.groupby("kind", sort=False):
        columns += ["".ljust(len(blocks))] if columns else []
        ids = list(rows["vote_id"].unique())
        title = BLOCKS.get(kind, kind)
        year = rows["date"].dt.year
        title += f", {year.iloc[0]}" if year.nunique() == 1 else ""
        blocks.append((title, len(columns), len(columns) + len(ids) - 1))
        columns += ids
    return columns, blocks


def _heads(chosen: pd.DataFrame, pitch: float) -> dict[str, str]:
    """Return what stands over each vote; the year stands once where a whole group has the same."""
    whole = {vote.vote_id: words.full(vote) for vote in chosen.drop_duplicates("vote_id").itertuples()}
    if max(map(text_width, whole.values())) <= pitch - 8:
        return whole
    out = {}
    for _, rows in chosen.groupby("kind", sort=False):
        call = words.number if rows["date"].dt.year.nunique() == 1 else words.label
        out |= {vote.vote_id: call(vote) for vote in rows.drop_duplicates("vote_id").itertuples()}
    return out


def _spelt(cast: str) -> str:
    return f"{LOOKS[cast].letter}  {LOOKS[cast].word}"


def _casts(chosen: pd.DataFrame, rows: list[str], columns: list[str]) -> dict[str, list[str | None]]:
    """Return for each row how the votes were cast, in the order of the columns; None where nothing is."""
    cast = {(vote.row, vote.vote_id): vote.cast for vote in chosen.itertuples()}
    year = dict(zip(chosen["vote_id"], chosen["date"].dt.year, strict=True))
    elected = chosen[chosen["seat"] == "elected"]
    sat = set(zip(elected["row"], elected["date"].dt.year, strict=True))
    return {
        name: [cast.get((name, c), UNLISTED if (name, year.get(c)) in sat else None) for c in columns]
        for name in rows
    }


def _cells(
    fig: Card, chosen: pd.DataFrame, casts: dict[str, list[str | None]], columns: list[str], spelt: bool
) -> None:
    votes = {vote.vote_id: vote for vote in chosen.itertuples()}
    cells = {(vote.row, vote.vote_id): vote for vote in chosen.itertuples()}
    said = []
    for name, row in casts.items():
        found = [cells.get((name, column), votes.get(column)) for column in columns]
        who = [
            words.called(MOSCOW, vote.date.year) if vote and name.endswith("Russia") else name
            for vote in found
        ]
        each = zip(found, who, row, strict=True)
        said.append(hover(words.sentence(vote, n, cast) if cast else None for vote, n, cast in each))
    fig.add_heatmap(
        x=columns,
        y=list(casts),
        z=[[CODES.get(cast) for cast in row] for row in casts.values()],
        text=[
            ["" if cast is None else _spelt(cast) if spelt else LOOKS[cast].letter for cast in row]
            for row in casts.values()
        ],
        texttemplate="%{text}",
        textfont={"size": SMALL if spelt or len(columns) > 30 else 13},
        customdata=list(casts.values()),
        hovertext=said,
        hovertemplate=HOVER,
        hoverongaps=False,
        xgap=2,
        ygap=2,
        **steps([look.fill for look in LOOKS.values()]),
        meta=drawn("Vote of a member", {"x": "vote_id", "y": "member", "z": "code", "customdata": "vote"}),
    )


def _tally(fig: Card, chosen: pd.DataFrame) -> None:
    votes = chosen.drop_duplicates("vote_id")
    counts = [None if pd.isna(count) else int(count) for count in votes["in_favour"]]
    fig.add_scatter(
        x=list(votes["vote_id"]),
        y=[None if count is None else TALLY for count in counts],
        customdata=counts,
        mode="text",
        text=["" if count is None else str(count) for count in counts],
        textfont={"size": SMALL, "color": MUTED},
        cliponaxis=False,
        hovertext=hover(
            None if count is None else words.sentence(vote)
            for vote, count in zip(votes.itertuples(), counts, strict=True)
        ),
        hovertemplate=HOVER,
        meta=drawn(TALLY, {"x": "vote_id", "y": "member", "customdata": "in_favour"}),
    )


def _block(fig: Card, title: list[str], first: int, last: int, over: float) -> None:
    fig.add_shape(
        type="line", name="block", x0=first - 0.45, x1=last + 0.45,
        yref="paper", ysizemode="pixel", yanchor=1, y0=over, y1=over, line={"color": "#888888", "width": 1},
    )  # fmt: skip
    fig.add_annotation(
        name="block", text="<br>".join(f"<b>{html(line)}</b>" for line in title), align="left",
        x=first - 0.45, xanchor="left", y=1, yref="paper", yanchor="bottom", yshift=over + 3, borderpad=0,
        font={"size": SMALL, "color": INK},
    )  # fmt: skip
