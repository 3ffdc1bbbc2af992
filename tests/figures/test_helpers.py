"""Text that fits, labels that keep apart, gaps, axes, the table read from a figure."""

from __future__ import annotations

import json
import re

import pandas as pd
import plotly.graph_objects as go
import pytest

from course_lib.errors import CourseError, UnknownName
from course_lib.figures import data_table
from course_lib.figures._axes import nice_ticks, value_axis, year_axis
from course_lib.figures._card import MIMETYPE, Card, card, panels, plot_height, plot_width, sources_in_words
from course_lib.figures._marks import drawn, end_labels, events, gap_bands, hover, line, yearly
from course_lib.figures._table import readable
from course_lib.figures._text import (
    and_join,
    columns_free,
    html,
    plural,
    spans,
    spread,
    text_width,
    unbroken,
    wrap,
)
from course_lib.figures._theme import PARTIES, party

WORDS = {
    "title": "One thing is more than another in 2024",
    "subtitle": "Things, in millions, 2000–2024",
    "description": "In 2024 one thing is more than another.",
    "sources": ["un-charter"],
    "source": "this test",
}


@pytest.fixture
def fig():
    made = card(**WORDS, left=["100 %"], right=["North Korea"], head=18)
    year_axis(made, 2000, 2024)
    value_axis(made, {0: "0 %", 50: "50 %", 100: "100 %"})
    return made


def named(fig, name):
    return [a for a in fig.layout.annotations if a.name == name]


def test_text_is_measured_as_the_fonts_have_it():
    # 0.556 of the size for a figure, 0.278 for a space, and three per cent to spare.
    assert text_width("2024 2024", 10) == pytest.approx((8 * 5.56 + 2.78) * 1.03)
    assert text_width("wide", bold=True) > text_width("wide")
    assert text_width("<b>one</b><br>longer") == text_width("longer")
    assert text_width("&amp;") == text_width("&")
    # Letters that the measure does not know are taken to be wide.
    assert text_width("ж") >= text_width("w")


def test_lines_break_between_words_and_lose_none():
    text = "Moscow and Pyongyang: coldest in 1988–1996, since 2022 the second warmest of eight eras"
    lines = wrap(text, 300, 18)
    assert len(lines) > 2
    assert " ".join(lines) == text
    assert max(text_width(part, 18) for part in lines) <= 300
    assert wrap("unbreakably", 10) == ["unbreakably"]
    assert wrap("", 100) == []
    assert html("a < b & c") == "a &lt; b &amp; c"


def test_labels_move_apart_as_little_as_needed():
    assert spread([10, 50, 90], [20, 20, 20], 0, 100) == [10, 50, 90]
    assert spread([50, 50], [20, 20], 0, 100) == [40, 60]
    assert spread([60, 40], [10, 10], 0, 100) == [60, 40]
    assert spread([95, 98], [20, 20], 0, 100) == [70, 90]
    assert spread([5, 5, 50], [20, 20, 20], 0, 100) == [10, 30, 50]
    assert spread([], [], 0, 100) == []


def test_labels_that_would_meet_stand_in_rows():
    assert columns_free([0, 10, 100], [50, 50, 50]) == [0, 1, 0]
    assert columns_free([0, 10, 20], [50, 50, 50]) == [0, 1, 2]
    assert columns_free([0, 60], [50, 50]) == [0, 0]


def test_words_for_numbers_and_lists():
    assert and_join(["a"]) == "a"
    assert and_join("abc") == "a, b and c"
    assert and_join([]) == ""
    assert plural(1, "year") == "1 year"
    assert plural(2, "country", "countries") == "2 countries"
    assert spans([1994, 1990, 1991, 1991]) == [(1990, 1991), (1994, 1994)]
    assert spans([]) == []


def test_hover_texts_are_escaped_and_short_of_line():
    said = hover(["1990: trade < 3 bn, " + "word " * 30, None])
    assert "&lt;" in said[0]
    assert "<br>" in said[0]
    assert said[1] == ""


def test_a_party_is_known_by_code_and_by_name():
    assert party("SUN") == party("Russia") == PARTIES["RUS"]
    assert party("ROK").name == "South Korea"
    with pytest.raises(UnknownName, match="Did you mean"):
        party("Rusia")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [({"title": "long " * 20}, "characters"), ({"title": ""}, "characters"), ({"height": 600}, "pixels")],
)
def test_a_card_that_cannot_be_is_refused(wrong, words):
    with pytest.raises(CourseError, match=words):
        card(**(WORDS | wrong))


def test_a_card_without_room_for_a_plot_is_refused():
    with pytest.raises(CourseError, match="left for the plot"):
        card(**(WORDS | {"note": "A note that goes on and on. " * 40}), height=360)


def test_a_card_keeps_its_heights_and_margins(fig):
    assert plot_height(fig) + fig.layout.margin.t + fig.layout.margin.b == fig.layout.height
    assert plot_width(fig) + fig.layout.margin.l + fig.layout.margin.r == 700
    assert fig.layout.margin.r >= 20 + text_width("North Korea", 13, bold=True)
    assert fig.layout.meta["sources"] == ["un-charter"]
    assert not any(axis.automargin for axis in (fig.layout.template.layout.xaxis, fig.layout.yaxis))


def test_a_few_sources_are_named_and_many_are_counted():
    assert sources_in_words(["un-charter"]).endswith(".")
    assert "and" in sources_in_words(["un-charter", "unga-voting-data-78"])
    many = ["un-charter", "unga-voting-data-78", "unga-voting-data-2021", "unts-6045"]
    assert sources_in_words(many).startswith("4 sources")


def test_a_line_breaks_where_no_value_is(fig):
    values = yearly([2000, 2001, 2004], [1.0, 2.0, 3.0])
    trace = line(fig, party("PRK"), values, "share_pct", ["In one year it was so."] * 5, reporter="PRK")
    assert list(trace.x) == [2000, 2001, 2002, 2003, 2004]
    assert list(trace.y) == [1, 2, None, None, 3]
    assert trace.connectgaps is False
    table = data_table(fig)
    assert table.to_dict("list") == {
        "series": ["North Korea"] * 3,
        "year": [2000, 2001, 2004],
        "share_pct": [1, 2, 3],
        "reporter": ["PRK"] * 3,
    }


def test_a_matrix_is_read_cell_by_cell(fig):
    fig.add_heatmap(
        x=["a", "b"],
        y=["c", "d"],
        z=[[1, None], [2, 3]],
        text=[["Y", ""], ["N", "A"]],
        meta=drawn("Votes", {"x": "resolution", "y": "state", "z": "code", "text": "letter"}),
    )
    assert data_table(fig).drop(columns="series").to_numpy().tolist() == [
        ["a", "c", 1, "Y"],
        ["a", "d", 2, "N"],
        ["b", "d", 3, "A"],
    ]


def test_the_table_reads_what_lies_deeper_and_skips_decoration(fig):
    fig.add_scatter(
        x=["2024-06-19", "2024-12-04"],
        y=[1, 2],
        customdata=[["one", 1], ["two", 2]],
        error_y={"array": [0.1, 0.2]},
        meta=drawn("Range", {"x": "date", "y": "low", "customdata.0": "title", "error_y.array": "more"}),
    )
    fig.add_scatter(x=[1], y=[1], hoverinfo="skip")
    table = data_table(fig)
    assert table["date"].tolist() == [pd.Timestamp("2024-06-19"), pd.Timestamp("2024-12-04")]
    assert table["title"].tolist() == ["one", "two"]
    assert table["more"].tolist() == [0.1, 0.2]
    assert data_table(go.Figure(fig)).equals(table)
    assert data_table(go.Figure()).empty


def test_ticks_are_few_enough_for_700_pixels():
    for first, last in ((1945, 2026), (2000, 2004), (1991, 2023)):
        fig = card(**WORDS)
        year_axis(fig, first, last)
        ticks = fig.layout.xaxis.tickvals
        assert 2 <= len(ticks) <= 14
        assert set(ticks) <= set(range(first, last + 1))


def test_ticks_of_values_are_round_and_few():
    assert nice_ticks(27_340) == [0, 5000, 10000, 15000, 20000, 25000]
    assert nice_ticks(5.5, most=4) == [0, 2, 4]
    assert nice_ticks(100, most=5) == [0, 20, 40, 60, 80, 100]
    for limit in (0.04, 1, 3, 9.99, 74_000, 12_000_000):
        ticks = nice_ticks(limit)
        assert 3 <= len(ticks) <= 7
        assert ticks[-1] <= limit


def test_a_gap_is_named_where_there_is_room(fig):
    gap_bands(fig, [(2001.5, 2002.5), (2005.5, 2015.5)])
    assert len([s for s in fig.layout.shapes if s.name == "gap"]) == 2
    assert [a.text for a in named(fig, "gap")] == ["no figure published"]


def test_labels_of_events_stand_in_rows_and_inside_the_card(fig):
    events(
        fig,
        {
            2010: "the first of two things",
            2011: "the second of two things",
            2024: "at the end, in more words than fit there",
        },
    )
    first, second, last = named(fig, "event")
    assert (first.yshift, second.yshift) == (0, 18)
    assert (first.xanchor, last.xanchor) == ("left", "right")


def test_labels_at_the_ends_of_lines_keep_apart(fig):
    end_labels(fig, [(2024, 50, "Russia", party("RUS")), (2024, 51, "China", party("CHN"))])
    lower, upper = named(fig, "end")
    pixels = [a.y / 100 * plot_height(fig) + a.yshift for a in (lower, upper)]
    assert pixels[1] - pixels[0] >= 16.9
    assert lower.font.color == party("RUS").text


def test_panels_have_axes_and_titles_of_their_own():
    fig = card(**WORDS, head=22)
    assert panels(fig, ["Left", "Right"]) == [("x", "y"), ("x2", "y2")]
    year_axis(fig, 2000, 2024, axis="x2")
    assert fig.layout.xaxis2.domain[1] == pytest.approx(1)
    assert len(fig.layout.xaxis2.tickvals) < 8
    assert [a.text for a in named(fig, "panel")] == ["<b>Left</b>", "<b>Right</b>"]


def test_a_figure_shows_itself_in_words_where_nothing_draws_it(fig):
    bundle = fig._repr_mimebundle_()
    assert bundle["text/plain"].splitlines()[0] == WORDS["title"]
    assert WORDS["description"] in bundle["text/html"]
    assert bundle[MIMETYPE]["config"]["toImageButtonOptions"]["filename"].startswith("one-thing-is-more")
    # As JupyterLab gets it: plain JSON. And a window that changes must not take its height.
    json.dumps(bundle[MIMETYPE])
    assert "responsive" not in bundle[MIMETYPE]["config"]
    assert Card()._repr_mimebundle_()["text/plain"].strip() == ""


def test_a_figure_leaves_the_settings_of_plotly_alone(fig, monkeypatch):
    shown = []
    monkeypatch.setattr("plotly.io.show", lambda *args, **kwargs: shown.append(kwargs))
    fig.show()
    assert shown[0]["config"]["displaylogo"] is False
    import plotly.io

    assert "skin" not in str(plotly.io.templates.default)


def test_a_table_for_a_reader_has_no_places_on_the_plot_and_numbers_as_they_are_said():
    table = pd.DataFrame(
        {
            "series": ["Way <a>", "b"],
            "drawn_x": [85.652348191635, None],
            "year": [2024, 1950],
            "distance_km": [6700.0, None],
            "warmth": [-2.6666667, 1],
        }
    )
    page = readable(table)
    assert re.findall("<th [^>]*>(.*?)</th>", page) == ["series", "year", "distance_km", "warmth"]
    assert re.findall("<td[^>]*>(.*?)</td>", page) == [
        *("Way &lt;a&gt;", "2024", "6,700", "−2.667"),
        *("b", "1950", "", "1"),
    ]
    left, right = 'style="text-align: left"', 'style="text-align: right"'
    assert (page.count(left), page.count(right)) == (3, 9)


def test_a_number_and_its_unit_stand_in_one_line():
    text = unbroken("In 65 % of 5,500 km, US$ 2.7 billion or 3 kmh and % alone")
    assert text == "In 65\u00a0% of 5,500\u00a0km, US$\u00a02.7\u00a0billion or 3 kmh and % alone"
    assert text_width("65\u00a0%") == text_width("65 %")
    assert wrap(unbroken("about 65 %"), text_width("about 65")) == ["about", "65\u00a0%"]
    made = card(**{**WORDS, "title": "One thing is 65 % of another in 2024", "note": "Of 65 %."})
    assert "65 %" not in made.to_json()
    assert hover(["Of 65 %."]) == ["Of 65\u00a0%."]
