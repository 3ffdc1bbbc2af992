"""Rules on what stands behind an item: sources, the thought behind a wrong answer, the aims of the bank."""

from __future__ import annotations

from collections.abc import Iterator

from course_lib.data import cite
from course_lib.errors import UnknownName
from course_lib.grading.lint._rule import about_bank, about_item
from course_lib.quiz.bank import Bank
from course_lib.quiz.items import Item
from course_lib.quiz.rubric import Manual

__all__ = ["BANK_RULES", "RULES", "SOURCE_RULES"]


@about_item("no-source", "An item with a key names its sources.")
def no_source(item: Item | Manual) -> Iterator[str]:
    """Yield a sentence for an item that rests on nothing."""
    if not item.sources and getattr(item, "keyed", True):
        yield "an item with a key names its sources: add the clauses or sources that it rests on."


@about_item("unknown-source", "Every source of an item is in the course.")
def unknown_source(item: Item | Manual) -> Iterator[str]:
    """Yield each source that does not resolve."""
    for ref in item.sources:
        try:
            cite(ref)
        except UnknownName as error:
            yield str(error)


@about_item("recalled-source", "An item rests on what was seen, not on what is recalled or unverified.")
def recalled_source(item: Item | Manual) -> Iterator[str]:
    """Yield the sources that nobody has read, and say whether any other is left."""
    status = {}
    for ref in item.sources:
        try:
            status[ref] = cite(ref).status
        except UnknownName:
            continue
    unread = [ref for ref, found in status.items() if found != "seen"]
    for ref in unread:
        alone = "" if len(unread) < len(status) else ", as are all sources of this item"
        yield f"{ref} is {status[ref]}{alone}: an item rests on what was seen; read it or cite another."


@about_item("no-misconception", "Each wrong answer that an item foresees names the thought behind it.")
def no_misconception(item: Item) -> Iterator[str]:
    """Yield wrong answers that teach an instructor nothing."""
    foreseen = {f"wrong answer {w.match!r}": w.misconception for w in item.wrong}
    if item.type == "sort":
        foreseen |= {f"statement {p.left.slug!r}": p.misconception for p in item.pairs}
    for what, misconception in foreseen.items() if item.keyed else ():
        if not misconception:
            yield f"the {what} names no misconception: add one of the bank's."


@about_item("no-feedback", "Every answer to an item with a key is told something.")
def no_feedback(item: Item) -> Iterator[str]:
    """Yield what is answered with silence."""
    parts = {f"wrong answer {w.match!r}": w.feedback for w in item.wrong}
    if item.keyed:
        parts |= {f"span {span.text!r}": span.feedback for span in item.spans}
        if item.type == "sort":
            parts |= {f"statement {p.left.slug!r}": p.feedback for p in item.pairs}
    for what, feedback in parts.items():
        if not feedback.strip():
            yield f"the {what} has no feedback: say what to look at."
    pairs = item.pairs and all(pair.feedback.strip() for pair in item.pairs)
    by_part = item.options or item.spans or pairs or item.type == "sort"
    if item.keyed and not by_part and not item.feedback.strip():
        yield "there is no feedback on the whole, and not every part has its own: say why the key is right."


@about_bank("unused-objective", "Every objective of a bank has an item or a task.")
def unused_objective(bank: Bank) -> Iterator[tuple[str, str]]:
    """Yield objectives that nothing asks for."""
    used = {item.objective for item in bank.items.values()}
    used |= {task.objective for task in bank.manuals.values()}
    for slug in bank.objectives:
        if slug not in used:
            yield slug, "no item has this objective: write one or drop the objective."


@about_bank("unused-misconception", "Every misconception of a bank is behind some wrong answer.")
def unused_misconception(bank: Bank) -> Iterator[tuple[str, str]]:
    """Yield misconceptions that no answer shows."""
    parts = [part for item in bank.items.values() for part in (*item.options, *item.pairs, *item.wrong)]
    used = {part.misconception for part in parts}
    for slug in bank.misconceptions:
        if slug not in used:
            yield slug, "no wrong answer shows this misconception: use it or drop it."


@about_bank("unknown-objective", "Every task that a person marks has an objective of the bank.")
def unknown_objective(bank: Bank) -> Iterator[tuple[str, str]]:
    """Yield tasks whose objective the bank does not know; items are refused when they are read."""
    for task in bank.manuals.values():
        if task.objective not in bank.objectives:
            yield task.id, f"objective {task.objective!r} is not in [objectives]: add it or name another."


#: These hold for the tasks that a person marks too.
SOURCE_RULES = (no_source, unknown_source, recalled_source)
RULES = (no_misconception, no_feedback)
BANK_RULES = (unused_objective, unused_misconception, unknown_objective)
