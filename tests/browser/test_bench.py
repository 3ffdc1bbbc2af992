"""`course bench widgets`, for real: that it measures and prints, not how fast this machine is."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path


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
def test_it_prints_both_times_and_their_ratio(browser, tmp_path):
    assert browser.is_connected()
    head, *rows, aim = printed("widgets", "--clicks", "5", cwd=tmp_path)
    assert head.split() == ["5", "clicks", "each", "p50", "p95"]
    numbers = {}
    for row in rows:
        name, *values = re.split(r"\s{2,}", row)
        numbers[name] = [float(value.split()[0]) for value in values]
    assert list(numbers) == ["bare button to label", 'click to "Saved"', "ratio"]
    for p50, p95 in list(numbers.values())[:2]:
        assert 0 < p50 <= p95
    for bare, saved, ratio in zip(*numbers.values(), strict=True):
        assert abs(saved / bare - ratio) < 0.1 * ratio + 0.1
    assert re.fullmatch(r"Aim: p95 at most 150 ms and 2 x the bare button: (reached|missed)\.", aim)
