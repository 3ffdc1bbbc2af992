"""The timeline to be filtered and gone through, in a notebook."""

from __future__ import annotations

from typing import Any, ClassVar

import ipywidgets
import plotly.graph_objects as go

from course_lib import models
from course_lib.figures._theme import CONFIG
from course_lib.models.parts import Figure
from course_lib.widgets._board import Widget

__all__ = ["TimelineExplorer"]

#: What a trace takes from a newly drawn figure.
_TRACE = ("x", "y", "base", "width", "customdata", "hovertext", "marker")


class TimelineExplorer(Widget):
    """Filter the events between Moscow and Pyongyang, see them as of a day, and open each to its sources.

    Takes ``years``, ``as_of``, ``curtain``, ``question`` and ``stops``; see
    `course_lib.models.timeline_explorer.TimelineExplorer`.
    """

    kind = models.TimelineExplorer
    pages: ClassVar[int] = 2
    _figure: go.FigureWidget | None = None
    _drawn: Any = None

    def split(self, parts: tuple[Any, ...]) -> tuple[tuple[Any, ...], ...]:  # noqa: D102
        at = next(number for number, part in enumerate(parts) if isinstance(part, Figure))
        return parts[: at + 1], parts[at + 1 :]

    def drawn(self) -> None:  # noqa: D102
        fig = self.model.figure
        if fig is self._drawn:
            return
        self._drawn = fig
        if self._figure is None:
            # Made of all events, so that each trace is there from the start.
            self._figure = go.FigureWidget(self.kind.start().figure)
            self._figure._config = {**self._figure._config, **CONFIG, "responsive": True}
        new = {trace.name: trace.to_plotly_json() for trace in fig.data}
        layout = fig.layout.to_plotly_json()
        layout.pop("template", None)
        with self._figure.batch_update():
            for trace in self._figure.data:
                drawn = new.get(trace.name)
                trace.visible = drawn is not None
                if drawn is not None:
                    trace.update({name: drawn[name] for name in _TRACE if name in drawn}, overwrite=True)
            self._figure.layout.update(layout, overwrite=True)

    def view(self) -> Any:  # noqa: D102
        return ipywidgets.VBox((self.boards[0], self._figure, self.boards[1]))
