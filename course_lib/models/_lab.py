"""What the steps of the analogy lab show; see `analogy_lab`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from course_lib.data import cite, load
from course_lib.models import calibration
from course_lib.models.parts import (
    Card,
    Cell,
    Choice,
    Columns,
    Fold,
    Grid,
    Group,
    Link,
    Links,
    Part,
    Pick,
    Press,
    Say,
    Slide,
    Table,
    Title,
    Write,
)
from course_lib.models.questions import place, question
from course_lib.quiz.scoring import Forecast

if TYPE_CHECKING:
    import pandas as pd

    from course_lib.models.analogy_lab import AnalogyLab

__all__ = ["HEADS", "STEPS", "Entry", "entries", "said"]


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
#: Predictions of the table that were settled by yes or no within two years; the others stay open.
TESTS = ("p1", "p2", "p3", "p5", "p6")
#: The second part of an id of Khong's tasks: which analogy it is under.
RIVALS = ("1950 as pretext", "1950 as miscalculation", "1961 as an ordinary treaty", "February 2022")
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
def _table() -> pd.DataFrame:
    return load("analogy").set_index("id")


def _first(lab: AnalogyLab) -> tuple[Part, ...]:
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
    told = " ".join(f"{'Likeness' if e.bin == 'likeness' else 'Difference'}: {e.text}" for e in heavy)
    return (Say(f"If it were otherwise, you would answer otherwise. {told}", "note"),)


def _second(lab: AnalogyLab) -> tuple[Part, ...]:
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
        Grid(tuple(cards), 26),
        Table("Your columns", (Cell("Column"), *map(Cell, DAYS.values())), _columns(lab), (16, 42, 42)),
        Press("columns", "Show the course's columns", why_not=why, primary=not why and not on, on=on),
        *(_course_columns() if on else ()),
    )


def _columns(lab: AnalogyLab) -> tuple[tuple[Cell, ...], ...]:
    rows = []
    for column in PLACES:
        cells = []
        for at in DAYS:
            here = [e.text for e in lab.entries if lab.given.get(f"{at}.{e.id}") == column.slug]
            cells.append(Cell(" ".join(here) or "nothing yet", silent=not here))
        rows.append((Cell(column.text.partition(":")[0].capitalize()), *cells))
    return tuple(rows)


def _course_columns() -> tuple[Part, ...]:
    table = _table()
    times = ("1950, as known on 30 June 1950.", "2024, as known in June 2024.")
    later = ("1950, as known today.", "2024, as known in November 2026.")

    def rows(columns: tuple[str, ...]) -> tuple[tuple[Cell, ...], ...]:
        return tuple(
            (
                Cell(kind.capitalize()),
                *(
                    Cell(" ".join(table[(table["kind"] == kind) & (table["note"] == when)]["statement"]))
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


def _third(lab: AnalogyLab) -> tuple[Part, ...]:
    rival = lab.given.get("rival", "2")
    choices = tuple(Choice(str(n), name) for n, name in enumerate(RIVALS[1:], 2))
    forecasts = _bets(lab)
    return (
        Columns(
            (Pick("rival", "A rival analogy", choices, rival),),
            (_tasks(int(rival)),),
        ),
        Title("What would move you?"),
        Slide(
            "sure",
            "The analogy of 1950 helps more than it misleads: how sure are you now?",
            value=lab.given.get("sure"),
            step=5,
            unit="%",
            ends=("surely not", "surely"),
        ),
        Write(
            "raise", "A finding that would raise this by twenty points", lab.given.get("raise", ""), limit=300
        ),
        Write(
            "lower", "A finding that would lower it by twenty points", lab.given.get("lower", ""), limit=300
        ),
        Say("A finding is something that could be seen: a document, a vote, an act, with a date.", "quiet"),
        Title("Odds first: what would each reading predict?"),
        *_odds(lab, bool(forecasts)),
        Title("How well does your confidence fit, over the whole course?"),
        *calibration.shown((*lab.course, *forecasts)),
    )


def _tasks(rival: int) -> Table:
    table = _table()
    rows = []
    for task in range(1, 7):
        ours, theirs = table.loc[f"khong-{task}-1"], table.loc[f"khong-{task}-{rival}"]
        recalled = ["recalled" if row["status"] == "recalled" else "" for row in (ours, theirs)]
        rows.append(
            (
                Cell(f"{ours['note'].partition('?')[0]}?"),
                Cell(ours["statement"], sub=recalled[0]),
                Cell(theirs["statement"], sub=recalled[1]),
            )
        )
    head = (Cell("Task of an analogy"), Cell(RIVALS[0]), Cell(RIVALS[rival - 1]))
    return Table("Khong's six tasks: what each analogy says", head, tuple(rows), (24, 38, 38))


def _odds(lab: AnalogyLab, lifted: bool) -> tuple[Part, ...]:
    table = _table()
    missing = [test for test in TESTS if lab.given.get(f"odds.{test}") is None]
    why = f"Give odds for all first: {len(missing)} to go." if missing else ""
    cards = []
    for test in TESTS:
        row = table.loc[test]
        odds = Slide(
            f"odds.{test}",
            "How likely",
            about=f"How likely: {row['statement']}",
            value=lab.given.get(f"odds.{test}"),
            step=5,
            unit="%",
        )
        # The odds stand still once the curtain is lifted: they were given without knowing.
        said = Say(f"You said {lab.given[f'odds.{test}']:g} %.", "strong") if lifted else odds
        seen = (Say(f"Seen by November 2026: {row['note']}"), _sources(row)) if lifted else ()
        cards.append(Card(row["statement"], (said, *seen), name=test))
    lift = (
        ()
        if lifted
        else (
            Press("lift", "Lift the curtain", why_not=why, primary=not why),
            Say("Lesson 09 asks for predictions of its own: wait until then if you can.", "quiet"),
        )
    )
    return (
        Say("You are at 28 June 2024. How likely is it that each comes true by the end of 2025?", "quiet"),
        Grid(tuple(cards), 24),
        *lift,
    )


def _sources(row: pd.Series) -> Links:
    ids = [row["source_id"], *filter(None, str(row["more_source_ids"] or "").split(";"))]
    read = [cite(name).sources[0] for name in ids if name != "nan"]
    return Links("Sources", tuple(Link(source.title, source.url) for source in read))


def _bets(lab: AnalogyLab) -> tuple[Forecast, ...]:
    """Return the odds as forecasts, once the curtain is lifted."""
    odds = [lab.given.get(f"odds.{test}") for test in TESTS]
    if not lab.given.get("lift") or None in odds:
        return ()
    notes = _table().loc[list(TESTS), "note"]
    return tuple(Forecast(p / 100, int(note.startswith("Yes"))) for p, note in zip(odds, notes, strict=True))


STEPS: Mapping[int, Callable[[AnalogyLab], tuple[Part, ...]]] = {1: _first, 2: _second, 3: _third}


def said(lab: AnalogyLab) -> str:
    """Return what is to be heard after a change.

    Parameters
    ----------
    lab : AnalogyLab
        The state.

    Returns
    -------
    str
        One sentence.
    """
    if lab.step == 3:
        given = sum(f"odds.{test}" in lab.given for test in TESTS)
        return (
            "The curtain is lifted." if _bets(lab) else f"Odds given for {given} of {len(TESTS)} predictions."
        )
    names = ("matter",) if lab.step == 1 else tuple(DAYS)
    done = sum(bool(lab.given.get(f"{name}.{e.id}")) for e in lab.entries for name in names)
    return f"{done} of {len(lab.entries) * len(names)} {'weighed' if lab.step == 1 else 'placed'}."
