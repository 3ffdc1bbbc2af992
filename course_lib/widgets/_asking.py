"""A widget that shows questions of a lesson between its own parts."""

from __future__ import annotations

from typing import Any, ClassVar

import ipywidgets

from course_lib.models.parts import Place
from course_lib.quiz import session
from course_lib.quiz.view import QuestionView
from course_lib.widgets._board import Widget

__all__ = ["Asking"]


class Asking(Widget):
    """A widget whose model may have one question at a time, and is told what was answered."""

    pages: ClassVar[int] = 2

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._box = ipywidgets.VBox()
        self._questions: dict[str, QuestionView] = {}
        super().__init__(*args, **kwargs)

    def split(self, parts: tuple[Any, ...]) -> tuple[tuple[Any, ...], ...]:
        at = next((n for n, part in enumerate(parts) if isinstance(part, Place)), -1)
        return (parts[:at], parts[at + 1 :]) if at >= 0 else ((), parts)

    def restored(self, model: Any) -> Any:
        return super().restored(model.seen(session.recorded(self._folder).items))

    def drawn(self) -> None:
        shown = next((part.name for part in self.model.parts() if isinstance(part, Place)), "")
        if shown and shown not in self._questions:
            view = QuestionView.of(shown, self._folder)
            # The status comes last of all that an answer changes.
            view.observe(self._answered, "status")
            self._questions[shown] = view
        middle = (self._questions[shown],) if shown else ()
        children = (self.boards[0], *middle, self.boards[1])
        if self._box.children != children:
            self._box.children = children

    def _answered(self, _change: Any) -> None:
        self.model = self.model.seen(session.recorded(self._folder).items)
        self._draw()

    def view(self) -> Any:
        return self._box
