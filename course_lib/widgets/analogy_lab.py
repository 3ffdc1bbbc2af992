"""1950 beside 2024, in a notebook."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from course_lib import models
from course_lib.models import calibration
from course_lib.quiz import session
from course_lib.widgets._asking import Asking

__all__ = ["AnalogyLab"]


class AnalogyLab(Asking):
    """Likenesses and differences, the known and the presumed, and what would change your mind.

    Takes ``step``; the three steps of one name share what was done. In place of a model it takes the id of
    the check whose statements are sorted. See `course_lib.models.analogy_lab.AnalogyLab`.
    """

    kind = models.AnalogyLab

    def __init__(
        self, model: models.AnalogyLab | str | None = None, *, name: str = "08", **options: Any
    ) -> None:
        if isinstance(model, str):
            model, options = None, {"sort": model} | options
        super().__init__(model, name=name, **options)

    def restored(self, model: Any) -> Any:
        """Return a model with what the folder holds, and the settled forecasts of the course."""
        items = session.recorded(self._folder).items
        course = (*calibration.of_course(session.checks(), items), *calibration.of_claims(items))
        return super().restored(replace(model, course=course))
