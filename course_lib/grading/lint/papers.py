"""Rules on a paper: its slots, their candidates and what its notebook says of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from course_lib.errors import BuildProblem
from course_lib.grading.cells import heading_points
from course_lib.grading.lint._rule import Fault
from course_lib.grading.paper import Paper, draw, misfits, surplus
from course_lib.quiz.bank import Bank

__all__ = ["SAYS", "lint_headings", "lint_paper"]

#: The rules on papers; a paper has no way out of them.
SAYS = {
    "slot-misfit": "Every candidate of a slot is in the bank and has the slot's type and points.",
    "repeated-candidate": "A slot lists each candidate once.",
    "no-drawing": "Every seed fills all slots with items that do not answer each other.",
    "never-drawn": "Every candidate of a slot is drawn by some seed.",
    "part-points": "The heading of each part of the notebook says the sum of its slots.",
}


def lint_paper(paper: Paper, bank: Bank) -> Iterator[Fault]:
    """Find what is wrong with a paper.

    Parameters
    ----------
    paper : Paper
        As read.
    bank : Bank
        Of the same assignment.

    Yields
    ------
    Fault
        One sentence each, with the slot.
    """
    where = f"{paper.name}.paper.toml"
    for slot in paper.slots:
        for item_id, count in Counter(slot.items).items():
            if count > 1:
                sentence = f"{item_id!r} is listed {count} times: list it once."
                yield Fault("repeated-candidate", f"slot {slot.id}", sentence, where)
    unfit = [Fault("slot-misfit", f"slot {slot}", sentence, where) for slot, sentence in misfits(paper, bank)]
    if unfit:
        # What else could be said of a drawing rests on candidates that fit.
        yield from unfit
        return
    try:
        draw(paper, bank)
    except BuildProblem as error:
        yield Fault("no-drawing", "", str(error).removeprefix(f"{where}: "), where)
        return
    for slot_id, item_id in surplus(paper, bank):
        sentence = (
            f"no seed can draw {item_id!r}, which answers an item of another slot in every drawing: "
            "drop it here or give the other slot one more candidate."
        )
        yield Fault("never-drawn", f"slot {slot_id}", sentence, where)


def lint_headings(paper: Paper, headings: Mapping[str, str]) -> Iterator[Fault]:
    """Find parts whose heading in the notebook says other points than their slots.

    Parameters
    ----------
    paper : Paper
        As read.
    headings : mapping of str to str
        The text of each cell of the notebook by its id.

    Yields
    ------
    Fault
        One sentence each.
    """
    for part in paper.part:
        heading = headings.get(f"part-{part.slug}")
        if heading is not None and heading_points(part) not in heading:
            sentence = f"the heading of part {part.slug} does not say {heading_points(part)!r}: mend it."
            yield Fault("part-points", f"part-{part.slug}", sentence, f"{paper.name}.ipynb")
