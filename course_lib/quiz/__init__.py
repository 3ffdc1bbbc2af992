"""Questions, answers and their scores. Pure but for `view`, which alone draws and is loaded on first use."""

from __future__ import annotations

import importlib
from typing import Any

__all__ = ["answer", "answered", "ask", "points", "recall"]

_HOME = {"answer": "view", "answered": "cells", "ask": "view", "points": "cells", "recall": "recalled"}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
