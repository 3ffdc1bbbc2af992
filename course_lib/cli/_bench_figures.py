"""How large each figure is, and how long a real JupyterLab takes to draw it, beside an empty plotly figure.

All are drawn in turn in the same place of one notebook: a load of the machine that comes and goes meets all.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from course_lib.cli._bench import IDLE, chromium, notebook
from course_lib.cli._lab import Lab
from course_lib.errors import CourseError
from course_lib.figures import FIGURES
from course_lib.figures._card import MIMETYPE
from course_lib.figures._gallery import draw
from course_lib.workspace import open_workspace

__all__ = ["Measured", "measure"]

#: The aims: milliseconds to draw a figure, and thousands of bytes of its JSON.
AIM_MS, AIM_KB = 500, 400
#: What stands beside the figures, and how often it is drawn before anything counts.
EMPTY, WARM_UP = "empty figure", 2
PREPARE = """\
from course_lib.figures import FIGURES
from course_lib.figures._gallery import draw
from IPython.display import display
empty = {{"{mimetype}": {{"data": [], "layout": {{"height": 450}}}}}}
turns = [empty, *(draw(name) for name in FIGURES)]
turn = iter([empty] * {warm_up} + turns * {repeats})
class Turn:
    def _ipython_display_(self):
        shown = next(turn)
        display(shown, raw=shown is empty)
print("ready")"""
SHOW = "Turn()"
#: Starts a clock at the next key; stops it at the last change of a new figure before 400 ms of rest.
CLOCK = """
() => {
  const area = document.querySelectorAll('.jp-CodeCell')[1];
  area.querySelectorAll('.jp-RenderedPlotly').forEach((old) => { old.dataset.old = 'yes'; });
  window.drawn = new Promise((done, fail) => {
    let start = null, last = null;
    document.addEventListener('keydown', () => { start = start ?? performance.now(); }, true);
    const watch = new MutationObserver(() => {
      const fresh = area.querySelector('.jp-RenderedPlotly:not([data-old]) .main-svg');
      if (start !== null && fresh) last = performance.now();
    });
    watch.observe(area, {childList: true, subtree: true, attributes: true, characterData: true});
    const patience = setTimeout(() => fail(new Error('no figure was drawn')), 30000);
    const rest = setInterval(() => {
      if (last === null || performance.now() - last < 400) return;
      clearInterval(rest);
      clearTimeout(patience);
      watch.disconnect();
      done(last - start);
    }, 50);
  });
}
"""


@dataclass(frozen=True)
class Measured:
    """What each figure takes.

    Attributes
    ----------
    size : dict of str to int
        Bytes of its JSON, by name.
    built : dict of str to float
        Milliseconds to make it from the tables of the course, in Python, the second time.
    drawn : dict of str to tuple of float
        Milliseconds from the key that runs its cell to the last change on the screen; also `EMPTY`.
    """

    size: dict[str, int]
    built: dict[str, float]
    drawn: dict[str, tuple[float, ...]]

    @property
    def reached(self) -> bool:
        """Whether the aims are met."""
        slowest = max(median(times) for name, times in self.drawn.items() if name != EMPTY)
        return slowest < AIM_MS and max(self.size.values()) < AIM_KB * 1000

    def __str__(self) -> str:
        repeats = len(self.drawn[EMPTY])
        lines = [f"{f'figures, drawn {repeats} x':<26}{'JSON':>10}{'made':>10}{'drawn':>10}{'longest':>10}"]
        for name, times in self.drawn.items():
            size = f"{self.size[name] / 1000:.1f} kB" if name in self.size else ""
            built = f"{self.built[name]:.0f} ms" if name in self.built else ""
            cells = (size, built, f"{median(times):.0f} ms", f"{max(times):.0f} ms")
            lines.append(f"{name:<26}" + "".join(f"{cell:>10}" for cell in cells))
        verdict = "reached" if self.reached else "missed"
        return "\n".join(
            [*lines, f"Aim: each drawn in under {AIM_MS} ms and under {AIM_KB} kB of JSON: {verdict}."]
        )


def measure(repeats: int, progress: Callable[[int, int, str], None] | None = None) -> Measured:
    """Draw every figure in a real JupyterLab and Chromium, in a temporary working copy.

    Parameters
    ----------
    repeats : int
        How often each is drawn.
    progress : callable, optional
        Called after each drawing with how many are done, how many there are, and which it was.

    Returns
    -------
    Measured
        Sizes and times.

    Raises
    ------
    MissingExtra
        Where playwright or Chromium is not installed.
    CourseError
        When JupyterLab draws something else than it is asked to.
    """
    size, built = {}, {}
    for name in FIGURES:
        draw(name)
        start = time.perf_counter()
        figure = draw(name)
        built[name] = (time.perf_counter() - start) * 1000
        size[name] = len(json.dumps(figure._repr_mimebundle_()[MIMETYPE]))
    with (
        chromium("figures") as browser,
        tempfile.TemporaryDirectory(prefix="course-bench-figures-") as temporary,
    ):
        folder = open_workspace(Path(temporary) / "skin-deep").folder
        prepare = PREPARE.format(warm_up=WARM_UP, repeats=repeats, mimetype=MIMETYPE)
        (folder / "bench.ipynb").write_text(notebook([prepare, SHOW]), "utf-8")
        with Lab(folder, "bench.ipynb", 0, browser=False) as server:
            server.wait_until_ready()
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.goto(f"{server.url}&reset")
            return Measured(size, built, _draw(page, repeats, progress))


def _draw(
    page: Any, repeats: int, progress: Callable[[int, int, str], None] | None
) -> dict[str, tuple[float, ...]]:
    cells = page.locator(".jp-CodeCell")
    ready = cells.first.locator(".jp-OutputArea-output", has_text="ready")
    # JupyterLab forgets what it is asked to run in the moment before its kernel is connected.
    for _ in range(10):
        page.wait_for_selector(IDLE, timeout=90_000)
        cells.first.locator(".cm-content").click()
        page.keyboard.press("Control+Enter")
        page.wait_for_timeout(3000)
        page.wait_for_selector(IDLE, timeout=90_000)
        if ready.count():
            break
    names = [EMPTY, *FIGURES]
    times: dict[str, list[float]] = {name: [] for name in names}
    for number in range(-WARM_UP, repeats * len(names)):
        cells.nth(1).locator(".cm-content").click()
        page.evaluate(CLOCK)
        page.keyboard.press("Control+Enter")
        took = page.evaluate("() => window.drawn")
        name = names[number % len(names)]
        if number < 0:
            continue
        title = page.locator(".jp-RenderedPlotly .gtitle").count()
        if bool(title) == (name == EMPTY):
            raise CourseError(f"The bench stopped: JupyterLab did not draw {name}.")
        times[name].append(took)
        if progress is not None:
            progress(number + 1, repeats * len(names), name)
    return {name: tuple(found) for name, found in times.items()}
