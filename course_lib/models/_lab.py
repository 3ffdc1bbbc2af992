"""Steps 1 and 2 of the analogy lab: likenesses and differences; known, unclear, presumed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from course_lib.data import load
from course_lib.models._words import prose
from course_lib.models.parts import (
    Card,
    Cell,
    Choice,
    Fold,
    Grid,
    Group,
    Part,
    Pick,
    Press,
    Say,
    Table,
    Title,
    Write,
)
from course_lib.models.questions import place, question

if TYPE_CHECKING:
    import pandas as pd

    from course_lib.models.analogy_lab import AnalogyLab

__all__ = ["DAYS", "HEADS", "Entry", "entries", "first", "second", "statements"]


@dataclass(frozen=True)
class Entry:
    """A likeness, a difference or an unknown, from the course's list or of the student's own."""

    id: str
    bin: str
    text: str


BINS = (
    Choice("likeness", "a likeness"),
    Choice("difference", "a difference"),
    Choice("unknown", "not known"),
)
#: Characters of an entry, and how many of one's own: a list is to be weighed, not to be long.
LONGEST, MOST = 160, 8
MATTERS = (
    Choice("0", "0: it changes nothing"),
    Choice("1", "1: a little"),
    Choice("2", "2: much"),
    Choice("3", "3: without it I would answer otherwise"),
)
PLACES = (
    Choice("known", "known: a document or a vote shows it"),
    Choice("unclear", "unclear: the record does not settle it"),
    Choice("presumed", "presumed: I take it to be so"),
    Choice("absent", "does not arise there"),
)
DAYS = {"then": "June 1950", "now": "28 June 2024"}
HEADS = {
    1: (
        "Step 1: what is alike, and what is not?",
        "Sort the statements, add your own, then weigh each for one question only: who would decide that "
        "there has been an attack? The curtain is at 28 June 2024.",
    ),
    2: (
        "Step 2: what is known, what is unclear, what is presumed?",
        "Put each entry of step 1 into a column, once for June 1950 and once for 28 June 2024. Most quarrels "
        "over analogies are quarrels about what is presumed.",
    ),
    3: (
        "Step 3: what would change your mind?",
        "Try a rival analogy, say what would move you, and give odds before you look.",
    ),
}


def entries(kept: Any) -> tuple[Entry, ...]:
    """Return the student's own entries from a file that anyone may have changed.

    Parameters
    ----------
    kept : object
        Lists of id, bin and text.

    Returns
    -------
    tuple of Entry
        Those that can be read.
    """
    found: dict[str, Entry] = {}
    for raw in kept if isinstance(kept, list) else ():
        if isinstance(raw, list) and len(raw) == 3 and all(isinstance(part, str) for part in raw):
            entry = Entry(*raw)
            number = entry.id.removeprefix("mine-")
            whole = number.isascii() and number.isdigit() and len(number) < 4 and entry.text.strip()
            if whole and entry.id == f"mine-{int(number)}" and entry.bin in [b.slug for b in BINS]:
                found[entry.id] = Entry(entry.id, entry.bin, entry.text[:LONGEST])
    return tuple(found.values())[:MOST]


@cache
def statements() -> pd.DataFrame:
    return load("analogy").set_index("id")


def first(lab: AnalogyLab) -> tuple[Part, ...]:
    full = f"{MOST} of your own are enough: take one away first." if len(lab.own) >= MOST else ""
    weighed = tuple(_weighing(lab, entry) for entry in lab.entries)
    return (
        place(question(lab.sort, "sort"), lab.records),
        Group(
            "One of your own",
            (
                Pick("kind", "It is", BINS, lab.given.get("kind", "likeness"), look="radio"),
                Write("words", "In one sentence", lab.given.get("words", ""), rows=2, limit=LONGEST),
                Press("add", "Add it to the list", why_not=full),
            ),
        ),
        Title("How much does each matter for the question who would decide?"),
        *(
            (Grid(weighed, 22),)
            if weighed
            else (Say("Sort the statements and press Check: each comes here to be weighed.", "note"),)
        ),
        *_heaviest(lab),
    )


def _weighing(lab: AnalogyLab, entry: Entry) -> Card:
    name = f"matter.{entry.id}"
    kind = next(b.text for b in BINS if b.slug == entry.bin)
    mine = entry.id.startswith("mine-")
    drop = (Press(f"drop.{entry.id}", "Take away", about=f"Take away: {entry.text}"),) if mine else ()
    about = f"How much it matters: {entry.text}"
    pick = Pick(name, "How much it matters", MATTERS, lab.given.get(name, ""), about=about)
    return Card(entry.text, (pick, *drop), meta=f"{kind}{', your own' if mine else ''}", name=entry.id)


def _heaviest(lab: AnalogyLab) -> tuple[Part, ...]:
    heavy = [e for e in lab.entries if lab.given.get(f"matter.{e.id}") == "3"]
    if not heavy:
        return ()
    told = " ".join(f"{'Not known' if e.bin == 'unknown' else e.bin.capitalize()}: {e.text}" for e in heavy)
    return (Say(f"If it were otherwise, you would answer otherwise. {told}", "note"),)


def second(lab: AnalogyLab) -> tuple[Part, ...]:
    if not lab.entries:
        return (
            Say("Nothing to place yet: sort statements in step 1, or add one of your own there.", "note"),
        )
    cards = []
    for entry in lab.entries:
        picks = tuple(
            Pick(
                f"{at}.{entry.id}",
                day,
                PLACES,
                lab.given.get(f"{at}.{entry.id}", ""),
                about=f"{day}: {entry.text}",
            )
            for at, day in DAYS.items()
        )
        cards.append(Card(entry.text, picks, name=entry.id))
    missing = [
        name for e in lab.entries for name in (f"then.{e.id}", f"now.{e.id}") if not lab.given.get(name)
    ]
    why = f"{len(missing)} to place first." if missing else ""
    on = bool(lab.given.get("columns")) and not why
    return (
        Grid(tuple(cards), 24),
        Table("Your columns", (Cell("Column"), *map(Cell, DAYS.values())), _columns(lab), (16, 42, 42)),
        Press("columns", "Show the course's columns", why_not=why, primary=not why and not on, on=on),
        *(_course_columns() if on else ()),
    )


def _lines(texts: Iterable[str]) -> str:
    """Return statements one a line; where there are several, each has a mark at its beginning."""
    said = [prose(text) for text in texts]
    return "\n".join(f"• {text}" for text in said) if len(said) > 1 else "".join(said)


def _columns(lab: AnalogyLab) -> tuple[tuple[Cell, ...], ...]:
    rows = []
    for column in PLACES:
        cells = []
        for at in DAYS:
            here = [e.text for e in lab.entries if lab.given.get(f"{at}.{e.id}") == column.slug]
            cells.append(Cell(_lines(here) or "nothing yet", silent=not here))
        rows.append((Cell(column.text.partition(":")[0].capitalize()), *cells))
    return tuple(rows)


def _course_columns() -> tuple[Part, ...]:
    table = statements()
    times = ("1950, as known on 30 June 1950.", "2024, as known in June 2024.")
    later = ("1950, as known today.", "2024, as known in November 2026.")

    def rows(columns: tuple[str, ...]) -> tuple[tuple[Cell, ...], ...]:
        return tuple(
            (
                Cell(kind.capitalize()),
                *(
                    Cell(_lines(table[(table["kind"] == kind) & (table["note"] == when)]["statement"]))
                    for when in columns
                ),
            )
            for kind in ("known", "unclear", "presumed")
        )

    def drawn(caption: str, columns: tuple[str, ...]) -> Table:
        heads = tuple(Cell(when.rstrip(".")) for when in columns)
        return Table(caption, (Cell("Column"), *heads), rows(columns), (16, 42, 42))

    return (
        drawn("The course's columns (course judgement)", times),
        Fold("later", "What became known later", (drawn("With later knowledge", later),)),
    )
