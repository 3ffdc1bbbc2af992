"""The key of an item in lines, each with what is said of it: for whoever reviews a bank."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from course_lib.quiz.items import Item
from course_lib.quiz.passage import NONE

__all__ = ["KeyLine", "key_lines"]


@dataclass(frozen=True)
class KeyLine:
    """A part of a key, or an answer that is foreseen.

    Attributes
    ----------
    text : str
        In words; not escaped.
    right : bool or None
        None where nothing is scored.
    word : str
        ``"right"``, ``"wrong"``, or what else this part is.
    feedback, misconception : str
        What a student is told, and the slug of the thought behind it.
    """

    text: str
    right: bool | None = None
    word: str = ""
    feedback: str = ""
    misconception: str = ""


def key_lines(item: Item) -> list[KeyLine]:
    """Return the key of an item and the wrong answers that it foresees.

    Parameters
    ----------
    item : Item
        Of any type.

    Returns
    -------
    list of KeyLine
        Options and statements in the order in which they are shown, steps in the right order.
    """
    lines = [*_options(item), *_pairs(item), *_typed(item), *_spans(item)]
    lines += [
        KeyLine(f"{n}. {step.text}", _right(item), "", step.feedback) for n, step in enumerate(item.steps, 1)
    ]
    texts = {choice.slug: choice.text for choice in item.question.rights}
    texts |= {step.slug: step.text for step in item.steps}
    for wrong in item.wrong:
        lines.append(
            KeyLine(_foreseen(item, wrong.match, texts), False, "wrong", wrong.feedback, wrong.misconception)
        )
    return lines


def _right(item: Item) -> bool | None:
    return True if item.keyed else None


def _options(item: Item) -> list[KeyLine]:
    by_slug = {option.slug: option for option in item.options}
    shown = [by_slug[choice.slug] for choice in item.question.options]
    return [
        KeyLine(
            o.text,
            o.correct if item.keyed else None,
            ("right" if o.correct else "wrong") if item.keyed else "",
            o.feedback,
            o.misconception,
        )
        for o in shown
    ]


def _pairs(item: Item) -> list[KeyLine]:
    by_slug = {pair.left.slug: pair for pair in item.pairs}
    shown = [by_slug[choice.slug] for choice in item.question.lefts]
    lines = [
        KeyLine(
            f"{p.left.text} → {p.right.text}" if p.right and item.keyed else p.left.text,
            _right(item),
            "right" if item.keyed else "",
            p.feedback,
            p.misconception,
        )
        for p in shown
    ]
    used = {pair.right.slug for pair in item.pairs if pair.right}
    spare = [choice for choice in item.question.rights if choice.slug not in used]
    return lines + [KeyLine(choice.text, None, "belongs to none" if item.keyed else "") for choice in spare]


def _typed(item: Item) -> list[KeyLine]:
    if item.type == "scale":
        ends = f"Scale from {item.minimum:g} ({item.low}) to {item.maximum:g} ({item.high})"
        lines = [KeyLine(f"{ends}, in steps of {item.step:g} {item.unit}".rstrip())]
    else:
        lines = []
    if item.keyed and item.value is not None:
        margin = f", {item.tolerance:g} more or less counts" if item.tolerance else ""
        lines.append(KeyLine(f"{item.value:g} {item.unit}".rstrip() + margin, True, "right"))
    return lines + [KeyLine(text, True, "right") for text in item.accept]


def _spans(item: Item) -> list[KeyLine]:
    lines = []
    for span in item.spans:
        free = f" (round it without cost: “{span.free}”)" if span.free else ""
        lines.append(KeyLine(f"“{span.text}”{free}", _right(item), "to be marked", span.feedback))
    if item.none:
        right = not item.spans if item.keyed else None
        lines.append(KeyLine(item.none, right, {True: "right", False: "wrong", None: ""}[right]))
    return lines


def _foreseen(item: Item, match: str, texts: Mapping[str, str]) -> str:
    """Return a foreseen wrong answer in the words of the item."""
    if item.type == "order":
        first, _, second = (part.strip() for part in match.partition(">"))
        return f"“{texts.get(first, first)}” before “{texts.get(second, second)}”"
    if item.type == "mark":
        return item.none if match == NONE and item.none else f"“{match}”"
    return texts.get(match, match)
