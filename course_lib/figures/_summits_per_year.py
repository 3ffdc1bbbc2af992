"""Who met whom, and how often: leaders with leaders, and other visits, year by year."""

from __future__ import annotations

from typing import Any

import pandas as pd

from course_lib.errors import CourseError
from course_lib.figures._axes import pixels, year_axis
from course_lib.figures._card import Card, card
from course_lib.figures._marks import HOVER, drawn, hover
from course_lib.figures._sentences import said_by, state, when, with_article
from course_lib.figures._text import and_join, html, plural, spans, text_width
from course_lib.figures._theme import BAND, GRID, INK, MUTED, PARTIES, Party

__all__ = ["summits_per_year"]

#: Years without a meeting of leaders of Moscow and Pyongyang that make a gap worth showing.
GAP = 7
#: Pixels from one mark of a year to the next, and of a mark.
STEP, SIZE = 11, 7


def summits_per_year(summits: pd.DataFrame) -> Card:
    """Draw each meeting as a mark: leaders with Pyongyang, leaders with Seoul, other visits.

    Parameters
    ----------
    summits : pandas.DataFrame
        As `load("summits")` returns it. Visits that were planned and not held are left out.

    Returns
    -------
    Card
        A plotly figure; a year without a mark is one for which the table lists none.

    Raises
    ------
    CourseError
        No meeting of leaders of Moscow and Pyongyang is in the table.
    """
    rows = summits[summits["held"].ne("no")].sort_values("date", kind="stable")
    rows = rows.assign(year=rows["date"].dt.year)
    leaders = rows["level"].eq("leader")
    north = rows["pair"].eq("Moscow-Pyongyang")
    if not (leaders & north & rows["held"].eq("yes")).any():
        raise CourseError("No meeting of leaders of Moscow and Pyongyang is listed: load the whole table.")
    bands = [
        ("Leaders, Moscow–Pyongyang", PARTIES["PRK"], rows[leaders & north]),
        ("Leaders, Moscow–Seoul", PARTIES["KOR"], rows[leaders & ~north]),
        ("Other visits, Moscow–Pyongyang", PARTIES["RUS"], rows[~leaders & north]),
    ]
    bands = [band for band in bands if len(band[2])]
    first, last = int(rows["year"].min()), int(rows["year"].max())
    met = sorted(rows.loc[leaders & north & rows["held"].eq("yes"), "year"])
    gaps = [(a, b) for a, b in spans(set(range(met[0], last + 1)) - set(met)) if b - a >= GAP - 1]
    tallest = [max(int(r["year"].value_counts().max()), 2) for _, _, r in bands]
    high = [n * STEP + 38 for n in tallest]
    fig = card(
        title=_title(met, gaps, last),
        subtitle=f"Meetings of leaders and other visits, {first}–{last}; one mark a visit",
        description=_description(bands, met, gaps, first, last),
        sources=rows["source_id"],
        source=f"the course's list, from {plural(rows['source_id'].nunique(), 'source')}; point at a mark "
        "for its own.",
        note="Other visits are listed densely after 2023 and thinly before: their rise is no trend. Open: "
        "uncertain whether it took place. A year without a mark: none listed.",
        height=max(360, min(520, 182 + sum(high))),
        foot=28,
    )
    year_axis(fig, first, last)
    low = 1.0
    for number, (name, who, found) in enumerate(bands):
        share = high[number] / sum(high)
        axis = "y" if number == 0 else f"y{number + 1}"
        fig.layout[f"yaxis{axis[1:]}"] = {
            "domain": [max(0, low - share), low], "anchor": "x", "visible": False,
            "range": [0, high[number]],
        }  # fmt: skip
        _band(fig, name, who, found, axis, first, gaps if number == 0 else [])
        low -= share
    fig.update_xaxes(anchor=f"y{len(bands)}" if len(bands) > 1 else "y")
    return fig


def _band(
    fig: Card, name: str, who: Party, rows: pd.DataFrame, axis: str, first: int, gaps: list[tuple[int, int]]
) -> None:
    held = rows["held"].eq("yes")
    place = {"yref": f"{axis} domain", "name": "row"}
    fig.add_shape(
        type="line", xref="x domain", x0=0, x1=1, y0=0, y1=0, line={"color": GRID, "width": 1}, **place
    )
    for begin, end in gaps:
        fig.add_shape(
            type="rect", layer="below", xref="x", x0=begin - 0.5, x1=end + 0.5, y0=0, y1=0.62,
            fillcolor=BAND, line={"width": 0}, **place,
        )  # fmt: skip
        words = f"none for {end - begin + 1} years"
        if text_width(words) <= pixels(fig, end) - pixels(fig, begin):
            fig.add_annotation(
                text=words,
                x=(begin + end) / 2,
                y=0,
                yanchor="bottom",
                yshift=4,
                font={"color": MUTED},
                **place,
            )
    fig.add_annotation(
        text=f"<b>{html(name)}</b>: {int(held.sum())}", xref="paper", x=0, xanchor="left", y=1,
        yanchor="top", yshift=-4,
        font={"size": 13, "color": INK}, borderpad=0, **place,
    )  # fmt: skip
    at = (rows.groupby("year").cumcount() + 1) * STEP - STEP / 2 + 2
    for sure in (True, False):
        found = rows[held] if sure else rows[~held]
        if found.empty:
            continue
        series = name if sure else f"{name}, uncertain"
        fig.add_scatter(
            x=found["year"].tolist(),
            y=at[found.index].tolist(),
            customdata=[[str(r.date.date()), r.level, r.id] for r in found.itertuples()],
            yaxis=axis,
            mode="markers",
            cliponaxis=False,
            marker={
                "color": who.colour, "symbol": who.symbol + ("" if sure else "-open"), "size": SIZE,
                "line": {"color": who.colour, "width": 0 if sure else 1.5},
            },
            hovertext=hover(map(_sentence, found.itertuples())),
            hovertemplate=HOVER,
            name=series,
            meta=drawn(
                series,
                {"x": "year", "y": "drawn_at", "customdata.0": "date", "customdata.1": "level",
                 "customdata.2": "id"},
            ),
        )  # fmt: skip


def _title(met: list[int], gaps: list[tuple[int, int]], last: int) -> str:
    if not gaps:
        return (
            f"Leaders of Moscow and Pyongyang met in {len(set(met))} of {plural(last - met[0] + 1, 'year')}"
        )
    longest = sorted(sorted(gaps, key=lambda g: g[0] - g[1])[:2])
    since = [year for year in met if year > gaps[-1][1]]
    end = f", {len(since)} since {since[0]}" if since else ""
    years = " or ".join(f"{a}–{b}" for a, b in longest)
    return f"Leaders of Moscow and Pyongyang: no meeting in {years}{end}"


def _description(bands: Any, met: list[int], gaps: list[tuple[int, int]], first: int, last: int) -> str:
    parts = []
    for name, _, rows in bands:
        held = rows[rows["held"].eq("yes")]
        most = held["year"].value_counts()
        years = and_join(map(str, sorted(most[most == most.max()].index)[:4]))
        parts.append(f"{name}: {len(held)}, most in one year {most.max()} ({years})")
        if len(held) < len(rows):
            parts[-1] += f", and {len(rows) - len(held)} of which it is uncertain whether it took place"
    quiet = and_join(f"{a} to {b}" for a, b in gaps)
    gap = f" No meeting of leaders of Moscow and Pyongyang is listed for {quiet}." if gaps else ""
    return (
        f"One mark for each visit, {first} to {last}, in rows. {'. '.join(parts)}.{gap} Leaders of Moscow "
        f"and Pyongyang met in {and_join(map(str, sorted(set(met))))}."
    )


def _sentence(visit: Any) -> str:
    who, where = (with_article(state(name)) for name in (visit.traveller, visit.host))
    way = f"{who} to {where}" if visit.traveller != "both" else f"both in a {where}"
    doubt = " Uncertain whether it took place." if visit.held != "yes" else ""
    known = " Recalled, not checked." if visit.status == "recalled" else ""
    said = f"{when(visit)}: {way}, level: {visit.level}. {visit.purpose_and_outcome}"
    return f"{said}{doubt}{known} {said_by(visit.source_id)}"
