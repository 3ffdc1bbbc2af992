"""A text in which words are marked: its words by number, where a stretch of it stands, which words count."""

from __future__ import annotations

import string

__all__ = ["NONE", "SMALL", "counted", "places", "words"]

#: The response that says that the text has no such words.
NONE = "none"
_SMALL = """
a an the this that these those such
and or but nor so as than if though although because while whereas
about at by for from in into of off on onto out over per to toward towards under up upon via with within
am is are was were be been being have has had having do does did done doing
will would shall should can could may might must ought
i me my mine we us our ours you your yours he him his she her hers it its they them their theirs
itself himself herself themselves one who whom whose which what where when there here also then
"""
#: Words that carry a sentence and not its matter: marked or not, they neither earn nor cost. What sets a
#: condition or denies something (no, not, only, unless, until, before, after, without, against) does count.
SMALL = frozenset(_SMALL.split())
_OUTER = (
    string.punctuation
    + "\u2010\u2011\u2012\u2013\u2014\u2018\u2019\u201a\u201c\u201d\u201e\u2026\u00ab\u00bb"
)


def words(text: str) -> list[str]:
    """Return the words of a text; a response names them by their place in this list.

    Parameters
    ----------
    text : str
        One sentence or more.

    Returns
    -------
    list of str
        As written, punctuation included.
    """
    return text.split()


def _bare(word: str) -> str:
    return word.strip(_OUTER) or word


def counted(text: str) -> frozenset[int]:
    """Return the places of the words that earn or cost: all but the small ones and lone dashes.

    Parameters
    ----------
    text : str
        The text.

    Returns
    -------
    frozenset of int
        Places in `words`.
    """
    return frozenset(
        place
        for place, word in enumerate(words(text))
        if any(c.isalnum() for c in word) and _bare(word).casefold() not in SMALL
    )


def places(text: str, stretch: str) -> list[tuple[int, int]]:
    """Return where a stretch of words stands in a text; punctuation round a word does not matter.

    Parameters
    ----------
    text : str
        The text.
    stretch : str
        Some words of it, in their order.

    Returns
    -------
    list of (int, int)
        First and last word of each occurrence; empty if there is none.
    """
    here, sought = [_bare(w) for w in words(text)], [_bare(w) for w in words(stretch)]
    length = len(sought)
    if not length:
        return []
    return [(i, i + length - 1) for i in range(len(here) - length + 1) if here[i : i + length] == sought]
