"""nbgrader's configuration of this course, for `nbgrader_config.py` and for `course`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from traitlets.config import Config, PyFileConfigLoader

from course_lib.quiz.answers import FILE

__all__ = ["CODE_STUB", "TEXT_STUB", "config_of", "configure", "scripts_on_path"]

#: What a released answer cell holds in place of the solution.
CODE_STUB = '# Instead of clicking you can copy the line "Answer by typing" from below the question to here.'
TEXT_STUB = "*Write your paragraph here: double-click this text, write, then press Shift+Enter.*"
_OURS = "course_lib.grading.preprocessors"
_FEEDBACK = "course_lib.grading.feedback"
_NBGRADER = "nbgrader.preprocessors"


def configure(c: Config, root: Path | None = None) -> None:
    """Set what the course needs of nbgrader.

    Parameters
    ----------
    c : Config
        As `get_config()` gives it.
    root : Path, optional
        Folder of the course; the gradebook stands there.
    """
    c.CourseDirectory.course_id = "skin-deep"
    c.CourseDirectory.source_directory = "solutions"
    c.CourseDirectory.release_directory = "assignments"
    if root is not None:
        c.CourseDirectory.root = str(root)
        # An instructor who ran a solution has its answers beside it: they must not replace a student's.
        names = [p.name for p in (root / "solutions").glob("*") if p.is_dir()]
        c.Autograde.exclude_overwriting = {name: [FILE] for name in names}
    c.GenerateAssignment.pre_convert_hook = "course_lib.grading.engine.clear_answers"
    c.ClearSolutions.code_stub = {"python": CODE_STUB}
    c.ClearSolutions.text_stub = TEXT_STUB
    c.OverwriteCells.add_missing_cells = True
    c.Autograde.sanitize_preprocessors = [
        f"{_OURS}.Harvest",
        f"{_OURS}.Mend",
        f"{_NBGRADER}.ClearOutput",
        f"{_NBGRADER}.DeduplicateIds",
        f"{_NBGRADER}.OverwriteKernelspec",
        f"{_NBGRADER}.OverwriteCells",
        f"{_OURS}.HideKeys",
        f"{_NBGRADER}.CheckCellMetadata",
    ]
    c.Autograde.autograde_preprocessors = [
        f"{_OURS}.ExecuteCode",
        f"{_OURS}.ScoreOnHost",
        f"{_NBGRADER}.IgnorePattern",
        f"{_NBGRADER}.LimitOutput",
        f"{_NBGRADER}.SaveAutoGrades",
        f"{_OURS}.Comments",
        f"{_NBGRADER}.AssignLatePenalties",
        f"{_NBGRADER}.CheckCellMetadata",
    ]
    c.GenerateFeedback.exporter_class = f"{_FEEDBACK}.FeedbackExporter"
    c.GenerateFeedback.preprocessors = [
        f"{_FEEDBACK}.Grades",
        "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
    ]
    # In formgrader too, where a script in a submission would run as the instructor.
    c.HTMLExporter.sanitize_html = True
    c.HTMLExporter.filters = {"markdown2html": "course_lib.grading.safe.markdown_filter"}


def config_of(root: Path, **coursedir: Any) -> Config:
    """Return the configuration for a run of nbgrader inside this process.

    Parameters
    ----------
    root : Path
        Folder of the course; what an instructor added to its ``nbgrader_config.py`` holds here too.
    **coursedir
        Further options of nbgrader's CourseDirectory.

    Returns
    -------
    Config
        What the file sets, or `configure` where there is none; then the options.
    """
    if (root / "nbgrader_config.py").exists():
        c = PyFileConfigLoader("nbgrader_config.py", str(root)).load_config()
    else:
        c = Config()
        configure(c, root.resolve())
    c.CourseDirectory.update(coursedir)
    return c


@contextmanager
def scripts_on_path() -> Iterator[None]:
    """Put this interpreter's scripts first on the PATH: nbgrader calls `alembic` from there."""
    import sysconfig

    before = os.environ.get("PATH", "")
    os.environ["PATH"] = os.pathsep.join([sysconfig.get_path("scripts"), before])
    try:
        yield
    finally:
        os.environ["PATH"] = before
