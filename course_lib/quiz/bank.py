"""Item banks and lesson checks: TOML in, items out, each fault one sentence with the item's id."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from course_lib.errors import BadItem, unknown
from course_lib.quiz._fields import known, needs
from course_lib.quiz._item import FIELDS, parse_item
from course_lib.quiz.items import Item
from course_lib.quiz.rubric import Manual, parse_manual

__all__ = ["Bank", "Exclusive", "load_bank", "parse_bank", "parse_item"]


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
    used = {part.misconception for part in (*item.options, *item.pairs, *item.wrong)}
    for slug in sorted(used - {""} - set(misconceptions)):
        raise BadItem(f"{here}: misconception {slug!r} is not in [misconceptions].")


def _versions(raw: Mapping[str, Any], where: str) -> Iterable[Mapping[str, Any]]:
    """Yield the item itself, then each variant with what it inherits."""
    known(raw, FIELDS | {"variant"}, f"{where}, {raw.get('id', 'an item without id')}")
    parent = {k: v for k, v in raw.items() if k != "variant"}
    yield parent
    fixed = {"type", "keyed", "objective", "level", "points", "partial"}
    for variant in raw.get("variant", []):
        full_id = f"{raw.get('id')}/{variant.get('id')}"
        known(variant, FIELDS, f"{where}, {full_id}")
        needs(variant, {"id"}, f"{where}, {full_id}")
        for name in sorted(fixed & set(variant)):
            raise BadItem(f"{where}, {full_id}: a variant cannot change {name!r}; write an item of its own.")
        inherited = {k: v for k, v in parent.items() if k != "was"}
        yield inherited | dict(variant) | {"id": full_id}
