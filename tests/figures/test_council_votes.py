"""Members by votes: what is shown, what a veto is, what an empty cell means, and Moscow's row in words."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from course_lib import load
from course_lib.errors import CourseError, UnknownName
from course_lib.figures import council_votes, data_table
from course_lib.figures._theme import VOTES

THREE = ["1950-82", "1950-83", "1950-84"]


@pytest.fixture(scope="module")
def table():
    return load("unsc_votes")


def cells(fig):
    """Return what is drawn by member and vote, read from the letters."""
    heat = fig.data[0]
    return {
        (name, vote): letter
        for name, row in zip(heat.y, heat.text, strict=True)
        for vote, letter in zip(heat.x, row, strict=True)
        if letter
    }


def said(fig, name, vote):
    heat = fig.data[0]
    return heat.hovertext[list(heat.y).index(name)][list(heat.x).index(vote)].replace("<br>", " ")


def test_every_cell_is_a_row_of_the_table(table):
    fig = council_votes(table)
    shown = cells(fig)
    year = table["date"].dt.year
    kept = table[((year == 1950) | (year >= 2006)) & (table["outcome"] != "not adopted")]
    kept = kept[kept["kind"] != "human rights agenda"]
    expected = {}
    for row in kept.itertuples():
        vetoed = row.vote == "no" and row.seat == "permanent" and row.outcome == "vetoed"
        name = {
            "USSR/Russia": "Soviet Union / Russia", "US": "United States", "UK": "United Kingdom",
            "ROK": "South Korea", "China": f"China ({'Taipei' if row.date.year < 1972 else 'Beijing'})",
        }.get(row.country, row.country)  # fmt: skip
        expected[name, row.vote_id] = VOTES["veto" if vetoed else row.vote].letter
    # One elected member each was listed with nothing but a vote in favour: no row.
    rowless = {"Ecuador", "Norway"}
    assert {key: letter for key, letter in shown.items() if letter != "·"} == {
        key: letter for key, letter in expected.items() if key[0] not in rowless
    }
    assert len({vote for _, vote in shown}) == kept["vote_id"].nunique()


def test_a_veto_is_a_negative_vote_that_stopped_a_draft(table):
    shown = cells(council_votes(table))
    assert shown["Soviet Union / Russia", "2022-s431"] == shown["China (Beijing)", "2022-s431"] == "V"
    assert shown["China (Beijing)", "2024-s255"] == "A"
    # On resolution 88 a permanent member lost: a vote on procedure.
    assert shown["China (Taipei)", "1950-88"] == "N"
    meetings = cells(council_votes(table, kinds=["human rights agenda"]))
    assert {letter for (name, _), letter in meetings.items() if name == "Russia"} == {"N  against"}
    # An elected member casts no veto.
    airliner = cells(council_votes(table, kinds=["Korean airliner"]))
    assert airliner["Poland", "1983-kal007"].startswith("N")
    assert airliner["Soviet Union", "1983-kal007"].startswith("V")


def test_an_empty_cell_is_no_absence(table):
    shown = cells(council_votes(table))
    assert ("South Korea", "1950-82") not in shown
    assert ("South Korea", "2022-s431") not in shown
    assert ("China (Beijing)", "1950-82") not in shown
    assert ("China (Taipei)", "2006-1695") not in shown
    assert ("India", "2006-1695") not in shown
    # Listed for other votes of 1950, not for this one: neither empty nor a vote.
    assert shown["Egypt", "1950-85"] == "·"
    fig = council_votes(table)
    assert "is not listed for the vote on resolution 85" in said(fig, "Egypt", "1950-85")
    assert "Empty: not listed that year." in fig.layout.meta["source"]
    # Rows of the table that are no votes are told apart in it.
    drawn = data_table(fig)
    listed = drawn[drawn["vote"] != "not listed"]
    assert len(listed) == len(cells(fig)) - (drawn["vote"] == "not listed").sum()


def test_columns_stand_by_kind_with_a_break_between(table):
    fig = council_votes(table)
    columns = list(fig.data[0].x)
    gaps = [n for n, column in enumerate(columns) if not column.strip()]
    assert len(gaps) == 2
    heads = [re.sub("<[^>]*>", "", a.text) for a in fig.layout.annotations if a.name == "block"]
    assert heads[0] == "Korean War, 1950"
    kinds = table.drop_duplicates("vote_id").set_index("vote_id")["kind"]
    for start, end in zip([-1, *gaps], [*gaps, len(columns)], strict=True):
        block = columns[start + 1 : end]
        assert kinds[block].nunique() == 1
        days = table.drop_duplicates("vote_id").set_index("vote_id")["date"][block]
        assert days.is_monotonic_increasing


def test_the_title_follows_russias_row(table):
    title = council_votes(table).layout.meta["title"]
    assert title == "Russia backed 23 resolutions in a row from 2006, then vetoed 2 of 3 from May 2022 on"
    russian = (table["country"] == "USSR/Russia") & (table["date"].dt.year > 1991)
    one = table.mask(russian & (table["vote_id"] == "2024-s255"), other=table.assign(vote="abstain"))
    assert council_votes(one).layout.meta["title"].endswith("then vetoed 1 of 3 from May 2022 on")
    early = table.mask(russian & (table["vote_id"] == "2016-2270"), other=table.assign(vote="abstain"))
    assert council_votes(early).layout.meta["title"] == (
        "Russia on 26 votes of 2006–2024: 23 in favour, 2 vetoes and 1 abstained"
    )
    until = table[table["date"] < "2018-01-01"]
    assert council_votes(until).layout.meta["title"] == (
        "Russia voted in favour each time: 18 resolutions of 2006–2017"
    )
    without = table[table["country"] != "USSR/Russia"]
    assert council_votes(without).layout.meta["title"] == (
        "The Council on Korea, 34 votes of 1950 and 2006–2024: 29 adopted and 5 vetoed"
    )


def test_the_three_votes_of_1950_are_spelt_out(table):
    fig = council_votes(table, only=THREE)
    assert fig.layout.meta["title"] == (
        "The Soviet Union was absent from all 3 votes, 25 June to 7 July 1950; none was vetoed"
    )
    shown = cells(fig)
    assert shown["Soviet Union", "1950-83"] == "–  absent"
    assert shown["Yugoslavia", "1950-83"] == "N  against"
    assert shown["India", "1950-83"] == "P  took no part"
    assert not [a for a in fig.layout.annotations if a.name == "key"]
    assert "some count two abstentions" in fig.layout.meta["source"]
    tally = data_table(fig)
    assert tally[tally["series"] == "Votes in favour"]["in_favour"].tolist() == [9, 7, 7]
    there = table.mask(
        (table["country"] == "USSR/Russia") & (table["vote_id"] == "1950-84"), table.assign(vote="no")
    )
    assert council_votes(there, only=THREE).layout.meta["title"] == (
        "The Soviet Union missed the first 2 of 3 votes of 1950; back, it vetoed none"
    )


def test_a_year_shows_drafts_that_failed_too(table):
    fig = council_votes(table, years=(1950, 1950))
    votes = {vote for _, vote in cells(fig)}
    assert votes == set(table[table["date"].dt.year == 1950]["vote_id"])
    assert "missed the first 6 of 17 votes of 1950; back, it vetoed 3" in fig.layout.meta["title"]
    assert cells(fig)["France", "1950-s1889"] == "?"
    assert "China (Taipei)" in fig.data[0].y
    assert "China (Beijing)" not in fig.data[0].y


def test_a_vote_that_was_not_counted_has_no_count(table):
    fig = council_votes(table, years=(1991, 1991))
    assert {letter for _, letter in cells(fig).items()} == {"C  adopted without a vote"}
    drawn = data_table(fig)
    assert "Votes in favour" not in set(drawn["series"])
    assert "without a count of votes" in said(fig, "France", "1991-702")


def test_what_is_recalled_is_said(table):
    fig = council_votes(table)
    assert "Recalled, not seen in a source." in said(fig, "India", "1950-s1894")
    assert "Recalled" not in said(fig, "India", "1950-82")
    rows = set(fig.data[0].y)
    found = table[table["vote_id"].isin(fig.data[0].x) & ~table["country"].isin(["Ecuador", "Norway"])]
    assert "South Korea" in rows
    assert f"{(found['status'] == 'recalled').sum()} of {len(found)} cells" in fig.layout.meta["source"]


def test_the_description_says_each_row(table):
    words = council_votes(table).layout.meta["description"]
    assert "4 absent (82, 83, 84 and 85 in 1950)" in words
    assert "China (Beijing), 26 votes: 24 in favour, 1 abstained (S/2024/255), 1 veto (S/2022/431)." in words
    assert "Yugoslavia, 6 votes: none in favour" in words


def test_what_cannot_be_drawn_is_said(table):
    with pytest.raises(UnknownName, match="Did you mean '1950-88'"):
        council_votes(table, only=["1950-8"])
    with pytest.raises(UnknownName, match="Did you mean 'panel renewal'"):
        council_votes(table, kinds=["panel renewals"])
    with pytest.raises(CourseError, match="too many"):
        council_votes(table, years=(1949, 2024))
    for empty in (table.iloc[:0], table[table["date"].dt.year.between(1951, 2005)]):
        with pytest.raises(CourseError, match="No vote of the Council"):
            council_votes(empty)
    with pytest.raises(CourseError, match="No vote of the Council"):
        council_votes(table, years=(1970, 1980))


@pytest.mark.parametrize("country", ["USSR/Russia", "China", "US", "ROK", "Egypt"])
def test_a_member_less_is_a_row_less(table, country):
    fig = council_votes(table[table["country"] != country])
    assert len(fig.data[0].y) == len(council_votes(table).data[0].y) - (2 if country == "China" else 1)
    assert isinstance(fig.layout.meta["title"], str)


def test_a_curtain_hides_later_votes():
    fig = council_votes(load("unsc_votes", as_of="2022-06-01"))
    assert fig.layout.meta["title"].endswith("then vetoed the next, in May 2022")
    assert "2024" not in fig.layout.meta["description"]
    assert pd.to_datetime("2022-05-26") in set(load("unsc_votes", as_of="2022-06-01")["date"])
