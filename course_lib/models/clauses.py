"""A clause in full, as every widget opens it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from course_lib.data import cite, load
from course_lib.models._words import prose
from course_lib.models.parts import Link, Links, Part, Say
from course_lib.treaties import Clause

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["opened"]

_LANGUAGES = {
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "ko": "Korean",
    "nl": "Dutch",
    "ru": "Russian",
    "uk": "Ukrainian",
    "zh": "Chinese",
}


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
    parts: list[Part] = [Say(prose(c.rendering))]
    if c.key_terms:
        parts.append(Say(f"In its own words. {_own_words(c.key_terms)}"))
    wordings = _wordings()
    for _, versions in wordings[wordings["clause"] == c.ref].groupby("difference"):
        for row in versions.itertuples():
            term = f'"{row.term}"' if isinstance(row.term, str) else "reported, not read"
            said = f"{row.version_of} ({_language(row.language)}): {term}, {row.gloss}."
            parts.append(Say(prose(said), "quiet"))
        parts.append(Say(f"What hangs on it: {versions['hangs_on_it'].iloc[0]}", "quiet"))
    return (*parts, Links(f"Source ({c.ref})", tuple(links)))


def _own_words(terms: tuple[str, ...]) -> str:
    """Return terms such as `ru: "..."` gathered by language, its name before them."""
    found: dict[str, list[str]] = {}
    for term in terms:
        language, _, words = term.partition(": ")
        found.setdefault(_language(language), []).append(words)
    return " ".join(f"{language}: {', '.join(words)}." for language, words in found.items())


def _language(code: str) -> str:
    """Return the name of a language, and whose version it is: `en(KCNA)` is "English, KCNA"."""
    tag, _, version = code.rstrip(")").partition("(")
    return f"{_LANGUAGES.get(tag, tag)}{f', {version}' if version else ''}"


@cache
def _wordings() -> pd.DataFrame:
    return load("wordings")
