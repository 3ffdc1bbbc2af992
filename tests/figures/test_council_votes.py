"""The Council: each cell is the vote of the table, a veto is told from a no, and the title counts."""

from __future__ import annotations

import pytest

from course_lib import load
from course_lib.errors import CourseError, UnknownName
from course_lib.figures import council_votes, data_table
from course_lib.figures._theme import VOTES


@pytest.fixture
def votes():
    return load("unsc_votes")


def test_each_cell_is_the_vote_of_the_table(votes):
    table = data_table(council_votes(votes))
    names = {"Soviet Union / Russia": "USSR/Russia", "United States": "US", "United Kingdom": "UK"}
    names |= {"South Korea": "ROK"}
    given = {(r.vote_id, r.country): r for r in votes.itertuples()}
    for row in table.itertuples():
        vote = given[row.vote_id, names.get(row.country, row.country)]
        if row.vote == VOTES["veto"].word:
            assert (vote.vote, vote.outcome, vote.seat) == ("no", "vetoed", "permanent")
        else:
            assert row.vote == VOTES[vote.vote].word
        assert row.letter in {v.letter for v in VOTES.values() if v.word == row.vote}


def test_the_vetoes_are_those_of_the_table(votes):
    table = data_table(council_votes(votes))
    russia = table[table["country"].eq("Soviet Union / Russia")]
    vetoed = set(russia.loc[russia["letter"].eq("V"), "vote_id"])
    assert vetoed == {"1950-s1653", "1950-s1752", "1950-s1894", "2022-s431", "2024-s255"}
    # A vote on procedure knows no veto: in 1950 China's no did not stop resolution 88.
    china = table[table["country"].eq("China")].set_index("vote_id")["letter"]
    assert china["1950-88"] == "N"
    assert china["2022-s431"] == "V"


def test_what_is_shown_by_default_and_by_years(votes):
    shown = set(data_table(council_votes(votes))["vote_id"])
    assert "2017-hr" not in shown
    assert "1950-s1500" not in shown
    year = votes[votes["date"].dt.year.eq(1950)]
    assert set(data_table(council_votes(votes, years=(1950, 1950)))["vote_id"]) == set(year["vote_id"])
    whole = council_votes(votes, years=(1991, 2026))
    assert "C adopted without a vote" in whole.layout.meta["subtitle"]


def test_votes_may_be_chosen_in_an_order(votes):
    fig = council_votes(votes, only=["1950-84", "1950-82", "1950-83"])
    assert list(fig.layout.xaxis.tickvals) == ["1950-84", "1950-82", "1950-83"]
    assert fig.layout.meta["title"] == "The Soviet Union in 3 votes, 1950: 3 absent"
    with pytest.raises(UnknownName, match="1950-82"):
        council_votes(votes, only=["1950-res82"])


def test_years_without_a_vote_part_the_matrix(votes):
    fig = council_votes(votes)
    columns = list(fig.data[0].x)
    empty = columns.index("after 1950-s1894")
    assert columns[empty + 1] == "2006-1695"
    assert all(row[empty] is None for row in fig.data[0].z)
    assert not any(c.startswith("after") for c in council_votes(votes, years=(2006, 2024)).data[0].x)


def test_the_title_counts_along_russias_row(votes):
    title = council_votes(votes).layout.meta["title"]
    assert title == "Russia in 26 votes, 2006–2024: 24 in favour, 2 vetoes (2022 and 2024)"
    last = votes["vote_id"].eq("2024-s255") & votes["country"].eq("USSR/Russia")
    other = council_votes(votes.assign(vote=votes["vote"].mask(last, "abstain"))).layout.meta["title"]
    assert other == "Russia in 26 votes, 2006–2024: 24 in favour, 1 abstention, 1 veto"


def test_a_member_without_a_seat_is_blank_and_not_absent(votes):
    table = data_table(council_votes(votes))
    assert set(table.loc[table["country"].eq("South Korea"), "vote_id"]) == {
        "2013-2087", "2013-2094", "2014-2141", "2024-s255",
    }  # fmt: skip
    assert "Blank: no seat" in council_votes(votes).layout.meta["source"]


def test_nothing_to_draw_is_said(votes):
    with pytest.raises(CourseError, match="choose other years"):
        council_votes(votes, years=(1960, 1970))
    with pytest.raises(CourseError):
        council_votes(votes[:0])
