"""The cells of an assignment: what `course build` writes for a paper, pure and deterministic.

Cell ids are grade ids: `q-a1` asks, `s-a1` scores, `p-e1` is the prompt of a written task and `e1` its box.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pprint import pformat
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from course_lib.errors import BuildProblem
from course_lib.grading.paper import Paper, Part
from course_lib.grading.released import item_table
from course_lib.quiz.items import Item
from course_lib.quiz.rubric import Criterion, Manual

__all__ = ["MARK", "by_hand", "generated", "heading_points", "skeleton"]

#: Key in the metadata of a generated cell; its value names slot and role.
MARK = "skin_deep"
_SETUP = "from course_lib import answer, answered, ask"
_REGIONS = re.compile("(BEGIN|END) (SOLUTION|HIDDEN TESTS|MARK SCHEME)")


def generated(cell: Mapping[str, Any]) -> bool:
    """Say whether `course build` owns this cell; the others are an instructor's prose.

    Parameters
    ----------
    cell : mapping
        A notebook cell.

    Returns
    -------
    bool
        True for the cells of slots.
    """
    return MARK in cell.get("metadata", {})


def skeleton(paper: Paper, filled: Mapping[str, Item | Manual]) -> list[NotebookNode]:
    """Return the cells of an assignment in the order of the paper, with all keys.

    Parameters
    ----------
    paper : Paper
        Parts and slots.
    filled : mapping of str to Item or Manual
        What `draw` chose.

    Returns
    -------
    list of NotebookNode
        Prose cells for a first build, and for each slot its generated cells.
    """
    cells = by_hand(paper)
    head, parts = cells[:2], dict(zip((p.slug for p in paper.part), cells[2:], strict=True))
    out = head
    for part in paper.part:
        out.append(parts[part.slug])
        for slot in part.slot:
            content = filled[slot.id]
            if isinstance(content, Manual):
                out += _written(slot.id, content)
            else:
                out += _clicked(slot.id, content)
    return out


def by_hand(paper: Paper) -> list[NotebookNode]:
    """Return the prose cells as a first build writes them; afterwards they belong to the instructor.

    Parameters
    ----------
    paper : Paper
        Parts and slots.

    Returns
    -------
    list of NotebookNode
        Introduction, set-up, then one heading for each part.
    """
    rows = "\n".join(
        f"| {_letter(part)} {part.title} | {len(part.slot)} | {heading_points(part)} |" for part in paper.part
    )
    total = sum(slot.points for slot in paper.slots)
    manual = any(slot.manual for slot in paper.slots)
    intro = f"""\
# {paper.title}

About {paper.minutes} minutes, {total:g} points. Read each question as it stands: it asks what a text says \
or what was said about it, not which side is right. The tables of the lesson may lie beside you.

| Part | Questions | Points |
|---|---|---|
{rows}

**How to work**

1. Choose *Run > Run All Cells*. The questions appear.
2. Click your answers{", and write where you are asked to write" if manual else ""}. Each click is kept at \
once, and you may change it until you hand in.
3. Save: *File > Save Notebook*.
4. Press *Validate* above the notebook. It names the questions that have no answer yet; it does not say what \
is right.
5. Hand in this whole folder: the notebook and `answers.json` belong together."""
    setup = _code("setup", _SETUP, _nbgrader("setup", locked=True))
    return [new_markdown_cell(intro, id="intro"), setup, *(_heading(part) for part in paper.part)]


def heading_points(part: Part) -> str:
    """Return the points of a part as its heading says them.

    Parameters
    ----------
    part : Part
        Part of a paper.

    Returns
    -------
    str
        For example ``"6 points"``.
    """
    points = sum(slot.points for slot in part.slot)
    return f"{points:g} point{'' if points == 1 else 's'}"


def _letter(part: Part) -> str:
    return f"{part.slug.upper()}." if len(part.slug) == 1 else ""


def _heading(part: Part) -> NotebookNode:
    title = f"{_letter(part)} {part.title}".strip()
    text = f"## {title}\n\n{part.intro} ({heading_points(part)})" if part.intro else f"## {title}"
    return new_markdown_cell(text, id=f"part-{part.slug}")


def _nbgrader(grade_id: str, locked: bool, points: float | None = None, solution: bool = False) -> dict:
    meta: dict[str, Any] = {"grade": points is not None, "grade_id": grade_id, "locked": locked}
    meta |= {"schema_version": 3, "solution": solution, "task": False}
    return meta if points is None else meta | {"points": points}


def _code(cell_id: str, source: str, nbgrader: dict, mark: dict | None = None) -> NotebookNode:
    # Hidden, not removed: the student sees a question, and one click shows what runs.
    metadata = {"jupyter": {"source_hidden": True}, "nbgrader": nbgrader} | ({MARK: mark} if mark else {})
    return new_code_cell(source, id=cell_id, metadata=metadata)


def _clicked(slot: str, item: Item) -> list[NotebookNode]:
    ask, test, key = f"q-{slot}", f"s-{slot}", json.dumps(item.key, ensure_ascii=False)
    table = pformat(item_table(item, key_only=True), width=100, sort_dicts=False)
    if _REGIONS.search(table):
        raise BuildProblem(
            f"{item.id}: its text holds words with which nbgrader marks a region: change them."
        )
    question = f'ask("{slot}")\n### BEGIN SOLUTION\nanswer("{slot}", {key})\n### END SOLUTION'
    # The last expression is the number of points: nbgrader's own autograder reads it without our help.
    tests = (
        f'answered("{slot}")\n### BEGIN HIDDEN TESTS\nfrom course_lib.quiz import points\n\n'
        f'points("{slot}", {table})\n### END HIDDEN TESTS'
    )
    return [
        _code(ask, question, _nbgrader(ask, False, solution=True), {"slot": slot, "role": "ask"}),
        _code(test, tests, _nbgrader(test, True, points=item.points), {"slot": slot, "role": "score"}),
    ]


def _written(slot: str, task: Manual) -> list[NotebookNode]:
    prompt = new_markdown_cell(
        _prompt(task),
        id=f"p-{slot}",
        metadata={"nbgrader": _nbgrader(f"p-{slot}", True), MARK: {"slot": slot, "role": "prompt"}},
    )
    best = max(task.models, key=lambda m: m.get("grade", 0), default={})
    box = new_markdown_cell(
        best.get("text", "").strip() or "The bank has no model answer to this task.",
        id=slot,
        metadata={
            "nbgrader": _nbgrader(slot, False, points=task.points, solution=True),
            MARK: {"slot": slot, "role": "write"},
        },
    )
    if _REGIONS.search(box.source):
        raise BuildProblem(f"{task.id}: its model answer holds words with which nbgrader marks a region.")
    return [prompt, box]


def _prompt(task: Manual) -> str:
    rows = "\n".join(_criterion(c) for c in task.criteria)
    return f"""\
{task.prompt.strip()}

**Length:** {task.words_min} to {task.words_max} words. **Points:** {task.points:g}. Write in the box below \
this cell.

| What is marked | Full points | Part of them | No points |
|---|---|---|---|
{rows}"""


def _criterion(criterion: Criterion) -> str:
    full = [text for points, text in criterion.levels if points == criterion.points]
    none = [text for points, text in criterion.levels if points == 0]
    part = [f"{text} ({points:g})" for points, text in criterion.levels if 0 < points < criterion.points]
    cells = [
        f"{criterion.title} ({criterion.points:g})",
        *("<br>".join(c) or "–" for c in (full, part, none)),
    ]
    return "| " + " | ".join(" ".join(c.split()).replace("|", "\\|") for c in cells) + " |"
