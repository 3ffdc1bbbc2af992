"""What students get back: one page each, made by nbgrader's generate_feedback with our parts in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from nbconvert.exporters import Exporter, HTMLExporter
from nbformat import NotebookNode
from nbgrader.api import MissingEntry
from nbgrader.converters import GenerateFeedback
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import GetGrades

from course_lib.errors import BuildProblem, unknown
from course_lib.grading.build import bank_names
from course_lib.grading.engine import converter, listening
from course_lib.grading.feedback_page import page
from course_lib.grading.harvest import harvest
from course_lib.grading.preprocessors import DATA, course_of, ours
from course_lib.grading.report import FeedbackReport, FeedbackRow
from course_lib.grading.sheet import Sheet, sheet

__all__ = ["FeedbackExporter", "Grades", "feedback"]

_SHEET = "skin_deep_sheet"


class Grades(GetGrades):
    """Takes the points and comments from the gradebook, and what of them is still to come."""

    def _get_score(self, cell: NotebookNode, resources: Any) -> None:
        super()._get_score(cell, resources)
        grade = self.gradebook.find_grade(*self._where(cell))
        # A number that a person gave stands, also where a later grading asks to look at it again.
        cell.metadata.nbgrader["waiting"] = grade.needs_manual_grade and grade.manual_score is None
        cell.metadata.nbgrader["by_hand"] = grade.manual_score is not None or bool(grade.extra_credit)

    def _get_comment(self, cell: NotebookNode, resources: Any) -> None:
        super()._get_comment(cell, resources)
        comment = self.gradebook.find_comment(*self._where(cell))
        cell.metadata.nbgrader["written"] = comment.manual_comment or ""

    def _where(self, cell: NotebookNode) -> tuple[str, str, str, str]:
        grade_id = cell.metadata.nbgrader.grade_id
        return grade_id, self.notebook_id, self.assignment_id, self.student_id

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Look up points, comments, and the student's name.

        Parameters
        ----------
        nb : NotebookNode
            The graded submission.
        resources : dict
            nbgrader's.

        Returns
        -------
        tuple of (NotebookNode, dict)
            With what was found in the metadata of the cells, and in the resources.
        """
        nb, resources = super().preprocess(nb, resources)
        names = resources["nbgrader"]
        with self.gradebook:
            try:
                student = self.gradebook.find_student(self.student_id)
                parts = (student.first_name, student.last_name)
            except MissingEntry:
                parts = ()
        names["name"] = " ".join(part for part in parts if part)
        return nb, resources


class FeedbackExporter(HTMLExporter):
    """Makes the page of an assignment of ours; any other notebook gets nbgrader's."""

    def from_notebook_node(
        self, nb: NotebookNode, resources: Any = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """Return the page.

        Parameters
        ----------
        nb : NotebookNode
            The graded submission.
        resources : dict
            nbgrader's.
        **kw
            As for nbconvert.

        Returns
        -------
        tuple of (str, dict)
            HTML and the resources.
        """
        if not (resources and "nbgrader" in resources):
            return super().from_notebook_node(nb, resources, **kw)
        course = course_of(self, resources)
        if not ours(course, resources):
            return super().from_notebook_node(nb, resources, **kw)
        if DATA not in nb.metadata:
            # Graded by nbgrader without our steps: the answers are still to be taken out.
            given = harvest(nb, Path(resources["metadata"]["path"]), course.keys)
            nb.metadata[DATA] = {"answers": {slot: answer.to_json() for slot, answer in given.items()}}
        nb, resources = Exporter.from_notebook_node(self, nb, resources, **kw)
        names = resources["nbgrader"]
        resources[_SHEET] = sheet(nb, course, names["name"] or names["student"], names["late_penalty"])
        return page(resources[_SHEET]), resources


class _Generate(GenerateFeedback):
    """Remembers what it put on the page of the last student."""

    last: Sheet | None = None

    def write_single_notebook(self, output: str, resources: Any) -> None:
        """Write a page.

        Parameters
        ----------
        output : str
            HTML.
        resources : dict
            nbgrader's, with the sheet.
        """
        self.last = resources.get(_SHEET, self.last)
        super().write_single_notebook(output, resources)


def feedback(
    root: Path,
    name: str,
    students: Iterable[str] | None = None,
    progress: Callable[[int, int, str], None] | None = None,
) -> FeedbackReport:
    """Make the feedback of an assignment: ``feedback/<student>/<name>/<name>.html``.

    Parameters
    ----------
    root : Path
        Folder of the course, with ``autograded/`` and the gradebook.
    name : str
        The assignment.
    students : iterable of str, optional
        Only these; by default all whose submission was graded.
    progress : callable, optional
        Called after each page with how many are done, how many there are, and the student.

    Returns
    -------
    FeedbackReport
        One row a page. Made again, a page is the same byte for byte until a grade or the bank changes.

    Raises
    ------
    UnknownName
        If there is no such assignment or student.
    BuildProblem
        If nothing was graded.
    """
    root = root.resolve()
    if name not in bank_names(root):
        raise unknown("assignment", name, bank_names(root))
    graded = sorted(path.parent.parent.name for path in root.glob(f"autograded/*/{name}/{name}.ipynb"))
    if not graded:
        raise BuildProblem(f"No submission of {name} has been graded yet: run `course grade {name}` first.")
    wanted = list(dict.fromkeys(students)) if students is not None else graded
    for student in wanted:
        if student not in graded:
            raise unknown("graded submission by", student, graded)
    rows = []
    for number, student in enumerate(wanted, 1):
        rows.append(_page(root, name, student))
        if progress is not None:
            progress(number, len(wanted), student)
    return FeedbackReport(name, tuple(rows))


def _page(root: Path, name: str, student: str) -> FeedbackRow:
    with listening() as (log, heard):
        made = converter(_Generate, root, log, assignment_id=name, student_id=student)
        try:
            made.start()
        except (NbGraderException, SystemExit) as error:
            return FeedbackRow(
                student, problem=f"nbgrader stopped: {heard.cause or error or 'no reason given'}"
            )
    if made.last is None:
        return FeedbackRow(student, problem="nbgrader made no page.")
    done = made.last
    return FeedbackRow(student, done.points, done.maximum, done.waiting, done.remarks)
