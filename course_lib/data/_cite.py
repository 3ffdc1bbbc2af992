"""Citations: from the id of a source, a treaty or a clause to the words that name it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from course_lib.data import _bibliography, _show
from course_lib.data._meta import Source

__all__ = ["LABEL", "Citation", "of_clause", "of_source", "of_treaty"]

LABEL = "Course rendering, not an official translation"


@dataclass(frozen=True, repr=False)
class Citation:
    """What `cite` returns; it prints as a citation and shows as one in a notebook.

    Attributes
    ----------
    id : str
        What was cited: a source, a treaty or a clause.
    sources : tuple of Source
        The sources behind it, the main one first.
    treaty, signed, article, rendering : str
        For a treaty or a clause; empty for a source.
    official : Source or None
        Where the official text stands.
    status : str
        ``"seen"``, ``"recalled"`` or ``"unverified"``.
    label : str
        What the rendering is, said beside it.
    csl : tuple of dict
        The same for a reference manager: one item of CSL-JSON for each treaty and source.
    """

    id: str
    sources: tuple[Source, ...]
    status: str
    treaty: str = ""
    signed: str = ""
    article: str = ""
    rendering: str = ""
    official: Source | None = None
    label: str = LABEL
    csl: tuple[dict[str, Any], ...] = ()

    @property
    def bibliography(self) -> str:
        """The entries of a bibliography, one a line."""
        return "\n".join(_bibliography.entry(item) for item in self.csl)

    def __str__(self) -> str:
        return _show.citation_text(self)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return _show.citation_html(self)


def of_source(source: Source) -> Citation:
    """Return the citation of one source."""
    csl = (_bibliography.csl_of_source(source),)
    return Citation(id=source.id, sources=(source,), status=source.checked, csl=csl)


def of_treaty(treaty: Mapping[str, Any], sources: Mapping[str, Source]) -> Citation:
    """Return the citation of a whole treaty: its title, date and official text."""
    official = sources.get(treaty["official_text"])
    return Citation(
        id=treaty["id"],
        sources=(),
        status=official.checked if official else "unverified",
        treaty=treaty["title"],
        signed=treaty["signed"],
        official=official,
        csl=(_bibliography.csl_of_treaty(treaty, official),),
    )


def of_clause(
    treaty: Mapping[str, Any], clause: Mapping[str, Any], sources: Mapping[str, Source]
) -> Citation:
    """Return the citation of one clause: its treaty and article, the rendering, and what it was read in."""
    label = LABEL if clause["status"] == "seen" else f"{LABEL}; {clause['status']}, not verified"
    read = tuple(sources[i] for i in (clause["source_id"], *clause.get("more_source_ids", ())))
    official = sources.get(treaty["official_text"])
    csl = [_bibliography.csl_of_treaty(treaty, official), *map(_bibliography.csl_of_source, read)]
    return Citation(
        id=clause["ref"],
        sources=read,
        status=clause["status"],
        treaty=treaty["title"],
        signed=treaty["signed"],
        article=clause["article"],
        rendering=clause["rendering"],
        official=official,
        label=label,
        csl=tuple(csl),
    )
