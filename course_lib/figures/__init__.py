"""The figures of the course: tables in, a plotly figure out, nothing shown.

A figure is called with the tables that its parameters are named after; options are keyword-only.
"""

from __future__ import annotations

import importlib
from typing import Any

# One line a figure, in the order of the gallery.
FIGURES = {
    "relationship_timeline": "_relationship_timeline",
    "trade_by_partner": "_trade_by_partner",
    "trade_two_koreas": "_trade_two_koreas",
    "un_voting_agreement": "_un_voting_agreement",
    "council_votes": "_council_votes",
    "summits_per_year": "_summits_per_year",
    "obligation_matrix": "_obligation_matrix",
    "estimates_as_ranges": "_estimates_as_ranges",
    "defence_network": "_defence_network",
    "places_map": "_places_map",
}
_HOME = {**FIGURES, "data_table": "_table", "gallery": "_gallery"}
__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return __all__
