"""How long a widget takes from a click to its repaint, beside a bare ipywidgets slider and its label.

Each widget stands below such a slider in one notebook of a real JupyterLab, and the two are moved in turn: a
load of the machine that comes and goes meets both.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from typing import Any

from course_lib import models
from course_lib.cli._bench import IDLE, chromium, notebook
from course_lib.cli._lab import Lab
from course_lib.errors import CourseError
from course_lib.workspace import open_workspace

__all__ = ["Measured", "measure"]

#: The aim: milliseconds, and multiples of the bare slider, both of the 95th percentile.
AIM_MS, AIM_RATIO = 150, 2
#: Moves of each that do not count, and the rest after each, in milliseconds: nobody clicks faster.
WARM_UP, REST = 3, 300
QUESTION = "question"
BARE = """\
from ipywidgets import IntSlider, Label, VBox
slider, label = IntSlider(max=10000), Label("0")
slider.observe(lambda change: setattr(label, "value", str(change.new)), "value")
display(VBox([slider, label]))
"""
#: From the move to the last change of what is drawn before 150 ms of rest, painted.
MOVE = """
([move, number]) => new Promise((done, fail) => {
  const area = document.querySelector('.jp-OutputArea');
  const all = (selector) => [...area.querySelectorAll(selector)];
  const drawn = move === 'bare' ? all('.widget-label') : all('.sd-body, .sd-question, .js-plotly-plot');
  let start = null, last = null;
  const watch = new MutationObserver(() => {
    if (start !== null) requestAnimationFrame(() => setTimeout(() => { last = performance.now(); }));
  });
  const whole = {childList: true, characterData: true, attributes: true, subtree: true};
  for (const node of drawn) watch.observe(node, whole);
  const patience = setTimeout(() => {
    watch.disconnect();
    fail(new Error(`${move}: nothing changed`));
  }, 15000);
  const rest = setInterval(() => {
    if (last === null || performance.now() - last < 150) return;
    clearInterval(rest);
    clearTimeout(patience);
    watch.disconnect();
    done(last - start);
  }, 30);
  const changed = (node) => node.dispatchEvent(new Event('change', {bubbles: true}));
  const shown = (selector) => all(selector).find((node) => node.offsetParent);
  start = performance.now();
  if (move === 'bare') {
    const key = new KeyboardEvent('keydown', {key: 'ArrowRight', bubbles: true});
    area.querySelector('.noUi-handle').dispatchEvent(key);
    return;
  }
  const select = shown('.sd-board select');
  if (select) {
    const options = [...select.options].filter((option) => option.value);
    const at = options.findIndex((option) => option.value === select.value);
    select.value = options[(at + 1) % options.length].value;
    changed(select);
    return;
  }
  const range = shown('.sd-board input[type=range]');
  if (range) {
    range.value = number % 2 ? range.min : range.max;
    changed(range);
    return;
  }
  const group = shown('input[type=radio], input[type=checkbox]');
  const same = group ? all(`input[name="${group.name}"]`) : [];
  const input = group && group.type === 'radio' ? same[number % same.length] : group;
  (input || shown('button[data-control]')).click();
})
"""


def _two(times: tuple[float, ...]) -> tuple[float, float]:
    cuts = quantiles(times, n=20, method="inclusive")
    return cuts[9], cuts[18]


@dataclass(frozen=True)
class Row:
    """Milliseconds from move to repaint of one widget and of the bare slider above it, one entry a move."""

    name: str
    times: tuple[float, ...]
    bare: tuple[float, ...]

    @property
    def numbers(self) -> tuple[float, float, float, float, float]:
        """Median and 95th percentile of the widget, the same of the slider, and the ratio of the latter."""
        own, bare = _two(self.times), _two(self.bare)
        return (*own, *bare, own[1] / bare[1])

    @property
    def reached(self) -> bool:
        """Whether the aim is met."""
        return self.numbers[1] <= AIM_MS and self.numbers[4] <= AIM_RATIO


@dataclass(frozen=True)
class Measured:
    """What was measured, widget by widget."""

    rows: tuple[Row, ...]

    def __str__(self) -> str:
        wide = max(len(row.name) for row in self.rows) + 2
        heads = ("p50", "p95", "bare p50", "bare p95", "ratio")
        lines = [f"{'ms to the repaint':<{max(wide, 20)}}" + "".join(f"{head:>10}" for head in heads)]
        for row in self.rows:
            *times, ratio = row.numbers
            cells = "".join(f"{time:>10.1f}" for time in times)
            lines.append(f"{row.name:<{max(wide, 20)}}{cells}{ratio:>8.1f} x")
        missed = [row.name for row in self.rows if not row.reached]
        verdict = f"missed by {', '.join(missed)}" if missed else "reached by all"
        aim = f"Aim: p95 at most {AIM_MS} ms and {AIM_RATIO} x the bare slider: {verdict}."
        return "\n".join([*lines, f"{len(self.rows[0].times)} moves each.", aim])


def measure(moves: int, progress: Callable[[int, int, str], None] | None = None) -> Measured:
    """Move every widget in a real JupyterLab and Chromium, in a temporary working copy.

    Parameters
    ----------
    moves : int
        Of each widget and of the slider above it, at least 2.
    progress : callable, optional
        Called after each widget with how many are done, how many there are, and which was moved.

    Returns
    -------
    Measured
        The times.

    Raises
    ------
    MissingExtra
        Where playwright or Chromium is not installed.
    CourseError
        When JupyterLab did not do what was expected.
    """
    names = [QUESTION, *sorted(models.__all__)]
    rows = []
    with (
        chromium("widgets") as browser,
        tempfile.TemporaryDirectory(prefix="course-bench-widgets-") as temporary,
    ):
        folder = open_workspace(Path(temporary) / "skin-deep").folder
        quiz = next((folder / "assignments").glob("*/quiz.json"))
        slots = json.loads(quiz.read_text("utf-8"))["slots"]
        slot = next(name for name, question in slots.items() if question["type"] == "single")
        shows = {name: f"from course_lib import widgets\nwidgets.{name}()" for name in names[1:]}
        shows[QUESTION] = f'from course_lib import ask\nask("{slot}")'
        for name, show in shows.items():
            quiz.with_name(f"{name}.ipynb").write_text(notebook([BARE + show]), "utf-8")
        place = quiz.parent.relative_to(folder).as_posix()
        with Lab(folder, f"{place}/{QUESTION}.ipynb", 0, browser=False) as server:
            server.wait_until_ready()
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            for done, name in enumerate(names, 1):
                page.goto(f"{server.url.replace(f'{QUESTION}.ipynb', f'{name}.ipynb')}&reset")
                rows.append(_moved(page, name, moves))
                if progress is not None:
                    progress(done, len(names), name)
    return Measured(tuple(rows))


def _moved(page: Any, name: str, moves: int) -> Row:
    # JupyterLab forgets what it is asked to run in the moment before its kernel is connected.
    for _ in range(5):
        page.wait_for_selector(IDLE, timeout=90_000)
        page.locator(".lm-MenuBar-itemLabel", has_text="Run").first.click()
        page.locator(".lm-Menu-itemLabel", has_text="Run All Cells").first.click()
        page.wait_for_timeout(3000)
        page.wait_for_selector(IDLE, timeout=90_000)
        if page.locator(".sd-board, .sd-question").count() and page.locator(".noUi-handle").count():
            break
    else:
        raise CourseError(f"{name} was not drawn: JupyterLab did not run its cell.")
    page.wait_for_timeout(1000)
    times: dict[str, list[float]] = {name: [], "bare": []}
    for number in range(moves + WARM_UP):
        for what in times:
            times[what].append(page.evaluate(MOVE, [what, number]))
            page.wait_for_timeout(REST)
    return Row(name, tuple(times[name][WARM_UP:]), tuple(times["bare"][WARM_UP:]))
