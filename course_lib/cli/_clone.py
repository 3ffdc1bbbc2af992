"""The clone that an instructor works in: where it is, and what is edited there."""

from __future__ import annotations

from pathlib import Path

from course_lib.errors import CourseError


def sources(root: Path) -> list[str]:
    """Return the notebooks that an instructor edits: lessons and nbgrader's sources, not what is released."""
    found = [*root.glob("lessons/*.ipynb"), *root.glob("solutions/*/*.ipynb")]
    return [path.relative_to(root).as_posix() for path in sorted(found)]


def course_root() -> Path:
    """Return the instructor's course folder: this one or the nearest above that holds the course."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "nbgrader_config.py").is_file() and (folder / "solutions").is_dir():
            return folder
    raise CourseError(
        f"{here} is not in a course folder (one with nbgrader_config.py and solutions/): change to the clone "
        "of the course and try again."
    )
