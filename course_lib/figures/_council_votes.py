"""The Security Council on Korea as a matrix: members by votes, each cell a letter on a fill."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise
from typing import Any

import pandas as pd

from course_lib.data._bibliography import day_in_words
from course_lib.errors import CourseError, unknown
from course_lib.figures._card import Card, card
from course_lib.figures._marks import HOVER, drawn, hover
from course_lib.figures._text import and_join, plural, text_width
from course_lib.figures._theme import INK, SMALL, VOTES

__all__ = ["council_votes"]

NAMES = {
    "USSR/Russia": "Soviet Union / Russia",
    "China": "China",
    "US": "United States",
    "UK": "United Kingdom",
    "France": "France",
    "ROK": "South Korea",
}
#: What is shown unless told: the year of the war's beginning, and the years of sanctions.
YEARS = ((1950, 1950), (2006, 2026))
#: Votes on which a draft failed for want of votes, and votes on procedure, are many and say less.
KINDS = ("Korean War", "non-proliferation", "panel renewal")
PHRASES = (
    ("yes", "in favour", "in favour"),
    ("no", "against", "against"),
    ("abstain", "abstention", "abstentions"),
    ("veto", "veto", "vetoes"),
    ("absent", "absent", "absent"),
    ("not participating", "not voting", "not voting"),
    ("without vote", "without a vote", "without a vote"),
)
#: Years without a vote that make a gap in the matrix.
BREAK = 5


def council_votes(
    unsc_votes: pd.DataFrame, *, years: tuple[int, int] | None = None, only: Sequence[str] = ()
) -> Card:
    """Draw how members of the Security Council voted on Korea.

    Parameters
    ----------
    unsc_votes : pandas.DataFrame
        As `load("unsc_votes")` returns it.
    years : tuple of int, optional
        First and last year: all votes of these years. Without it, those of 1950 and since 2006 that were
        adopted or vetoed, votes on procedure left out.
    only : sequence of str
        Ids of votes, in the order in which they are to stand.

    Returns
    -------
    Card
        A plotly figure. A blank cell: the State had no seat, or is not known to have differed.

    Raises
    ------
    UnknownName
        There is no such vote.
    CourseError
        No vote is left to be drawn.
    """
    rows = _chosen(unsc_votes, years, list(only))
    if rows.empty:
        raise CourseError(
            "No vote of the Council is left to draw: choose other years, or load the whole table."
        )
    votes = rows.drop_duplicates("vote_id").set_index("vote_id")
    order = list(only) or list(votes.sort_values("date", kind="stable").index)
    members = _members(rows)
    looks = {(r.vote_id, r.country): _look(r) for r in rows.itertuples()}
    columns = _columns(order, votes)
    shown = [word for word in VOTES if word in looks.values()]
    first, last = int(votes["date"].dt.year.min()), int(votes["date"].dt.year.max())
    labels = {v: f"{votes.loc[v, 'date'].year} · {_number(votes.loc[v])}" for v in order}
    names = [NAMES.get(m, m) for m in members]
    foot = max(text_width(label) for label in labels.values()) + 16
    key = ", ".join(f"{VOTES[word].letter} {VOTES[word].word}" for word in shown)
    which = "" if years or only else "; votes on procedure and drafts short of a majority left out"
    fig = card(
        title=_title(looks, order, votes),
        subtitle=f"UN Security Council on Korea, {first}–{last}{which}. {key}",
        description=_description(looks, order, votes, members),
        sources=rows["source_id"],
        source=f"UN records and press: {plural(rows['source_id'].nunique(), 'source')}, named in the table.",
        note="Blank: no seat, or an elected member not known to have differed. China: the government in "
        "Taipei until 1971.",
        height=int(min(520, max(360, 180 + foot + 24 * len(members)))),
        left=names,
        foot=foot,
    )
    codes = {word: n for n, word in enumerate(shown)}
    cells = [[looks.get((v, m)) for v in columns] for m in members]
    steps = len(shown)
    fig.add_heatmap(
        x=columns,
        y=names,
        z=[[codes.get(cell) for cell in row] for row in cells],
        text=[[VOTES[cell].letter if cell else "" for cell in row] for row in cells],
        customdata=[[VOTES[cell].word if cell else None for cell in row] for row in cells],
        hovertext=[
            [_sentence(votes.loc[v], m, cell) if cell else "" for v, cell in zip(columns, row, strict=True)]
            for m, row in zip(members, cells, strict=True)
        ],
        hovertemplate=HOVER,
        hoverongaps=False,
        colorscale=[[(n + k) / steps, VOTES[w].fill] for n, w in enumerate(shown) for k in (0, 1)],
        zmin=-0.5,
        zmax=steps - 0.5,
        showscale=False,
        xgap=1,
        ygap=1,
        name="Vote",
        meta=drawn(
            "Vote", {"x": "vote_id", "y": "country", "z": "code", "text": "letter", "customdata": "vote"}
        ),
    )
    _letters(fig, columns, names, cells)
    fig.update_xaxes(
        type="category", categoryorder="array", categoryarray=columns, range=[-0.5, len(columns) - 0.5],
        tickvals=order, ticktext=[labels[v] for v in order], tickangle=-90, showline=False, ticks="",
        tickfont={"size": SMALL, "color": INK},
    )  # fmt: skip
    fig.update_yaxes(
        type="category", categoryorder="array", categoryarray=names, range=[len(names) - 0.5, -0.5], ticks=""
    )
    return fig


def _chosen(table: pd.DataFrame, years: tuple[int, int] | None, only: list[str]) -> pd.DataFrame:
    if only:
        known = set(table["vote_id"])
        missing = next((vote for vote in only if vote not in known), None)
        if missing is not None:
            raise unknown("vote", missing, known)
        return table[table["vote_id"].isin(only)]
    year = table["date"].dt.year
    if years is not None:
        return table[year.between(*years)]
    inside = year.between(*YEARS[0]) | year.between(*YEARS[1])
    return table[inside & table["kind"].isin(KINDS) & table["outcome"].ne("not adopted")]


def _members(rows: pd.DataFrame) -> list[str]:
    """Return the permanent members, South Korea, and who of the others differed, in this order."""
    listed = list(dict.fromkeys(rows["country"]))
    differed = set(rows.loc[rows["vote"].ne("yes"), "country"])
    return [m for m in NAMES if m in listed] + sorted(m for m in listed if m not in NAMES and m in differed)


def _look(row: Any) -> str:
    veto = row.vote == "no" and row.seat == "permanent" and row.outcome == "vetoed"
    return "veto" if veto else row.vote


def _columns(order: list[str], votes: pd.DataFrame) -> list[str]:
    """Return the votes with an empty column where years without a vote lie between two."""
    out = order[:1]
    for before, after in pairwise(order):
        if votes.loc[after, "date"].year - votes.loc[before, "date"].year > BREAK:
            out.append(f"after {before}")
        out.append(after)
    return out


def _number(vote: Any) -> str:
    if pd.notna(vote.resolution):
        return vote.resolution.removeprefix("S/RES/")
    return vote.draft_symbol if pd.notna(vote.draft_symbol) else "agenda"


def _letters(fig: Card, columns: list[str], names: list[str], cells: list[list[str | None]]) -> None:
    """Write the letters: a heatmap's own have one colour on all fills."""
    points = [
        (c, n, VOTES[cell])
        for n, row in zip(names, cells, strict=True)
        for c, cell in zip(columns, row, strict=True)
        if cell
    ]
    for ink, group in groupby(sorted(points, key=lambda p: p[2].ink), key=lambda p: p[2].ink):
        found = list(group)
        fig.add_scatter(
            x=[p[0] for p in found], y=[p[1] for p in found], text=[p[2].letter for p in found], mode="text",
            textfont={"size": SMALL, "color": ink}, hoverinfo="skip",
        )  # fmt: skip


def _words(looks: dict[tuple[str, str], str], order: list[str], votes: pd.DataFrame, member: str) -> str:
    """Return how a member voted, in words, rarest with its years."""
    cast = [(looks[v, member], votes.loc[v, "date"].year) for v in order if (v, member) in looks]
    parts = []
    for word in VOTES:
        years = [year for what, year in cast if what == word]
        if years:
            when = f" ({and_join(map(str, dict.fromkeys(years)))})" if len(set(years)) <= 3 and cast else ""
            parts.append(f"{VOTES[word].word} {len(years)}{when}")
    return ", ".join(parts)


def _title(looks: dict[tuple[str, str], str], order: list[str], votes: pd.DataFrame) -> str:
    russian = [v for v in order if (v, "USSR/Russia") in looks]
    recent = [v for v in russian if votes.loc[v, "date"].year >= 1992]
    shown = recent or russian
    if not shown:
        return f"{plural(len(order), 'vote')} of the Security Council on Korea"
    who = "Russia" if recent else "the Soviet Union"
    years = [votes.loc[v, "date"].year for v in shown]
    span = f"{min(years)}–{max(years)}" if min(years) < max(years) else str(years[0])
    parts = []
    for word, one, many in PHRASES:
        found = [v for v in shown if looks[v, "USSR/Russia"] == word]
        if found:
            when = sorted({votes.loc[v, "date"].year for v in found})
            in_years = f" ({and_join(map(str, when))})" if word == "veto" and 1 < len(when) < 4 else ""
            parts.append(plural(len(found), one, many) + in_years)
    return f"{who[0].upper()}{who[1:]} in {plural(len(shown), 'vote')}, {span}: {', '.join(parts)}"


def _description(
    looks: dict[tuple[str, str], str], order: list[str], votes: pd.DataFrame, members: list[str]
) -> str:
    rows = "; ".join(f"{NAMES.get(m, m)}: {_words(looks, order, votes, m)}" for m in members)
    ends = [votes.loc[v, "date"].year for v in order]
    outcomes = votes.loc[order, "outcome"].value_counts()
    came = and_join(f"{n} {word}" for word, n in outcomes.items())
    return (
        f"A matrix of {plural(len(order), 'vote')} of the UN Security Council on Korea, {min(ends)} to "
        f"{max(ends)}, {came}. {rows}."
    )


def _sentence(vote: Any, member: str, look: str) -> str:
    day = day_in_words((vote.date.year, vote.date.month, vote.date.day))
    name = NAMES.get(member, member)
    if member == "USSR/Russia":
        name = "Russia" if vote.date.year >= 1992 else "Soviet Union"
    tally = (
        ""
        if pd.isna(vote.in_favour)
        else f" ({vote.in_favour} in favour, {vote.against} against, {vote.abstain} abstained, "
        f"{vote.not_voting} not voting)"
    )
    number = _number(vote)
    what = f"resolution {number}" if pd.notna(vote.resolution) else f"draft {number}"
    text = f"{name}, {day}, {what}: {VOTES[look].word}. {vote.subject}: {vote.outcome}{tally}."
    return hover([text])[0]
