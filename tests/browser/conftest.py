"""One server and one browser for the browser tests of a worker; each test gets a page of its own."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.browser.lab import Lab, Server, chromium, find_chromium

ROOT = Path(__file__).resolve().parents[2]


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser():
    if find_chromium() is None:
        if os.environ.get("SKIN_DEEP_CI"):
            pytest.fail("There is no Chromium on the PATH; .ci/run installs it.")
        pytest.skip("There is no Chromium on the PATH: install it to run the browser tests.")
    with chromium() as started:
        yield started


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def server(tmp_path):
    started = Server(tmp_path / "skin-deep", tmp_path / "lab.log")
    yield started
    started.stop()


@pytest.fixture
def lab(page, server):
    return Lab(page, server)


def copy_course(folder: Path) -> Path:
    """Return a copy of the course as an instructor has it, without anything collected."""
    root = folder / "course"
    for name in ("solutions", "assignments", "lessons", "course_lib"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__", ".ipynb_*"))
    for name in ("nbgrader_config.py", "pyproject.toml"):
        shutil.copy2(ROOT / name, root / name)
    return root
