"""How sure a student is: the rule pays honesty, and the sentence of what is at stake is the rule's own."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.quiz.feedback import remarks, verdicts
from course_lib.quiz.items import Item, Option
from course_lib.quiz.scoring import forecast, levels, score, stakes
from course_lib.quiz.wording import say
from tests.quiz.samples import CONFIDENCE, SINGLE

#: So many points that rounding to two decimals decides nothing.
MANY = 10_000


def asked(right: int, options: int) -> Item:
    return Item(
        "sure", "confidence", "Which?", "read", "apply", points=MANY, partial="brier",
        options=tuple(Option(f"o{n}", f"Text {n}", "About it.", n == right, "slip") for n in range(options)),
    )  # fmt: skip


def expected(belief: list[float], pick: int, p: float) -> float:
    """Return what a report earns on average if the options are right as often as believed."""
    response = {"pick": f"o{pick}", "p": p}
    return sum(
        weight * score(asked(right, len(belief)), response).points for right, weight in enumerate(belief)
    )


@st.composite
def beliefs(draw):
    weights = draw(st.lists(st.integers(0, 50), min_size=2, max_size=6).filter(any))
    return [weight / sum(weights) for weight in weights]


@settings(max_examples=300, deadline=None)
@given(beliefs(), st.data())
def test_no_report_is_expected_to_earn_more_than_what_is_believed(belief, data):
    best = max(range(len(belief)), key=belief.__getitem__)
    honest = expected(belief, best, belief[best])
    pick = data.draw(st.integers(0, len(belief) - 1))
    p = data.draw(st.floats(1 / len(belief), 1) | st.sampled_from(levels(asked(0, len(belief)).question)))
    assert expected(belief, pick, p) <= honest + 0.02


@settings(max_examples=100, deadline=None)
@given(st.integers(2, 6), st.integers(0, 100), st.integers(0, 100))
def test_where_the_others_are_even_the_belief_itself_is_best(options, percent, said):
    top = max(percent / 100, 1 / options)
    belief = [top, *[(1 - top) / (options - 1)] * (options - 1)]
    other = max(said / 100, 1 / options)
    honest = expected(belief, 0, top)
    assert expected(belief, 0, other) <= honest + 0.02
    if abs(other - top) > 0.05:
        assert expected(belief, 0, other) < honest


@settings(max_examples=100, deadline=None)
@given(beliefs())
def test_a_pick_that_is_surely_wrong_never_beats_an_honest_one(belief):
    belief = [0.0, *belief]
    best = max(range(len(belief)), key=belief.__getitem__)
    assert expected(belief, 0, 1 / len(belief)) <= expected(belief, best, belief[best]) + 0.02


@pytest.mark.parametrize(
    ("pick", "p", "points"),
    [
        ("b", 1, 3),
        ("a", 1, 0),
        # All four at 25 %: B = 0.5625 + 3 x 0.0625 = 0.75 whatever is picked.
        ("b", 0.25, 1.88),
        ("a", 0.25, 1.88),
        # 70 % and 10 % each: B = 0.09 + 0.03, or 0.49 + 0.81 + 0.02.
        ("b", 0.7, 2.82),
        ("a", 0.7, 1.02),
        ("b", "0,7", 2.82),
    ],
)
def test_points_by_hand(pick, p, points):
    result = score(CONFIDENCE, {"pick": pick, "p": p})
    assert result.points == points
    assert result.right == (pick == "b")


@pytest.mark.parametrize(
    "response",
    [
        {"pick": "b"},
        {"p": 0.7},
        {"pick": "b", "p": 0.7, "more": 1},
        {"pick": "b", "p": 0.2},
        {"pick": "b", "p": 70},
        {"pick": "b", "p": True},
        {"pick": "b", "p": None},
        {"pick": "z", "p": 0.7},
        {"pick": ["b"], "p": 0.7},
        "b",
        ["b", 0.7],
    ],
)
def test_what_is_no_pick_with_a_probability_gives_a_reason(response):
    result = score(CONFIDENCE, response)
    assert (result.state, result.points, result.right) == ("unreadable", 0, False)
    assert forecast(CONFIDENCE, response) is None


def test_an_even_chance_may_be_rounded_and_earns_what_it_is():
    three = asked(1, 3)
    assert levels(three.question)[:3] == (0.33, 0.35, 0.4)
    assert score(three, {"pick": "o1", "p": 0.33}).points == score(three, {"pick": "o0", "p": 0.33}).points
    assert forecast(three, {"pick": "o1", "p": 0.33}).p == pytest.approx(1 / 3)


@pytest.mark.parametrize("options", range(2, 8))
def test_the_levels_run_from_an_even_chance_to_certainty_and_say_what_they_earn(options):
    item = asked(0, options)
    offered = levels(item.question)
    assert offered[0] == round(1 / options, 2)
    assert offered[-1] == 1
    assert list(offered) == sorted(set(offered))
    for p in offered[1:]:
        assert stakes(item.question, p) == (
            score(item, {"pick": "o0", "p": p}).points,
            score(item, {"pick": "o1", "p": p}).points,
        )


def test_the_forecast_of_one_event():
    said = forecast(CONFIDENCE, {"pick": "a", "p": 0.7})
    assert (said.p, said.outcome, said.brier) == (0.7, 0, pytest.approx(0.49))
    assert forecast(CONFIDENCE, {"pick": "b", "p": 0.7}).brier == pytest.approx(0.09)
    assert forecast(replace(CONFIDENCE, keyed=False, _question=[]), {"pick": "b", "p": 0.7}) is None
    assert forecast(SINGLE, "b") is None
    assert forecast(CONFIDENCE, None) is None


def test_words_for_a_pick_and_its_probability():
    response = {"pick": "b", "p": 0.7}
    assert say(CONFIDENCE.question, response) == ["Text b (70 % sure)"]
    assert [r.text for r in remarks(CONFIDENCE, response)] == [
        "About b.",
        "You were 70 % sure: that earns 2.82 of 3 points.",
    ]
    assert [r.right for r in remarks(CONFIDENCE, {"pick": "a", "p": 0.7})] == [False, False]
    assert verdicts(CONFIDENCE, {"pick": "a", "p": 0.7}) == {"a": "wrong"}
