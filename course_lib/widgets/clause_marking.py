"""Words of a clause to be marked, in a notebook."""

from __future__ import annotations

from typing import Any

from course_lib import models
from course_lib.models.model import Model
from course_lib.widgets._asking import Asking

__all__ = ["ClauseMarking"]


class ClauseMarking(Asking):
    """Mark the words of a clause that carry an answer, task by task.

    Parameters
    ----------
    model : Model or str, optional
        A state to begin with, or the id of the first check.
    *items : str
        Ids of further checks of type `mark`.
    **more
        As for `Widget`.
    """

    kind = models.ClauseMarking

    def __init__(self, model: Model | str | None = None, *items: str, **more: Any) -> None:
        if isinstance(model, str):
            model, more = None, {"items": (model, *items)} | more
        super().__init__(model, **more)
