"""The frame of a submitted notebook, put back as it was released: which cell is which, and none missing.

What a student wrote is not touched. nbgrader itself stops at a copied cell, and leaves a submission whose
metadata another editor removed without any grade; cells of ours keep their grade id as cell id, so both
can be put right.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

from nbformat import NotebookNode

from course_lib.grading.cells import MARK

__all__ = ["mend", "without_regions"]

_BEGIN, _END = "### BEGIN", "### END"


def without_regions(source: str, stub: str = "") -> str:
    """Return the source of a cell without its solution and hidden tests.

    Parameters
    ----------
    source : str
        As in the instructor's notebook.
    stub : str
        A line to stand in place of a region, if any.

    Returns
    -------
    str
        What a student's copy of the cell holds.
    """
    out: list[str] = []
    inside = False
    for line in source.split("\n"):
        if line.startswith(_BEGIN):
            inside = True
            out += [stub] if stub else []
        elif line.startswith(_END):
            inside = False
        elif not inside:
            out.append(line)
    return "\n".join(out)


def _nbgrader(cell: NotebookNode) -> Any:
    meta = cell.metadata.get("nbgrader")
    return meta if isinstance(meta, dict) else {}


def _best(cells: Sequence[NotebookNode], grade_id: str, original: NotebookNode) -> NotebookNode | None:
    """Choose among original and copies: written in before untouched, then by its own id, then the last."""
    found = [c for c in cells if grade_id in (c.get("id"), _nbgrader(c).get("grade_id"))]
    # The answers to a question are harvested from wherever they stand, so its own cell is as good as a copy.
    asks = original.metadata.get(MARK, {}).get("role") == "ask"
    answers = _nbgrader(original)["solution"] and not asks

    def rank(place_and_cell: tuple[int, NotebookNode]) -> tuple[bool, bool, int]:
        place, cell = place_and_cell
        written = answers and cell.source.strip() not in ("", original.source.strip())
        return bool(written), cell.get("id") == grade_id, place

    return max(enumerate(found), key=rank)[1] if found else None


def mend(notebook: NotebookNode, release: NotebookNode) -> list[str]:
    """Give every cell of a submission the nbgrader metadata that it was released with, and add missing ones.

    Parameters
    ----------
    notebook : NotebookNode
        The submission; changed in place.
    release : NotebookNode
        The notebook as students got it.

    Returns
    -------
    list of str
        What was done, a sentence each.
    """
    done: list[str] = []
    originals = [cell for cell in release.cells if _nbgrader(cell).get("grade_id")]
    chosen = {
        c.metadata.nbgrader.grade_id: _best(notebook.cells, c.metadata.nbgrader.grade_id, c)
        for c in originals
    }
    owners = {id(cell) for cell in chosen.values() if cell is not None}
    for cell in notebook.cells:
        if id(cell) not in owners and "nbgrader" in cell.metadata:
            grade_id = str(_nbgrader(cell).get("grade_id", ""))[:40]
            done.append(f"A copy of cell {grade_id} is not graded." if grade_id in chosen else "")
            del cell.metadata["nbgrader"]
    place = -1
    for original in originals:
        meta = original.metadata.nbgrader
        cell = chosen[meta.grade_id]
        if cell is None:
            cell = copy.deepcopy(original)
            notebook.cells.insert(place + 1, cell)
            if meta.grade or meta.solution:
                done.append(f"Cell {meta.grade_id} was missing and is back, as released.")
        elif _nbgrader(cell).get("grade_id") != meta.grade_id:
            done.append(f"Cell {meta.grade_id} had lost its grading metadata.")
        cell.metadata["nbgrader"] = copy.deepcopy(meta)
        place = next(i for i, c in enumerate(notebook.cells) if c is cell)
    return [sentence for sentence in done if sentence]
