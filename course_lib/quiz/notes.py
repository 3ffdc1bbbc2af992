"""Notes: what was set and judged in a widget, kept among the answers and no check."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from course_lib.quiz.records import Record

__all__ = ["NOTE", "explored", "of_lesson"]

#: What the id of a note begins with: ``widget/LESSON/WIDGET/NAME``, with "-" for no lesson.
NOTE = "widget/"


def explored(items: Mapping[str, Record]) -> tuple[str, ...]:
    """Return the widgets in which something was set or judged.

    Parameters
    ----------
    items : mapping of str to Record
        What is recorded.

    Returns
    -------
    tuple of str
        In words, with the lesson where there is one: ``"evidence board (07)"``.
    """
    notes = (note.split("/") for note, record in items.items() if note.startswith(NOTE) and record.response)
    named = {(kind.replace("-", " "), lesson) for _, lesson, kind, *_ in (n for n in notes if len(n) > 3)}
    return tuple(kind if lesson == "-" else f"{kind} ({lesson})" for kind, lesson in sorted(named))


def of_lesson(ids: Iterable[str], lesson: str) -> list[str]:
    """Return the notes that belong to a lesson.

    Parameters
    ----------
    ids : iterable of str
        Ids of records.
    lesson : str
        Its number, such as ``"07"``.

    Returns
    -------
    list of str
        Those of the widgets that the lesson shows.
    """
    return [note for note in ids if note.startswith(f"{NOTE}{lesson}/")]
