"""Which places are on the map, and what cannot be drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from course_lib.errors import CourseError, unknown

__all__ = ["REGION", "chosen_places", "drawable", "lies_in"]

#: West, south, east, north: what lies beyond is named in the note.
REGION = (25.0, 15.0, 150.0, 66.0)


def chosen_places(
    places: pd.DataFrame, only: Sequence[str] | None, ways: Sequence[tuple[str, str]]
) -> pd.DataFrame:
    """Return the rows to show, in the order asked for, or say in one sentence what is wrong."""
    if places.empty:
        raise CourseError("There is no place in this table; give the whole of load('places').")
    if isinstance(only, str) or any(isinstance(way, str) or len(way) != 2 for way in ways):
        raise CourseError("only is a list of ids, ways a list of pairs of ids, like [('moscow', 'hanoi')].")
    if only is not None and not len(only) and not ways:
        raise CourseError("only=[] names no place; leave it out to see those with an event of the timeline.")
    known = set(places["id"])
    ends = [end for way in ways for end in way]
    for name in [*(only or ()), *ends]:
        if name not in known:
            raise unknown("place", name, known)
    if only is None:
        found = places[places["events"].notna() | places["id"].isin(ends)]
        if found.empty:
            raise CourseError("No place of this table has an event of the timeline; name some with only=[…].")
        return found
    return places.set_index("id", drop=False).loc[list(dict.fromkeys([*only, *ends]))]


def drawable(
    here: pd.DataFrame, far: pd.DataFrame, outlines: pd.DataFrame, ways: Sequence[tuple[str, str]]
) -> None:
    """Say in one sentence what cannot be drawn."""
    if not (outlines["kind"] == "land").any():
        raise CourseError("There is no land in these outlines; give the whole of load('map_outlines').")
    if here.empty:
        raise CourseError(
            f"None of the places lies on the map, {REGION[0]:g} to {REGION[2]:g} degrees east and "
            f"{REGION[1]:g} to {REGION[3]:g} north; choose others with only=[…]."
        )
    for one, other in ways:
        if one == other:
            raise CourseError(f"A way from {one!r} to itself has no length; name two places.")
        for end in {one, other} & set(far["id"]):
            raise CourseError(f"The way to {end!r} leaves the map; choose places that lie on it.")


def lies_in(place: Any, box: tuple[float, float, float, float]) -> bool:
    """Say whether a place lies between west, south, east and north."""
    return box[0] <= place.lon_deg <= box[2] and box[1] <= place.lat_deg <= box[3]
