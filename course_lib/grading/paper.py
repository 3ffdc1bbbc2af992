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

__all__ = ["Paper", "Part", "Slot", "draw", "load_paper", "misfits", "surplus"]

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
    for slot_id, sentence in misfits(paper, bank):
        raise BadItem(f"{paper.name}.paper.toml, slot {slot_id}: {sentence}")
    candidates = _candidates(paper, bank)
    for slot_id, items in candidates.items():
        random.Random(f"{paper.seed} {slot_id}").shuffle(items)
    chosen = _first(candidates, bank)
    if chosen is None:
        raise BuildProblem(
            f"{paper.name}.paper.toml: the slots {', '.join(_conflict(candidates, bank))} cannot all be "
            "filled with items that are used once and respect every [[exclusive]] of the bank: give one of "
            "them another candidate."
        )
    return {s.id: bank.manuals[s.manual] if s.manual else chosen[s.id] for s in paper.slots}


def misfits(paper: Paper, bank: Bank) -> Iterator[tuple[str, str]]:
    """Find candidates and tasks that do not fit their slots.

    Parameters
    ----------
    paper, bank : Paper, Bank
        As for `draw`.

    Yields
    ------
    tuple of (str, str)
        The slot and one sentence.
    """
    for slot in paper.slots:
        known = bank.manuals if slot.manual else bank.items
        for name in (slot.manual,) if slot.manual else slot.items:
            if name not in known:
                kind = "manual task" if slot.manual else "item"
                yield slot.id, f"the bank has no {kind} {name!r}.{did_you_mean(name, known)}"
            elif not slot.manual and bank.items[name].type != slot.type:
                yield slot.id, f"{name!r} is of type {bank.items[name].type}, the slot of type {slot.type}."
            elif not slot.manual and not bank.items[name].keyed:
                yield slot.id, f"{name!r} has `keyed = false` and can earn no points."
            elif known[name].points != slot.points:
                yield slot.id, f"{name!r} earns {known[name].points:g} points, the slot {slot.points:g}."


def surplus(paper: Paper, bank: Bank) -> Iterator[tuple[str, str]]:
    """Find candidates that no drawing holds, whatever its seed; the paper is one that can be drawn.

    Parameters
    ----------
    paper, bank : Paper, Bank
        As for `draw`.

    Yields
    ------
    tuple of (str, str)
        The slot and the id of the candidate.
    """
    candidates = _candidates(paper, bank)
    for slot_id, items in candidates.items():
        for item in items:
            if _first(candidates | {slot_id: [item]}, bank) is None:
                yield slot_id, item.id


def _together(bank: Bank, items: list[Item]) -> bool:
    """Say whether items may stand in one paper: no two versions of one, and none that answer each other."""
    ids = {item.id for item in items}
    return len({_family(item) for item in items}) == len(items) and all(
        len(ids & set(group.items)) <= group.max for group in bank.exclusive
    )


def _candidates(paper: Paper, bank: Bank) -> dict[str, list[Item]]:
    return {slot.id: [bank.items[i] for i in slot.items] for slot in paper.slots if not slot.manual}


def _drawings(
    candidates: Mapping[str, list[Item]], bank: Bank, order: list[str], chosen: dict[str, Item] | None = None
) -> Iterator[dict[str, Item]]:
    """Yield the drawings that hold, the slots with fewest candidates first."""
    chosen = chosen or {}
    if not order:
        yield chosen
        return
    for item in candidates[order[0]]:
        more = chosen | {order[0]: item}
        if _together(bank, list(more.values())):
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
