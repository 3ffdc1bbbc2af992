"""Rules on what an item asks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from course_lib.grading.lint._rule import about_item
from course_lib.grading.lint.words import HARMLESS, NEGATIVE, asking
from course_lib.quiz.items import Item

__all__ = ["RULES", "STEM_WORDS"]

#: Words of a stem, without the lines of a list in it: what can be held in mind while options are read.
STEM_WORDS = 60


@about_item("negative-stem", "A question that asks for what is NOT so says it in capitals.")
def negative_stem(item: Item) -> Iterator[str]:
    """Yield negative words of the question that are easily overlooked."""
    asked = asking(item.stem)
    for harmless in HARMLESS:
        asked = re.sub(harmless, " ", asked, flags=re.IGNORECASE)
    words = re.findall(rf"\b(?:{'|'.join(NEGATIVE)})\b|\w+n['\u2019]t\b", asked, re.IGNORECASE)
    plain = [word for word in words if item.keyed and word != word.upper()]
    if plain:
        yield (
            f"the question holds the word {plain[0]!r}, which is easily overlooked: "
            "ask for what is so, or write the word in capitals."
        )


@about_item("long-stem", f"A stem has at most {STEM_WORDS} words, the lines of a list in it not counted.")
def long_stem(item: Item) -> Iterator[str]:
    """Yield a sentence where a stem is too long."""
    running = [line for line in item.stem.splitlines() if not line.lstrip().startswith(("- ", "* "))]
    number = len(" ".join(running).split())
    if number > STEM_WORDS:
        yield f"the stem has {number} words, more than {STEM_WORDS}: shorten it, or list its parts in lines."


RULES = (negative_stem, long_stem)
