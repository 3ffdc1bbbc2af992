"""One small item of each type, with a key that is easy to work out by hand."""

from __future__ import annotations

from dataclasses import replace

from course_lib.quiz.items import Choice, Item, Option, Pair, Span, Wrong

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
#: Counted: Snow 0, fell 2, heavily 3, old 6, city 7, traffic 9, stopped 10, mayor 14 to well 16, night 18.
MARK = Item(
    "mark",
    "mark",
    partial="overlap",
    text="Snow then fell heavily over the old city, and traffic stopped briefly while the mayor slept well "
    "that night.",
    spans=(
        Span("fell heavily", feedback="That is what came down."),
        Span("traffic stopped", "traffic stopped briefly", "That is what it did."),
    ),
    none="Nothing happened",
    wrong=(
        Wrong("mayor slept", "Sleeping changes nothing.", "slip"),
        Wrong("none", "Something did happen.", "slip"),
    ),
    feedback="Snow fell and traffic stopped.",
    **COMMON,
)
MARK_NONE = Item(
    "mark-none",
    "mark",
    partial="overlap",
    text="Nobody came.",
    none="There is none",
    wrong=(Wrong("Nobody", "A pronoun is no name.", "slip"),),
    **COMMON,
)
BINS = (Choice("before", "Before"), Choice("during", "During"), Choice("after", "After"))
SORT = Item(
    "sort",
    "sort",
    partial="per-part",
    pairs=(
        Pair(Choice("l1", "Left 1"), BINS[0], "It came first.", "slip"),
        Pair(Choice("l2", "Left 2"), BINS[2], "It came last.", "slip"),
        Pair(Choice("l3", "Left 3"), BINS[2]),
    ),
    spares=BINS,
    **COMMON,
)
CONFIDENCE = Item("confidence", "confidence", partial="brier", options=_options("b")[:4], **COMMON)

KEYED = (SINGLE, MULTI, MATCH, ORDER, SHORT, NUMERIC, SCALE, MARK, MARK_NONE, SORT, CONFIDENCE)
ALL = (*KEYED, TEXT, *(replace(i, id=f"{i.id}-open", keyed=False, _question=[]) for i in KEYED))
