"""What the course delivers, and how it is written: never half, never over what somebody changed."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path, PurePosixPath

from course_lib import __version__
from course_lib.errors import CourseError, UnknownName, did_you_mean

DISTRIBUTION = "skin-deep-course"
MANIFEST = ".skin-deep.json"
PARTS = ("lessons", "assignments")
_PACKAGE = Path(str(files("course_lib")))
_BESIDE = ".skin-deep-"


def clone_root() -> Path | None:
    """Return the folder of the clone that this package runs from; None when it was installed from a wheel."""
    root = _PACKAGE.parent
    try:
        project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["name"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return root if project == DISTRIBUTION and (root / "lessons").is_dir() else None


def course_files(root: Path | None = None) -> dict[str, Path]:
    """Find the lessons and released assignments of the course.

    Parameters
    ----------
    root : Path, optional
        A clone; where not given, the clone that this package runs from, or the wheel's own copy.

    Returns
    -------
    dict of str to Path
        Path in a working copy, such as ``"lessons/06_article_4_article_51.ipynb"``, to the file delivered.

    Raises
    ------
    CourseError
        When the installation has no lessons.
    """
    root = root or clone_root()
    places = {part: root / part if root else _PACKAGE / f"_{part}" for part in PARTS}
    found = {}
    for part, folder in places.items():
        for path in sorted(folder.rglob("*")):
            inside = path.relative_to(folder)
            if path.is_file() and not any(map(_private, inside.parts)):
                found[f"{part}/{inside.as_posix()}"] = path
    if not any(name.endswith(".ipynb") for name in found):
        raise CourseError(
            f"This installation of the course has no lessons in {places['lessons']}: install it again with "
            f"pip install --force-reinstall {DISTRIBUTION}."
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


def refuse_course_folder(folder: Path, root: Path | None = None) -> None:
    """Raise a CourseError where the course itself stands; what is made there would mix with its files."""
    clone = root or clone_root()
    own = (clone or _PACKAGE).resolve()
    # A virtual environment inside the working copy is fine; a clone inside it is not: its files look alike.
    if folder == own or own in folder.parents or (clone and folder in own.parents):
        raise CourseError(
            f"{folder} is, holds or lies in the course's own folder {own}: name another folder, for example "
            "~/my-skin-deep."
        )


def _private(part: str) -> bool:
    # What Jupyter, Python and the course write while somebody works in the clone is nobody else's.
    return part.startswith((".", "answers.")) or part == "__pycache__"


def sha(content: bytes) -> str:
    """Return the hash of a file's content, as the manifest holds it."""
    return hashlib.sha256(content).hexdigest()


def read_manifest(folder: Path) -> dict[str, str]:
    """Return path to hash of what was delivered last; ValueError where the manifest cannot be understood."""
    path = folder / MANIFEST
    if not path.exists():
        return {}
    try:
        data = json.loads(path.read_bytes())
        return {str(name): str(value) for name, value in data["files"].items()}
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(str(error)) from None


def write_manifest(folder: Path, manifest: Mapping[str, str]) -> None:
    """Write what was delivered, if it changed."""
    data = {"schema": 1, "version": __version__, "files": dict(sorted(manifest.items()))}
    content = json.dumps(data, indent=1).encode()
    path = folder / MANIFEST
    if not path.exists() or path.read_bytes() != content:
        write(path, content)


def write(target: Path, content: bytes, held: str = "") -> bool:
    """Write a file whole or not at all; with `held`, only over content that still has this hash.

    False if somebody changed the file meanwhile; nothing is written then.
    """
    # Written beside and then renamed: a killed process or a full disk never leaves half a notebook.
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f"{_BESIDE}{secrets.token_hex(6)}")
    try:
        with beside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        # A notebook may be open, and saved at any moment: looked at last, when all slow work is done.
        if held and sha(target.read_bytes()) != held:
            beside.unlink()
            return False
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    return True


def sweep(folder: Path) -> None:
    """Remove what a killed process left half written; only while nobody else writes."""
    for part in PARTS:
        for path in (folder / part).rglob(f"{_BESIDE}*"):
            path.unlink(missing_ok=True)
    for path in folder.glob(f"{_BESIDE}*"):
        path.unlink(missing_ok=True)
