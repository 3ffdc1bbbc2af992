"""A copy of the answers under another name, before anything is taken out of them."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from course_lib.errors import AnswersUnavailable

__all__ = ["set_aside"]


def set_aside(file: Path, why: str = "damaged") -> str:
    """Keep a copy of a file under another name, so that it is never missing itself.

    Parameters
    ----------
    file : Path
        What is copied.
    why : str
        Part of the new name.

    Returns
    -------
    str
        The new name.

    Raises
    ------
    AnswersUnavailable
        If there are too many copies.
    """
    import shutil

    stamp = datetime.now(UTC).strftime("%Y-%m-%d-%H%M%S")
    for number in range(1, 1000):
        aside = file.with_name(f"{file.stem}.{why}-{stamp}-{number}{file.suffix}")
        if aside.exists():
            continue
        try:
            # Whole or not at all, also on a full disk.
            os.link(file, aside)
        except OSError:
            try:
                shutil.copy2(file, aside)
            except BaseException:
                aside.unlink(missing_ok=True)
                raise
        return aside.name
    raise AnswersUnavailable(f"There are too many copies of {file.name} in this folder: remove some.")
