"""A map of ordinary traces: nothing of it comes from the network, and its scale is the same at any width."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import acos, asin, atan2, cos, degrees, hypot, radians, sin

import pandas as pd

from course_lib.figures._card import Card
from course_lib.figures._labels import LINE, Box
from course_lib.figures._text import text_width
from course_lib.figures._theme import INK, MUTED, SMALL

__all__ = [
    "Window",
    "country_names",
    "draw_frame",
    "draw_outlines",
    "kilometres",
    "round_km",
    "shortest_way",
    "window",
    "write_countries",
]

LAND, BORDER = "#E9E9E5", "#B9B9B4"
#: Degrees north that the outlines reach, and the least that a window shows: outlines and places are good for
#: a map of a country, not of a town.
SOUTH, NORTH, LEAST = 10.5, 73.5, 8.0
EARTH_KM = 6371.0


@dataclass(frozen=True)
class Window:
    """What of the world is seen where the figure is 700 pixels wide; on wider screens more at both sides.

    Attributes
    ----------
    lon, lat : float
        Its middle.
    scale : float
        Pixels of a degree of latitude.
    wide, tall : float
        Pixels.
    axes : tuple of str
        As traces take them.
    """

    lon: float
    lat: float
    scale: float
    wide: float
    tall: float
    axes: tuple[str, str]

    @property
    def narrower(self) -> float:
        """How much shorter a degree of longitude is, in the middle."""
        return cos(radians(self.lat))

    @property
    def box(self) -> Box:
        """West, south, east, north."""
        x, y = self.wide / 2 / self.scale / self.narrower, self.tall / 2 / self.scale
        return Box(self.lon - x, self.lat - y, self.lon + x, self.lat + y)

    def pixels(self, lon: float, lat: float) -> tuple[float, float]:
        """Return how far right of its left edge and above its lower edge a point lies, at 700 pixels."""
        return (
            (lon - self.lon) * self.narrower * self.scale + self.wide / 2,
            (lat - self.lat) * self.scale + self.tall / 2,
        )

    def degrees(self, x: float, y: float) -> tuple[float, float]:
        """Return which point lies there: the reverse of `pixels`."""
        return (
            self.lon + (x - self.wide / 2) / self.narrower / self.scale,
            self.lat + (y - self.tall / 2) / self.scale,
        )


def window(
    points: Sequence[tuple[float, float]], wide: float, tall: float, axes: tuple[str, str], rim: float = 16
) -> Window:
    """Return the window that shows some points (degrees east and north), as near as it can."""
    east, north = [lon for lon, _ in points], [lat for _, lat in points]
    lon, lat = (min(east) + max(east)) / 2, (min(north) + max(north)) / 2
    room_x, room_y = wide - 2 * rim, tall - 2 * rim
    across = max((max(east) - min(east)) * cos(radians(lat)), 0.01)
    scale = min(room_x / across, room_y / max(max(north) - min(north), 0.01), tall / LEAST)
    scale = max(scale, tall / (NORTH - SOUTH))
    half = tall / 2 / scale
    return Window(lon, min(max(lat, SOUTH + half), NORTH - half), scale, wide, tall, axes)


def _held(low: float, high: float) -> dict[str, object]:
    """Return an axis that shows at least this and, where there is room, more at both sides.

    A plain range would not do: plotly widens it with the window and keeps it wide when that is narrow again.
    """
    clip = {"clipmin": low, "clipmax": high}
    return {"autorange": True, "autorangeoptions": clip, "visible": False, "constrain": "range"}


def draw_outlines(fig: Card, outlines: pd.DataFrame, seen: Window) -> None:
    """Draw land and borders, and set the axes so that the shape of the land stays at any width."""
    x, y = seen.axes
    box = seen.box
    fig.update_layout(
        {
            f"xaxis{x[1:]}": _held(box.left, box.right),
            f"yaxis{y[1:]}": {
                **_held(box.bottom, box.top),
                "scaleanchor": x,
                "scaleratio": 1 / seen.narrower,
            },
        }
    )
    common = {"xaxis": x, "yaxis": y, "mode": "lines", "hoverinfo": "skip", "showlegend": False}
    for kind, look in (
        ("land", {"fill": "toself", "fillcolor": LAND, "line": {"width": 0, "color": LAND}}),
        ("border", {"line": {"width": 1, "color": BORDER}}),
    ):
        lines = [line for wkt in outlines[outlines["kind"] == kind]["wkt"] for line in _lines(wkt)]
        gapped = [point for line in lines for point in (*line, (None, None))]
        fig.add_scatter(x=[p[0] for p in gapped], y=[p[1] for p in gapped], **look, **common)


def _lines(wkt: str) -> list[list[tuple[float, float]]]:
    """Return the lines or rings of well-known text."""
    found = re.findall(r"\(([^()]+)\)", wkt)
    return [[tuple(map(float, point.split())) for point in line.split(",")] for line in found]


def country_names(outlines: pd.DataFrame, seen: Window) -> list[tuple[str, list[Box]]]:
    """Return names of countries, and where each may stand, the best place first."""
    inner = Box(4, 4, seen.wide - 4, seen.tall - 4)
    chosen = "korea" if seen.box.right - seen.box.left < 25 else "wide"
    names = outlines[(outlines["kind"] == "name") & (outlines["window"] == chosen)]
    out = []
    for row in names.sort_values("room_deg", ascending=False).itertuples():
        [[point]] = _lines(row.wkt)
        half, room = text_width(row.countries) / 2, row.room_deg * seen.scale
        x, y = seen.pixels(*point)
        # A name that is wider than its country would seem to belong to others.
        if half > room * 1.6:
            continue
        far = room * 0.7
        moves = sorted(product((0, far / 2, far, -far / 2, -far), repeat=2), key=lambda move: hypot(*move))
        boxes = [Box(x + a - half, y + b - LINE / 2, x + a + half, y + b + LINE / 2) for a, b in moves]
        if boxes := [box for box in boxes if inner.holds(box)]:
            out.append((row.countries, boxes))
    return out


def write_countries(
    fig: Card, names: Sequence[tuple[str, list[Box]]], seen: Window, taken: Sequence[Box]
) -> None:
    """Write the names of countries where they hide nothing."""
    free, notes = list(taken), []
    for name, boxes in names:
        box = next((box for box in boxes if not any(box.covers(other) for other in free)), None)
        if box is not None:
            free.append(box)
            lon, lat = seen.degrees((box.left + box.right) / 2, (box.bottom + box.top) / 2)
            notes.append({
                "name": "country", "text": f"<i>{name}</i>", "x": lon, "y": lat, "xref": seen.axes[0],
                "yref": seen.axes[1], "font": {"size": SMALL, "color": MUTED}, "borderpad": 0,
            })  # fmt: skip
    # Not by `update`, which is slow with lists.
    fig.layout.annotations = (*fig.layout.annotations, *notes)


def draw_frame(fig: Card, seen: Window, frame: Window) -> Box:
    """Draw in one map what another shows, and return where that is in pixels."""
    box = frame.box
    fig.add_shape(
        type="rect", name="frame of the second panel", xref=seen.axes[0], yref=seen.axes[1],
        x0=box.left, x1=box.right, y0=box.bottom, y1=box.top, line={"color": INK, "width": 1},
    )  # fmt: skip
    return Box(*seen.pixels(box.left, box.bottom), *seen.pixels(box.right, box.top))


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return how far two points (degrees east and north) are apart on a globe."""
    (a, b), (c, d) = (map(radians, point) for point in (one, other))
    inner = sin((d - b) / 2) ** 2 + cos(b) * cos(d) * sin((c - a) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1, inner**0.5))


def round_km(distance: float) -> str:
    """Return a distance as exactly as coordinates for a map allow: 5,500 km, 90 km."""
    step = 100 if distance >= 1000 else 10
    if distance < step:
        return "less than 10 km"
    return f"{round(distance / step) * step:,} km"


def shortest_way(
    one: tuple[float, float], other: tuple[float, float], steps: int = 40
) -> list[tuple[float, float]]:
    """Return points along the shortest way between two points on a globe."""
    a, b = (_vector(*point) for point in (one, other))
    angle = acos(max(-1, min(1, sum(p * q for p, q in zip(a, b, strict=True)))))
    if angle < 1e-6:
        return [one, other]
    out = []
    for step in range(steps + 1):
        f, g = sin(angle * (1 - step / steps)) / sin(angle), sin(angle * step / steps) / sin(angle)
        x, y, z = (f * p + g * q for p, q in zip(a, b, strict=True))
        out.append((degrees(atan2(y, x)), degrees(atan2(z, hypot(x, y)))))
    return out


def _vector(lon: float, lat: float) -> tuple[float, float, float]:
    lon, lat = radians(lon), radians(lat)
    return cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat)
