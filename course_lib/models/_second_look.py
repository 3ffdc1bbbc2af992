"""What the second look at a claim asks: of a forecast whether it was a fair bet, of an omission otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from course_lib.models.parts import Choice

__all__ = ["SECOND", "Second"]


@dataclass(frozen=True)
class Second:
    """The two questions of a kind of claim and their answers, `short` as the tally says them."""

    bet: str
    bets: tuple[Choice, ...]
    came: str
    comes: tuple[Choice, ...]
    short: Mapping[str, str]


def _second(bet: str, yes: str, no: str, came: str, held: tuple[str, str]) -> Second:
    bets = (Choice("fair", f"Yes: {yes}"), Choice("unfair", f"No: {no}"), Choice("unsure", "I cannot say"))
    comes = (Choice("held", held[0]), Choice("not-held", held[1]), Choice("open", "It is still open"))
    short = {"fair": "fair", "unfair": "not fair", "unsure": "cannot say", "open": "still open"}
    short |= {slug: text.removeprefix("It ") for slug, text in zip(("held", "not-held"), held, strict=True)}
    return Second(
        f"Second look: by what could be known in June 2024, {bet}", bets, f"By what came: {came}", comes,
        MappingProxyType(short),
    )  # fmt: skip


_CARRIED = "what could be known carried it", "what could be known spoke against it"
_SAID = _second("was it fair to write this?", *_CARRIED, "does it still stand?", ("It stands", "It fell"))
#: By kind of claim, as the ledger names them.
SECOND: Mapping[str, Second] = MappingProxyType(
    {
        "fact": _SAID,
        "quotation": _SAID,
        "interpretation": _second(
            "was it a fair reading?", *_CARRIED, "did the reading hold?", ("It held", "It did not hold")
        ),
        "omission": _second(
            "was it fair to leave this out?",
            "nothing that could be known asked for it",
            "what could be known asked for it",
            "did what was left out come to matter?",
            ("It mattered", "It did not matter"),
        ),
        "prediction": _second(
            "was it a fair bet?", *_CARRIED, "did it come true?", ("It came true", "It did not come true")
        ),
    }
)
