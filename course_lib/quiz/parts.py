"""The parts that items are made of: types and rules, choices, pairs, spans, frequent wrong answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["LEVELS", "ORDERED", "PARTIAL", "TYPES", "Choice", "Option", "Pair", "Span", "Wrong"]

TYPES = ("single", "multi", "match", "order", "short", "numeric", "scale", "text", "mark", "sort",
         "confidence")  # fmt: skip
#: Types whose texts to choose from may have an order that means something, such as years.
ORDERED = ("single", "multi", "confidence", "match")
LEVELS = ("remember", "understand", "apply", "analyse", "evaluate")
#: The partial-credit rules that each type can have; the first is the default.
PARTIAL: Mapping[str, tuple[str, ...]] = {
    "single": ("all",),
    "multi": ("right-minus-wrong", "all", "per-part"),
    "match": ("per-part", "all"),
    "order": ("pair-order", "all"),
    "short": ("all",),
    "numeric": ("all",),
    "scale": ("all",),
    "text": ("all",),
    "mark": ("overlap", "all"),
    "sort": ("per-part", "all"),
    "confidence": ("brier",),
}


@dataclass(frozen=True)
class Choice:
    """A text that a student can pick, place or order, with its slug."""

    slug: str
    text: str
    feedback: str = ""


@dataclass(frozen=True)
class Option(Choice):
    """An option of a `single`, `multi` or `confidence` item."""

    correct: bool = False
    misconception: str = ""


@dataclass(frozen=True)
class Pair:
    """A left-hand text of a `match` item and the right-hand text that belongs to it.

    In a `sort` item the left is a statement and the right its bin, or None where nothing is scored;
    `misconception` is the thought behind putting it elsewhere.
    """

    left: Choice
    right: Choice | None
    feedback: str = ""
    misconception: str = ""


@dataclass(frozen=True)
class Span:
    """A stretch of the text of a `mark` item that is to be marked.

    `free` is a wider stretch round it whose other words neither earn nor cost; "" for none.
    """

    text: str
    free: str = ""
    feedback: str = ""


@dataclass(frozen=True)
class Wrong:
    """A frequent wrong answer and what it shows about the thought behind it."""

    match: str
    feedback: str
    misconception: str = ""
