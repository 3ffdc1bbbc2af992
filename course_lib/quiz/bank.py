"""Item banks and lesson checks: TOML in, items out, each fault one sentence with the item's id."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from course_lib.errors import BadItem, unknown
from course_lib.quiz._fields import known, needs, only
from course_lib.quiz.items import LEVELS, PARTIAL, TYPES, Choice, Item, Option, Pair, Wrong
from course_lib.quiz.rubric import Manual, parse_manual

__all__ = ["Bank", "Exclusive", "load_bank", "parse_bank", "parse_item"]

_CHOICE = {"slug", "text", "feedback"}
_ITEM = {
    *("id", "type", "keyed", "was", "objective", "level", "points", "partial", "sources", "stem", "feedback"),
    *("hints", "option", "pair", "spare", "step", "accept", "value", "tolerance", "unit", "minimum"),
    *("maximum", "low", "high", "words_min", "words_max", "wrong"),
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
}


@dataclass(frozen=True)
class Exclusive:
    """Items that answer each other: at most `max` of them stand in one paper."""

    items: tuple[str, ...]
    max: int = 1


@dataclass(frozen=True)
class Bank:
    """An item bank, or the checks of one lesson.

    Attributes
    ----------
    items : mapping of str to Item
        By full id; a variant stands beside its parent as ``"<id>/<variant>"``.
    """

    name: str
    title: str
    canary: str
    objectives: Mapping[str, str]
    misconceptions: Mapping[str, str]
    items: Mapping[str, Item]
    exclusive: tuple[Exclusive, ...] = ()
    manuals: Mapping[str, Manual] = field(default_factory=dict)

    def item(self, item_id: str) -> Item:
        """Return the item of this id, or the one that was called so before.

        Parameters
        ----------
        item_id : str
            Full id.

        Returns
        -------
        Item
            The item.

        Raises
        ------
        UnknownName
            If no item has or had this id.
        """
        if item_id in self.items:
            return self.items[item_id]
        for item in self.items.values():
            if item_id in item.was:
                return item
        raise unknown("item", item_id, self.items)


def load_bank(path: Path) -> Bank:
    """Read a bank from its TOML file.

    Parameters
    ----------
    path : Path
        ``<name>.quiz.toml`` or a file of lesson checks.

    Returns
    -------
    Bank
        Items, variants, exclusions and manual tasks.

    Raises
    ------
    BadItem
        One sentence that names the file, the item and the fault.
    """
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadItem(f"{path.name} cannot be read: {error}.") from None
    return parse_bank(data, path.name)


def parse_bank(data: Mapping[str, Any], where: str) -> Bank:
    """Make a bank of what a TOML file holds; see `load_bank`.

    Parameters
    ----------
    data : mapping
        The parsed file.
    where : str
        Name of the file, for messages.

    Returns
    -------
    Bank
        The bank.
    """
    known(data, {"schema", "name", "title", "canary", "objectives", "misconceptions", "item", "exclusive",
                  "manual"}, where)  # fmt: skip
    if data.get("schema") != 1:
        raise BadItem(f"{where}: `schema = 1` is missing; other schemas are not known to this version.")
    objectives = dict(data.get("objectives", {}))
    misconceptions = dict(data.get("misconceptions", {}))
    items: dict[str, Item] = {}
    for raw in data.get("item", []):
        for version in _versions(raw, where):
            item = parse_item(version, where)
            if item.id in items:
                raise BadItem(f"{where}: two items have the id {item.id!r}.")
            if item.objective not in objectives:
                raise BadItem(f"{where}, {item.id}: objective {item.objective!r} is not in [objectives].")
            _explained(item, misconceptions, f"{where}, {item.id}")
            items[item.id] = item
    for raw in data.get("exclusive", []):
        known(raw, {"items", "max"}, f"{where}, [[exclusive]]")
        needs(raw, {"items"}, f"{where}, [[exclusive]]")
    exclusive = tuple(Exclusive(tuple(x["items"]), x.get("max", 1)) for x in data.get("exclusive", []))
    for group in exclusive:
        for item_id in group.items:
            if item_id not in items:
                raise BadItem(f"{where}: [[exclusive]] names {item_id!r}, which is no item of the bank.")
    manuals = {raw.get("id", "?"): parse_manual(raw, where) for raw in data.get("manual", [])}
    return Bank(
        data.get("name", where), data.get("title", ""), data.get("canary", ""), objectives, misconceptions,
        items, exclusive, manuals,
    )  # fmt: skip


def _explained(item: Item, misconceptions: Mapping[str, str], here: str) -> None:
    """Refuse an option without feedback, and a wrong one without the thought behind it."""
    for option in item.options if item.keyed else ():
        if not option.feedback or not (option.correct or option.misconception):
            raise BadItem(
                f"{here}: the option {option.slug!r} needs feedback and, if wrong, a misconception."
            )
    used = {o.misconception for o in item.options} | {w.misconception for w in item.wrong}
    for slug in sorted(used - {""} - set(misconceptions)):
        raise BadItem(f"{here}: misconception {slug!r} is not in [misconceptions].")


def _versions(raw: Mapping[str, Any], where: str) -> Iterable[Mapping[str, Any]]:
    """Yield the item itself, then each variant with what it inherits."""
    known(raw, _ITEM | {"variant"}, f"{where}, {raw.get('id', 'an item without id')}")
    parent = {k: v for k, v in raw.items() if k != "variant"}
    yield parent
    fixed = {"type", "keyed", "objective", "level", "points", "partial"}
    for variant in raw.get("variant", []):
        full_id = f"{raw.get('id')}/{variant.get('id')}"
        known(variant, _ITEM, f"{where}, {full_id}")
        needs(variant, {"id"}, f"{where}, {full_id}")
        for name in sorted(fixed & set(variant)):
            raise BadItem(f"{where}, {full_id}: a variant cannot change {name!r}; write an item of its own.")
        inherited = {k: v for k, v in parent.items() if k != "was"}
        yield inherited | dict(variant) | {"id": full_id}


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
    known(raw, _ITEM, here)
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
        **{k: raw[k] for k in ("feedback", "unit", "low", "high", "value", "tolerance") if k in raw},
        **{k: raw[k] for k in ("minimum", "maximum", "words_min", "words_max") if k in raw},
        **{k: tuple(raw.get(k, ())) for k in ("sources", "hints", "was", "accept")},
        points=raw.get("points", 1),
        keyed=keyed,
        partial=partial,
        step=None if kind == "order" else raw.get("step", 1 if kind == "scale" else None),
        options=tuple(
            Option(**only(o, _CHOICE | {"correct", "misconception"}, here)) for o in raw.get("option", ())
        ),
        pairs=tuple(_pair(p, here) for p in raw.get("pair", ())),
        spares=tuple(Choice(**only(c, _CHOICE, here)) for c in raw.get("spare", ())),
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
    right = sum(o.correct for o in item.options)
    if item.keyed and item.type == "single" and right != 1:
        raise BadItem(f"{here}: a single item has exactly one right option, this one has {right}.")
    if item.keyed and item.type == "multi" and not 0 < right < len(item.options):
        total = len(item.options)
        raise BadItem(f"{here}: a multi item has right and wrong options; {right} of {total} are right.")
    groups = {"options": item.options, "left texts": tuple(p.left for p in item.pairs), "steps": item.steps}
    rights = {(p.right.slug, p.right.text) for p in item.pairs} | {(c.slug, c.text) for c in item.spares}
    groups["right texts"] = tuple(Choice(*r) for r in sorted(rights))
    for name, choices in groups.items():
        for what in ("slug", "text"):
            values = [getattr(c, what) for c in choices]
            if len(set(values)) != len(values):
                raise BadItem(f"{here}: two {name} have the same {what}.")
    if item.type == "order" and len(item.steps) < 2:
        raise BadItem(f"{here}: an order item has at least two steps.")
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
