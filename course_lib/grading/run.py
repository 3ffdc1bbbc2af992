"""Grading a term's submissions with nbgrader's own converter and gradebook, one after the other."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.coursedir import CourseDirectory

from course_lib.errors import BuildProblem, unknown
from course_lib.grading.build import bank_names
from course_lib.grading.config import config_of, scripts_on_path
from course_lib.grading.course import load_course
from course_lib.grading.engine import autograde
from course_lib.grading.preprocessors import DATA
from course_lib.grading.register import register
from course_lib.grading.report import Report, Row

__all__ = ["grade", "gradebook_url", "submissions"]


def gradebook_url(root: Path) -> str:
    """Return the address of the gradebook: by default a file in the folder of the course.

    Parameters
    ----------
    root : Path
        Folder of the course.

    Returns
    -------
    str
        As SQLAlchemy takes it.
    """
    return CourseDirectory(config=config_of(root)).db_url


def submissions(root: Path, name: str) -> list[str]:
    """List who handed in an assignment.

    Parameters
    ----------
    root : Path
        Folder of the course.
    name : str
        The assignment.

    Returns
    -------
    list of str
        Names of the folders ``submitted/<student>/<name>``, sorted.

    Raises
    ------
    BuildProblem
        If nothing was handed in.
    """
    folder = root / "submitted"
    if not folder.is_dir():
        raise BuildProblem(
            f"There is no folder submitted/ in {root.name}/: each submission goes into a folder of its own, "
            f"submitted/<student>/{name}/."
        )
    found = sorted(path.parent.name for path in folder.glob(f"*/{name}") if path.is_dir())
    if not found:
        raise BuildProblem(
            f"No submission of {name} in submitted/: each goes into a folder of its own, "
            f"submitted/<student>/{name}/."
        )
    return found


def grade(
    root: Path,
    name: str,
    students: Iterable[str] | None = None,
    progress: Callable[[int, int, str], None] | None = None,
) -> Report:
    """Grade the submissions of one assignment.

    Parameters
    ----------
    root : Path
        Folder of the course, with ``solutions/`` and ``submitted/``.
    name : str
        The assignment.
    students : iterable of str, optional
        Only these; by default all who handed in.
    progress : callable, optional
        Called after each submission with how many are done, how many there are, and the student.

    Returns
    -------
    Report
        One row a submission. A submission that cannot be graded stops no other. Grading again gives the
        same gradebook, and points that a person gave are kept.

    Raises
    ------
    UnknownName
        If there is no such assignment or student.
    BuildProblem
        If there is nothing to grade, or the assignment is not built.
    """
    root = root.resolve()
    if name not in bank_names(root):
        raise unknown("assignment", name, bank_names(root))
    handed_in = submissions(root, name)
    wanted = list(dict.fromkeys(students)) if students is not None else handed_in
    for student in wanted:
        if student not in handed_in:
            raise unknown("submission by", student, handed_in)
    load_course(root / "solutions", name)
    db_url = gradebook_url(root)
    register(root, name, db_url)
    rows = []
    for number, student in enumerate(wanted, 1):
        problem = _unreadable(root / "submitted" / student / name, name) or autograde(root, name, student)
        rows.append(Row(student, problem=problem) if problem else _row(root, name, student, db_url))
        if progress is not None:
            progress(number, len(wanted), student)
    return Report(name, tuple(rows))


def _unreadable(folder: Path, name: str) -> str:
    """Say why nbgrader could not grade this; had it tried, the gradebook would say "to be read" for ever."""
    path = folder / f"{name}.ipynb"
    if any(character in folder.parent.name for character in "*?["):
        return "nbgrader cannot open a folder with *, ? or [ in its name: rename the student's folder."
    if any(character in folder.parent.name for character in '<>"&'):
        return "nbgrader's pages would take <, >, \" or & in a name for HTML: rename the student's folder."
    if not path.exists():
        others = ", ".join(sorted(p.name for p in folder.glob("*.ipynb")))
        return f"There is no {name}.ipynb in the submission{f', only {others}: rename it' if others else ''}."
    try:
        cells = json.loads(path.read_text("utf-8"))["cells"]
        if not all(isinstance(cell, dict) for cell in cells):
            raise TypeError("a cell is no cell")
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
        return f"{name}.ipynb is damaged ({error}): ask for it again, and look at answers.json meanwhile."
    return ""


def _row(root: Path, name: str, student: str, db_url: str) -> Row:
    path = root / "autograded" / student / name / f"{name}.ipynb"
    if not path.exists():
        return Row(student, problem=f"There is no {name}.ipynb in the submission; was the file renamed?")
    data = json.loads(path.read_text("utf-8"))["metadata"].get(DATA, {})
    notes = [(slot, note) for slot, answer in data.get("answers", {}).items() for note in answer["notes"]]
    with scripts_on_path(), Gradebook(db_url, "skin-deep") as gradebook:
        try:
            grades = [g for n in gradebook.find_submission(name, student).notebooks for g in n.grades]
        except MissingEntry:
            return Row(student, problem="The gradebook holds no grades for it.")
        automatic = [g for g in grades if g.cell.cell_type == "code"]
        return Row(
            student,
            points=round(sum(g.auto_score or 0 for g in automatic), 2),
            max_points=sum(g.max_score for g in automatic),
            manual=sum(g.needs_manual_grade for g in grades),
            differences=tuple(f"{slot}: {note}" for slot, note in notes),
            mended=tuple(data.get("mended", [])),
        )
