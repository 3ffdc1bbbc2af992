"""Does the set-up work? One line a check: "ok", or a sentence on what is wrong and how to mend it.

Each check stands on its own: one that finds a fault never hides another.
"""

from __future__ import annotations

import os
import re
import secrets
import sys
import tomllib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import metadata
from importlib.resources import files
from pathlib import Path

from course_lib import data, treaties
from course_lib.errors import CourseError
from course_lib.quiz import answers
from course_lib.treaties import _html
from course_lib.workspace import MANIFEST

__all__ = ["LOOK", "MEND", "NOTE", "OK", "Line", "SetupReport", "check_setup"]

OK, NOTE, LOOK, MEND = "ok", "note", "look", "to mend"
PYTHON = (3, 11)
_DISTRIBUTION = "skin-deep-course"
_AGAIN = f"install it again with `pip install --force-reinstall {_DISTRIBUTION}`"
_CLICKING = (
    "Only you can see this: answer the practice question further down and look for the word Saved below it."
)
#: What the control of a question is made of.
_CONTROL = ("mark.js", "sort.js", "confidence.js", "question.js", "theme.css", "question.css")
#: A clock in another time zone, or a little off, spoils nothing.
_LENIENCE = timedelta(days=1)
#: Larger than a term's first answers, so that a full disk is noticed before the first of them.
_PROBE = b"course " * 20_000


@dataclass(frozen=True)
class Line:
    """What one check found.

    Attributes
    ----------
    name : str
        What was looked at.
    state : {"ok", "note", "look", "to mend"}
        Well; well, with something to know; for the reader alone to see; a fault.
    text : str
        What was found; for a fault one sentence on what is wrong and how to mend it.
    """

    name: str
    state: str
    text: str


@dataclass(frozen=True, repr=False)
class SetupReport:
    """What `check_setup` returns; it prints as lines of text and shows as a table in a notebook.

    Attributes
    ----------
    lines : tuple of Line
        One a check, in the order in which they were made.
    """

    lines: tuple[Line, ...]

    @property
    def faults(self) -> tuple[str, ...]:
        """The sentences on what is to be mended, in the order of the checks."""
        return tuple(line.text for line in self.lines if line.state == MEND)

    @property
    def headline(self) -> str:
        """The result in one sentence."""
        names = [line.name for line in self.lines if line.state == MEND]
        return f"To mend in your set-up: {', '.join(names)}." if names else "Your set-up works."

    def __str__(self) -> str:
        rows = (f"  {line.state:<8}{line.name:<10}{line.text}" for line in self.lines)
        return "\n".join([self.headline, *rows])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        rows = [
            (_html.text(line.name), _html.pill(line.state, dashed=line.state == LOOK), _html.text(line.text))
            for line in self.lines
        ]
        return _html.table(self.headline, ("Checked", "Result", "What was found"), rows, widths=(16, 14, 70))


def check_setup(folder: Path | str | None = None, now: datetime | None = None) -> SetupReport:
    """Check that this course can be worked through here, and that answers will be kept.

    Parameters
    ----------
    folder : Path or str, optional
        Folder of the notebook; the current one where not given.
    now : datetime, optional
        What the clock says, with its time zone.

    Returns
    -------
    SetupReport
        Reads well when printed and when shown in a notebook.
    """
    folder = Path(folder) if folder else Path.cwd()
    now = now or datetime.now(UTC)
    checks: dict[str, Callable[[], tuple[str, str]]] = {
        "Python": _python,
        "Packages": _packages,
        "Folder": lambda: _folder(folder.resolve()),
        "Writing": lambda: _writing(folder),
        "Answers": lambda: _answers(folder),
        "Facts": _facts,
        "Clock": lambda: _clock(folder, now),
        "Network": _network,
        "Clicking": lambda: (LOOK, _CLICKING),
    }
    return SetupReport(tuple(Line(name, *look()) for name, look in checks.items()))


def _python() -> tuple[str, str]:
    found = ".".join(map(str, sys.version_info[:3]))
    if tuple(sys.version_info[:2]) >= PYTHON:
        return OK, f"Python {found}."
    needed = ".".join(map(str, PYTHON))
    return MEND, (
        f"This is Python {found} and the course needs {needed} or newer: install a newer one and open the "
        "course again with it."
    )


def _packages() -> tuple[str, str]:
    try:
        wanted = metadata.requires(_DISTRIBUTION) or []
    except metadata.PackageNotFoundError:
        return MEND, (
            "The course is not installed in the Python of this notebook: open it with `course lab`, or run "
            f"`pip install {_DISTRIBUTION}` and restart the kernel."
        )
    if lacking := list(_lacking(wanted, "")):
        line = " ".join(f'"{requirement}"' for _, requirement in lacking)
        return MEND, (
            f"{' and '.join(problem for problem, _ in lacking)}: open the course again with `course lab`, or "
            f"run `pip install {line}` and restart the kernel."
        )
    if lacking := list(_lacking(wanted, "lab")):
        return NOTE, (
            "Lessons work; to validate an assignment with this Python run "
            f'`pip install "{_DISTRIBUTION}[lab]"` ({" and ".join(problem for problem, _ in lacking)}).'
        )
    return OK, ", ".join(f"{name} {metadata.version(name)}" for name, _ in _asked_for(wanted, "")) + "."


def _asked_for(wanted: list[str], extra: str) -> Iterator[tuple[str, str]]:
    """Yield name and versions of what the course asks for: the core for "", else what an extra adds."""
    for line in wanted:
        requirement, _, marker = line.partition(";")
        of = re.search(r"""extra\s*==\s*["']([\w-]+)""", marker)
        found = re.match(r"\s*([\w.-]+)\s*(.*)", requirement)
        if found and (of[1] if of else "") == extra:
            yield found[1], found[2].strip()


def _lacking(wanted: list[str], extra: str) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with each package that is missing or of another version, and what is needed."""
    for name, versions in _asked_for(wanted, extra):
        try:
            here = metadata.version(name)
        except metadata.PackageNotFoundError:
            yield f"{name} is not installed", name + versions
            continue
        # By numbers, for the only two signs that the course uses.
        for sign, bound in re.findall(r"(>=|<)\s*([\d.]+)", versions):
            if (_numbers(here) >= _numbers(bound)) != (sign == ">="):
                yield f"{name} is {here} and the course needs {versions}", name + versions
                break


def _numbers(version: str) -> list[int]:
    found = re.match(r"\d+(?:\.\d+)*", version)
    # 6 and 6.0.0 are one version.
    return [*map(int, found[0].split(".") if found else ()), 0, 0, 0, 0][:4]


def _folder(folder: Path) -> tuple[str, str]:
    package = Path(str(files("course_lib"))).resolve()
    for place in (folder, *folder.parents):
        if (place / MANIFEST).is_file():
            return OK, f"Your own copy of the course, in {place}."
        if place == package or _is_clone(place):
            return MEND, (
                f"You are working in the course's own files in {place}, which your answers would change: "
                "open a copy of your own with `course lab`."
            )
    return NOTE, (
        "Not made by `course lab`: answers are kept here all the same, but newer lessons do not arrive by "
        "themselves."
    )


def _is_clone(place: Path) -> bool:
    try:
        project = tomllib.loads((place / "pyproject.toml").read_text("utf-8"))["project"]
        return project["name"] == _DISTRIBUTION
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _writing(folder: Path) -> tuple[str, str]:
    # The same way as an answer is kept: written beside under another name, then renamed.
    beside = folder / f".set-up-{secrets.token_hex(6)}"
    renamed = beside.with_suffix(".done")
    try:
        try:
            with beside.open("xb") as file:
                file.write(_PROBE)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(renamed)
        finally:
            beside.unlink(missing_ok=True)
            renamed.unlink(missing_ok=True)
    except OSError as error:
        return MEND, (
            f"Nothing can be written in {folder} ({error.strerror or error}), so that answers would be lost: "
            "free some space or allow writing there, or name another folder with `course lab --dir FOLDER`."
        )
    return OK, "A file was written beside this notebook and removed again."


def _answers(folder: Path) -> tuple[str, str]:
    held = answers.read(folder)
    if held.damage:
        return MEND, (
            f"{held.damage.rstrip('.')}: put an older copy of the file back, or go on, and your next answer "
            "keeps the damaged file under another name."
        )
    number = len(held.items)
    if not number:
        return OK, f"None yet; the first one makes {answers.FILE} beside this notebook."
    return OK, f"{answers.FILE} holds {number} answer{'' if number == 1 else 's'}, all readable."


def _facts() -> tuple[str, str]:
    try:
        tables, texts = data.names(), data.treaty_files()
        for name in tables:
            found, promised = len(data.load(name)), data.describe(name).rows
            if found != promised:
                raise CourseError(f"table {name} has {found} rows instead of {promised}")
        for treaty_id in texts:
            treaties.treaty(treaty_id)
        if not tables or not texts:
            raise CourseError("there are no tables or no treaties")
    # Whatever a damaged installation makes of a file: the reader needs the way out, not the kind of error.
    except Exception as error:
        why = " ".join(str(error).split()).rstrip(".") or type(error).__name__
        return MEND, f"The facts of the course are damaged ({why}): {_AGAIN}."
    plural = "" if len(tables) == 1 else "s"
    return OK, f"{len(tables)} table{plural} and {len(texts)} treaties and records were read."


def _clock(folder: Path, now: datetime) -> tuple[str, str]:
    """Compare the clock with what is past for certain: the newest fact and the newest answer."""
    when, what = datetime.min.replace(tzinfo=UTC), ""
    # What is wrong with the facts, or with a record, other checks say.
    with suppress(Exception):
        # Whole days alone: tables by year say when a year's figures are over, not that something happened.
        newest = max(d for name in data.names() for d in data.describe(name).span[1:] if len(d) == 10)
        when = datetime.fromisoformat(newest).replace(tzinfo=UTC)
        what = f"this edition of the course reports events of {newest}"
    for record in answers.read(folder).items.values():
        with suppress(ValueError):
            at = datetime.fromisoformat(record.at)
            at = at if at.tzinfo else at.replace(tzinfo=UTC)
            if at > when:
                when, what = at, f"an answer of {at:%Y-%m-%d} is recorded here"
    if now + _LENIENCE < when:
        return MEND, (
            f"The clock of this machine says {now:%Y-%m-%d}, but {what}: set the clock, since of two answers "
            "the newer one counts."
        )
    return OK, f"{now.astimezone():%Y-%m-%d %H:%M}, later than all that is recorded."


def _network() -> tuple[str, str]:
    here = files("course_lib.quiz")
    if missing := [name for name in _CONTROL if not here.joinpath(name).is_file()]:
        return MEND, f"The course lacks {' and '.join(missing)}, by which answers are clicked: {_AGAIN}."
    return OK, "Not needed: texts, tables and the controls of the questions came with the course."
