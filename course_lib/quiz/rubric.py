"""Tasks that a person marks: the prompt, its length and an analytic rubric."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from course_lib.errors import BadItem
from course_lib.quiz._fields import known, needs

__all__ = ["Criterion", "Manual", "parse_manual"]


@dataclass(frozen=True)
class Criterion:
    """One line of an analytic rubric: its points and, from best to weakest, what earns how many."""

    slug: str
    title: str
    points: float
    levels: tuple[tuple[float, str], ...]


@dataclass(frozen=True)
class Manual:
    """A task that a person marks by a rubric. `models` is for the instructor alone."""

    id: str
    prompt: str
    points: float
    words_min: int
    words_max: int
    objective: str
    sources: tuple[str, ...]
    criteria: tuple[Criterion, ...]
    models: tuple[Mapping[str, Any], ...] = ()


def parse_manual(raw: Mapping[str, Any], where: str) -> Manual:
    """Make a manual task of its TOML table.

    Parameters
    ----------
    raw : mapping
        One ``[[manual]]``.
    where : str
        Name of the file, for messages.

    Returns
    -------
    Manual
        The task.

    Raises
    ------
    BadItem
        One sentence that names the file, the task and the fault.
    """
    here = f"{where}, {raw.get('id', 'a manual task without id')}"
    fields = {"id", "prompt", "points", "words_min", "words_max", "objective", "sources", "criterion"}
    known(raw, fields | {"model"}, here)
    needs(raw, fields, here)
    for criterion in raw["criterion"]:
        known(criterion, {"slug", "title", "points", "level"}, here)
        needs(criterion, {"slug", "title", "points", "level"}, here)
        if not isinstance(criterion["level"], list):
            raise BadItem(
                f"{here}: the levels of {criterion['slug']!r} are [[manual.criterion.level]] tables."
            )
        for level in criterion["level"]:
            known(level, {"points", "text"}, here)
            needs(level, {"points", "text"}, here)
    for model in raw.get("model", ()):
        known(model, {"grade", "text", "why"}, here)
    criteria = tuple(
        Criterion(c["slug"], c["title"], c["points"], tuple((v["points"], v["text"]) for v in c["level"]))
        for c in raw["criterion"]
    )
    total = sum(c.points for c in criteria)
    if total != raw["points"]:
        raise BadItem(f"{here}: the criteria add up to {total} points, not to {raw['points']}.")
    return Manual(
        raw["id"], raw["prompt"], raw["points"], raw["words_min"], raw["words_max"], raw["objective"],
        tuple(raw["sources"]), criteria, tuple(raw.get("model", ())),
    )  # fmt: skip
