"""Step 3 of the analogy lab: a rival analogy, what would move one, and odds before the curtain is lifted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from course_lib.data import cite
from course_lib.models import calibration
from course_lib.models._lab import statements
from course_lib.models._words import linked, prose
from course_lib.models.parts import (
    Card,
    Cell,
    Choice,
    Grid,
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
from course_lib.quiz.scoring import Forecast

if TYPE_CHECKING:
    import pandas as pd

    from course_lib.models.analogy_lab import AnalogyLab

__all__ = ["TESTS", "bets", "third"]

#: Predictions of the table that were settled by yes or no within two years; the others stay open.
TESTS = ("p1", "p2", "p3", "p5", "p6")
#: The second part of an id of Khong's tasks: which analogy it is under.
RIVALS = ("1950 as pretext", "1950 as miscalculation", "1961 as an ordinary treaty", "February 2022")


def third(lab: AnalogyLab) -> tuple[Part, ...]:
    rival = lab.given.get("rival", "2")
    choices = tuple(Choice(str(n), name) for n, name in enumerate(RIVALS[1:], 2))
    forecasts = bets(lab)
    return (
        Pick("rival", "A rival analogy", choices, rival),
        _tasks(int(rival)),
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
        Title("Odds first, then the curtain"),
        *_odds(lab, bool(forecasts)),
        Title("How well does your confidence fit, over the whole course?"),
        *calibration.shown((*lab.course, *forecasts)),
    )


def _tasks(rival: int) -> Table:
    table = statements()
    rows = []
    for task in range(1, 7):
        ours, theirs = table.loc[f"khong-{task}-1"], table.loc[f"khong-{task}-{rival}"]
        recalled = ["recalled, not read" if row["status"] == "recalled" else "" for row in (ours, theirs)]
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
    table = statements()
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
        seen = (Say(prose(f"Seen by November 2026: {row['note']}")), _sources(row)) if lifted else ()
        cards.append(Card(row["statement"], (said, *seen), name=test))
    lift = (
        ()
        if lifted
        else (
            Press("lift", "Lift the curtain", why_not=why, primary=not why),
            Say("Lesson 09 asks for predictions of its own: wait until then if you can.", "quiet"),
        )
    )
    asked = (
        "What you said as of 28 June 2024, and what was seen since."
        if lifted
        else "You are at 28 June 2024. How likely is it that each comes true by the end of 2025?"
    )
    return (
        Say(asked, "quiet"),
        Grid(tuple(cards), 24),
        *lift,
    )


def _sources(row: pd.Series) -> Links:
    ids = [row["source_id"], *filter(None, str(row["more_source_ids"] or "").split(";"))]
    return linked("Sources", [cite(name).sources[0].id for name in ids if name != "nan"])


def bets(lab: AnalogyLab) -> tuple[Forecast, ...]:
    """Return the odds as forecasts, once the curtain is lifted."""
    odds = [lab.given.get(f"odds.{test}") for test in TESTS]
    if not lab.given.get("lift") or None in odds:
        return ()
    notes = statements().loc[list(TESTS), "note"]
    return tuple(Forecast(p / 100, int(note.startswith("Yes"))) for p, note in zip(odds, notes, strict=True))
