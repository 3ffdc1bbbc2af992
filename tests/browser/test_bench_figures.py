"""`course bench figures`, for real: that it measures and prints, not how fast this machine is."""

from __future__ import annotations

import re

from course_lib.figures import FIGURES
from tests.browser.test_bench import printed


def test_it_prints_size_and_time_of_every_figure(browser, tmp_path):
    assert browser.is_connected()
    head, empty, *rows, aim = printed("figures", "--repeats", "1", cwd=tmp_path)
    assert head.split() == ["figures,", "drawn", "1", "x", "JSON", "made", "drawn", "longest"]
    assert re.fullmatch(r"empty figure +\d+ ms +\d+ ms", empty)
    assert [row.split()[0] for row in rows] == list(FIGURES)
    for row in rows:
        assert re.fullmatch(r"\w+ +[\d.]+ kB +\d+ ms +\d+ ms +\d+ ms", row)
        assert 1 < float(row.split()[1]) < 400
    assert re.fullmatch(r"Aim: each drawn in under 500 ms and under 400 kB of JSON: (reached|missed)\.", aim)
