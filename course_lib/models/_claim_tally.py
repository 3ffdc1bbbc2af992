"""What was predicted of the claims beside what was found: counts and kinds, never a grade."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Mapping
from statistics import fmean
from typing import Any

from course_lib.models._ledger import KINDS, VERDICTS, ledger
from course_lib.models._second_look import SECOND
from course_lib.models.parts import Cell, Fold, Part, Say, Table

__all__ = ["tally"]

_SHORT = {
    "stands": "stands",
    "corrected": "stands with a correction",
    "falls": "falls",
    "contested": "contested",
    "open": "cannot be checked",
}
_PLURAL = {
    "quotation": "quotations",
    "omission": "omissions",
    "prediction": "forecasts",
    "fact": "claims of fact",
}


def tally(claims: tuple[str, ...], said: Mapping[str, Any], twice: bool) -> tuple[Part, ...]:
    """Return the tally of the cards that were looked up.

    Parameters
    ----------
    claims : tuple of str
        Keys of all cards.
    said : mapping of str to object
        What was said, by ``"step.key"``.
    twice : bool
        Whether each was judged again with later knowledge.

    Returns
    -------
    tuple of Part
        Folded until every card was looked up; nothing before the first one was.
    """
    done = [card for card in claims if said.get(f"check.{card}")]
    if not done:
        return ()
    inside: tuple[Part, ...] = (_table(done, said), *_sentences(done, said))
    again = [card for card in done if said.get(f"came.{card}")]
    if twice and again:
        inside = (*inside, _second(again, said))
    if len(done) == len(claims):
        return inside
    return (Fold("tally", f"Predicted and found so far: {len(done)} of {len(claims)} cards", inside),)


def _table(done: list[str], said: Mapping[str, Any]) -> Table:
    rows = []
    for choice in VERDICTS:
        found = Counter(ledger()[c].found for c in done if said[f"verdict.{c}"] == choice.slug)
        same = found.pop(choice.slug, 0)
        if not same and not found:
            continue
        other = "; ".join(f"{found[c.slug]} {_SHORT[c.slug]}" for c in VERDICTS if found[c.slug])
        rows.append(
            (
                Cell(_SHORT[choice.slug]),
                Cell(str(same + found.total())),
                Cell(str(same)),
                Cell(other or "none"),
            )
        )
    head = (Cell("You predicted"), Cell("Cards"), Cell("Found the same"), Cell("Found otherwise"))
    return Table("Predicted and found", head, tuple(rows), (28, 12, 20, 40))


def _sentences(done: list[str], said: Mapping[str, Any]) -> tuple[Part, ...]:
    other = [c for c in done if said[f"verdict.{c}"] != ledger()[c].found]
    out = []
    if other:
        of = Counter(ledger()[c].kind for c in done)
        off = Counter(ledger()[c].kind for c in other)
        kinds = (f"{_PLURAL.get(k, 'readings or judgements')} {off[k]} of {of[k]}" for k in KINDS if off[k])
        out.append(f"Found otherwise than predicted: {', '.join(kinds)}.")
    else:
        out.append("Every card was found as you predicted.")
    means = []
    for group, words in (([c for c in done if c not in other], "as predicted"), (other, "otherwise")):
        if group:
            mean = fmean(said[f"sure.{c}"] for c in group)
            means.append(f"{mean:.0f} % sure where it was found {words}")
    out.append(f"On average you were {' and '.join(means)}.")
    return tuple(Say(sentence) for sentence in out)


def _second(again: list[str], said: Mapping[str, Any]) -> Table:
    rows = tuple(
        (
            Cell(textwrap.shorten(ledger()[c].claim, 90, placeholder=" …")),
            Cell(SECOND[ledger()[c].kind].short[said[f"bet.{c}"]]),
            Cell(SECOND[ledger()[c].kind].short[said[f"came.{c}"]]),
        )
        for c in again
    )
    head = (Cell("Claim"), Cell("As written in June 2024"), Cell("By what came"))
    return Table(
        "Your two judgements: what was fair to write may fail, and what was not may come true",
        head,
        rows,
        (56, 22, 22),
    )
