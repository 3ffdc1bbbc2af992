"""The command `course`: parse, call, print. A verb's own modules are imported when the verb runs."""

from __future__ import annotations

import sys

from course_lib.errors import CourseError, MissingExtra, UnknownName

__all__ = ["main"]


def main() -> int:
    """Run `course` with the arguments of this process; errors are one sentence each.

    Returns
    -------
    int
        0 done, 1 problems found, 2 wrong use.
    """
    try:
        # Not at the top: without its extra, `course` says which line installs it.
        from course_lib.cli import _verbs
    except ModuleNotFoundError as error:
        return _say(_missing(error, "lab"), 2)
    try:
        _verbs.app(prog_name="course")
    except ModuleNotFoundError as error:
        return _say(_missing(error, "instructor"), 2)
    except (MissingExtra, UnknownName) as error:
        return _say(error, 2)
    except CourseError as error:
        return _say(error, 1)
    return 0


def _missing(error: ModuleNotFoundError, extra: str) -> MissingExtra:
    if (error.name or "").startswith("course_lib"):
        raise error
    return MissingExtra(
        f'`course` needs {error.name}, which is not installed: pip install "skin-deep-course[{extra}]"'
    )


def _say(error: CourseError, code: int) -> int:
    print(error, file=sys.stderr)
    return code
