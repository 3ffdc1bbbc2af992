"""What must not reach students: canary, feedback, hidden tests, keys."""

from __future__ import annotations

import ast
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from course_lib.quiz.bank import Bank
from course_lib.quiz.items import Item

__all__ = ["calls", "leaks", "spoken"]

_MARKS = ("BEGIN SOLUTION", "END SOLUTION", "BEGIN HIDDEN TESTS", "END HIDDEN TESTS", "### BEGIN", "AUTOTEST")


def spoken(item: Item) -> set[str]:
    """Return the sentences of an item that only a graded student may read.

    Parameters
    ----------
    item : Item
        With its feedback.

    Returns
    -------
    set of str
        Feedback, hints and frequent wrong answers' remarks, without empty ones.
    """
    parts = [*item.options, *item.pairs, *item.spares, *item.steps, *item.spans, *item.wrong]
    return {text for text in (item.feedback, *item.hints, *(p.feedback for p in parts)) if text}


def leaks(folder: Path, bank: Bank) -> list[str]:
    """Look through a released folder for what belongs on the instructor's side.

    Parameters
    ----------
    folder : Path
        ``assignments/<name>`` or a fresh release.
    bank : Bank
        Bank of the assignment.

    Returns
    -------
    list of str
        One sentence a find, with the file; empty if all is well.
    """
    found: list[str] = []
    secret = {text for item in bank.items.values() for text in spoken(item)}
    secret |= {model.get("text", "") for task in bank.manuals.values() for model in task.models} - {""}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        if path.suffix in (".toml", ".db"):
            found.append(f"{path.name} has no place among released files.")
        text = path.read_text("utf-8", errors="replace")
        plain = _strings(text) if path.suffix in (".ipynb", ".json") else text
        if bank.canary and bank.canary in plain:
            found.append(f"{path.name} holds the canary of the bank.")
        found += [f"{path.name} holds the feedback {s[:50]!r}." for s in sorted(secret) if s in plain]
        if path.suffix == ".ipynb":
            found += _in_notebook(path.name, json.loads(text))
    return found


def _strings(text: str) -> str:
    """Return all texts in a JSON file, unescaped, so that a secret is found however it is written."""

    def walk(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            for key, inner in value.items():
                yield key
                yield from walk(inner)
        elif isinstance(value, list):
            yield from (["".join(value)] if all(isinstance(v, str) for v in value) else [])
            for inner in value:
                yield from walk(inner)
        elif isinstance(value, str):
            yield value

    return "\n".join(walk(json.loads(text)))


def _in_notebook(name: str, notebook: dict[str, Any]) -> list[str]:
    found, ids = [], Counter()
    for cell in notebook["cells"]:
        source = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
        here = f"{name}, cell {cell.get('id')}"
        found += [f"{here} holds {mark!r}." for mark in _MARKS if mark in source]
        if cell["cell_type"] == "code" and list(calls(source, "answer")) + list(calls(source, "points")):
            found.append(f"{here} holds an answer.")
        if cell.get("outputs"):
            found.append(f"{here} holds outputs.")
        ids[cell["metadata"].get("nbgrader", {}).get("grade_id", cell.get("id"))] += 1
    return found + [f"{name} has {n} cells with the id {i!r}." for i, n in ids.items() if n > 1]


def calls(source: str, function: str) -> Iterator[ast.Call]:
    """Yield the calls of a function among the top-level statements of a cell, which is never executed.

    Parameters
    ----------
    source : str
        Source of a code cell; lines of magics are passed over.
    function : str
        Name, as in ``answer(...)`` or ``course_lib.answer(...)``.

    Yields
    ------
    ast.Call
        In the order of the cell; nothing if the cell is no Python.
    """
    if re.match(r"\s*%%(?!time\b|capture\b)", source):
        return
    plain = re.sub(r"(?m)^[ \t]*[%!?].*$|^[\w.]+\?+[ \t]*$", "", source)
    try:
        body = ast.parse(plain).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for statement in body:
        call = statement.value if isinstance(statement, ast.Expr | ast.Assign | ast.AnnAssign) else None
        if isinstance(call, ast.Call):
            named = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
            if named == function:
                yield call
