"""Clauses side by side: what was promised, element by element."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from course_lib.data._meta import ELEMENTS, NOT_APPLICABLE, NOT_STATED
from course_lib.errors import CourseError, unknown
from course_lib.treaties import _html
from course_lib.treaties._texts import (
    ELEMENT_TITLES,
    Clause,
    Treaty,
    clause,
    treaties_known,
    treaty,
)

if TYPE_CHECKING:
    import pandas as pd

_MARKS = "changed: both say it, differently; added: the first is silent; dropped: only the first says it"


@dataclass(frozen=True)
class Comparison:
    """Clauses side by side; a cell that differs from the first column carries the word for how.

    Attributes
    ----------
    clauses : tuple of Clause
        One a column; the first is what the others are compared with.
    """

    clauses: tuple[Clause, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """The column titles, e.g. ``"1961 · Article 1(2)"``; the ref is added where two would be equal."""
        plain = [c.label for c in self.clauses]
        return tuple(
            label if plain.count(label) == 1 else f"{label} ({c.ref})"
            for label, c in zip(plain, self.clauses, strict=True)
        )

    @property
    def frame(self) -> pd.DataFrame:
        """The comparison as a table: one column a clause, one row an element, all values texts."""
        import pandas as pd

        columns = {
            label: [getattr(c, name) for name in ELEMENTS]
            for label, c in zip(self.labels, self.clauses, strict=True)
        }
        return pd.DataFrame(columns, index=pd.Index(ELEMENT_TITLES.values(), name="element"))

    def mark(self, element: str, column: int) -> str:
        """Return how a cell differs from the first column.

        Parameters
        ----------
        element : str
            One of ``trigger, obligation, timing, means, qualifier, decided_by``.
        column : int
            0 for the first clause, which never differs.

        Returns
        -------
        {"", "added", "changed", "dropped"}
            "added": the first is silent and this is not; "dropped": the other way round.
            An element that does not apply to a clause counts as silent.
        """
        first, this = (getattr(self.clauses[at], element) for at in (0, column))
        silent = (NOT_STATED, NOT_APPLICABLE)
        if first == this or (first in silent and this in silent):
            return ""
        if first in silent:
            return "added"
        return "dropped" if this in silent else "changed"

    def __str__(self) -> str:
        """Return the comparison in plain text, element by element."""
        blocks = []
        for name in ELEMENTS:
            lines = [ELEMENT_TITLES[name]]
            for at, (label, c) in enumerate(zip(self.labels, self.clauses, strict=True)):
                mark = self.mark(name, at)
                lines.append(f"  {label}: {getattr(c, name)}{f' [{mark}]' if mark else ''}")
            blocks.append("\n".join(lines))
        return "\n".join(blocks)

    def _repr_html_(self) -> str:
        rows = [
            [
                _html.text(ELEMENT_TITLES[name]),
                *(
                    _html.marked(_html.stated(getattr(c, name), NOT_STATED), self.mark(name, at))
                    for at, c in enumerate(self.clauses)
                ),
            ]
            for name in ELEMENTS
        ]
        note = f"Compared with the first column ({_MARKS}). Our renderings, not an official translation."
        shorts = [treaty(c.ref.partition(".")[0]).short for c in self.clauses]
        head = ["Element", *zip(self.labels, shorts, strict=True)]
        return _html.table("What exactly was promised?", head, rows, note)


def compare(*refs: str, topic: str | None = None) -> Comparison:
    """Return clauses side by side, element by element.

    Parameters
    ----------
    *refs : str
        Two or more clauses by ref, e.g. ``"ussr_dprk_1961.1.2", "rf_dprk_2024.4"``; a treaty's id stands
        for its clause on `topic`.
    topic : str, optional
        What the clause of a treaty given by id is about, e.g. ``"mutual assistance"``.

    Returns
    -------
    Comparison
        Shows itself as a table; `.frame` is the DataFrame (one row an element: trigger, obligation,
        timing, means, qualifier, decided by; one column a clause), `str()` the plain text. Where a text is
        silent the value is "not stated".

    Raises
    ------
    UnknownName
        If a clause, treaty or topic does not exist.
    CourseError
        If there are fewer than two clauses, or a treaty is named without a topic.
    """
    if len(refs) < 2:
        raise CourseError(
            "compare() needs at least two clauses, e.g. compare('ussr_dprk_1961.1.2', 'rf_dprk_2024.4')."
        )
    return Comparison(tuple(_pick(ref, topic) for ref in refs))


def _pick(ref: str, topic: str | None) -> Clause:
    if ref not in treaties_known():
        return clause(ref)
    if topic is None:
        raise CourseError(
            f"{ref!r} is a whole treaty: name one of its clauses, e.g. {treaty(ref).clauses[0].ref!r}, "
            "or say which topic, e.g. topic='mutual assistance'."
        )
    return _on(treaty(ref), topic)


def _on(source: Treaty, topic: str) -> Clause:
    """Return the clause on a topic: named exactly so, else but for a bracket, else beginning so."""
    wanted = topic.strip().lower()
    for reading in (
        lambda text: text == wanted,
        lambda text: re.sub(r"\s*\(.*\)$", "", text) == wanted,
        lambda text: text.startswith(wanted),
    ):
        for candidate in source.clauses:
            if reading(candidate.topic.lower()):
                return candidate
    raise unknown(f"topic in {source.id}", topic, {c.topic for c in source.clauses})
