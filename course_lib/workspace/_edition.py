"""A student edition: a folder to hand out, with lessons, released assignments and how to open them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from course_lib.errors import CourseError
from course_lib.workspace._files import (
    MANIFEST,
    PARTS,
    course_files,
    read_manifest,
    refuse_course_folder,
    sha,
    sweep,
    write,
    write_manifest,
)

README = "README.md"
_TEXT = Path(__file__).with_name("student_readme.md")


@dataclass(frozen=True)
class Edition:
    """A student edition that was made.

    Attributes
    ----------
    folder : Path
        Where it is.
    lessons, assignments : tuple of str
        Names of the notebooks in it.
    """

    folder: Path
    lessons: tuple[str, ...]
    assignments: tuple[str, ...]

    def __str__(self) -> str:
        parts = [("lesson", self.lessons), ("assignment", self.assignments)]
        counts = [
            f"{len(names)} {kind}{'' if len(names) == 1 else 's'} ({', '.join(names)})"
            for kind, names in parts
            if names
        ]
        return (
            f"The student edition is in {self.folder}: {' and '.join(counts)}.\n"
            f"Hand out the whole folder; its {README} says how to open it."
        )


def start_edition(folder: Path | str, root: Path | None = None) -> Edition:
    """Make a folder to hand out to students; one that holds anybody's work is refused.

    Parameters
    ----------
    folder : Path or str
        A new or empty folder, or an earlier edition in which nothing was changed.
    root : Path, optional
        The clone whose lessons and released assignments are handed out; where not given, those of this
        installation.

    Returns
    -------
    Edition
        What stands in the folder now.

    Raises
    ------
    CourseError
        When the folder holds work, is the course's own or cannot be written, or when a notebook of the
        course has outputs.
    """
    folder = Path(folder).expanduser().resolve()
    refuse_course_folder(folder, root)
    sources = course_files(root)
    content = {name: path.read_bytes() for name, path in sources.items()}
    titles = {name: _title(name, text) for name, text in content.items() if name.endswith(".ipynb")}
    content[README] = _readme(titles).encode()
    try:
        stale = _untouched(folder, content)
        folder.mkdir(parents=True, exist_ok=True)
        sweep(folder)
        for name, text in content.items():
            if not (folder / name).exists() or (folder / name).read_bytes() != text:
                write(folder / name, text)
        for name in stale:
            (folder / name).unlink()
        write_manifest(folder, {name: sha(text) for name, text in content.items()})
    except OSError as error:
        raise CourseError(
            f"The student edition in {folder} cannot be written ({error.strerror or error}): free some space "
            "there, allow writing, or name another folder."
        ) from error
    names = {part: tuple(PurePosixPath(n).stem for n in titles if n.startswith(part)) for part in PARTS}
    return Edition(folder, names["lessons"], names["assignments"])


def _untouched(folder: Path, content: Mapping[str, bytes]) -> list[str]:
    """Return the untouched files of an earlier edition that have left the course; refuse any other file."""
    if folder.exists() and not folder.is_dir():
        raise CourseError(f"{folder} is a file: name a new or empty folder for the student edition.")
    try:
        before = read_manifest(folder)
    except ValueError:
        before = {}
    here = {p.relative_to(folder).as_posix(): p for p in sorted(folder.rglob("*")) if not p.is_dir()}
    strange, stale = [], []
    for name, path in here.items():
        if name == MANIFEST or name.startswith((".git", ".skin-deep")):
            continue
        hold = sha(path.read_bytes())
        if hold not in (before.get(name), sha(content[name]) if name in content else None):
            strange.append(name)
        elif name not in content:
            stale.append(name)
    if strange:
        # Answers say most plainly that somebody works here.
        strange.sort(key=lambda name: "answers." not in name)
        more = f" and {len(strange) - 3} more" if len(strange) > 3 else ""
        raise CourseError(
            f"{folder} holds work or other files ({', '.join(strange[:3])}{more}): name a new or empty "
            "folder for the student edition; nothing was changed."
        )
    return stale


def _title(name: str, text: bytes) -> str:
    """Return the title of a notebook, which must be as nobody has run it."""
    try:
        cells = json.loads(text)["cells"]
        ran = [cell for cell in cells if cell.get("outputs") or cell.get("execution_count")]
        lines = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown").splitlines()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise CourseError(
            f"{name} is no notebook that Jupyter can open: put back the course's own."
        ) from None
    if ran:
        raise CourseError(
            f"{name} has outputs, which may show your own answers: clear all outputs, save, and try again."
        )
    return next((line.lstrip("# ") for line in lines if line.startswith("# ")), PurePosixPath(name).stem)


def _readme(titles: Mapping[str, str]) -> str:
    rows = []
    for name, title in titles.items():
        stem = PurePosixPath(name).stem
        number = stem.partition("_")[0]
        wanted = str(int(number)) if name.startswith("lessons") and number.isdigit() else stem
        rows.append(f"| {title.replace('|', ' ')} | `{name}` | `course lab {wanted} --dir .` |")
    return _TEXT.read_text("utf-8").replace("CONTENTS", "\n".join(rows))
