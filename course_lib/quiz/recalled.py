"""An answer that was given before, shown again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from IPython.display import display

from course_lib.quiz import session
from course_lib.quiz.again import Bundle, shown
from course_lib.quiz.records import Record
from course_lib.quiz.render import recall_html, recall_text

__all__ = ["recall"]


def recall(name: str) -> None:
    """Show again what was answered: the first answer and, if it changed, the latest one.

    An answer that is given later in the same kernel shows up without running the cell again.

    Parameters
    ----------
    name : str
        What `ask` was called with.

    Raises
    ------
    UnknownName
        If there is no such question here.
    """
    folder = Path.cwd()
    asked = session.find(name, folder)

    def draw(items: Mapping[str, Record]) -> Bundle:
        record = asked.record(items)
        return {
            "text/html": recall_html(asked.question, record),
            "text/plain": recall_text(asked.question, record),
        }

    display_id, draw = shown(f"recall({name!r})", folder, [asked.question.id], draw)
    display(draw(session.recorded(folder).items), raw=True, display_id=display_id)
