"""The paper of a term: its parts and slots as written by hand, and which items fill the slots."""

from __future__ import annotations

import random
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from course_lib.errors import BadItem, BuildProblem, did_you_mean
from course_lib.quiz.bank import Bank
from course_lib.quiz.items import TYPES, Item
from course_lib.quiz.rubric import Manual

__all__ = ["Paper", "Part", "Slot", "draw", "load_paper"]

#: A slot's id becomes a cell id and a name in the gradebook.
_ID = r"^[a-z][a-z0-9_]{0,30}$"
#: Ids of the cells that an instructor writes by hand; no slot may be called so.
_TAKEN = {"intro", "setup"}
#: No machine scores a text: that is a manual task.
SCORED = tuple(kind for kind in TYPES if kind != "text")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Slot(_Strict):
    """A place in the paper: its type and points stay, whatever item fills it."""

    id: str = Field(pattern=_ID)
    points: float = Field(gt=0)
    type: Literal[SCORED] | None = None
    items: tuple[str, ...] = ()
    manual: str = ""

    @model_validator(mode="after")
    def _one_kind(self) -> Slot:
        if self.manual and (self.type or self.items):
            raise ValueError("a slot has either `manual` or `type` and `items`")
        if not self.manual and not (self.type and self.items):
            raise ValueError("a slot needs `type` and `items`, or `manual`")
        return self


class Part(_Strict):
    """A part of the paper, with its heading and a sentence or two for the student."""

    slug: str = Field(pattern=_ID)
    title: str
    intro: str = ""
    slot: tuple[Slot, ...] = Field(min_length=1)


class Paper(_Strict):
    """Parts and slots of one assignment."""

    schema_: Literal[1] = Field(alias="schema")
    name: str = Field(pattern=_ID)
    title: str
    minutes: int = Field(gt=0)
    seed: int
    part: tuple[Part, ...] = Field(min_length=1)

    @property
    def slots(self) -> tuple[Slot, ...]:
        """All slots in the order of the paper."""
        return tuple(slot for part in self.part for slot in part.slot)

    @model_validator(mode="after")
    def _unique(self) -> Paper:
        for what, ids in (("parts", [p.slug for p in self.part]), ("slots", [s.id for s in self.slots])):
            for name, count in Counter(ids).items():
                if count > 1:
                    raise ValueError(f"two {what} are called {name!r}")
                if name in _TAKEN:
                    raise ValueError(f"{what} cannot be called {name!r}, which is a cell of its own")
        return self


def load_paper(path: Path) -> Paper:
    """Read a paper from its TOML file.

    Parameters
    ----------
    path : Path
        ``<name>.paper.toml``.

    Returns
    -------
    Paper
        Checked by itself; `draw` checks it against the bank.

    Raises
    ------
    BadItem
        One sentence that names the file, the place in it and the fault.
    """
    try:
        paper = Paper.model_validate(tomllib.loads(path.read_text("utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadItem(f"{path.name} cannot be read: {error}.") from None
    except ValidationError as error:
        raise BadItem(_sentence(path.name, error)) from None
    if path.name != f"{paper.name}.paper.toml":
        raise BadItem(
            f"{path.name}: the name in the file is {paper.name!r}; name the file {paper.name}.paper.toml."
        )
    return paper


def _sentence(where: str, error: ValidationError) -> str:
    first = error.errors()[0]
    place, field = [where], ""
    for step in first["loc"]:
        if isinstance(step, int):
            place[-1] += f" {step + 1}"
        else:
            field = "schema" if step == "schema_" else str(step)
            place.append(field)
    here = ", ".join(place[:-1] if field and first["type"] in ("extra_forbidden", "missing") else place)
    if first["type"] == "extra_forbidden":
        return f"{here}: the field {field!r} is not in the schema."
    if first["type"] == "missing":
        return f"{here}: the field {field!r} is missing."
    return f"{here}: {first['msg'].removeprefix('Value error, ')}."


def draw(paper: Paper, bank: Bank) -> dict[str, Item | Manual]:
    """Fill the slots: by the paper's seed, no item twice, and no two items that answer each other.

    Parameters
    ----------
    paper : Paper
        Slots with their candidates.
    bank : Bank
        Items, variants, exclusions and manual tasks.

    Returns
    -------
    dict of str to Item or Manual
        By slot, in the order of the paper. The same paper and bank give the same drawing, and a change of
        one slot's candidates moves others only where it must.

    Raises
    ------
    BadItem
        If a candidate does not exist or has another type or other points than its slot.
    BuildProblem
        If no drawing satisfies the exclusions.
    """
    candidates: dict[str, list[Item]] = {}
    filled: dict[str, Item | Manual] = {}
    for slot in paper.slots:
        here = f"{paper.name}.paper.toml, slot {slot.id}"
        if slot.manual:
            filled[slot.id] = _manual(slot, bank, here)
        else:
            candidates[slot.id] = [_candidate(slot, item_id, bank, here) for item_id in slot.items]
            random.Random(f"{paper.seed} {slot.id}").shuffle(candidates[slot.id])
    chosen = _first(candidates, bank)
    if chosen is None:
        raise BuildProblem(
            f"{paper.name}.paper.toml: the slots {', '.join(_conflict(candidates, bank))} cannot all be "
            "filled with items that are used once and respect every [[exclusive]] of the bank: give one of "
            "them another candidate."
        )
    return {slot.id: filled.get(slot.id) or chosen[slot.id] for slot in paper.slots}


def _manual(slot: Slot, bank: Bank, here: str) -> Manual:
    if slot.manual not in bank.manuals:
        raise BadItem(
            f"{here}: the bank has no manual task {slot.manual!r}.{did_you_mean(slot.manual, bank.manuals)}"
        )
    manual = bank.manuals[slot.manual]
    if manual.points != slot.points:
        raise BadItem(f"{here}: {slot.manual!r} earns {manual.points:g} points, the slot {slot.points:g}.")
    return manual


def _candidate(slot: Slot, item_id: str, bank: Bank, here: str) -> Item:
    if item_id not in bank.items:
        raise BadItem(f"{here}: the bank has no item {item_id!r}.{did_you_mean(item_id, bank.items)}")
    item = bank.items[item_id]
    if item.type != slot.type:
        raise BadItem(f"{here}: {item_id!r} is of type {item.type}, the slot of type {slot.type}.")
    if not item.keyed:
        raise BadItem(f"{here}: {item_id!r} has `keyed = false` and can earn no points.")
    if item.points != slot.points:
        raise BadItem(f"{here}: {item_id!r} earns {item.points:g} points, the slot {slot.points:g}.")
    return item


def _drawings(
    candidates: Mapping[str, list[Item]], bank: Bank, order: list[str], chosen: dict[str, Item] | None = None
) -> Iterator[dict[str, Item]]:
    """Yield the drawings that hold, the slots with fewest candidates first."""
    chosen = chosen or {}
    if not order:
        yield chosen
        return
    used = {_family(item) for item in chosen.values()}
    for item in candidates[order[0]]:
        if _family(item) not in used:
            more = chosen | {order[0]: item}
            ids = {i.id for i in more.values()}
            if all(len(ids & set(group.items)) <= group.max for group in bank.exclusive):
                yield from _drawings(candidates, bank, order[1:], more)


def _family(item: Item) -> str:
    return item.id.partition("/")[0]


def _first(candidates: Mapping[str, list[Item]], bank: Bank) -> dict[str, Item] | None:
    order = sorted(candidates, key=lambda slot: len(candidates[slot]))
    return next(_drawings(candidates, bank, order), None)


def _conflict(candidates: Mapping[str, list[Item]], bank: Bank) -> list[str]:
    """Return a smallest group of slots that cannot be filled together."""
    core = dict(candidates)
    for slot in candidates:
        rest = {other: items for other, items in core.items() if other != slot}
        if _first(rest, bank) is None:
            core = rest
    return list(core)
