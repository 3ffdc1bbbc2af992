"""The matrix of promises: wording and strength of the table, words that fit, a title that compares."""

from __future__ import annotations

import pytest

from course_lib import load
from course_lib.errors import CourseError, UnknownName
from course_lib.figures import data_table, obligation_matrix
from course_lib.figures._card import plot_height, plot_width
from course_lib.figures._obligation_matrix import HEADS, _cut
from course_lib.figures._text import text_width


@pytest.fixture
def strengths():
    return load("obligation_strength")


def set_to(table, treaty_id, element, strength):
    at = table["treaty_id"].eq(treaty_id) & table["element"].eq(element)
    return table.assign(strength=table["strength"].mask(at, strength))


def test_each_cell_is_that_of_the_table(strengths):
    drawn = data_table(obligation_matrix(strengths))
    assert len(drawn) == 6 * 5
    for row in strengths[strengths["treaty_id"].eq("rf_dprk_2024")].itertuples():
        [cell] = drawn[
            drawn["treaty"].eq("Russia-North Korea 2024") & drawn["element"].eq(HEADS[row.element])
        ].itertuples()
        assert (cell.strength, cell.wording) == (row.strength, row.wording)


def test_the_title_says_where_1961_and_2024_differ(strengths):
    def title(table):
        return obligation_matrix(table).layout.meta["title"]

    start = "Moscow's promise of 2024 equals that of 1961 in"
    assert title(strengths) == f"{start} 4 of 5 elements; weaker on limits"
    same = set_to(strengths, "rf_dprk_2024", "qualifier", 3)
    assert title(same) == f"{start} 5 of 5 elements"
    other = set_to(set_to(strengths, "rf_dprk_2024", "timing", 1), "ussr_dprk_1961", "trigger", 1)
    # What does not fit into a title is left to the cells.
    assert title(other) == f"{start} 2 of 5 elements"


def test_treaties_may_be_chosen(strengths):
    fig = obligation_matrix(strengths, treaties=["us_rok_1953", "nato_1949"])
    assert list(dict.fromkeys(data_table(fig)["treaty"])) == ["US-South Korea 1953", "NATO 1949"]
    assert fig.layout.meta["title"].startswith("The strongest words of assistance: NATO 1949")
    every = list(dict.fromkeys(strengths["treaty_id"]))
    assert len(data_table(obligation_matrix(strengths, treaties=every))) == 8 * 5
    with pytest.raises(UnknownName, match="nato_1949"):
        obligation_matrix(strengths, treaties=["nato"])
    for wrong in ([], [*every, "nato_1949"]):
        with pytest.raises(CourseError, match="one to eight"):
            obligation_matrix(strengths, treaties=wrong)


def test_silence_has_a_mark_of_its_own(strengths):
    fig = obligation_matrix(strengths)
    cells = [a.text for a in fig.layout.annotations if a.name == "cell"]
    silent = strengths[
        strengths["strength"].eq(0) & strengths["treaty_id"].isin(["us_rok_1953", "csto_1992"])
    ]
    assert cells.count("0: silent") == len(silent)
    # A text that sets no limit is not silent on a duty: it is strong for whoever asks.
    assert cells.count("3: no limit stated") == 2


@pytest.mark.parametrize("many", [4, 6, 8])
def test_words_fit_their_cell_at_700_pixels(strengths, many):
    fig = obligation_matrix(strengths, treaties=list(dict.fromkeys(strengths["treaty_id"]))[:many])
    for cell in (a for a in fig.layout.annotations if a.name == "cell"):
        lines = cell.text.split("<br>")
        assert max(map(text_width, lines)) <= plot_width(fig) / 5
        assert len(lines) * 12 * 1.3 <= plot_height(fig) / many


def test_what_does_not_fit_ends_in_an_ellipsis_and_is_whole_in_the_hover(strengths):
    assert _cut("one two three four", 40, 1)[-1].endswith(" …")
    fig = obligation_matrix(strengths)
    said = " ".join(h for row in fig.data[0].hovertext for h in row).replace("<br>", " ")
    for row in strengths[strengths["treaty_id"].eq("nato_1949")].itertuples():
        assert row.wording in said
    assert "Strength 3 of 3, a course judgement." in said


def test_an_empty_table_is_said(strengths):
    with pytest.raises(CourseError, match="one to eight"):
        obligation_matrix(strengths[:0])
