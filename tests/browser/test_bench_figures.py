"""`course bench figures`, for real: that it measures and prints, not how fast this machine is."""

from __future__ import annotations

import os
import re
import subprocess
import sys

from course_lib.figures import FIGURES
from tests.browser.test_bench import left_behind


def test_it_prints_size_and_time_of_every_figure(browser, tmp_path):
    assert browser.is_connected()
    before = left_behind("figures")
    done = subprocess.run(
        [sys.executable, "-m", "course_lib.cli", "bench", "figures", "--repeats", "1"],
        cwd=tmp_path,
        env=os.environ | {"NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    head, empty, *rows, aim = done.stdout.splitlines()
    assert head.split() == ["figures,", "drawn", "1", "x", "JSON", "made", "drawn", "longest"]
    assert re.fullmatch(r"empty figure +\d+ ms +\d+ ms", empty)
    assert [row.split()[0] for row in rows] == list(FIGURES)
    for row in rows:
        assert re.fullmatch(r"\w+ +[\d.]+ kB +\d+ ms +\d+ ms +\d+ ms", row)
        assert 1 < float(row.split()[1]) < 400
    assert re.fullmatch(r"Aim: each drawn in under 500 ms and under 400 kB of JSON: (reached|missed)\.", aim)
    assert left_behind("figures") == before
