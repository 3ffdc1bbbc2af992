"""Questions of the lessons inside a widget: which there are, and what was answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from course_lib.errors import unknown
from course_lib.models.parts import Place
from course_lib.quiz.asked import checks
from course_lib.quiz.items import Item
from course_lib.quiz.reading import unanswered
from course_lib.quiz.records import Record
from course_lib.quiz.render import as_text

__all__ = ["answered", "place", "question"]


def question(name: str, kind: str) -> Item:
    """Return a check of a lesson.

    Parameters
    ----------
    name : str
        Its id.
    kind : str
        The type that it has to be of.

    Returns
    -------
    Item
        With its key.

    Raises
    ------
    UnknownName
        If no lesson has such a check.
    """
    every = {i: item for bank in checks().values() for i, item in bank.items.items() if item.type == kind}
    if name not in every:
        raise unknown(f"check of type {kind}", name, every)
    return every[name]


def answered(item: Item, records: Mapping[str, Record]) -> Any:
    """Return the answer that counts: given, and not only begun.

    Parameters
    ----------
    item : Item
        The check.
    records : mapping of str to Record
        What is recorded.

    Returns
    -------
    object or None
        The response.
    """
    record = records.get(item.id)
    return None if record is None or record.draft or unanswered(record.response) else record.response


def place(item: Item, records: Mapping[str, Record]) -> Place:
    """Return the place of a question, with its words for the text twin.

    Parameters
    ----------
    item : Item
        The check.
    records : mapping of str to Record
        What is recorded.

    Returns
    -------
    Place
        Named like the item.
    """
    return Place(item.id, as_text(item.id, item.question, records.get(item.id), graded=False))
