"""The documents of June 1950 as cards: three trays, by what could be read when."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from course_lib.data import cite, load
from course_lib.data._bibliography import day_in_words
from course_lib.models.parts import Link

__all__ = ["MORE", "TRAYS", "Document", "document", "known_on"]

#: Short names of the course, for titles and for what one document says of another.
_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "d01-stalin-kim-1949": "Stalin to Kim Il Sung, March 1949",
        "d02-agreement-1949": "Soviet-North Korean agreement of 1949",
        "d03-tunkin-ongjin": "Tunkin on the Ongjin plan, September 1949",
        "d04-politburo-no": "Soviet Politburo: not now, September 1949",
        "d05-border-1949": "American advisers on the border fighting of 1949",
        "d06-shtykov-1950-01-19": "Shtykov's cable of 19 January 1950",
        "d07-stalin-three-stages": "A scholar on Stalin's three stages",
        "d08-mao-told": "What Mao was told, May 1950",
        "d09-shtykov-1950-05-30": "Shtykov's cable of 30 May 1950",
        "d10-observers-report": "Report of two field observers",
        "d11-pyongyang-radio": "Pyongyang's first broadcast",
        "d12-second-statement": "Pyongyang's second statement and Kim's speech",
        "d13-muccio": "Ambassador Muccio's cable",
        "d14-muccio-radio": "American radio in Seoul",
        "d15-us-request": "Washington's letter to the Council",
        "d16-uncok-reports": "Cables of the UN Commission",
        "d17-res-82": "Resolution 82",
        "d18-truman": "Truman's statement",
        "d19-res-83": "Resolution 83",
        "d20-zhou-0628": "Zhou Enlai's statement of 28 June",
        "d21-soviet-reply": "Moscow's reply of 29 June",
        "d22-stalin-0701": "Stalin's cable of 1 July 1950",
        "d23-gromyko-0704": "Gromyko's statement of 4 July",
        "d24-captured-orders": "Captured orders",
        "d25-res-84": "Resolution 84",
        "d26-zhou-taiwan": "Zhou Enlai on Taiwan, August",
        "d27-stalin-gottwald": "Stalin to Gottwald, August",
        "d28-prc-november": "Beijing in November",
        "d29-res-498": "Resolution 498",
        "d30-stone-1952": "I. F. Stone's book",
        "d31-khrushchev": "Khrushchev's memoir",
        "d32-soviet-survey-1966": "Soviet survey of 1966",
        "d33-archives-1994": "The files handed over in 1994",
        "d34-dprk-today": "North Korean media to this day",
        "d35-uncok-first-report": "First report of the UN Commission",
    }
)
#: What lies in each tray: claims of the day, those on the spot and the first answers, what came out later.
TRAYS: tuple[tuple[str, ...], ...] = (
    ("d11-pyongyang-radio", "d35-uncok-first-report", "d15-us-request", "d12-second-statement"),
    ("d10-observers-report", "d16-uncok-reports", "d20-zhou-0628", "d21-soviet-reply"),
    (
        "d05-border-1949",
        "d04-politburo-no",
        "d06-shtykov-1950-01-19",
        "d09-shtykov-1950-05-30",
        "d22-stalin-0701",
        "d33-archives-1994",
    ),
)
#: To read beside each tray; not weighed.
MORE: tuple[tuple[str, ...], ...] = (
    ("d02-agreement-1949", "d14-muccio-radio"),
    ("d17-res-82", "d18-truman", "d19-res-83"),
    (
        "d01-stalin-kim-1949",
        "d03-tunkin-ongjin",
        "d08-mao-told",
        "d07-stalin-three-stages",
        "d13-muccio",
        "d23-gromyko-0704",
        "d27-stalin-gottwald",
        "d30-stone-1952",
        "d31-khrushchev",
        "d32-soviet-survey-1966",
        "d34-dprk-today",
    ),
)
#: The last day on which the first two trays can have been read.
_LAST_DAY = "1950-06-30"


@dataclass(frozen=True)
class Document:
    """One document, as the board shows it.

    Attributes
    ----------
    id, name, title, kind, side : str
        What it is, and on which side its author stood.
    gist, phrase : str
        What it asserts in the course's words, and a few of its own.
    written, public : str
        When, in words.
    reliability, cannot_show : str
        The course's own reading.
    sources : tuple of Link
        Where it was read.
    """

    id: str
    name: str
    title: str
    kind: str
    side: str
    gist: str
    phrase: str
    written: str
    public: str
    reliability: str
    cannot_show: str
    sources: tuple[Link, ...]


def _named(text: str) -> str:
    """Put names of documents in the place of their numbers, and leave out notes for the table's editors."""
    numbers = {key.partition("-")[0]: name for key, name in _NAMES.items()}
    text = re.sub(r"\bd\d\d\b", lambda found: f"“{numbers[found[0]]}”", text)
    text = re.sub(r" \((?:[a-z]+_)+\w*\.[\w.]+\)", "", text)
    text = re.sub(r"\b(\d{4})-(\d{2})(?:-(\d{2}))?\b", _date, text)
    return text[:1].upper() + text[1:]


def _date(found: re.Match[str]) -> str:
    return day_in_words(int(part) for part in found.groups() if part)


@cache
def _all() -> dict[str, Document]:
    return {row["id"]: _document(row) for row in load("documents_1950").fillna("").to_dict("records")}


def _document(row: dict) -> Document:
    more = [i for i in str(row["more_source_ids"]).split(";") if i]
    sources = [cite(i).sources[0] for i in (row["source_id"], *more)]
    return Document(
        row["id"],
        _NAMES[row["id"]],
        _named(row["title"]),
        row["kind"],
        row["author_side"],
        _named(row["gist"]),
        row["key_phrase"],
        _named(row["date_note"]),
        _named(row["published_note"]),
        _named(row["reliability"]),
        _named(row["cannot_show"]),
        tuple(Link(s.title, s.url) for s in sources),
    )


def document(name: str) -> Document:
    """Return a document by its id."""
    return _all()[name]


@cache
def known_on(day: str = _LAST_DAY) -> frozenset[str]:
    """Return the ids of the documents that were public by the end of a day."""
    return frozenset(load("documents_1950", as_of=day)["id"])
