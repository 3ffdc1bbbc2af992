from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from course_lib.grading.build import build_assignment
from course_lib.grading.register import register
from course_lib.grading.run import gradebook_url
from tests import factories


@pytest.fixture(scope="session")
def template(tmp_path_factory) -> Path:
    """The small course, built once; tests work in copies."""
    root = factories.write_course(tmp_path_factory.mktemp("template") / "course")
    build_assignment(root, factories.NAME)
    # Starting a gradebook takes seconds (nbgrader calls alembic), so the copies get one that is begun.
    register(root, factories.NAME, gradebook_url(root))
    return root


@pytest.fixture
def course(template, tmp_path) -> Path:
    """A built small course of its own for one test."""
    root = tmp_path / "course"
    shutil.copytree(template, root)
    return root
