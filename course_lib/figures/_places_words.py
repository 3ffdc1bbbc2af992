"""What the map of places says: title, subtitle, description, note, and a sentence at each mark."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from course_lib.data import source
from course_lib.figures._card import TITLE_LETTERS
from course_lib.figures._map import kilometres, round_km
from course_lib.figures._sentences import said_by, state
from course_lib.figures._text import and_join, plural

__all__ = [
    "at",
    "beyond",
    "count",
    "description",
    "most",
    "note",
    "sentence",
    "short",
    "source_line",
    "subtitle",
    "title",
    "way",
]


def at(place: Any) -> tuple[float, float]:
    """Return degrees east and north."""
    return place.lon_deg, place.lat_deg


def short(place: Any) -> str:
    """Return a name as it stands on the map; the whole name is said at the mark."""
    return re.split(r",| \(", place.name_en)[0]


def _happened(place: Any) -> list[str]:
    return [] if pd.isna(place.events) else place.events.split(";")


def _union(chosen: Iterable[Any]) -> set[str]:
    return {event for place in chosen for event in _happened(place)}


def count(place: Any) -> int:
    """Return how many events of the timeline happened there."""
    return len(_happened(place))


def most(chosen: pd.DataFrame) -> list[Any]:
    """Return the two places with most events, or those that have any."""
    rows = sorted(chosen.itertuples(), key=lambda place: -count(place))
    return [place for place in rows[:2] if count(place)]


def title(chosen: pd.DataFrame, pairs: Sequence[tuple[Any, Any]]) -> str:
    """Return the finding: how far places are apart where ways are drawn, else where most happened."""
    if pairs:
        return next(words for words in _far_apart(pairs) if len(words) <= TITLE_LETTERS)
    every, first = _union(chosen.itertuples()), most(chosen)
    if not every:
        return f"No event of the timeline happened at {'this place' if len(chosen) == 1 else 'these places'}"
    names = " or ".join(map(short, first))
    if _union(first) == every:
        return f"{plural(len(every), 'event')} of the timeline happened in {names}"
    return f"{len(_union(first))} of {len(every)} events with a place happened in {names}"


def _far_apart(pairs: Sequence[tuple[Any, Any]]) -> list[str]:
    """Return what a title can say of ways, from much to little."""
    lengths = [kilometres(at(one), at(other)) for one, other in pairs]
    far, (one, other) = max(zip(lengths, pairs, strict=True), key=lambda found: found[0])
    out = [f"The longest of these ways is about {round_km(far)}"]
    out.insert(0, f"From {short(one)} to {short(other)} it is about {round_km(far)}")
    if len({one.id for one, _ in pairs}) == 1 and len(pairs) > 1:
        rest = and_join(
            f"{round_km(length)} to {short(other)}" for length, (_, other) in zip(lengths, pairs, strict=True)
        )
        out.insert(0, f"From {short(pairs[0][0])} it is about {rest}")
    return out


def subtitle(
    places: pd.DataFrame, chosen: pd.DataFrame, only: Sequence[str] | None, ways: Sequence[Any]
) -> str:
    """Return which places are shown, and the years of their events."""
    # An event's id begins with its year.
    years = sorted(event[:4] for event in _union(chosen.itertuples()))
    when = f", {years[0]}–{years[-1]}" if years else ""
    which = f"{len(chosen)} of {plural(len(places), 'place')}"
    lines = "; dashed: the shortest way" if ways else ""
    if only is None:
        return f"The {which} with an event of the timeline{when}; larger marks: more events{lines}"
    return f"{which} of the course; larger marks: more events of the timeline{when}{lines}"


def description(
    chosen: pd.DataFrame, here: pd.DataFrame, far: pd.DataFrame, pairs: Sequence[tuple[Any, Any]]
) -> str:
    """Return the text alternative: the finding, the places from west to east, the ways, what is not drawn."""
    rows = sorted(here.itertuples(), key=lambda place: place.lon_deg)
    listed = ", ".join(f"{place.name_en} ({count(place)})" for place in rows)
    said = f"{title(chosen, pairs)}. " if not pairs else ""
    said += (
        f"A map of {plural(len(rows), 'place')}, named from west to east, with the number of events of the "
        f"timeline that happened at each: {listed}."
    )
    for one, other in pairs:
        said += f" {way(one, other)}"
    return said + beyond(far)


def way(one: Any, other: Any) -> str:
    """Return how far two places are apart, as a sentence."""
    length = round_km(kilometres(at(one), at(other)))
    return f"From {one.name_en} to {other.name_en} it is about {length} by the shortest way."


def beyond(far: pd.DataFrame) -> str:
    """Return which places are not on the map, or nothing."""
    if far.empty:
        return ""
    rows = sorted(far.itertuples(), key=lambda place: -count(place))
    listed = ", ".join(f"{short(place)} ({count(place)})" for place in rows)
    return f" Not drawn, being far away (events): {listed}."


def source_line(here: pd.DataFrame, outlines: pd.DataFrame) -> str:
    """Return what follows "Source:"."""
    named = len({*here["source_id"], *here["coord_source_id"]})
    read = " (some from GeoNames, CC BY 4.0)" if "geonames" in set(here["coord_source_id"]) else ""
    drew = and_join(source(i).publisher for i in outlines["source_id"].drop_duplicates())
    return f"the course's list of places, from {plural(named, 'source')}{read}; outlines: {drew}."


def note(here: pd.DataFrame, far: pd.DataFrame) -> str:
    """Return what could mislead: borders, positions, what is not on the map."""
    guessed = int((here["coord_status"] == "recalled").sum())
    are = "is" if guessed == 1 else "are"
    doubt = f"; {guessed} of {len(here)} {are} from background knowledge" if guessed else ""
    return (
        "Borders as Natural Earth draws them, Crimea with Russia: they and the marks are no statement on "
        f"sovereignty. Positions are good for a map of countries, not of towns{doubt}.{beyond(far)}"
    )


def sentence(place: Any) -> str:
    """Return what is read at a mark."""
    where = " ".join(map(state, place.country.replace("/", " and ").split(" ")))
    said = f"{place.name_en} ({place.name_ko}, {place.name_ru}), {where}: {place.why_it_matters}"
    said += f" {plural(count(place), 'event')} of the timeline happened here." if count(place) else ""
    said += " Its position is from background knowledge." if place.coord_status == "recalled" else ""
    return f"{said} {said_by(place.source_id)}"
