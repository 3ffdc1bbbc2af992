"""Rules on the texts that an item offers, and on what counts as right."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import is_dataclass, replace
from itertools import combinations
from typing import Any

from course_lib.grading.lint._rule import about_item, groups
from course_lib.grading.lint.words import ABSOLUTE, COUNTED, LIMITING, content, plain
from course_lib.quiz.items import Item
from course_lib.quiz.reading import as_number, normalise
from course_lib.quiz.scoring import score

__all__ = ["RULES"]

#: What the fields of a question are called in a sentence.
_CALLED = {"lefts": "texts on the left", "rights": "texts to choose from"}
_NUMBER = r"\d+(?:[.,]\d+)?"
#: From one year to another: how long something lasted, which two options may well dispute.
_PERIOD = r"\bfrom [12]\d{3} (?:to|until) [12]\d{3}\b"
#: Ways to write a range, with the ends that are in it.
_RANGES = (
    (rf"(?:between|from)?\s*({_NUMBER})\s*(?:to|and|-|\u2013|until)\s*({_NUMBER})", True, True),
    (rf"(?:more than|over|above|after)\s+({_NUMBER})()", False, True),
    (rf"(?:at least|from)\s+({_NUMBER})()", True, True),
    (rf"({_NUMBER})()\s+(?:or more|or later|and more|and over)", True, True),
    (rf"(?:less than|fewer than|under|below|before)\s+()({_NUMBER})", True, False),
    (rf"(?:at most|up to)\s+()({_NUMBER})", True, True),
    (rf"()({_NUMBER})\s+(?:or less|or fewer|or earlier)", True, True),
)


@about_item("same-options", "No two texts of an item are the same but for case, punctuation or an article.")
def same_options(item: Item) -> Iterator[str]:
    """Yield pairs that read alike."""
    for name, choices in groups(item).items():
        for one, other in combinations(sorted(choices, key=lambda c: c.slug), 2):
            if plain(one.text) == plain(other.text):
                called = _CALLED.get(name, name)
                yield f"the {called} {one.slug!r} and {other.slug!r} say the same: change or drop one."


@about_item("contained-options", "No option holds all that another says and adds to it: both could be right.")
def contained_options(item: Item) -> Iterator[str]:
    """Yield pairs of which one follows from the other."""
    for one, other in combinations(item.options, 2):
        short, long = sorted((one, other), key=lambda o: len(content(o.text)))
        inner, outer = content(short.text), content(long.text)
        added = list(outer)
        for word in inner:
            if word not in added:
                break
            added.remove(word)
        else:
            if len(inner) > 1 and added and not LIMITING & set(added) and _in_order(inner, outer):
                yield (
                    f"the option {long.slug!r} holds all that {short.slug!r} says: "
                    "change one, so that not both can be right."
                )


def _in_order(inner: tuple[str, ...], outer: tuple[str, ...]) -> bool:
    rest = iter(outer)
    return all(word in rest for word in inner)


@about_item("overlapping-ranges", "The ranges of numbers that options name have no number in common.")
def overlapping_ranges(item: Item) -> Iterator[str]:
    """Yield pairs of ranges of the same thing that overlap, also by an end only."""
    found = [(option, span) for option in item.options if (span := _span(option.text))]
    for (one, first), (other, second) in combinations(found, 2):
        (low, low_in), (high, high_in) = max(first[1], second[1]), min(first[2], second[2])
        low_in = all(s[1][1] for s in (first, second) if s[1][0] == low)
        high_in = all(s[2][1] for s in (first, second) if s[2][0] == high)
        both_numbers = first[1][0] == first[2][0] and second[1][0] == second[2][0]
        meet = low < high or (low == high and low_in and high_in)
        if first[0] == second[0] and meet and not both_numbers:
            yield f"the ranges of {one.slug!r} and {other.slug!r} overlap: give each number to one of them."


def _span(text: str) -> tuple[str, tuple[float, bool], tuple[float, bool]] | None:
    """Return what is counted, and both ends with whether they belong to it; None where it is no range."""
    if re.search(_PERIOD, text, re.IGNORECASE):
        return None
    for pattern, low_in, high_in in (*_RANGES, (rf"({_NUMBER})", True, True)):
        match = re.search(rf"(?<![\w.]){pattern}(?![\w])", text, re.IGNORECASE)
        if match:
            rest = f"{text[: match.start()]} {text[match.end() :]}"
            if re.search(r"\d", rest):
                return None
            ends = match.groups() if len(match.groups()) == 2 else match.groups() * 2
            low, high = as_number(ends[0] or ""), as_number(ends[1] or "")
            return (
                " ".join(content(rest)),
                (-math.inf if low is None else low, low_in),
                (math.inf if high is None else high, high_in),
            )
    return None


@about_item("all-of-the-above", "No option is 'all of the above', 'none of these' or the like.")
def all_of_the_above(item: Item) -> Iterator[str]:
    """Yield options that speak of the others."""
    numbers = sum(bool(re.search(COUNTED, option.text, re.IGNORECASE)) for option in item.options)
    for option in item.options if 2 * numbers < max(len(item.options), 1) else ():
        if any(re.search(pattern, option.text.strip(), re.IGNORECASE) for pattern in ABSOLUTE):
            yield (
                f"the option {option.slug!r} speaks of the other options: "
                "write one that says something itself, or make the item a multi."
            )


@about_item("two-keys", "No answer is right and listed as wrong, and none is accepted twice.")
def two_keys(item: Item) -> Iterator[str]:
    """Yield answers about which an item says two things."""
    accepted: dict[str, str] = {}
    for text in item.accept:
        if normalise(text) in accepted:
            yield f"{text!r} and {accepted[normalise(text)]!r} are read as one answer: drop one of them."
        accepted.setdefault(normalise(text), text)
    if item.keyed and item.type in ("short", "numeric", "scale"):
        for wrong in item.wrong:
            if score(item, _typed(item, wrong.match)).right:
                yield f"{wrong.match!r} is listed as wrong and scored as right: drop it or narrow the key."


def _typed(item: Item, match: str) -> Any:
    return match if item.type == "short" else as_number(match)


@about_item("shown-order", "The order in which texts are shown depends on their slugs, not on the file.")
def shown_order(item: Item) -> Iterator[str]:
    """Yield a sentence where a file turned round would be shown in another order."""
    parts = {name: getattr(item, name) for name in item.__dataclass_fields__}
    lists = {n: v[::-1] for n, v in parts.items() if isinstance(v, tuple) and v and is_dataclass(v[0])}
    turned = replace(item, **lists, _question=[])
    for name, choices in groups(item).items():
        # Bins may have an order of their own, as years have; their order tells nothing of the statements.
        # So may options, where the item says so: `key_position` counts them as all students see them.
        ordered = item.keep_order and name == "options"
        own = ordered or (name == "rights" and (item.keep_order or item.type == "sort"))
        if not own and getattr(turned.question, name) != choices:
            yield f"the {_CALLED.get(name, name)} are shown in the order of the file, which may tell the key."


RULES = (same_options, contained_options, overlapping_ranges, all_of_the_above, two_keys, shown_order)
