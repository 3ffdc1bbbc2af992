"""Scores: an item and a response in, points out; pure, total, and blind to who asks.

A response is what a student's files hold, which is whatever a student made of it: any JSON value gives
a `Score`, and one that cannot be read gives 0 points and says why.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal

from course_lib.quiz import marking
from course_lib.quiz.items import Item, Question
from course_lib.quiz.reading import as_number, normalise, problem, unanswered

__all__ = ["Forecast", "Score", "forecast", "levels", "score", "stakes"]


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
    hit : bool or None
        For a `confidence` item whether the pick is right; None for other types.
    """

    points: float
    max_points: float
    state: Literal["scored", "unanswered", "unreadable", "unkeyed"]
    reason: str = ""
    hit: bool | None = None

    @property
    def right(self) -> bool:
        """Whether the response earns all that it could; of a `confidence` item, whether the pick is right."""
        return self.state == "scored" and (self.points == self.max_points if self.hit is None else self.hit)


@dataclass(frozen=True)
class Forecast:
    """How sure a student was of a pick, and whether it was right.

    Attributes
    ----------
    p : float
        Stated probability that the pick is right.
    outcome : int
        1 if it is, 0 if not.
    """

    p: float
    outcome: int

    @property
    def brier(self) -> float:
        """The Brier score of this one event, from 0 (best) to 1."""
        return (self.p - self.outcome) ** 2


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
    said = forecast(item, response)
    hit = None if said is None else bool(said.outcome)
    return Score(round(item.points * share, 2), item.points, "scored", hit=hit)


def forecast(item: Item, response: Any) -> Forecast | None:
    """Return what a response to a `confidence` item stated, and what came of it; never raises.

    Parameters
    ----------
    item : Item
        With its key.
    response : object
        Any JSON value.

    Returns
    -------
    Forecast or None
        None for another type, for a bet without a key, and for what is missing or cannot be read.
    """
    if (
        item.type != "confidence"
        or not item.keyed
        or unanswered(response)
        or problem(item.question, response)
    ):
        return None
    return Forecast(_stated(item.question, response), int(response["pick"] == item.key["pick"]))


def levels(question: Question) -> tuple[float, ...]:
    """Return the probabilities that the control of a `confidence` item offers.

    Parameters
    ----------
    question : Question
        With its options.

    Returns
    -------
    tuple of float
        An even chance, rounded to two decimals; then 5 % by 5 % up to 1.
    """
    even = round(1 / len(question.options), 2)
    return (even, *(step / 100 for step in range(5, 101, 5) if step / 100 > even))


def stakes(question: Question, p: float) -> tuple[float, float]:
    """Return what a stated probability would earn.

    Parameters
    ----------
    question : Question
        A keyed `confidence` item without its key.
    p : float
        Probability that the pick is right.

    Returns
    -------
    tuple of (float, float)
        Points if the pick is right and if it is wrong.
    """
    return tuple(round(question.points * _quadratic(question, p, hit), 2) for hit in (True, False))


def _stated(question: Question, response: Any) -> float:
    # Below an even chance only by rounding.
    return max(as_number(response["p"]), 1 / len(question.options))


def _quadratic(question: Question, p: float, hit: bool) -> float:
    """Return 1 - B/2, where B sums (stated probability - outcome)² over all options.

    What p leaves is spread evenly over the other options. The rule is proper: nothing is expected to earn
    more than the option held to be most probable with the probability that it is held to have.
    """
    others = len(question.options) - 1
    stated = [p, *[(1 - p) / others] * others]
    loss = sum((q - (place == (0 if hit else 1))) ** 2 for place, q in enumerate(stated))
    return 1 - loss / 2


def _share_confidence(item: Item, response: Any) -> float:
    question = item.question
    return _quadratic(question, _stated(question, response), response["pick"] == item.key["pick"])


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
    "mark": marking.share,
    "sort": _share_match,
    "confidence": _share_confidence,
}
