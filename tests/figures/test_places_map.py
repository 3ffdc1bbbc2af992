"""The map: marks where the table has them, lengths of the globe, a title that follows, labels that fit."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from math import cos, radians, sin

import numpy as np
import pandas as pd
import pytest

from course_lib import load
from course_lib.data import describe
from course_lib.errors import CourseError, UnknownName
from course_lib.figures import data_table, places_map
from course_lib.figures._labels import Box, place_labels
from course_lib.figures._map import kilometres, round_km, shortest_way, window
from course_lib.figures._places_choice import REGION
from course_lib.figures._places_map import KINDS
from course_lib.figures._theme import PARTIES

FIVE = ["pyongyang", "vostochny-cosmodrome", "vladivostok", "hanoi", "moscow"]
WAYS = [("moscow", "vostochny-cosmodrome"), ("moscow", "hanoi")]


@pytest.fixture(scope="module")
def tables():
    return load("places"), load("map_outlines")


def words(fig):
    """Return title, subtitle and description, with plain spaces before units."""
    meta = fig.layout.meta
    return tuple(meta[name].replace("\u00a0", " ") for name in ("title", "subtitle", "description"))


def said(fig):
    return " ".join(t for trace in fig.data if trace.meta for t in trace.hovertext).replace("<br>", " ")


def test_every_place_stands_where_the_table_has_it(tables):
    places, _ = tables
    table = data_table(places_map(*tables)).set_index("id")
    west, south, east, north = REGION
    given = places[places["events"].notna()].set_index("id")
    on = given[given["lon_deg"].between(west, east) & given["lat_deg"].between(south, north)]
    assert set(table.index) == set(on.index)
    for column in ("lon_deg", "lat_deg", "name_en", "kind"):
        assert (table[column] == on[column].reindex(table.index)).all()
    assert (table["event_count"] == on["events"].str.count(";").reindex(table.index) + 1).all()


def test_what_is_too_far_away_is_named(tables):
    fig = places_map(*tables)
    beyond = [a.text.replace("<br>", " ") for a in fig.layout.annotations if a.name == "far"]
    assert len(beyond) == 1
    for name in ("New York (18)", "Washington (3)", "Lake Success (2)", "San Francisco (1)", "Prague (1)"):
        assert name in beyond[0]
        assert name in words(fig)[2]
    fig = places_map(*tables, only=["moscow", "camp-david", "hanoi"])
    assert "Not drawn, being far away (events): Camp David (0)." in fig.layout.meta["source"]
    assert "camp-david" not in set(data_table(fig)["id"])


def test_every_kind_of_place_has_a_mark_and_none_is_a_partys():
    kinds = [kind for _, _, kinds in KINDS.values() for kind in kinds]
    column = next(c for c in describe("places").columns if c.name == "kind")
    assert sorted(kinds) == sorted(column.allowed)
    symbols = {symbol for symbol, _, _ in KINDS.values()}
    assert len(symbols) == len({colour for _, colour, _ in KINDS.values()}) == len(KINDS)
    assert not symbols & {party.symbol for party in PARTIES.values()}
    assert not {c for _, c, _ in KINDS.values()} & {party.colour for party in PARTIES.values()}


def test_the_title_counts_each_event_once(tables):
    places, outlines = tables
    events = places.set_index("id")["events"].dropna().str.split(";")
    two = set(events["pyongyang"]) | set(events["moscow"])
    every = {event for cell in events for event in cell}
    assert words(places_map(*tables))[0].startswith(f"{len(two)} of {len(every)} events with a place ")
    # Had all happened in Seoul and Hanoi, the title would say so.
    moved = places.assign(events=places["events"].mask(places["id"].isin(["pyongyang", "moscow"])))
    moved.loc[moved["id"] == "hanoi", "events"] = places.loc[places["id"] == "moscow", "events"].item()
    assert "Hanoi or New York" in words(places_map(moved, outlines))[0]


def test_places_without_events_are_told_so(tables):
    assert words(places_map(*tables, only=["busan", "incheon"]))[0] == (
        "No event of the timeline happened at these places"
    )
    one = words(places_map(*tables, only=["vostochny-cosmodrome"]))[0]
    assert one == "1 event of the timeline happened in Vostochny Cosmodrome"


def by_vectors(one, other):
    """Return the same distance another way: the angle between two vectors."""
    a, b = (
        np.array([cos(radians(y)) * cos(radians(x)), cos(radians(y)) * sin(radians(x)), sin(radians(y))])
        for x, y in (one, other)
    )
    return 6371.0 * np.arctan2(np.linalg.norm(np.cross(a, b)), a @ b)


def test_ways_are_as_long_as_on_the_globe(tables):
    at = tables[0].set_index("id")[["lon_deg", "lat_deg"]]
    fig = places_map(*tables, only=FIVE, ways=WAYS)
    table = data_table(fig).dropna(subset=["distance_km"])
    assert list(zip(table["from"], table["to"], strict=True)) == WAYS
    for (one, other), length in zip(WAYS, table["distance_km"], strict=True):
        assert length == pytest.approx(by_vectors(tuple(at.loc[one]), tuple(at.loc[other])), abs=6)
        assert round_km(length) in words(fig)[0]
        assert f"about {round_km(length)} by the shortest way" in words(fig)[2]
    assert words(fig)[0] == "From Moscow it is about 5,500 km to Vostochny Cosmodrome and 6,700 km to Hanoi"


def test_a_place_that_moves_changes_title_and_length(tables):
    places = tables[0].copy()
    places.loc[places["id"] == "vostochny-cosmodrome", ["lat_deg", "lon_deg"]] = 55.75, 47.62
    title, _, description = words(places_map(places, tables[1], only=FIVE, ways=WAYS))
    assert "about 630 km to Vostochny Cosmodrome" in title
    assert "5,500" not in title + description


def test_ways_from_several_places_name_the_longest(tables):
    ways = [("pyongyang", "vladivostok"), ("moscow", "hanoi")]
    assert words(places_map(*tables, only=[], ways=ways))[0] == "From Moscow to Hanoi it is about 6,700 km"
    long = tables[0].assign(name_en=tables[0]["name_en"] + " and all that surrounds it far and wide")
    title = words(places_map(long, tables[1], only=[], ways=ways))[0]
    assert title == "The longest of these ways is about 6,700 km"


def test_the_shortest_way_runs_on_the_globe():
    assert kilometres((0, 0), (0, 90)) == pytest.approx(6371 * 3.14159265 / 2, abs=0.1)
    way = shortest_way((37.62, 55.75), (128.33, 51.88))
    assert way[0] == pytest.approx((37.62, 55.75))
    assert way[-1] == pytest.approx((128.33, 51.88))
    # It bends northward, and its parts add up to the whole.
    assert max(y for _, y in way) > 60
    parts = sum(kilometres(a, b) for a, b in pairwise(way))
    assert parts == pytest.approx(kilometres(way[0], way[-1]), rel=1e-6)
    assert shortest_way((1, 1), (1, 1)) == [(1, 1), (1, 1)]
    assert [round_km(n) for n in (5508, 1449, 94, 3)] == ["5,500 km", "1,400 km", "90 km", "less than 10 km"]


def test_the_order_and_choice_of_places_is_the_callers(tables):
    fig = places_map(*tables, only=[*FIVE, "moscow"])
    table = data_table(fig)
    assert set(table["id"]) == set(FIVE)
    capitals = table[table["series"] == "Capital"]["id"].tolist()
    assert capitals == ["pyongyang", "moscow"]
    assert "5 of 50 places" in words(fig)[1]
    assert len({trace.xaxis for trace in fig.data}) == 1 or not [
        s for s in fig.layout.shapes if s.type == "rect"
    ]


def test_a_second_panel_comes_where_many_lie_in_korea(tables):
    def frames(fig):
        return [s for s in fig.layout.shapes if s.name == "frame of the second panel"]

    fig = places_map(*tables)
    [frame] = frames(fig)
    places = data_table(fig)
    inside = places["lon_deg"].between(frame.x0, frame.x1) & places["lat_deg"].between(frame.y0, frame.y1)
    near = {i for t in fig.data if t.meta and t.xaxis == "x2" for i, *_ in t.customdata}
    assert near == set(places[inside]["id"])
    assert not frames(places_map(*tables, only=FIVE))
    # All in Korea: one map of it is enough.
    assert not frames(places_map(*tables, only=["seoul", "busan", "jeju", "wonsan", "kaesong"]))


def test_marks_grow_with_events_and_the_first_two_say_how_many(tables):
    fig = places_map(*tables)
    sizes = {
        row[0]: (row[3], size)
        for t in fig.data
        if t.meta
        for row, size in zip(t.customdata, t.marker.size, strict=True)
    }
    for (one, small), (other, large) in combinations(sizes.values(), 2):
        assert (small < large) == (max(one, 1) < max(other, 1))
    labels = [a.text for a in fig.layout.annotations if a.name == "place"]
    assert [text for text in labels if "<b>" in text] == ["<b>Moscow 32</b>", "<b>Pyongyang 32</b>"]


def test_a_mark_says_names_in_three_languages_and_how_sure_its_place_is(tables):
    text = said(places_map(*tables))
    assert "Vostochny Cosmodrome (보스토치니 우주기지, Космодром Восточный), Russia: Meeting place" in text
    assert "1 event of the timeline happened here. Its position is from background knowledge." in text
    assert "32 events of the timeline happened here." in text
    assert not re.search(r"\b(DPRK|ROK|USSR|US)\b[,: ]", re.sub(r"Source: .*?\.", "", text))


def test_the_note_warns_of_borders_and_counts_uncertain_positions(tables):
    fig = places_map(*tables)
    assert "no statement on sovereignty" in fig.layout.meta["source"]
    on = tables[0][tables[0]["id"].isin(data_table(fig)["id"])]
    guessed = (on["coord_status"] == "recalled").sum()
    assert f"{guessed} of {len(on)} are from background knowledge" in fig.layout.meta["source"]
    sure = tables[0].assign(coord_status="seen")
    assert "background" not in places_map(sure, tables[1]).layout.meta["source"]


def test_land_and_borders_are_traces_and_keep_their_shape(tables):
    fig = places_map(*tables)
    assert {trace.type for trace in fig.data} == {"scatter"}
    drawn = {(t.fill, t.xaxis) for t in fig.data if not t.meta and t.mode == "lines"}
    assert drawn == {("toself", "x"), ("toself", "x2"), (None, "x"), (None, "x2")}
    for end in ("", "2"):
        y, x = fig.layout[f"yaxis{end}"], fig.layout[f"xaxis{end}"]
        clip = y.autorangeoptions
        middle = (clip.clipmin + clip.clipmax) / 2
        assert y.scaleratio == pytest.approx(1 / cos(radians(middle)))
        assert y.scaleanchor == f"x{end}"
        assert x.constrain == y.constrain == "range"
        # Else plotly keeps what it has widened.
        assert x.autorange
        assert y.autorange


@pytest.mark.parametrize(
    ("options", "words_"),
    [
        ({"only": "moscow"}, "list of ids"),
        ({"ways": ["moscow", "hanoi"]}, "pairs of ids"),
        ({"ways": [("moscow", "moscow")]}, "to itself"),
        ({"ways": [("moscow", "new-york")]}, "'new-york' leaves the map"),
        ({"only": ["new-york", "washington"]}, "None of the places lies on the map"),
        ({"only": []}, "names no place"),
        ({"height": 460}, "500 to 520 pixels high"),
    ],
)
def test_what_cannot_be_drawn_is_one_sentence(tables, options, words_):
    with pytest.raises(CourseError, match=words_):
        places_map(*tables, **options)


def test_an_unknown_place_is_answered_with_the_nearest(tables):
    with pytest.raises(UnknownName, match="Did you mean 'vostochny-cosmodrome'"):
        places_map(*tables, only=["vostochny-cosmodrom"])
    with pytest.raises(UnknownName, match="named by a text"):
        places_map(*tables, only=[3])


def test_empty_tables_are_one_sentence(tables):
    places, outlines = tables
    with pytest.raises(CourseError, match="no place in this table"):
        places_map(places[:0], outlines)
    with pytest.raises(CourseError, match="no land"):
        places_map(places, outlines[:0])
    with pytest.raises(CourseError, match="has an event"):
        places_map(places.assign(events=pd.NA), outlines)


def test_labels_hide_neither_marks_nor_each_other():
    marks = [(100 + 7 * n, 100 + 3 * n, 5) for n in range(8)]
    room = Box(0, 0, 300, 250)
    taken = [Box(0, 0, 300, 40)]
    labels = place_labels(marks, [60] * 8, [1] * 8, room, taken)
    for one, other in combinations(labels, 2):
        assert not one.box.covers(other.box)
    for label in labels:
        assert room.holds(label.box)
        assert not taken[0].covers(label.box)
        for x, y, r in marks:
            assert not label.box.covers(Box(x - r, y - r, x + r, y + r))
    [alone] = place_labels([(150, 100, 5)], [60], [1], room)
    assert alone.leader is None
    assert alone.dx == pytest.approx(5 + 3 + 30)


def test_a_window_shows_its_points_and_never_looks_too_close():
    seen = window([(37.62, 55.75), (105.85, 21.03)], 660, 330, ("x", "y"))
    for lon, lat in ((37.62, 55.75), (105.85, 21.03)):
        x, y = seen.pixels(lon, lat)
        assert 0 < x < 660
        assert 0 < y < 330
        assert seen.degrees(x, y) == pytest.approx((lon, lat))
    close = window([(130.64, 42.43), (130.60, 42.42)], 660, 330, ("x", "y"))
    assert close.box.top - close.box.bottom == pytest.approx(8)
