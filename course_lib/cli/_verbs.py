"""The verbs of `course`. Each checks what was typed, calls one function of the course, and prints."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from course_lib.cli._bench_verbs import benches
from course_lib.cli._clone import course_root, sources
from course_lib.cli._screen import counted, many, screen
from course_lib.errors import CourseError

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    help="Skin-Deep? Russia and North Korea, 1945 to today: open, build, check and grade the course.",
)
app.add_typer(benches, name="bench")


@app.command()
def lab(
    context: typer.Context,
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
    instructor: Annotated[
        bool, typer.Option("--instructor", help="Open the clone that you are in, with formgrader.")
    ] = False,
) -> None:
    """Open the course in JupyterLab, in a working copy of your own that is made or brought up to date."""
    from course_lib.cli._lab import Lab
    from course_lib.workspace import find_notebook, open_workspace

    if instructor:
        # The variable may name the copy in which an instructor tries things out; it is not in the way here.
        typed = context.get_parameter_source("folder")
        if typed is not None and typed.name == "COMMANDLINE":
            raise typer.BadParameter("--dir names a student's copy; --instructor opens the clone you are in.")
        root = course_root()
        notebook = find_notebook(lesson, sources(root)) if lesson else ""
    else:
        notebook = find_notebook(lesson) if lesson else ""
        report = open_workspace(folder)
        print(report, flush=True)
        root = report.folder
    with Lab(root, notebook, port, browser=not no_browser, instructor=instructor) as server:
        with screen.status("Starting JupyterLab ..."):
            server.wait_until_ready()
        # Plain print: rich would break a long address in two.
        print(f"The course is open at {server.url}")
        if instructor:
            print(f"Formgrader is at {server.address('/formgrader')}")
        print("Stop it with Ctrl+C in this window.", flush=True)
        server.wait()


@app.command()
def start(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
) -> None:
    """Make a student edition to hand out: lessons, released assignments and how to open them (instructor)."""
    from course_lib.cli._start import start as run

    try:
        root = course_root()
    except CourseError:
        # Who teaches from an installed course hands out what came with it.
        root = None
    print(run(folder, root))


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
    print(f"{seen}: {many(len(done.problems), 'problem')}.")
    if done.problems:
        raise typer.Exit(1)


@app.command()
def coverage() -> None:
    """Write where the lessons teach the op-ed, claim by claim, (instructor)."""
    from course_lib.checks.coverage import FILE
    from course_lib.checks.coverage import coverage as run

    root = course_root()
    covered = run(root)
    (root / FILE).write_text(str(covered), "utf-8")
    missing = covered.missing()
    for sentence in missing:
        print(sentence)
    print(f"{FILE.as_posix()}: {many(len(covered.claims), 'claim')}, {len(missing) or 'none'} not taught.")
    if missing:
        raise typer.Exit(1)


@app.command("lint-items")
def lint_items(
    names: Annotated[
        list[str] | None, typer.Argument(help="Assignments or lessons; all banks where none is named.")
    ] = None,
    rules: Annotated[bool, typer.Option("--rules", help="List the rules, one line each.")] = False,
) -> None:
    """Look for faults of questions and papers: cues, overlapping options, missing feedback (instructor)."""
    from course_lib.grading.lint import RULES
    from course_lib.grading.lint.files import lint_items as run

    if rules:
        for slug, says in RULES.items():
            print(f"{slug}: {says}")
        return
    found = run(course_root(), names or ())
    faults = [fault for linted in found.values() for fault in linted.faults]
    for fault in faults:
        print(fault)
    items = sum(len(linted.bank.items) for linted in found.values())
    print(f"{many(items, 'item')} in {many(len(found), 'bank')}: {many(len(faults), 'fault')}.")
    if faults:
        raise typer.Exit(1)


@app.command()
def preview(
    name: Annotated[str, typer.Argument(help="The assignment.")],
    bank: Annotated[bool, typer.Option("--bank", help="The whole bank instead of the paper.")] = False,
    file: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="Where to.", show_default="previews/NAME.html"),
    ] = None,
    show: Annotated[bool, typer.Option("--open/--no-open", help="Open it in a browser.")] = True,
) -> None:
    """Write a page for a colleague to review: each question beside its key (instructor)."""
    import webbrowser

    from course_lib.cli._lab import has_display
    from course_lib.grading.preview import write_preview

    path = write_preview(course_root(), name, bank, file)
    print(f"{path}: contains the key, for instructors only.")
    if show and has_display():
        webbrowser.open(path.as_uri())


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
    with counted(f"Grading {name}") as show:
        report = run(root, name, students=student or None, progress=show)
    print(report)
    if report.problems:
        raise typer.Exit(1)


@app.command()
def feedback(
    name: Annotated[str, typer.Argument(help="The assignment.")],
    student: Annotated[
        list[str] | None, typer.Option(help="Only for this student; may be given again.")
    ] = None,
) -> None:
    """Write feedback for students on a graded assignment (instructor)."""
    from course_lib.grading.feedback import feedback as run

    root = course_root()
    with counted(f"Writing feedback on {name}") as show:
        report = run(root, name, students=student or None, progress=show)
    print(report)
    if report.problems:
        raise typer.Exit(1)
