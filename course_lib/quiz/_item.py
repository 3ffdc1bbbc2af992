"""One item of a bank: its TOML table in, an `Item` that can be asked and scored out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from course_lib.errors import BadItem, did_you_mean
from course_lib.quiz._fields import known, needs, only
from course_lib.quiz.items import LEVELS, ORDERED, PARTIAL, TYPES, Choice, Item, Option, Pair, Span, Wrong
from course_lib.quiz.passage import NONE, counted, places

__all__ = ["FIELDS", "parse_item"]

_CHOICE = {"slug", "text", "feedback"}
_CHOSEN = _CHOICE | {"correct", "misconception"}
#: What a table of an item may hold.
FIELDS = {
    *("id", "type", "keyed", "was", "objective", "level", "points", "partial", "sources", "stem", "feedback"),
    *("hints", "option", "pair", "spare", "step", "accept", "value", "tolerance", "unit", "minimum"),
    *("maximum", "low", "high", "words_min", "words_max", "wrong", "lint_ok", "keep_order"),
    *("text", "none", "span", "bin", "statement"),
}
#: What each type must have beside the common fields.
_NEEDS = {
    "single": {"option"},
    "multi": {"option"},
    "match": {"pair"},
    "order": {"step"},
    "short": {"accept"},
    "numeric": {"value"},
    "scale": {"minimum", "maximum"},
    "text": set(),
    "mark": {"text"},
    "sort": {"bin", "statement"},
    "confidence": {"option"},
}


def parse_item(raw: Mapping[str, Any], where: str) -> Item:
    """Make one item of its TOML table and check that it can be asked and scored.

    Parameters
    ----------
    raw : mapping
        One ``[[item]]``, variants already merged with their parent.
    where : str
        Name of the file, for messages.

    Returns
    -------
    Item
        The item.

    Raises
    ------
    BadItem
        One sentence that names the file, the item and the fault.
    """
    here = f"{where}, {raw.get('id', 'an item without id')}"
    known(raw, FIELDS, here)
    needs(raw, {"id", "type", "stem", "objective", "level", "sources"}, here)
    kind, keyed = raw["type"], raw.get("keyed", raw.get("type") != "text")
    if kind not in TYPES:
        raise BadItem(f"{here}: type {kind!r} is not one of {', '.join(TYPES)}.")
    if raw["level"] not in LEVELS:
        raise BadItem(f"{here}: level {raw['level']!r} is not one of {', '.join(LEVELS)}.")
    must = _NEEDS[kind] | ({"value"} if kind == "scale" and keyed else set())
    needs(raw, must if keyed else must - {"accept", "value"}, here)
    partial = raw.get("partial", PARTIAL[kind][0])
    if partial not in PARTIAL[kind]:
        raise BadItem(f"{here}: partial {partial!r} is not a rule of {kind}: {', '.join(PARTIAL[kind])}.")
    # `step` is the list of steps of an order item and the width of a step of a scale.
    steps = raw.get("step", []) if kind == "order" else []
    if isinstance(raw.get("step", []), list) != (kind == "order") and "step" in raw:
        raise BadItem(f"{here}: `step` is a list of tables in an order item, a number in a scale.")
    item = Item(
        **{k: raw[k] for k in ("id", "type", "stem", "objective", "level")},
        **{
            k: raw[k]
            for k in ("feedback", "unit", "low", "high", "value", "tolerance", "text", "none")
            if k in raw
        },
        **{k: raw[k] for k in ("minimum", "maximum", "words_min", "words_max") if k in raw},
        **{k: tuple(raw.get(k, ())) for k in ("sources", "hints", "was", "accept", "lint_ok")},
        points=raw.get("points", 1),
        keyed=keyed,
        keep_order=raw.get("keep_order", False),
        partial=partial,
        step=None if kind == "order" else raw.get("step", 1 if kind == "scale" else None),
        options=tuple(Option(**only(o, _CHOSEN, here)) for o in raw.get("option", ())),
        pairs=_statements(raw, here)
        if kind == "sort"
        else tuple(_pair(p, here) for p in raw.get("pair", ())),
        spares=tuple(
            Choice(**only(c, _CHOICE, here)) for c in raw.get("bin" if kind == "sort" else "spare", ())
        ),
        spans=tuple(
            Span(**only(s, {"text", "free", "feedback"}, here))
            for s in raw.get("span", ())
            if needs(s, {"text"}, here) is None
        ),
        steps=tuple(Choice(**only(c, _CHOICE, here)) for c in steps),
        wrong=tuple(
            Wrong(**(only(w, {"match", "feedback", "misconception"}, here) | {"match": str(w["match"])}))
            for w in raw.get("wrong", ())
            if needs(w, {"match", "feedback"}, here) is None
        ),
    )
    _consistent(item, here)
    return item


def _consistent(item: Item, here: str) -> None:
    if item.type == "text" and item.keyed:
        raise BadItem(f"{here}: no machine scores a text; write `keyed = false` or a [[manual]] task.")
    if item.points < 0 or (item.keyed and item.points == 0):
        raise BadItem(f"{here}: a keyed item earns more than 0 points, not {item.points}.")
    if item.keep_order and item.type not in ORDERED:
        raise BadItem(f"{here}: `keep_order` is for {', '.join(ORDERED)}, not for {item.type}.")
    right = sum(o.correct for o in item.options)
    if item.keyed and item.type in ("single", "confidence") and right != 1:
        raise BadItem(f"{here}: a {item.type} item has exactly one right option, this one has {right}.")
    if item.type == "confidence" and len(item.options) < 2:
        raise BadItem(f"{here}: a confidence item has at least two options.")
    if item.keyed and item.type == "multi" and not 0 < right < len(item.options):
        total = len(item.options)
        raise BadItem(f"{here}: a multi item has right and wrong options; {right} of {total} are right.")
    lefts, rights = ("statements", "bins") if item.type == "sort" else ("left texts", "right texts")
    groups = {"options": item.options, lefts: tuple(p.left for p in item.pairs), "steps": item.steps}
    if item.type == "sort":
        groups[rights] = item.spares
    else:
        both = {(p.right.slug, p.right.text) for p in item.pairs} | {(c.slug, c.text) for c in item.spares}
        groups[rights] = tuple(Choice(*r) for r in sorted(both))
    for name, choices in groups.items():
        for what in ("slug", "text"):
            values = [getattr(c, what) for c in choices]
            if len(set(values)) != len(values):
                raise BadItem(f"{here}: two {name} have the same {what}.")
    if item.type == "order" and len(item.steps) < 2:
        raise BadItem(f"{here}: an order item has at least two steps.")
    if item.type == "sort" and len(item.spares) < 2:
        raise BadItem(f"{here}: a sort item has at least two bins.")
    if item.type == "mark":
        _marks(item, here)
    if item.type == "scale":
        if not item.minimum < item.maximum:
            raise BadItem(f"{here}: the minimum of a scale lies below its maximum.")
        if item.keyed and not item.minimum <= item.value <= item.maximum:
            raise BadItem(f"{here}: the value {item.value} lies outside the scale.")


def _pair(raw: Mapping[str, Any], here: str) -> Pair:
    only(raw, {"left_slug", "left", "right_slug", "right", "feedback"}, here)
    needs(raw, {"left_slug", "left", "right_slug", "right"}, here)
    left, right = Choice(raw["left_slug"], raw["left"]), Choice(raw["right_slug"], raw["right"])
    return Pair(left, right, raw.get("feedback", ""))


def _statements(raw: Mapping[str, Any], here: str) -> tuple[Pair, ...]:
    """Return each statement of a `sort` item with its bin; it may lack one where nothing is scored."""
    bins = {c["slug"]: Choice(c["slug"], c["text"]) for c in raw["bin"] if only(c, _CHOICE, here)}
    out = []
    for table in raw["statement"]:
        fields = only(table, {"slug", "text", "bin", "feedback", "misconception"}, here)
        where = f"{here}, statement {fields['slug']!r}"
        if raw.get("keyed", True):
            needs(table, {"bin"}, where)
        slug = fields.get("bin")
        if slug is not None and not (isinstance(slug, str) and slug in bins):
            meant = f"{did_you_mean(str(slug), bins)} All: {', '.join(bins)}."
            raise BadItem(f"{where}: there is no bin {str(slug)[:40]!r}.{meant}")
        left, right = Choice(fields["slug"], fields["text"]), bins.get(slug)
        out.append(Pair(left, right, fields.get("feedback", ""), fields.get("misconception", "")))
    return tuple(out)


def _marks(item: Item, here: str) -> None:
    """Refuse spans that do not stand in the text, or that could not be scored as the rule says."""
    if not item.text.strip():
        raise BadItem(f"{here}: the text to mark is empty.")
    if item.keyed and not (item.spans or item.none):
        raise BadItem(f"{here}: a mark item has spans, or `none` where its text has no such words.")
    matter, taken, ignored = counted(item.text), frozenset(), frozenset()
    for span in item.spans:
        core = _once(item, span.text, "span", here)
        free = _once(item, span.free, "free", here) if span.free else core
        if not core <= free:
            raise BadItem(
                f"{here}: `free` {span.free[:40]!r} does not lie round its span {span.text[:40]!r}."
            )
        if not core & matter:
            raise BadItem(f"{here}: the span {span.text[:40]!r} has small words only, which do not count.")
        for other in item.spans:
            if other is not span and free & _once(item, other.text, "span", here):
                raise BadItem(f"{here}: {(span.free or span.text)[:40]!r} overlaps {other.text[:40]!r}.")
        taken, ignored = taken | (core & matter), ignored | (free - core)
    if (
        item.keyed
        and item.partial == "overlap"
        and 2 * len(taken) >= len(matter - ignored) > 0
        and item.spans
    ):
        raise BadItem(
            f"{here}: the spans are half of what counts in the text, so that marking everything would earn "
            'points: give it more text, or partial = "all".'
        )
    for wrong in item.wrong:
        if wrong.match == NONE and item.none:
            continue
        if not _once(item, wrong.match, "wrong", here) & (matter - taken - ignored):
            raise BadItem(f"{here}: marking {wrong.match[:40]!r} is no mistake: nothing of it costs.")


def _once(item: Item, stretch: str, field: str, here: str) -> frozenset[int]:
    found = places(item.text, stretch)
    if len(found) != 1:
        many = "does not stand in the text" if not found else f"stands {len(found)} times in the text"
        raise BadItem(f"{here}: the {field} {stretch[:60]!r} {many}; it must stand there exactly once.")
    first, last = found[0]
    return frozenset(range(first, last + 1))
