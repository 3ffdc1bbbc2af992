"""Forecasts over the course: which count, the Brier score, and the bands of the drawing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.models.calibration import bands, of_claims, of_course, shown
from course_lib.models.parts import Chart
from course_lib.quiz.bank import Bank
from course_lib.quiz.items import Item, Option
from course_lib.quiz.records import Record, after
from course_lib.quiz.scoring import Forecast
from course_lib.widgets import ClaimChecker

OPTIONS = tuple(Option(s, f"Text {s}", "Said.", s == "b", "" if s == "b" else "slip") for s in "ab")
ITEM = Item("sure", "confidence", "Which?", "o1", "apply", partial="brier", options=OPTIONS)
BANKS = {"08_x": Bank("08_x", "", "", {"o1": "read"}, {"slip": "s"}, {"sure": ITEM})}


def record(pick: str, p: float, second: int = 0, draft: bool = False) -> Record:
    at = f"2026-01-01T00:00:0{second}.000Z"
    return Record("sure", ITEM.revision, {"pick": pick, "p": p}, at, draft=draft)


def test_the_first_forecast_of_a_check_counts_and_a_draft_does_not():
    assert of_course(BANKS, {"sure": record("b", 0.8)}) == (Forecast(0.8, 1),)
    changed = after(record("a", 0.9), record("b", 1.0, 1))
    assert of_course(BANKS, {"sure": changed}) == (Forecast(0.9, 0),)
    assert of_course(BANKS, {"sure": record("b", 0.8, draft=True)}) == ()
    assert of_course(BANKS, {}) == ()
    open_item = {"sure": replace(ITEM, keyed=False, _question=[])}
    assert of_course({"08_x": replace(BANKS["08_x"], items=open_item)}, {"sure": record("b", 0.8)}) == ()


def test_a_card_counts_once_it_is_looked_up(tmp_path, monkeypatch):
    from course_lib.quiz import answers

    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    cards = ClaimChecker(name="01", claims=("c23",))
    (verdict,) = [name for name in cards.model.controls() if name.startswith("verdict.")]
    cards.change(verdict, "stands")
    cards.change(verdict.replace("verdict", "sure"), 70)
    assert of_claims(answers.read(tmp_path).items) == ()
    cards.change(verdict.replace("verdict", "check"), True)
    (bet,) = of_claims(answers.read(tmp_path).items)
    # The visit of 2023 was not to Moscow.
    assert (bet.p, bet.outcome) == (0.7, 0)


@pytest.mark.parametrize("junk", [None, "x", True, -3, 700, [], {"p": 1}])
def test_a_card_with_a_damaged_record_is_left_out(junk):
    def note(name, response):
        return f"widget/01/claim-checker/{name}", Record("x", "", response, "2026-01-01T00:00:00.000Z")

    told = dict([note("verdict.c22", "falls"), note("sure.c22", junk), note("settings", {"check.c22": True})])
    assert of_claims(told) == ()
    assert of_claims(dict([note("verdict.c22", "falls"), note("settings", "x"), note("sure.c22", 60)])) == ()


FORECASTS = st.lists(st.builds(Forecast, st.floats(0, 1), st.integers(0, 1)), max_size=30)


@given(FORECASTS)
def test_every_forecast_is_in_one_band(forecasts):
    found = bands(forecasts)
    assert sum(count for *_, count in found) == len(forecasts)
    assert [p for p, *_ in found] == sorted(p for p, *_ in found)
    assert all(0 <= share <= 1 for _, share, _ in found)


def test_the_score_is_the_mean_of_the_squares():
    said, chart = shown((Forecast(0.8, 1), Forecast(0.6, 0)))
    assert "2 settled forecasts, 1 of them true. Brier score 0.20" in said.text
    assert "Fewer than 10" in said.text
    assert isinstance(chart, Chart)
    assert [(x, y) for x, y, _ in chart.series[0].points] == [(60, 0), (80, 100)]
    (nothing,) = shown(())
    assert "No settled forecast yet" in nothing.text
