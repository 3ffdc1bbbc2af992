"""What refers to what: gathered while the files are read, judged when all have been."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from course_lib.data._meta import Source

__all__ = ["LONGEST_QUOTATION", "References", "problems", "quoted_too_long"]

LONGEST_QUOTATION = 8
_REF = re.compile(r"\b[a-z0-9]+_[a-z0-9_]+\.[A-Za-z0-9._-]*[A-Za-z0-9]")
_QUOTED = re.compile(r'"([^"]+)"')


@dataclass
class References:
    """The keys that exist, and the references to them that were met on the way.

    Attributes
    ----------
    sources : mapping of str to Source
        All sources by id.
    keys : dict of str to set of str
        What may be referred to: table names, ``"clauses"`` and ``"treaties"``, each with its keys.
    wanted : list of tuple
        Where a reference stands, to what kind, and the key.
    texts : list of tuple
        Where a text stands, and the text, in which refs of clauses may occur.
    named_sources : set of str
        The sources that something names.
    """

    sources: Mapping[str, Source]
    keys: dict[str, set[str]] = field(default_factory=lambda: {"clauses": set(), "treaties": set()})
    wanted: list[tuple[str, str, str]] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)
    named_sources: set[str] = field(default_factory=set)

    def cited(self, where: str, ids: Iterable[str], status: str = "") -> Iterator[str]:
        """Yield what is wrong with the sources that a row or clause names, main one first; remember them."""
        for number, i in enumerate(ids):
            self.named_sources.add(i)
            if not i:
                yield f"{where}: the source_id is empty; name a source of sources.toml."
            elif i not in self.sources:
                yield f"{where}: the source {i!r} is not in sources.toml."
            elif number == 0 and status == "seen" and self.sources[i].checked != "seen":
                yield f"{where}: its status is seen, but its source {i!r} is {self.sources[i].checked}."


def problems(seen: References) -> Iterator[str]:
    """Yield a sentence for each reference to what does not exist, and for each source that nothing names."""
    for where, kind, key in seen.wanted:
        if key not in seen.keys.get(kind, ()):
            yield f"{where}: {key!r} is not one of the {kind}."
    for where, text in seen.texts:
        for ref in _REF.findall(text):
            if ref not in seen.keys["clauses"]:
                yield f"{where}: no clause has the ref {ref!r}."
    for i in sorted(set(seen.sources) - seen.named_sources):
        yield f"sources.toml, source {i!r}: nothing names it."


def quoted_too_long(where: str, text: str) -> Iterator[str]:
    """Yield a sentence for each quotation that is longer than a short operative term."""
    for words in _QUOTED.findall(text):
        if len(words.split()) > LONGEST_QUOTATION:
            yield f"{where}: the quotation {words!r} has more than {LONGEST_QUOTATION} words."
