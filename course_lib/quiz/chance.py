"""What answers drawn at random would get right: the yardstick beside a count of right answers."""

from __future__ import annotations

from math import factorial

from course_lib.quiz.items import Item
from course_lib.quiz.scoring import score

__all__ = ["chance"]


def chance(item: Item) -> float:
    """Return the probability that one answer drawn at random is wholly right.

    Each choice that the control offers is as likely as the next, each part of a match or a sort is drawn for
    itself, and at least one option of several is ticked. A typed answer and the words of a span count as out
    of its reach; that a text has no such words is one answer of two.

    Parameters
    ----------
    item : Item
        With its key.

    Returns
    -------
    float
        From 0 to 1; 0 for an unkeyed item.
    """
    if not item.keyed:
        return 0.0
    match item.type:
        case "single" | "confidence":
            return 1 / len(item.options)
        case "multi":
            return 1 / (2 ** len(item.options) - 1)
        case "match" | "sort":
            return (1 / len(item.question.rights)) ** len(item.key)
        case "order":
            return 1 / factorial(len(item.steps))
        case "scale":
            count = int((item.maximum - item.minimum) / item.step + 1e-9) + 1
            return sum(score(item, item.minimum + n * item.step).right for n in range(count)) / count
        case "mark":
            return 0.0 if item.spans else 0.5
        case _:
            return 0.0
