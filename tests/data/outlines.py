"""Make the table `map_outlines` from Natural Earth: `uv run python -m tests.data.outlines FOLDER`.

FOLDER holds the npm package world-atlas, unpacked; `npm pack world-atlas@2.0.2` and `tar xzf` put it there.
Lines are simplified arc by arc, so that what two countries share stays shared, and finest around Korea, where
the figure looks closest.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterator
from itertools import pairwise
from math import ceil, hypot
from pathlib import Path
from typing import Any

Point = tuple[float, float]
Line = list[Point]
Box = tuple[float, float, float, float]

TABLE = Path(__file__).parents[2] / "course_lib" / "data" / "tables" / "map_outlines.csv"
SOURCE = "natural-earth"
COLUMNS = ("id", "kind", "countries", "window", "room_deg", "wkt", "source_id", "status")
#: West, south, east, north: everything that a wide screen shows, and what the figure is about.
ALL, WIDE, KOREA = (-82.0, 10.0, 242.0, 74.0), (10.0, 15.0, 150.0, 66.0), (118.0, 31.0, 140.0, 46.0)
#: For each window: where names of countries stand, and how far from any border they must and need to, in
#: degrees: of all that is far enough, the place nearest to the middle of the window.
NAMES = {"wide": ((26.0, 16.0, 144.0, 65.0), 3.5, 7.0), "korea": ((123.0, 32.8, 134.8, 45.2), 0.6, 1.0)}
#: How far a line may move, and how large an island must be, in degrees of latitude (or their square).
FINE, MIDDLE, COARSE = (0.035, 0.02), (0.17, 0.1), (0.6, 1.0)
#: One degree of longitude in degrees of latitude, in the middle of the map.
NARROWER = 0.72


def main(folder: str) -> None:
    """Write the table, and say how large it is."""
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in made(Path(folder))]
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{len(rows)} rows, {TABLE.stat().st_size} bytes.")


def made(folder: Path) -> Iterator[tuple[Any, ...]]:
    """Yield the rows: land, borders, names."""
    world = json.loads((folder / "countries-50m.json").read_text("utf-8"))
    arcs = [simple(line) for line in decoded(world)]
    number = 0
    for ring_list in polygons(world["objects"]["land"]["geometries"]):
        for shift in (-360, 0, 360):
            rings = [clipped([(x + shift, y) for x, y in joined(arcs, ring)], ALL) for ring in ring_list]
            rings = [ring for ring in rings if len(ring) > 3 and area(ring) >= needed(ring)]
            if rings:
                number += 1
                wkt = ", ".join(f"({text(ring)})" for ring in rings)
                yield f"land-{number:03}", "land", "", "", "", f"POLYGON ({wkt})", SOURCE, "seen"
    borders: dict[tuple[str, str], list[Line]] = {}
    for arc, both in shared(world).items():
        line = [point for point in arcs[arc] if inside(point, ALL)]
        # West of Africa and in America only a very wide screen would show any.
        if len(line) > 1 and max(x for x, _ in line) > -20:
            borders.setdefault(both, []).append(line)
    for number, (both, lines) in enumerate(sorted(borders.items()), 1):
        wkt = f"MULTILINESTRING ({', '.join(f'({text(line)})' for line in lines)})"
        yield f"border-{number:03}", "border", ";".join(both), "", "", wkt, SOURCE, "seen"
    for window, (box, least, enough) in NAMES.items():
        for country in world["objects"]["countries"]["geometries"]:
            rings = [clipped(joined(arcs, ring), box) for rings in polygons([country]) for ring in rings]
            point, room = roomiest([ring for ring in rings if len(ring) > 3], box, enough)
            if room >= least:
                name = country["properties"]["name"]
                wkt = f"POINT ({text([point])})"
                yield f"name-{window}-{slug(name)}", "name", name, window, f"{room:.2f}", wkt, SOURCE, "seen"


def decoded(world: Any) -> Iterator[Line]:
    """Yield the arcs in degrees: TopoJSON writes whole numbers, each as the difference to the one before."""
    (kx, ky), (tx, ty) = world["transform"]["scale"], world["transform"]["translate"]
    for arc in world["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * kx + tx, y * ky + ty))
        yield line


def polygons(geometries: list[Any]) -> Iterator[list[list[int]]]:
    """Yield the polygons of geometries as rings of numbers of arcs; a negative one runs backwards."""
    for geometry in geometries:
        if geometry["type"] == "GeometryCollection":
            yield from polygons(geometry["geometries"])
        elif geometry["type"] == "Polygon":
            yield geometry["arcs"]
        elif geometry["type"] == "MultiPolygon":
            yield from geometry["arcs"]


def joined(arcs: list[Line], ring: list[int]) -> Line:
    """Return a ring as one line."""
    out: Line = []
    for arc in ring:
        line = arcs[arc] if arc >= 0 else arcs[~arc][::-1]
        # What crosses the 180th degree goes on eastward instead of jumping round the world.
        for x, y in line[1:] if out else line:
            turns = round((out[-1][0] - x) / 360) if out else 0
            out.append((x + 360 * turns, y))
    return out


def shared(world: Any) -> dict[int, tuple[str, str]]:
    """Return the arcs that two countries share."""
    owners: dict[int, set[str]] = {}
    for country in world["objects"]["countries"]["geometries"]:
        for rings in polygons([country]):
            for arc in (arc for ring in rings for arc in ring):
                owners.setdefault(arc if arc >= 0 else ~arc, set()).add(country["properties"]["name"])
    return {arc: tuple(sorted(names)) for arc, names in owners.items() if len(names) == 2}


def inside(point: Point, box: Box) -> bool:
    """Say whether a point lies in a box."""
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def zone(point: Point) -> tuple[float, float]:
    """Return how far a line may move here, and how large an island must be."""
    return FINE if inside(point, KOREA) else MIDDLE if inside(point, WIDE) else COARSE


def needed(ring: Line) -> float:
    """Return how large a ring must be, where it lies."""
    return min(zone(point)[1] for point in ring)


def simple(line: Line) -> Line:
    """Return a line without the points that it can spare (Douglas and Peucker), its ends kept."""
    if len(line) < 3:
        return line
    spare = [off(point, line[0], line[-1]) / zone(point)[0] for point in line[1:-1]]
    worst = max(spare)
    if worst <= 1:
        return [line[0], line[-1]]
    cut = spare.index(worst) + 1
    return simple(line[: cut + 1])[:-1] + simple(line[cut:])


def off(point: Point, begin: Point, end: Point) -> float:
    """Return how far a point is from a line between two others, in degrees of latitude."""
    px, py = (point[0] - begin[0]) * NARROWER, point[1] - begin[1]
    dx, dy = (end[0] - begin[0]) * NARROWER, end[1] - begin[1]
    length = dx * dx + dy * dy
    part = max(0.0, min(1.0, (px * dx + py * dy) / length)) if length else 0.0
    return hypot(px - part * dx, py - part * dy)


def clipped(ring: Line, box: Box) -> Line:
    """Return what of a ring lies in a box (Sutherland and Hodgman), closed."""
    for axis, limit, sign in ((0, box[0], 1), (1, box[1], 1), (0, box[2], -1), (1, box[3], -1)):
        if not ring:
            break
        out: Line = []
        closed = ring if ring[0] == ring[-1] else [*ring, ring[0]]
        for one, other in pairwise(closed):
            here, there = ((p[axis] - limit) * sign >= 0 for p in (one, other))
            if here:
                out.append(one)
            if here != there:
                part = (limit - one[axis]) / (other[axis] - one[axis])
                out.append(tuple(a + (b - a) * part for a, b in zip(one, other, strict=True)))
        ring = [*out, out[0]] if out else []
    return ring


def area(ring: Line) -> float:
    """Return the area of a ring, in squares of degrees of latitude."""
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))) / 2 * NARROWER


def roomiest(rings: list[Line], box: Box, enough: float) -> tuple[Point, float]:
    """Return where in a country a name has most room, and how much: points of a grid, to 50 rows."""
    middle = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    best, found = ((0.0, 0.0), 0.0), (0.0, 0.0)
    if not rings or max(map(area, rings)) < 1:
        return best
    step = (box[3] - box[1]) / 50
    for row in range(50):
        for column in range(ceil((box[2] - box[0]) / step)):
            point = box[0] + column * step, box[1] + row * step
            if sum(within(point, ring) for ring in rings) % 2:
                far = min(off(point, a, b) for ring in rings for a, b in pairwise(ring))
                better = min(far, enough), -off(point, middle, middle)
                if better > found:
                    best, found = (point, far), better
    return best


def within(point: Point, ring: Line) -> bool:
    """Say whether a point lies in a ring."""
    x, y = point
    return sum(
        (a[1] > y) != (b[1] > y) and x < a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0])
        for a, b in pairwise(ring)
    ) % 2 == 1  # fmt: skip


def slug(name: str) -> str:
    """Return a name as an id has it."""
    return "-".join(re.findall("[a-z]+", name.lower()))


def text(line: Line) -> str:
    """Return points as well-known text has them, doubles dropped."""
    exact = [2 if inside(point, WIDE) else 1 for point in line]
    words = [f"{x:.{n}f} {y:.{n}f}" for (x, y), n in zip(line, exact, strict=True)]
    return ", ".join(word for word, before in zip(words, [None, *words], strict=False) if word != before)


if __name__ == "__main__":
    main(sys.argv[1])
