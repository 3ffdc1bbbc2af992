"""One answer: what was answered, to what, when and how, wherever it was kept.

The same record stands in `answers.json` and in the output of the notebook's cell, so that a folder or the
notebook alone carries it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import MAXYEAR, MINYEAR, UTC, datetime, timedelta
from typing import Any

from course_lib.errors import BadResponse

__all__ = ["MIME", "Record", "after", "from_outputs", "newer", "now", "past", "since", "supersedes"]

MIME = "application/vnd.skin-deep.answer+json"
#: Attempts kept beside the current one: the first, and the latest ones.
ATTEMPTS = 60


@dataclass(frozen=True)
class Record:
    """One answer: to what, in which wording, what, when, how, and what was answered before.

    Attributes
    ----------
    id : str
        Id of the item.
    revision : str
        Revision of the question that was answered; "" if it was not known.
    response : object
        JSON in the form of the item's type.
    at : str
        Time in UTC, ISO 8601 with milliseconds. It never runs backwards within one item.
    via : str
        ``"click"`` or ``"typed"``.
    history : tuple of dict
        Earlier attempts, oldest first, each with ``revision, response, at, via``.
    draft : bool
        True in a lesson while a student still ticks or types and has not asked for the check; the next
        answer replaces a draft instead of leaving it in the history.
    """

    id: str
    revision: str
    response: Any
    at: str
    via: str = "click"
    history: tuple[Mapping[str, Any], ...] = ()
    draft: bool = False

    @property
    def first(self) -> Any:
        """The response of the first attempt."""
        return self.history[0]["response"] if self.history else self.response

    @property
    def attempt(self) -> dict[str, Any]:
        """The answer as an entry of a history."""
        return {"revision": self.revision, "response": self.response, "at": self.at, "via": self.via}

    def to_json(self) -> dict[str, Any]:
        """Return the record as it stands in a notebook's output.

        Returns
        -------
        dict
            Readable by `from_json`.
        """
        draft = {"draft": True} if self.draft else {}
        return {
            "schema": 1,
            "id": self.id,
            **self.attempt,
            **draft,
            "history": [dict(h) for h in self.history],
        }

    @classmethod
    def from_json(cls, data: Any) -> Record:
        """Read what `to_json` wrote, from a file that anyone may have changed.

        Parameters
        ----------
        data : object
            Any JSON value.

        Returns
        -------
        Record
            The record; damaged entries of its history are left out.

        Raises
        ------
        BadResponse
            If the value is no record.
        """
        try:
            if not isinstance(data["id"], str) or "response" not in data or _time(data["at"]) is None:
                raise BadResponse("An answer without id, response or time cannot be counted.")
            history = data.get("history", [])
            return cls(
                data["id"],
                str(data.get("revision", "")),
                data["response"],
                data["at"],
                "typed" if data.get("via") == "typed" else "click",
                tuple(_attempt(h) for h in history if _is_attempt(h)) if isinstance(history, list) else (),
                data.get("draft") is True,
            )
        except (AttributeError, KeyError, TypeError):
            raise BadResponse("An answer without id, response or time cannot be counted.") from None


def _time(text: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    if moment.year in (MINYEAR, MAXYEAR):
        # No clock says so, and the next moment would be outside the calendar.
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _is_attempt(value: Any) -> bool:
    return isinstance(value, dict) and "response" in value and _time(value.get("at")) is not None


def _attempt(value: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "revision": str(value.get("revision", "")),
        "response": value["response"],
        "at": value["at"],
        "via": "typed" if value.get("via") == "typed" else "click",
    }


def newer(a: Record | None, b: Record | None) -> Record | None:
    """Return the later of two records of one item, with the attempts of both in its history.

    Parameters
    ----------
    a, b : Record or None
        The same item in two places; at equal times the first wins.

    Returns
    -------
    Record or None
        None only if both are.
    """
    if a is None or b is None:
        return a or b
    last, other = (b, a) if _time(b.at) > _time(a.at) else (a, b)
    seen = {last.at}
    attempts = []
    others = [*last.history, *other.history, *([] if other.draft else [other.attempt])]
    for attempt in sorted(others, key=lambda h: _time(h["at"])):
        if attempt["at"] not in seen and _time(attempt["at"]) <= _time(last.at):
            seen.add(attempt["at"])
            attempts.append(attempt)
    return replace(last, history=_shortened(attempts))


def _shortened(attempts: list[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
    return tuple(attempts if len(attempts) <= ATTEMPTS else attempts[:1] + attempts[1 - ATTEMPTS :])


def supersedes(a: Record, b: Record) -> bool:
    """Say whether one record is a later state of another: the other is among its attempts.

    Parameters
    ----------
    a, b : Record
        Two records of one item.

    Returns
    -------
    bool
        True if `b` adds nothing to `a`.
    """
    return any(h["at"] == b.at and h["response"] == b.response for h in [a.attempt, *a.history])


def from_outputs(notebook: Mapping[str, Any]) -> dict[str, Record]:
    """Collect the records in the outputs of a notebook.

    Parameters
    ----------
    notebook : mapping
        A notebook as JSON or as a nbformat node.

    Returns
    -------
    dict of str to Record
        The newest record of each item; what is no record is passed over.
    """
    found: dict[str, Record] = {}
    cells = notebook.get("cells", []) if isinstance(notebook, Mapping) else []
    for cell in cells if isinstance(cells, list) else []:
        outputs = cell.get("outputs", []) if isinstance(cell, Mapping) else []
        for output in outputs if isinstance(outputs, list) else []:
            data = output.get("data", {}) if isinstance(output, Mapping) else {}
            if not isinstance(data, Mapping) or MIME not in data:
                continue
            try:
                record = Record.from_json(data[MIME])
            except BadResponse:
                continue
            found[record.id] = newer(found.get(record.id), record)
    return found


def after(before: Record | None, record: Record) -> Record:
    """Put an answer after the earlier one, also if the clock was set back in between.

    Parameters
    ----------
    before : Record or None
        What is kept so far.
    record : Record
        The new answer.

    Returns
    -------
    Record
        The new answer with the earlier ones as its history; `before` itself if nothing changed.
    """
    if before is None:
        return record
    if (before.response, before.revision, before.draft) == (record.response, record.revision, record.draft):
        return before
    history = _shortened([*before.history, *([] if before.draft else [before.attempt])])
    return replace(past(record, before.at), history=history)


def past(record: Record, moment: str) -> Record:
    """Date a new answer after a moment, also if the clock was set back since.

    Parameters
    ----------
    record : Record
        The new answer.
    moment : str
        Time of what came before; "" for nothing.

    Returns
    -------
    Record
        The answer, a millisecond after the moment at the earliest.
    """
    before = _time(moment)
    if before is None:
        return record
    return replace(record, at=_stamp(max(_time(record.at), before + timedelta(milliseconds=1))))


def since(record: Record, reset: str) -> Record | None:
    """Return what of a record is later than a reset of its question.

    Parameters
    ----------
    record : Record
        From a file or a saved notebook that may be older than the reset.
    reset : str
        Time of the reset; "" where there was none.

    Returns
    -------
    Record or None
        The record with the attempts after the reset, None if it is older itself.
    """
    moment = _time(reset)
    if moment is None:
        return record
    if _time(record.at) <= moment:
        return None
    return replace(record, history=tuple(h for h in record.history if _time(h["at"]) > moment))


def now() -> str:
    """Return the time as records hold it.

    Returns
    -------
    str
        UTC, ISO 8601, milliseconds.
    """
    return _stamp(datetime.now(UTC))


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
