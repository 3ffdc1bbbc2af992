"""What a learner put on one scale, again and again, as a line: a small drawing over a table, and as text.

The numbers stand in the cells of a table below the drawing, in columns under its points: the table is read
aloud as it is, and it is what a notebook that is not trusted still shows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from course_lib.errors import CourseError
from course_lib.quiz.first import first_answer
from course_lib.quiz.items import Question
from course_lib.quiz.reading import problem, unanswered
from course_lib.quiz.records import Record

__all__ = ["Line", "Point", "as_html", "as_text", "line"]

_INK = "var(--jp-content-font-color1,#1f1f1f)"
_RULE = "var(--jp-border-color1,#bdbdbd)"
_MARK = "var(--jp-brand-color1,#1565c0)"
_PAPER = "var(--jp-layout-color0,#fff)"
_CELL = f"padding:3px 4px;text-align:center;color:{_INK};border:0;font-size:13px"
_HEAD = f"padding:3px 8px 3px 0;text-align:left;color:{_INK};border:0;font-size:12px;font-weight:400"


@dataclass(frozen=True)
class Point:
    """One question on the scale, with the first and the latest number given to it; None without one."""

    label: str
    first: float | None = None
    latest: float | None = None


@dataclass(frozen=True)
class Line:
    """The points in order, and the scale that they share.

    Attributes
    ----------
    title : str
        What the numbers are about.
    points : tuple of Point
        In the order in which they were named.
    scale : Question
        Any of the questions: range, unit and the words at both ends are the same in all.
    """

    title: str
    points: tuple[Point, ...]
    scale: Question

    @property
    def missing(self) -> list[str]:
        """Labels of the questions without an answer."""
        return [point.label for point in self.points if point.latest is None]

    @property
    def changed(self) -> bool:
        """Whether a number was changed after it was first given."""
        return any(point.first != point.latest for point in self.points)


def line(title: str, asked: Sequence[tuple[str, Question, Record | None]]) -> Line:
    """Put recorded numbers on a line.

    Parameters
    ----------
    title : str
        What the numbers are about.
    asked : sequence of (str, Question, Record or None)
        Each question with the name of the lesson that asks it and what is recorded. Questions of one lesson
        are told apart by the words of their ids.

    Returns
    -------
    Line
        A response that is no number on the scale counts as none.

    Raises
    ------
    CourseError
        If nothing is named, if a question has no scale, or if the scales differ.
    """
    if not asked:
        raise CourseError('Name the questions whose numbers you want to see: recall_line("l00-how-deep").')
    for _, question, _ in asked:
        if question.type != "scale":
            raise CourseError(f"{question.id} is no question with a scale, so it has no place on a line.")
    scale = asked[0][1]
    for _, question, _ in asked:
        if _ends(question) != _ends(scale):
            raise CourseError(
                f"{question.id} and {scale.id} have different scales: give each a line of its own."
            )
    uses = Counter(label for label, _, _ in asked)
    alone = len(uses) == 1
    points = []
    for label, question, record in asked:
        tries = [*(h["response"] for h in record.history), record.response] if record else []
        numbers = [t for t in tries if not unanswered(t) and not problem(question, t)]
        words = question.id.partition("-")[2].replace("-", " ") or question.id
        name = label if uses[label] == 1 else words if alone else f"{label}: {words}"
        points.append(Point(name, first_answer(question, record), numbers[-1]) if numbers else Point(name))
    return Line(title, tuple(points), scale)


def _ends(question: Question) -> tuple:
    return question.minimum, question.maximum, question.unit, question.low, question.high


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:g}"


def _range(scale: Question) -> str:
    return f"{scale.minimum:g} {scale.low} to {scale.maximum:g} {scale.high}".replace("  ", " ").strip()


def _notes(found: Line) -> list[str]:
    if not found.missing:
        return []
    line = f"Not answered yet: {', '.join(found.missing)}."
    none = len(found.missing) == len(found.points)
    return [f"No number is recorded. {line} Answer one, and it stands here." if none else line]


def as_text(found: Line) -> str:
    """Return the line as plain text.

    Parameters
    ----------
    found : Line
        The points.

    Returns
    -------
    str
        Title, scale, one line a number, and what is missing.
    """
    lines = [found.title, f"Scale: {_range(found.scale)}"]
    for point in found.points:
        if point.latest is not None:
            first = "" if point.first == point.latest else f"first {_number(point.first)}, latest "
            lines.append(f"  {point.label}: {first}{_number(point.latest)} {found.scale.unit}".rstrip())
    return "\n".join(filter(None, [*lines, *_notes(found)]))


def _drawing(found: Line) -> str:
    """Draw columns of 100 by 100 units that are stretched to those of the table; strokes keep their width."""
    low, high = found.scale.minimum, found.scale.maximum

    def at(index: int, value: float) -> str:
        return f"{100 * index + 50},{100 - 100 * (value - low) / (high - low):g}"

    def path(places: Sequence[str], stroke: str, width: float, more: str = "") -> str:
        # A line of no length with a round end is a dot that no stretching makes an egg.
        steps = " ".join(f"{'L' if n else 'M'}{place}" for n, place in enumerate([*places, places[-1]]))
        return (
            f'<path d="{steps}" fill="none" stroke-linecap="round" stroke-linejoin="round" '
            f'vector-effect="non-scaling-stroke" style="stroke:{stroke};stroke-width:{width}px{more}"/>'
        )

    wide = 100 * len(found.points)
    parts = [path([f"0,{y}", f"{wide},{y}"], _RULE, 1) for y in (0, 50, 100)]
    given = [(n, p) for n, p in enumerate(found.points) if p.latest is not None]
    # What is not answered is a gap: no line runs over it.
    for _, run in groupby(enumerate(given), key=lambda pair: pair[1][0] - pair[0]):
        parts.append(path([at(n, p.latest) for _, (n, p) in run], _MARK, 2))
    for n, point in given:
        if point.first != point.latest:
            parts.append(path([at(n, point.first), at(n, point.latest)], _INK, 1.5, ";stroke-dasharray:2 4"))
            parts += [path([at(n, point.first)], _INK, 11), path([at(n, point.first)], _PAPER, 7)]
        parts.append(path([at(n, point.latest)], _MARK, 11))
    return (
        f'<svg aria-hidden="true" viewBox="0 -8 {wide} 116" preserveAspectRatio="none" width="100%" '
        f'height="150" style="display:block;width:100%;height:150px">{"".join(parts)}</svg>'
    )


def as_html(found: Line) -> str:
    """Return the line as HTML in the colours of the notebook's theme; everything is escaped.

    Parameters
    ----------
    found : Line
        The points.

    Returns
    -------
    str
        A block with a title, a table with the drawing in it, and what is missing.
    """
    scale, plain = found.scale, "background:none"
    notes = "".join(f'<p style="margin:4px 0;font-size:12px">{escape(note)}</p>' for note in _notes(found))
    head = f'<p style="font-weight:600;margin:4px 0">{escape(found.title)}</p>' if found.title else ""
    frame = f'<div style="max-width:44rem;font-size:14px;line-height:1.5;color:{_INK}">'
    if len(found.missing) == len(found.points):
        return f"{frame}{head}{notes}</div>"

    def row(name: str, cells: Sequence[str], tag: str = "td") -> str:
        body = "".join(f'<{tag} style="{_CELL}">{escape(cell)}</{tag}>' for cell in cells)
        return f'<tr style="{plain}"><th scope="row" style="{_HEAD}">{escape(name)}</th>{body}</tr>'

    unit = f", {scale.unit}" if scale.unit else ""
    columns = "".join(
        f'<th scope="col" style="{_CELL};font-size:12px;font-weight:400">{escape(point.label)}</th>'
        for point in found.points
    )
    ends = (
        f'<div style="height:150px;display:flex;flex-direction:column;justify-content:space-between">'
        f"<span>{escape(f'{scale.maximum:g} {scale.high}')}</span>"
        f"<span>{escape(f'{scale.minimum:g} {scale.low}')}</span></div>"
    )
    latest = [_number(point.latest) for point in found.points]
    first = [_number(point.first) for point in found.points]
    names = ("First (ring)", "Latest (dot)") if found.changed else ("", "Your number")
    rows = (row(f"{names[0]}{unit}", first) if found.changed else "") + row(f"{names[1]}{unit}", latest)
    return (
        f'{frame}{head}<table style="table-layout:fixed;width:100%;border-collapse:collapse;margin:0;'
        f'{plain}">'
        f'<colgroup><col style="width:136px"></colgroup><tbody>'
        f'<tr style="{plain}"><td style="{_HEAD}">{ends}</td>'
        f'<td colspan="{len(found.points)}" style="padding:0;border:0">{_drawing(found)}</td></tr>'
        f'<tr style="{plain}"><td style="{_HEAD}"></td>{columns}</tr>{rows}</tbody></table>{notes}</div>'
    )
