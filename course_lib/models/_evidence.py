"""What the evidence board shows of documents: the desk, the strip of a tray, the line of one's numbers."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from course_lib.models._june_1950 import TRAYS, Document, document
from course_lib.models.parts import (
    Badge,
    Card,
    Cell,
    Chart,
    Choice,
    Columns,
    Grid,
    Links,
    Pairs,
    Part,
    Pick,
    Press,
    Say,
    Series,
    Slide,
    Table,
)

__all__ = [
    "CHANCES",
    "NAMES",
    "QUESTIONS",
    "chance",
    "course_reading",
    "desk",
    "history",
    "numbers",
    "question",
    "strip",
    "table",
    "weight_again",
    "weight_first",
]

#: Names of the trays, by stage.
NAMES = (
    "Before any document",
    "First tray, the claims",
    "Second tray, on the spot",
    "Third tray, the archive",
)
#: How often the board asks how likely a planned attack is: before any document, and after each tray.
CHANCES = len(NAMES)
_SHORT = ("at the start", "first tray", "second tray", "archive")


@dataclass(frozen=True)
class Question:
    """A question that is put to each document; `lacks` says in the middle of a sentence what is missing."""

    label: str
    options: tuple[Choice, ...]
    lacks: str


QUESTIONS: Mapping[str, Question] = MappingProxyType(
    {
        "speaks": Question(
            "Who speaks, and in whose interest?",
            (
                Choice("own", "One side, for its own case"),
                Choice("against", "One side, in part against its own case"),
                Choice("friend", "A friend of one side"),
                Choice("outside", "Someone with little at stake"),
            ),
            "who speaks",
        ),
        "knows": Question(
            "From what knowledge?",
            (
                Choice("saw", "Saw it, or took part"),
                Choice("told", "Was told by those who did"),
                Choice("infers", "Infers it from other facts"),
                Choice("unsaid", "It does not say from what"),
            ),
            "from what knowledge",
        ),
        "dates": Question(
            "When was it written, seen from the morning of 25 June?",
            (
                Choice("before", "Before, not knowing what would come"),
                Choice("during", "Within days, while it was argued about"),
                Choice("after", "Long after, looking back"),
            ),
            "when it was written",
        ),
        "weight": Question("", (), "what it weighs"),
    }
)
_ENDS = ("shows nothing of it", "hardly leaves a doubt")


def question(name: str, doc: Document, value: str) -> Pick:
    """Return a question to a document."""
    asked = QUESTIONS[name]
    return Pick(f"{name}.{doc.id}", asked.label, asked.options, value)


def weight_first(doc: Document, value: int | None) -> Slide:
    """Return the weight of a document."""
    label = "What does it weigh, as evidence of who attacked first?"
    return Slide(f"weight.{doc.id}", label, 0, 5, 1, value, unit="of 5", ends=_ENDS)


def weight_again(doc: Document, value: str) -> Pick:
    """Return the weight of a document after the archive; the first one is no place to start from."""
    ends = {0: f": {_ENDS[0]}", 5: f": {_ENDS[1]}"}
    weights = tuple(Choice(str(n), f"{n} of 5{ends.get(n, '')}") for n in range(6))
    return Pick(f"again.{doc.id}", f"Weight now: {doc.name}", weights, value)


def chance(stage: int, value: int | None) -> Slide:
    """Return the question how likely a planned attack is, as it is put at a stage."""
    when = "You have read no document yet." if stage == 0 else f"You have weighed: {NAMES[stage].lower()}."
    return Slide(
        f"chance.{stage}",
        "How likely is it that the North attacked first, in a planned attack?",
        0,
        100,
        1,
        value,
        unit="%",
        ends=("surely not", "surely"),
        hint=when,
    )


def numbers(doc: Document) -> str:
    """Return what a document is, and when it was written and became public, in one line."""
    kind = f"{doc.kind[:1].upper()}{doc.kind[1:]}"
    return f"{kind} · written {_inline(doc.written)} · public: {_inline(doc.public)}"


def _inline(text: str) -> str:
    # The first sentence alone: the rest stands where the document lies open.
    first = text.partition(";")[0].partition(". ")[0].removesuffix(".")
    if first.count("(") > first.count(")"):
        first = first.rpartition("(")[0].rstrip()
    name = first.partition(" ")[0] in (*calendar.month_name, "American", "Korean", "Russian")
    return first if name or first[:2].isupper() else f"{first[:1].lower()}{first[1:]}"


def strip(
    stage: int, marks: Mapping[str, Any], done: tuple[str, ...], now: str, *, reopen: bool
) -> tuple[Part, ...]:
    """Return the documents of a tray as small cards: weighed, on the desk, or still to come."""
    cards = []
    for doc in map(document, TRAYS[stage - 1]):
        parts: tuple[Part, ...] = ()
        if doc.id == now:
            badge, state = Badge("on the desk"), "now"
        elif doc.id in done:
            badge, state = Badge(f"{marks[f'weight.{doc.id}']} of 5"), "quiet"
            again = Press(f"open.{doc.id}", "Take it up again", about=f"Take it up again: {doc.name}")
            parts = (again,) if reopen else ()
        else:
            badge, state = Badge("waits"), "closed"
        cards.append(Card(doc.name, parts, badge=badge, meta=_inline(doc.written), state=state))
    return (Grid(tuple(cards), 12),)


def desk(name: str, marks: Mapping[str, Any], lay_aside: Press) -> Part:
    """Return the document that is worked on: what it says beside what is asked of it."""
    doc = document(name)
    phrase = (("Its own words", f"“{doc.phrase}”"),) if doc.phrase else ()
    said = (
        Say(doc.gist),
        Pairs(
            (
                ("From whom, to whom", doc.title),
                *phrase,
                ("Written", doc.written),
                ("Public", doc.public),
            )
        ),
        Links("Read in", doc.sources),
    )
    asked = (
        *(question(q, doc, marks.get(f"{q}.{name}", "")) for q in QUESTIONS if q != "weight"),
        weight_first(doc, marks.get(f"weight.{name}")),
        lay_aside,
    )
    return Card(doc.name, (Columns(said, asked, "even"),), meta=f"{doc.kind} · {doc.side}", state="now")


def table(stage: int, marks: Mapping[str, Any]) -> Part:
    """Return how a tray was weighed."""
    rows = tuple(
        (
            Cell(doc.name),
            *(Cell(_chosen(q, marks.get(f"{q}.{doc.id}", ""))) for q in QUESTIONS if q != "weight"),
            Cell(f"{marks.get(f'weight.{doc.id}', 0)} of 5"),
        )
        for doc in map(document, TRAYS[stage - 1])
    )
    head = ("Document", "Who speaks", "From what knowledge", "When", "Weight")
    return Table(f"{NAMES[stage]}, as you weighed it", tuple(map(Cell, head)), rows)


def _chosen(name: str, slug: str) -> str:
    return next((choice.text for choice in QUESTIONS[name].options if choice.slug == slug), "")


def course_reading(doc: Document) -> tuple[Part, ...]:
    """Return what the course thinks of a document."""
    return (
        Pairs(
            (("What speaks for and against it", doc.reliability), ("What it cannot show", doc.cannot_show)),
            "The course's reading, a judgement",
        ),
        Links("Read in", doc.sources),
    )


def history(marks: Mapping[str, Any], stage: int) -> tuple[Part, ...]:
    """Return the numbers given so far as a small line; none of a tray that this board does not show."""
    given = [(n, marks[f"chance.{n}"]) for n in range(min(stage, CHANCES - 1) + 1) if f"chance.{n}" in marks]
    # One number is no line yet.
    if len(given) < 2:
        return ()
    said = "; ".join(f"{_SHORT[n]} {value} %" for n, value in given)
    points = tuple((n, value, f"{NAMES[n]}: {value} %") for n, value in given)
    return (
        Chart(
            f"How likely you found a planned attack by the North: {said}.",
            (Series("Your numbers", points),),
            (-0.3, CHANCES - 0.7),
            (0, 100),
            tuple(enumerate(_SHORT)),
            ((0, "0 %"), (50, "50 %"), (100, "100 %")),
        ),
    )
