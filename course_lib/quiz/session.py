"""What is recorded where a question is asked: in the folder, in its notebook, in this kernel."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from course_lib.errors import AnswersUnavailable
from course_lib.quiz import answers
from course_lib.quiz.asked import QUIZ, Asked, checks, find, slots
from course_lib.quiz.reading import unanswered
from course_lib.quiz.records import Record, after, from_outputs, newer, now, since

__all__ = [
    "QUIZ",
    "Asked",
    "checks",
    "find",
    "graded_run",
    "keep",
    "keep_notes",
    "one_by_one",
    "recorded",
    "remembered",
    "tally",
    "written",
]

#: Held while a message is answered. They come in two threads: JupyterLab sends them to a subshell of the
#: kernel as soon as it has one, and a widget and the questions in it share their records.
one_by_one = threading.RLock()
#: Notebooks whose records were taken over, with the state of their file at that time.
_merged: dict[tuple[Path, Path], tuple[int, int]] = {}
#: What this kernel has read or was told, by folder: it outlives a file that is damaged, deleted or full.
_known: dict[Path, dict[str, Record]] = {}
#: Folders whose file lacks something of that, because it could not be written.
_waiting: set[Path] = set()


def graded_run() -> bool:
    """Say whether nbgrader validates or grades at this moment, so that nobody can click.

    Returns
    -------
    bool
        True under nbgrader's validate and autograde.
    """
    return bool(os.environ.get("NBGRADER_VALIDATING") or os.environ.get("NBGRADER_EXECUTION"))


def _notebooks(folder: Path) -> list[Path]:
    """Return the notebook that Jupyter named for this session; else, in an assignment, all of the folder."""
    named = os.environ.get("JPY_SESSION_NAME", "")
    if named and Path(named).suffix == ".ipynb":
        # The session may name a path of the server, and the file may have been renamed since.
        path = folder / Path(named).name
        if path.is_file():
            return [path]
    return sorted(folder.glob("*.ipynb")) if (folder / QUIZ).exists() else []


def recorded(folder: Path) -> answers.Answers:
    """Return what is recorded in a folder, after taking over newer records from the saved notebook.

    A notebook is looked at when it is new to this kernel or its file was changed: on another machine it may
    be all that there is. Where ``answers.json`` is damaged or gone, what this kernel knows is taken over too.

    Parameters
    ----------
    folder : Path
        Folder of the notebook.

    Returns
    -------
    Answers
        The records, with `damage` saying what could not be read or written.
    """
    try:
        held = _brought_back(folder, answers.read(folder))
    except AnswersUnavailable as error:
        held = replace(remembered(folder), damage=str(error))
    _known[folder] = dict(held.items)
    return held


def remembered(folder: Path) -> answers.Answers:
    """Return what is recorded in a folder and in this kernel, without a try to write anything.

    Parameters
    ----------
    folder : Path
        Folder of the notebook.

    Returns
    -------
    Answers
        The later record of each item.
    """
    held = answers.read(folder)
    items = dict(held.items)
    for item_id, record in _known.get(folder, {}).items():
        if fresh := since(record, held.reset.get(item_id, "")):
            items[item_id] = newer(items.get(item_id), fresh)
    return replace(held, items=items)


def written(folder: Path, record: Record | None) -> bool:
    """Say whether a record stands in the folder's file, and not in this kernel and the notebook alone.

    Parameters
    ----------
    folder : Path
        Folder of the notebook.
    record : Record or None
        As `recorded` gave it; None for one that is still to come.

    Returns
    -------
    bool
        False where the file could not be written.
    """
    if folder not in _waiting:
        return True
    return record is not None and answers.read(folder).items.get(record.id) == record


def _brought_back(folder: Path, held: answers.Answers) -> answers.Answers:
    """Put into the file what a saved notebook or this kernel has and the file lacks."""
    # Without a seed there is no file, or none that can be read.
    whole = held.seed and not held.damage and folder not in _waiting
    found = {} if whole else dict(_known.get(folder, {}))
    for path in _notebooks(folder):
        try:
            state = (path.stat().st_mtime_ns, path.stat().st_size)
            if whole and _merged.get((folder, path)) == state:
                continue
            written = from_outputs(json.loads(path.read_text("utf-8")))
        except (OSError, ValueError, RecursionError):
            # Jupyter itself says what is wrong with a notebook that it cannot read.
            continue
        for item_id, record in written.items():
            found[item_id] = newer(found.get(item_id), record)
        _merged[folder, path] = state
    if whole and not found:
        return held
    _waiting.add(folder)
    _known[folder] = _known.get(folder, {}) | found
    held = answers.merge(folder, found)
    _waiting.discard(folder)
    return held


def keep(
    folder: Path, asked: Asked, response: Any, via: str = "click", draft: bool = False
) -> answers.Answers:
    """Keep an answer in the folder, and with it what an accident took from the folder's file meanwhile.

    Parameters
    ----------
    folder : Path
        Folder of the notebook.
    asked : Asked
        What was answered.
    response : object
        JSON in the form of the item's type.
    via : str
        ``"click"`` or ``"typed"``.
    draft : bool
        See `Record`.

    Returns
    -------
    Answers
        What is recorded afterwards; `damage` tells what was mended.

    Raises
    ------
    AnswersUnavailable
        If the file could not be written. This kernel then knows the answer, and writes it with the next one
        that can be written.
    """
    question = asked.question
    held = answers.read(folder)
    try:
        # First of all: an answer given before the accident must not look later than this one.
        if held.damage or not held.seed or folder in _waiting:
            held = _brought_back(folder, held)
        damage, before = held.damage, asked.record(held.items)
        if before and before.id != question.id:
            # The item was renamed: the earlier attempts go on under its name of today.
            answers.merge(folder, {question.id: replace(before, id=question.id)})
        held = answers.keep(folder, question.id, question.revision, response, via, draft)
    except AnswersUnavailable:
        last = newer(asked.record(_known.get(folder, {})), asked.record(held.items))
        _remember(
            folder,
            {question.id: last},
            [Record(question.id, question.revision, response, now(), via, draft=draft)],
        )
        raise
    _known[folder] = dict(held.items)
    return replace(held, damage=held.damage or damage)


def _remember(folder: Path, before: Mapping[str, Record | None], records: Iterable[Record]) -> None:
    """Hold in this kernel what could not be written; the next answer that can be brings it along."""
    known = _known.setdefault(folder, {})
    for record in records:
        known[record.id] = after(before.get(record.id), record)
    _waiting.add(folder)


def keep_notes(folder: Path, notes: Mapping[str, tuple[Any, bool]]) -> answers.Answers:
    """Keep what was set and judged in a widget, as unkeyed answers.

    Parameters
    ----------
    folder : Path
        Folder of the notebook.
    notes : mapping of str to (object, bool)
        Response and whether it is a draft, by the id of the record.

    Returns
    -------
    Answers
        What is recorded afterwards; `damage` tells what was mended.

    Raises
    ------
    AnswersUnavailable
        If the file could not be written; this kernel then holds the notes, as `keep` does.
    """
    records = [Record(note, "", response, now(), draft=draft) for note, (response, draft) in notes.items()]
    held = answers.read(folder)
    try:
        if held.damage or not held.seed or folder in _waiting:
            held = _brought_back(folder, held)
        damage = held.damage
        held = answers.keep_all(folder, records)
    except AnswersUnavailable:
        _remember(folder, remembered(folder).items, records)
        raise
    _known[folder] = dict(held.items)
    return replace(held, damage=held.damage or damage)


def tally(folder: Path, items: Mapping[str, Record] | None = None) -> tuple[list[str], int] | None:
    """Count the questions of the assignment in a folder.

    Parameters
    ----------
    folder : Path
        Folder of the notebook.
    items : mapping of str to Record, optional
        What is recorded, if it is at hand.

    Returns
    -------
    tuple of (list of str, int), or None
        The slots without an answer and the number of all; None outside an assignment.
    """
    here = slots(folder)
    if not here:
        return None
    items = recorded(folder).items if items is None else items
    given = {slot: asked.record(items) for slot, asked in here.items()}
    missing = [slot for slot, record in given.items() if record is None or unanswered(record.response)]
    return missing, len(here)
