"""Sources as a bibliography has them: CSL-JSON for reference managers, and an entry in words."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from course_lib.data._meta import Source

__all__ = ["csl_of_source", "csl_of_treaty", "day_in_words", "entry", "names_in_words"]

#: Fields that CSL calls otherwise than `Source` does.
_CSL = {"container": "container-title", "volume": "volume", "issue": "issue", "pages": "page", "url": "URL"}


def csl_of_source(source: Source) -> dict[str, Any]:
    """Return a source as one item of CSL-JSON (version 1.0.2).

    Parameters
    ----------
    source : Source
        The source.

    Returns
    -------
    dict
        Empty fields are left out. A name with a comma has family and given parts, another is literal.
    """
    item: dict[str, Any] = {"id": source.id, "type": source.type, "title": source.title}
    if source.authors:
        item["author"] = [_name(author) for author in source.authors]
    item |= {csl: getattr(source, name) for name, csl in _CSL.items() if getattr(source, name)}
    # That none is known is no name of one.
    if source.house:
        item["publisher"] = source.house
    if source.date:
        item["issued"] = {"date-parts": [[int(part) for part in source.date.split("-")]]}
    if source.symbol.startswith("doi:"):
        item["DOI"] = source.symbol.removeprefix("doi:")
    elif source.symbol:
        item["number"] = source.symbol
    return item


def csl_of_treaty(treaty: Mapping[str, Any], official: Source | None) -> dict[str, Any]:
    """Return a treaty or another legal record as an item of CSL-JSON, numbered as its official text."""
    item: dict[str, Any] = {"id": treaty["id"], "type": "treaty", "title": treaty["title"]}
    if treaty["signed"]:
        item["issued"] = {"date-parts": [[int(part) for part in treaty["signed"].split("-")]]}
    if official is not None:
        item |= {name: value for name, value in csl_of_source(official).items() if name in {"number", "URL"}}
    return item


def entry(item: Mapping[str, Any]) -> str:
    """Return an item of CSL-JSON as an entry of a bibliography, in one line.

    Parameters
    ----------
    item : mapping
        As `csl_of_source` or `csl_of_treaty` returns it.

    Returns
    -------
    str
        Authors, title, where it stands, publisher, day, symbol, address.
    """
    place = item.get("container-title", "")
    if place:
        place += f" {item['volume']}" if "volume" in item else ""
        place += f", no. {item['issue']}" if "issue" in item else ""
    pages = f"pp. {item['page']}" if "page" in item else ""
    issued = item.get("issued", {}).get("date-parts", [[]])[0]
    where = ", ".join(filter(None, [place, pages, item.get("publisher", ""), day_in_words(issued)]))
    doi = f"https://doi.org/{item['DOI']}" if "DOI" in item else ""
    parts = [names_in_words(item.get("author", ())), item["title"], where, item.get("number", "")]
    words = ". ".join(part.rstrip(".") for part in parts if part) + "."
    # A title that asks has its own stop.
    words = words.replace("?.", "?")
    # No full stop behind the address: it would be copied with it.
    return " ".join(filter(None, [words, item.get("URL", "") or doi]))


def names_in_words(names: Iterable[Mapping[str, str]]) -> str:
    """Return names of CSL-JSON as a bibliography has them: the first one inverted, the last after "and"."""
    words = [
        name.get("literal")
        or (f"{name['family']}, {name['given']}" if number == 0 else f"{name['given']} {name['family']}")
        for number, name in enumerate(names)
    ]
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1] if words else ""


def day_in_words(parts: Iterable[int]) -> str:
    """Return year, year and month, or year, month and day as a text reads them: 19 June 2024."""
    year, month, day = (*parts, None, None, None)[:3]
    words = [day, calendar.month_name[month] if month else None, year]
    return " ".join(str(word) for word in words if word)


def _name(author: str) -> dict[str, str]:
    family, comma, given = author.partition(",")
    return {"family": family.strip(), "given": given.strip()} if comma else {"literal": author}
