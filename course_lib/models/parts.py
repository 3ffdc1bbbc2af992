"""What a widget shows, as plain data: controls to set and contents to read.

A model describes itself in these parts. The browser draws them and `text` writes them out, so that the view
and its text twin cannot say different things.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from course_lib.figures._text import unbroken
from course_lib.models.controls import Choice, Control, Part, Pick, Press, Slide, Ticks, Write

__all__ = [
    "Badge",
    "Card",
    "Cell",
    "Chart",
    "Choice",
    "Columns",
    "Control",
    "Figure",
    "Fold",
    "Grid",
    "Group",
    "Line",
    "Link",
    "Links",
    "Pairs",
    "Part",
    "Pick",
    "Place",
    "Press",
    "Say",
    "Series",
    "Slide",
    "Span",
    "Table",
    "Ticks",
    "Title",
    "Write",
    "controls",
    "to_json",
    "walk",
]


@dataclass(frozen=True)
class Title(Part):
    """A heading; level 3 for the widget's own."""

    text: str
    level: int = 4


@dataclass(frozen=True)
class Say(Part):
    """A paragraph; `tone` is "", ``"quiet"``, ``"strong"`` or ``"note"`` (a box)."""

    text: str
    tone: str = ""


@dataclass(frozen=True)
class Span:
    """Words in a line; `mark` names what they are (an element of a clause, or "" for plain words)."""

    text: str
    mark: str = ""


@dataclass(frozen=True)
class Line(Part):
    """A paragraph in which some words are marked, each kind with a line of its own under the words."""

    spans: tuple[Span, ...]
    label: str = ""


@dataclass(frozen=True)
class Badge(Part):
    """A word in a frame; `look` is a role such as ``"open"``, ``"added"`` or ``"silent"`` (dashed)."""

    text: str
    look: str = ""


@dataclass(frozen=True)
class Card(Part):
    """A framed part; `state` is "", ``"now"`` (the one to work on), ``"quiet"`` or ``"closed"``."""

    title: str
    parts: tuple[Part, ...] = ()
    badge: Badge | None = None
    meta: str = ""
    state: str = ""
    name: str = ""


@dataclass(frozen=True)
class Pairs(Part):
    """Terms, each with what is said of it: a question and who decides, a field and its value."""

    rows: tuple[tuple[str, tuple[Part, ...] | str], ...]
    label: str = ""


@dataclass(frozen=True)
class Cell:
    """A cell of a table: its words, the word for how it differs ("added", ...), a quieter second line."""

    text: str
    mark: str = ""
    sub: str = ""
    silent: bool = False


@dataclass(frozen=True)
class Table(Part):
    """A table whose first column names the rows."""

    caption: str
    head: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...] = ()


@dataclass(frozen=True)
class Link:
    """A source: its words, and its address or ""."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Links(Part):
    """Sources in a line."""

    label: str
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Fold(Part):
    """What one click opens; by its `name`, unique in the widget, it stays open while other things change."""

    name: str
    label: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Group(Part):
    """Controls that belong together, under one legend."""

    label: str
    parts: tuple[Part, ...]
    hint: str = ""


@dataclass(frozen=True)
class Columns(Part):
    """What I can change on the left, what follows on the right; below each other where it is narrow."""

    left: tuple[Part, ...]
    right: tuple[Part, ...]
    look: str = "controls"


@dataclass(frozen=True)
class Grid(Part):
    """Parts side by side, as many as fit at this width in rem each."""

    parts: tuple[Part, ...]
    width: int = 18


@dataclass(frozen=True)
class Series:
    """Points of a chart: x, y (None is a gap) and what to say of the point."""

    name: str
    points: tuple[tuple[float, float | None, str], ...]
    look: str = "line"


@dataclass(frozen=True)
class Chart(Part):
    """A small drawing of points between fixed ends; `label` states what is to be seen.

    `left` is the room for the words of `y_ticks`, of 420.
    """

    label: str
    series: tuple[Series, ...]
    x: tuple[float, float]
    y: tuple[float, float]
    x_ticks: tuple[tuple[float, str], ...] = ()
    y_ticks: tuple[tuple[float, str], ...] = ()
    diagonal: bool = False
    left: int = 44


@dataclass(frozen=True)
class Figure(Part):
    """The place of a plotly figure, which the widget itself holds; `text` is its description."""

    name: str
    text: str


@dataclass(frozen=True)
class Place(Part):
    """Where a question stands, which has a control of its own; `text` is the question in words."""

    name: str
    text: str


def to_json(part: Any) -> Any:
    """Return a part as the browser gets it, without empty fields.

    Parameters
    ----------
    part : Part
        What is shown; its fields may hold further parts.

    Returns
    -------
    dict, list or plain value
        A part is a dict with its kind under ``"t"``; no line of it ends between a number and its unit.
    """
    if isinstance(part, str):
        return unbroken(part)
    if isinstance(part, tuple):
        return [to_json(p) for p in part]
    if not hasattr(part, "__dataclass_fields__"):
        return part
    if isinstance(part, Place):
        return {"t": "place"}
    out: dict[str, Any] = {"t": type(part).__name__.lower()} if isinstance(part, Part) else {}
    for field in fields(part):
        value = getattr(part, field.name)
        # A 0 is a value; what is empty, false or absent is left out.
        if value is None or value is False or (value in ("", ()) and not isinstance(value, int | float)):
            continue
        # What a control is called and set to, and an address, are no words.
        plain = field.name in ("name", "value", "slug", "url") and isinstance(value, str | tuple)
        out[field.name] = _as_is(value) if plain else to_json(value)
    if isinstance(part, Press) and part.on is not None:
        out["on"] = part.on
    return out


def _as_is(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def walk(parts: tuple[Any, ...]) -> Iterator[Part]:
    """Yield parts and the parts in them, in reading order.

    Parameters
    ----------
    parts : tuple
        Parts; what is none is looked into.

    Yields
    ------
    Part
        Each one once.
    """
    for part in parts:
        if isinstance(part, Part):
            yield part
        if isinstance(part, tuple):
            yield from walk(part)
        elif isinstance(part, Part):
            yield from walk(tuple(getattr(part, f.name) for f in fields(part)))


def controls(parts: tuple[Any, ...]) -> dict[str, Control]:
    """Return the controls by name, in the order in which the Tab key meets them.

    Parameters
    ----------
    parts : tuple
        What a model shows.

    Returns
    -------
    dict of str to Control
        All of them.
    """
    return {part.name: part for part in walk(parts) if isinstance(part, Control)}
