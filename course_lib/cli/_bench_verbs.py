"""The benches of `course bench`: each measures on this machine, and prints."""

from __future__ import annotations

from typing import Annotated

import typer

from course_lib.cli._clone import course_root, sources
from course_lib.cli._screen import counted

benches = typer.Typer(no_args_is_help=True, help="Measure how fast the course is, on this machine.")


@benches.command("widgets")
def bench_widgets(
    moves: Annotated[int, typer.Option(min=2, max=1000, help="Moves of each widget and its slider.")] = 40,
) -> None:
    """Measure from a move to its repaint, beside a bare slider and its label, in a real JupyterLab."""
    from course_lib.cli._bench_widgets import measure

    with counted("Moving") as show:
        measured = measure(moves, progress=show)
    print(measured)


@benches.command("load")
def bench_load(
    repeats: Annotated[int, typer.Option(min=3, max=1000, help="How often each table is loaded again.")] = 20,
) -> None:
    """Measure how long each table takes to load, beside pandas reading the bare file."""
    from course_lib.cli._bench_load import measure

    print(measure(repeats))


@benches.command("figures")
def bench_figures(
    repeats: Annotated[int, typer.Option(min=1, max=100, help="How often each figure is drawn.")] = 5,
) -> None:
    """Measure how large each figure is and how long JupyterLab takes to draw it, beside an empty one."""
    from course_lib.cli._bench_figures import measure

    with counted("Drawing") as show:
        measured = measure(repeats, progress=show)
    print(measured)


@benches.command("lessons")
def bench_lessons(
    names: Annotated[list[str] | None, typer.Argument(help="Lessons; all where none is named.")] = None,
    repeats: Annotated[int, typer.Option(min=1, max=100, help="How often each lesson is run.")] = 3,
) -> None:
    """Measure how long each lesson takes from top to bottom, beside a kernel that only imports."""
    from course_lib.cli._bench_lessons import measure
    from course_lib.workspace import find_notebook

    root = course_root()
    known = [place for place in sources(root) if place.startswith("lessons/")]
    found = [find_notebook(name, known) for name in names or ()] or known
    with counted("Running lessons") as show:
        measured = measure([root / place for place in found], repeats, progress=show)
    print(measured)
