"""Voting agreement: the numbers of the table, means that make the title, gaps, methods."""

from __future__ import annotations

import pandas as pd
import pytest

from course_lib import load
from course_lib.errors import CourseError, UnknownName
from course_lib.figures import data_table, un_voting_agreement


@pytest.fixture
def votes():
    return load("unga_agreement")


def pair(votes, a, b, method="identical_whole"):
    found = votes[votes["country_a"].eq(a) & votes["country_b"].eq(b) & votes["method"].eq(method)]
    return found[found["year"] >= 1991].set_index("year")["agreement_pct"]


def test_each_line_is_its_pair_of_the_table(votes):
    table = data_table(un_voting_agreement(votes))
    for series, a, b in (
        ("Russia–North Korea", "RUS", "PRK"),
        ("China–North Korea", "CHN", "PRK"),
        ("Russia–South Korea", "RUS", "KOR"),
        ("United States–Russia", "USA", "RUS"),
    ):
        drawn = table[table["series"].eq(series)].set_index("year")["agreement_pct"]
        assert drawn.to_dict() == pair(votes, a, b).to_dict()
    assert table["year"].min() == 1991


def test_the_title_compares_the_means_of_both_ends(votes):
    values = pair(votes, "RUS", "PRK")
    before, after = values.loc[1992:1996].mean(), values[values.index > 2018].mean()
    title = un_voting_agreement(votes).layout.meta["title"]
    assert f"more often: {after:.0f}\u00a0% in 2019–2023, {before:.0f}\u00a0% in 1992–1996" in title
    # The few votes of 1991 are in no mean.
    first = votes.assign(agreement_pct=votes["agreement_pct"].mask(votes["year"].eq(1991), 99.0))
    assert un_voting_agreement(first).layout.meta["title"] == title
    north = votes["country_a"].eq("RUS") & votes["country_b"].eq("PRK")
    flat = votes.assign(agreement_pct=votes["agreement_pct"].mask(north, 50.0))
    assert "about as often" in un_voting_agreement(flat).layout.meta["title"]
    # A change inside the margin is none.
    late = north & votes["year"].ge(2019)
    near = flat.assign(agreement_pct=flat["agreement_pct"].mask(late, 63.0))
    assert "about as often" in un_voting_agreement(near).layout.meta["title"]
    fallen = flat.assign(agreement_pct=flat["agreement_pct"].mask(late, 20.0))
    assert "less often: 20" in un_voting_agreement(fallen).layout.meta["title"]
    few = un_voting_agreement(votes[votes["year"].between(2015, 2020)])
    assert "of UN votes, 2015–2020" in few.layout.meta["title"]


def test_a_missing_year_is_a_band_and_is_named(votes):
    fig = un_voting_agreement(votes[votes["year"].ne(2003)])
    assert [(s.x0, s.x1) for s in fig.layout.shapes if s.name == "gap"] == [(2002.5, 2003.5)]
    assert "No figure for 2003." in fig.layout.meta["description"]


def test_a_method_is_chosen_and_named(votes):
    fig = un_voting_agreement(votes, method="half_all")
    drawn = data_table(fig)
    drawn = drawn[drawn["series"].eq("Russia–North Korea")]["agreement_pct"].tolist()
    assert drawn == pair(votes, "RUS", "PRK", "half_all").tolist()
    assert "half a point" in fig.layout.meta["subtitle"]
    with pytest.raises(UnknownName, match="identical_whole"):
        un_voting_agreement(votes, method="identical")


def test_the_soviet_union_is_called_so(votes):
    fig = un_voting_agreement(votes)
    line = next(t for t in fig.data if t.name == "Russia–North Korea")
    assert line.hovertext[0].startswith("1991: the Soviet Union and North Korea voted alike in 54 per cent")
    assert line.hovertext[1].startswith("1992: Russia and North Korea")


def test_no_votes_of_the_pair_is_said(votes):
    for rows in (votes[:0], votes[votes["country_b"].ne("PRK")]):
        with pytest.raises(CourseError, match="without a filter"):
            un_voting_agreement(rows)


def test_means_are_of_five_calendar_years(votes):
    title = un_voting_agreement(votes[~votes["year"].between(1994, 2000)]).layout.meta["title"]
    assert "–2002" not in title
    assert "1991–2023" in title


def test_a_value_that_is_missing_is_no_number(votes):
    last = votes["year"].eq(2023) & votes["country_a"].eq("CHN")
    fig = un_voting_agreement(votes.assign(agreement_pct=votes["agreement_pct"].mask(last)))
    labels = [a.text for a in fig.layout.annotations if a.name == "end"]
    assert "nan" not in " ".join([*labels, fig.layout.meta["title"], fig.layout.meta["description"]])
    assert "<b>China–North Korea 82\u00a0% (2022)</b>" in labels


def test_a_line_that_ends_earlier_says_when(votes):
    fig = un_voting_agreement(votes[votes["country_b"].ne("KOR") | votes["year"].lt(2015)])
    labels = [a.text for a in fig.layout.annotations if a.name == "end"]
    assert "<b>Russia–South Korea 51\u00a0% (2014)</b>" in labels
    assert "No figure of Russia–South Korea for 2015, 2016" in fig.layout.meta["description"]


def test_a_mark_says_what_was_counted(votes):
    lines = {t.name: t.hovertext for t in un_voting_agreement(votes).data}
    first, second = (text.replace("<br>", " ") for text in lines["Russia–North Korea"][:2])
    assert "the same vote, whole resolutions only" in first
    assert "Few votes: the Koreas joined in September" in first
    assert "Few votes" not in second + lines["United States–Russia"][0]
    assert "margin: 8 to 14 points" in second


def test_a_year_twice_and_a_method_not_there_are_said(votes):
    with pytest.raises(CourseError, match="twice"):
        un_voting_agreement(pd.concat([votes, votes]))
    with pytest.raises(CourseError, match="by the method 'identical_whole'"):
        un_voting_agreement(votes[votes["method"].eq("half_all")])
