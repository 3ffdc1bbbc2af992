"""What treaties are compared on, and which clause of each speaks of it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["TOPICS"]

#: Which clauses answer each other is the course's reading: a clause's topic in its treaty may be narrower.
TOPICS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "mutual assistance": (
            "nato_1949.5.1", "ussr_prc_1950.1.2", "us_rok_1953.3", "ussr_dprk_1961.1.2", "prc_dprk_1961.2.2",
            "csto_1992.4.2.2010", "rf_dprk_2000.2.neg", "rf_dprk_2024.4",
        ),
        "consultation": (
            "nato_1949.4", "ussr_prc_1950.4", "us_rok_1953.2", "ussr_dprk_1961.3", "prc_dprk_1961.4",
            "csto_1992.2.2.2010", "rf_dprk_2000.2", "rf_dprk_2024.3.2",
        ),
        "no alliance against each other": (
            "ussr_prc_1950.3", "ussr_dprk_1961.2", "prc_dprk_1961.3", "csto_1992.1.2",
            "rf_dprk_2000.nonhostile", "rf_dprk_2024.5.1",
        ),
        "duration and exit": (
            "nato_1949.13", "ussr_prc_1950.6", "us_rok_1953.6", "ussr_dprk_1961.6.2", "prc_dprk_1961.7",
            "csto_1992.dur", "rf_dprk_2000.dur", "rf_dprk_2024.23.1",
        ),
        "unification of Korea": ("ussr_dprk_1961.5", "prc_dprk_1961.6", "rf_dprk_2000.unif"),
    }
)  # fmt: skip
