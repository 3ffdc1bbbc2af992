"""The text twin of a widget: everything that it shows, in reading order, for a reader without a screen."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

from course_lib.models.parts import (
    Badge,
    Card,
    Cell,
    Chart,
    Columns,
    Figure,
    Fold,
    Grid,
    Group,
    Line,
    Links,
    Pairs,
    Pick,
    Place,
    Press,
    Say,
    Slide,
    Table,
    Ticks,
    Title,
    Write,
)

__all__ = ["as_text"]

NOTHING = "not set yet"


def as_text(parts: tuple[Any, ...]) -> str:
    """Write parts out.

    Parameters
    ----------
    parts : tuple of Part
        What a model shows.

    Returns
    -------
    str
        Lines; what belongs to a part is indented below it.
    """
    return "\n".join(_lines(parts))


def _indented(parts: tuple[Any, ...]) -> Iterator[str]:
    for line in _lines(parts):
        yield textwrap.indent(line, "  ")


def _lines(parts: tuple[Any, ...]) -> Iterator[str]:
    for part in parts:
        yield from _part(part)


def _part(part: Any) -> Iterator[str]:
    match part:
        case Title():
            yield from (("", part.text) if part.level > 3 else (part.text,))
        case Say():
            yield part.text
        case Line():
            words = "".join(f"{s.text} [{s.mark}]" if s.mark else s.text for s in part.spans)
            yield f"{part.label}: {words}" if part.label else words
        case Badge():
            yield f"[{part.text}]"
        case Pick() | Ticks() | Slide() | Write() | Press():
            yield from _control(part)
        case Group():
            yield part.label
            yield from (f"  {part.hint}",) if part.hint else ()
            yield from _indented(part.parts)
        case Fold():
            yield part.label
            yield from _indented(part.parts)
        case Columns():
            yield from _lines(part.left)
            yield from _lines(part.right)
        case Grid():
            yield from _lines(part.parts)
        case _:
            yield from _block(part)


def _block(part: Any) -> Iterator[str]:
    match part:
        case Card():
            badge = f"[{part.badge.text}] " if part.badge else ""
            yield f"{badge}{part.title}"
            yield from (f"  {part.meta}",) if part.meta else ()
            yield from _indented(part.parts)
        case Pairs():
            yield from (part.label,) if part.label else ()
            for term, said in part.rows:
                if isinstance(said, str):
                    yield f"  {term}: {said}"
                else:
                    yield f"  {term}:"
                    yield from (f"  {line}" for line in _indented(said))
        case Table():
            yield part.caption
            yield f"  {' | '.join(_cell(cell) for cell in part.head)}"
            for row in part.rows:
                yield f"  {_cell(row[0])}"
                pairs = zip(part.head[1:], row[1:], strict=True)
                yield from (f"    {_cell(head)}: {_cell(cell)}" for head, cell in pairs)
        case Links():
            listed = (f"{link.text} <{link.url}>" if link.url else link.text for link in part.links)
            yield f"{part.label}: {'; '.join(listed)}"
        case Chart():
            yield part.label
            for way, ticks in (("left to right", part.x_ticks), ("bottom to top", part.y_ticks)):
                if ticks:
                    yield f"  {way}: {'; '.join(said for _, said in ticks)}"
            for series in part.series:
                if series.name:
                    yield f"  {series.name}"
                yield from (f"    {said}" for _, _, said in series.points)
        case Figure() | Place():
            yield part.text


def _cell(cell: Cell) -> str:
    mark = f" [{cell.mark}]" if cell.mark else ""
    sub = f" ({cell.sub})" if cell.sub else ""
    return f"{cell.text}{mark}{sub}"


def _control(part: Any) -> Iterator[str]:
    label = part.about or part.label
    match part:
        case Press():
            state = "" if part.on is None else (" (on)" if part.on else " (off)")
            why = f" ({part.why_not})" if part.why_not else ""
            yield f"[Button: {label}{state}{why}]"
            return
        case Pick():
            chosen = next((c.text for c in part.options if c.slug == part.value), NOTHING)
            yield f"{label}: {chosen}"
            yield f"  choose from: {'; '.join(c.text for c in part.options)}"
        case Ticks():
            yield f"{label}:"
            yield from (f"  [{'x' if c.slug in part.value else ' '}] {c.text}" for c in part.options)
        case Slide():
            shown = NOTHING if part.value is None else f"{part.value:g} {part.unit}".strip()
            ends = (
                f"{end:g} {part.unit}".strip() + (f": {said}" if said else "")
                for end, said in zip((part.low, part.high), part.ends, strict=True)
            )
            yield f"{label}: {shown}"
            yield f"  from {' to '.join(ends)}"
        case Write():
            yield f"{label}: {part.value or NOTHING}"
    if part.hint:
        yield f"  {part.hint}"
