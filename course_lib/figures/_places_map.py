"""Where it happened: the places of the story on a map, with a closer look at Korea where many lie there."""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot
from typing import Any

import pandas as pd

from course_lib.errors import CourseError
from course_lib.figures import _places_words as words
from course_lib.figures._card import Card, card, panels, plot_height, plot_width
from course_lib.figures._labels import Box, Label, place_labels
from course_lib.figures._map import (
    Window,
    country_names,
    draw_frame,
    draw_outlines,
    kilometres,
    round_km,
    shortest_way,
    window,
    write_countries,
)
from course_lib.figures._marks import HOVER, drawn, hover
from course_lib.figures._places_choice import REGION, chosen_places, drawable, lies_in
from course_lib.figures._text import html, text_width, wrap
from course_lib.figures._theme import INK, MUTED, SMALL

__all__ = ["places_map"]

#: Where places lie so near each other that four of them make a second panel.
KOREA = (123.5, 33.0, 133.5, 44.0)
CROWD = 4
#: How two panels share the width, and what is between them.
SHARES, GAP = (0.62, 0.38), 0.02
#: Kind of mark: symbol, colour, and the kinds of places that it stands for. None is the mark of a party.
KINDS = {
    "Capital": ("star", INK, ("capital",)),
    "Summit or talks": ("pentagon", "#6A3D9A", ("summit site", "negotiation")),
    "City or industry": ("circle-open-dot", "#4D4D4D", ("city", "industry")),
    "Port": ("hourglass", "#01665E", ("port",)),
    "Border": ("bowtie", "#8C510A", ("border crossing", "bridge", "boundary")),
    "Fighting or army": ("asterisk-open", "#7A5C00", ("battlefield", "military")),
    "International body": ("hexagram", "#3B4F8F", ("international organisation",)),
}


def places_map(
    places: pd.DataFrame,
    map_outlines: pd.DataFrame,
    *,
    only: Sequence[str] | None = None,
    ways: Sequence[tuple[str, str]] = (),
    height: int = 520,
) -> Card:
    """Draw where it happened, and how far places are apart.

    Parameters
    ----------
    places, map_outlines : pandas.DataFrame
        As `load("places")` and `load("map_outlines")` return them.
    only : sequence of str, optional
        Ids of the places to show, in this order; otherwise those with an event of the timeline.
    ways : sequence of tuple of str
        Pairs of ids: the shortest way between the two is drawn, with its length. They are shown in any case.
    height : int
        Pixels, 500 to 520: labels need room.

    Returns
    -------
    Card
        A plotly figure.

    Raises
    ------
    UnknownName
        There is no such place.
    CourseError
        None of the places lies on the map, a way has an end that does not, or the height is too small.
    """
    if height < 500:
        raise CourseError(f"The map is 500 to 520 pixels high, not {height}.")
    chosen = chosen_places(places, only, ways)
    inside = [lies_in(place, REGION) for place in chosen.itertuples()]
    here, far = chosen[inside], chosen[[not x for x in inside]]
    drawable(here, far, map_outlines, ways)
    by_id = {place.id: place for place in here.itertuples()}
    pairs = [(by_id[a], by_id[b]) for a, b in ways]
    near = here[[lies_in(place, KOREA) for place in here.itertuples()]]
    # A second panel, where it shows more than the map itself could.
    split = len(near) >= CROWD and len(near) < len(here)
    shown = [name for name, (_, _, kinds) in KINDS.items() if here["kind"].isin(kinds).any()]
    ids = [*here["source_id"], *here["coord_source_id"], *map_outlines["source_id"].drop_duplicates()]
    fig = card(
        title=words.title(chosen, pairs),
        subtitle=words.subtitle(places, chosen, only, ways),
        description=words.description(chosen, here, far, pairs),
        sources=ids,
        source=words.source_line(here, map_outlines),
        note=words.note(here, far if not split else far[:0]),
        height=height,
        head=22 if split else 0,
        foot=4 if split else 6 + 20 * _legend_rows(shown, 4),
    )
    wide, tall = plot_width(fig), plot_height(fig)
    first = [] if pairs else [place.id for place in words.most(chosen)]
    ways_on = [point for one, other in pairs for point in shortest_way(words.at(one), words.at(other))]
    points = [words.at(place) for place in here.itertuples()] + ways_on
    if not split:
        fig.update_xaxes(domain=[0, 1])
        seen = window(points, wide, tall, ("x", "y"), 34)
        _panel(fig, here, map_outlines, seen, pairs, shown, first)
        _legend(fig, shown, 4, 1, 0)
        return fig
    axes = panels(fig, ["Where it happened", "The frame, closer"], gap=GAP, parts=SHARES)
    share = [s * (1 - GAP) for s in SHARES]
    beyond = wrap(words.beyond(far).strip(), share[0] * wide - 8)
    overview = min(tall - 20 * _legend_rows(shown, 3) - 16 * len(beyond) - 18, 240)
    fig.update_layout({f"yaxis{axes[0][1][1:]}": {"domain": [1 - overview / tall, 1]}})
    close = window([words.at(p) for p in near.itertuples()], share[1] * wide, tall, axes[1], 26)
    corners = [(close.box.right, close.box.bottom), (close.box.left, close.box.top)]
    seen = window(points + corners, share[0] * wide, overview, axes[0], 18)
    rest = here.drop(near.index)
    _panel(fig, rest, map_outlines, seen, pairs, shown, first, close)
    _panel(fig, near, map_outlines, close, [], shown, first)
    _legend(fig, shown, 3, share[0], 1 - (overview + 6) / tall)
    _below(fig, beyond)
    return fig


def _below(fig: Card, lines: list[str]) -> None:
    if lines:
        fig.add_annotation(
            name="far", text="<br>".join(map(html, lines)), align="left", x=0, xref="paper", xanchor="left",
            y=0, yref="paper", yanchor="bottom", font={"size": SMALL, "color": INK}, borderpad=0,
        )  # fmt: skip


def _panel(
    fig: Card,
    rows: pd.DataFrame,
    outlines: pd.DataFrame,
    seen: Window,
    pairs: Sequence[tuple[Any, Any]],
    shown: Sequence[str],
    first: Sequence[str],
    frame: Window | None = None,
) -> None:
    """Draw one map: outlines, ways, marks, then labels where nothing is yet."""
    draw_outlines(fig, outlines, seen)
    taken = _ways(fig, seen, pairs)
    if frame is not None:
        taken.append(draw_frame(fig, seen, frame))
    places = list(rows.itertuples())
    for name in shown:
        _marks(fig, [place for place in places if place.kind in KINDS[name][2]], seen, name)
    marks = [(*seen.pixels(*words.at(place)), _size(place) / 2) for place in places]
    names = [_label(place, place.id in first) for place in places]
    weights = [max(words.count(place), 1) ** 0.5 for place in places]
    countries = country_names(outlines, seen)
    labels = place_labels(
        marks,
        [text_width(text, SMALL, bold="<b>" in text) + 2 for text in names],
        weights,
        Box(0, 0, seen.wide, seen.tall),
        taken,
        [boxes[0] for _, boxes in countries],
    )
    _write(fig, places, names, labels, seen)
    taken += [label.box for label in labels]
    taken += [Box(x - r, y - r, x + r, y + r) for x, y, r in marks]
    write_countries(fig, countries, seen, taken)


def _marks(fig: Card, places: Sequence[Any], seen: Window, name: str) -> None:
    if not places:
        return
    symbol, colour, _ = KINDS[name]
    columns = {"x": "lon_deg", "y": "lat_deg", "customdata.0": "id", "customdata.1": "name_en"}
    columns |= {"customdata.2": "kind", "customdata.3": "event_count"}
    fig.add_scatter(
        x=[place.lon_deg for place in places],
        y=[place.lat_deg for place in places],
        xaxis=seen.axes[0],
        yaxis=seen.axes[1],
        customdata=[[place.id, place.name_en, place.kind, words.count(place)] for place in places],
        mode="markers",
        marker=_look(symbol, colour, [_size(place) for place in places]),
        hovertext=hover(map(words.sentence, places)),
        hovertemplate=HOVER,
        name=name,
        showlegend=False,
        meta=drawn(name, columns),
    )


def _look(symbol: str, colour: str, size: float | list[float]) -> dict[str, Any]:
    # A white rim parts marks that touch; what is drawn in lines has none.
    rim = {"color": colour, "width": 1.5} if "open" in symbol else {"color": "#FFFFFF", "width": 0.5}
    return {"symbol": symbol, "color": colour, "opacity": 1, "size": size, "line": rim}


def _size(place: Any) -> float:
    return round(9 + 1.6 * (max(words.count(place), 1) ** 0.5 - 1), 1)


def _label(place: Any, first: bool) -> str:
    """Return what stands at a mark; those that the title names have their number of events with them."""
    return f"<b>{html(words.short(place))} {words.count(place)}</b>" if first else html(words.short(place))


def _write(fig: Card, places: Sequence[Any], names: list[str], labels: list[Label], seen: Window) -> None:
    """Write labels and draw their lines, all at once: plotly checks the others again at each one."""
    x, y = seen.axes
    notes, lines = [], []
    for place, text, label in zip(places, names, labels, strict=True):
        notes.append({
            "name": "place", "text": text, "x": place.lon_deg, "y": place.lat_deg, "xref": x, "yref": y,
            "xanchor": "center", "yanchor": "middle", "xshift": round(label.dx, 1),
            "yshift": round(label.dy, 1), "font": {"size": SMALL, "color": INK}, "borderpad": 0,
        })  # fmt: skip
        if label.leader:
            x1, y1 = label.leader
            # From the rim of the mark, which the line must not hide.
            part = min(1, _size(place) / 2 / hypot(x1, y1))
            lines.append({
                "type": "line", "name": "leader", "xref": x, "yref": y, "xsizemode": "pixel",
                "ysizemode": "pixel", "xanchor": place.lon_deg, "yanchor": place.lat_deg,
                "x0": round(x1 * part, 1), "y0": round(y1 * part, 1), "x1": round(x1, 1), "y1": round(y1, 1),
                "line": {"color": "#777777", "width": 1},
            })  # fmt: skip
    fig.layout.annotations = (*fig.layout.annotations, *notes)
    fig.layout.shapes = (*fig.layout.shapes, *lines)


def _ways(fig: Card, seen: Window, pairs: Sequence[tuple[Any, Any]]) -> list[Box]:
    """Draw the shortest ways, each with its length above its middle; return where labels must not stand."""
    taken = []
    for one, other in pairs:
        points = shortest_way(words.at(one), words.at(other))
        length = kilometres(points[0], points[-1])
        axes = {"xaxis": seen.axes[0], "yaxis": seen.axes[1]}
        fig.add_scatter(
            x=[x for x, _ in points], y=[y for _, y in points], mode="lines", hoverinfo="skip",
            line={"color": MUTED, "width": 1.5, "dash": "dash"}, showlegend=False, **axes,
        )  # fmt: skip
        middle = len(points) // 2
        (x, y), (x0, y0) = points[middle], points[middle - 1]
        # On the side that the line leaves free.
        slope = (y - y0) / ((x - x0) or 1e-9)
        side = "center" if abs(slope) < 0.15 else "left" if slope > 0 else "right"
        fig.add_scatter(
            x=[x],
            y=[y],
            **axes,
            mode="text",
            text=[f"<b>{round_km(length)}</b>"],
            textposition=f"top {side}",
            textfont={"size": 13, "color": INK},
            customdata=[[one.id, other.id, round(length, -1)]],
            hovertext=hover([words.way(one, other)]),
            hovertemplate=HOVER,
            name="Way",
            showlegend=False,
            meta=drawn(
                f"Way from {words.short(one)} to {words.short(other)}",
                {"x": "drawn_x", "y": "drawn_y", "customdata.0": "from", "customdata.1": "to"}
                | {"customdata.2": "distance_km"},
            ),
        )
        half = text_width(round_km(length), 13, bold=True) / 2
        px, py = seen.pixels(x, y)
        px += {"left": -half, "center": 0, "right": half}[side]
        taken.append(Box(px - half, py, px + half, py + 20))
        for lon, lat in points[2:-2]:
            px, py = seen.pixels(lon, lat)
            taken.append(Box(px - 3, py - 3, px + 3, py + 3))
    return taken


def _legend_rows(shown: Sequence[str], columns: int) -> int:
    return -(-len(shown) // columns)


def _legend(fig: Card, shown: Sequence[str], columns: int, wide: float, top: float) -> None:
    """Say what the marks mean, in columns that share `wide` (a part of the plot's width)."""
    rows = _legend_rows(shown, columns)
    for number, name in enumerate(shown):
        column = number // rows
        legend = f"legend{column + 1 if column else ''}"
        symbol, colour, _ = KINDS[name]
        fig.add_scatter(
            x=[None], y=[None], mode="markers", marker=_look(symbol, colour, 9), name=name, legend=legend,
            showlegend=True, hoverinfo="skip",
        )  # fmt: skip
        place = {"x": wide * column / columns, "y": top, "xanchor": "left", "yanchor": "top"}
        place |= {"itemclick": False, "itemdoubleclick": False, "bgcolor": "rgba(255,255,255,0)"}
        fig.update_layout({legend: place | {"font": {"size": SMALL, "color": INK}}}, showlegend=True)
