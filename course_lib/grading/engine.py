"""nbgrader's own converters, run inside this process, with their errors as sentences."""

from __future__ import annotations

import logging
import sqlite3
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import SAWarning

from course_lib.errors import BuildProblem
from course_lib.grading.config import config_of, scripts_on_path
from course_lib.quiz.answers import FILE

__all__ = ["Heard", "autograde", "clear_answers", "converter", "generate", "listening"]


class Heard(logging.Handler):
    """Keeps what nbgrader logs as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one message.

        Parameters
        ----------
        record : LogRecord
            As logged.
        """
        self.lines.append(record.getMessage().strip())

    @property
    def cause(self) -> str:
        """The last line of the first traceback, or the first message."""
        traces = [line for line in self.lines if line.startswith("Traceback")]
        return traces[0].splitlines()[-1] if traces else next(iter(self.lines), "")


@contextmanager
def listening() -> Iterator[tuple[logging.Logger, Heard]]:
    """Give a converter a log of its own, `alembic` on the PATH, and quiet about its database library.

    Yields
    ------
    tuple of (Logger, Heard)
        The log for the converter, and what was logged to it as an error.
    """
    # A logger of its own: an error must not vanish among those of an application that runs us.
    log, handler = logging.Logger("course.nbgrader"), Heard()
    log.addHandler(handler)
    with scripts_on_path(), warnings.catch_warnings():
        # nbgrader's own use of SQLAlchemy, for nobody here to mend.
        warnings.simplefilter("ignore", SAWarning)
        yield log, handler


def converter(kind: type, root: Path, log: logging.Logger, **coursedir: Any) -> Any:
    """Return one of nbgrader's converters over a course, which overwrites what it wrote before.

    Parameters
    ----------
    kind : type
        Class of the converter.
    root : Path
        Folder of the course.
    log : Logger
        As `listening` gives it.
    **coursedir
        Options of nbgrader's CourseDirectory, such as `assignment_id`.

    Returns
    -------
    BaseConverter
        To be started.
    """
    config = config_of(root, **coursedir)
    made = kind(coursedir=CourseDirectory(config=config, log=log), config=config, log=log)
    made.force = True
    return made


def generate(root: Path, name: str, db_url: str = "") -> Path:
    """Run nbgrader's generate_assignment over ``solutions/<name>`` of a folder.

    Parameters
    ----------
    root : Path
        A folder with the source; not the course itself, whose ``assignments/`` is written by `build`.
    name : str
        The assignment.
    db_url : str
        Gradebook to register the assignment in; by default one of its own in `root`.

    Returns
    -------
    Path
        The release.

    Raises
    ------
    BuildProblem
        With nbgrader's own reason.
    """
    with listening() as (log, heard):
        try:
            url = db_url or _throwaway(root / "gradebook.db")
            converter(GenerateAssignment, root, log, assignment_id=name, db_url=url).start()
        except (NbGraderException, SystemExit) as error:
            raise BuildProblem(f"nbgrader cannot make {name}: {heard.cause or error}") from None
    if heard.lines:
        raise BuildProblem(f"nbgrader cannot make {name}: {heard.cause}")
    return root / "assignments" / name


def _throwaway(path: Path) -> str:
    """Start a gradebook that nobody will upgrade: with its version table there, nbgrader asks no alembic."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
    return f"sqlite:///{path}"


def autograde(root: Path, name: str, student: str) -> str:
    """Run nbgrader's autograde over one submission.

    Parameters
    ----------
    root : Path
        Folder of the course.
    name, student : str
        The assignment and who handed it in.

    Returns
    -------
    str
        Why it could not be graded, or "".
    """
    with listening() as (log, heard):
        try:
            converter(Autograde, root, log, assignment_id=name, student_id=student).start()
        except (NbGraderException, SystemExit) as error:
            return f"nbgrader stopped: {heard.cause or error or 'it gave no reason'}"
    return ""


def clear_answers(assignment: str, student: str, notebooks: list[str]) -> None:
    """Remove an instructor's own trial answers before nbgrader copies them, key and all, to the students.

    Parameters
    ----------
    assignment, student : str
        Not needed; nbgrader passes them to a hook.
    notebooks : list of str
        Source notebooks of the assignment.
    """
    for folder in {Path(path).parent for path in notebooks}:
        (folder / FILE).unlink(missing_ok=True)
