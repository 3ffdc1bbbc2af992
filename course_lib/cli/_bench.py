"""What the benches that need a browser share: a Chromium, a notebook, and when a kernel rests."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from course_lib.errors import CourseError, MissingExtra

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-sync",
)
IDLE = ".jp-Notebook-ExecutionIndicator[data-status=idle]"


def notebook(sources: list[str]) -> str:
    """Return a notebook with these code cells, as JSON."""
    cells = [
        {
            "cell_type": "code",
            "id": f"bench-{number}",
            "metadata": {},
            "execution_count": None,
            "outputs": [],
            "source": source,
        }
        for number, source in enumerate(sources)
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return json.dumps(
        {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel}, "cells": cells}
    )


@contextmanager
def chromium(bench: str) -> Iterator[Any]:
    """Yield a browser for a bench: the system's Chromium, else the one that playwright installs."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ModuleNotFoundError:
        raise MissingExtra(
            f"`course bench {bench}` needs playwright, which is not installed: uv sync in a clone, or pip "
            "install playwright."
        ) from None
    system = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=system, args=list(FLAGS))
        except Error as error:
            raise MissingExtra(
                f"`course bench {bench}` needs Chromium, which does not start here "
                f"({str(error).strip().splitlines()[0]}): install your system's chromium, or run playwright "
                "install chromium."
            ) from None
        try:
            yield browser
        except Error as error:
            raise CourseError(
                f"The bench stopped: JupyterLab did not do what was expected ({str(error).splitlines()[0]})."
            ) from error
        finally:
            browser.close()
