"""The axes of a figure: years, values, round ticks, and where a place on an axis lies at 700 pixels."""

from __future__ import annotations

from collections.abc import Mapping
from math import floor, log10

import pandas as pd

from course_lib.figures._card import NARROW, Card, plot_width
from course_lib.figures._theme import GRID

__all__ = ["layout_name", "middle", "nice_ticks", "partner", "pixels", "value_axis", "year_axis"]


def year_axis(fig: Card, first: int, last: int, axis: str = "x", step: int = 0) -> None:
    """Set an axis of whole years, with half a year to spare at both ends and few enough ticks at 700 pixels.

    Parameters
    ----------
    fig : Card
        The card.
    first, last : int
        The years.
    axis : str
        ``"x"``, or that of a panel.
    step : int
        Years between two ticks; chosen where not given.
    """
    layout = fig.layout[layout_name(axis)]
    domain = layout.domain or (0, 1)
    room = plot_width(fig) * (domain[1] - domain[0])
    enough = (n for n in (1, 2, 5, 10, 20) if (last - first + 1) / n * 46 <= room)
    step = step or next(enough, 20)
    ticks = [year for year in range(first, last + 1) if year % step == 0]
    layout.update(range=[first - 0.5, last + 0.5], tickvals=ticks, ticktext=[str(t) for t in ticks])


def value_axis(fig: Card, ticks: Mapping[float, str], axis: str = "y", top: float | None = None) -> None:
    """Set an axis of values with light lines across the plot; its ends are fixed.

    Parameters
    ----------
    fig : Card
        The card.
    ticks : mapping of float to str
        Value to label, unit included: ``{0: "0", 50: "50 %"}``. The axis begins at the first.
    axis : str
        ``"y"``, or that of a panel.
    top : float, optional
        Where the axis ends, if above the last tick.
    """
    values = list(ticks)
    high = values[-1] if top is None else top
    layout = fig.layout[layout_name(axis)]
    layout.update(range=[values[0], high], tickvals=values, ticktext=list(ticks.values()))
    layout.update(showgrid=True, gridcolor=GRID)


def nice_ticks(limit: float, most: int = 6) -> list[float]:
    """Return round numbers from zero up to a limit.

    Parameters
    ----------
    limit : float
        Above zero.
    most : int
        How many there may be above zero.

    Returns
    -------
    list of float
        The first is 0, the last not above the limit.
    """
    power = 10.0 ** floor(log10(limit))
    steps = (power * part for part in (0.1, 0.2, 0.5, 1, 2, 5))
    step = next(s for s in steps if limit / s < most + 1)
    return [round(step * n, 6) for n in range(int(limit / step + 1e-9) + 1)]


def pixels(fig: Card, place: float | str, axis: str = "x") -> float:
    """Return how far right of the plot's left edge a place on an axis lies, at 700 pixels."""
    layout = fig.layout[layout_name(axis)]
    low, high, at = (_number(value) for value in (*layout.range, place))
    start, end = layout.domain or (0, 1)
    return (start + (at - low) / (high - low) * (end - start)) * plot_width(fig, NARROW)


def middle(begin: float | str, end: float | str) -> float | str:
    """Return what lies between two places of an axis, numbers or days."""
    if isinstance(begin, str):
        return str(pd.Timestamp((pd.Timestamp(begin).value + pd.Timestamp(end).value) // 2).date())
    return (begin + end) / 2


def layout_name(axis: str) -> str:
    """Return what the layout calls an axis that traces call ``"x2"``."""
    return f"{axis[0]}axis{axis[1:]}"


def partner(axis: str) -> str:
    """Return the other axis of a panel."""
    return ("y" if axis[0] == "x" else "x") + axis[1:]


def _number(place: float | str) -> float:
    return pd.Timestamp(place).value if isinstance(place, str) else float(place)
