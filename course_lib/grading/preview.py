"""A paper or a whole bank for a colleague to read before students do: what stands there, and where it is.

The page holds the key. It is written where no release, no student edition and no build takes anything from.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from course_lib.errors import CourseError, unknown
from course_lib.grading.build import bank_names
from course_lib.grading.html_page import many
from course_lib.grading.paper import Paper, draw, load_paper
from course_lib.quiz.asked import QUIZ
from course_lib.quiz.bank import Bank, load_bank
from course_lib.quiz.items import Item
from course_lib.quiz.rubric import Manual
from course_lib.workspace import MANIFEST

__all__ = [
    "FOLDER",
    "Chapter",
    "Preview",
    "Shown",
    "collect",
    "of_bank",
    "of_paper",
    "place",
    "write_preview",
]

#: Where previews are written in a clone; git ignores it.
FOLDER = "previews"


@dataclass(frozen=True)
class Shown:
    """A question or a task in its place.

    Attributes
    ----------
    name : str
        The slot, or the id of the item in a preview of a bank.
    content : Item or Manual
        What a student sees there.
    others : tuple of Item
        What the slot could hold as well.
    """

    name: str
    content: Item | Manual
    others: tuple[Item, ...] = ()


@dataclass(frozen=True)
class Chapter:
    """A part of a paper, or what a bank has for one objective; `note` says how much it is."""

    title: str
    note: str
    intro: str
    shown: tuple[Shown, ...]


@dataclass(frozen=True)
class Preview:
    """What stands on the page: its title, a line below it, its chapters, and the bank that explains them."""

    title: str
    about: str
    chapters: tuple[Chapter, ...]
    bank: Bank

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of all sources, each once."""
        contents = [c for chapter in self.chapters for s in chapter.shown for c in (s.content, *s.others)]
        return tuple(dict.fromkeys(ref for content in contents for ref in content.sources))


def of_paper(paper: Paper, bank: Bank) -> Preview:
    """Return the preview of a paper as its seed draws it.

    Parameters
    ----------
    paper, bank : Paper, Bank
        As for `draw`.

    Returns
    -------
    Preview
        A chapter for each part; the other candidates stand beside what was drawn.
    """
    filled = draw(paper, bank)
    chapters = []
    for part in paper.part:
        shown, points = [], sum(slot.points for slot in part.slot)
        for slot in part.slot:
            content = filled[slot.id]
            others = tuple(bank.items[i] for i in slot.items if i != content.id)
            shown.append(Shown(slot.id, content, others))
        chapters.append(
            Chapter(f"{part.slug.upper()}. {part.title}", many(points, "point"), part.intro, tuple(shown))
        )
    points = sum(slot.points for slot in paper.slots)
    about = (
        f"{len(paper.slots)} slots, {points:g} points, {paper.minutes} minutes; drawn by seed {paper.seed}."
    )
    return Preview(paper.title, about, tuple(chapters), bank)


def of_bank(bank: Bank) -> Preview:
    """Return the preview of a whole bank.

    Parameters
    ----------
    bank : Bank
        Graded items or the checks of a lesson.

    Returns
    -------
    Preview
        A chapter for each objective, its items in the order of the file.
    """
    contents: list[Item | Manual] = [*bank.items.values(), *bank.manuals.values()]
    chapters = []
    for slug, says in bank.objectives.items():
        shown = tuple(Shown(c.id, c) for c in contents if c.objective == slug)
        if shown:
            chapters.append(Chapter(says, many(len(shown), "question"), f"Objective {slug}", shown))
    tasks = many(len(bank.manuals), "written task")
    about = f"{many(len(bank.items), 'item')}, variants included, and {tasks}, by objective."
    return Preview(bank.title or bank.name, about, tuple(chapters), bank)


def collect(root: Path, name: str, whole: bool = False) -> Preview:
    """Read what is to be shown.

    Parameters
    ----------
    root : Path
        Folder of the course.
    name : str
        An assignment; for its bank also where it has no paper yet.
    whole : bool
        The whole bank instead of the paper.

    Returns
    -------
    Preview
        What stands on the page.

    Raises
    ------
    UnknownName
        If there is no such assignment.
    BadItem, BuildProblem
        If bank or paper break their schema, or the paper cannot be drawn.
    """
    solutions = root / "solutions"
    banks = {p.name.removesuffix(".quiz.toml") for p in solutions.glob("*.quiz.toml")}
    names = banks if whole else set(bank_names(root))
    if name not in names:
        raise unknown("assignment", name, names)
    bank = load_bank(solutions / f"{name}.quiz.toml")
    return of_bank(bank) if whole else of_paper(load_paper(solutions / f"{name}.paper.toml"), bank)


def place(root: Path, name: str, whole: bool = False, file: Path | None = None) -> Path:
    """Return where the page may be written.

    Parameters
    ----------
    root : Path
        Folder of the course.
    name : str
        The assignment.
    whole : bool
        Whether the page shows the whole bank.
    file : Path, optional
        What was asked for.

    Returns
    -------
    Path
        The file, resolved; in ``previews/`` of the clone where none was asked for.

    Raises
    ------
    CourseError
        If students could get at it there.
    """
    own = (root / FOLDER).resolve()
    if file is None:
        return own / f"{name}{'.bank' if whole else ''}.html"
    path = file.resolve()
    above = path.parents
    if path.is_dir():
        raise CourseError(f"{file} is a folder: name a file in it, such as {file / f'{name}.html'}.")
    if own not in above and root.resolve() in above:
        raise CourseError(
            f"{file} stands in the course itself, from which students get files, and the page holds the key: "
            f"write it into {FOLDER}/ or outside of the course."
        )
    if any(_of_students(folder) for folder in above):
        raise CourseError(
            f"{file} stands in a folder of students, and the page holds the key: write it somewhere else."
        )
    return path


def _of_students(folder: Path) -> bool:
    """Say whether a folder is a working copy, a student edition or an assignment as handed out."""
    marks = (MANIFEST, QUIZ, f"assignments/*/{QUIZ}")
    return any(next(folder.glob(mark), None) is not None for mark in marks)


def write_preview(root: Path, name: str, whole: bool = False, file: Path | None = None) -> Path:
    """Write the page for a colleague.

    Parameters
    ----------
    root : Path
        Folder of the course.
    name : str
        The assignment.
    whole : bool
        Show the whole bank instead of the paper.
    file : Path, optional
        Where to; see `place`.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    CourseError
        As `collect` and `place` do, or where the file cannot be written.
    """
    from course_lib.grading.preview_page import page

    path, html = place(root, name, whole, file), page(collect(root, name, whole))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(html, "utf-8", newline="\n")
    except OSError as error:
        raise CourseError(f"{path} cannot be written ({error.strerror or error}).") from None
    return path
