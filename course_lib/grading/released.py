"""Wordings as they were when released: an answer to an older one is scored with that one."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from course_lib.errors import BadItem
from course_lib.quiz.bank import parse_item
from course_lib.quiz.items import Item, Pair

__all__ = ["append_released", "item_table", "released"]

_HEAD = """\
# Questions as students got them, with key. Written by `course build --release`, which only appends: an answer
# to an older wording is scored with that wording.
schema = 1
"""
_CHOICE = ("slug", "text", "feedback")
#: What a key does not need: feedback is read from the bank, and the fewer words in a notebook the better.
_SPOKEN = {"feedback", "hints", "wrong", "misconception", "was"}


def item_table(item: Item, key_only: bool = False) -> dict[str, Any]:
    """Return an item as the TOML table that `parse_item` reads.

    Parameters
    ----------
    item : Item
        With its key.
    key_only : bool
        Leave out feedback, hints, frequent wrong answers and earlier ids.

    Returns
    -------
    dict
        TOML and JSON values only, in the order of the schema, without empty fields.
    """
    names = ("id", "type", "was", "objective", "level", "points", "partial", "sources", "stem", "text",
             "none", "feedback", "hints", "accept", "value", "tolerance", "unit", "minimum", "maximum",
             "low", "high", "words_min", "words_max")  # fmt: skip
    raw: dict[str, Any] = {name: getattr(item, name) for name in names}
    raw["keyed"] = None if item.keyed else False
    raw["keep_order"] = item.keep_order or None
    raw["tolerance"] = item.tolerance or None
    raw["step"] = item.step if item.type == "scale" else _choices(item.steps, _CHOICE)
    raw["option"] = _choices(item.options, (*_CHOICE, "correct", "misconception"))
    if item.type == "sort":
        raw["bin"] = _choices(item.spares, _CHOICE)
        raw["statement"] = [_statement(p) for p in item.pairs]
    else:
        raw["pair"] = [
            {"left_slug": p.left.slug, "left": p.left.text, "right_slug": p.right.slug, "right": p.right.text}
            | ({"feedback": p.feedback} if p.feedback else {})
            for p in item.pairs
        ]
        raw["spare"] = _choices(item.spares, _CHOICE)
    raw["span"] = _choices(item.spans, ("text", "free", "feedback"))
    raw["wrong"] = _choices(item.wrong, ("match", "feedback", "misconception"))
    return _pruned(raw, _SPOKEN if key_only else set())


def _statement(pair: Pair) -> dict[str, Any]:
    where = pair.right.slug if pair.right else ""
    raw = {"slug": pair.left.slug, "text": pair.left.text, "bin": where}
    return raw | {"feedback": pair.feedback, "misconception": pair.misconception}


def _choices(choices: Iterable[Any], names: tuple[str, ...]) -> list[dict[str, Any]]:
    return [{n: getattr(c, n) for n in names if getattr(c, n) not in ("", False)} for c in choices]


def _pruned(value: Any, without: set[str]) -> Any:
    if isinstance(value, dict):
        kept = {k: _pruned(v, without) for k, v in value.items() if k not in without}
        return {k: v for k, v in kept.items() if v not in (None, "", [])}
    return [_pruned(v, without) for v in value] if isinstance(value, list | tuple) else value


def released(path: Path) -> dict[tuple[str, str], Item]:
    """Read the released wordings of one assignment.

    Parameters
    ----------
    path : Path
        ``<name>.released.toml``; it need not exist.

    Returns
    -------
    dict of (str, str) to Item
        By item id and revision; empty before the first release.

    Raises
    ------
    BadItem
        If the file is damaged.
    """
    if not path.exists():
        return {}
    try:
        data = tomllib.loads(path.read_text("utf-8"))
        entries = [(entry["revision"], entry["item"]) for entry in data.get("wording", [])]
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise BadItem(f"{path.name} cannot be read ({error}): take it from the last commit.") from None
    found: dict[tuple[str, str], Item] = {}
    for revision, raw in entries:
        item = parse_item(raw, path.name)
        found[item.id, revision] = item
    return found


def append_released(path: Path, items: Mapping[str, Item]) -> list[str]:
    """Add the wordings that are not in the file yet; what stands there is never changed.

    Parameters
    ----------
    path : Path
        ``<name>.released.toml``.
    items : mapping of str to Item
        By slot.

    Returns
    -------
    list of str
        Ids of the items whose wording was added.
    """
    import tomlkit

    known = released(path)
    new = [item for item in items.values() if (item.id, item.revision) not in known]
    if new:
        text = path.read_text("utf-8") if path.exists() else _HEAD
        wordings = [{"revision": item.revision, "item": item_table(item)} for item in new]
        beside = path.with_suffix(".new")
        beside.write_text(f"{text}\n{tomlkit.dumps({'wording': wordings})}", "utf-8", newline="\n")
        beside.replace(path)
    return [item.id for item in new]
