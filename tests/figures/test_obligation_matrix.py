"""Clauses by elements: strengths and wording as in the table, silence marked, codes of the pair beside."""

from __future__ import annotations

import re
from html import unescape
from itertools import pairwise

import pytest

from course_lib import load
from course_lib.errors import CourseError, UnknownName
from course_lib.figures import data_table, obligation_matrix
from course_lib.figures._card import NARROW
from course_lib.figures._obligation_matrix import FILLS
from course_lib.figures._text import text_width
from tests.figures.test_colours import EYES, contrast, distance

FOUR = ["ussr_dprk_1961", "prc_dprk_1961", "us_rok_1953", "nato_1949"]
ALL = [*FOUR, "ussr_prc_1950", "csto_1992", "rf_dprk_2000", "rf_dprk_2024"]
STRENGTH, CODES = "Strength of the wording", "Codes of the pair"


@pytest.fixture(scope="module")
def given():
    return load("obligation_strength"), load("treaty_obligations")


def cells(fig):
    """Return treaty, element (or codes) and the text drawn."""
    return {
        (row, trace.x[0]): line[0]
        for trace in fig.data
        for row, line in zip(trace.y, trace.text, strict=True)
    }


def codes(fig):
    table = data_table(fig)
    return table[table["series"] == CODES].set_index("treaty_id")["codes"].to_dict()


def plain(text):
    return unescape(text.replace("<br>", " "))


def shifted(table, treaty, element, strength):
    chosen = (table["treaty_id"] == treaty) & (table["element"] == element)
    return table.assign(strength=table["strength"].mask(chosen, strength))


@pytest.mark.parametrize("treaties", [None, FOUR, ALL, ["rf_dprk_2024"]])
def test_strength_and_wording_are_those_of_the_table(given, treaties):
    fig = obligation_matrix(*given, treaties=treaties)
    drawn = data_table(fig)
    drawn = drawn[drawn["series"] == STRENGTH].set_index(["treaty_id", "element"])
    table = given[0].set_index(["treaty_id", "element"]).loc[drawn.index]
    assert drawn["strength"].astype(int).tolist() == table["strength"].tolist()
    assert drawn["wording"].tolist() == table["wording"].tolist()
    assert len(drawn) == 5 * len(treaties or [0] * 6)
    if treaties:
        assert list(fig.data[0].y) == treaties
    for key, text in cells(fig).items():
        if key[1] == "codes":
            continue
        row = table.loc[key]
        number, words = plain(text).split(": ", 1)
        assert int(number) == row["strength"]
        # In few words; the whole is in the hover. Cut at a word, with an ellipsis, in the lowest rows alone.
        if words.endswith("…"):
            assert len(fig.data[0].y) > 6
            assert row["short"].startswith(words[:-1])
            assert "two conditions" not in row["wording"]
        elif row["wording"] != "not stated":
            assert words == row["short"]


def test_few_words_keep_both_conditions(given):
    table = given[0][given[0]["element"] == "trigger"]
    both = table["wording"].str.contains("state of war|war as its result")
    assert both.sum() == 4
    assert table[both]["short"].str.contains(r"attack and .*\bwar$").all()
    assert not table[~both]["short"].str.contains(r"\bwar\b").any()
    assert given[0][given[0]["wording"] == "not stated"]["short"].eq("not stated").all()


@pytest.mark.parametrize("treaties", [None, FOUR, ALL])
def test_words_stay_in_their_cells(given, treaties):
    fig = obligation_matrix(*given, treaties=treaties)
    margin = fig.layout.margin
    plot = NARROW - margin.l - margin.r
    high = (fig.layout.height - margin.t - margin.b) / len(fig.data[0].y)
    for trace in fig.data:
        axis = fig.layout[f"xaxis{trace.xaxis[1:]}"]
        room = (axis.domain[1] - axis.domain[0]) * plot
        for (text,) in trace.text:
            assert text_width(text) <= room, text
            assert (text.count("<br>") + 1) * 12 * 1.3 <= high, text


def test_silence_has_a_mark_and_no_limit_is_no_silence(given):
    fig = obligation_matrix(*given)
    marks = [shape for shape in fig.layout.shapes if shape.name == "silent"]
    table = given[0][given[0]["treaty_id"].isin(fig.data[0].y)]
    assert len(marks) == (table["strength"] == 0).sum() == 2
    assert all(mark.line.dash == "dash" for mark in marks)
    shown = {key: plain(text) for key, text in cells(fig).items()}
    assert shown["us_rok_1953", "timing"] == "0: silent"
    assert shown["ussr_dprk_1961", "qualifier"] == "3: none stated"
    assert "(3: none stated)" in fig.layout.xaxis5.ticktext[0]


def test_the_codes_are_those_of_the_pair_in_the_year_of_signature(given):
    fig = obligation_matrix(*given, treaties=ALL)
    assert codes(fig) == {
        "ussr_dprk_1961": "defence, non-aggression",
        "prc_dprk_1961": "defence, non-aggression",
        "us_rok_1953": "defence, non-aggression, consultation",
        "ussr_prc_1950": "defence, offence, non-aggression",
        "rf_dprk_2000": "consultation",
        "rf_dprk_2024": "* defence, non-aggression?, consultation",
        "nato_1949": "no pair, not coded",
        "csto_1992": "no pair, not coded",
    }
    said = dict(zip(fig.data[-1].y, (text for (text,) in fig.data[-1].hovertext), strict=True))
    assert "The course, as an exercise" in plain(said["rf_dprk_2024"])
    assert "The pact of 1945" in plain(said["ussr_prc_1950"])
    strength, table = given
    later = table[table["id"] != "ussr-dprk-1961"]
    assert codes(obligation_matrix(strength, later))["ussr_dprk_1961"] == "no pair, not coded"
    none = table[table["party_a"] == "nobody"]
    assert set(codes(obligation_matrix(strength, none)).values()) == {"no pair, not coded"}
    without = table.assign(consultation=table["consultation"].mask(table["id"] == "ussr-dprk-2000", False))
    assert codes(obligation_matrix(strength, without))["rf_dprk_2000"] == "none"


def test_the_title_follows_the_table(given):
    strength, table = given

    def title(rows, treaties=None):
        return obligation_matrix(rows, table, treaties=treaties).layout.meta["title"]

    begin = "Moscow's promise of 2024 equals that of 1961 in "
    assert title(strength) == f"{begin}4 of 5 elements but is weaker on limits"
    assert title(shifted(strength, "rf_dprk_2024", "qualifier", 3)) == f"{begin}5 of 5 elements"
    other = shifted(shifted(strength, "rf_dprk_2024", "timing", 1), "rf_dprk_2024", "trigger", 3)
    counted = "2 elements the same, 2 weaker, 1 stronger"
    assert title(other) == f"Moscow's promise of 2024 beside that of 1961: {counted}"
    assert title(strength, FOUR) == "Clauses of 1961: full strength in 4 of 5 elements; of 1953: in none"
    full = shifted(strength, "us_rok_1953", "timing", 3)
    assert title(full, FOUR).endswith("of 1949 and 1953: in 1")
    assert title(strength, ["rf_dprk_2024"]) == "The clause of 2024 has full strength in 3 of 5 elements"


def test_the_judgement_is_called_one(given):
    meta = obligation_matrix(*given).layout.meta
    for words in (meta["subtitle"], meta["description"]):
        assert "a judgement of the course" in words
    for trace in obligation_matrix(*given).data[:-1]:
        assert all("a judgement of the course" in plain(text) for (text,) in trace.hovertext)
    # The treaty of 2000 promises no help: what is compared is the clause on contact.
    assert "For 2000: on contact." in meta["source"]
    assert "2000" not in obligation_matrix(*given, treaties=FOUR).layout.meta["source"]


def test_a_missing_row_is_an_empty_cell(given):
    strength, table = given
    less = strength[strength["id"] != "us-rok-1953-means"]
    fig = obligation_matrix(less, table)
    assert cells(fig)["us_rok_1953", "means"] == ""
    drawn = data_table(fig)
    assert len(drawn) == len(data_table(obligation_matrix(strength, table))) - 1
    partly = strength[strength["id"] != "rf-dprk-2024-timing"]
    assert "in 3 of 4 elements" in obligation_matrix(partly, table).layout.meta["title"]


def test_what_cannot_be_drawn_is_said(given):
    with pytest.raises(UnknownName, match="Did you mean 'rf_dprk_2024'"):
        obligation_matrix(*given, treaties=["rf_dprk_204"])
    with pytest.raises(CourseError, match="1 to 8 treaties, not 0"):
        obligation_matrix(*given, treaties=[])
    with pytest.raises(CourseError, match="1 to 8 treaties, not 0"):
        obligation_matrix(given[0].iloc[:0], given[1])
    assert obligation_matrix(given[0], given[1].iloc[:0]).layout.meta["title"]
    only = given[0][given[0]["element"] == "timing"]
    assert "in 1 of 1 element" in obligation_matrix(only, given[1]).layout.meta["title"]


def test_steps_are_told_apart_and_words_on_them_can_be_read():
    # plotly writes on a dark cell in white, on a light one in #444.
    for fill, ink in zip(FILLS, ("#444444", "#444444", "#444444", "#FFFFFF"), strict=True):
        assert contrast(fill, ink) >= 4.5
    for one, other in pairwise(FILLS):
        assert all(distance(one, other, eye) >= 15 for eye in EYES)


def test_rows_are_called_as_a_reader_knows_the_states(given):
    fig = obligation_matrix(*given, treaties=ALL)
    names = [re.sub("<br>", " ", text) for text in fig.layout.yaxis.ticktext]
    assert names[0] == "Soviet Union– North Korea 1961"
    assert not any("USSR" in name or "DPRK" in name or "ROK" in name for name in names)
