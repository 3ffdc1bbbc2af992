"""From bank and paper to an assignment: the nbgrader source with its keys, and the release without them."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from course_lib.errors import BuildProblem, unknown
from course_lib.grading.cells import generated, skeleton
from course_lib.grading.engine import generate
from course_lib.grading.leaks import leaks
from course_lib.grading.paper import Paper, draw, load_paper
from course_lib.grading.released import append_released
from course_lib.quiz.bank import Bank, load_bank
from course_lib.quiz.items import Item
from course_lib.quiz.rubric import Manual
from course_lib.quiz.session import QUIZ

__all__ = ["BY", "Built", "bank_names", "build_assignment", "merged", "stage"]

#: How every derived file says where it comes from.
BY = "course build"


@dataclass(frozen=True)
class Built:
    """What one build did.

    Attributes
    ----------
    name, title : str
        The assignment.
    slots : int
        Questions and written tasks.
    points : float
        Points of all of them.
    changed : tuple of Path
        Files that were written because their content changed.
    released : tuple of str
        Items whose wording was added to ``<name>.released.toml``.
    """

    name: str
    title: str
    slots: int
    points: float
    changed: tuple[Path, ...] = ()
    released: tuple[str, ...] = ()

    def __str__(self) -> str:
        what = _many(len(self.changed), "file") + " written" if self.changed else "nothing to write"
        added = f"; wordings released: {', '.join(self.released)}" if self.released else ""
        questions, points = _many(self.slots, "question"), _many(self.points, "point")
        return f"{self.name}: {questions}, {points}, {what}{added}."


def _many(number: float, what: str) -> str:
    return f"{number:g} {what}{'' if number == 1 else 's'}"


def bank_names(root: Path) -> list[str]:
    """List the assignments that can be built: each has a paper in ``solutions/``.

    Parameters
    ----------
    root : Path
        Folder of the course.

    Returns
    -------
    list of str
        Names, sorted.
    """
    return sorted(path.name.removesuffix(".paper.toml") for path in (root / "solutions").glob("*.paper.toml"))


def build_assignment(root: Path, name: str, release: bool = False) -> Built:
    """Build one assignment: ``solutions/<name>/`` from bank and paper, ``assignments/<name>/`` from that.

    Parameters
    ----------
    root : Path
        Folder of the course.
    name : str
        One of `bank_names`.
    release : bool
        Also add today's wordings to ``solutions/<name>.released.toml``.

    Returns
    -------
    Built
        What was written. The same input gives the same bytes; nothing is written if anything is wrong.

    Raises
    ------
    UnknownName
        If there is no such paper.
    BadItem
        If bank or paper break their schema.
    BuildProblem
        If the paper cannot be filled, nbgrader refuses, or a key would reach the students.
    """
    if name not in bank_names(root):
        raise unknown("assignment", name, bank_names(root))
    solutions = root / "solutions"
    bank, paper = load_bank(solutions / f"{name}.quiz.toml"), load_paper(solutions / f"{name}.paper.toml")
    filled = draw(paper, bank)
    source = solutions / name / f"{name}.ipynb"
    files = {
        f"{name}.ipynb": _notebook_text(merged(_read(source), skeleton(paper, filled))),
        QUIZ: _quiz(paper, filled),
    }
    with tempfile.TemporaryDirectory(prefix="course-build-") as folder:
        work = Path(folder)
        staged = stage(root, name, work)
        for file, text in files.items():
            _put(staged / file, text.encode())
        fresh = generate(work, name)
        _refuse_leaks(fresh, bank)
        changed = [source.parent / f for f, text in files.items() if _put(source.parent / f, text.encode())]
        changed += _mirror(fresh, root / "assignments" / name)
    keyed = {slot: item for slot, item in filled.items() if isinstance(item, Item)}
    new = append_released(solutions / f"{name}.released.toml", keyed) if release else []
    points = sum(slot.points for slot in paper.slots)
    return Built(name, paper.title, len(filled), points, tuple(changed), tuple(new))


def stage(root: Path, name: str, work: Path) -> Path:
    """Copy the source of an assignment to where nbgrader may work on it.

    Parameters
    ----------
    root : Path
        Folder of the course.
    name : str
        The assignment.
    work : Path
        An empty folder.

    Returns
    -------
    Path
        The copy of ``solutions/<name>``. Answers of an instructor who tried the notebook are not in it:
        they hold the key.

    Raises
    ------
    BuildProblem
        If a file stands in the source that must not reach students.
    """
    source, staged = root / "solutions" / name, work / "solutions" / name
    staged.mkdir(parents=True)
    for path in _source_files(source):
        _put(staged / path.relative_to(source), path.read_bytes())
    if (root / "nbgrader_config.py").exists():
        _put(work / "nbgrader_config.py", (root / "nbgrader_config.py").read_bytes())
    return staged


def _source_files(folder: Path) -> list[Path]:
    found = [path for path in sorted(folder.rglob("*")) if path.is_file() and not _scratch(path, folder)]
    for path in found:
        if path.suffix in (".toml", ".db", ".py"):
            raise BuildProblem(
                f"{path.name} stands in {folder.name}/, so nbgrader would hand it to students: move it up."
            )
    return found


def _scratch(path: Path, folder: Path) -> bool:
    parts = path.relative_to(folder).parts
    return path.name.startswith("answers.") or any(p.startswith(".") or p == "__pycache__" for p in parts)


def _read(path: Path) -> NotebookNode | None:
    if not path.exists():
        return None
    try:
        return nbformat.read(path, as_version=4)
    except (OSError, ValueError, AttributeError) as error:
        raise BuildProblem(f"{path.name} in solutions/ cannot be read: {error}.") from None


def merged(old: NotebookNode | None, cells: list[NotebookNode]) -> NotebookNode:
    """Return the notebook with fresh generated cells, its prose as it was, each where it stood.

    Parameters
    ----------
    old : NotebookNode or None
        The notebook as it is, with prose written by hand.
    cells : list of NotebookNode
        What `skeleton` gives; prose cells in it are used only where the notebook has none of that id.

    Returns
    -------
    NotebookNode
        Generated cells follow the paper; a cell written by hand follows the cell that it followed.
    """
    ids = {cell.id for cell in cells}
    kept: dict[str, NotebookNode] = {}
    after: dict[str, list[NotebookNode]] = {}
    place = ""
    for cell in old.cells if old else []:
        if cell.id in ids:
            place = cell.id
            if not generated(cell):
                kept[cell.id] = cell
        elif not generated(cell):
            after.setdefault(place, []).append(cell)
    out = after.get("", [])
    for cell in cells:
        out = [*out, cell if generated(cell) else kept.get(cell.id, cell), *after.get(cell.id, [])]
    metadata = {
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
        "generated_by": f"{BY}: the question cells; the other cells are written by hand in solutions/",
    }
    notebook = nbformat.v4.new_notebook(cells=out, metadata=metadata)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
            for volatile in ("execution", "scrolled", "trusted"):
                cell.metadata.pop(volatile, None)
    return notebook


def _notebook_text(notebook: NotebookNode) -> str:
    text = nbformat.writes(notebook, version=4)
    return text if text.endswith("\n") else text + "\n"


def _quiz(paper: Paper, filled: Mapping[str, Item | Manual]) -> str:
    # Earlier ids go with a renamed item, so that its answers are found again.
    slots: dict[str, Any] = {
        slot: item.question.to_json() | ({"was": list(item.was)} if item.was else {})
        for slot, item in filled.items()
        if isinstance(item, Item)
    }
    data = {"schema": 1, "generated_by": BY, "name": paper.name, "title": paper.title, "slots": slots}
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _put(path: Path, content: bytes) -> bool:
    """Write a file beside itself and rename it; leave an unchanged one alone."""
    if path.exists() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(content)
    beside.replace(path)
    return True


def _refuse_leaks(folder: Path, bank: Bank) -> None:
    found = leaks(folder, bank)
    if found:
        raise BuildProblem(f"Nothing was written, for students would see what they must not: {found[0]}")


def _mirror(fresh: Path, folder: Path) -> list[Path]:
    """Bring a derived folder into step; files of the same folder that nobody derived are left to `check`."""
    changed = []
    for path in sorted(fresh.rglob("*")):
        target = folder / path.relative_to(fresh)
        if path.is_file() and _put(target, path.read_bytes()):
            changed.append(target)
    shutil.rmtree(folder / ".ipynb_checkpoints", ignore_errors=True)
    return changed
