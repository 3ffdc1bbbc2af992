"""The events of the timeline as a widget shows them: filtered, behind a curtain, opened to their sources."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any

import pandas as pd

from course_lib.data import load
from course_lib.figures._relationship_words import era_begins, signed
from course_lib.figures._sentences import when
from course_lib.models._words import linked, prose, until
from course_lib.models.parts import Fold, Part, Say

__all__ = ["CATEGORIES", "Event", "eras", "events", "known", "opened", "with_seoul"]

#: The table's kinds of event as a menu names them.
CATEGORIES: Mapping[str, str] = MappingProxyType(
    {
        "arms": "Arms",
        "diplomacy": "Diplomacy",
        "domestic": "Politics at home",
        "economy": "Economy",
        "nuclear": "Nuclear programme",
        "people": "People: travel, opinion, culture",
        "sanctions": "Sanctions",
        "summit": "Summits",
        "treaty": "Treaties",
        "un": "United Nations",
        "visit": "Visits",
        "war": "War",
    }
)


@dataclass(frozen=True)
class Event:
    """An event: `era` is the id of its era, `warmth` None where the course makes no judgement."""

    id: str
    date: datetime.date
    when: str
    title: str
    summary: str
    category: str
    warmth: int | None
    reason: str
    contested: str
    era: str
    sources: tuple[str, ...]

    @property
    def sign(self) -> str:
        """Warm, cold, neither, or not judged."""
        if self.warmth is None:
            return "none"
        return "warm" if self.warmth > 0 else "cold" if self.warmth < 0 else "neither"

    @property
    def judgement(self) -> str:
        """The course's judgement of warmth, with its reason."""
        if self.warmth is None:
            return f"No judgement of warmth: {self.reason}."
        return f"Warmth {signed(self.warmth, 0)} on a scale from −3 to +3: {self.reason}."

    def found(self, words: tuple[str, ...], day: datetime.date | None) -> bool:
        """Say whether all words stand in the title or in what is shown of the summary."""
        text = f"{self.title} {until(self.summary, day)[0]}".casefold()
        return all(word in text for word in words)

    def seoul(self) -> bool:
        """Say whether the event tells of Seoul or South Korea."""
        return any(name in f"{self.title} {self.summary}" for name in ("Seoul", "South Korea"))


@cache
def events() -> Mapping[str, Event]:
    """Return all events of the timeline by id, in the order of their days."""
    frame = load("timeline").sort_values("date", kind="stable")
    begins = [begin for begin, _ in era_begins(frame, load("eras"))]
    ids = load("eras")["id"].tolist()
    out = {}
    for row in frame.itertuples():
        era = ids[sum(begin <= row.date for begin in begins) - 1]
        out[row.id] = _event(row, row.title, row.summary, row.category, era)
    return MappingProxyType(out)


def _event(row: Any, title: str, summary: str, category: str, era: str) -> Event:
    warmth = getattr(row, "warmth", pd.NA)
    more = "" if pd.isna(row.more_source_ids) else row.more_source_ids
    contested = getattr(row, "contested", pd.NA)
    return Event(
        id=row.id,
        date=row.date.date(),
        when=when(row),
        title=title,
        summary=summary,
        category=category,
        warmth=None if pd.isna(warmth) else int(warmth),
        reason=getattr(row, "warmth_reason", "the scale is for Moscow and Pyongyang"),
        contested="" if pd.isna(contested) else contested,
        era=era,
        sources=(row.source_id, *filter(None, more.split(";"))),
    )


@cache
def with_seoul() -> Mapping[str, Event]:
    """Return meetings of the leaders of Moscow and Seoul that the timeline does not already tell of."""
    frame = load("summits")
    places = load("places").set_index("id")["name_en"]
    told = [event.date for event in events().values() if event.seoul()]
    out = {}
    for row in frame[frame["pair"] == "Moscow-Seoul"].sort_values("date").itertuples():
        end = row.date if pd.isna(row.date_end) else row.date_end
        if any(row.date.date() <= day <= end.date() for day in told):
            continue
        place = row.place_note if pd.isna(row.places) else places[row.places.split(";")[0]]
        more = (row.joint_document, row.note)
        rest = " ".join(f"{text.rstrip('.')}." for text in more if not pd.isna(text))
        title = f"Leaders of Moscow and Seoul meet in {place}"
        out[row.id] = _event(row, title, f"{row.purpose_and_outcome} {rest}".strip(), "summit", "")
    return MappingProxyType(out)


@lru_cache(maxsize=512)
def known(day: datetime.date | None) -> frozenset[str]:
    """Return the ids of what had happened and was public by a day; of everything without one."""
    return frozenset(load("timeline", as_of=day)["id"]) | frozenset(load("summits", as_of=day)["id"])


@lru_cache(maxsize=128)
def eras(day: datetime.date | None) -> Mapping[str, str]:
    """Return the eras by id; behind a curtain none that began later, and no name that was found later."""
    out = {}
    for row in load("eras").itertuples():
        if day is not None and row.year_from > day.year:
            continue
        ended = not pd.isna(row.year_to) and (day is None or row.year_to < day.year)
        title = row.title if ended or day is None else "Not yet named"
        last = row.year_to if ended else "today" if day is None else day.year
        out[row.id] = f"{title}, {row.year_from} to {last}"
    return MappingProxyType(out)


def opened(event: Event, day: datetime.date | None, label: str = "") -> Fold:
    """Return an event in a line that opens to all that the course knows of it.

    Parameters
    ----------
    event : Event
        The event.
    day : datetime.date or None
        Where the curtain is: sentences that name later times are left out.
    label : str
        What to click; by default day, title, kind and warmth.

    Returns
    -------
    Fold
        Summary, what is contested, the course's judgement, sources.
    """
    summary, left_out = until(event.summary, day)
    contested, more = until(event.contested, day, whole=False)
    inside: list[Part] = [Say(prose(summary))] if summary else []
    if contested:
        inside.append(Say(f"Accounts differ. {prose(contested)}", "note"))
    if left_out + more:
        some = "sentence that tells" if left_out + more == 1 else "sentences that tell"
        inside.append(Say(f"Left out: {left_out + more} {some} of later times.", "quiet"))
    inside += [Say(f"Course judgement. {event.judgement}"), linked("Read in", event.sources)]
    warmth = "not judged" if event.warmth is None else signed(event.warmth, 0)
    told = f"{event.when}: {event.title} ({CATEGORIES[event.category]}, {warmth})"
    return Fold(event.id, label or told, tuple(inside))
