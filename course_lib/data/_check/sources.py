"""What can be wrong with the list of sources."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from course_lib.data._asof import is_date
from course_lib.data._meta import CHECKED, SOURCE_TYPES, Source

__all__ = ["problems"]

# Copies of other people's work, encyclopedias, and places that hold software: cite the work itself.
_COPIES = {
    "paperzz", "wikia", "fandom", "yumpu", "scribd", "docplayer", "studylib", "wikipedia", "wikisource",
    "wikileaks", "fortunecity", "tripod", "blogspot", "github", "githubusercontent", "localhost",
}  # fmt: skip
_SOFTWARE = ("pypi", "npm", "registry", "packages", "mirror", "proxy")


def problems(sources: Mapping[str, Source]) -> Iterator[str]:
    """Yield a sentence for each fault of a source."""
    first: dict[tuple[str, str, str], str] = {}
    for i, source in sources.items():
        where = f"sources.toml, source {i!r}"
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", i):
            yield f"{where}: an id is lower-case words and numbers with hyphens."
        if not source.title or not source.publisher:
            yield f"{where}: title and publisher may not be empty."
        if source.type not in SOURCE_TYPES:
            yield f"{where}: type is one of {', '.join(sorted(SOURCE_TYPES))}, not {source.type!r}."
        if source.date and not is_date(source.date):
            yield f"{where}: {source.date!r} is not a date."
        if source.checked not in CHECKED:
            yield f"{where}: checked is seen, recalled or unverified, not {source.checked!r}."
        if source.url and not _is_own_address(source.url):
            yield f"{where}: {source.url!r} is not a publisher's own web address."
        for author in source.authors:
            if not author.strip() or author.count(",") > 1:
                yield f"{where}: {author!r} is not an author like 'Lankov, Andrei' or 'Kim Il Sung'."
        other = first.setdefault((source.title, source.date, source.url), i)
        if other != i:
            yield f"{where}: it has the title, date and url of {other!r}."


def _is_own_address(url: str) -> bool:
    parts = urlsplit(url)
    labels = (parts.hostname or "").lower().split(".")
    plain = parts.scheme in {"http", "https"} and "@" not in parts.netloc and ":" not in parts.netloc
    named = len(labels) > 1 and not labels[-1].isdigit()
    return plain and named and not any(x in _COPIES or x.startswith(_SOFTWARE) for x in labels)
