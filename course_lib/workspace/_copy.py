"""A student's working copy of the course: made, opened again, updated; never the course's own files.

A copy holds `lessons/` and `assignments/<name>/` and a hidden manifest with the hash of every file as it was
delivered. A file that still has that hash was not changed by the student and may be replaced by a newer
one; any other file is the student's and is never written. Opening a notebook in Jupyter changes it, so most
notebooks are the student's after the first look, which is right: their outputs carry answers.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from glob import escape
from pathlib import Path

from filelock import FileLock, Timeout

from course_lib import __version__
from course_lib.errors import CourseError
from course_lib.workspace._files import (
    MANIFEST,
    course_files,
    read_manifest,
    refuse_course_folder,
    sha,
    sweep,
    write,
    write_manifest,
)

#: Seconds; the first copy on a slow network drive takes some.
PATIENCE = 60


@dataclass(frozen=True)
class Report:
    """What opening a working copy did; its text is one sentence a file that a student should know of.

    Attributes
    ----------
    folder : Path
        The working copy.
    created : bool
        True when there was no working copy before.
    added, updated, restored : tuple of str
        Files that are new in the course, replaced by a newer version, or put back after they were deleted.
    beside : tuple of (str, str)
        A file that the student changed, and the name under which its newer version stands beside it.
    damaged : str
        Name under which an unreadable manifest was kept, or "".
    """

    folder: Path
    created: bool = False
    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    restored: tuple[str, ...] = ()
    beside: tuple[tuple[str, str], ...] = ()
    damaged: str = ""

    def __str__(self) -> str:
        as_left = "" if self.created else ", as you left it"
        lines = [f"Your copy of the course is in {self.folder}{as_left}."]
        if not self.created:
            lines += [f"New in the course: {path}." for path in self.added]
        lines += [f"Newer version, in place of one you had not changed: {path}." for path in self.updated]
        lines += [f"Put back, since it was missing: {path}." for path in self.restored]
        lines += [
            f"Left as it is, since it is yours: {path}; the course's newest version is beside it: {new}."
            for path, new in self.beside
        ]
        if self.damaged:
            lines.append(f"The list of delivered files was unreadable; it is kept as {self.damaged}.")
        return "\n".join(lines)


def default_folder() -> Path:
    """Return the folder of the working copy where none is named.

    Returns
    -------
    Path
        The value of the environment variable SKIN_DEEP_DIR, or ``skin-deep`` in the home folder.
    """
    named = os.environ.get("SKIN_DEEP_DIR")
    return Path(named).expanduser() if named else Path.home() / "skin-deep"


def open_workspace(folder: Path | str | None = None) -> Report:
    """Make a working copy, or bring an earlier one up to date without touching what the student changed.

    Parameters
    ----------
    folder : Path or str, optional
        Where; `default_folder()` where not given. Files of other kinds in it are left alone.

    Returns
    -------
    Report
        What was done.

    Raises
    ------
    CourseError
        When the folder is the course's own, cannot be written, or is being written by another process.
    """
    folder = Path(folder).expanduser() if folder else default_folder()
    folder = folder.resolve()
    refuse_course_folder(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(folder):
            return _bring_up_to_date(folder, course_files())
    except OSError as error:
        where = f": {error.filename}" if error.filename else ""
        raise CourseError(
            f"The working copy in {folder} cannot be written ({error.strerror or error}{where}): free some "
            "space there, allow writing, or name another folder with --dir; nothing of yours was changed."
        ) from error


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Wait until no other `course lab` brings this folder up to date."""
    try:
        with FileLock(folder / ".skin-deep.lock", timeout=PATIENCE):
            yield
    except Timeout:
        raise CourseError(
            f"Another `course lab` is just writing the working copy in {folder}: wait until it is done and "
            "try again."
        ) from None


def _bring_up_to_date(folder: Path, delivered: Mapping[str, Path]) -> Report:
    sweep(folder)
    created = not (folder / MANIFEST).exists()
    before, damaged = _manifest(folder)
    done: dict[str, list] = {"added": [], "updated": [], "restored": [], "beside": []}
    manifest = dict(before)
    for name, source in delivered.items():
        target, content = folder / name, source.read_bytes()
        new, old = sha(content), before.get(name, "")
        if not target.exists():
            write(target, content)
            done["restored" if old else "added"].append(name)
        elif new != old:
            # The manifest holds what was delivered last, in place or beside, so a version comes once only.
            mine = sha(target.read_bytes())
            if mine == old and write(target, content, held=old):
                done["updated"].append(name)
            elif mine != new:
                done["beside"].append((name, _put_beside(target, content, old)))
        manifest[name] = new
    write_manifest(folder, manifest)
    return Report(folder, created, damaged=damaged, **{k: tuple(v) for k, v in done.items()})


def _put_beside(target: Path, content: bytes, old: str) -> str:
    """Write a version beside the student's file and return its name; an earlier one not touched gives way."""
    new, number = sha(content), 1
    while True:
        again = f", {number}" if number > 1 else ""
        path = target.with_name(f"{target.stem} (new version {__version__}{again}){target.suffix}")
        held = sha(path.read_bytes()) if path.exists() else ""
        if held == new or (held in ("", old) and write(path, content, held)):
            break
        number += 1
    for earlier in target.parent.glob(f"{escape(target.stem)} (new version *){escape(target.suffix)}"):
        if earlier != path and sha(earlier.read_bytes()) == old:
            earlier.unlink()
    return path.name


def _manifest(folder: Path) -> tuple[dict[str, str], str]:
    """Return the manifest, and the name under which an unreadable one was kept."""
    try:
        return read_manifest(folder), ""
    except ValueError:
        number, kept = 1, f"{MANIFEST}.damaged"
        while (folder / kept).exists():
            number += 1
            kept = f"{MANIFEST}.damaged-{number}"
        (folder / MANIFEST).rename(folder / kept)
        return {}, kept
