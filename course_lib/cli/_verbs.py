"""The verbs of `course`. Each checks what was typed, calls one function of the course, and prints."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from course_lib.errors import CourseError

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    help="Skin-Deep? Russia and North Korea, 1945 to today: open, build, check and grade the course.",
)
#: Progress goes to stderr, so that what a verb prints can be kept in a file.
screen = Console(stderr=True)


@app.command()
def lab(
    lesson: Annotated[
        str | None, typer.Argument(help="Number or name of a lesson, or name of an assignment.")
    ] = None,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Print the address instead of opening a browser.")
    ] = False,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="Port; 0 takes any free one.", show_default="8888 or next"),
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Option(
            "--dir",
            envvar="SKIN_DEEP_DIR",
            file_okay=False,
            help="Your working copy.",
            show_default="~/skin-deep",
        ),
    ] = None,
) -> None:
    """Open the course in JupyterLab, in a working copy of your own that is made or brought up to date."""
    from course_lib.cli._lab import Lab
    from course_lib.workspace import find_notebook, open_workspace

    notebook = find_notebook(lesson) if lesson else ""
    report = open_workspace(folder)
    print(report, flush=True)
    with Lab(report.folder, notebook, port, browser=not no_browser) as server:
        with screen.status("Starting JupyterLab ..."):
            server.wait_until_ready()
        # Plain print: rich would break a long address in two.
        print(f"The course is open at {server.url}\nStop it with Ctrl+C in this window.", flush=True)
        server.wait()


@app.command()
def build(
    names: Annotated[list[str] | None, typer.Argument(help="Assignments; all where none is named.")] = None,
    release: Annotated[
        bool, typer.Option("--release", help="Also append the wordings to the released ones, for hand-out.")
    ] = False,
) -> None:
    """Build assignments from their banks and papers (instructor)."""
    from course_lib.grading.build import bank_names, build_assignment

    root = course_root()
    for name in names or bank_names(root):
        with screen.status(f"Building {name} ..."):
            report = build_assignment(root, name, release=release)
        print(report, flush=True)


@app.command()
def check() -> None:
    """Check questions, facts, notebooks and derived files; one sentence a problem."""
    from course_lib.checks import check as run

    with screen.status("Checking ..."):
        done = run(course_root())
    for problem in done.problems:
        print(problem)
    seen = ", ".join(f"{number} {kind}" for kind, number in done.counts.items())
    print(f"{seen}: {len(done.problems) or 'no'} problem{'' if len(done.problems) == 1 else 's'}.")
    if done.problems:
        raise typer.Exit(1)


@app.command()
def grade(
    name: Annotated[str, typer.Argument(help="The assignment.")],
    student: Annotated[
        list[str] | None, typer.Option(help="Only this student's submission; may be given again.")
    ] = None,
) -> None:
    """Grade what was handed in for an assignment (instructor)."""
    from course_lib.grading.run import grade as run

    root = course_root()
    with screen.status(f"Grading {name} ...") as status:

        def show(done: int, total: int, who: str) -> None:
            status.update(f"Grading {name}: {done} of {total} done, last {who} ...")

        report = run(root, name, students=student or None, progress=show)
    print(report)
    if report.problems:
        raise typer.Exit(1)


def course_root() -> Path:
    """Return the instructor's course folder: this one or the nearest above that holds the course."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "nbgrader_config.py").is_file() and (folder / "solutions").is_dir():
            return folder
    raise CourseError(
        f"{here} is not in a course folder (one with nbgrader_config.py and solutions/): change to the clone "
        "of the course and try again."
    )
