"""One assignment as grading needs it: which slots it has, their keys, and the notebook as released."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from course_lib.errors import BuildProblem
from course_lib.grading.config import CODE_STUB, TEXT_STUB
from course_lib.grading.harvest import Key, keys_of
from course_lib.grading.mend import without_regions
from course_lib.grading.paper import Part, load_paper
from course_lib.grading.released import released
from course_lib.quiz.bank import load_bank
from course_lib.quiz.items import Question
from course_lib.quiz.rubric import Manual
from course_lib.quiz.session import QUIZ

__all__ = ["Course", "load_course"]


@dataclass(frozen=True)
class Course:
    """An assignment on the instructor's side.

    Attributes
    ----------
    name : str
        The assignment, which is also the name of its notebook.
    keys : mapping of str to Key
        By slot; empty for an assignment without a bank.
    release : NotebookNode or None
        The frame of the notebook as students got it.
    title : str
        Of the paper.
    parts : tuple of Part
        Of the paper, with their slots.
    tasks : mapping of str to Manual
        What a person marks, by slot.
    """

    name: str
    keys: Mapping[str, Key]
    release: NotebookNode | None = None
    title: str = ""
    parts: tuple[Part, ...] = ()
    tasks: Mapping[str, Manual] = field(default_factory=dict)

    def slot_of(self, cell: Mapping[str, Any]) -> str | None:
        """Return the slot that a grade cell scores.

        Parameters
        ----------
        cell : mapping
            A notebook cell.

        Returns
        -------
        str or None
            None for any other cell.
        """
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        slot = grade_id[2:] if grade_id.startswith("s-") else None
        return slot if slot in self.keys else None


def load_course(solutions: Path, name: str) -> Course:
    """Read an assignment; once for as long as its files stay as they are.

    Parameters
    ----------
    solutions : Path
        Folder of the sources.
    name : str
        The assignment.

    Returns
    -------
    Course
        Without keys if the assignment has no bank, so that others are graded by nbgrader alone.

    Raises
    ------
    BuildProblem
        If it has a bank but was not built.
    BadItem
        If bank or paper break their schema.
    """
    bank = solutions / f"{name}.quiz.toml"
    paths = (
        bank,
        solutions / f"{name}.released.toml",
        solutions / name / QUIZ,
        solutions / name / f"{name}.ipynb",
        solutions / f"{name}.paper.toml",
    )
    return _load(name, paths, tuple(p.stat().st_mtime_ns if p.exists() else 0 for p in paths))


@lru_cache(maxsize=4)
def _load(name: str, paths: tuple[Path, ...], _stamps: tuple[int, ...]) -> Course:
    bank_file, old, quiz, notebook, paper_file = paths
    if not bank_file.exists():
        return Course(name, {})
    if not quiz.exists() or not notebook.exists():
        raise BuildProblem(f"{name} has not been built yet: run `course build {name}` first.")
    slots = json.loads(quiz.read_text("utf-8"))["slots"]
    questions = {slot: Question.from_json(raw) for slot, raw in slots.items()}
    bank, paper = load_bank(bank_file), load_paper(paper_file)
    return Course(
        name,
        keys_of(questions, bank, released(old)),
        _as_released(nbformat.read(notebook, as_version=4)),
        paper.title,
        paper.part,
        {s.id: bank.manuals[s.manual] for s in paper.slots if s.manual in bank.manuals},
    )


def _as_released(notebook: NotebookNode) -> NotebookNode:
    for cell in notebook.cells:
        meta = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "markdown" and meta.get("solution"):
            cell.source = TEXT_STUB
        else:
            cell.source = without_regions(cell.source, CODE_STUB if meta.get("solution") else "")
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook
