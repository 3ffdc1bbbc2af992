"""An assignment in nbgrader's gradebook: entered when it is new, brought up to date when it changed."""

from __future__ import annotations

import tempfile
from pathlib import Path

import nbformat
from nbgrader import utils
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.preprocessors import ClearSolutions

from course_lib.errors import BuildProblem
from course_lib.grading.build import stage
from course_lib.grading.config import config_of, scripts_on_path
from course_lib.grading.engine import generate

__all__ = ["register"]


def register(root: Path, name: str, db_url: str) -> bool:
    """Enter an assignment in the gradebook if it is new or its cells have changed.

    Parameters
    ----------
    root : Path
        Folder of the course; its ``assignments/`` is left alone.
    name : str
        The assignment.
    db_url : str
        The gradebook.

    Returns
    -------
    bool
        True if the gradebook was changed.

    Raises
    ------
    BuildProblem
        If graded cells came or went after submissions were graded, which nbgrader cannot take over.
    """
    source = root / "solutions" / name / f"{name}.ipynb"
    if not source.exists():
        raise BuildProblem(f"{name} has not been built yet: run `course build {name}` first.")
    now, (known, graded) = _cells(source), _known(name, db_url)
    if now == known:
        return False
    if graded and {grade_id for grade_id, *_ in now} != {grade_id for grade_id, *_ in known}:
        raise BuildProblem(
            f"{name} has other cells than when its first submission was graded, and the gradebook cannot "
            "take that over: undo the change of the paper, or move gradebook.db away to begin anew."
        )
    with tempfile.TemporaryDirectory(prefix="course-register-") as folder:
        work = Path(folder)
        stage(root, name, work)
        generate(work, name, db_url)
    return True


def _cells(source: Path) -> set[tuple[str, str, float]]:
    """Return id, checksum and points of each cell as nbgrader would enter them."""
    notebook = nbformat.read(source, as_version=4)
    notebook, _ = ClearSolutions(config=config_of(source.parents[2])).preprocess(notebook, {})
    return {
        (meta.grade_id, utils.compute_checksum(cell), float(meta.get("points", 0)))
        for cell in notebook.cells
        if (meta := cell.metadata.get("nbgrader")) and (meta.grade or meta.solution or meta.locked)
    }


def _known(name: str, db_url: str) -> tuple[set[tuple[str, str, float]], bool]:
    with scripts_on_path(), Gradebook(db_url, "skin-deep") as gradebook:
        try:
            notebook = gradebook.find_notebook(name, name)
        except MissingEntry:
            return set(), False
        points = {cell.name: float(cell.max_score) for cell in notebook.grade_cells}
        cells = {(c.name, c.checksum, points.get(c.name, 0.0)) for c in notebook.source_cells}
        return cells, bool(notebook.submissions)
