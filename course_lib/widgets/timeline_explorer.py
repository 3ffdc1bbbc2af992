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

#: What differs between two figures of the same events; all else is the same in each.
_TRACE = ("x", "y", "base", "width", "customdata", "hovertext")


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
            self._figure = _live(fig, self.kind.start().figure)
            return
        new = {trace.name: trace.to_plotly_json() for trace in fig.data}
        with self._figure.batch_update():
            for trace in self._figure.data:
                drawn = new.get(trace.name)
                trace.visible = drawn is not None
                if drawn is not None:
                    trace.update({name: drawn[name] for name in _TRACE if name in drawn})
                    trace.marker.color = drawn["marker"]["color"]
            layout = self._figure.layout
            layout.update({name: fig.layout[name].to_plotly_json() for name in ("margin", "title")})
            for axis in ("xaxis", "yaxis"):
                layout[axis].update({"visible": True} | fig.layout[axis].to_plotly_json())
            # Set, not updated: an update keeps those of the earlier ones that are more.
            for name in ("meta", "annotations", "shapes"):
                layout[name] = fig.layout[name]

    def view(self) -> Any:  # noqa: D102
        # What was changed before it is shown: plotly's own display does this, a box does not.
        self._figure._repr_mimebundle_()
        box = ipywidgets.VBox((self.boards[0], self._figure, self.boards[1]))
        box.layout.max_width = "66rem"
        return box


def _live(fig: go.Figure, whole: go.Figure) -> go.FigureWidget:
    """Return a figure to be redrawn in place, with a hidden trace for each that only `whole` has."""
    live = go.FigureWidget(fig)
    for trace in whole.data:
        if trace.name not in {there.name for there in fig.data}:
            live.add_trace(trace)
            live.data[-1].visible = False
    live._config = {**CONFIG, "responsive": True}
    return live
