"""Scores: an item and a response in, points out; pure, total, and blind to who asks.

A response is what a student's files hold, which is whatever a student made of it: any JSON value gives
a `Score`, and one that cannot be read gives 0 points and says why.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal

from course_lib.quiz.items import Item
from course_lib.quiz.reading import as_number, normalise, problem, unanswered

__all__ = ["Score", "score"]


@dataclass(frozen=True)
class Score:
    """What a response earns.

    Attributes
    ----------
    points : float
        From 0 to `max_points`, rounded to two decimals.
    max_points : float
        Points of the item; 0 for an unkeyed one.
    state : str
        ``"scored"``, ``"unanswered"``, ``"unreadable"`` or ``"unkeyed"``.
    reason : str
        One sentence, or "" for an ordinary score.
    """

    points: float
    max_points: float
    state: Literal["scored", "unanswered", "unreadable", "unkeyed"]
    reason: str = ""

    @property
    def right(self) -> bool:
        """Whether the response earns everything that it could."""
        return self.state == "scored" and self.points == self.max_points


def score(item: Item, response: Any) -> Score:
    """Score one response; never raises.

    Parameters
    ----------
    item : Item
        With its key.
    response : object
        Any JSON value, in the form that belongs to the type of the item (see CONTRIBUTING.md).

    Returns
    -------
    Score
        Points, and the reason where there are none to give.
    """
    if not item.keyed:
        return Score(0, 0, "unkeyed", "Predictions and reflections are not scored.")
    if unanswered(response):
        return Score(0, item.points, "unanswered", "No answer was given.")
    sentence = problem(item.question, response)
    if sentence:
        return Score(0, item.points, "unreadable", sentence)
    share = min(1.0, max(0.0, _SHARE[item.type](item, response)))
    return Score(round(item.points * share, 2), item.points, "scored")


def _share_multi(item: Item, response: Any) -> float:
    right, chosen = set(item.key), set(response)
    if item.partial == "all":
        return float(chosen == right)
    if item.partial == "per-part":
        return 1 - len(chosen ^ right) / len(item.options)
    return (len(chosen & right) - len(chosen - right)) / len(right)


def _share_match(item: Item, response: Any) -> float:
    key = item.key
    hits = sum(response.get(left) == right for left, right in key.items())
    return float(hits == len(key)) if item.partial == "all" else hits / len(key)


def _share_order(item: Item, response: Any) -> float:
    if item.partial == "all":
        return float(list(response) == item.key)
    place = {slug: i for i, slug in enumerate(response)}
    pairs = list(combinations(item.key, 2))
    right = sum(place[first] < place[second] for first, second in pairs)
    return (2 * right - len(pairs)) / len(pairs)


def _share_number(item: Item, response: Any) -> float:
    # The last digits of a binary fraction must not decide: 0.3 lies within 0.1 of 0.2.
    return float(abs(as_number(response) - item.value) <= item.tolerance + 1e-9)


_SHARE: dict[str, Callable[[Item, Any], float]] = {
    "single": lambda item, response: float(response == item.key),
    "multi": _share_multi,
    "match": _share_match,
    "order": _share_order,
    "short": lambda item, response: float(normalise(response) in {normalise(a) for a in item.accept}),
    "numeric": _share_number,
    "scale": _share_number,
}
