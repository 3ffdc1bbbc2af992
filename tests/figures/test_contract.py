"""What every figure keeps: words, units, sources, gaps, its table. A new figure is tested at once."""

from __future__ import annotations

import inspect
import json
import re
from html import escape
from itertools import pairwise

import pandas as pd
import pytest
from numpydoc.validate import validate

from course_lib import figures, load
from course_lib.data import describe, names, source
from course_lib.errors import CourseError
from course_lib.figures import data_table
from course_lib.figures._card import MIMETYPE, NARROW
from course_lib.figures._gallery import tables
from course_lib.figures._marks import HOVER
from course_lib.figures._table import FOR_CODE
from tests.figures.drawn import NAMES, as_json, axis, data_traces, drawn, flat

pytestmark = pytest.mark.parametrize("name", NAMES)
SENTENCE = re.compile(r"[A-Z0-9“‘−+].*\s.*\s.*[.!?”’)]$", re.DOTALL)
#: What slips out of code or tables into words.
SLIPS = re.compile(r"\bnan\b|\bNone\b|\bNaT\b|<NA>|%\{|\b[a-z]+_[a-z]+|\bTrue\b|\bFalse\b|  |\bx=|\by=")


def test_a_figure_takes_tables_and_then_options(name):
    parameters = list(inspect.signature(getattr(figures, name)).parameters.values())
    kinds = [p.kind for p in parameters]
    assert kinds == sorted(kinds)
    assert set(kinds) <= {inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY}
    for parameter in parameters:
        if parameter.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD:
            assert parameter.default is inspect.Parameter.empty
            assert parameter.name in names()
            assert f"figure {name}" in describe(parameter.name).used_by
        else:
            assert parameter.default is not inspect.Parameter.empty


def test_a_table_names_the_figures_that_take_it_and_no_other(name):
    taken = set(tables(getattr(figures, name)))
    said = {table for table in names() if f"figure {name}" in describe(table).used_by}
    assert said == taken


def test_it_says_what_it_takes_and_gives(name):
    errors = validate(f"course_lib.figures.{name}")["errors"]
    assert [e for e in errors if e[0] in ("GL08", "PR01", "RT01")] == []


def test_it_changes_no_table_and_draws_the_same_twice(name):
    function = getattr(figures, name)
    given = [load(table) for table in tables(function)]
    again = function(*given)
    for table, frame in zip(tables(function), given, strict=True):
        pd.testing.assert_frame_equal(frame, load(table))
    assert again.to_json() == drawn(name).to_json()


def test_title_subtitle_and_description_are_whole(name):
    meta = drawn(name).layout.meta
    title = re.sub("</?b>", "", drawn(name).layout.title.text.replace("<br>", " "))
    assert title.replace("&amp;", "&") == meta["title"]
    assert len(meta["title"]) <= 90
    assert not meta["title"].endswith(".")
    # A finding has a verb and more than a label's words.
    assert len(meta["title"].split()) >= 5
    assert len(meta["subtitle"].split()) >= 4
    assert re.search(r"\d{4}|19\d\ds", meta["subtitle"] + meta["title"]), "of which years?"
    assert len(meta["description"].split()) >= 20
    assert re.search(r"\d", meta["description"])
    assert meta["description"].endswith(".")
    for words in (meta["title"], meta["subtitle"], meta["description"], meta["source"]):
        assert not SLIPS.search(words), words


def test_its_sources_resolve_and_stand_under_it(name):
    meta = drawn(name).layout.meta
    assert meta["sources"]
    assert len(set(meta["sources"])) == len(meta["sources"])
    for source_id in meta["sources"]:
        assert source(source_id).title
    shown = [a.text for a in drawn(name).layout.annotations if a.name == "source"]
    assert len(shown) == 1
    assert shown[0].startswith("Source: ")
    assert shown[0].replace("<br>", " ").replace("&amp;", "&") == meta["source"]


def test_its_sources_come_from_the_rows(name):
    known = set()
    for table in tables(getattr(figures, name)):
        frame = load(table)
        for column in (c.name for c in describe(table).columns if c.name.endswith("source_id")):
            known |= set(frame[column].dropna())
        for column in (c.name for c in describe(table).columns if c.name.endswith("source_ids")):
            known |= {i for cell in frame[column].dropna() for i in cell.split(";")}
    assert set(drawn(name).layout.meta["sources"]) <= known


def test_the_table_holds_what_is_drawn(name):
    table = data_table(drawn(name))
    expected = []
    for trace in data_traces(name):
        columns = trace["meta"]["columns"]
        assert {"x", "y"} & set(columns) or "z" in columns, "where does the mark stand?"
        for path in columns:
            assert path.split(".")[0] in trace
        if "z" in columns:
            cells = [
                (x, y, z)
                for y, row in zip(trace["y"], trace["z"], strict=True)
                for x, z in zip(trace["x"], row, strict=True)
            ]
        else:
            cells = list(zip(*(trace[path] for path in ("x", "y")), strict=True))
        shown = [cell for cell in cells if None not in cell]
        rows = table[table["series"] == trace["meta"]["series"]]
        for number, path in enumerate(("x", "y", "z")):
            if path in columns:
                wanted = [cell[number] for cell in shown]
                if pd.api.types.is_datetime64_any_dtype(rows[columns[path]]):
                    wanted = [pd.Timestamp(day) for day in wanted]
                assert not set(wanted) - set(rows[columns[path]]), (trace["meta"]["series"], path)
        expected += shown
    assert len(table) == len(expected)
    assert "series" in table
    assert table["series"].str.len().gt(0).all()


def test_a_mark_says_a_sentence_and_nothing_else_speaks(name):
    assert data_traces(name)
    for trace in as_json(name)["data"]:
        if not trace.get("meta"):
            assert trace.get("hoverinfo") == "skip", "a trace without meta is decoration"
            continue
        assert trace["hovertemplate"] == HOVER
        values = flat(trace["z"] if "z" in trace["meta"]["columns"] else trace["y"])
        said = flat(trace["hovertext"])
        assert len(said) == len(values)
        for sentence, value in zip(said, values, strict=True):
            words = re.sub("<br>", " ", sentence)
            if value is None and not words:
                continue
            assert SENTENCE.match(words), words
            assert not SLIPS.search(words), words
            assert max(map(len, sentence.split("<br>"))) <= 90, "lines of a hover text are short"


def test_axes_name_their_unit(name):
    for trace in data_traces(name):
        for letter in ("x", "y"):
            found = axis(name, trace, letter)
            labels = [str(label) for label in found.get("ticktext") or []]
            words = found.get("title", {}).get("text", "")
            categories = all(isinstance(value, str) for value in trace.get(letter, ""))
            years = bool(labels) and all(re.fullmatch(r"(19|20)\d\d", label) for label in labels)
            units = any(re.search(r"[A-Za-z%°$€]", label) for label in labels)
            affix = found.get("ticksuffix") or found.get("tickprefix")
            assert words or years or units or affix or categories or found.get("visible") is False, (
                f"{letter} axis of {trace['meta']['series']}"
            )


def test_gaps_are_gaps(name):
    for trace in data_traces(name):
        assert not trace.get("connectgaps")
        if trace["type"] != "scatter" or "lines" not in trace.get("mode", "lines"):
            continue
        if trace["meta"]["columns"].get("x") != "year":
            continue
        points = zip(trace["x"], trace["y"], strict=True)
        years = [None if y is None else int(x) for x, y in points]
        for before, after in pairwise(years):
            assert before is None or after is None or after - before <= 1, (before, after)


def test_a_year_that_is_taken_away_is_a_gap_not_a_line(name):
    function = getattr(figures, name)
    given = [load(table) for table in tables(function)]
    columns = {c for t in data_traces(name) for c in t["meta"]["columns"].values()}
    before = data_table(drawn(name))
    if "year" not in columns or not any("year" in frame for frame in given):
        return
    years = sorted(before["year"].dropna().unique())
    taken = int(years[len(years) // 2])
    fig = function(*(f[f["year"] != taken] if "year" in f else f for f in given))
    for trace in json.loads(fig.to_json())["data"]:
        if trace.get("meta", {}).get("columns", {}).get("x") != "year" or trace["type"] != "scatter":
            continue
        shown = [int(x) for x, y in zip(trace["x"], trace["y"], strict=True) if y is not None]
        assert taken not in shown
        if "lines" in trace["mode"] and shown and min(shown) < taken < max(shown):
            assert None in trace["y"][trace["x"].index(max(x for x in shown if x < taken)) :]


def cut(frame, last_half):
    """Return half of a table: by date where it has one, else by place."""
    column = next((c for c in ("date", "year") if c in frame), None)
    frame = frame.sort_values(column, kind="stable") if column else frame
    middle = len(frame) // 2
    return frame[middle:] if last_half else frame[:middle]


def changed(name):
    """Return the figure over tables of which one was cut, where it can be drawn at all."""
    function = getattr(figures, name)
    given = [load(table) for table in tables(function)]
    out = []
    for number in range(len(given)):
        for last_half in (False, True):
            frames = [cut(f, last_half) if n == number else f for n, f in enumerate(given)]
            try:
                out.append(function(*frames))
            except CourseError as error:
                assert str(error).endswith(".")
    return out


def test_other_data_are_told_otherwise(name):
    others = changed(name)
    assert others
    table = data_table(drawn(name))
    for other in others:
        assert other.layout.meta["sources"]
        assert not SLIPS.search(other.layout.meta["description"])
        if not data_table(other).equals(table):
            assert other.layout.meta["description"] != drawn(name).layout.meta["description"]
    assert {other.layout.meta["title"] for other in others} != {drawn(name).layout.meta["title"]}


def test_it_is_a_white_card_of_readable_type(name):
    layout = as_json(name)["layout"]
    assert 360 <= layout["height"] <= 520
    assert "width" not in layout
    whole = json.dumps(as_json(name))
    # Outlines and tiles of maps would come from the network.
    assert not re.search(
        r'"(geo|mapbox|map)\d*": |"type": "\w*(geo|map|mapbox)"', whole.replace("heatmap", "")
    )
    assert "http" not in whole
    sizes = [float(size) for size in re.findall(r'font": \{[^{}]*"size": ([\d.]+)', whole)]
    assert sizes
    assert min(sizes) >= 12
    base = layout["template"]["layout"]
    assert base["paper_bgcolor"] == base["plot_bgcolor"] == "#FFFFFF"
    assert {"paper_bgcolor", "plot_bgcolor"} & set(layout) == set()


def test_bars_start_at_zero(name):
    for trace in data_traces(name):
        if trace["type"] == "bar" and "base" not in trace:
            along = "x" if trace.get("orientation") == "h" else "y"
            low, high = axis(name, trace, along).get("range", (0, 1))
            assert min(low, high) <= 0 <= max(low, high)


def test_it_is_small_and_shows_itself_offline(name):
    bundle = drawn(name)._repr_mimebundle_()
    assert set(bundle) == {MIMETYPE, "text/html", "text/plain"}
    assert len(json.dumps(bundle)) < 400_000
    config = bundle[MIMETYPE]["config"]
    assert config["modeBarButtons"] == [["toImage"]]
    assert not config["typesetMath"]
    meta = drawn(name).layout.meta
    for words in (meta["title"], meta["description"], meta["source"]):
        assert words in bundle["text/plain"]
    assert "<script" not in bundle["text/html"]
    assert "cdn" not in json.dumps(bundle)


def test_words_and_table_stand_below_it_folded(name, monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: shown.append(bundle))
    drawn(name)._ipython_display_()
    picture, below = shown
    assert MIMETYPE in picture
    page = below["text/html"]
    assert page.startswith("<details><summary>")
    assert escape(drawn(name).layout.meta["description"]) in page
    table = data_table(drawn(name))
    heads = re.findall('<th scope="col" style="([^"]*)">(.*?)</th>', page)
    # Nothing is left out but places on the plot and ids.
    names = [name for _, name in heads]
    assert names == [column for column in table if column not in FOR_CODE]
    assert not [name for name in names if re.search(r"drawn|^code$|^row$|^id$", name)]
    rows = [re.findall('<td style="([^"]*)">(.*?)</td>', row) for row in page.split("<tr>")[2:]]
    assert len(rows) == len(table)
    for row in rows:
        # A head stands over its column, and a number is not longer than what it measures.
        assert [look for look, _ in row] == [look for look, _ in heads]
        for look, cell in row:
            assert cell not in ("nan", "NaN", "NaT", "None", "&lt;NA&gt;")
            assert not re.fullmatch(r"[\d,]+\.(0|\d{4,})", cell), cell
            assert ("right" in look) == bool(re.fullmatch(r"−?[\d,.]+", cell)) or not cell
    assert [cell for row in rows for _, cell in row[:1]] == [escape(name) for name in table["series"]]


def test_the_plot_has_room_at_700_pixels(name):
    layout = as_json(name)["layout"]
    margin = layout["margin"]
    assert NARROW - margin["l"] - margin["r"] >= 280
    assert layout["height"] - margin["t"] - margin["b"] >= 120
