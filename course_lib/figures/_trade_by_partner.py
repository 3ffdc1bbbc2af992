"""North Korea's trade with Moscow and with Beijing: how much, and which part of all."""

from __future__ import annotations

from math import log10

import pandas as pd

from course_lib.errors import CourseError
from course_lib.figures._axes import value_axis, year_axis
from course_lib.figures._card import Card, card, panels
from course_lib.figures._marks import HOVER, drawn, end_labels, hover
from course_lib.figures._text import and_join, years_in_words
from course_lib.figures._theme import PARTIES
from course_lib.figures._trade import SOURCE, WHO, counts, dollars, draw_counts, log_axis, ratio

__all__ = ["trade_by_partner"]

PARTNERS = ("CHN", "RUS")
BETWEEN = {
    "RUS": {True: "of North Korea with the Soviet Union:", False: "of North Korea with Russia:"},
    "CHN": dict.fromkeys((True, False), "of North Korea with China:"),
}


def trade_by_partner(trade_dprk: pd.DataFrame) -> Card:
    """Draw North Korea's trade with Russia and with China: values, and shares of all its trade.

    Parameters
    ----------
    trade_dprk : pandas.DataFrame
        As `load("trade_dprk")` returns it; totals in dollars are drawn.

    Returns
    -------
    Card
        A plotly figure; a share is drawn only where one source counted the partner and the world.

    Raises
    ------
    CourseError
        The table lacks one of the partners.
    """
    found = {code: counts(trade_dprk, code) for code in PARTNERS}
    if any(rows.empty for rows in found.values()):
        raise CourseError("The table lacks trade with Russia or with China: load it without a filter.")
    world = counts(trade_dprk, "WLD")
    shares = {code: _shares(rows, world) for code, rows in found.items()}
    every = pd.concat(found.values())
    first, last = int(every["year"].min()), int(every["year"].max())
    of_all = pd.concat(shares.values())
    fig = card(
        title=_title(found),
        subtitle=f"Trade in goods, {first}–{last}. Left: US dollars, current prices; each step is ten times "
        "the one below, so that Russia can be read. Right: per cent of all trade of North Korea",
        description=_description(found, shares, first, last),
        sources=every["source_id"],
        source=SOURCE,
        note="North Korea publishes nothing: partners and others counted. No two counts are spliced or added "
        "up; a cross marks a value to doubt. Arms and aid are in none of them.",
        height=500,
        left=["$100,000"],
        right=["Russia 99 %"],
        head=22,
        foot=28,
    )
    left, right = panels(fig, ["Value", "Share, where one source gives both"], gap=0.22, parts=(3, 2))
    year_axis(fig, first, last, axis=left[0], step=10)
    log_axis(fig, 10 ** (log10(every["value_musd"].min()) - 0.3), 10_000 * 1.3)
    for code in PARTNERS:
        draw_counts(fig, PARTIES[code], found[code], BETWEEN[code], axes=left)
    end_labels(
        fig,
        [
            (last, log10(rows.iloc[-1]["value_musd"]), PARTIES[code].name, PARTIES[code])
            for code, rows in found.items()
        ],
        axis=left[0],
    )
    years = (int(of_all["year"].min()), int(of_all["year"].max())) if len(of_all) else (first, last)
    year_axis(fig, years[0] - 1, years[1] + 1, axis=right[0], step=5)
    value_axis(fig, {0: "0 %", 25: "25 %", 50: "50 %", 75: "75 %", 100: "100 %"}, axis=right[1])
    for code, rows in shares.items():
        _draw_shares(fig, code, rows, right)
    labels = [
        (years[1] + 1, rows["share_pct"].iloc[-1], _share_label(code, rows), PARTIES[code])
        for code, rows in shares.items()
        if len(rows)
    ]
    end_labels(fig, labels, axis=right[0])
    return fig


def _shares(rows: pd.DataFrame, world: pd.DataFrame) -> pd.DataFrame:
    both = rows[~rows["doubtful"]].merge(world, on=["year", "series"], suffixes=("", "_world"))
    return both.assign(share_pct=both["value_musd"] / both["value_musd_world"] * 100)


def _share_label(code: str, rows: pd.DataFrame) -> str:
    return f"{PARTIES[code].name} {rows['share_pct'].iloc[-1]:.0f} %"


def _draw_shares(fig: Card, code: str, rows: pd.DataFrame, axes: tuple[str, str]) -> None:
    if rows.empty:
        return
    who = PARTIES[code]
    partner = "Russia" if code == "RUS" else "China"
    fig.add_scatter(
        x=rows["year"].tolist(),
        y=[round(value, 2) for value in rows["share_pct"]],
        customdata=[[name] for name in rows["series"]],
        xaxis=axes[0],
        yaxis=axes[1],
        mode="markers",
        cliponaxis=False,
        marker={"color": who.colour, "symbol": who.symbol, "size": 9},
        hovertext=hover(
            f"{r.year}: {r.share_pct:.1f} per cent of North Korea's trade was with {partner} "
            f"({dollars(r.value_musd)} of {dollars(r.value_musd_world)}), counted by {WHO[r.series]}."
            for r in rows.itertuples()
        ),
        hovertemplate=HOVER,
        name=f"{who.name}, share",
        meta=drawn(f"{who.name}, share", {"x": "year", "y": "share_pct", "customdata.0": "counted_by"}),
    )


def _shared_years(found: dict[str, pd.DataFrame]) -> list[int]:
    known = [set(rows.loc[~rows["doubtful"], "year"]) for rows in found.values()]
    return sorted(set.intersection(*known))


def _title(found: dict[str, pd.DataFrame]) -> str:
    years = _shared_years(found)
    if not years:
        return "No year has a figure for North Korea's trade with both Russia and China"
    first, last = years[0], years[-1]
    then, now = _larger(found, first), _larger(found, last)
    if then[0] != now[0]:
        old = "Soviet Union" if then[0] == "Russia" and first < 1992 else then[0]
        return f"North Korea's larger partner: {old} in {first}, {now[0]} in {last} ({now[1]} {now[2]})"
    return f"North Korea's trade with {now[0]} was {now[1]} that with {now[2]} in {last}"


def _larger(found: dict[str, pd.DataFrame], year: int) -> tuple[str, str, str]:
    """Return who was the larger partner in a year, by how much at least, and who the smaller."""
    for one, other in (("CHN", "RUS"), ("RUS", "CHN")):
        times = ratio(found[one], found[other], year)
        if times > 1:
            how = f"over {int(times)} times" if times >= 2 else "larger than"
            return PARTIES[one].name, how, PARTIES[other].name
    return "China", "about as large as", "Russia"


def _description(
    found: dict[str, pd.DataFrame], shares: dict[str, pd.DataFrame], first: int, last: int
) -> str:
    parts = []
    for code, rows in found.items():
        sure = rows[~rows["doubtful"]]
        top, low = sure.loc[sure["value_musd"].idxmax()], sure.loc[sure["value_musd"].idxmin()]
        end = sure[sure["year"] == sure["year"].max()]["value_musd"]
        ends = " to ".join(dict.fromkeys(dollars(v) for v in (end.min(), end.max())))
        begin = int(rows["year"].min())
        gap = years_in_words(set(range(begin, last + 1)) - set(rows["year"]))
        share = shares[code]
        part = (
            f"; share of all trade {share['share_pct'].iloc[0]:.0f} per cent in {share['year'].iloc[0]} and "
            f"{share['share_pct'].iloc[-1]:.0f} in {share['year'].iloc[-1]}"
            if len(share)
            else ""
        )
        parts.append(
            f"With {'the Soviet Union and Russia' if code == 'RUS' else 'China'}, from {begin}: highest "
            f"{dollars(top.value_musd)} in {top.year}, lowest {dollars(low.value_musd)} in {low.year}, "
            f"{ends} in {sure['year'].max()}{part}" + (f"; no figure for {gap}" if gap else "")
        )
    doubtful = sorted({int(y) for rows in found.values() for y in rows.loc[rows["doubtful"], "year"]})
    doubt = f" The value with Russia of {and_join(map(str, doubtful))} is doubtful." if doubtful else ""
    return (
        f"North Korea's trade in goods, {first} to {last}, as others counted it. {'. '.join(parts)}.{doubt} "
        "Amounts that are known in roubles only are not drawn."
    )
