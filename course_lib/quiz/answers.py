"""The answers of one folder, kept in its file `answers.json`.

Nothing that was once kept is ever overwritten in place: the file is locked while it is read, changed and
written; the new text is written beside it and then renamed; a file that cannot be read is kept under
another name. The first attempt at a question stays in its history for good, unless the student resets it.
Then the whole file is kept under another name first, and a saved notebook that still shows the answer does
not bring it back.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from course_lib.errors import AnswersUnavailable, BadResponse
from course_lib.quiz.aside import set_aside
from course_lib.quiz.records import MIME, Record, after, from_outputs, newer, now, past, since

__all__ = [
    "FILE",
    "MIME",
    "Answers",
    "Record",
    "from_outputs",
    "keep",
    "keep_all",
    "merge",
    "newer",
    "read",
    "reset",
    "since",
]

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
    reset : dict of str to str
        When an item was reset, by its id; records up to then count nowhere.
    """

    seed: int
    items: dict[str, Record] = field(default_factory=dict)
    damage: str = ""
    reset: dict[str, str] = field(default_factory=dict)


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
    try:
        return _load(Path(folder))
    except OSError as error:
        return Answers(0, {}, f"{FILE} cannot be read ({error.strerror or error}).")


def _load(folder: Path) -> Answers:
    """Read the file; what the system refuses is raised, a whole file is never taken for a damaged one."""
    path = folder / FILE
    try:
        raw = path.read_bytes() if path.stat().st_size <= LARGEST else None
    except (FileNotFoundError, NotADirectoryError):
        return Answers(0)
    if raw is None:
        return Answers(0, {}, f"{FILE} cannot be read (it is too large).")
    try:
        # An editor on Windows may have put a mark before the text.
        data = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return Answers(0, {}, f"{FILE} cannot be read (it is cut off or was changed by another program).")
    if not isinstance(data, dict) or data.get("schema") != 1 or not isinstance(data.get("items"), dict):
        return Answers(0, {}, f"{FILE} is no file of answers of this course.")
    items, lost = {}, []
    raw_reset = data.get("reset")
    reset = {k: v for k, v in raw_reset.items() if isinstance(v, str)} if isinstance(raw_reset, dict) else {}
    for item_id, raw in data["items"].items():
        try:
            record = since(Record.from_json({**raw, "id": item_id}), reset.get(item_id, ""))
        except (BadResponse, TypeError):
            lost.append(item_id)
        else:
            if record is not None:
                items[item_id] = record
    seed = data.get("seed")
    damage = f"{FILE} holds entries that cannot be read: {', '.join(sorted(lost))[:200]}." if lost else ""
    return Answers(seed if isinstance(seed, int) and not isinstance(seed, bool) else 0, items, damage, reset)


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
    except OSError as error:
        if isinstance(error, AnswersUnavailable):
            raise
        raise AnswersUnavailable(f"{FILE} cannot be written here ({error.strerror or error}).") from None


def _write(folder: Path, answers: Answers) -> None:
    items = {}
    for item_id, record in sorted(answers.items.items()):
        items[item_id] = {k: v for k, v in record.to_json().items() if k not in ("schema", "id")}
    data = {"schema": 1, "seed": answers.seed, "items": items}
    if answers.reset:
        data["reset"] = dict(sorted(answers.reset.items()))
    text = json.dumps(data, ensure_ascii=False, indent=1)
    # No tempfile: its files are private to their owner, and a collected folder is read by others.
    beside = folder / f".{FILE}.{secrets.token_hex(6)}.new"
    try:
        # Half of a pair of characters, as a cut emoji leaves it, becomes the escape that JSON has for it.
        with beside.open("x", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        beside.replace(folder / FILE)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _change(folder: Path, records: Mapping[str, Record], click: bool) -> Answers:
    """Merge records into the file under its lock; `click` moves the clock on rather than trusting it."""
    with _locked(folder):
        held = _load(folder)
        notice = ""
        if held.damage:
            aside = set_aside(folder / FILE)
            notice = f"{held.damage} It was kept as {aside}; what could be read was taken over."
        items = dict(held.items)
        for item_id, record in records.items():
            before, reset_at = items.get(item_id), held.reset.get(item_id, "")
            if click:
                items[item_id] = after(before, past(record, reset_at))
            elif fresh := since(record, reset_at):
                items[item_id] = newer(before, fresh)
        changed = replace(held, seed=held.seed or _new_seed(), items=items, damage="")
        if held.damage or changed != held or not (folder / FILE).exists():
            _write(folder, changed)
        return replace(changed, damage=notice)


def _new_seed() -> int:
    return secrets.randbelow(2**31 - 1) + 1


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
    return keep_all(folder, [Record(item_id, revision, response, now(), via, draft=draft)])


def keep_all(folder: Path, records: Iterable[Record]) -> Answers:
    """Keep several new answers in the folder's file with one writing of it.

    Parameters
    ----------
    folder : Path
        Folder of the notebook.
    records : iterable of Record
        One an item.

    Returns
    -------
    Answers
        As `keep` gives it.

    Raises
    ------
    AnswersUnavailable
        If the folder cannot be written to or the file stays locked; nothing was changed then.
    """
    return _change(Path(folder), {record.id: record for record in records}, click=True)


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


def reset(folder: Path, ids: Iterable[str]) -> tuple[list[str], str]:
    """Clear the answers to some items, for good: no saved notebook brings them back.

    Parameters
    ----------
    folder : Path
        Folder of the notebook.
    ids : iterable of str
        What to clear, recorded here or not.

    Returns
    -------
    tuple of (list of str, str)
        The ids that had an answer here, and the name of the file beside it that holds everything as it was;
        "" if nothing was cleared.

    Raises
    ------
    AnswersUnavailable
        If the folder cannot be written to or the file stays locked; nothing was changed then.
    """
    folder = Path(folder)
    with _locked(folder):
        held = _load(folder)
        cleared = {item_id: held.items.get(item_id) for item_id in sorted(set(ids))}
        found = [item_id for item_id, record in cleared.items() if record]
        aside = set_aside(folder / FILE, "before-reset") if found or held.damage else ""
        times = {}
        for item_id, record in cleared.items():
            # Later than the answer that it clears and than an earlier reset, whatever the clock says.
            mark = past(Record(item_id, "", None, now()), held.reset.get(item_id, ""))
            times[item_id] = past(mark, record.at if record else "").at
        items = {item_id: record for item_id, record in held.items.items() if item_id not in cleared}
        _write(folder, Answers(held.seed or _new_seed(), items, reset=held.reset | times))
        return found, aside
