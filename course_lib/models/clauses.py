"""A clause in full, as every widget opens it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from course_lib.data import cite, load
from course_lib.models.parts import Link, Links, Part, Say
from course_lib.treaties import Clause

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["opened"]


@cache
def opened(c: Clause) -> tuple[Part, ...]:
    """Return a clause in full: rendering, own words, versions of a word that differ, where to read it.

    Parameters
    ----------
    c : Clause
        Of any treaty.

    Returns
    -------
    tuple of Part
        The official text is one click away where it has an address.
    """
    cited = cite(c.ref)
    read = cited.sources[0]
    links = [Link(f"read in {read.title}", read.url)]
    if cited.official is not None and cited.official.id != read.id:
        links.insert(0, Link(f"official text: {cited.official.title}", cited.official.url))
    parts: list[Part] = [Say(c.rendering)]
    if c.key_terms:
        parts.append(Say(f"Its own words: {'; '.join(c.key_terms)}"))
    wordings = _wordings()
    for _, versions in wordings[wordings["clause"] == c.ref].groupby("difference"):
        for row in versions.itertuples():
            term = f'"{row.term}"' if isinstance(row.term, str) else "reported, not read"
            parts.append(Say(f"{row.version_of} ({row.language}): {term}, {row.gloss}.", "quiet"))
        parts.append(Say(f"What hangs on it: {versions['hangs_on_it'].iloc[0]}", "quiet"))
    return (*parts, Links(f"Source ({c.ref})", tuple(links)))


@cache
def _wordings() -> pd.DataFrame:
    return load("wordings")
