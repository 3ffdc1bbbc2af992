"""Scores at the edges of every partial-credit rule, and for anything at all as a response."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.quiz.feedback import remarks, verdicts
from course_lib.quiz.reading import normalise
from course_lib.quiz.scoring import score
from tests.quiz.samples import ALL, KEYED, MATCH, MULTI, NUMERIC, ORDER, SCALE, SHORT, SINGLE, SORT, TEXT

SLUGS = st.sampled_from(
    ["a", "b", "c", "d", "l1", "l2", "l3", "r1", "r2", "r3", "one", "two", "three", "four", "before", "after"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | SLUGS,
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text() | SLUGS, inner, max_size=6),
    max_leaves=12,
)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(ALL), JSON)
def test_any_json_gives_points_or_a_reason(item, response):
    result = score(item, response)
    assert 0 <= result.points <= result.max_points
    assert math.isfinite(result.points)
    assert result.state == "scored" or (result.reason.endswith(".") and result.points == 0)
    for remark in remarks(item, response):
        assert remark.text


@pytest.mark.parametrize("item", KEYED, ids=lambda i: i.id)
def test_the_key_earns_everything(item):
    result = score(item, item.key)
    assert (result.points, result.max_points, result.state) == (3, 3, "scored")
    assert result.right


@pytest.mark.parametrize("item", ALL, ids=lambda i: i.id)
@pytest.mark.parametrize("nothing", [None, "", "  ", [], {}])
def test_no_answer_earns_nothing_and_says_so(item, nothing):
    result = score(item, nothing)
    assert result.points == 0
    assert result.state == ("unanswered" if item.keyed else "unkeyed")


@pytest.mark.parametrize("item", [i for i in ALL if not i.keyed], ids=lambda i: i.id)
def test_a_prediction_is_never_scored(item):
    response = replace(item, keyed=True, _question=[]).key if item is not TEXT else "A sentence."
    assert score(item, response).max_points == 0


@pytest.mark.parametrize(
    ("chosen", "points"),
    [
        ("a", 1), ("ab", 2), ("abc", 3), ("abcd", 2), ("abcde", 1), ("abcdef", 0),
        ("ad", 0), ("abd", 1), ("def", 0), ("cb", 2),
    ],
)  # fmt: skip
def test_multi_right_minus_wrong(chosen, points):
    assert score(MULTI, list(chosen)).points == points


@pytest.mark.parametrize(("chosen", "points"), [("abc", 3), ("cba", 3), ("ab", 0), ("abcd", 0)])
def test_multi_all_or_nothing(chosen, points):
    assert score(replace(MULTI, partial="all"), list(chosen)).points == points


@pytest.mark.parametrize(
    ("chosen", "points"), [("abc", 3), ("ab", 2.5), ("abcdef", 1.5), ("def", 0), ("d", 1)]
)
def test_multi_each_option_is_a_part(chosen, points):
    assert score(replace(MULTI, partial="per-part"), list(chosen)).points == points


@pytest.mark.parametrize(
    ("pairs", "points"),
    [
        ({"l1": "r1", "l2": "r2", "l3": "r2"}, 3),
        ({"l1": "r1"}, 1),
        ({"l1": "r2", "l2": "r2", "l3": "r2"}, 2),
        ({"l1": "r3", "l2": "r3", "l3": "r3"}, 0),
    ],
)
def test_match_counts_each_pair(pairs, points):
    assert score(MATCH, pairs).points == points
    assert score(replace(MATCH, partial="all"), pairs).points == (3 if points == 3 else 0)


@pytest.mark.parametrize(
    ("bins", "points"),
    [
        ({"l1": "before", "l2": "after", "l3": "after"}, 3),
        ({"l2": "after"}, 1),
        ({"l1": "during", "l2": "during", "l3": "after"}, 1),
        ({"l1": "after", "l2": "before"}, 0),
    ],
)
def test_sort_counts_each_statement(bins, points):
    assert score(SORT, bins).points == points
    assert score(replace(SORT, partial="all"), bins).points == (3 if points == 3 else 0)


def test_statements_and_bins_are_called_so_and_bins_keep_their_order():
    assert "No statement 'l9'" in score(SORT, {"l9": "after"}).reason
    assert "No bin 'later'." in score(SORT, {"l1": "later"}).reason
    assert [c.slug for c in SORT.question.rights] == ["before", "during", "after"]
    assert verdicts(SORT, {"l3": "before", "l1": "before"}) == {"l3": "wrong", "l1": "right"}
    assert [(r.slug, r.right, r.text) for r in remarks(SORT, {"l1": "after", "l3": "after"})] == [
        ("l1", False, "It came first.")
    ]


@pytest.mark.parametrize(
    ("steps", "points"),
    [
        (["one", "two", "three", "four"], 3),
        (["two", "one", "three", "four"], 2),  # 5 of 6 pairs right, 1 wrong: 4/6
        (["two", "one", "four", "three"], 1),  # 4 right, 2 wrong: 2/6
        (["three", "one", "four", "two"], 0),  # 3 right, 3 wrong
        (["four", "three", "two", "one"], 0),  # never below 0
    ],
)
def test_order_right_minus_wrong_over_all_pairs(steps, points):
    assert score(ORDER, steps).points == points


def test_order_by_chance_is_worth_little_and_exactly_what_the_rule_says():
    means = [score(ORDER, list(p)).points for p in itertools.permutations(ORDER.key)]
    share = sum(means) / len(means) / 3
    by_hand = sum(max(0, 6 - 2 * n) * k for n, k in [(0, 1), (1, 3), (2, 5), (3, 6)]) / 6 / 24
    assert share == pytest.approx(by_hand, abs=0.002)


@pytest.mark.parametrize("steps", [["one"], ["one", "one", "two", "three"], ["one", "two", "three", "five"]])
def test_an_order_that_is_none_gives_a_reason(steps):
    assert score(ORDER, steps).state == "unreadable"


@pytest.mark.parametrize(
    "typed",
    [
        "state of war",
        " A State  of War. ",
        "STATE-OF-WAR",
        '"state of war"',
        "the state of war",
        "self defense",
    ],
)
def test_short_forgives_form(typed):
    assert score(SHORT, typed).points == 3


@pytest.mark.parametrize("typed", ["state", "war of state", "state of wars", "peace"])
def test_short_does_not_forgive_content(typed):
    assert score(SHORT, typed).points == 0


def test_normalise_is_stable():
    for text in ("An attack", " 'A' ", "self\u2013defense"):
        assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    ("value", "points"),
    [(168, 3), (167, 3), (169, 3), (166.9, 0), (170, 0), ("168", 3), ("168,5", 3), (True, 0), ("many", 0)],
)
def test_numeric_within_tolerance(value, points):
    assert score(NUMERIC, value).points == points


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 10**400, "1e999", "nan"])
def test_numbers_without_end_are_no_answer(value):
    assert score(NUMERIC, value).state == "unreadable"


def test_tolerance_is_not_decided_by_binary_fractions():
    item = replace(NUMERIC, value=0.2, tolerance=0.1)
    assert score(item, 0.3).points == 3
    assert score(item, 0.1).points == 3


@pytest.mark.parametrize(
    ("value", "points", "state"),
    [(30, 3, "scored"), (50, 3, "scored"), (55, 0, "scored"), (101, 0, "unreadable"), (0, 0, "scored")],
)
def test_scale_within_tolerance_and_ends(value, points, state):
    result = score(SCALE, value)
    assert (result.points, result.state) == (points, state)


def test_a_near_miss_of_a_slug_names_the_nearest():
    result = score(SINGLE, "B")
    assert result.state == "unreadable"
    assert "All: " in result.reason


def test_revision_follows_what_is_seen_and_nothing_else():
    again = replace(SINGLE, points=9, options=SINGLE.options[::-1], _question=[])
    other_key = tuple(replace(o, correct=o.slug == "c", feedback="New.") for o in SINGLE.options)
    assert again.revision == SINGLE.revision == replace(SINGLE, options=other_key, _question=[]).revision
    reworded = (replace(SINGLE.options[0], text="Other text"), *SINGLE.options[1:])
    assert replace(SINGLE, options=reworded, _question=[]).revision != SINGLE.revision
    assert replace(SINGLE, stem="Why?", _question=[]).revision != SINGLE.revision


def test_the_question_holds_neither_key_nor_feedback():
    for item in ALL:
        text = str(item.question.to_json())
        assert "correct" not in text
        assert "About " not in text
        assert "belongs" not in text
        assert "accept" not in text
        assert "168" not in text


def test_feedback_speaks_of_what_was_chosen():
    assert [(r.slug, r.right) for r in remarks(SINGLE, "b")] == [("b", True)]
    assert [(r.slug, r.right) for r in remarks(MULTI, ["a", "d"])] == [("a", True), ("d", False)]
    assert remarks(MATCH, {"l1": "r3"})[0].text == "The spare one belongs to none."
    assert remarks(ORDER, ["two", "one", "three", "four"])[0].text == "One comes before two."
    assert not remarks(ORDER, ORDER.key)
    assert [r.text for r in remarks(SHORT, "peace")] == ["Peace is the opposite."]


def test_feedback_to_a_wrong_word_does_not_state_the_right_one():
    assert remarks(SHORT, "treaty") == ()
    assert [r.text for r in remarks(SHORT, "state of war")] == ["It is the state of war."]
