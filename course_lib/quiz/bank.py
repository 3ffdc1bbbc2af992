"""Item banks and lesson checks: TOML in, items out, each fault one sentence with the item's id."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from course_lib.errors import BadItem, unknown
from course_lib.quiz._fields import known, needs
from course_lib.quiz._item import FIELDS, parse_item
from course_lib.quiz.items import Item
from course_lib.quiz.rubric import Manual, parse_manual

__all__ = ["Bank", "Exclusive", "load_bank", "parse_bank", "parse_item", "survey_bank"]


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
    lint_ok : tuple of str
        Rules of the linter from which the bank is exempt, each with a reason: ``"rule: why"``.
    """

    name: str
    title: str
    canary: str
    objectives: Mapping[str, str]
    misconceptions: Mapping[str, str]
    items: Mapping[str, Item]
    exclusive: tuple[Exclusive, ...] = ()
    manuals: Mapping[str, Manual] = field(default_factory=dict)
    lint_ok: tuple[str, ...] = ()

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
    bank, faults = survey_bank(path)
    for _, fault in faults:
        raise fault
    return bank


def survey_bank(path: Path) -> tuple[Bank, list[tuple[str, BadItem]]]:
    """Read what can be read of a bank, and say what is wrong with the rest.

    Parameters
    ----------
    path : Path
        As for `load_bank`.

    Returns
    -------
    tuple of Bank and list of (str, BadItem)
        The bank without its faulty items, and each fault with the id of its item; "" for the file.
    """
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        fault = BadItem(f"{path.name} cannot be read: {error}.")
        return Bank(path.name, "", "", {}, {}, {}), [("", fault)]
    return _survey(data, path.name)


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
    bank, faults = _survey(data, where)
    for _, fault in faults:
        raise fault
    return bank


def _survey(data: Mapping[str, Any], where: str) -> tuple[Bank, list[tuple[str, BadItem]]]:
    faults: list[tuple[str, BadItem]] = []
    with _noting(faults):
        known(data, {"schema", "name", "title", "canary", "objectives", "misconceptions", "item", "exclusive",
                      "manual", "lint_ok"}, where)  # fmt: skip
    with _noting(faults):
        if data.get("schema") != 1:
            raise BadItem(f"{where}: `schema = 1` is missing; other schemas are not known to this version.")
    objectives, misconceptions = _words(data, "objectives"), _words(data, "misconceptions")
    items: dict[str, Item] = {}
    for raw in _tables(data, "item"):
        for item_id, version in _versions(raw, where, faults):
            with _noting(faults, item_id):
                item = parse_item(version, where)
                if item.id in items:
                    raise BadItem(f"{where}: two items have the id {item.id!r}.")
                if item.objective not in objectives:
                    raise BadItem(f"{where}, {item.id}: objective {item.objective!r} is not in [objectives].")
                _explained(item, misconceptions, f"{where}, {item.id}")
                items[item.id] = item
    broken = {item_id for item_id, _ in faults}
    exclusive = []
    for raw in _tables(data, "exclusive"):
        with _noting(faults):
            known(raw, {"items", "max"}, f"{where}, [[exclusive]]")
            needs(raw, {"items"}, f"{where}, [[exclusive]]")
            for item_id in raw["items"]:
                if item_id not in items and item_id not in broken:
                    raise BadItem(f"{where}: [[exclusive]] names {item_id!r}, which is no item of the bank.")
            exclusive.append(Exclusive(tuple(raw["items"]), raw.get("max", 1)))
    manuals = {}
    for raw in _tables(data, "manual"):
        with _noting(faults, str(raw.get("id", ""))):
            manuals[raw.get("id", "?")] = parse_manual(raw, where)
    name, title, canary = (str(data.get(field, "")) for field in ("name", "title", "canary"))
    exempt = data.get("lint_ok", [])
    lint_ok = tuple(map(str, exempt)) if isinstance(exempt, list) else ()
    bank = Bank(
        name or where, title, canary, objectives, misconceptions, items, tuple(exclusive), manuals, lint_ok
    )
    return bank, faults


@contextmanager
def _noting(faults: list[tuple[str, BadItem]], item_id: str = "") -> Iterator[None]:
    """Keep a fault, so that what follows is looked at too."""
    try:
        yield
    except BadItem as error:
        faults.append((item_id, error))


def _tables(data: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    value = data.get(name, [])
    return [raw for raw in value if isinstance(raw, Mapping)] if isinstance(value, list) else []


def _words(data: Mapping[str, Any], name: str) -> dict[str, str]:
    value = data.get(name, {})
    return dict(value) if isinstance(value, Mapping) else {}


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


def _versions(
    raw: Mapping[str, Any], where: str, faults: list[tuple[str, BadItem]]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the item itself with its id, then each variant with what it inherits."""
    item_id = str(raw.get("id", "an item without id"))
    with _noting(faults, item_id):
        known(raw, FIELDS | {"variant"}, f"{where}, {item_id}")
        parent = {k: v for k, v in raw.items() if k != "variant"}
        yield item_id, parent
        fixed = {"type", "keyed", "objective", "level", "points", "partial"}
        for variant in raw.get("variant", []):
            full_id = f"{item_id}/{variant.get('id')}"
            with _noting(faults, full_id):
                known(variant, FIELDS, f"{where}, {full_id}")
                needs(variant, {"id"}, f"{where}, {full_id}")
                for name in sorted(fixed & set(variant)):
                    raise BadItem(
                        f"{where}, {full_id}: a variant cannot change {name!r}; write an item of its own."
                    )
                inherited = {k: v for k, v in parent.items() if k not in ("was", "lint_ok")}
                yield full_id, inherited | dict(variant) | {"id": full_id}
