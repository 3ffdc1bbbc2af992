"""What is said of votes of the UN Security Council: title, description, a sentence for each cell."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import Any

import pandas as pd

from course_lib.figures._sentences import day, said_by, state, with_article
from course_lib.figures._text import and_join, plural
from course_lib.figures._theme import VOTES

__all__ = [
    "DOT", "MEETINGS", "MOSCOW", "UNLISTED", "called", "description", "full", "label", "note",
    "number", "sentence", "subtitle", "title",
]  # fmt: skip

#: As the table names them: a member, and the procedural votes on whether to hold a meeting.
MOSCOW, MEETINGS = "USSR/Russia", "human rights agenda"
#: No vote, but not nothing either: a member that is listed for another vote of the same year.
UNLISTED, DOT = "not listed", "·"
_VERBS = {
    "yes": "voted in favour of", "no": "voted against", "veto": "vetoed", "abstain": "abstained on",
    "absent": "was absent from the vote on", "not participating": "took no part in the vote on",
    "without vote": "agreed without a vote to", "unknown": "cast a vote that is not known on",
}  # fmt: skip
_NOUNS = {"yes": "in favour", "no": "against", "abstain": "abstained", "unknown": "not known"}


def called(country: str, year: int) -> str:
    """Return what a member is called: the Soviet Union to 1991, and who held the seat of China."""
    if country == MOSCOW:
        return "Soviet Union" if year <= 1991 else "Russia"
    if country == "China":
        return "China (Taipei)" if year <= 1971 else "China (Beijing)"
    return state(country)


def number(vote: Any) -> str:
    """Return the number of a resolution, the symbol of a draft, or the day of a vote on procedure."""
    if pd.notna(vote.resolution):
        return vote.resolution.removeprefix("S/RES/")
    if pd.isna(vote.draft_symbol):
        return f"{vote.date.day} {vote.date:%b %Y}"
    return vote.draft_symbol


def label(vote: Any) -> str:
    """Return the number of a vote, with the year where that has none."""
    year = str(vote.date.year)
    return number(vote) if year in number(vote) else f"{number(vote)} ({year})"


def text_of(vote: Any) -> str:
    """Return what was voted on, as a sentence names it."""
    if pd.notna(vote.resolution):
        return f"resolution {number(vote)}"
    return "the procedural motion" if pd.isna(vote.draft_symbol) else f"draft {vote.draft_symbol}"


def full(vote: Any) -> str:
    """Return what was voted on and when: Resolution 82, 25 June 1950."""
    if pd.isna(vote.resolution) and pd.isna(vote.draft_symbol):
        return day(vote.date)
    what = text_of(vote)
    return f"{what[0].upper()}{what[1:]}, {day(vote.date)}"


def counted(vote: Any) -> str:
    """Return how a vote ended, in numbers."""
    if pd.isna(vote.in_favour):
        return f"{vote.outcome.capitalize()} without a count of votes"
    return (
        f"{vote.outcome.capitalize()}: {vote.in_favour} in favour, {vote.against} against, "
        f"{vote.abstain} abstaining, {vote.not_voting} absent or taking no part, of {vote.members}"
    )


def sentence(vote: Any, name: str = "", cast: str = "") -> str:
    """Return what is read at a cell; of the vote itself where nobody is named."""
    about = f"{vote.subject.rstrip('.')}. {counted(vote)}."
    if not name:
        return f"{day(vote.date)}, {text_of(vote)}. {about}"
    if cast == UNLISTED:
        return (
            f"{day(vote.date)}: {with_article(name)} is not listed for the vote on {text_of(vote)}, though "
            f"it is for another one of {vote.date.year}. {about}"
        )
    recalled = " Recalled, not seen in a source." if vote.status == "recalled" else ""
    note = "" if pd.isna(vote.note) else f" Note: {vote.note.rstrip('.')}."
    return (
        f"{day(vote.date)}: {with_article(name)} {_VERBS[cast]} {text_of(vote)}. {about}{recalled}{note} "
        f"{said_by(vote.source_id)}"
    )


def title(chosen: pd.DataFrame) -> str:
    """Return what Moscow's row says: from 1992 on where such votes are shown, else the Soviet one."""
    row = chosen[chosen["country"] == MOSCOW]
    late, early = row[row["date"].dt.year > 1991], row[row["date"].dt.year <= 1991]
    shown = late if len(late) >= len(early) else early
    if shown.empty:
        votes = chosen.drop_duplicates("vote_id")
        counts = votes["outcome"].value_counts()
        ended = and_join(f"{counts[o]} {o}" for o in counts.index)
        return f"The Council on Korea, {plural(len(votes), 'vote')} of {span(votes)}: {ended}"
    casts, size = list(shown["cast"]), len(shown)
    if shown is early:
        missed = len(list(takewhile(lambda cast: cast == "absent", casts)))
        if missed == size > 1:
            none = "" if (chosen["cast"] == "veto").any() else "; none was vetoed"
            return f"The Soviet Union was absent from all {size} votes, {_days(shown)}{none}"
        if missed:
            back = casts.count("veto") or "none"
            first = "first" if missed == 1 else f"first {missed}"
            votes = f"{plural(size, 'vote')} of {span(shown)}"
            return f"The Soviet Union missed the {first} of {votes}; back, it vetoed {back}"
    run = len(list(takewhile(lambda cast: cast == "yes", casts)))
    what = "resolutions" if shown["resolution"][:run].notna().all() else "texts"
    if shown is late and run == size > 1:
        return f"Russia voted in favour each time: {size} {what} of {span(shown)}"
    if shown is late and run > 1 and casts[run] == "veto":
        rest, when = casts[run:], f"{shown['date'].iloc[run]:%B %Y}"
        of_them = f"{rest.count('veto')} of {len(rest)} from {when} on"
        then = of_them if len(rest) > 1 else f"the next, in {when}"
        return f"Russia backed {run} {what} in a row from {shown['date'].iloc[0].year}, then vetoed {then}"
    who = called(MOSCOW, shown["date"].dt.year.max())
    return f"{who} on {plural(size, 'vote')} of {span(shown)}: {_counts(casts, 3)}"


def subtitle(table: pd.DataFrame, chosen: pd.DataFrame, default: bool) -> str:
    """Return what is plotted, of which years, and how much of the table."""
    some, all_ = chosen["vote_id"].nunique(), table["vote_id"].nunique()
    which = "; adopted or vetoed, human rights meetings left out" if default else ""
    return (
        f"Votes in the UN Security Council on Korea, {span(chosen)} ({some} of {all_} votes in the "
        f"table{which})"
    )


def note(cells: pd.DataFrame, shown: set[str | None]) -> str:
    """Return what could mislead, of the votes that have a row and of what their cells show."""
    recalled = int((cells["status"] == "recalled").sum())
    procedural = (cells["cast"] == "no") & (cells["seat"] == "permanent") & (cells["outcome"] == "adopted")
    stayed = cells[(cells["vote_id"] == "1950-83") & (cells["cast"] == "not participating")]
    said = [
        ("China: the government in Taipei until 1971.", (cells["row"] == "China (Taipei)").any()),
        (f"“{DOT}”: not listed, though for another vote of that year.", UNLISTED in shown),
        ("Empty: not listed that year.", None in shown),
        ("The table lists South Korea whenever it sat, others elected where they did not vote in favour.",
         shown & {UNLISTED, None} and (cells["seat"] == "elected").any()),
        ("In votes on procedure “against” is no veto.", procedural.any()),
        ("On resolution 83 some count two abstentions.", not stayed.empty),
        (f"{recalled} of {plural(len(cells), 'cell')} {'is' if recalled == 1 else 'are'} recalled, not seen.",
         recalled),
    ]  # fmt: skip
    return " ".join(text for text, applies in said if applies)


def span(votes: pd.DataFrame) -> str:
    """Return the first and the last year of votes; of the default, the two groups."""
    years = sorted(votes["date"].dt.year.unique())
    if len(years) > 1 and years[0] == 1950 and years[1] >= 2006:
        return f"1950 and {_range(years[1:])}"
    return _range(years)


def _days(votes: pd.DataFrame) -> str:
    first, last = day(votes["date"].min()), day(votes["date"].max())
    year = f" {votes['date'].max().year}"
    return last if first == last else f"{first.removesuffix(year)} to {last}"


def _range(years: Sequence[int]) -> str:
    return f"{years[0]}–{years[-1]}" if years[0] != years[-1] else str(years[0])


def _counts(casts: Sequence[str], most: int = 9) -> str:
    order = sorted(set(casts), key=lambda cast: (-casts.count(cast), list(VOTES).index(cast)))
    said = [f"{casts.count(c)} {_noun(c, casts.count(c))}" for c in order]
    return and_join([*said[:most], *(["others"] if len(said) > most else [])])


def _noun(cast: str, number: int) -> str:
    if cast == "veto":
        return "veto" if number == 1 else "vetoes"
    return _NOUNS.get(cast) or VOTES[cast].word


def description(chosen: pd.DataFrame, rows: Sequence[str]) -> str:
    """Return the matrix in words: for each row how often in favour, and where not."""
    votes = chosen.drop_duplicates("vote_id")
    ended = votes["outcome"].value_counts()
    parts = [
        f"Matrix of {plural(len(votes), 'vote')} of the UN Security Council on Korea, {span(votes)}: "
        f"{and_join(f'{ended[o]} {o}' for o in ended.index)}."
    ]
    for name in rows:
        mine = chosen[chosen["row"] == name]
        yes = mine[mine["cast"] == "yes"]
        said = [f"{len(yes) or 'none'} in favour" + (f" ({_list(yes)})" if 0 < len(yes) <= 3 else "")]
        for cast in (cast for cast in VOTES if cast != "yes" and (mine["cast"] == cast).any()):
            those = mine[mine["cast"] == cast]
            said.append(f"{len(those)} {_noun(cast, len(those))} ({_list(those)})")
        parts.append(f"{name}, {plural(len(mine), 'vote')}: {', '.join(said)}.")
    return " ".join(parts)


def _list(rows: pd.DataFrame) -> str:
    out = []
    for year, votes in rows.groupby(rows["date"].dt.year, sort=False):
        names = [number(vote) for vote in votes.itertuples()]
        out.append(and_join(names) + ("" if all(str(year) in name for name in names) else f" in {year}"))
    return "; ".join(out)
