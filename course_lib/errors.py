"""Errors that a person can act on: one sentence that says what is wrong, where, and what to do.

CourseError
|-- UnknownName         a source, treaty, clause, item or slot that does not exist
|   `-- UnknownTable    a table that does not exist
|-- BadFacts            a table, treaty or source file that breaks its own schema
|-- BadItem             an item bank or a paper that breaks its schema
|-- BadResponse         an answer that cannot be one to this question
|-- AnswersUnavailable  answers.json cannot be read or written
|-- Unanswered          Validate meets a question without a recorded answer
|-- BuildProblem        an assignment cannot be built as asked
`-- MissingExtra        a part of the course that is not installed
"""

from __future__ import annotations

import difflib
import textwrap
from collections.abc import Iterable

__all__ = [
    "AnswersUnavailable",
    "BadFacts",
    "BadItem",
    "BadResponse",
    "BuildProblem",
    "CourseError",
    "MissingExtra",
    "Unanswered",
    "UnknownName",
    "UnknownTable",
    "did_you_mean",
    "unknown",
]


class CourseError(Exception):
    """Base of all errors of the course; its text is one sentence for the person who can mend it."""

    def _render_traceback_(self) -> list[str]:
        # IPython calls this instead of printing a traceback: a student needs the sentence, not our stack.
        # nbgrader's Validate cuts lines at 87 characters.
        return ["\n".join(textwrap.wrap(str(self), 80))]


class UnknownName(CourseError, KeyError):
    """A name that is not in the course."""

    # KeyError would print its message in quotation marks.
    __str__ = Exception.__str__


class UnknownTable(UnknownName):
    """A table that is not in the course."""


class BadFacts(CourseError, ValueError):
    """A table, treaty or source file that breaks its own schema."""


class BadItem(CourseError, ValueError):
    """An item bank or a paper that breaks its schema."""


class BadResponse(CourseError, ValueError):
    """An answer that cannot be one to this question."""


class AnswersUnavailable(CourseError, OSError):
    """The file with the answers cannot be read or written."""

    __str__ = Exception.__str__


class Unanswered(CourseError, AssertionError):
    """A question of an assignment that has no recorded answer yet."""


class BuildProblem(CourseError, RuntimeError):
    """An assignment that cannot be built as asked."""


class MissingExtra(CourseError, ImportError):
    """A part of the course that is not installed; the text holds the line that installs it."""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return " Did you mean 'x'?" for the nearest known name, or an empty string.

    Parameters
    ----------
    name : str
        What was asked for.
    known : iterable of str
        What there is.

    Returns
    -------
    str
        A sentence with a leading blank, or "" where nothing is near.
    """
    near = difflib.get_close_matches(str(name), [str(k) for k in known], n=1, cutoff=0.6)
    return f" Did you mean {near[0]!r}?" if near else ""


def unknown(
    kind: str, name: object, known: Iterable[str], error: type[UnknownName] = UnknownName
) -> UnknownName:
    """Return the error for a name that does not exist, with the nearest name and, if few, all names.

    Parameters
    ----------
    kind : str
        What was looked for, e.g. ``"table"``.
    name : object
        What was asked for.
    known : iterable of str
        What there is.
    error : type of UnknownName
        A subclass, where there is one for this kind of name.

    Returns
    -------
    UnknownName
        To be raised by the caller.
    """
    if not isinstance(name, str):
        return error(f"A {kind} is named by a text in quotation marks, not by {type(name).__name__}.")
    known = sorted(known)
    listed = f" All: {', '.join(known)}." if len(known) <= 20 else ""
    return error(f"No {kind} {name!r}.{did_you_mean(name, known)}{listed}")
