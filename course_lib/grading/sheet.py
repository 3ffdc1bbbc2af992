"""What stands on a student's page of feedback, put together from the graded notebook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nbformat import NotebookNode

from course_lib.grading.config import TEXT_STUB
from course_lib.grading.course import Course
from course_lib.grading.harvest import Given
from course_lib.grading.marks import Mark, read_marks
from course_lib.grading.preprocessors import DATA
from course_lib.grading.review import PLACE, Line, lines, scored
from course_lib.quiz.feedback import remarks
from course_lib.quiz.rubric import Manual

__all__ = ["Code", "Entry", "Question", "Section", "Sheet", "Written", "sheet"]


@dataclass(frozen=True)
class Entry:
    """Something that earns points: its name, its points, and what the grader wrote to it."""

    slot: str
    points: float
    maximum: float
    comment: str = ""
    waiting: bool = False


@dataclass(frozen=True)
class Question(Entry):
    """A question that was clicked or typed.

    Attributes
    ----------
    stem : str
        As the student read it.
    answer : tuple of (Line, str)
        Each part of the answer with the feedback that belongs to it, or "".
    said : tuple of str
        Feedback on the whole.
    note : str
        Where the answer was taken from, or that the points were set by the grader.
    reason : str
        Why there is nothing to judge, or "".
    sources : tuple of str
        Ids.
    """

    stem: str = ""
    answer: tuple[tuple[Line, str], ...] = ()
    said: tuple[str, ...] = ()
    note: str = ""
    reason: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Written(Entry):
    """A paragraph, or "" where none was handed in, and the marks by the lines of its rubric."""

    task: Manual | None = None
    text: str = ""
    attachments: Mapping[str, Any] = field(default_factory=dict)
    marks: Mapping[str, Mark] = field(default_factory=dict)

    @property
    def remark(self) -> str:
        """What the grader should look at: marks that do not fit the points given."""
        given = [mark.points for mark in self.marks.values() if mark.points is not None]
        if given and self.waiting:
            return f"{self.slot}: the comment holds marks, but no points were given yet."
        if self.task and len(given) == len(self.task.criteria) and abs(sum(given) - self.points) > 0.005:
            return (
                f"{self.slot}: the marks in the comment add up to {sum(given):g}, "
                f"but {self.points:g} points were given."
            )
        return ""


@dataclass(frozen=True)
class Code(Entry):
    """A code task, or another graded cell that an instructor added: its source and what it printed."""

    source: str = ""
    printed: str = ""


@dataclass(frozen=True)
class Section:
    """A part of the paper with what it earned."""

    title: str
    entries: tuple[Entry, ...]

    @property
    def points(self) -> float:
        """Points so far."""
        return round(sum(entry.points for entry in self.entries), 2)

    @property
    def maximum(self) -> float:
        """The most that they could be."""
        return sum(entry.maximum for entry in self.entries)


@dataclass(frozen=True)
class Sheet:
    """A page of feedback."""

    title: str
    student: str
    sections: tuple[Section, ...]
    late: float = 0.0

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Everything that earns points."""
        return tuple(entry for section in self.sections for entry in section.entries)

    @property
    def points(self) -> float:
        """Points in all, the penalty for handing in late taken off."""
        return round(sum(entry.points for entry in self.entries) - self.late, 2)

    @property
    def maximum(self) -> float:
        """The most that they could be."""
        return sum(entry.maximum for entry in self.entries)

    @property
    def waiting(self) -> tuple[str, ...]:
        """What nobody has marked yet."""
        return tuple(entry.slot for entry in self.entries if entry.waiting)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What the grader should look at before the page is handed out."""
        return tuple(e.remark for e in self.entries if isinstance(e, Written) and e.remark)

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of all sources, each once."""
        ids: list[str] = []
        for entry in self.entries:
            if isinstance(entry, Question):
                ids += entry.sources
            elif isinstance(entry, Written) and entry.task:
                ids += entry.task.sources
        return tuple(dict.fromkeys(ids))


def sheet(nb: NotebookNode, course: Course, student: str, late: float = 0.0) -> Sheet:
    """Put together what a student gets back.

    Parameters
    ----------
    nb : NotebookNode
        A graded notebook, with points and comments in the metadata of its cells.
    course : Course
        The assignment.
    student : str
        As they are to be addressed.
    late : float
        Points taken off for handing in late.

    Returns
    -------
    Sheet
        By the parts of the paper; what else is graded comes last.
    """
    cells = {c.metadata.nbgrader.grade_id: c for c in nb.cells if "nbgrader" in c.metadata}
    answers = nb.metadata[DATA]["answers"]
    left = {grade_id: cell for grade_id, cell in cells.items() if cell.metadata.nbgrader.grade}
    sections = []
    for part in course.parts:
        entries: list[Entry] = []
        for slot in part.slot:
            grade_id = slot.id if slot.manual else f"s-{slot.id}"
            cell = left.pop(grade_id, None)
            if cell is not None and slot.id in course.tasks:
                entries.append(_written(slot.id, cell, course.tasks[slot.id]))
            elif cell is not None and slot.id in course.keys:
                asked = cells.get(f"q-{slot.id}", cell).metadata.nbgrader
                entries.append(
                    _question(slot.id, cell, course, answers.get(slot.id), asked.get("written", ""))
                )
        letter = f"{part.slug.upper()}. " if len(part.slug) == 1 else ""
        sections.append(Section(f"{letter}{part.title}", tuple(entries)))
    others = tuple(_code(grade_id, cell) for grade_id, cell in left.items())
    sections += [Section("Further tasks", others)] if others else []
    return Sheet(course.title or course.name, student, tuple(s for s in sections if s.entries), late)


def _earned(cell: NotebookNode) -> dict[str, Any]:
    meta = cell.metadata.nbgrader
    waiting = bool(meta.get("waiting"))
    return {"points": float(meta.get("score") or 0), "maximum": float(meta.points), "waiting": waiting}


def _question(slot: str, cell: NotebookNode, course: Course, raw: Any, comment: str) -> Question:
    given = Given(**{**raw, "notes": ()}) if raw else Given()
    earned = _earned(cell)
    result, item, _ = scored(given, course.keys[slot], earned["maximum"])
    told = remarks(item, given.response)
    by_slug = {remark.slug: remark.text for remark in told if remark.slug}
    note = PLACE.get(given.place, "")
    if cell.metadata.nbgrader.get("by_hand"):
        note = "points set by the grader"
    return Question(
        slot,
        **earned,
        comment=comment,
        stem=item.stem,
        answer=tuple((line, by_slug.get(line.slug, "")) for line in lines(item, given.response)),
        said=tuple(remark.text for remark in told if not remark.slug),
        note=note,
        reason=result.reason,
        sources=item.sources,
    )


def _written(slot: str, cell: NotebookNode, task: Manual) -> Written:
    text = "" if cell.source.strip() in ("", TEXT_STUB) else cell.source
    marks, comment = read_marks(cell.metadata.nbgrader.get("comment") or "", task)
    if not text and comment == "No response.":
        comment = ""
    attachments = cell.get("attachments") or {}
    return Written(
        slot, **_earned(cell), comment=comment, task=task, text=text, attachments=attachments, marks=marks
    )


def _code(grade_id: str, cell: NotebookNode) -> Code:
    printed = []
    for output in cell.get("outputs", []):
        if output.output_type == "stream":
            printed.append(output.text)
        elif output.output_type == "error":
            printed.append(f"{output.ename}: {output.evalue}")
        else:
            printed.append(output.data.get("text/plain", ""))
    comment = cell.metadata.nbgrader.get("comment") or ""
    return Code(
        grade_id,
        **_earned(cell),
        comment=comment,
        source=cell.source,
        printed="\n".join(filter(None, printed)),
    )
