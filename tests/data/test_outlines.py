"""The outlines of the map: small, whole, and what two countries share is drawn once."""

from __future__ import annotations

import json
import re

import pytest

from course_lib import load
from tests.data import outlines

#: Two squares side by side in TopoJSON: arc 0 is what they share, with a point on it that is hardly needed.
WORLD = {
    "transform": {"scale": [0.01, 0.01], "translate": [20, 20]},
    "arcs": [
        [[1000, 0], [1, 500], [-1, 500]],
        [[1000, 1000], [-1000, 0], [0, -1000], [1000, 0]],
        [[1000, 0], [1000, 0], [0, 1000], [-1000, 0]],
    ],
    "objects": {
        "countries": {
            "geometries": [
                {"type": "Polygon", "arcs": [[0, 1]], "properties": {"name": "Westland"}},
                {"type": "MultiPolygon", "arcs": [[[2, -1]]], "properties": {"name": "East Land"}},
            ]
        },
        "land": {
            "geometries": [
                {"type": "GeometryCollection", "geometries": [{"type": "Polygon", "arcs": [[1, 2]]}]}
            ]
        },
    },
}


@pytest.fixture
def rows(tmp_path):
    # Arc 2 runs from where arc 1 ends to where it begins.
    (tmp_path / "countries-50m.json").write_text(json.dumps(WORLD), "utf-8")
    return [dict(zip(outlines.COLUMNS, row, strict=True)) for row in outlines.made(tmp_path)]


def test_land_is_one_piece_and_a_border_is_drawn_once(rows):
    land = [row["wkt"] for row in rows if row["kind"] == "land"]
    around = "30.00 30.00, 20.00 30.00, 20.00 20.00, 30.00 20.00, 40.00 20.00, 40.00 30.00, 30.00 30.00"
    assert land == [f"POLYGON (({around}))"]
    [border] = [row for row in rows if row["kind"] == "border"]
    assert border["countries"] == "East Land;Westland"
    assert border["wkt"] == "MULTILINESTRING ((30.00 20.00, 30.00 30.00))"


def test_a_name_stands_where_it_has_room_nearest_to_the_middle():
    square = [(40.0, 20.0), (60.0, 20.0), (60.0, 60.0), (40.0, 60.0), (40.0, 20.0)]
    box = (30.0, 10.0, 130.0, 60.0)
    (x, y), room = outlines.roomiest([square], box, 3.0)
    assert 20 < y < 60
    assert room >= 3.0
    assert x == pytest.approx(60 - 3 / outlines.NARROWER, abs=1)
    assert outlines.roomiest([], box, 3.0)[1] == 0


def test_a_line_keeps_what_cannot_be_spared():
    assert outlines.simple([(130, 20), (131, 20.05), (132, 20)]) == [(130, 20), (132, 20)]
    assert outlines.simple([(130, 20), (131, 21), (132, 20)]) == [(130, 20), (131, 21), (132, 20)]
    # Around Korea it is looked at more closely.
    assert len(outlines.simple([(126, 38), (127, 38.05), (128, 38)])) == 3


def test_a_ring_is_cut_at_the_edges_of_the_box():
    square = [(0, 0), (10, 0), (10, 10), (0, 10), (0, 0)]
    assert outlines.area(outlines.clipped(square, (5, 5, 20, 20))) == pytest.approx(25 * outlines.NARROWER)
    assert outlines.clipped(square, (20, 20, 30, 30)) == []


def test_a_ring_over_the_180th_degree_does_not_run_round_the_world():
    arcs = [[(179.0, 60.0), (-179.0, 60.0), (-179.0, 62.0), (179.0, 62.0), (179.0, 60.0)]]
    assert {x for x, _ in outlines.joined(arcs, [0])} == {179.0, 181.0}


def test_the_table_is_small_and_its_borders_end_at_coasts_or_borders():
    assert outlines.TABLE.stat().st_size < 60_000
    table = load("map_outlines")
    west, south, east, north = outlines.ALL
    lines = {}
    for row in table.itertuples():
        for number, text in enumerate(re.findall(r"\(([^()]+)\)", row.wkt)):
            points = [tuple(map(float, point.split())) for point in text.split(",")]
            assert all(west <= x <= east and south <= y <= north for x, y in points), row.id
            lines[row.kind, row.id, number] = points
            if row.kind == "land":
                assert points[0] == points[-1]
    ends: dict[tuple[float, float], int] = {}
    for (kind, _, _), points in lines.items():
        for point in set(points) if kind == "land" else {points[0], points[-1]} if kind == "border" else ():
            ends[point] = ends.get(point, 0) + 1
    wide = outlines.WIDE
    alone = [
        (id_, point)
        for (kind, id_, _), points in lines.items()
        if kind == "border" and points[0] != points[-1]
        for point in (points[0], points[-1])
        if outlines.inside(point, (wide[0] + 1, wide[1] + 1, wide[2] - 1, wide[3] - 1)) and ends[point] < 2
    ]
    assert alone == []
