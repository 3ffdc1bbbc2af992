"""The claims of the op-ed as a card shows them, and what a student may say of one."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from course_lib.data import cite, load
from course_lib.data._meta import Source
from course_lib.errors import CourseError, unknown
from course_lib.models._words import printed_after, prose
from course_lib.models.parts import Choice

__all__ = ["JUNE", "KINDS", "SAYS", "VERDICTS", "Claim", "chosen", "ledger"]

#: The last day of what the op-ed's author could know, as the table's verdicts have it.
JUNE = datetime.date(2024, 6, 30)
KINDS: Mapping[str, str] = MappingProxyType(
    {
        "fact": "claim of fact",
        "interpretation": "reading or judgement",
        "quotation": "quotation",
        "omission": "omission",
        "prediction": "forecast",
    }
)
VERDICTS = (
    Choice("stands", "It stands as it is written"),
    Choice("corrected", "It stands with a correction or an addition"),
    Choice("falls", "It falls"),
    Choice("contested", "It is contested: those who know the sources differ"),
    Choice("open", "An opinion or a forecast: it cannot be checked"),
)
#: What a student says in five plain words is said by the table in seven finer ones. *Incomplete* and
#: *imprecise* are one here, because both ask for the same act: keep the sentence, add or change a detail.
#: An *opinion* and what was *not yet knowable* are one, because no source of June 2024 could settle either.
SAYS: Mapping[str, str] = MappingProxyType(
    {
        "accurate": "stands",
        "accurate but incomplete": "corrected",
        "imprecise": "corrected",
        "inaccurate": "falls",
        "contested": "contested",
        "opinion": "open",
        "not yet knowable in June 2024": "open",
    }
)


@dataclass(frozen=True)
class Claim:
    """One claim: `key` is the beginning of its id, `found` the slug of the course's verdict in `VERDICTS`."""

    key: str
    id: str
    paragraph: int
    claim: str
    kind: str
    verdict: str
    found: str
    correction: str
    strongest_case: str
    hangs_on_it: str
    hindsight: str
    clauses: tuple[str, ...]
    sources: tuple[str, ...]
    hindsight_sources: tuple[str, ...]

    def clauses_by(self, day: datetime.date) -> tuple[str, ...]:
        """Return the clauses that could be read by a day: the record itself, or the report of it."""
        return tuple(ref for ref in self.clauses if not printed_after(_read(ref).id, day))

    def sources_by(self, day: datetime.date) -> tuple[str, ...]:
        """Return the sources printed by a day; there may be none."""
        return tuple(i for i in self.sources if not printed_after(i, day))


def _read(ref: str) -> Source:
    return cite(ref).sources[0]


@cache
def ledger() -> Mapping[str, Claim]:
    """Return all claims by the beginning of their ids: ``"c03"``."""
    rows = load("claims").fillna({"paragraph": 0}).fillna("").itertuples()
    found = (
        Claim(
            key=row.id.partition("-")[0],
            id=row.id,
            paragraph=int(row.paragraph),
            claim=prose(row.claim),
            kind=row.kind,
            verdict=row.verdict,
            found=SAYS[row.verdict],
            correction=row.correction,
            strongest_case=row.strongest_case,
            hangs_on_it=row.hangs_on_it,
            hindsight=row.hindsight,
            clauses=_list(row.clauses),
            sources=(row.source_id, *_list(row.more_source_ids)),
            hindsight_sources=_list(row.hindsight_source_ids),
        )
        for row in rows
    )
    return MappingProxyType({claim.key: claim for claim in found})


def _list(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split(";") if part)


def chosen(claims: Iterable[str], kinds: Iterable[str]) -> tuple[str, ...]:
    """Return the keys of the claims that a lesson asks for.

    Parameters
    ----------
    claims : iterable of str
        Ids, or beginnings of ids that fit one claim only; none for all.
    kinds : iterable of str
        Of `KINDS`; none for all.

    Returns
    -------
    tuple of str
        In the order in which they were named.

    Raises
    ------
    CourseError
        There is no such claim or kind, or nothing is left.
    """
    claims = (claims,) if isinstance(claims, str) else tuple(claims)
    kinds = (kinds,) if isinstance(kinds, str) else tuple(kinds)
    for kind in kinds:
        if kind not in KINDS:
            raise unknown("kind of claim", kind, KINDS)
    keys = tuple(dict.fromkeys(map(_key, claims))) or tuple(ledger())
    keys = tuple(key for key in keys if not kinds or ledger()[key].kind in kinds)
    if not keys:
        raise CourseError(
            f"None of these claims is of the kind {' or '.join(kinds)}: name other claims or kinds."
        )
    return keys


def _key(name: str) -> str:
    ids = {claim.id: key for key, claim in ledger().items()}
    fitting = [key for i, key in ids.items() if isinstance(name, str) and name and i.startswith(name)]
    if name in ledger():
        return name
    if len(fitting) > 1:
        raise CourseError(f"Several claims begin with {name!r}: {', '.join(fitting[:8])}. Name one of them.")
    if not fitting:
        raise unknown("claim", name, ids)
    return fitting[0]
