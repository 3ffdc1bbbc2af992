"""The law as types: treaties, their articles and clauses, with silence as a value of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import cache

from course_lib import data
from course_lib.data._meta import ELEMENTS, NOT_STATED
from course_lib.errors import BadFacts, unknown
from course_lib.treaties import _html

ELEMENT_TITLES = {name: name.replace("_", " ") for name in ELEMENTS}
"""The fields of a clause that can be compared, in words."""


@dataclass(frozen=True)
class Clause:
    """One clause, in the course's own rendering; where the text is silent an element is `NOT_STATED`.

    Attributes
    ----------
    ref : str
        Its name in the course, e.g. ``"rf_dprk_2024.4"``.
    topic, trigger, obligation, timing, means, qualifier, decided_by : str
        What it is about; when it applies, what it asks for, how fast, with what, within which limits; and
        who decides that the trigger is met.
    rendering : str
        The clause in the course's words, not an official translation.
    key_terms : tuple of str
        Short literal words, each with its language.
    source_id : str
        Where it was read.
    article : str
        The article, e.g. ``"1(2)"``, or a part such as ``"preamble"``.
    status : {"seen", "recalled"}
        Whether the text was read or is known from memory only.
    """

    ref: str
    topic: str
    trigger: str
    obligation: str
    timing: str
    means: str
    qualifier: str
    decided_by: str
    rendering: str
    key_terms: tuple[str, ...]
    source_id: str
    article: str
    status: str

    @property
    def label(self) -> str:
        """The clause's heading, e.g. ``"2024 · Article 4"``."""
        return f"{treaty(self.ref.partition('.')[0]).heading} · {_article_title(self.article)}"

    def __str__(self) -> str:
        """Return the clause in plain text: heading, rendering, elements."""
        rows = [f"  {ELEMENT_TITLES[name]}: {getattr(self, name)}" for name in ELEMENTS]
        return "\n".join([f"{self.label} ({self.topic}) [{self.ref}]", f"  {self.rendering}", *rows])

    def _repr_html_(self) -> str:
        rows = [("rendering", _html.text(self.rendering))]
        rows += [(ELEMENT_TITLES[name], _html.stated(getattr(self, name), NOT_STATED)) for name in ELEMENTS]
        rows += [("key terms", _html.text("; ".join(self.key_terms)))] if self.key_terms else []
        return _html.table(f"{self.label}: {self.topic}", ("Element", "What the text says"), rows, self.ref)


@dataclass(frozen=True)
class Article:
    """The clauses of one article.

    Attributes
    ----------
    treaty : str
        The treaty's id.
    number : str
        The article, e.g. ``"4"`` or ``"1(2)"``, or a part such as ``"preamble"``.
    clauses : tuple of Clause
        In the order of the text.
    """

    treaty: str
    number: str
    clauses: tuple[Clause, ...]

    def __str__(self) -> str:
        """Return the article's clauses in plain text."""
        return "\n\n".join(map(str, self.clauses))

    def _repr_html_(self) -> str:
        parent = treaty(self.treaty)
        return _clause_table(f"{parent.short}: {_article_title(self.number)}", self.clauses, parent.note)


@dataclass(frozen=True)
class Treaty:
    """A treaty and the clauses that the course renders.

    Attributes
    ----------
    id, title, short : str
        Its name in the course, its full title, and a short one.
    parties : tuple of str
        The States.
    signed, in_force_from, in_force_to : str
        ISO dates; an empty text where there is none (still in force).
    official_text : str
        The source id of the official text.
    note : str
        What the renderings are and are not.
    clauses : tuple of Clause
        In the order of the text.
    """

    id: str
    title: str
    short: str
    parties: tuple[str, ...]
    signed: str
    in_force_from: str
    in_force_to: str
    official_text: str
    note: str
    clauses: tuple[Clause, ...]

    @property
    def heading(self) -> str:
        """What a column of its clauses is headed by: the year, if the short title has it, or that title."""
        year = self.signed[:4]
        return year if year and year in self.short else self.short

    @property
    def articles(self) -> tuple[Article, ...]:
        """The articles, in the order of the text."""
        numbers = dict.fromkeys(_base(clause.article) for clause in self.clauses)
        return tuple(self.article(number) for number in numbers)

    def article(self, number: str | int) -> Article:
        """Return one article.

        Parameters
        ----------
        number : str or int
            ``"4"``; ``"1(2)"`` for one paragraph; or a part such as ``"preamble"``.

        Returns
        -------
        Article
            With at least one clause.

        Raises
        ------
        UnknownName
            If the course renders no such article of this treaty.
        """
        number = str(number) if isinstance(number, int) else number
        found = tuple(c for c in self.clauses if number in (c.article, _base(c.article)))
        if not found:
            known = dict.fromkeys(n for c in self.clauses for n in (_base(c.article), c.article))
            raise unknown(f"article of {self.id}", number, known)
        return Article(self.id, number, found)

    def __str__(self) -> str:
        """Return the treaty in plain text: title, dates, clauses."""
        return "\n\n".join([f"{self.title}\n{self._dates()}\n{self.note}", *map(str, self.clauses)])

    def _dates(self) -> str:
        until = f" to {self.in_force_to}" if self.in_force_to else ""
        return f"Signed {self.signed or NOT_STATED}; in force {self.in_force_from or NOT_STATED}{until}."

    def _repr_html_(self) -> str:
        return _clause_table(self.title, self.clauses, f"{self._dates()} {self.note}")


def _base(article: str) -> str:
    # "1(2)" and "51 s.1" belong to articles 1 and 51; a date or a word is a heading of its own.
    match = re.match(r"\d{1,3}(?![\d-])", article)
    return match.group() if match else article


def _article_title(article: str) -> str:
    return f"Article {article}" if _base(article).isdigit() else article


def _clause_table(caption: str, clauses: tuple[Clause, ...], note: str) -> str:
    head = ("Clause", "About", "In our words", "Decided by")
    rows = [
        (
            _html.text(_article_title(c.article)) + _html.small(c.ref),
            _html.text(c.topic),
            _html.text(c.rendering),
            _html.stated(c.decided_by, NOT_STATED),
        )
        for c in clauses
    ]
    return _html.table(caption, head, rows, note)


def treaty(treaty_id: str) -> Treaty:
    """Return a treaty by its id.

    Parameters
    ----------
    treaty_id : str
        One of `treaties_known`, e.g. ``"rf_dprk_2024"``.

    Returns
    -------
    Treaty
        Immutable, so that one copy serves all.

    Raises
    ------
    UnknownName
        If there is no such treaty.
    BadFacts
        If its file lacks a field.
    """
    if not isinstance(treaty_id, str):
        raise unknown("treaty", treaty_id, ())
    return _read(treaty_id)


def treaties_known() -> tuple[str, ...]:
    """Return the ids of all treaties of the course.

    Returns
    -------
    tuple of str
        Sorted.
    """
    return tuple(sorted(data.treaty_files()))


def clause(ref: str) -> Clause:
    """Return a clause by its ref.

    Parameters
    ----------
    ref : str
        E.g. ``"ussr_dprk_1961.1.2"``.

    Returns
    -------
    Clause
        Immutable.

    Raises
    ------
    UnknownName
        If there is no such treaty or clause.
    """
    if not isinstance(ref, str):
        raise unknown("clause", ref, ())
    known = _by_ref(treaty(ref.partition(".")[0]).id)
    if ref not in known:
        raise unknown("clause", ref, known)
    return known[ref]


@cache
def _read(treaty_id: str) -> Treaty:
    raw = data.read_treaty(treaty_id)
    clauses = tuple(_build(Clause, entry, treaty_id) for entry in raw.get("clause", ()))
    return _build(Treaty, {**raw, "clauses": clauses}, treaty_id)


@cache
def _by_ref(treaty_id: str) -> dict[str, Clause]:
    return {clause.ref: clause for clause in _read(treaty_id).clauses}


def _build(kind: type, raw: dict, treaty_id: str) -> Clause | Treaty:
    names = [field.name for field in fields(kind)]
    missing = [name for name in names if name not in raw]
    if missing:
        where = raw.get("ref", treaty_id)
        raise BadFacts(f"Treaty {treaty_id!r}: {where!r} has no {missing[0]!r}; add it to its file.")
    return kind(**{name: tuple(raw[name]) if isinstance(raw[name], list) else raw[name] for name in names})
