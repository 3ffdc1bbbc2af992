"""Which fields a TOML table may and must have; every reader of hand-written tables asks here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from course_lib.errors import BadItem

__all__ = ["known", "needs", "only"]


def known(raw: Mapping[str, Any], allowed: set[str], here: str) -> None:
    for name in sorted(set(raw) - allowed):
        raise BadItem(f"{here}: the field {name!r} is not in the schema.")


def needs(raw: Mapping[str, Any], fields: set[str], here: str) -> None:
    for name in sorted(fields - set(raw)):
        raise BadItem(f"{here}: the field {name!r} is missing.")


def only(raw: Mapping[str, Any], allowed: set[str], here: str) -> dict[str, Any]:
    known(raw, allowed, here)
    if "slug" in allowed:
        needs(raw, {"slug", "text"}, here)
    return dict(raw)
