"""The answers of one folder, kept in its file `answers.json`.

Nothing that was once kept is ever overwritten in place: the file is locked while it is read, changed and
written; the new text is written beside it and then renamed; a file that cannot be read is kept under
another name. The first attempt at a question stays in its history for good.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from course_lib.errors import AnswersUnavailable, BadResponse
from course_lib.quiz.records import MIME, Record, after, from_outputs, newer, now

__all__ = ["FILE", "MIME", "Answers", "Record", "from_outputs", "keep", "merge", "newer", "read"]

FILE = "answers.json"
#: A term's answers take some hundred kB; what is larger is no work of ours and is not read into memory.
LARGEST = 20_000_000


@dataclass(frozen=True)
class Answers:
    """What one folder holds.

    Attributes
    ----------
    seed : int
        Fixes the order of options for this student.
    items : dict of str to Record
        By item id.
    damage : str
        A sentence about what could not be read, or "".
    """

    seed: int
    items: dict[str, Record] = field(default_factory=dict)
    damage: str = ""


def read(folder: Path) -> Answers:
    """Read the answers of a folder; never raises, never changes anything.

    Parameters
    ----------
    folder : Path
        Folder of the notebook.

    Returns
    -------
    Answers
        With `damage` saying what could not be read. Without a file: no items and seed 0.
    """
    path = Path(folder) / FILE
    try:
        if not path.exists():
            return Answers(0)
        if path.stat().st_size > LARGEST:
            raise ValueError("it is too large")
        data = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        why = "it is not readable text" if isinstance(error, UnicodeDecodeError) else str(error)
        return Answers(0, {}, f"{FILE} cannot be read ({why}).")
    if not isinstance(data, dict) or data.get("schema") != 1 or not isinstance(data.get("items"), dict):
        return Answers(0, {}, f"{FILE} is no file of answers of this course.")
    items, lost = {}, []
    for item_id, raw in data["items"].items():
        try:
            items[item_id] = Record.from_json({**raw, "id": item_id})
        except (BadResponse, TypeError):
            lost.append(item_id)
    seed = data.get("seed")
    damage = f"{FILE} holds entries that cannot be read: {', '.join(sorted(lost))[:200]}." if lost else ""
    return Answers(seed if isinstance(seed, int) and not isinstance(seed, bool) else 0, items, damage)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    from filelock import FileLock, Timeout

    try:
        with FileLock(folder / f".{FILE}.lock", timeout=10):
            yield
    except Timeout:
        raise AnswersUnavailable(
            f"{FILE} is held by another program: close other windows of this notebook and click again."
        ) from None


def _write(folder: Path, answers: Answers) -> None:
    items = {}
    for item_id, record in sorted(answers.items.items()):
        items[item_id] = {k: v for k, v in record.to_json().items() if k not in ("schema", "id")}
    text = json.dumps({"schema": 1, "seed": answers.seed, "items": items}, ensure_ascii=False, indent=1)
    # No tempfile: its files are private to their owner, and a collected folder is read by others.
    beside = folder / f".{FILE}.{secrets.token_hex(6)}.new"
    try:
        with beside.open("x", encoding="utf-8") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        beside.replace(folder / FILE)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _set_aside(folder: Path) -> str:
    """Keep a damaged file under another name, by a link or a copy, so that it is never missing."""
    import shutil

    stamp = datetime.now(UTC).strftime("%Y-%m-%d-%H%M%S")
    for number in range(1, 1000):
        aside = folder / f"answers.damaged-{stamp}-{number}.json"
        if not aside.exists():
            shutil.copy2(folder / FILE, aside)
            return aside.name
    raise AnswersUnavailable(f"There are too many damaged copies of {FILE} in this folder: remove some.")


def _change(folder: Path, records: Mapping[str, Record], click: bool) -> Answers:
    """Merge records into the file under its lock; `click` moves the clock on rather than trusting it."""
    try:
        with _locked(folder):
            held = read(folder)
            notice = ""
            if held.damage:
                notice = (
                    f"{held.damage} It was kept as {_set_aside(folder)}; what could be read was taken over."
                )
            items = dict(held.items)
            for item_id, record in records.items():
                before = items.get(item_id)
                items[item_id] = after(before, record) if click else newer(before, record)
            seed = held.seed or secrets.randbelow(2**31 - 1) + 1
            changed = Answers(seed, items)
            if held.damage or changed != held or not (folder / FILE).exists():
                _write(folder, changed)
            return replace(changed, damage=notice)
    except OSError as error:
        if isinstance(error, AnswersUnavailable):
            raise
        raise AnswersUnavailable(f"{FILE} cannot be written here ({error.strerror or error}).") from None


def keep(
    folder: Path, item_id: str, revision: str, response: Any, via: str = "click", draft: bool = False
) -> Answers:
    """Keep one answer in the folder's file.

    Parameters
    ----------
    folder : Path
        Folder of the notebook.
    item_id, revision : str
        What was answered, in which wording.
    response : object
        JSON in the form of the item's type.
    via : str
        ``"click"`` or ``"typed"``.
    draft : bool
        See `Record`.

    Returns
    -------
    Answers
        The folder's answers afterwards; `damage` tells if a damaged file was set aside.

    Raises
    ------
    AnswersUnavailable
        If the folder cannot be written to or the file stays locked; nothing was changed then.
    """
    record = Record(item_id, revision, response, now(), via, draft=draft)
    return _change(Path(folder), {item_id: record}, click=True)


def merge(folder: Path, records: Mapping[str, Record]) -> Answers:
    """Take over the records of a notebook where they are newer than those of the folder's file.

    Parameters
    ----------
    folder : Path
        Folder of the notebook.
    records : mapping of str to Record
        As `from_outputs` gives them.

    Returns
    -------
    Answers
        The folder's answers afterwards, with a seed in any case.

    Raises
    ------
    AnswersUnavailable
        If the folder cannot be written to.
    """
    return _change(Path(folder), records, click=False)
