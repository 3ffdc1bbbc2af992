"""What `course check` runs over a clone of the course: seconds, and one sentence for each problem."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from course_lib.checks._notebooks import ASKING, called_with, cells, source
from course_lib.checks.coverage import FILE, coverage
from course_lib.data import cite
from course_lib.data._check import examine
from course_lib.errors import BuildProblem, CourseError, UnknownName, unknown
from course_lib.grading.build import bank_names, build_assignment
from course_lib.grading.lint.files import bank_files, lint_file
from course_lib.quiz.bank import survey_bank

__all__ = ["Checked", "check", "problems"]

#: What a lesson calls with ids of clauses, treaties and sources.
CITING = frozenset({"cite", "clause", "compare", "treaty"})


@dataclass(frozen=True)
class Checked:
    """What a check looked at and what it found.

    Attributes
    ----------
    problems : tuple of str
        One sentence each.
    counts : dict of str to int
        How many of what were looked at.
    """

    problems: tuple[str, ...]
    counts: dict[str, int]


def problems(root: Path | None = None) -> list[str]:
    """Find what is wrong with the course.

    Parameters
    ----------
    root : Path, optional
        A clone of the course; by default the one that this package stands in.

    Returns
    -------
    list of str
        One sentence a problem; empty if all is well.

    Raises
    ------
    BuildProblem
        If this is no clone, but an installed course without ``solutions/``.
    """
    return list(check(root).problems)


def check(root: Path | None = None) -> Checked:
    """Check items, facts, notebooks and derived files; see `problems`.

    Parameters
    ----------
    root : Path, optional
        As for `problems`.

    Returns
    -------
    Checked
        Problems in the order of the checks, and counts.
    """
    root = (root or Path(__file__).parents[2]).resolve()
    if not (root / "solutions").is_dir() or not (root / "lessons").is_dir():
        raise BuildProblem(
            f"{root.name} is no clone of the course, with lessons/ and solutions/: change to one, for only "
            "there is something to check."
        )
    counts: Counter[str] = Counter()
    steps: list[Callable[[Path, Counter[str]], Iterator[str]]] = [
        _facts,
        _items,
        _lessons,
        _notebooks,
        _derived,
        _coverage,
    ]
    found = [sentence for step in steps for sentence in step(root, counts)]
    return Checked(tuple(dict.fromkeys(found)), dict(counts))


def _facts(root: Path, counts: Counter[str]) -> Iterator[str]:
    folder = root / "course_lib" / "data"
    found, seen = examine(folder)
    tables = [file.stem for file in folder.glob("tables/*.toml")]
    counts["tables"], counts["treaties"] = len(tables), len(list(folder.glob("treaties/*.toml")))
    # What could not be read whole cannot be counted.
    if not found:
        counts["rows"] = sum(len(seen.keys[name]) for name in tables)
        counts["clauses"], counts["sources"] = len(seen.keys["clauses"]), len(seen.sources)
    yield from found


def _items(root: Path, counts: Counter[str]) -> Iterator[str]:
    for path in bank_files(root).values():
        linted = lint_file(path)
        counts["graded items" if path.name.endswith(".quiz.toml") else "checks"] += len(linted.bank.items)
        counts["slots"] += linted.slots
        yield from map(str, linted.faults)


def _lessons(root: Path, counts: Counter[str]) -> Iterator[str]:
    known: dict[str, str] = {}
    for path in sorted((root / "course_lib" / "data" / "checks").glob("*.toml")):
        bank, faults = survey_bank(path)
        # Items that cannot be read were named before; that a lesson asks for them is no second problem.
        unread = {item_id for item_id, _ in faults if item_id} - set(bank.items)
        for item_id in (*bank.items, *sorted(unread)):
            if item_id in known:
                yield f"{path.name}: {item_id!r} is also an item of {known[item_id]}."
            known[item_id] = path.name
        if not (root / "lessons" / f"{path.stem}.ipynb").exists():
            yield f"{path.name}: there is no lesson {path.stem}.ipynb."
    asked = set()
    for path in sorted((root / "lessons").glob("*.ipynb")):
        counts["lessons"] += 1
        for cell in cells(path):
            if cell.get("cell_type") != "code":
                continue
            for name in called_with(source(cell), ASKING):
                asked.add(name)
                if name not in known:
                    yield f"{path.name}: {unknown('question', name, known)}"
            for ref in called_with(source(cell), CITING):
                try:
                    cite(ref)
                except UnknownName as error:
                    yield f"{path.name}: {error}"
    for item_id in sorted(set(known) - asked):
        yield f"{known[item_id]}: no lesson asks {item_id!r}."


def _notebooks(root: Path, counts: Counter[str]) -> Iterator[str]:
    for path in sorted(
        p for f in ("lessons", "solutions", "assignments") for p in (root / f).rglob("*.ipynb")
    ):
        if ".ipynb_checkpoints" in path.parts:
            continue
        counts["notebooks"] += 1
        here = path.relative_to(root).as_posix()
        try:
            notebook = json.loads(path.read_text("utf-8"))
        except ValueError as error:
            yield f"{here} is no notebook: {error}."
            continue
        if (notebook.get("nbformat"), notebook.get("nbformat_minor")) != (4, 5):
            yield f"{here}: nbformat is not 4.5, the first with cell ids."
        metadata = notebook.get("metadata", {})
        if metadata.get("kernelspec", {}).get("name") != "python3":
            yield f"{here}: the kernel is not python3, so it would not open elsewhere."
        if "widgets" in metadata:
            yield f"{here} holds saved widgets: restart the kernel, clear all outputs and save."
        ids = Counter(cell.get("id") for cell in notebook["cells"])
        for cell_id, count in ids.items():
            if cell_id is None or count > 1:
                yield f"{here}: {count} cells have the id {cell_id!r}."
        for cell in notebook["cells"]:
            if cell.get("outputs") or cell.get("execution_count"):
                yield f"{here}: cell {cell.get('id')} has outputs: clear all outputs and save."


def _derived(root: Path, counts: Counter[str]) -> Iterator[str]:
    """Build every assignment anew in a temporary folder and compare bytes."""
    for name in bank_names(root):
        with tempfile.TemporaryDirectory(prefix="course-check-") as folder:
            work = Path(folder)
            shutil.copytree(
                root / "solutions", work / "solutions", ignore=shutil.ignore_patterns(".*", "answers.*")
            )
            if (root / "nbgrader_config.py").exists():
                shutil.copy(root / "nbgrader_config.py", work)
            try:
                build_assignment(work, name)
            except CourseError as error:
                yield str(error)
                continue
            for fresh in sorted(
                p for f in ("solutions", "assignments") for p in (work / f / name).rglob("*")
            ):
                place = fresh.relative_to(work)
                if fresh.is_file():
                    counts["derived files"] += 1
                    if not (root / place).exists() or (root / place).read_bytes() != fresh.read_bytes():
                        yield f"{place.as_posix()} is not in step: run `course build {name}`."
            for path in sorted((root / "assignments" / name).rglob("*")):
                place = path.relative_to(root)
                if (
                    path.is_file()
                    and not path.name.startswith((".", "answers."))
                    and not (work / place).exists()
                ):
                    yield f"{place.as_posix()} is derived from nothing: remove it."


def _coverage(root: Path, counts: Counter[str]) -> Iterator[str]:
    """Look whether every claim is taught, and whether the table that says where is in step."""
    covered = coverage(root)
    yield from covered.missing()
    counts["derived files"] += 1
    if not (root / FILE).exists() or (root / FILE).read_text("utf-8") != str(covered):
        yield f"{FILE.as_posix()} is not in step: run `course coverage`."
