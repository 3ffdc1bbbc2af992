"""How long a student waits from click to "Saved", beside the least that a widget in this JupyterLab takes.

Both stand in one notebook, with every other question of an assignment below them, and are clicked in turn: a
load of the machine that comes and goes meets both.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from typing import Any

from course_lib.cli._lab import Lab
from course_lib.errors import CourseError, MissingExtra
from course_lib.workspace import open_workspace

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-sync",
)
#: The aim: milliseconds, and multiples of the bare button.
AIM_MS, AIM_RATIO = 150, 2
#: Clicks of each that do not count, and the rest after each, in milliseconds: nobody clicks faster.
WARM_UP, REST = 3, 400
BARE = """\
from ipywidgets import Button, Label, VBox
button, label = Button(description="Bare"), Label("0")
button.on_click(lambda _: setattr(label, "value", str(int(label.value) + 1)))
VBox([button, label])"""

IDLE = ".jp-Notebook-ExecutionIndicator[data-status=idle]"
#: From the click to the first change of the line that fulfils the condition.
CLICK = """
([input, line, saved]) => new Promise((done, fail) => {
  const before = line.textContent;
  const there = () => saved ? /^\\W*Saved/.test(line.textContent) : line.textContent !== before;
  const patience = setTimeout(() => fail(new Error(`no answer: ${line.textContent}`)), 15000);
  const start = performance.now();
  const watch = new MutationObserver(() => {
    if (!there()) return;
    clearTimeout(patience);
    watch.disconnect();
    done(performance.now() - start);
  });
  watch.observe(line, {childList: true, characterData: true, subtree: true});
  input.click();
})
"""


@dataclass(frozen=True)
class Measured:
    """Milliseconds from click to change, one entry a click.

    Attributes
    ----------
    bare : tuple of float
        A plain ipywidgets button that counts in a label.
    question : tuple of float
        A single choice, to the word "Saved".
    """

    bare: tuple[float, ...]
    question: tuple[float, ...]

    @property
    def rows(self) -> dict[str, tuple[float, float]]:
        """The median and the 95th percentile of both, and their ratio."""
        bare, question = _two(self.bare), _two(self.question)
        ratio = (question[0] / bare[0], question[1] / bare[1])
        return {"bare button to label": bare, 'click to "Saved"': question, "ratio": ratio}

    @property
    def reached(self) -> bool:
        """Whether the aim is met."""
        return self.rows['click to "Saved"'][1] <= AIM_MS and self.rows["ratio"][1] <= AIM_RATIO

    def __str__(self) -> str:
        lines = [f"{f'{len(self.question)} clicks each':<22}{'p50':>10}{'p95':>10}"]
        for name, pair in self.rows.items():
            unit = "x" if name == "ratio" else "ms"
            cells = (f"{value:.1f} {unit}" for value in pair)
            lines.append(f"{name:<22}" + "".join(f"{cell:>10}" for cell in cells))
        verdict = "reached" if self.reached else "missed"
        return "\n".join(
            [*lines, f"Aim: p95 at most {AIM_MS} ms and {AIM_RATIO} x the bare button: {verdict}."]
        )


def _two(times: tuple[float, ...]) -> tuple[float, float]:
    cuts = quantiles(times, n=20, method="inclusive")
    return cuts[9], cuts[18]


def measure(clicks: int, progress: Callable[[int, int, str], None] | None = None) -> Measured:
    """Click in a real JupyterLab and Chromium, in a temporary working copy.

    Parameters
    ----------
    clicks : int
        On each of the two, at least 2.
    progress : callable, optional
        Called after each pair with how many are done, how many there are, and what was clicked.

    Returns
    -------
    Measured
        The times.

    Raises
    ------
    MissingExtra
        Where playwright or Chromium is not installed.
    CourseError
        When something that was shown as saved is not in the file of answers.
    """
    with (
        chromium("widgets") as browser,
        tempfile.TemporaryDirectory(prefix="course-bench-widgets-") as temporary,
    ):
        folder = open_workspace(Path(temporary) / "skin-deep").folder
        quiz = next((folder / "assignments").glob("*/quiz.json"))
        slots = json.loads(quiz.read_text("utf-8"))["slots"]
        slot = next(name for name, question in slots.items() if question["type"] == "single")
        path = quiz.with_name("bench.ipynb")
        questions = [slot, *(name for name in slots if name != slot)]
        asked = (f'from course_lib import ask\nask("{name}")' for name in questions)
        path.write_text(notebook([BARE, *asked]), "utf-8")
        with Lab(folder, path.relative_to(folder).as_posix(), 0, browser=False) as server:
            server.wait_until_ready()
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.goto(f"{server.url}&reset")
            measured, last = _click(page, clicks, progress)
        kept = json.loads(quiz.with_name("answers.json").read_text("utf-8"))["items"]
        if kept[slots[slot]["id"]]["response"] != last:
            raise CourseError(
                f"{slot} was shown as saved, but {path.with_name('answers.json')} does not hold it."
            )
        return measured


def _click(page: Any, clicks: int, progress: Callable[[int, int, str], None] | None) -> tuple[Measured, str]:
    """Return the times, and the answer that was clicked last."""
    button = page.get_by_role("button", name="Bare")
    # JupyterLab forgets what it is asked to run in the moment before its kernel is connected.
    for _ in range(5):
        page.wait_for_selector(IDLE, timeout=90_000)
        page.locator(".lm-MenuBar-itemLabel", has_text="Run").first.click()
        page.locator(".lm-Menu-itemLabel", has_text="Run All Cells").first.click()
        page.wait_for_timeout(5000)
        page.wait_for_selector(IDLE, timeout=90_000)
        # Running all goes to the last cell, and JupyterLab draws only what is near the window.
        page.locator(".jp-WindowedPanel-outer").evaluate("node => { node.scrollTop = 0; }")
        page.wait_for_timeout(1000)
        if button.count():
            break
    control = page.locator(".sd-question").first
    control.wait_for()
    label = page.locator(".widget-label", has_text="0").first.element_handle()
    line = control.locator(".sd-saved").element_handle()
    options = [option.element_handle() for option in control.locator("input[type=radio]").all()]
    bare, question = [], []
    for number in range(clicks + WARM_UP):
        for times, target in ((bare, [button.element_handle(), label, False]), (question, None)):
            option = options[number % len(options)]
            times.append(page.evaluate(CLICK, target or [option, line, True]))
            page.wait_for_timeout(REST)
        if progress is not None and number >= WARM_UP:
            progress(number + 1 - WARM_UP, clicks, "both")
    return Measured(tuple(bare[WARM_UP:]), tuple(question[WARM_UP:])), option.get_attribute("value")


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
