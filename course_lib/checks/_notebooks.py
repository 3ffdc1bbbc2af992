"""What notebooks hold, read as JSON: cells, their source, and what they call."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

__all__ = ["ASKING", "called_with", "calls", "cells", "source"]

#: What a lesson calls with ids of questions.
ASKING = frozenset({"ask", "recall", "recall_line", "answer", "widgets.AnalogyLab", "widgets.ClauseMarking"})


def cells(path: Path) -> list[dict[str, Any]]:
    """Return the cells of a notebook; none where it cannot be read, which another check says."""
    try:
        return json.loads(path.read_text("utf-8"))["cells"]
    except (OSError, ValueError, KeyError):
        return []


def source(cell: dict[str, Any]) -> str:
    """Return the text of a cell."""
    text = cell.get("source", "")
    return text if isinstance(text, str) else "".join(text)


def calls(text: str, functions: frozenset[str]) -> Iterator[ast.Call]:
    """Yield the calls of these functions, wherever in the cell they stand."""
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in functions:
            yield node


def called_with(text: str, functions: frozenset[str]) -> Iterator[str]:
    """Yield the texts that calls of these functions are given."""
    for call in calls(text, functions):
        values = [a.value for a in call.args if isinstance(a, ast.Constant)]
        yield from (v for v in values if isinstance(v, str))
