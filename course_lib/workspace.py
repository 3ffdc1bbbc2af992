"""A student's working copy of the course: made, opened again, updated; never the course's own files.

A copy holds `lessons/` and `assignments/<name>/` and a hidden manifest with the hash of every file as it was
delivered. A file that still has that hash was not changed by the student and may be replaced by a newer
one; any other file is the student's and is never written. Opening a notebook in Jupyter changes it, so most
notebooks are the student's after the first look, which is right: their outputs carry answers.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path, PurePosixPath

from course_lib import __version__
from course_lib.errors import CourseError, UnknownName, did_you_mean

__all__ = ["MANIFEST", "Report", "course_files", "default_folder", "find_notebook", "open_workspace"]

MANIFEST = ".skin-deep.json"
_DISTRIBUTION = "skin-deep-course"
_PACKAGE = Path(str(files("course_lib")))
_PARTS = ("lessons", "assignments")


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
        if self.created:
            return f"Your copy of the course is in {self.folder}."
        lines = [f"Your copy of the course is in {self.folder}, as you left it."]
        lines += [f"New in the course: {path}." for path in self.added]
        lines += [f"Newer version, in place of one you had not changed: {path}." for path in self.updated]
        lines += [f"Put back, since it was missing: {path}." for path in self.restored]
        lines += [f"You changed {path}; its newer version is beside it: {new}." for path, new in self.beside]
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


def _clone_root() -> Path | None:
    """Return the folder of the clone that this package runs from; None when it was installed from a wheel."""
    root = _PACKAGE.parent
    try:
        project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["name"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return root if project == _DISTRIBUTION and (root / "lessons").is_dir() else None


def course_files() -> dict[str, Path]:
    """Find the lessons and released assignments of the installed course.

    Returns
    -------
    dict of str to Path
        Path in a working copy, such as ``"lessons/06_article_4_article_51.ipynb"``, to the file delivered.

    Raises
    ------
    CourseError
        When the installation has no lessons.
    """
    root = _clone_root()
    places = {part: root / part if root else _PACKAGE / f"_{part}" for part in _PARTS}
    found = {}
    for part, folder in places.items():
        for path in sorted(folder.rglob("*")):
            inside = path.relative_to(folder)
            if path.is_file() and not any(map(_private, inside.parts)):
                found[f"{part}/{inside.as_posix()}"] = path
    if not any(name.endswith(".ipynb") for name in found):
        raise CourseError(
            f"This installation of the course has no lessons in {places['lessons']}: install it again with "
            f"pip install --force-reinstall {_DISTRIBUTION}."
        )
    return found


def find_notebook(name: str, delivered: Mapping[str, object] | None = None) -> str:
    """Find a lesson by number or name, or an assignment by name.

    Parameters
    ----------
    name : str
        A lesson's number (``"6"``, ``"06"``) or name (``"article_4_article_51"``, also without its number),
        or an assignment's name (``"treaty_text"``).
    delivered : mapping of str, optional
        Paths in a working copy; those of the installed course where not given.

    Returns
    -------
    str
        Path of the notebook in a working copy, with forward slashes.

    Raises
    ------
    UnknownName
        When no lesson or assignment has this name; names the nearest.
    """
    known: dict[str, str] = {}
    shown = []
    for path in course_files() if delivered is None else delivered:
        at = PurePosixPath(path)
        if at.suffix != ".ipynb":
            continue
        shown.append(at.stem)
        known[at.stem] = path
        number, _, slug = at.stem.partition("_")
        if at.parts[0] == "lessons" and number.isdigit():
            known |= {str(int(number)): path, slug: path}
    wanted = str(name).strip().removesuffix(".ipynb").replace("-", "_")
    wanted = str(int(wanted)) if wanted.isdecimal() else wanted
    if wanted not in known:
        near = did_you_mean(name, known)
        raise UnknownName(f"No lesson or assignment {name!r}.{near} All: {', '.join(sorted(shown))}.")
    return known[wanted]


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
        When the folder is the course's own or cannot be written.
    """
    folder = Path(folder).expanduser() if folder else default_folder()
    folder = folder.resolve()
    _refuse_course_folder(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return _bring_up_to_date(folder, course_files())
    except OSError as error:
        raise CourseError(
            f"The working copy in {folder} cannot be written ({error.strerror or error}): free some space "
            "there, allow writing, or name another folder with --dir; nothing of yours was changed."
        ) from error


def _bring_up_to_date(folder: Path, delivered: Mapping[str, Path]) -> Report:
    before, damaged = _read_manifest(folder)
    created = not damaged and not (folder / MANIFEST).exists()
    done: dict[str, list] = {"added": [], "updated": [], "restored": [], "beside": []}
    manifest = dict(before)
    for name, source in delivered.items():
        target, content = folder / name, source.read_bytes()
        new, old = _hash(content), before.get(name)
        if not target.exists():
            _write(target, content)
            done["restored" if old else "added"].append(name)
        elif new != old:
            # The manifest holds what was delivered last, in place or beside, so a version comes once only.
            mine = _hash(target.read_bytes())
            if mine == old:
                _write(target, content)
                done["updated"].append(name)
            elif mine != new:
                beside = _free_name(target, new)
                if not beside.exists():
                    _write(beside, content)
                done["beside"].append((name, beside.name))
        manifest[name] = new
    _write_manifest(folder, manifest)
    return Report(folder, created, damaged=damaged, **{k: tuple(v) for k, v in done.items()})


def _refuse_course_folder(folder: Path) -> None:
    clone = _clone_root()
    own = (clone or _PACKAGE).resolve()
    # A virtual environment inside the working copy is fine; a clone inside it is not: its files look alike.
    if folder == own or own in folder.parents or (clone and folder in own.parents):
        raise CourseError(
            f"{folder} is, holds or lies in the course's own folder {own}: name another folder for your "
            "copy, for example --dir ~/my-skin-deep."
        )


def _private(part: str) -> bool:
    # What Jupyter, Python and the course write while somebody works in the clone is nobody else's.
    return part.startswith((".", "answers.json")) or part == "__pycache__"


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _free_name(target: Path, new: str) -> Path:
    """Return a name beside the target that is free, or that already holds this very version."""
    number = 1
    while True:
        again = f", {number}" if number > 1 else ""
        path = target.with_name(f"{target.stem} (new version {__version__}{again}){target.suffix}")
        if not path.exists() or _hash(path.read_bytes()) == new:
            return path
        number += 1


def _read_manifest(folder: Path) -> tuple[dict[str, str], str]:
    path = folder / MANIFEST
    if not path.exists():
        return {}, ""
    try:
        data = json.loads(path.read_bytes())
        return {str(name): str(sha) for name, sha in data["files"].items()}, ""
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        number, kept = 1, f"{MANIFEST}.damaged"
        while (folder / kept).exists():
            number += 1
            kept = f"{MANIFEST}.damaged-{number}"
        path.rename(folder / kept)
        return {}, kept


def _write_manifest(folder: Path, manifest: Mapping[str, str]) -> None:
    data = {"schema": 1, "version": __version__, "files": dict(sorted(manifest.items()))}
    content = json.dumps(data, indent=1).encode()
    path = folder / MANIFEST
    if not path.exists() or path.read_bytes() != content:
        _write(path, content)


def _write(target: Path, content: bytes) -> None:
    # Written beside and then renamed: a killed process or a full disk never leaves half a notebook.
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".skin-deep-{secrets.token_hex(6)}")
    try:
        with beside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
