"""How long each lesson takes from top to bottom, beside a kernel that only imports what every lesson needs.

All are run in turn, each in a fresh kernel without a network: a load of the machine that comes and goes meets
all.
"""

from __future__ import annotations

import json
import re
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import nbformat
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

from course_lib.cli._bench import notebook
from course_lib.cli._offline import run
from course_lib.errors import CourseError

__all__ = ["Measured", "measure", "sizes"]

#: The aims: times the bare kernel and seconds on top of it, and megabytes of one output.
AIM_TIMES, AIM_MORE, AIM_MB = 1.5, 1.0, 1.0
BARE = "imports only"
IMPORTS = "import pandas, plotly, ipywidgets"
VIEW = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"
#: What anywidget sends to draw with: the library's program and style, not what the lesson shows.
PROGRAM = ("_esm", "_css")


@dataclass(frozen=True)
class Measured:
    """What each lesson takes.

    Attributes
    ----------
    times : dict of str to tuple of float
        Seconds from the start of the kernel to its end, by lesson; also `BARE`.
    largest : dict of str to (int, str)
        Bytes of the largest output of a lesson, and the cell that it stands in.
    """

    times: dict[str, tuple[float, ...]]
    largest: dict[str, tuple[int, str]]

    @property
    def allowed(self) -> float:
        """Seconds that a lesson may take."""
        return AIM_TIMES * median(self.times[BARE]) + AIM_MORE

    @property
    def reached(self) -> bool:
        """Whether the aims are met."""
        slowest = max(median(times) for name, times in self.times.items() if name != BARE)
        return slowest <= self.allowed and max(self.largest.values())[0] <= AIM_MB * 1_000_000

    def __str__(self) -> str:
        bare = self.times[BARE]
        head = f"lessons, run {len(bare)} x"
        lines = [f"{head:<32}{'time':>9}{'longest':>9}{'ratio':>8}{'output':>11}  largest in"]
        for name, times in self.times.items():
            size, cell = self.largest.get(name, (0, ""))
            ratio = f"{median(times) / median(bare):.2f} x"
            output = f"{size / 1000:.1f} kB" if cell else ""
            line = f"{name:<32}{median(times):>7.2f} s{max(times):>7.2f} s{ratio:>8}{output:>11}  {cell}"
            lines.append(line.rstrip())
        verdict = "reached" if self.reached else "missed"
        aim = (
            f"Aim: each lesson in at most {AIM_TIMES:g} x the imports plus {AIM_MORE:g} s (here "
            f"{self.allowed:.2f} s), no output over {AIM_MB:g} MB: {verdict}."
        )
        return "\n".join([*lines, aim])


def sizes(ran: NotebookNode) -> dict[str, int]:
    """Return how large the largest output of each cell is, with what the widgets in it show.

    The program that draws a widget is not counted: it is the library's, and no part of what is shown.

    Parameters
    ----------
    ran : NotebookNode
        A notebook that `run` ran.

    Returns
    -------
    dict of str to int
        Bytes of JSON by id of the cell; cells without output are left out.
    """
    states = ran.metadata.get("widgets", {}).get(STATE, {}).get("state", {})
    found = {}
    for cell in ran.cells:
        outputs = [len(json.dumps(out)) + _state(out, states) for out in cell.get("outputs", ())]
        if outputs:
            found[cell.id] = max(outputs)
    return found


def _state(output: NotebookNode, states: dict) -> int:
    """Return the bytes of the state of the widget that an output shows, and of all widgets within it."""
    waiting = [output.get("data", {}).get(VIEW, {}).get("model_id")]
    seen: dict[str, int] = {}
    while waiting:
        model = waiting.pop()
        if model in states and model not in seen:
            state = {key: value for key, value in states[model]["state"].items() if key not in PROGRAM}
            text = json.dumps(state)
            seen[model] = len(text)
            waiting += re.findall(r"IPY_MODEL_(\w+)", text)
    return sum(seen.values())


def measure(
    lessons: Iterable[Path], repeats: int, progress: Callable[[int, int, str], None] | None = None
) -> Measured:
    """Run lessons in a copy of their folder, in turn.

    Parameters
    ----------
    lessons : iterable of Path
        Notebooks of one folder.
    repeats : int
        How often each is run.
    progress : callable, optional
        Called after each run with how many are done, how many there are, and which it was.

    Returns
    -------
    Measured
        Times and sizes.

    Raises
    ------
    CourseError
        When a lesson does not run to its end.
    """
    turns = {BARE: notebook([IMPORTS]), **{path.stem: path.read_text("utf-8") for path in lessons}}
    times: dict[str, list[float]] = {name: [] for name in turns}
    largest: dict[str, tuple[int, str]] = {}
    for number in range(repeats):
        for place, (name, text) in enumerate(turns.items(), 1):
            # A folder of its own each time: answers that an earlier run kept would be read again.
            with tempfile.TemporaryDirectory(prefix="course-bench-lessons-") as temporary:
                start = time.perf_counter()
                ran = _run(name, text, Path(temporary))
                times[name].append(time.perf_counter() - start)
            if name != BARE:
                largest[name] = max((size, cell) for cell, size in sizes(ran).items())
            if progress is not None:
                progress(number * len(turns) + place, repeats * len(turns), name)
    return Measured({name: tuple(found) for name, found in times.items()}, largest)


def _run(name: str, text: str, folder: Path) -> NotebookNode:
    try:
        return run(nbformat.reads(text, as_version=4), folder, folder)
    except CellExecutionError as error:
        raise CourseError(
            f"Lesson {name} does not run to its end ({error.ename}: {error.evalue}): open it and run all its "
            "cells."
        ) from error
