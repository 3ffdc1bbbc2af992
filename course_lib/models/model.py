"""What all models have in common: they never change, they say what they show, and they can be kept."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, ClassVar, Self

from course_lib.errors import BadResponse, CourseError, unknown
from course_lib.models import text
from course_lib.models.parts import Control, Part, controls

__all__ = ["Model"]


class Model(ABC):
    """The state of a widget. A change gives a new model; this one stays as it is.

    A subclass is a frozen dataclass. It implements `parts` and `put`, and `kept` for what a restart must
    bring back.

    Attributes
    ----------
    slug : str
        Name of the widget in the file of answers.
    about : str
        What it is for, in one sentence, for a page on which it is not alive.
    scope : str
        Where starting again takes away what was done: more than this cell where several cells show one state.
    """

    slug: ClassVar[str]
    about: ClassVar[str]
    scope: ClassVar[str] = "here"

    @classmethod
    def start(cls, **options: Any) -> Self:
        """Return a new state.

        Parameters
        ----------
        **options
            What the widget is about; each model says which there are.

        Returns
        -------
        Model
            Nothing is set or judged yet.

        Raises
        ------
        CourseError
            If an option does not exist or has a value that it cannot have.
        """
        known = [field.name for field in fields(cls) if field.init]
        for name in options:
            if name not in known:
                raise unknown(f"option of {cls.slug}", name, known)
        return cls(**options)

    @abstractmethod
    def parts(self) -> tuple[Part, ...]:
        """Return everything that is shown, in reading order.

        Returns
        -------
        tuple of Part
            The first one is the title.
        """

    @abstractmethod
    def put(self, name: str, value: Any) -> Self:
        """Return the model after a change whose value was already read by its control.

        Parameters
        ----------
        name : str
            Of a control that is shown.
        value : object
            In the control's own form.

        Returns
        -------
        Model
            The new state.
        """

    def kept(self) -> dict[str, Any]:
        """Return what a restart must bring back, as changes that lead here from a new model.

        Returns
        -------
        dict of str to object
            JSON by the name of a control; `judged` names are kept with their history.
        """
        return {}

    def judged(self, name: str) -> bool:
        """Say whether a control holds a judgement, whose earlier values are never lost.

        Parameters
        ----------
        name : str
            Of a control.

        Returns
        -------
        bool
            False for what only chooses what is looked at.
        """
        del name
        return False

    def said(self) -> str:
        """Return one sentence on what is to be seen now, for a reader who cannot see it.

        Returns
        -------
        str
            It is read out after each change.
        """
        return ""

    def change(self, name: str, value: Any) -> Self:
        """Return the model after a change.

        Parameters
        ----------
        name : str
            Of a control.
        value : object
            Any JSON value.

        Returns
        -------
        Model
            The new state.

        Raises
        ------
        BadResponse
            If there is no such control now, or it cannot have this value: one sentence.
        """
        here = self.controls()
        if name not in here:
            raise BadResponse(f"There is no control {str(name)[:60]!r} here now. All: {', '.join(here)}.")
        return self.put(name, here[name].read(value))

    def restored(self, kept: Mapping[str, Any]) -> Self:
        """Return the model with what was kept; what no longer fits is left out.

        Parameters
        ----------
        kept : mapping of str to object
            As `kept` gave it, perhaps of an earlier version, perhaps changed by hand.

        Returns
        -------
        Model
            The state.
        """
        model, waiting = self, dict(kept)
        # A change can bring the control of another one into being: go round until nothing more fits.
        while waiting:
            left = {}
            for name, value in waiting.items():
                try:
                    model = model.change(name, value)
                except CourseError:
                    left[name] = value
            if len(left) == len(waiting):
                break
            waiting = left
        return model

    def controls(self) -> dict[str, Control]:
        """Return the controls by name, in the order of the Tab key.

        Returns
        -------
        dict of str to Control
            Those that are shown now.
        """
        return controls(self.parts())

    def as_text(self) -> str:
        """Return everything that is shown, in words.

        Returns
        -------
        str
            Several lines.
        """
        return text.as_text(self.parts())
