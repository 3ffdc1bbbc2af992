"""What is drawn in a notebook beside questions, one file each over its model, loaded on first use."""

from __future__ import annotations

import importlib
from typing import Any

from course_lib import models

_HOME = models._HOME | {
    "recall_line": "_recall_line",
    "reset": "_reset",
    "show_progress": "progress",
}
__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
