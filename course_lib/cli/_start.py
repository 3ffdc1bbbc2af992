"""What `course start` looks through before anything is handed out."""

from __future__ import annotations

import tempfile
from pathlib import Path

from course_lib.errors import CourseError
from course_lib.quiz.bank import Bank, load_bank
from course_lib.workspace import Edition, start_edition


def start(folder: Path, root: Path | None) -> Edition:
    """Make a student edition, after a trial that is looked through for what belongs to the instructor.

    Parameters
    ----------
    folder : Path
        Where.
    root : Path or None
        The clone; None hands out what the installed course brought.

    Returns
    -------
    Edition
        What was made.

    Raises
    ------
    CourseError
        When the folder is refused, or when the trial holds a key, feedback or an answer.
    """
    if root is not None:
        from course_lib.grading.leaks import leaks

        with tempfile.TemporaryDirectory(prefix="course-start-") as temporary:
            trial = start_edition(Path(temporary) / "edition", root)
            for entry in sorted((trial.folder / "assignments").iterdir()):
                bank = root / "solutions" / f"{entry.name}.quiz.toml"
                if not bank.exists():
                    raise CourseError(
                        f"assignments/{entry.name} has no bank {bank.name} in solutions/, by which a key in "
                        "it would be found: remove it, or build it from its bank."
                    )
                if found := leaks(entry, load_bank(bank)):
                    raise CourseError(
                        f"assignments/{entry.name} would show students what is yours: "
                        f"{found[0].rstrip('.')}; build it anew with `course build {entry.name}`."
                    )
            _no_canary(trial.folder, [load_bank(path) for path in (root / "solutions").glob("*.quiz.toml")])
    return start_edition(folder, root)


def _no_canary(folder: Path, banks: list[Bank]) -> None:
    """Refuse an edition in which a bank stands anywhere, as in a lesson into which it was copied."""
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        content = path.read_bytes()
        for bank in banks:
            if bank.canary and bank.canary.encode() in content:
                raise CourseError(
                    f"{path.relative_to(folder).as_posix()} holds the canary of the bank of {bank.name}: "
                    "take out what was copied from there."
                )
