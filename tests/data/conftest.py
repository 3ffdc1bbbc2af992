"""A copy of the course's facts in which a fault may be planted."""

import shutil
from importlib.resources import files
from pathlib import Path

import pytest


@pytest.fixture
def folder(tmp_path):
    """A whole copy of the course's data folder."""
    copy = tmp_path / "data"
    shutil.copytree(
        Path(str(files("course_lib.data"))), copy, ignore=shutil.ignore_patterns("*.py", "__pycache__")
    )
    return copy


@pytest.fixture
def plant(folder):
    """Replace the first occurrence of a text in a file of the copy; the text must be there."""

    def change(name, old, new):
        file = folder / name
        text = file.read_text("utf-8")
        assert old in text, f"{name} does not hold {old!r}"
        file.write_text(text.replace(old, new, 1), "utf-8", newline="\n")

    return change
