"""What can be wrong with a treaty or another legal record."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from course_lib.data._asof import is_date
from course_lib.data._check.references import LONGEST_QUOTATION, References, quoted_too_long
from course_lib.data._meta import CLAUSE_FIELDS, NOT_APPLICABLE, NOT_STATED, STATUS, TREATY_FIELDS
from course_lib.errors import BadFacts

__all__ = ["DECIDERS", "problems"]

DECIDERS = {
    NOT_STATED,
    NOT_APPLICABLE,
    "UN Security Council",
    "UN General Assembly",
    "either party",
    "any party",
    "the attacked State",
}
"""Who, by a text, may decide; a new one is added here on purpose, so that a slip of the pen is found."""

_TEXTS = sorted(CLAUSE_FIELDS - {"key_terms"})
_TERM = re.compile(r'[a-z]{2}(\([A-Za-z ]+\))?: "([^"]+)"')


def problems(treaty: Mapping[str, Any], name: str, seen: References) -> Iterator[str]:
    """Yield a sentence for each fault of a treaty file; add its clauses to what may be referred to.

    Raises
    ------
    BadFacts
        A field is missing, unknown or of the wrong type.
    """
    where = f"treaties/{name}.toml"
    _fields(treaty, TREATY_FIELDS, frozenset(), where)
    seen.keys["treaties"].add(name)
    if treaty["id"] != name:
        yield f"{where}: the id is {treaty['id']!r}, not the name of the file."
    for key in ("signed", "in_force_from", "in_force_to"):
        if treaty[key] and not is_date(treaty[key], whole=True):
            yield f"{where}: {key} is {treaty[key]!r}, not a day."
    if treaty["official_text"]:
        yield from seen.cited(where, [treaty["official_text"]])
    for number, clause in enumerate(treaty["clause"], 1):
        here = f"{where}, clause {clause.get('ref', number)!r}"
        _fields(clause, CLAUSE_FIELDS, frozenset({"more_source_ids"}), here)
        yield from _clause(clause, here, seen)
        if not clause["ref"].startswith(f"{name}."):
            yield f"{here}: a ref starts with {name + '.'!r}."


def _clause(clause: Mapping[str, Any], here: str, seen: References) -> Iterator[str]:
    if clause["ref"] in seen.keys["clauses"]:
        yield f"{here}: the ref is used twice."
    seen.keys["clauses"].add(clause["ref"])
    seen.texts.append((here, clause["rendering"]))
    yield from seen.cited(here, [clause["source_id"], *clause.get("more_source_ids", [])], clause["status"])
    yield from (f"{here}: {key} is empty." for key in _TEXTS if key != "source_id" and not clause[key])
    if clause["status"] not in STATUS:
        yield f"{here}: status is seen or recalled, not {clause['status']!r}."
    if clause["decided_by"] not in DECIDERS:
        yield f"{here}: decided_by is one of {', '.join(sorted(DECIDERS))}."
    yield from quoted_too_long(here, clause["rendering"])
    for term in clause["key_terms"]:
        match = _TERM.fullmatch(term)
        if match is None or len(match[2].split()) > LONGEST_QUOTATION:
            yield f"{here}: the key term {term!r} is not a language and a quotation of up to 8 words."


def _fields(raw: Any, wanted: frozenset[str], more: frozenset[str], where: str) -> None:
    for name in sorted(wanted - set(raw)):
        raise BadFacts(f"{where}: the field {name!r} is missing.")
    for name in sorted(set(raw) - wanted - more):
        raise BadFacts(f"{where}: the field {name!r} is not in the schema.")
    lists = {"clause", "parties", "key_terms", "more_source_ids"}
    for name, value in raw.items():
        if not isinstance(value, list if name in lists else str):
            raise BadFacts(f"{where}: the field {name!r} is a {'list' if name in lists else 'text'}.")
