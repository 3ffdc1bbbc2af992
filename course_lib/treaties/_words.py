"""Which words of a rendering carry which element of its clause, and which condition they state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from course_lib.treaties._texts import clause

__all__ = ["Words", "marked", "stated_by"]


@dataclass(frozen=True)
class Words:
    """Words of a rendering; `element` is "" for words between those that carry one."""

    text: str
    element: str = ""


#: Words as they stand in the rendering, their element, and the key terms of the conditions that they state.
_CARRIERS: Mapping[str, tuple[tuple[str, str, tuple[str, ...]], ...]] = MappingProxyType(
    {
        "ussr_dprk_1961.1.2": (
            ("the object of an armed attack", "trigger", ("armed attack",)),
            ("by any State or by a coalition of States", "trigger", ("coalition of States",)),
            ("by that fact comes to be in a state of war", "trigger", ("state of war",)),
            ("at once", "timing", ()),
            ("give it military and other assistance", "obligation", ()),
            ("with every means it has", "means", ()),
        ),
        "ussr_dprk_1961.3": (
            ("consult", "obligation", ()),
            ("all important international questions", "trigger", ("important international questions",)),
        ),
        "rf_dprk_2000.2": (
            ("faces a danger of aggression", "trigger", ("danger of aggression",)),
            ("get in touch with each other", "obligation", ()),
            ("at once", "timing", ()),
            ("consult", "obligation", ()),
        ),
        "rf_dprk_2024.3.2": (
            (
                "direct threat arises that an act of armed aggression may be committed",
                "trigger",
                ("direct threat",),
            ),
            ("at the demand of either", "trigger", ("demand of either",)),
            ("immediately", "timing", ()),
            ("open their bilateral channels", "obligation", ()),
            ("practical measures, so far as possible", "means", ()),
        ),
        "rf_dprk_2024.4": (
            ("suffers an armed attack", "trigger", ("armed attack",)),
            ("from one State or from several", "trigger", ("several States",)),
            ("on that account in a state of war", "trigger", ("state of war",)),
            ("bound to help it, militarily and in other ways", "obligation", ()),
            ("at once", "timing", ()),
            ("with everything it has available", "means", ()),
            (
                "in conformity with Article 51 of the UN Charter",
                "qualifier",
                ("in accordance with Article 51", "if an armed attack occurs", "until the Security Council"),
            ),
            ("the law of each of the two States", "qualifier", ("laws of both States",)),
        ),
        "un_charter.51.1": (
            (
                "when an armed attack takes place against a Member of the UN",
                "trigger",
                ("if an armed attack occurs",),
            ),
        ),
        "un_charter.51.2": (
            ("until the Council has taken the measures needed", "qualifier", ("until the Security Council",)),
        ),
        "un_charter.51.3": (
            ("What Members do in self-defence", "trigger", ("immediately reported",)),
            ("reported to the Council", "obligation", ()),
            ("at once", "timing", ()),
        ),
    }
)


def marked(ref: str) -> tuple[Words, ...]:
    """Return a clause's rendering cut into words that carry an element and words between them.

    Parameters
    ----------
    ref : str
        Of a clause.

    Returns
    -------
    tuple of Words
        Joined, they are the rendering; where nothing is known of its words it is one piece.
    """
    rest, out = clause(ref).rendering, []
    for text, element, _ in _CARRIERS.get(ref, ()):
        before, _, rest = rest.partition(text)
        out += [Words(before), Words(text, element)]
    return tuple(words for words in (*out, Words(rest)) if words.text)


def stated_by(ref: str, term: str) -> str:
    """Return the words of a rendering that state a condition, or "" where another text states it.

    Parameters
    ----------
    ref : str
        Of a clause.
    term : str
        Key term of one of its conditions.

    Returns
    -------
    str
        As they stand in the rendering.
    """
    return next((text for text, _, terms in _CARRIERS.get(ref, ()) if term in terms), "")
