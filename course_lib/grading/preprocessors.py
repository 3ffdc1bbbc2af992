"""Our steps in nbgrader's autograde: harvest, mend, hide the keys, execute code tasks, score on the host.

Each is a thin wrapper that nbgrader's own configuration names; what they do is in pure modules. Nothing
that a student's code does can change a score of a question: the answers are taken before any of it runs,
and the points are computed in this process from the instructor's bank.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbclient.exceptions import CellControlSignal, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader import utils
from nbgrader.api import Gradebook
from nbgrader.preprocessors import Execute, NbGraderPreprocessor

from course_lib.grading.course import Course, load_course
from course_lib.grading.harvest import Given, harvest
from course_lib.grading.marks import form
from course_lib.grading.mend import mend, without_regions
from course_lib.grading.review import review_html, scored
from course_lib.quiz.reading import unanswered

__all__ = [
    "DATA",
    "Comments",
    "ExecuteCode",
    "Harvest",
    "HideKeys",
    "Mend",
    "ScoreOnHost",
    "course_of",
    "ours",
]

#: Where a graded notebook keeps what was harvested; whatever a student put there is overwritten.
DATA = "skin_deep"
_NOT_RUN = "This graded cell did not run: 0 points, to be looked at."


def course_of(step: Any, resources: Any) -> Course:
    """Return the assignment at hand: the converter above this step knows the folder of the course.

    Parameters
    ----------
    step : Configurable
        A preprocessor or an exporter of one of nbgrader's converters.
    resources : dict
        nbgrader's.

    Returns
    -------
    Course
        Without keys if it is none of ours.
    """
    above = step
    while above is not None and not hasattr(above, "coursedir"):
        above = above.parent
    folder = Path(above.coursedir.root) / above.coursedir.source_directory
    return load_course(folder, resources["nbgrader"]["assignment"])


def ours(course: Course, resources: Any) -> bool:
    """Say whether the notebook at hand holds the questions of an assignment.

    Parameters
    ----------
    course : Course
        The assignment.
    resources : dict
        nbgrader's.

    Returns
    -------
    bool
        False for further notebooks, and for assignments without a bank.
    """
    return bool(course.keys or course.tasks) and resources["nbgrader"]["notebook"] == course.name


class _Step(NbGraderPreprocessor):
    """A step over the notebook that holds the questions of an assignment."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Do the step; notebooks without questions of ours pass unchanged.

        Parameters
        ----------
        nb : NotebookNode
            The submission.
        resources : dict
            nbgrader's: student, assignment, notebook, and the folder of the file.

        Returns
        -------
        tuple of (NotebookNode, dict)
            The notebook, changed in place, and the resources as they were.
        """
        course = course_of(self, resources)
        if ours(course, resources):
            self._work(nb, course, Path(resources["metadata"]["path"]))
        return nb, resources

    def _work(self, nb: NotebookNode, course: Course, folder: Path) -> None:
        """Change the notebook in place; each step says how."""


class Harvest(_Step):
    """Takes the answers out of the submission before nbgrader clears its outputs."""

    def _work(self, nb: NotebookNode, course: Course, folder: Path) -> None:
        given = harvest(nb, folder, course.keys)
        nb.metadata[DATA] = {"answers": {s: g.to_json() for s, g in given.items()}, "mended": []}


class Mend(_Step):
    """Puts the frame of the notebook back: copied, deleted and stripped cells."""

    def _work(self, nb: NotebookNode, course: Course, folder: Path) -> None:
        if course.release is not None:
            if nb.nbformat_minor < 5:
                # Cells have had ids since then, and ours are matched by them.
                nbformat.v4.upgrade(nb, from_version=4, from_minor=nb.nbformat_minor)
            nb.metadata[DATA]["mended"] = mend(nb, course.release)


class HideKeys(_Step):
    """Takes the keys out of the grade cells of questions, so that no code of a student can find them.

    The cells are left as students got them, with the checksum of that. The key is not put back: the graded
    notebook and the feedback made of it show the review instead.
    """

    def _work(self, nb: NotebookNode, course: Course, folder: Path) -> None:
        for cell in nb.cells:
            if course.slot_of(cell) is not None:
                cell.source = without_regions(cell.source)
                cell.metadata.nbgrader["checksum"] = utils.compute_checksum(cell)


class ScoreOnHost(_Step):
    """Scores the questions in this process and puts the points where nbgrader looks for them."""

    def _work(self, nb: NotebookNode, course: Course, folder: Path) -> None:
        answers = nb.metadata.get(DATA, {}).get("answers", {})
        for number, cell in enumerate(nb.cells, 1):
            slot = course.slot_of(cell)
            if slot is not None:
                raw = answers.setdefault(slot, Given().to_json())
                given = Given(**{**raw, "notes": tuple(raw["notes"])})
                result, item, notes = scored(given, course.keys[slot], float(cell.metadata.nbgrader.points))
                raw["notes"] = list(notes)
                html = review_html(given, item, result, notes)
                data = {"text/plain": repr(float(result.points)), "text/html": html}
                cell.outputs = [new_output("execute_result", data=data, execution_count=number)]
                cell.execution_count = number


class Comments(NbGraderPreprocessor):
    """Offers the grader of a paragraph a line for each criterion, as the comment that formgrader shows.

    nbgrader itself writes "No response." below each question, since a click changes no source.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Write the comments that stand until a person writes one.

        Parameters
        ----------
        nb : NotebookNode
            The graded submission.
        resources : dict
            nbgrader's.

        Returns
        -------
        tuple of (NotebookNode, dict)
            Both as they were.
        """
        course, names = course_of(self, resources), resources["nbgrader"]
        if not ours(course, resources):
            return nb, resources
        answers = nb.metadata.get(DATA, {}).get("answers", {})
        clicked = {f"q-{slot}" for slot, raw in answers.items() if not unanswered(raw["response"])}
        with Gradebook(names["db_url"]) as gradebook:
            for cell in nb.cells:
                grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
                if grade_id in clicked or grade_id in course.tasks:
                    where = (grade_id, names["notebook"], names["assignment"], names["student"])
                    comment = gradebook.find_comment(*where)
                    if grade_id in clicked:
                        comment.auto_comment = None
                    elif not comment.auto_comment:
                        comment.auto_comment = form(course.tasks[grade_id])
            gradebook.db.commit()
        return nb, resources


class ExecuteCode(Execute):
    """Executes a notebook only if an instructor wrote code tasks into it; questions need no execution."""

    def preprocess(self, nb: NotebookNode, resources: Any, km: Any = None) -> tuple[NotebookNode, Any]:
        """Execute where needed; a graded cell that did not run to its end has no points.

        Parameters
        ----------
        nb : NotebookNode
            The submission, without keys.
        resources : dict
            nbgrader's.
        km : KernelManager, optional
            As for nbconvert.

        Returns
        -------
        tuple of (NotebookNode, dict)
            The notebook, changed in place, and the resources.
        """
        tasks = _code_tasks(nb, course_of(self, resources), resources)
        self._finished: set[int] = set()
        if tasks:
            try:
                super().preprocess(nb, resources, km)
            except (DeadKernelError, CellControlSignal, RuntimeError, TimeoutError) as error:
                self.log.warning("Execution stopped: %s", error)
        for cell in tasks:
            if id(cell) not in self._finished:
                # nbgrader gives full points to a cell without output; one in which the kernel died has none.
                cell.outputs = [new_output("error", ename="DidNotRun", evalue=_NOT_RUN, traceback=[_NOT_RUN])]
                told = nb.metadata.setdefault(DATA, {}).setdefault("mended", [])
                told.append(f"Cell {cell.metadata.nbgrader.grade_id} did not run and has 0 points.")
        for output in (output for cell in nb.cells for output in cell.get("outputs", [])):
            # nbconvert writes the width of a picture into a page without quotation marks.
            if "metadata" in output:
                output.metadata = {}
        return nb, resources

    def on_cell_executed(self, **kwargs: Any) -> None:
        """Remember a cell whose end the kernel has reported.

        Parameters
        ----------
        **kwargs
            As nbclient passes them: `cell`, `cell_index`, `execute_reply`.
        """
        super().on_cell_executed(**kwargs)
        self._finished.add(id(kwargs["cell"]))


def _code_tasks(nb: NotebookNode, course: Course, resources: Any) -> list[NotebookNode]:
    """Return the code cells that are graded and are not the score cell of a question."""
    mine = ours(course, resources)
    return [
        cell
        for cell in nb.cells
        if cell.cell_type == "code"
        and utils.is_grade(cell)
        and not utils.is_solution(cell)
        and not (mine and course.slot_of(cell))
    ]
