"""How often pairs of States vote alike in the UN General Assembly, year by year."""

from __future__ import annotations

import pandas as pd

from course_lib.errors import CourseError, unknown
from course_lib.figures._axes import value_axis, year_axis
from course_lib.figures._card import Card, card
from course_lib.figures._marks import end_labels, events, gap_bands, line, yearly
from course_lib.figures._sentences import with_article
from course_lib.figures._text import and_join, spans
from course_lib.figures._theme import PARTIES

__all__ = ["un_voting_agreement"]

#: Each pair has colour and dash of the State that tells it from the others; the first is the one to look at.
PAIRS = {("RUS", "PRK"): "RUS", ("CHN", "PRK"): "CHN", ("RUS", "KOR"): "KOR", ("USA", "RUS"): "USA"}
METHODS = {
    "identical_whole": "the same vote, whole resolutions only",
    "identical_all": "the same vote, paragraphs and amendments included",
    "half_all": "the same vote, half a point where one abstained, paragraphs and amendments included",
}
#: A difference below this many points may come from what was put to the vote.
MARGIN = 14
#: Calendar years at both ends whose means are compared, and how many of them must be in the table.
WINDOW, ENOUGH = 5, 3
#: The Koreas joined in September 1991, which holds few votes: means begin with the first whole year.
WHOLE = 1992
EVENTS = {2006: "first nuclear test", 2014: "Crimea", 2022: "war in Ukraine"}


def un_voting_agreement(unga_agreement: pd.DataFrame, *, method: str = "identical_whole") -> Card:
    """Draw the share of UN roll calls on which two States voted alike, for four pairs.

    Parameters
    ----------
    unga_agreement : pandas.DataFrame
        As `load("unga_agreement")` returns it.
    method : str
        What counts as alike: ``"identical_whole"``, ``"identical_all"`` or ``"half_all"``.

    Returns
    -------
    Card
        A plotly figure.

    Raises
    ------
    UnknownName
        There is no such method.
    CourseError
        The table has no year for Russia and North Korea by this method, or a year of a pair twice.
    """
    if method not in METHODS:
        raise unknown("method", method, METHODS)
    rows = unga_agreement[unga_agreement["method"] == method]
    found = {pair: _of(rows, pair) for pair in PAIRS}
    main = found["RUS", "PRK"]
    if main.empty:
        raise CourseError(
            f"The table has no votes of Russia and North Korea by the method {method!r}: "
            "load it without a filter."
        )
    first, last = int(main.index.min()), int(main.index.max())
    found = {pair: f[f.index.isin(range(first, last + 1))] for pair, f in found.items()}
    found = {pair: f for pair, f in found.items() if len(f)}
    labels = {
        # A line that ends before the others says of which year its number is.
        pair: f"{_named(pair)} {f['agreement_pct'].iloc[-1]:.0f} %"
        + ("" if f.index[-1] == last else f" ({f.index[-1]})")
        for pair, f in found.items()
    }
    fig = card(
        title=_title(main),
        subtitle=f"UN General Assembly, {first}–{last}: per cent of the roll calls on which both voted; "
        f"{METHODS[method]}",
        description=_description(found, first, last),
        sources=rows["source_id"],
        source="Voeten, Strezhnev and Bailey, UN General Assembly Voting Data; computed by the course.",
        note=f"Differences of up to {MARGIN} points may come from what was put to the vote. Most texts pass "
        "by large majorities, so compare pairs, not levels: agreement is no alliance.",
        height=470,
        left=["100 %"],
        right=list(labels.values()),
        head=20,
    )
    year_axis(fig, first, last)
    value_axis(fig, {0: "0 %", 25: "25 %", 50: "50 %", 75: "75 %", 100: "100 %"})
    gap_bands(fig, [(a - 0.5, b + 0.5) for a, b in spans(set(range(first, last + 1)) - set(main.index))])
    events(fig, {year: words for year, words in EVENTS.items() if first < year <= last})
    # The pair to look at comes last: above the others.
    for pair in reversed(found):
        who = PARTIES[PAIRS[pair]]
        years = yearly(found[pair].index, found[pair]["agreement_pct"])
        line(
            fig, who, years, "agreement_pct", _sentences(pair, found[pair], years, method),
            series=_named(pair), wide=4 if pair == ("RUS", "PRK") else 2, size=5,
        )  # fmt: skip
    end_labels(
        fig,
        [
            (f.index.max(), f["agreement_pct"].iloc[-1], labels[pair], PARTIES[PAIRS[pair]])
            for pair, f in found.items()
        ],
    )
    return fig


def _of(rows: pd.DataFrame, pair: tuple[str, str]) -> pd.DataFrame:
    a, b = pair
    wanted = rows["country_a"].eq(a) & rows["country_b"].eq(b)
    found = rows[wanted | (rows["country_a"].eq(b) & rows["country_b"].eq(a))]
    found = found.dropna(subset=["agreement_pct", "votes_compared"])
    if found["year"].duplicated().any():
        raise CourseError(f"The table has a year of {_named(pair)} twice: keep one row a year.")
    return found.assign(year=found["year"].astype(int)).set_index("year").sort_index()


def _named(pair: tuple[str, str]) -> str:
    return "–".join(PARTIES[code].name for code in pair)


def _prose(pair: tuple[str, str], year: int) -> str:
    names = ("Soviet Union" if c == "RUS" and year < 1992 else PARTIES[c].name for c in pair)
    return and_join(map(with_article, names))


def _sentences(pair: tuple[str, str], rows: pd.DataFrame, years: pd.Series, method: str) -> list[str | None]:
    return [
        f"{year}: {_prose(pair, year)} voted alike in {rows.loc[year, 'agreement_pct']:.0f} per cent "
        f"of the {int(rows.loc[year, 'votes_compared'])} roll calls on which both voted ({METHODS[method]})."
        + (
            " Few votes: the Koreas joined in September."
            if year < WHOLE and {"PRK", "KOR"} & set(pair)
            else ""
        )
        + " Rough margin: 8 to 14 points."
        if year in rows.index
        else None
        for year in years.index
    ]


def _ends(rows: pd.DataFrame) -> tuple[tuple[str, float], tuple[str, float]] | None:
    """Return years in words and mean of both ends of a series, where they are far enough apart."""
    rows = rows[rows.index >= WHOLE]
    if rows.empty:
        return None
    # Calendar years, not rows: with a gap in it, five rows would reach over nine years.
    parts = (rows[rows.index < rows.index.min() + WINDOW], rows[rows.index > rows.index.max() - WINDOW])
    if parts[0].index.max() >= parts[1].index.min() or min(map(len, parts)) < ENOUGH:
        return None
    return tuple((f"{p.index.min()}–{p.index.max()}", float(p["agreement_pct"].mean())) for p in parts)


def _title(main: pd.DataFrame) -> str:
    ends = _ends(main)
    if ends is None:
        a, b = main.index.min(), main.index.max()
        years = f"{a}–{b}" if a < b else a
        return f"Russia and North Korea: alike in {main['agreement_pct'].mean():.0f} % of UN votes, {years}"
    (then, before), (now, after) = ends
    change = after - before
    how = "about as often" if abs(change) < MARGIN else "more often" if change > 0 else "less often"
    return (
        f"Russia and North Korea vote alike {how}: {after:.0f}\u00a0% in {now}, {before:.0f}\u00a0% in {then}"
    )


def _description(found: dict[tuple[str, str], pd.DataFrame], first: int, last: int) -> str:
    parts = []
    for pair, rows in found.items():
        values = rows["agreement_pct"]
        ends = _ends(rows)
        means = "" if ends is None else "; " + ", ".join(f"mean of {y} {m:.0f}" for y, m in ends)
        parts.append(
            f"{_named(pair)}: lowest {values.min():.0f} in {values.idxmin()}, highest {values.max():.0f} in "
            f"{values.idxmax()}, {values.iloc[-1]:.0f} in {values.index[-1]}{means}"
        )
    missing = {pair: set(range(first, last + 1)) - set(rows.index) for pair, rows in found.items()}
    by_all = set.intersection(*missing.values())
    gap = f" No figure for {and_join(map(str, sorted(by_all)))}." if by_all else ""
    for pair in PAIRS:
        if pair not in found:
            gap += f" {_named(pair)} is not in the table."
        elif missing[pair] - by_all:
            years = and_join(map(str, sorted(missing[pair] - by_all)))
            gap += f" No figure of {_named(pair)} for {years}."
    return (
        f"How often two States vote alike in the UN General Assembly, {first} to {last}, in per cent of the "
        f"roll calls on which both voted yes, no or abstain. {'. '.join(parts)}.{gap}"
    )
