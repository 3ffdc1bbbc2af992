"""Every figure, drawn once, and what the tests read from it."""

from __future__ import annotations

import json
from functools import cache

from course_lib import figures, load
from course_lib.figures._gallery import tables

NAMES = list(figures.FIGURES)


@cache
def drawn(name):
    """Return a figure over the course's own tables; nobody changes it."""
    function = getattr(figures, name)
    return function(*(load(table) for table in tables(function)))


@cache
def as_json(name):
    """Return what the browser gets."""
    return json.loads(drawn(name).to_json())


def data_traces(name):
    """Return the traces that stand for data, as the browser gets them."""
    return [trace for trace in as_json(name)["data"] if trace.get("meta")]


def flat(values):
    """Return the cells of a list or of a matrix in one list."""
    return [v for row in values for v in (row if isinstance(row, list) else [row])]


def axis(name, trace, letter):
    """Return the axis of a trace, with what the template says of every axis."""
    layout = as_json(name)["layout"]
    number = trace.get(f"{letter}axis", letter)[1:]
    return layout["template"]["layout"][f"{letter}axis"] | layout.get(f"{letter}axis{number}", {})
