"""Which fields a TOML table may and must have, and of which type; readers of hand-written tables ask here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from course_lib.errors import BadItem

__all__ = ["known", "needs", "only"]

_TEXTS = (
    "id type stem objective partial feedback unit low high slug text misconception left left_slug "
    "right right_slug name title canary prompt why none free"
)
_NUMBERS = "points value tolerance minimum maximum words_min words_max grade"
_LISTS = "sources hints was accept items lint_ok"
_TABLES = "item variant option pair spare wrong exclusive manual criterion model span statement"
_FLAGS = "keyed correct keep_order"


def known(raw: Any, allowed: set[str], here: str) -> None:
    """Refuse a table with a field that is not in the schema, or with a value of another type.

    Parameters
    ----------
    raw : object
        What stands where a table is expected.
    allowed : set of str
        The fields of this table.
    here : str
        Where it stands, for the message.

    Raises
    ------
    BadItem
        One sentence that names the field.
    """
    if not isinstance(raw, Mapping):
        raise BadItem(f"{here}: there is {str(raw)[:40]!r} where a table is expected.")
    for name, value in raw.items():
        if name not in allowed:
            raise BadItem(f"{here}: the field {name!r} is not in the schema.")
        # `level` is a word in an item and a list of tables in a rubric.
        if name == "level" and not isinstance(value, str | list):
            raise BadItem(f"{here}: the field 'level' must be a text or a list of tables.")
        if not _fits(name, value):
            raise BadItem(f"{here}: the field {name!r} must be {_expected(name)}, not {str(value)[:40]!r}.")


def needs(raw: Mapping[str, Any], fields: set[str], here: str) -> None:
    """Refuse a table that lacks a field.

    Parameters
    ----------
    raw : mapping
        The table.
    fields : set of str
        What it must have.
    here : str
        Where it stands, for the message.

    Raises
    ------
    BadItem
        One sentence that names the field.
    """
    for name in sorted(fields - set(raw)):
        raise BadItem(f"{here}: the field {name!r} is missing.")


def only(raw: Any, allowed: set[str], here: str) -> dict[str, Any]:
    """Return a table of choices or remarks as arguments, after checking it.

    Parameters
    ----------
    raw : object
        What stands where a table is expected.
    allowed : set of str
        Its fields; where ``slug`` is one of them, slug and text must be there.
    here : str
        Where it stands, for the message.

    Returns
    -------
    dict
        A copy of the table.
    """
    known(raw, allowed, here)
    if "slug" in allowed:
        needs(raw, {"slug", "text"}, here)
    return dict(raw)


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _fits(name: str, value: Any) -> bool:
    if name in _TEXTS.split():
        return isinstance(value, str)
    if name in _NUMBERS.split() or name == "max":
        return _number(value)
    if name in _LISTS.split():
        return isinstance(value, list) and all(isinstance(v, str) for v in value)
    if name in _TABLES.split():
        return isinstance(value, list) and all(isinstance(v, Mapping) for v in value)
    if name in _FLAGS.split():
        return isinstance(value, bool)
    if name == "match":  # what a student answered: a word, or a number
        return isinstance(value, str) or _number(value)
    if name == "bin":  # the bins of a sort item, or the slug of one
        return isinstance(value, str) or (
            isinstance(value, list) and all(isinstance(v, Mapping) for v in value)
        )
    if name == "step":  # the steps of an order item, or the width of a step of a scale
        return _number(value) or (isinstance(value, list) and all(isinstance(v, Mapping) for v in value))
    if name in ("objectives", "misconceptions"):
        return isinstance(value, Mapping) and all(isinstance(v, str) for v in value.values())
    return True


def _expected(name: str) -> str:
    kinds = (
        (_TEXTS, "a text"),
        (f"{_NUMBERS} max", "a number"),
        (_LISTS, "a list of texts"),
        (_TABLES, "a list of tables"),
        (_FLAGS, "true or false"),
        ("match", "a text or a number"),
        ("step", "a number or a list of tables"),
        ("bin", "a text or a list of tables"),
    )
    return next((kind for names, kind in kinds if name in names.split()), "a table of texts")
