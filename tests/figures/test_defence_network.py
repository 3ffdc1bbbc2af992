"""The network: the ties in force of the table, once each; nobody's name under a line that is not its own."""

from __future__ import annotations

import pytest

from course_lib import load
from course_lib.errors import CourseError
from course_lib.figures import data_table, defence_network
from course_lib.figures._defence_network import AT, GROUPS
from course_lib.figures._sentences import state


@pytest.fixture
def ties():
    return load("defence_treaties")


def test_the_ties_are_those_in_force_that_promise_something(ties):
    table = data_table(defence_network(ties))
    for year in (1961, 2024):
        wanted = ties[ties[f"in_{year}"].isin(["yes", "suspended"]) & ties["assistance"].ne("no")]
        drawn = table[table["year"].eq(year)]
        pairs = sorted(
            (state(a), state(b)) for a, b in zip(wanted["party_a"], wanted["party_b"], strict=True)
        )
        assert sorted(zip(drawn["party_a"], drawn["party_b"], strict=True)) == pairs
    suspended = table[table["party_b"].eq("New Zealand") & table["year"].eq(2024)]
    assert suspended["promise"].tolist() == ["contested"]


def test_each_state_has_a_place(ties):
    known = {*AT, *(m for day in GROUPS for m in ties.loc[ties["signed"].astype(str).eq(day), "party_b"])}
    for year in (1961, 2024):
        rows = ties[ties[f"in_{year}"].isin(["yes", "suspended"]) & ties["assistance"].ne("no")]
        assert {*rows["party_a"], *rows["party_b"]} <= known


def test_a_state_stands_in_the_same_place_in_both_years(ties):
    fig = defence_network(ties)
    places = {}
    for node in (a for a in fig.layout.annotations if a.name == "node"):
        places.setdefault(node.text, set()).add((node.x, node.y))
    assert {len(spots) for spots in places.values()} == {1}
    assert places["<b>Soviet Union</b>"] == places["<b>Russia</b>"]


def test_the_style_of_a_line_is_the_kind_of_promise(ties):
    fig = defence_network(ties, years=[2024])
    dashes = {}
    for shape in (s for s in fig.layout.shapes if s.name == "tie"):
        dashes.setdefault(shape.line.dash, []).append(shape)
    assert {"solid", "8px,4px", "2px,3px"} == set(dashes)
    # Russia and China only consult.
    [dotted] = dashes["2px,3px"]
    assert {(dotted.x0, dotted.y0), (dotted.x1, dotted.y1)} == {AT["Russia"], AT["China"]}


def test_the_title_says_who_had_promised_north_korea(ties):
    title = "North Korea had a promise of help from {}"
    assert defence_network(ties).layout.meta["title"] == title.format(
        "Moscow and Beijing in 1961 and again in 2024"
    )
    assert defence_network(ties, years=1961).layout.meta["title"] == title.format(
        "Moscow and Beijing in 1961"
    )
    gone = ties[ties["id"].ne("russia-dprk-2024")]
    assert defence_network(gone).layout.meta["title"] == title.format(
        "Moscow and Beijing in 1961; Beijing in 2024"
    )
    alone = ties[~(ties["party_b"].eq("DPRK") & ties["in_2024"].eq("yes"))]
    assert "nobody in 2024" in defence_network(alone).layout.meta["title"]


def test_hovering_names_treaty_trigger_and_dispute(ties):
    said = " ".join(h for t in defence_network(ties).data for h in t.hovertext).replace("<br>", " ")
    assert "End of 1961: Soviet Union and North Korea, help if attacked. Treaty of Friendship" in said
    assert "Trigger: armed attack and state of war. In force from 1961-09-10 to 1996-09-10." in said
    assert "The end is disputed" in said


def test_other_years_and_empty_tables_are_refused(ties):
    for wrong in (1950, [], [1961, 1990]):
        with pytest.raises(CourseError, match="1961 and in 2024"):
            defence_network(ties, years=wrong)
    with pytest.raises(CourseError, match="without a filter"):
        defence_network(ties[:0])
