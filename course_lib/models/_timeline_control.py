"""The questions that a lesson can ask of the timeline: where the curtain stops, and what is asked there."""

from __future__ import annotations

import calendar
import datetime
from typing import TYPE_CHECKING

from course_lib.errors import CourseError
from course_lib.models._events import events
from course_lib.models.parts import Choice, Control, Pick, Slide

if TYPE_CHECKING:
    from course_lib.models.timeline_explorer import TimelineExplorer

__all__ = [
    "CHANGES",
    "EXPLANATIONS",
    "NEEDS",
    "OUTCOME",
    "QUESTIONS",
    "control",
    "day_of",
    "is_answer",
    "stops",
]

QUESTIONS = ("needs", "explanations", "bet")
#: The turn to Seoul: before it, its year, the end of the treaty of 1961, the treaty of 2000.
STOPS = (1989, 1990, 1996, 2000)
#: What a bet is about.
OUTCOME = "2024-06-19-treaty-2024"
NEEDS = (
    Choice("north", "Pyongyang needed Moscow"),
    Choice("moscow", "Moscow needed Pyongyang"),
    Choice("both", "Both needed each other"),
    Choice("unclear", "Unclear"),
)
CHANGES = (Choice("gained", "Gained"), Choice("lost", "Lost"), Choice("unchanged", "Unchanged"))
EXPLANATIONS = {"ideas": "Ideas", "money": "Money", "power": "Power"}
_BY = {
    "ideas": "A new thinking wanted the Cold War over in Asia, too.",
    "money": "Seoul had money to trade, lend and invest.",
    "power": "A fading State cut its losses.",
}


def stops(question: str | None, years: tuple[int, int], given: tuple[int, ...]) -> tuple[int, ...]:
    """Return the years at whose ends the curtain stops; none where the question has no stops."""
    every = tuple(range(years[0], years[1] + 1)) if question == "bet" else ()
    if question == "bet" and given in ((), every):
        return every
    if given and question != "explanations":
        raise CourseError('stops belong to question="explanations".')
    if question != "explanations":
        return ()
    chosen = tuple(sorted(set(given or (year for year in STOPS if years[0] <= year <= years[1]))))
    if not chosen or not years[0] <= chosen[0] <= chosen[-1] <= years[1]:
        raise CourseError(f"stops are years from {years[0]} to {years[1]}, like (1989, 1990, 1996, 2000).")
    return chosen


def day_of(question: str | None, year: int) -> datetime.date:
    """Return the last day that is seen at a stop: of its year, or for a bet of the month that decides it."""
    outcome = events()[OUTCOME].date
    if question == "bet" and year == outcome.year:
        return outcome.replace(day=calendar.monthrange(year, outcome.month)[1])
    return datetime.date(year, 12, 31)


def is_answer(question: str | None, name: str) -> bool:
    """Say whether a control of this name holds a judgement."""
    match question:
        case "needs":
            return name.startswith("need.")
        case "explanations":
            return name.partition(".")[0] in EXPLANATIONS
        case "bet":
            return name in ("bet", "sure")
    return False


def control(model: TimelineExplorer, name: str) -> Control | None:
    """Return the control of a judgement, also of a page that is not open; None if there is none."""
    head, _, rest = name.partition(".")
    value = model.answers.get(name)
    first, last = model.years
    if model.question == "needs" and rest in events() and first <= events()[rest].date.year <= last:
        event = events()[rest]
        others = [e for e in model.shown if e.when == event.when and e is not event]
        which = f"{event.when}, {event.title}" if others else event.when
        return Pick(name, f"Who needed whom? ({which})", NEEDS, value or "")
    if model.question == "explanations" and rest in map(str, model.stops):
        label = f"{EXPLANATIONS[head]}, by the end of {rest}"
        return Pick(name, label, CHANGES, value or "", hint=_BY[head])
    if model.question == "bet" and name == "bet":
        seen = model.stops[: model.reached + 1]
        options = tuple(Choice(str(year), f"The end of {year}") for year in seen)
        return Pick(
            name, "When would you first have bet on a new treaty of assistance?", options, value or ""
        )
    if model.question == "bet" and name == "sure" and model.answers.get("bet"):
        label = f"How likely did it look to you at the end of {model.answers['bet']}?"
        return Slide(name, label, 50, 100, 5, value, "%", ends=("even odds", "certain"))
    return None
