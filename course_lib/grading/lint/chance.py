"""Rules over a bank: the keys, taken together, have no place and no length that a guesser could use.

If length and place said nothing, the key of an item with n options would be the longest, or stand first, with
the chance 1/n. How likely is what the bank shows, or more of it? Below the bound it is no accident.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from course_lib.grading.lint._rule import about_bank
from course_lib.quiz.bank import Bank
from course_lib.quiz.items import Item

__all__ = ["BOUND", "RULES", "tail"]

#: A fair bank passes all tests of one rule together but in one of a hundred cases.
BOUND = 0.01


def tail(chances: Iterable[float], seen: int) -> float:
    """Return how likely at least so many hits are, in independent trials of different chances.

    Parameters
    ----------
    chances : iterable of float
        Of each trial.
    seen : int
        Hits.

    Returns
    -------
    float
        Exact, from 0 to 1.
    """
    likely = [1.0]
    for chance in chances:
        hit = [0.0, *(p * chance for p in likely)]
        likely = [h + miss for h, miss in zip(hit, [*(p * (1 - chance) for p in likely), 0.0], strict=True)]
    return sum(likely[seen:])


def _singles(bank: Bank) -> list[Item]:
    """Return the items with one key among options; a variant with the same options counts once."""
    own: dict[frozenset[tuple[str, bool]], Item] = {}
    for item in bank.items.values():
        if item.keyed and item.type != "multi" and sum(o.correct for o in item.options) == 1:
            own.setdefault(frozenset((o.text, o.correct) for o in item.options), item)
    return list(own.values())


@about_bank(
    "length-of-keys", f"Keys are not the longest or shortest option more often than chance ({BOUND})."
)
def length_of_keys(bank: Bank) -> Iterator[tuple[str, str]]:
    """Yield a sentence where a guesser by length would do better than chance."""
    for what, most in (("longest", max), ("shortest", min)):
        chances, seen = [], 0
        for item in _singles(bank):
            lengths = [len(o.text) for o in item.options]
            # Of two options of the same length neither stands out, but both may be guessed.
            top = [o.correct for o, n in zip(item.options, lengths, strict=True) if n == most(lengths)]
            chances.append(len(top) / len(lengths))
            seen += any(top)
        if seen and (p := tail(chances, seen)) < BOUND / 2:
            yield "", _much(f"the key is the {what} option", seen, chances, p, "change lengths in some items")


@about_bank(
    "key-position", f"Keys stand at no place more often than chance ({BOUND}), in the file or as shown."
)
def key_position(bank: Bank) -> Iterator[tuple[str, str]]:
    """Yield a sentence where a guesser by place would do better than chance."""
    items = _singles(bank)
    most = max((len(item.options) for item in items), default=0)
    for where in ("in the file", "as shown"):
        for place in range(most):
            within = [item for item in items if len(item.options) > place]
            chances = [1 / len(item.options) for item in within]
            seen = sum(_at(item, where, place) for item in within)
            if seen and (p := tail(chances, seen)) < BOUND / (2 * most):
                told = f"the key is option {place + 1} {where}"
                # What is shown follows from the slugs, the file from its writer.
                mend = "move options" if where == "in the file" else "rename some slugs"
                yield "", _much(told, seen, chances, p, mend)


def _at(item: Item, where: str, place: int) -> bool:
    if where == "in the file":
        return item.options[place].correct
    right = next(o.slug for o in item.options if o.correct)
    return item.question.options[place].slug == right


def _much(what: str, seen: int, chances: list[float], p: float, mend: str) -> str:
    return (
        f"{what} in {seen} of {len(chances)} items where chance gives {sum(chances):.0f} "
        f"(this or more: {p:.2g}): {mend}."
    )


RULES = (length_of_keys, key_position)
