"""A learner's numbers on one scale through the course, shown again as a line; it changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from IPython.display import display

from course_lib.quiz import session
from course_lib.quiz.again import Bundle, shown
from course_lib.quiz.line import as_html, as_text, line
from course_lib.quiz.records import Record
from course_lib.widgets.progress import lessons_folder

__all__ = ["recall_line"]


def recall_line(*names: str, title: str = "") -> None:
    """Show what you answered to several questions with the same scale: first and latest numbers, as a line.

    A number that is given later in the same kernel shows up without running the cell again.

    Parameters
    ----------
    *names : str
        Ids of checks with a scale, such as ``"l00-how-deep"``, in the order of the line.
    title : str
        What the numbers are about.

    Raises
    ------
    UnknownName
        If there is no such question.
    CourseError
        If a question has no scale, or another one than the first.
    """
    folder = lessons_folder(Path.cwd())
    homes = {item_id: lesson for lesson, bank in session.checks().items() for item_id in bank.items}
    found = []
    for name in names:
        asked = session.find(name, folder)
        lesson = homes.get(asked.question.id, "")
        label = f"lesson {lesson.partition('_')[0]}" if lesson else name
        found.append((label, asked))

    def draw(items: Mapping[str, Record]) -> Bundle:
        drawn = line(title, [(label, asked.question, asked.record(items)) for label, asked in found])
        return {"text/html": as_html(drawn), "text/plain": as_text(drawn)}

    call = f"recall_line({', '.join(map(repr, names))}, title={title!r})"
    display_id, draw = shown(call, folder, [asked.question.id for _, asked in found], draw)
    display(draw(session.recorded(folder).items), raw=True, display_id=display_id)
