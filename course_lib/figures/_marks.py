"""What figures are drawn with: lines with gaps, bands, events, labels at the ends of lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from course_lib.figures._axes import layout_name, middle, partner, pixels
from course_lib.figures._card import Card, plot_height, plot_width
from course_lib.figures._text import columns_free, html, spread, text_width, unbroken, wrap
from course_lib.figures._theme import BAND, MUTED, SMALL, Party

__all__ = [
    "HOVER",
    "drawn",
    "end_labels",
    "events",
    "gap_bands",
    "hover",
    "line",
    "steps",
    "yearly",
]

#: Every mark says its sentence; no trace is named beside it.
HOVER = "%{hovertext}<extra></extra>"


def drawn(series: str, columns: Mapping[str, str], **more: str) -> dict[str, Any]:
    """Return the `meta` of a trace: what `data_table` calls that which the trace draws.

    Parameters
    ----------
    series : str
        In plain words: "North Korea".
    columns : mapping of str to str
        Attribute of the trace to name of the column: ``{"x": "year", "y": "value_musd"}``. With a dot for
        what lies deeper (``"error_x.array"``) or for one column of `customdata` (``"customdata.0"``).
    **more
        Columns with one value for the whole trace.

    Returns
    -------
    dict
        For ``meta=``.
    """
    return {"series": series, "columns": dict(columns), "more": more}


def hover(sentences: Iterable[str | None]) -> list[str]:
    """Return sentences as hover texts: escaped, in lines of readable length; empty for None."""
    return [html(sentence, letters=62) if sentence else "" for sentence in sentences]


def yearly(years: Sequence[int], values: Sequence[Any]) -> pd.Series:
    """Return values by year, from the first year to the last, with a gap (NaN) where there is none.

    Parameters
    ----------
    years, values : sequence
        As the table has them; a year twice is an error in the caller.

    Returns
    -------
    pandas.Series
        Indexed by every year in between.
    """
    known = pd.Series(list(values), index=[int(year) for year in years], dtype="float64")
    return known.reindex(range(known.index.min(), known.index.max() + 1))


def line(
    fig: Card,
    who: Party,
    values: pd.Series,
    column: str,
    sentences: Iterable[str | None],
    *,
    series: str = "",
    axes: tuple[str, str] = ("x", "y"),
    wide: float = 2.5,
    size: float = 7,
    **more: str,
) -> go.Scatter:
    """Draw a line over years that breaks where no value is.

    Parameters
    ----------
    fig : Card
        The card.
    who : Party
        Whose line: colour, mark and dash follow.
    values : pandas.Series
        By year, gaps included: see `yearly`.
    column : str
        What the table calls the values.
    sentences : iterable of str
        For each year, gaps included, the whole sentence to be read at its mark.
    series : str
        Name of the line in words, if not the party's.
    axes : tuple of str
        The panel, from `panels`.
    wide, size : float
        Pixels of the line, and of the mark of each value: one between two gaps is nothing but its mark.
    **more
        Columns of `data_table` with one value for the whole line.

    Returns
    -------
    plotly.graph_objects.Scatter
        As it stands in the figure.
    """
    fig.add_scatter(
        x=[int(year) for year in values.index],
        y=[None if pd.isna(value) else float(value) for value in values],
        xaxis=axes[0],
        yaxis=axes[1],
        mode="lines+markers",
        connectgaps=False,
        cliponaxis=False,
        line={"color": who.colour, "dash": who.dash, "width": wide},
        marker={"color": who.colour, "symbol": who.symbol, "size": size},
        hovertext=hover(sentences),
        hovertemplate=HOVER,
        name=series or who.name,
        meta=drawn(series or who.name, {"x": "year", "y": column}, **more),
    )
    return fig.data[-1]


def steps(fills: Sequence[str]) -> dict[str, Any]:
    """Return what gives the cells of a heatmap one fill a step: the value 0 the first, 1 the second.

    Parameters
    ----------
    fills : sequence of str
        Colours.

    Returns
    -------
    dict
        For ``add_heatmap(**...)``.
    """
    edges = [n / len(fills) for n in range(len(fills) + 1)]
    scale = [[edge, fill] for n, fill in enumerate(fills) for edge in edges[n : n + 2]]
    return {"colorscale": scale, "zmin": -0.5, "zmax": len(fills) - 0.5, "showscale": False}


def gap_bands(
    fig: Card, gaps: Iterable[tuple[float, float]], text: str = "no figure published", axis: str = "x"
) -> None:
    """Put a grey band where nothing is known, with words on it where they fit at 700 pixels.

    Parameters
    ----------
    fig : Card
        The card; the range of its x axis is set.
    gaps : iterable of tuple of float
        Begin and end of each band, as the axis counts: years 1991 to 1993 are 1990.5 to 1993.5.
    text : str
        What the band says.
    axis : str
        The axis of a panel.
    """
    y = f"{partner(axis)} domain"
    # All at once: plotly copies those that are there for each one that is added.
    shapes, notes = list(fig.layout.shapes), list(fig.layout.annotations)
    for begin, end in gaps:
        shapes.append(
            {
                "type": "rect", "name": "gap", "layer": "below", "xref": axis, "x0": begin, "x1": end,
                "yref": y, "y0": 0, "y1": 1, "fillcolor": BAND, "line": {"width": 0},
            }
        )  # fmt: skip
        room = pixels(fig, end, axis) - pixels(fig, begin, axis)
        lines = wrap(text, room - 6)
        if all(text_width(words) <= room for words in lines):
            notes.append(
                {
                    "name": "gap", "text": "<br>".join(map(html, lines)), "x": middle(begin, end),
                    "xref": axis, "y": 0, "yref": y, "yanchor": "bottom", "yshift": 4,
                    "font": {"size": SMALL, "color": MUTED},
                }
            )  # fmt: skip
    fig.layout.shapes, fig.layout.annotations = shapes, notes


def events(fig: Card, marks: Mapping[float | str, str], axis: str = "x") -> None:
    """Mark what explains a turn, three at most, by dotted lines with words above the plot.

    Parameters
    ----------
    fig : Card
        The card, with 18 pixels of `head` for each row of labels (one row where they do not meet at 700).
    marks : mapping
        Place on the axis to words.
    axis : str
        The axis of a panel.
    """
    y = f"{partner(axis)} domain"
    places = sorted(marks, key=lambda place: pixels(fig, place, axis))
    widths = [text_width(marks[place]) for place in places]
    # At the right edge a label stands to the left of its line.
    edge = plot_width(fig) + fig.layout.margin.r - 8
    lefts = [pixels(fig, place, axis) for place in places]
    turned = [at + 4 + wide > edge for at, wide in zip(lefts, widths, strict=True)]
    starts = [at - wide if turn else at for at, wide, turn in zip(lefts, widths, turned, strict=True)]
    order = sorted(range(len(places)), key=lambda n: starts[n])
    rows = dict(zip(order, columns_free([starts[n] for n in order], [widths[n] for n in order]), strict=True))
    for number, place in enumerate(places):
        fig.add_shape(
            type="line", name="event", layer="below", xref=axis, x0=place, x1=place, yref=y, y0=0, y1=1,
            line={"color": "#888888", "width": 1, "dash": "dot"},
        )  # fmt: skip
        fig.add_annotation(
            name="event", text=html(marks[place]), x=place, xref=axis, y=1, yref=y, yanchor="bottom",
            xanchor="right" if turned[number] else "left", yshift=18 * rows[number],
            xshift=-3 if turned[number] else 3, borderpad=0,
        )  # fmt: skip


def end_labels(fig: Card, labels: Iterable[tuple[float, float, str, Party]], axis: str = "x") -> None:
    """Write names at the ends of lines, moved apart where the ends are near each other.

    Parameters
    ----------
    fig : Card
        The card, with room at its right, and the range of its axes set.
    labels : iterable of tuple
        x and y of the end, the words, and whose line it is.
    axis : str
        The axis of a panel.
    """
    labels = list(labels)
    low, high = fig.layout[layout_name(partner(axis))].range
    tall = plot_height(fig)
    wanted = [(y - low) / (high - low) * tall for _, y, _, _ in labels]
    heights = [17.0 * (text.count("<br>") + 1) for _, _, text, _ in labels]
    for (x, y, text, who), at, was in zip(labels, spread(wanted, heights, -8, tall + 8), wanted, strict=True):
        fig.add_annotation(
            name="end", text=f"<b>{unbroken(text)}</b>", font={"size": 13, "color": who.text}, align="left",
            x=x, xref=axis, xanchor="left", xshift=8, y=y, yref=partner(axis), yanchor="middle",
            yshift=at - was, borderpad=0,
        )  # fmt: skip
