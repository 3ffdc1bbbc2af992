"""The linter over the files of a clone: graded banks with their papers, and the checks of lessons."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from course_lib.errors import BadItem, unknown
from course_lib.grading.lint import SCHEMA, Fault, lint_bank
from course_lib.grading.lint.papers import lint_headings, lint_paper
from course_lib.grading.paper import load_paper
from course_lib.quiz.bank import Bank, survey_bank

__all__ = ["Linted", "bank_files", "lint_file", "lint_items"]

_ENDINGS = (".quiz.toml", ".paper.toml")


@dataclass(frozen=True)
class Linted:
    """What the linter looked at and what it found.

    Attributes
    ----------
    bank : Bank
        What could be read of it.
    faults : tuple of Fault
        Of the bank, and of the paper where there is one.
    slots : int
        Of the paper.
    """

    bank: Bank
    faults: tuple[Fault, ...]
    slots: int = 0


def bank_files(root: Path) -> dict[str, Path]:
    """List the banks of a clone.

    Parameters
    ----------
    root : Path
        Folder of the course.

    Returns
    -------
    dict of str to Path
        Names of assignments and lessons to the files of their questions.
    """
    solutions = root / "solutions"
    # A paper without a bank is a bank that cannot be read.
    graded = {p.name.removesuffix(end) for end in _ENDINGS for p in solutions.glob(f"*{end}")}
    checks = sorted((root / "course_lib" / "data" / "checks").glob("*.toml"))
    return {name: solutions / f"{name}{_ENDINGS[0]}" for name in sorted(graded)} | {p.stem: p for p in checks}


def lint_items(root: Path, names: Iterable[str] = ()) -> dict[str, Linted]:
    """Look at banks, papers and lesson checks.

    Parameters
    ----------
    root : Path
        Folder of the course.
    names : iterable of str
        Of `bank_files`; all where none is named.

    Returns
    -------
    dict of str to Linted
        By name.

    Raises
    ------
    UnknownName
        If there is no bank of a name.
    """
    files = bank_files(root)
    for name in names:
        if name not in files:
            raise unknown("bank", name, files)
    return {name: lint_file(files[name]) for name in names or files}


def lint_file(path: Path) -> Linted:
    """Look at one bank, and at its paper and the headings of its notebook where there are any.

    Parameters
    ----------
    path : Path
        The bank.

    Returns
    -------
    Linted
        A fault that keeps an item from being read is one of the faults; the others are looked at.
    """
    bank, broken = survey_bank(path)
    faults = [_schema(path.name, item_id, str(error)) for item_id, error in broken]
    faults += [replace(fault, where=path.name) for fault in lint_bank(bank)]
    if not path.name.endswith(_ENDINGS[0]):
        return Linted(bank, tuple(faults))
    name, slots = path.name.removesuffix(_ENDINGS[0]), 0
    if all(item_id for item_id, _ in broken):
        if bank.name != name:
            faults.append(Fault(SCHEMA, "", f"the name in the file is {bank.name!r}: mend it.", path.name))
        if not bank.canary:
            sentence = "a graded bank needs a `canary`, by which a leak is found: add one."
            faults.append(Fault(SCHEMA, "", sentence, path.name))
    file = path.with_name(f"{name}{_ENDINGS[1]}")
    if file.exists():
        try:
            paper = load_paper(file)
        except BadItem as error:
            faults.append(_schema(file.name, "", str(error)))
        else:
            slots = len(paper.slots)
            # An item that cannot be read is missing from the bank, which its own sentence has said.
            faults += [] if broken else lint_paper(paper, bank)
            faults += lint_headings(paper, _cells(path.parent / name / f"{name}.ipynb"))
    return Linted(bank, tuple(faults), slots)


def _schema(where: str, item_id: str, sentence: str) -> Fault:
    for prefix in (f"{where}, {item_id}: ", f"{where}, ", f"{where}: ", f"{where} "):
        sentence = sentence.removeprefix(prefix)
    return Fault(SCHEMA, item_id, sentence, where)


def _cells(path: Path) -> dict[str, str]:
    try:
        cells = json.loads(path.read_text("utf-8"))["cells"]
    except (OSError, ValueError, KeyError):
        return {}
    return {cell.get("id", ""): "".join(cell.get("source", "")) for cell in cells}
