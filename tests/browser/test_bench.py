"""`course bench widgets`, for real: that it measures and prints, not how fast this machine is."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from course_lib import models


def left_behind(bench: str) -> set[Path]:
    # Not a TMPDIR of its own: Chromium's socket there must have a short path.
    return set(Path(tempfile.gettempdir()).glob(f"course-bench-{bench}-*"))


def printed(bench: str, *options: str, cwd: Path) -> list[str]:
    """Return the lines that `course bench` prints, once it has left nothing behind."""
    before = left_behind(bench)
    done = subprocess.run(
        [sys.executable, "-m", "course_lib.cli", "bench", bench, *options],
        cwd=cwd,
        env=os.environ | {"NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    assert left_behind(bench) == before
    return done.stdout.splitlines()


# The browser comes first so that a machine without one says so in the way of all browser tests.
def test_it_prints_every_widget_beside_the_bare_slider(browser, tmp_path):
    assert browser.is_connected()
    head, *rows, moves, aim = printed("widgets", "--moves", "2", cwd=tmp_path)
    assert head.split() == ["ms", "to", "the", "repaint", "p50", "p95", "bare", "p50", "bare", "p95", "ratio"]
    assert moves == "2 moves each."
    found = [row.removesuffix(" x").split() for row in rows]
    assert [name for name, *_ in found] == ["question", *sorted(models.__all__)]
    for _, *numbers in found:
        p50, p95, bare_p50, bare_p95, ratio = map(float, numbers)
        assert 0 < p50 <= p95
        assert 0 < bare_p50 <= bare_p95
        assert abs(p95 / bare_p95 - ratio) < 0.1 * ratio + 0.1
    assert aim.startswith("Aim: p95 at most 150 ms and 2 x the bare slider: ")
