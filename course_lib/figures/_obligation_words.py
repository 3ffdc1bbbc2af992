"""What is said of the promises of treaties: title, description, a sentence for each cell."""

from __future__ import annotations

from typing import Any

import pandas as pd

from course_lib.figures._sentences import said_by
from course_lib.figures._text import and_join, plural
from course_lib.treaties import NOT_STATED, clause, treaty

__all__ = ["HEADS", "called", "coded", "description", "promises", "sentence", "span", "spoken", "title"]

#: The elements of a clause, as a reader meets them.
HEADS = {
    "trigger": "Trigger", "obligation": "Obligation", "timing": "Timing", "means": "Means",
    "qualifier": "Limits",
}  # fmt: skip
NEW, OLD = "rf_dprk_2024", "ussr_dprk_1961"
CODES = {
    "defence": "defence",
    "offence": "offence",
    "neutrality": "neutrality",
    "nonaggression": "non-aggression",
    "consultation": "consultation",
}


def called(each: str) -> str:
    """Return what a treaty is called: its two parties and the year, or its short title."""
    found = treaty(each)
    return f"{'–'.join(found.parties)} {found.signed[:4]}" if len(found.parties) == 2 else found.short


def promises(row: Any) -> list[str]:
    """Return what is coded as promised; with a question mark what depends on the reading."""
    values = {words: getattr(row, code) for code, words in CODES.items()}
    return [
        f"{words}?" if pd.isna(value) else words for words, value in values.items() if pd.isna(value) or value
    ]


def spoken(cell: Any, short: bool = False) -> str:
    """Return what a clause says on an element; in few words where there is little room."""
    if cell.wording != NOT_STATED:
        return cell.short if short else cell.wording
    return "silent" if cell.strength == 0 else "none stated"


def sentence(cell: Any) -> str:
    said = (
        "the clause is silent"
        if cell.wording == NOT_STATED
        else f"the clause says, in the course's words: {cell.wording}"
    )
    return (
        f"{called(cell.treaty_id)}, {clause(cell.clause).label.split(' · ')[-1]}: on "
        f"{HEADS[cell.element].lower()} {said}. Strength {cell.strength} of 3 for whoever asks for "
        f"help, a judgement of the course. {said_by(cell.source_id)}"
    )


def coded(each: str, row: Any) -> str:
    name = called(each)
    if row is None:
        return f"{name}: the table of codes is by pairs of States, and none of it is this treaty's."
    who = "The course, as an exercise, codes" if row.coded_by == "course" else f"{row.coded_by} codes"
    note = "" if pd.isna(row.note) else f" {row.note.rstrip('.')}."
    promised = and_join(promises(row)) or "no promise"
    return f"{name}: {who} for this pair in {treaty(each).signed[:4]}: {promised}, all pacts together.{note}"


def span(chosen: list[str]) -> str:
    years = sorted(treaty(each).signed[:4] for each in chosen)
    return years[0] if years[0] == years[-1] else f"{years[0]}–{years[-1]}"


def title(cells: dict, chosen: list[str]) -> str:
    shared = [e for e in HEADS if all((each, e) in cells for each in chosen)]
    if NEW in chosen and OLD in chosen:
        shared = [e for e in HEADS if (NEW, e) in cells and (OLD, e) in cells]
        change = {e: int(cells[NEW, e].strength) - int(cells[OLD, e].strength) for e in shared}
        same = sum(step == 0 for step in change.values())
        words = {
            "weaker": [HEADS[e].lower() for e in shared if change[e] < 0],
            "stronger": [HEADS[e].lower() for e in shared if change[e] > 0],
        }
        start = f"Moscow's promise of 2024 equals that of 1961 in {same} of {plural(len(shared), 'element')}"
        named = [f"{how} on {and_join(found)}" for how, found in words.items() if found]
        if not named:
            return start
        whole = f"{start} but is {and_join(named)}"
        counted = ", ".join(f"{len(found)} {how}" for how, found in words.items() if found)
        short = f"Moscow's promise of 2024 beside that of 1961: {plural(same, 'element')} the same, {counted}"
        return whole if len(whole) <= 90 else short
    full = {each: sum(int(cells[each, e].strength) == 3 for e in shared) for each in chosen}
    best = [each for each in chosen if full[each] == max(full.values())]
    least = [each for each in chosen if full[each] == min(full.values())]
    top = f"full strength in {full[best[0]] or 'none'} of {plural(len(shared), 'element')}"
    if len(best) == len(chosen):
        return f"{'Each' if len(chosen) > 1 else 'The'} clause of {span(chosen)} has {top}"
    return f"Clauses of {_years(best)}: {top}; of {_years(least)}: in {full[least[0]] or 'none'}"


def _years(chosen: list[str]) -> str:
    return and_join(sorted({treaty(each).signed[:4] for each in chosen}))


def description(cells: dict, chosen: list[str], codes: dict) -> str:
    parts = []
    for each in chosen:
        found = [(e, cells[each, e]) for e in HEADS if (each, e) in cells]
        said = "; ".join(f"{HEADS[e].lower()} {cell.strength} ({spoken(cell)})" for e, cell in found)
        row = codes[each]
        who = "" if row is None else "by the course: " if row.coded_by == "course" else "by ATOP 5.1: "
        coded = "not coded" if row is None else f"coded {who}{and_join(promises(row)) or 'no promise'}"
        parts.append(f"{called(each)}: {said}; {coded}.")
    return (
        "Matrix of assistance clauses: what each says on five elements, with a strength from 0 (silent) to 3 "
        "(strongest for whoever asks for help) that is a judgement of the course; for limits 3 means that "
        f"the text states none. {' '.join(parts)}"
    )
