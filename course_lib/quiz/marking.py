"""Words marked in a text against the spans of the key: what share is found, what each stretch is worth."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from statistics import mean
from typing import Any

from course_lib.quiz.items import Item
from course_lib.quiz.parts import Span
from course_lib.quiz.passage import counted, places

__all__ = ["Found", "Key", "found", "key_of", "share"]

#: From this share on a marking counts as full: a word more or less at an edge is no other reading.
FULL = 0.9


@dataclass(frozen=True)
class Key:
    """The spans of an item as places of words.

    Attributes
    ----------
    wanted : tuple of frozenset of int
        For each span its counted words.
    ignored : frozenset of int
        Words that neither earn nor cost: the small ones, and the other words of a `free` stretch.
    """

    wanted: tuple[frozenset[int], ...]
    ignored: frozenset[int]

    @property
    def inside(self) -> frozenset[int]:
        """The counted words of all spans."""
        return frozenset().union(*self.wanted)


@dataclass(frozen=True)
class Found:
    """One marked stretch.

    Attributes
    ----------
    first, last : int
        Places of its first and last word.
    word : str
        ``"right"`` where it holds a span and little else; ``"partly right"`` where it holds a part of one or
        much beside it; ``"wrong"``; ``"does not count"`` where it has small words alone.
    spans : tuple of int
        Which spans of the item it touches.
    """

    first: int
    last: int
    word: str
    spans: tuple[int, ...]

    @property
    def slug(self) -> str:
        """Name of the stretch, by which remarks and verdicts are told apart."""
        return f"{self.first}-{self.last}"


def key_of(item: Item) -> Key:
    """Return the key of a `mark` item in places of words.

    Parameters
    ----------
    item : Item
        With spans that stand in its text, or none.

    Returns
    -------
    Key
        Computed once for each text and spans.
    """
    return _key(item.text, item.spans)


@cache
def _key(text: str, spans: tuple[Span, ...]) -> Key:
    matter, everything = counted(text), frozenset(range(len(text.split())))
    wanted = tuple(matter & _range(places(text, span.text)[0]) for span in spans)
    free = frozenset().union(*(_range(places(text, s.free)[0]) for s in spans if s.free))
    return Key(wanted, (everything - matter) | (free - frozenset().union(*wanted)))


def _range(stretch: Iterable[int]) -> frozenset[int]:
    first, last = stretch
    return frozenset(range(first, last + 1))


def share(item: Item, response: Any) -> float:
    """Return the share of the points that a readable response earns.

    By the rule ``overlap``: the mean over the spans of the share of its counted words that is marked, times
    the share of the marked counted words that lies in a span; nothing where less than half does, so that
    marking everything earns nothing; full from 0.9 on. By ``all``: exactly the counted words of the spans.

    Parameters
    ----------
    item : Item
        With its key.
    response : object
        Stretches, or ``"none"``.

    Returns
    -------
    float
        From 0 to 1.
    """
    if isinstance(response, str) or not item.spans:
        return float(isinstance(response, str) and not item.spans)
    key = key_of(item)
    marked = frozenset().union(*(_range(stretch) for stretch in response)) - key.ignored
    hit = marked & key.inside
    if item.partial == "all":
        return float(marked == key.inside)
    if not marked or 2 * len(hit) < len(marked):
        return 0.0
    reached = mean(len(words & marked) / len(words) for words in key.wanted) * len(hit) / len(marked)
    return 1.0 if reached >= FULL - 1e-9 else reached


def _nearly(part: frozenset[int], whole: frozenset[int]) -> bool:
    return len(part) >= FULL * len(whole) - 1e-9


def found(item: Item, response: Any) -> list[Found]:
    """Judge each marked stretch of a readable response.

    Parameters
    ----------
    item : Item
        With its key.
    response : object
        Stretches, or ``"none"``, of which there is nothing to say stretch by stretch.

    Returns
    -------
    list of Found
        In the order of the text.
    """
    if isinstance(response, str):
        return []
    key, out = key_of(item), []
    every = frozenset().union(*(_range(stretch) for stretch in response))
    for first, last in sorted(response):
        marked = _range((first, last)) - key.ignored
        touched = tuple(n for n, words in enumerate(key.wanted) if words & marked)
        if not marked:
            word = "does not count"
        elif not touched:
            word = "wrong"
        else:
            whole = all(_nearly(key.wanted[n] & every, key.wanted[n]) for n in touched)
            word = "right" if whole and _nearly(marked & key.inside, marked) else "partly right"
        out.append(Found(first, last, word, touched))
    return out
