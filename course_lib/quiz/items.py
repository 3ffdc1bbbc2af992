"""Items: what is asked, and, on the instructor's side, what is right.

An `Item` holds the key; a `Question` is the same item without it, as a student gets it. Everything that
a student's files contain is made from a `Question`, so that a key cannot slip through by accident.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from course_lib.errors import BadItem
from course_lib.quiz.parts import LEVELS, ORDERED, PARTIAL, TYPES, Choice, Option, Pair, Span, Wrong
from course_lib.quiz.passage import NONE, places

__all__ = ["LEVELS", "ORDERED", "PARTIAL", "TYPES", "Choice", "Item", "Option", "Pair", "Question", "Span",
           "Wrong"]  # fmt: skip


@dataclass(frozen=True)
class Question:
    """An item as a student gets it: no key, no feedback, and an order of texts that tells nothing.

    Attributes
    ----------
    id : str
        Id of the item, with ``/b`` and so on for a variant.
    type : str
        One of `TYPES`.
    stem : str
        What is asked.
    points : float
        Points that a right answer earns; 0 for an unkeyed item.
    keyed : bool
        False for a prediction or a reflection, which is never scored.
    partial : str
        The partial-credit rule, one of `PARTIAL`.
    options, lefts, rights, steps : tuple of Choice
        The texts to pick, to place, to place against, to order; empty where the type has none. In a `sort`
        item the lefts are the statements and the rights the bins.
    text, none : str
        The text in which words are marked; the label of the box that says that there are none.
    unit, low, high : str
        Unit of a number; labels of the two ends of a scale.
    minimum, maximum, step : float or None
        Range and step of a scale.
    words_min, words_max : int or None
        Length asked of a text.
    keep_order : bool
        True where the options, or the rights of a match, have an order that all students are to see.
    """

    id: str
    type: str
    stem: str
    points: float = 0
    keyed: bool = True
    partial: str = "all"
    options: tuple[Choice, ...] = ()
    lefts: tuple[Choice, ...] = ()
    rights: tuple[Choice, ...] = ()
    steps: tuple[Choice, ...] = ()
    text: str = ""
    none: str = ""
    unit: str = ""
    low: str = ""
    high: str = ""
    minimum: float | None = None
    maximum: float | None = None
    step: float | None = None
    words_min: int | None = None
    words_max: int | None = None
    keep_order: bool = False

    @property
    def revision(self) -> str:
        """Hash of type, stem and the slugs and texts that a student sees, in slug order (12 hex digits).

        Points, key and feedback do not count: mending them leaves given answers as they are.
        """
        seen: dict[str, Any] = {"type": self.type, "stem": self.stem}
        for name in ("options", "lefts", "rights", "steps"):
            seen[name] = sorted([choice.slug, choice.text] for choice in getattr(self, name))
        for name in ("unit", "low", "high", "minimum", "maximum", "step", "words_min", "words_max"):
            value = getattr(self, name)
            seen[name] = float(value) if isinstance(value, int | float) else value
        if self.type == "mark":
            seen |= {"text": self.text, "none": self.none}
        text = json.dumps(seen, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def to_json(self) -> dict[str, Any]:
        """Return the question as JSON, without empty fields.

        Returns
        -------
        dict
            Readable by `from_json`; choices are ``{"slug": ..., "text": ...}``.
        """
        out: dict[str, Any] = {"id": self.id, "revision": self.revision}
        for name in self.__dataclass_fields__:
            value = getattr(self, name)
            if name == "id" or value in ((), "", None) or (name == "keep_order" and not value):
                continue
            if isinstance(value, tuple):
                value = [{"slug": c.slug, "text": c.text} for c in value]
            out[name] = value
        return out

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Question:
        """Read what `to_json` wrote.

        Parameters
        ----------
        data : mapping
            One question of a ``quiz.json``.

        Returns
        -------
        Question
            The question.

        Raises
        ------
        BadItem
            If the mapping is not one.
        """
        try:
            values = {k: v for k, v in data.items() if k in cls.__dataclass_fields__}
            for name in ("options", "lefts", "rights", "steps"):
                values[name] = tuple(Choice(str(c["slug"]), str(c["text"])) for c in values.get(name, ()))
            if values["type"] not in TYPES:
                raise ValueError(values["type"])
            return cls(**values)
        except (AttributeError, KeyError, TypeError, ValueError):
            raise BadItem("A question of quiz.json is damaged: get a fresh copy of the assignment.") from None


@dataclass(frozen=True)
class Item:
    """An item with its key, as the instructor's bank or a lesson's checks hold it.

    The fields are those of the TOML schema; see the docstring of `Question` for those that a student sees.
    """

    id: str
    type: str
    stem: str
    objective: str
    level: str
    points: float = 1
    keyed: bool = True
    partial: str = ""
    sources: tuple[str, ...] = ()
    feedback: str = ""
    hints: tuple[str, ...] = ()
    was: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    pairs: tuple[Pair, ...] = ()
    spares: tuple[Choice, ...] = ()
    steps: tuple[Choice, ...] = ()
    text: str = ""
    none: str = ""
    spans: tuple[Span, ...] = ()
    accept: tuple[str, ...] = ()
    value: float | None = None
    tolerance: float = 0
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    step: float | None = None
    low: str = ""
    high: str = ""
    words_min: int | None = None
    words_max: int | None = None
    wrong: tuple[Wrong, ...] = ()
    lint_ok: tuple[str, ...] = ()
    keep_order: bool = False
    _question: list[Question] = field(default_factory=list, repr=False, compare=False)

    @property
    def revision(self) -> str:
        """Revision of the question; see `Question.revision`."""
        return self.question.revision

    @property
    def question(self) -> Question:
        """The item without its key; no order of texts depends on it: see `keep_order` and `_mixed`."""
        if not self._question:
            self._question.append(
                Question(
                    id=self.id,
                    type=self.type,
                    stem=self.stem,
                    points=self.points if self.keyed else 0,
                    keyed=self.keyed,
                    partial=self.partial,
                    options=self._chosen_from(self.options),
                    lefts=self._mixed(tuple(p.left for p in self.pairs)),
                    rights=self._rights(),
                    steps=self._mixed(self.steps),
                    text=self.text,
                    none=self.none,
                    unit=self.unit,
                    low=self.low,
                    high=self.high,
                    minimum=self.minimum,
                    maximum=self.maximum,
                    step=self.step,
                    words_min=self.words_min,
                    words_max=self.words_max,
                    keep_order=self.keep_order,
                )
            )
        return self._question[0]

    def _rights(self) -> tuple[Choice, ...]:
        if self.type == "sort":
            # Bins may have an order of their own, such as before and after; it tells of no statement.
            return tuple(Choice(c.slug, c.text) for c in self.spares)
        rights = {p.right.slug: p.right for p in self.pairs if p.right} | {c.slug: c for c in self.spares}
        return self._chosen_from(tuple(rights.values()))

    def _chosen_from(self, choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
        return tuple(Choice(c.slug, c.text) for c in choices) if self.keep_order else self._mixed(choices)

    def _mixed(self, choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
        # A hash: neither the order in the bank, where steps stand as they should, nor the alphabet shows.
        def place(choice: Choice) -> str:
            return hashlib.sha256(f"{self.id} {choice.slug}".encode()).hexdigest()

        return tuple(Choice(c.slug, c.text) for c in sorted(choices, key=place))

    @property
    def key(self) -> Any:
        """The right response, or None for an unkeyed item.

        Returns
        -------
        str, list, dict, float or None
            In the form of a response of this type.
        """
        if not self.keyed:
            return None
        match self.type:
            case "single":
                return next(o.slug for o in self.options if o.correct)
            case "multi":
                return [o.slug for o in self.options if o.correct]
            case "match" | "sort":
                return {p.left.slug: p.right.slug for p in self.pairs if p.right}
            case "mark":
                return [list(places(self.text, s.text)[0]) for s in self.spans] or NONE
            case "confidence":
                return {"pick": next(o.slug for o in self.options if o.correct), "p": 1.0}
            case "order":
                return [s.slug for s in self.steps]
            case "short":
                return self.accept[0]
            case _:
                return self.value
