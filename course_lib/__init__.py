"""Skin-Deep? Russia and North Korea, 1945 to today: what the lessons and assignments call.

Every name is loaded on first use, so that a student who wants one citation does not wait for the figures.
"""

from __future__ import annotations

import importlib
from typing import Any

__version__ = "0.1.0"

_NAMES = {
    "data": "cite describe load names",
    "quiz": "answer answered ask recall",
    "setup_check": "check_setup",
    "treaties": "PRESETS Scenario all_scenarios clause compare duties treaty",
    "widgets": "recall_line reset show_progress",
}
_HOME = {name: home for home, names in _NAMES.items() for name in names.split()}
__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
