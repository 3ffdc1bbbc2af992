"""Trade figures of many hands: who counted, which value to doubt, how a sentence says it."""

from __future__ import annotations

from math import log10

import pandas as pd

from course_lib.figures._card import Card
from course_lib.figures._marks import HOVER, drawn, hover, line, yearly
from course_lib.figures._theme import GRID, Party

__all__ = ["LONG", "SOURCE", "WHO", "counts", "dollars", "draw_counts", "log_axis", "ratio", "said"]

#: The one series over decades: the only one that is drawn as a line.
LONG = "cow_trade_4"
WHO = {
    "cow_trade_4": "the Correlates of War project",
    "kotra": "KOTRA, South Korea's trade agency",
    "kita": "KITA, South Korea's traders' association",
    "russia_customs": "Russian customs",
    "china_customs": "Chinese customs",
    "itc": "the International Trade Centre",
    "jetro": "JETRO, Japan's trade agency",
    "kremlin": "the Kremlin",
    "naewoe": "Naewoe, a South Korean news agency",
    "russia_ministry": "Russia's economics ministry",
    "forbes_russia": "Forbes Russia",
    "exporters_association": "a Russian exporters' association",
    "nations_encyclopedia": "an encyclopedia",
    "wikipedia_older": "an encyclopedia of volunteers",
    "loc_country_study": "the US Library of Congress",
    "cia": "the CIA",
    "soviet_roubles": "Soviet statistics",
    "mosf_rok": "South Korea's finance ministry",
    "rok_embassy_moscow": "South Korea's embassy in Moscow",
    "hyundai_research": "a South Korean research institute",
    "sputnik": "Sputnik",
}
SOURCE = (
    "Correlates of War trade data 4.0 (lines); customs, agencies, press (open marks): point at one for which."
)
#: A year is doubtful when its value is this many times that of both neighbours in the same series.
DOUBT = 5


def counts(trade: pd.DataFrame, partner: str) -> pd.DataFrame:
    """Return every total with a partner, one row a year and counter, with what is to be doubted.

    Parameters
    ----------
    trade : pandas.DataFrame
        `trade_dprk` or `trade_rok_russia`.
    partner : str
        ISO code.

    Returns
    -------
    pandas.DataFrame
        Columns year, series, value_musd, doubtful, source_id, by year; totals in dollars only.
    """
    wanted = trade["partner"].eq(partner) & trade["flow"].eq("total") & trade["value_musd"].notna()
    rows = trade.loc[wanted, ["year", "series", "value_musd", "source_id"]].sort_values("year", kind="stable")
    rows = rows.assign(year=rows["year"].astype(int), value_musd=rows["value_musd"].astype(float))
    known = {(r.series, r.year): r.value_musd for r in rows.itertuples()}
    doubtful = [
        all(known.get((r.series, r.year + step), r.value_musd) * DOUBT < r.value_musd for step in (-1, 1))
        for r in rows.itertuples()
    ]
    return rows.assign(doubtful=doubtful)


def ratio(more: pd.DataFrame, less: pd.DataFrame, year: int) -> float:
    """Return how many times less goes into more in a year, at least: lowest count over highest."""
    top = more.loc[more["year"].eq(year) & ~more["doubtful"], "value_musd"].min()
    return top / less.loc[less["year"].eq(year) & ~less["doubtful"], "value_musd"].max()


def dollars(musd: float) -> str:
    """Return an amount in words: US$ 2.7 billion, US$ 34 million, US$ 40,000."""
    if musd >= 1000:
        return f"US$ {musd / 1000:,.1f} billion"
    if musd >= 1:
        return f"US$ {musd:,.0f} million"
    return f"US$ {musd * 1_000_000:,.0f}"


def said(row: object, between: str) -> str:
    """Return the sentence of one count."""
    doubt = " Doubtful: several times the years around it." if row.doubtful else ""
    return f"{row.year}: trade {between} {dollars(row.value_musd)}, counted by {WHO[row.series]}.{doubt}"


def draw_counts(
    fig: Card, who: Party, rows: pd.DataFrame, between: dict[bool, str], axes: tuple[str, str] = ("x", "y")
) -> None:
    """Draw the long series as a line, every other count as an open mark, the doubtful as a cross.

    Parameters
    ----------
    fig : Card
        The card.
    who : Party
        The partner whose trade it is.
    rows : pandas.DataFrame
        From `counts`.
    between : dict of bool to str
        Whose trade, in words: for the Soviet years (True) and after (False).
    axes : tuple of str
        The panel.
    """
    sure = rows[~rows["doubtful"]]
    words = {(r.series, r.year): said(r, between[r.year < 1992]) for r in rows.itertuples()}
    long = sure[sure["series"] == LONG]
    if len(long):
        values = yearly(long["year"], long["value_musd"])
        line(
            fig, who, values, "value_musd", [words.get((LONG, y)) for y in values.index],
            series=f"{who.name}, one long series", axes=axes, size=5, counted_by=LONG,
        )  # fmt: skip
    _marks(fig, who, sure[sure["series"] != LONG], f"{who.name}, other counts", "-open", words, axes)
    _marks(fig, who, rows[rows["doubtful"]], f"{who.name}, doubtful", "-thin-open", words, axes)


def _marks(
    fig: Card, who: Party, rows: pd.DataFrame, series: str, kind: str, words: dict, axes: tuple[str, str]
) -> None:
    if rows.empty:
        return
    symbol = f"x{kind}" if "thin" in kind else f"{who.symbol}{kind}"
    fig.add_scatter(
        x=rows["year"].tolist(),
        y=rows["value_musd"].tolist(),
        customdata=[[name] for name in rows["series"]],
        xaxis=axes[0],
        yaxis=axes[1],
        mode="markers",
        cliponaxis=False,
        marker={
            "color": who.colour,
            "symbol": symbol,
            "size": 8,
            "line": {"color": who.colour, "width": 1.6},
        },
        hovertext=hover(words[r.series, r.year] for r in rows.itertuples()),
        hovertemplate=HOVER,
        name=series,
        meta=drawn(series, {"x": "year", "y": "value_musd", "customdata.0": "counted_by"}),
    )


def log_axis(fig: Card, low: float, high: float, axis: str = "yaxis") -> None:
    """Set a logarithmic axis of million dollars, each step ten times the one below."""
    steps = [10.0**n for n in range(-2, 6) if low <= 10.0**n <= high]
    names = [dollars(step).replace("US$ ", "$") for step in steps]
    short = [n.replace(" million", "m").replace(".0 billion", "bn").replace(" billion", "bn") for n in names]
    fig.layout[axis].update(
        type="log", range=[log10(low), log10(high)], tickvals=steps, ticktext=short, showgrid=True,
        gridcolor=GRID, dtick=1,
    )  # fmt: skip
