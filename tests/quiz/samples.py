"""One small item of each type, with a key that is easy to work out by hand."""

from __future__ import annotations

from dataclasses import replace

from course_lib.quiz.items import Choice, Item, Option, Pair, Wrong

COMMON = {"stem": "Which?", "objective": "read", "level": "apply", "points": 3}


def _options(*right: str) -> tuple[Option, ...]:
    return tuple(Option(s, f"Text {s}", f"About {s}.", s in right, "slip") for s in "abcdef")


SINGLE = Item("single", "single", partial="all", options=_options("b"), **COMMON)
MULTI = Item("multi", "multi", partial="right-minus-wrong", options=_options("a", "b", "c"), **COMMON)
MATCH = Item(
    "match",
    "match",
    partial="per-part",
    pairs=(
        Pair(Choice("l1", "Left 1"), Choice("r1", "Right 1"), "One belongs to one."),
        Pair(Choice("l2", "Left 2"), Choice("r2", "Right 2")),
        Pair(Choice("l3", "Left 3"), Choice("r2", "Right 2")),
    ),
    spares=(Choice("r3", "Right 3"),),
    wrong=(Wrong("r3", "The spare one belongs to none.", "slip"),),
    **COMMON,
)
ORDER = Item(
    "order",
    "order",
    partial="pair-order",
    steps=tuple(Choice(s, f"Step {s}") for s in ("one", "two", "three", "four")),
    wrong=(Wrong("two>one", "One comes before two.", "slip"),),
    **COMMON,
)
SHORT = Item(
    "short",
    "short",
    partial="all",
    accept=("state of war", "self-defence"),
    wrong=(Wrong("peace", "Peace is the opposite.", "slip"),),
    feedback="It is the state of war.",
    **COMMON,
)
NUMERIC = Item("numeric", "numeric", partial="all", value=168, tolerance=1, unit="days", **COMMON)
SCALE = Item(
    "scale",
    "scale",
    partial="all",
    value=40,
    tolerance=10,
    minimum=0,
    maximum=100,
    step=5,
    unit="%",
    **COMMON,
)
TEXT = Item("text", "text", partial="all", keyed=False, words_max=80, **COMMON)

KEYED = (SINGLE, MULTI, MATCH, ORDER, SHORT, NUMERIC, SCALE)
ALL = (*KEYED, TEXT, *(replace(i, id=f"{i.id}-open", keyed=False, _question=[]) for i in KEYED))
