"""The white card that every figure is: title, subtitle, plot, source and note, at 700 pixels and wider."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

import plotly.graph_objects as go

from course_lib.data import source
from course_lib.errors import CourseError
from course_lib.figures._table import data_table, readable
from course_lib.figures._text import and_join, html, plural, text_width, unbroken, wrap
from course_lib.figures._theme import CONFIG, INK, MUTED, SMALL, TEMPLATE

__all__ = [
    "NARROW",
    "TITLE_LETTERS",
    "Card",
    "card",
    "in_words",
    "panels",
    "plot_height",
    "plot_width",
    "sources_in_words",
]

#: The narrowest cell in which a figure must be whole, and the rim around its text, in pixels.
NARROW, RIM = 700, 20
TITLE, SUBTITLE, TICK = 18, 13, 13
#: plotly puts lines of text this far apart, in sizes of the type.
LEADING = 1.3
#: The most letters of a title.
TITLE_LETTERS = 90
MIMETYPE = "application/vnd.plotly.v1+json"


class Card(go.Figure):
    """A plotly figure that shows itself without a request to the network, and in words where it cannot."""

    def _ipython_display_(self) -> None:
        # plotly's own would follow the renderer that someone set, and its HTML would load plotly.js from the
        # network. What a listener needs stands below the picture, folded, in every place that shows it.
        from IPython.display import display

        display(self._repr_mimebundle_(), raw=True)
        display({"text/html": in_words(self), "text/plain": ""}, raw=True)

    def _repr_html_(self) -> str:
        title, description, rest = (escape(text) for text in _words(self))
        return f"<div><p><strong>{title}</strong></p><p>{description}</p><p><small>{rest}</small></p></div>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None, **_: Any) -> dict[str, Any]:
        figure = json.loads(self.to_json())
        # What is downloaded is called after its title.
        name = re.sub("[^a-z0-9]+", "-", _words(self)[0].lower()).strip("-")[:60]
        config = copy.deepcopy(CONFIG)
        config["toImageButtonOptions"]["filename"] = name or "figure"
        # `text/html` is what is left where nothing draws plotly: exports, feedback, a page on the web.
        return {
            MIMETYPE: {**figure, "config": config},
            "text/html": self._repr_html_(),
            "text/plain": "\n".join(_words(self)),
        }

    def show(self, *args: Any, **kwargs: Any) -> None:
        """Show the figure as plotly's own does, with the course's configuration."""
        super().show(*args, **{"config": CONFIG, **kwargs})


def in_words(fig: go.Figure, description: bool = True) -> str:
    """Return the table behind a figure as HTML, folded, with its text alternative unless told."""
    table = data_table(fig)
    title, words, _ = (escape(text) for text in _words(fig))
    what = "In words, and as a table" if description else "As a table"
    # JupyterLab sets what stands between two dollar signs as a formula, unless told not to.
    said = f'<p class="mathjax_ignore" style="max-width: 44rem">{words}</p>' if description else ""
    return (
        f"<details><summary>{what} ({plural(len(table), 'row')})</summary>"
        f"{said}"
        '<div class="mathjax_ignore" style="max-height: 24rem; overflow: auto" tabindex="0" role="group" '
        f'aria-label="The table behind: {title}">{readable(table)}</div></details>'
    )


def _words(fig: go.Figure) -> tuple[str, str, str]:
    meta = fig.layout.meta or {}
    return tuple(meta.get(key, "") for key in ("title", "description", "source"))


def card(
    *,
    title: str,
    subtitle: str,
    description: str,
    sources: Iterable[str],
    source: str = "",
    note: str = "",
    height: int = 440,
    left: float | Sequence[str] = RIM,
    right: float | Sequence[str] = RIM,
    head: float = 0,
    foot: float = 26,
) -> Card:
    """Return an empty card; traces, axes and marks are put on it afterwards.

    Parameters
    ----------
    title : str
        The finding, computed from the data, at most 90 characters.
    subtitle : str
        What is plotted, the unit, the years.
    description : str
        The text alternative, computed from the data: what a listener needs to know what a viewer sees.
    sources : iterable of str
        Ids of sources; doubles are dropped.
    source : str
        The source line after the word "Source"; from `sources` where not given.
    note : str
        A second line, where a reader could be misled.
    height : int
        Pixels of the whole card, 360 to 520.
    left, right : float or sequence of str
        Pixels beside the plot; or the labels that must find room there: ticks at the left (ordinary type),
        ends of lines at the right (bold type).
    head : float
        Pixels to keep free above the plot for labels of bands and events.
    foot : float
        Pixels to keep free below it for ticks (26), and for an axis title (20 more).

    Returns
    -------
    Card
        Its plot is `plot_height` high, and `plot_width` wide where the card is 700 pixels wide.
    """
    title, subtitle, description, note = map(unbroken, (title, subtitle, description, note))
    if len(title) > TITLE_LETTERS or not title:
        raise CourseError(f"The title {title!r} has {len(title)} characters, not 1 to {TITLE_LETTERS}.")
    if not 360 <= height <= 520:
        raise CourseError(f"A figure is 360 to 520 pixels high, not {height}.")
    ids = list(dict.fromkeys(sources))
    said = f"Source: {unbroken(source or sources_in_words(ids))}"
    # The mode bar, where it appears, stands at the right of the title.
    titles = wrap(title, NARROW - 2 * RIM - 30, TITLE, bold=True)
    subtitles = wrap(subtitle, NARROW - 2 * RIM, SUBTITLE)
    below = wrap(said, NARROW - 2 * RIM, SMALL) + wrap(note, NARROW - 2 * RIM, SMALL)
    under_title = 14 + len(titles) * TITLE * LEADING + 2
    top = under_title + len(subtitles) * SUBTITLE * LEADING + 12 + head
    bottom = foot + 8 + len(below) * SMALL * LEADING + 10
    left = left if isinstance(left, int | float) else _room(left, TICK, bold=False)
    right = right if isinstance(right, int | float) else _room(right, TICK, bold=True)
    fig = Card(layout={"template": TEMPLATE, "height": height, "annotations": [], "shapes": []})
    fig.update_layout(
        margin={"t": round(top), "b": round(bottom), "l": round(left), "r": round(right), "pad": 0},
        meta={
            "title": title,
            "subtitle": subtitle,
            "description": description,
            "sources": ids,
            "source": f"{said}{' ' + note if note else ''}",
        },
        title={
            "text": "<br>".join(f"<b>{html(line)}</b>" for line in titles),
            "font": {"size": TITLE, "color": INK},
            "x": 0,
            "xref": "container",
            "xanchor": "left",
            # plotly puts the base of the first of several lines here, whatever the anchor.
            "y": 1 - (14 + 0.9 * TITLE) / height,
            "yref": "container",
            "yanchor": "bottom",
            "pad": {"l": RIM},
        },
    )
    _beside(fig, "subtitle", subtitles, SUBTITLE, y=1, shift=fig.layout.margin.t - under_title)
    _beside(fig, "source", below, SMALL, y=0, shift=-(foot + 8))
    _frame(fig)
    if plot_height(fig) < 120:
        raise CourseError(f"Only {plot_height(fig)} pixels are left for the plot of {title!r}.")
    return fig


def _room(labels: Sequence[str], size: float, bold: bool) -> float:
    return RIM + max((text_width(label, size, bold) for label in labels), default=0) + 10


def _beside(fig: Card, name: str, lines: list[str], size: float, y: float, shift: float) -> None:
    if lines:
        fig.add_annotation(
            name=name,
            text="<br>".join(html(line) for line in lines),
            font={"size": size, "color": MUTED},
            align="left",
            x=0,
            xref="paper",
            xanchor="left",
            xshift=RIM - fig.layout.margin.l,
            y=y,
            yref="paper",
            yanchor="top",
            yshift=shift,
            borderpad=0,
        )


def _frame(fig: Card) -> None:
    """Draw the thin frame of the card, whatever its width: lines that the edge of the picture cuts."""
    margin, line = fig.layout.margin, {"color": "#D0D0D0", "width": 1}
    common = {"type": "line", "xref": "paper", "yref": "paper", "line": line, "name": "frame"}
    for anchor, at in ((1, margin.t - 0.5), (0, 0.5 - margin.b)):
        fig.add_shape(**common, x0=-9, x1=9, ysizemode="pixel", yanchor=anchor, y0=at, y1=at)
    for anchor, at in ((0, 0.5 - margin.l), (1, margin.r - 0.5)):
        fig.add_shape(**common, y0=-9, y1=9, xsizemode="pixel", xanchor=anchor, x0=at, x1=at)


def plot_height(fig: go.Figure) -> float:
    """Return how high the plot is, in pixels, at any width."""
    return fig.layout.height - fig.layout.margin.t - fig.layout.margin.b


def plot_width(fig: go.Figure, wide: int = NARROW) -> float:
    """Return how wide the plot is where the figure is `wide` pixels wide."""
    return wide - fig.layout.margin.l - fig.layout.margin.r


def panels(
    fig: Card, titles: Sequence[str], gap: float = 0.08, parts: Sequence[float] = ()
) -> list[tuple[str, str]]:
    """Lay out panels from left to right, each with a title above it; keep 22 pixels of `head` for them.

    Parameters
    ----------
    fig : Card
        The card.
    titles : sequence of str
        One a panel.
    gap : float
        Between two panels, as a part of the plot's width; ticks of the next panel must find room there.
    parts : sequence of float
        How wide each is beside the others; all the same where not given.

    Returns
    -------
    list of tuple of str
        For each panel the names of its axes, as traces take them: ``("x2", "y2")``.
    """
    parts = parts or [1] * len(titles)
    free = 1 - gap * (len(titles) - 1)
    start, out = 0.0, []
    for number, (title, part) in enumerate(zip(titles, parts, strict=True)):
        end = "" if number == 0 else str(number + 1)
        wide = free * part / sum(parts)
        fig.layout[f"xaxis{end}"] = {"domain": [start, min(1, start + wide)], "anchor": f"y{end}"}
        fig.layout[f"yaxis{end}"] = {"domain": [0, 1], "anchor": f"x{end}"}
        fig.add_annotation(
            name="panel",
            text=f"<b>{html(title)}</b>",
            font={"size": SUBTITLE, "color": INK},
            x=start,
            xref="paper",
            xanchor="left",
            y=1,
            yref="paper",
            yanchor="bottom",
            yshift=2,
            borderpad=0,
        )
        out.append((f"x{end}", f"y{end}"))
        start += wide + gap
    return out


def sources_in_words(ids: Sequence[str]) -> str:
    """Return what a source line says: up to three sources by author or publisher and year, else how many."""
    if len(ids) > 3:
        return f"{len(ids)} sources; each mark names its own, and cite() shows it."
    found = [source(i) for i in ids]
    said = (
        ", ".join(filter(None, [_who(s), s.title])) + (f" ({s.date[:4]})" if s.date else "") for s in found
    )
    return f"{and_join(said)}."


def _who(found: Any) -> str:
    if not found.authors:
        return found.house
    names = [author.split(",")[0] for author in found.authors]
    return and_join(names) if len(names) <= 3 else f"{names[0]} and others"
