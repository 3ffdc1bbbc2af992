"""What stands around the figure when a lesson asks: who needed whom, what explains, when to bet."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from course_lib.figures._relationship_words import signed
from course_lib.models._events import Event, events, known, opened, with_seoul
from course_lib.models._timeline_control import (
    CHANGES,
    EXPLANATIONS,
    NEEDS,
    OUTCOME,
    control,
    day_of,
)
from course_lib.models._words import day_words
from course_lib.models.parts import (
    Card,
    Cell,
    Chart,
    Columns,
    Grid,
    Group,
    Pairs,
    Part,
    Press,
    Say,
    Series,
    Table,
    Title,
)

if TYPE_CHECKING:
    from course_lib.models.timeline_explorer import TimelineExplorer

__all__ = ["parts"]

#: Years before the first stop whose events are listed at it.
LEAD = 4
_ROW = {"north": 3, "both": 2, "moscow": 1, "unclear": 0}
_NEED_TICKS = ((3, "Pyongyang in need"), (2, "both"), (1, "Moscow in need"), (0, "unclear"))


def parts(model: TimelineExplorer) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Return what stands above the figure, and what below it."""
    return {"needs": _needs, "explanations": _explanations, "bet": _bet}[str(model.question)](model)


def _asked(model: TimelineExplorer, name: str) -> tuple[Part, ...]:
    found = control(model, name)
    return () if found is None else (found,)


# --- who needed whom ------------------------------------------------------------------------------------
def _needs(model: TimelineExplorer) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    first, last = model.years
    above = (
        Title("Who needed whom?", 3),
        Say(
            f"Go through the events of {first} to {last} below the figure. Choose for each who needed whom.",
            "quiet",
        ),
    )
    cards = tuple(
        Card(
            event.title,
            (*_asked(model, f"need.{event.id}"), opened(event, model.day, f"More on {event.when}")),
            meta=event.when,
            name=event.id,
        )
        for event in model.page_of(model.shown)
    )
    return above, (Grid(cards, 22), *model.pages(len(model.shown)), *_strip(model))


def _strip(model: TimelineExplorer) -> tuple[Part, ...]:
    said = [(e, str(model.answers[f"need.{e.id}"])) for e in model.shown if f"need.{e.id}" in model.answers]
    if not said:
        return (Say("Your choices become a strip here, beside the course's judgement of warmth.", "note"),)
    names = {choice.slug: choice.text for choice in NEEDS}
    counts = Counter(slug for _, slug in said)
    total = ", ".join(
        f"{tick} {counts[slug]}" for slug, n in _ROW.items() for at, tick in _NEED_TICKS if at == n
    )
    span = (float(model.years[0]), float(model.years[1] + 1))
    step = max(1, round((span[1] - span[0]) / 5))
    years = tuple((float(y), str(y)) for y in range(model.years[0], model.years[1] + 1, step))
    yours = tuple((_at(e), float(_ROW[slug]), f"{e.when}: {names[slug]}. {e.title}") for e, slug in said)
    course = tuple(
        (_at(e), None if e.warmth is None else float(e.warmth), f"{e.when}: {e.judgement} {e.title}")
        for e, _ in said
    )
    rows = tuple((Cell(e.title, sub=e.when), Cell(names[slug]), Cell(e.judgement)) for e, slug in said)
    return (
        Title(f"Your reading of {len(said)} of {len(model.shown)} events, beside the course's"),
        Grid(
            (
                Chart(
                    f"Your reading: {total}.", (Series("", yours, "dots"),), span, (-0.4, 3.4), years,
                    tuple((float(at), tick) for at, tick in _NEED_TICKS), left=124,
                ),
                Chart(
                    "The course's judgement of warmth for the same events.", (Series("", course, "dots"),),
                    span, (-3.4, 3.4), years, tuple((float(n), signed(n, 0)) for n in (-3, 0, 3)),
                ),
            ),
            22,
        ),
        Say(
            "The course judged how warm an event was, not who needed whom: there is no key to your strip. "
            "Read the course's reasons, and ask where a warm event hides a need.",
            "quiet",
        ),
        Table(
            "Your reading and the course's reason",
            (Cell("Event"), Cell("You said"), Cell("Course judgement of warmth")), rows, (40, 24, 36),
        ),
    )  # fmt: skip


def _at(event: Event) -> float:
    return event.date.year + (event.date.timetuple().tm_yday - 1) / 366


# --- what became visible at a stop ----------------------------------------------------------------------
def _news(model: TimelineExplorer) -> tuple[list[Event], list[Event]]:
    """Return what the curtain laid open at this stop: between Moscow and Seoul, and the rest."""
    # What had been known for long before the first stop is not its news.
    first = max(model.years[0], model.stops[0] - LEAD)
    before = known(day_of(model.question, model.stops[model.stop - 1])) if model.stop else frozenset()
    new = known(model.day) - before
    last = model.stops[model.stop]
    rows = [*events().values(), *(with_seoul().values() if model.question == "explanations" else ())]
    there = sorted((e for e in rows if e.id in new and first <= e.date.year <= last), key=lambda e: e.date)
    seoul = [e for e in there if not e.era or e.seoul()]
    return seoul, [e for e in there if e not in seoul]


def _steps(model: TimelineExplorer, why_not: str = "") -> tuple[Part, ...]:
    back = "" if model.stop else "this is the first stop."
    if model.stop == len(model.stops) - 1:
        return (Press("back", "Curtain back", why_not=back),)
    year = model.stops[model.stop + 1]
    on = Press("on", f"Curtain on to the end of {year}", primary=True, why_not=why_not)
    return (Press("back", "Curtain back", why_not=back), on)


# --- which explanation gains ----------------------------------------------------------------------------
def _explanations(model: TimelineExplorer) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    year = model.stops[model.stop]
    above = (
        Title("Why did Moscow turn to Seoul: ideas, money or power?", 3),
        Say(f"Stop {model.stop + 1} of {len(model.stops)}: the end of {year}.", "strong"),
    )
    seoul, north = _news(model)
    lanes = Columns(
        (Title("Moscow and Seoul"), *_lane(model, seoul)),
        (Title("Moscow and Pyongyang"), *_lane(model, north)),
        look="even",
    )
    names = [f"{slug}.{year}" for slug in EXPLANATIONS]
    missing = [name for name in names if name not in model.answers]
    why_not = "first say for each of the three whether it gained or lost." if missing else ""
    asked = Group(
        f"By the end of {year}: did the explanation gain or lose by what you see?",
        (Grid(tuple(part for name in names for part in _asked(model, name)), 14),),
    )
    longest = max(len(seoul), len(north))
    since = f"From {max(model.years[0], year - LEAD)} on" if not model.stop else "Laid open at this stop"
    new = Say(f"{since}: {len(seoul)} and {len(north)} events in two lanes.", "strong")
    return above, (new, lanes, *model.pages(longest), asked, *_steps(model, why_not), *_over_stops(model))


def _lane(model: TimelineExplorer, rows: list[Event]) -> tuple[Part, ...]:
    page = model.page_of(tuple(rows))
    return tuple(opened(e, model.day) for e in page) or (Say("The tables have no event here.", "quiet"),)


def _over_stops(model: TimelineExplorer) -> tuple[Part, ...]:
    words = {choice.slug: choice.text.lower() for choice in CHANGES}
    rows = []
    for year in model.stops:
        said = [model.answers.get(f"{slug}.{year}") for slug in EXPLANATIONS]
        if any(said):
            rows.append(
                (Cell(f"End of {year}"), *(Cell(words.get(slug or "", "not said yet")) for slug in said))
            )
    if not rows:
        return ()
    head = (Cell("Stop"), *map(Cell, EXPLANATIONS.values()))
    return (Table("Your judgements over the stops", head, tuple(rows), (25, 25, 25, 25)),)


# --- when one would have bet ----------------------------------------------------------------------------
def _bet(model: TimelineExplorer) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    year, day = model.stops[model.stop], model.day
    assert day is not None
    above = (
        Title("When would you first have bet on a new treaty of assistance?", 3),
        Say(
            "Pull the curtain year by year. Bet at the first year-end at which such a treaty looked more "
            "likely to you than not.",
            "quiet",
        ),
    )
    seoul, north = _news(model)
    new = tuple(sorted((*seoul, *north), key=lambda e: e.date))
    listed = model.listed(new, f"Laid open in {year}") or (
        Say(f"The table has no event of {year}: a gap in a selection, no proof of a quiet year.", "note"),
    )
    # Beside the news of the year, which the button calls up.
    moved = (Say(f"It is {day_words(day)}.", "strong"), *_steps(model))
    if model.reached < len(model.stops) - 1:
        return above, (*moved, *listed, *_asked(model, "bet"), *_asked(model, "sure"))
    return above, (*moved, *_settled(model), *listed)


def _settled(model: TimelineExplorer) -> tuple[Part, ...]:
    """Return the bet beside the record; from here on it stands, whatever year is looked at again."""
    outcome, bet, sure = events()[OUTCOME], model.answers.get("bet"), model.answers.get("sure")
    happened = outcome.id in known(day_of("bet", model.stops[-1])) and outcome.date.year <= model.years[1]
    record = (
        f"{outcome.when}: {outcome.title}." if happened else "No such treaty in the years of this timeline."
    )
    yours = "None before the curtain came to its last stop."
    rows = [("What the record shows", record)]
    if bet:
        yours = f"At the end of {bet}" + (
            f", at {sure} %." if sure is not None else ", without a probability."
        )
    if bet and happened:
        apart = outcome.date.year - int(bet)
        between = "less than a year" if apart < 1 else f"{apart} year{'' if apart == 1 else 's'}"
        rows.append(
            (
                "Between them",
                f"About {between}. A bet long before its event was held against many quiet years.",
            )
        )
    if bet and sure is not None:
        error = (1 - sure / 100) ** 2 if happened else (sure / 100) ** 2
        rows.append(
            (
                "Score of this one forecast",
                f"Squared error {error:.2f}, where 0 is best and 1 worst. One forecast says little; many "
                f"show whether what you call {sure} % comes about as often as that.",
            )
        )
    return (Pairs((("Your bet", yours), *rows), "Your bet beside the record"),)
