"""Outputs that show earlier answers again: which of them an answer changes, while the kernel lives.

A cell with `recall` is often run before its question is answered, by Run All. What it shows is drawn anew
with the answer. Without a front end, or after a restart, the output stays as it is and is true of its time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from course_lib.quiz.records import Record

__all__ = ["AGAIN", "Bundle", "changed", "shown"]

#: Names the display in its output, so that a page which no display update reaches finds it in the notebook.
AGAIN = "application/vnd.skin-deep.again+json"
Bundle = dict[str, Any]
Draw = Callable[[Mapping[str, Record]], Bundle]
#: Folder, ids of questions and what makes the output of the records, by the name of the display.
_shown: dict[str, tuple[Path, frozenset[str], Draw]] = {}


def shown(call: str, folder: Path, ids: Iterable[str], draw: Draw) -> tuple[str, Draw]:
    """Note that an output shows answers.

    Parameters
    ----------
    call : str
        The call that shows them: the same one in two cells is one display.
    folder : Path
        Where the answers are.
    ids : iterable of str
        Ids of the questions.
    draw : callable
        Takes what is recorded and returns MIME type to content.

    Returns
    -------
    tuple of str and callable
        The name of its display, and `draw` with that name in what it returns.
    """
    name = f"skin-deep {call}"

    def named(items: Mapping[str, Record]) -> Bundle:
        return draw(items) | {AGAIN: {"display": name}}

    _shown[name] = folder.resolve(), frozenset(ids), named
    return name, named


def changed(folder: Path, question_id: str, items: Mapping[str, Record]) -> dict[str, Bundle]:
    """Return the outputs that an answer has changed.

    Parameters
    ----------
    folder : Path
        Where the answers are.
    question_id : str
        Id of the question that was answered.
    items : mapping of str to Record
        What is recorded now.

    Returns
    -------
    dict of str to dict
        MIME type to content, by the name of the display.
    """
    return {
        name: draw(items)
        for name, (home, ids, draw) in _shown.items()
        if question_id in ids and home == folder.resolve()
    }
