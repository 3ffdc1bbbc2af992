"""The timeline: every event in its place, eras parted by turning points, a title that follows the table."""

from __future__ import annotations

import pandas as pd
import pytest

from course_lib import load
from course_lib.errors import CourseError, UnknownName
from course_lib.figures import data_table, relationship_timeline
from course_lib.figures._relationship_words import signed
from course_lib.figures._text import plural


@pytest.fixture
def tables():
    return load("timeline"), load("eras")


def words(fig):
    return fig.layout.meta["title"], fig.layout.meta["description"]


def test_every_event_is_drawn_in_its_row(tables):
    timeline, eras = tables
    table = data_table(relationship_timeline(timeline, eras))
    drawn = table[table["series"].str.startswith("Event")].sort_values(["date", "title"])
    given = timeline.sort_values(["date", "title"])
    assert drawn["title"].tolist() == given["title"].tolist()
    assert drawn["date"].tolist() == given["date"].tolist()
    assert drawn["warmth"].astype("Float64").tolist() == given["warmth"].astype("Float64").tolist()
    # Moved within its row, never into the next one.
    judged = drawn["warmth"].notna()
    assert (drawn["drawn_at"] - drawn["warmth"].where(judged, -4)).abs().max() < 0.5


def test_the_mean_of_an_era_is_that_of_its_events(tables):
    timeline, eras = tables
    table = data_table(relationship_timeline(timeline, eras))
    means = table[table["series"] == "Mean of an era"].set_index("title")["warmth"]
    year = timeline["date"].dt.year
    for title, first, last in (("Turn to Seoul", 1988, 1996), ("Making a state", 1945, 1949)):
        assert means[title] == pytest.approx(timeline[year.between(first, last)]["warmth"].mean(), abs=1e-3)
    # 1953 belongs to two eras: the armistice ends the war, the grant of September comes after it.
    war = timeline[(timeline["date"] >= "1950-01-01") & (timeline["date"] <= "1953-07-27")]
    assert means["War"] == pytest.approx(war["warmth"].mean(), abs=1e-3)
    assert len(means) == len(eras)


def test_the_title_follows_the_table(tables):
    timeline, eras = tables
    title, _ = words(relationship_timeline(timeline, eras))
    means = {"1988–1996": timeline[timeline["date"].dt.year.between(1988, 1996)]["warmth"].mean()}
    assert "coldest in 1988–1996" in title
    assert means["1988–1996"] == pytest.approx(-2.6, abs=0.05)
    other = timeline.assign(warmth=-timeline["warmth"])
    title, _ = words(relationship_timeline(other, eras))
    assert "coldest in 1945–1949, since 2022 the seventh warmest of eight eras" in title
    recent = timeline["date"].dt.year >= 2022
    coldest = timeline.assign(warmth=timeline["warmth"].mask(recent, -3))
    title, _ = words(relationship_timeline(coldest, eras))
    assert title == "Moscow and Pyongyang: warmest in 1945–1949, coldest in 2022–2026"
    warmest = timeline.assign(warmth=timeline["warmth"].mask(recent, 3))
    assert "since 2022 the warmest of eight eras" in words(relationship_timeline(warmest, eras))[0]


def test_the_curtain_hides_what_was_not_known(tables):
    fig = relationship_timeline(load("timeline", as_of="2024-06-28"), tables[1])
    assert data_table(fig)["date"].max() < pd.Timestamp("2024-06-29")
    assert "1945–2024" in fig.layout.meta["subtitle"]
    assert "2025" not in " ".join(words(fig))


def test_a_part_may_be_looked_at(tables):
    fig = relationship_timeline(*tables, years=(1945, 1961))
    title, description = words(fig)
    assert title == "Moscow and Pyongyang: warmest in 1945–1949, coldest in 1953–1961"
    assert "Turn to Seoul" not in description
    assert fig.layout.xaxis.range == ("1945-01-01", "1962-01-01")
    one = words(relationship_timeline(*tables, years=(2022, 2026)))[0]
    assert one.startswith("Moscow and Pyongyang, 2022–2026: +2.")


def test_an_era_of_one_year_is_named_by_it(tables):
    title, _ = words(relationship_timeline(*tables, years=(1953, 1961)))
    # The years of the one lie within those of the other: months tell them apart.
    assert title == "Moscow and Pyongyang: warmest in January–July 1953, coldest in July 1953–1961"


def test_of_two_eras_that_meet_within_a_year_the_later_one_begins_with_its_month(tables):
    timeline, eras = tables
    eras = eras[eras["id"].isin(["e2", "e3"])].assign(year_to=[1953, None])
    warm_later = timeline.assign(warmth=timeline["date"].gt("1953-07-28").astype("Int64"))
    title, _ = words(relationship_timeline(warm_later, eras, years=(1950, 1961)))
    assert title == "Moscow and Pyongyang: colder in 1950–July 1953, warmer since July 1953"


def test_a_selection_is_said_to_be_one(tables):
    timeline, _ = tables
    treaties = timeline[timeline["category"] == "treaty"]["id"].tolist()
    fig = relationship_timeline(*tables, only=treaties, chosen_by="treaties")
    title, description = words(fig)
    some = f"A selection (treaties), {len(treaties)} of {plural(len(timeline), 'event')}"
    assert title.startswith("Selected events: ")
    assert fig.layout.meta["subtitle"].startswith(f"{some}: the course's judgement")
    assert "bars: their mean in each era" in fig.layout.meta["subtitle"]
    assert f"{some}." in description
    assert "no event chosen" in [a.text for a in fig.layout.annotations if a.name == "gap"]
    assert "listed" not in str(fig.layout.annotations)
    assert "Only these events count." in fig.layout.meta["source"]
    # All of them are no selection.
    whole = relationship_timeline(*tables, only=timeline["id"].tolist())
    assert whole.to_json() == relationship_timeline(*tables).to_json()
    with pytest.raises(UnknownName, match="Did you mean '1953-07-27-armistice'"):
        relationship_timeline(*tables, only=["1953-07-27-armistise"])


def test_eras_of_a_selection_begin_where_the_whole_timeline_parts_them(tables):
    # Without the armistice of 1953 among the chosen ones, the year would belong to the later era.
    timeline, _ = tables
    year = timeline["date"].dt.year
    chosen = timeline[year.between(1950, 1961) & timeline["warmth"].notna()]
    chosen = chosen[chosen["id"] != "1953-07-27-armistice"]
    bars = {}
    for only in (chosen["id"], timeline["id"]):
        fig = relationship_timeline(*tables, years=(1950, 1961), only=only.tolist())
        bars[len(only)] = [s.x0 for s in fig.layout.shapes if s.name == "era"]
    assert len(set(map(tuple, bars.values()))) == 1


@pytest.mark.parametrize(
    ("warmth", "said"),
    [
        ([2], "The only event that is judged is warm."),
        ([2, 1], "All 2 events are warm."),
        ([2, -1, -1], "Of 3 events, 1 is warm and 2 are cold."),
        ([2, 0, -1, 3], "Of 4 events, 2 are warm, 1 is cold and 1 is neither warm nor cold."),
    ],
)
def test_number_and_verb_agree(tables, warmth, said):
    timeline, eras = tables
    few = timeline[timeline["date"].dt.year >= 2022].head(len(warmth)).assign(warmth=warmth)
    assert said in words(relationship_timeline(few, eras))[1]


def test_years_without_events_are_a_band_that_says_so(tables):
    fig = relationship_timeline(*tables)
    bands = [(s.x0, s.x1) for s in fig.layout.shapes if s.name == "gap"]
    assert bands == [("1969-01-01", "1984-01-01")]
    assert [a.text for a in fig.layout.annotations if a.name == "gap"] == ["no event listed"]


def test_nothing_to_judge_is_said(tables):
    with pytest.raises(CourseError, match="no event with a judgement"):
        relationship_timeline(*tables, years=(1970, 1975))


def test_a_date_is_said_as_exactly_as_it_is_known(tables):
    said = " ".join(text for t in relationship_timeline(*tables).data for text in t.hovertext)
    said = said.replace("<br>", " ")
    for words_ in ("October 1945: Colonel", "19 to 23 September 1956: Mikoyan", "1963: Moscow sounds out"):
        assert words_ in said
    assert "13 January to 1 August 1950: Soviet delegate" in said


def test_signs_are_true_signs():
    assert [signed(v) for v in (2.71, -0.3, 0.04, -0.04)] == ["+2.7", "−0.3", "0", "0"]
    assert signed(3, 0) == "+3"


def test_a_single_year_is_named_once():
    fig = relationship_timeline(load("timeline"), load("eras"), years=(2000, 2000))
    assert "2000–2000" not in str(fig.layout.meta)
    assert "2000 to 2000" not in str(fig.layout.meta)
