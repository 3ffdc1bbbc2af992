"""What a student answered, taken from the submission as it was handed in; nothing of it is executed.

A typed answer counts before a record in the notebook, and that before the side file. Where the side file
holds the record of the notebook among its own attempts, the two are one: the notebook was handed in without
being saved after the last click, and the later answer counts. Other records that differ are listed for the
instructor, never merged silently.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from course_lib.grading.leaks import calls
from course_lib.quiz.answers import FILE, from_outputs, read
from course_lib.quiz.bank import Bank
from course_lib.quiz.items import Item, Question
from course_lib.quiz.reading import problem, unanswered
from course_lib.quiz.records import Record, supersedes

__all__ = ["Given", "Key", "harvest", "keys_of", "typed_answers"]

#: A response is a slug, some slugs or numbers, or a text; what is longer is no answer to a question of ours.
LONGEST = 20_000
_PLACE = {"typed": "typed in a cell", "notebook": "in the notebook", "file": f"in {FILE}"}


@dataclass(frozen=True)
class Key:
    """What a slot is scored with.

    Attributes
    ----------
    item : Item
        Today's wording with its key.
    released : mapping of (str, str) to Item
        Earlier wordings by item id and revision.
    """

    item: Item
    released: Mapping[tuple[str, str], Item] = field(default_factory=dict)

    @property
    def ids(self) -> tuple[str, ...]:
        """The id of the item and those that it had before."""
        return (self.item.id, *self.item.was)

    def wording(self, item_id: str, revision: str, response: Any) -> tuple[Item, str]:
        """Return the wording that was answered and a note if it is not today's.

        Parameters
        ----------
        item_id, revision : str
            As recorded; the revision is "" for a typed answer.
        response : object
            The answer; where no revision is known, it shows which wording it can be an answer to.

        Returns
        -------
        tuple of (Item, str)
            The item to score with and a sentence, or "".
        """
        if revision == self.item.revision:
            return self.item, ""
        older = [item for (i, _), item in self.released.items() if i in self.ids]
        if (item_id, revision) in self.released:
            return self.released[item_id, revision], "Scored with the earlier wording that was answered."
        if not revision and not problem(self.item.question, response):
            return self.item, ""
        for item in reversed(older):
            if not revision and not problem(item.question, response):
                return item, "Scored with an earlier wording, the one that this answer fits."
        note = "The answer names a wording that was never released; scored with today's." if revision else ""
        return self.item, note


@dataclass(frozen=True)
class Given:
    """The answer to one slot.

    Attributes
    ----------
    response : object
        JSON, or None where nothing was recorded.
    item_id, revision : str
        What was answered, in which wording; "" for a typed answer.
    place : str
        ``"typed"``, ``"notebook"``, ``"file"`` or "".
    at : str
        Time of the record, or "".
    notes : tuple of str
        What the instructor should look at: differing records, an answer that cannot be read.
    """

    response: Any = None
    item_id: str = ""
    revision: str = ""
    place: str = ""
    at: str = ""
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the answer as it stands in the metadata of the graded notebook.

        Returns
        -------
        dict
            Readable by ``Given(**...)`` once `notes` is a tuple again.
        """
        return asdict(self) | {"notes": list(self.notes)}


def harvest(notebook: Mapping[str, Any], folder: Path, keys: Mapping[str, Key]) -> dict[str, Given]:
    """Collect the answers of one submission.

    Parameters
    ----------
    notebook : mapping
        The submitted notebook, outputs and all.
    folder : Path
        Folder as handed in, with the side file.
    keys : mapping of str to Key
        What each slot asks.

    Returns
    -------
    dict of str to Given
        For every slot, in the order of `keys`.
    """
    typed, unread = typed_answers(notebook)
    side = read(folder)
    shown = from_outputs(notebook)
    found = {}
    for slot, key in keys.items():
        names = (slot, *key.ids)
        notes = [f"A typed answer was not read: {why}" for name, why in unread if name in names]
        candidates = []
        for value in reversed([value for name, value in typed if name in names]):
            sentence = "" if unanswered(value) else _misfit(key, value)
            if not sentence:
                candidates.append(Given(value, place="typed"))
                break
            # As in the student's own notebook, where such a line changes nothing.
            notes.append(f"A typed answer was not read: {sentence}")
        written, kept = _latest(shown, key.ids), _latest(side.items, key.ids)
        if written and kept and written != kept and supersedes(kept, written):
            written = None
        candidates += [_given(r, place) for r, place in ((written, "notebook"), (kept, "file")) if r]
        found[slot] = _chosen(candidates, notes, unordered=key.item.type in ("multi", "mark"))
    if side.damage and found:
        first = next(iter(found))
        found[first] = replace(found[first], notes=(*found[first].notes, side.damage))
    return found


def typed_answers(notebook: Mapping[str, Any]) -> tuple[list[tuple[str, Any]], list[tuple[str, str]]]:
    """Read ``answer("a1", ...)`` in the code cells, without running them.

    Parameters
    ----------
    notebook : mapping
        A notebook.

    Returns
    -------
    tuple of (list of (str, object), list of (str, str))
        Names with responses in the order of the cells, and names with the reason why one was not read.
    """
    values: list[tuple[str, Any]] = []
    unread: list[tuple[str, str]] = []
    for cell in notebook.get("cells", []):
        source = cell.get("source", "") if cell.get("cell_type") == "code" else ""
        source = source if isinstance(source, str) else "".join(source)
        for call in calls(source[:LONGEST], "answer"):
            arguments = dict(zip(("name", "response"), call.args, strict=False))
            arguments |= {k.arg: k.value for k in call.keywords if k.arg}
            try:
                name = ast.literal_eval(arguments["name"])
            except (KeyError, ValueError, TypeError, RecursionError):
                continue
            try:
                values.append((str(name), _plain(ast.literal_eval(arguments["response"]))))
            except (KeyError, ValueError, TypeError, RecursionError):
                unread.append((str(name), "it is not written out as a word, a number, a list or pairs."))
    return values, unread


def _plain(value: Any) -> Any:
    """Return a literal as JSON has it; sets and tuples are lists of choices."""
    if isinstance(value, set | frozenset | tuple | list):
        value = sorted(value, key=str) if isinstance(value, set | frozenset) else value
        return [_plain(v) for v in value]
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if value is None or isinstance(value, str | bool | int | float):
        return value
    raise TypeError(type(value).__name__)


def _misfit(key: Key, value: Any) -> str:
    """Say why a typed answer fits no wording of the question, as `answer` itself would have."""
    item, _ = key.wording("", "", value)
    return problem(item.question, value)


def _latest(records: Mapping[str, Record], ids: Iterable[str]) -> Record | None:
    # Today's id first: a record under an earlier one was made before the item was renamed.
    return next((records[i] for i in ids if i in records), None)


def _given(record: Record, place: str) -> Given:
    try:
        size = len(json.dumps(record.response, allow_nan=False, ensure_ascii=False).encode())
    except (RecursionError, ValueError):
        size = LONGEST + 1
    if size > LONGEST:
        note = "The recorded answer is too long, or no answer that a question of ours can have."
        return Given(None, record.id, record.revision, place, record.at, (note,))
    return Given(record.response, record.id, record.revision, place, record.at)


def _chosen(candidates: list[Given], notes: list[str], unordered: bool) -> Given:
    if not candidates:
        return Given(notes=tuple(notes))
    best, *others = candidates
    for other in others:
        if not _same(best.response, other.response, unordered):
            later = " (the later one)" if best.at and other.at > best.at else ""
            notes.append(
                f"The answer {_PLACE[other.place]} differs{later}: {_short(other.response)}; "
                f"scored is the one {_PLACE[best.place]}: {_short(best.response)}."
            )
    return replace(best, notes=(*best.notes, *notes))


def _same(one: Any, other: Any, unordered: bool) -> bool:
    if unanswered(one) and unanswered(other):
        return True
    if unordered and isinstance(one, list) and isinstance(other, list):
        return sorted(map(str, one)) == sorted(map(str, other))
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 120 else text[:117] + "..."


def keys_of(
    questions: Mapping[str, Question], bank: Bank, released: Mapping[tuple[str, str], Item]
) -> dict[str, Key]:
    """Return what each slot of a paper is scored with.

    Parameters
    ----------
    questions : mapping of str to Question
        The slots of ``quiz.json``.
    bank : Bank
        Today's items.
    released : mapping of (str, str) to Item
        Wordings of earlier releases.

    Returns
    -------
    dict of str to Key
        By slot.

    Raises
    ------
    UnknownName
        If an item has left the bank and was never released.
    """
    keys = {}
    for slot, question in questions.items():
        try:
            item = bank.item(question.id)
        except KeyError:
            old = [i for (item_id, _), i in released.items() if item_id == question.id]
            if not old:
                raise
            item = old[-1]
        keys[slot] = Key(item, released)
    return keys
