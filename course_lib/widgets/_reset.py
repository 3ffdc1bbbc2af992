"""Starting anew: one check, one lesson or all; the record as it was is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from course_lib.errors import CourseError, unknown
from course_lib.quiz import answers, session
from course_lib.quiz.bank import Bank
from course_lib.quiz.notes import of_lesson
from course_lib.widgets.progress import lessons_folder

__all__ = ["reset", "selected"]


def reset(name: str) -> None:
    """Clear the answers to a check, a lesson or all lessons; the record as it was is kept in a file beside.

    Parameters
    ----------
    name : str
        The id of a check (``"l06-shelling"``), a lesson (``"06"`` or the name of its notebook) or ``"all"``.

    Raises
    ------
    UnknownName
        If there is neither a check nor a lesson of this name.
    CourseError
        In the folder of an assignment.
    AnswersUnavailable
        If ``answers.json`` cannot be written; nothing was changed then.
    """
    folder = Path.cwd()
    if (folder / session.QUIZ).exists():
        raise CourseError(
            "The answers to an assignment are not cleared: click another answer, or none, in its notebook."
        )
    folder = lessons_folder(folder)
    # What only the notebook holds so far goes into the file that is kept.
    what, ids = selected(name, session.checks(), session.recorded(folder).items)
    cleared, aside = answers.reset(folder, ids)
    # From here on this kernel, too, knows of no more than the file.
    session.recorded(folder)
    if cleared:
        count = f"{len(cleared)} answer{'' if len(cleared) == 1 else 's'}"
        print(
            f"{what}: {count} cleared, and everything as it was is kept in {aside}; run the cells of the "
            "questions again to answer anew."
        )
    else:
        print(f"{what}: no answer is recorded here, so there was nothing to clear.")


def selected(name: str, banks: Mapping[str, Bank], recorded: Iterable[str] = ()) -> tuple[str, list[str]]:
    """Find the items that a learner means by the name of a check, a lesson, or ``"all"``.

    Parameters
    ----------
    name : str
        As for `reset`.
    banks : mapping of str to Bank
        The checks of each lesson by the name of its notebook.
    recorded : iterable of str
        Ids that are recorded, also those that no lesson has.

    Returns
    -------
    tuple of (str, list of str)
        What it is, in words, and the ids, with those that an item had before.

    Raises
    ------
    UnknownName
        If there is neither a check nor a lesson of this name.
    """
    by_item = {item.id: [item.id, *item.was] for bank in banks.values() for item in bank.items.values()}
    every = {*recorded, *(i for ids in by_item.values() for i in ids)}
    numbers = {lesson.partition("_")[0]: lesson for lesson in banks}
    if isinstance(name, str):
        lesson = numbers.get(name.zfill(2) if name.isdigit() else name, name)
        if name == "all":
            return "All lessons", sorted(every)
        if lesson in banks:
            number = lesson.partition("_")[0]
            ids = [i for item_id in banks[lesson].items for i in by_item[item_id]]
            return f"Lesson {number}", [*ids, *of_lesson(every, number)]
        if name in every:
            return name, by_item.get(name, [name])
    raise unknown("check or lesson", name, {*every, *numbers, *banks, "all"})
