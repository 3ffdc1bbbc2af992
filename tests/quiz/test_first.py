"""The first answer among the clicks that a record keeps."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from course_lib.quiz.first import first_answer
from course_lib.quiz.line import line
from course_lib.quiz.records import Record
from course_lib.quiz.render import recall_text
from tests.quiz.samples import CONFIDENCE, MATCH, MULTI, SCALE, SHORT, SINGLE, SORT, TEXT

LINES = {"l1": "r1", "l2": "r2", "l3": "r3"}


def record(*given, seconds=2, via="click") -> Record:
    """Return a record of responses that were given one after the other."""
    start = datetime(2026, 11, 24, 10, tzinfo=UTC)
    times = [(start + timedelta(seconds=n * seconds)).isoformat() for n in range(len(given))]
    entries = [
        {"revision": "", "response": response, "at": at, "via": via}
        for response, at in zip(given, times, strict=True)
    ]
    *earlier, last = entries
    return Record("x", "", last["response"], last["at"], via, tuple(earlier))


def filled(lines=LINES):
    """Return what is recorded while the lines are filled one by one."""
    return [dict(list(lines.items())[: n + 1]) for n in range(len(lines))]


def test_a_match_filled_line_by_line_is_one_answer():
    said = recall_text(MATCH.question, record(*filled()))
    assert "You answered:" in said
    assert "first" not in said
    assert all(f"Left {n} → Right {n}" in said for n in (1, 2, 3))


def test_a_sort_filled_by_halves_on_two_days_is_one_answer_and_a_change_after_it_is_told():
    lines = {"l1": "before", "l2": "before", "l3": "after"}
    changed = lines | {"l2": "during"}
    held = record(*filled(lines), changed, seconds=3000)
    assert first_answer(SORT.question, held) == lines
    said = recall_text(SORT.question, held)
    assert said.index("You answered first") < said.index("Left 2 → Before") < said.index("and then")
    assert said.index("and then") < said.index("Left 2 → During")


def test_a_match_that_was_never_whole_is_shown_as_it_stands():
    held = record({"l1": "r1"}, {"l1": "r1", "l2": "r2"})
    assert first_answer(MATCH.question, held) == {"l1": "r1", "l2": "r2"}
    assert "first" not in recall_text(MATCH.question, held)


@pytest.mark.parametrize(
    ("item", "given"),
    [
        (MULTI, (["a"], ["a", "c"])),
        (SCALE, (0, 5, 10, 15)),
        (TEXT, ("I think", "I think that it is so.")),
        (SHORT, ("st", "state of war")),
        (CONFIDENCE, ({"pick": "a", "p": 0.5}, {"pick": "a", "p": 0.7})),
    ],
    ids=lambda value: getattr(value, "id", ""),
)
def test_clicks_that_follow_each_other_are_one_answer_and_later_ones_another(item, given):
    assert first_answer(item.question, record(*given)) == given[-1]
    assert first_answer(item.question, record(*given, seconds=3000)) == given[0]
    # What is typed in cells is not given bit by bit, though Run All gives it all at once.
    assert first_answer(item.question, record(*given, via="typed")) == given[0]


def test_a_click_on_an_option_is_an_answer():
    assert first_answer(SINGLE.question, record("a", "b")) == "a"


def test_nothing_and_what_cannot_be_read():
    assert first_answer(MATCH.question, None) is None
    assert first_answer(MATCH.question, record(None)) is None
    assert first_answer(MATCH.question, record({}, LINES)) == LINES
    assert first_answer(SCALE.question, record("junk", 40, seconds=3000)) == 40
    for junk in ("text", 7, ["l1"], {"x": "y"}):
        assert first_answer(MATCH.question, record(junk)) == junk


def test_the_first_number_on_a_line_is_where_the_slider_came_to_rest():
    question = replace(SCALE.question, keyed=False)
    (point,) = line("", [("lesson 00", question, record(5, 10, 40))]).points
    assert (point.first, point.latest) == (40, 40)
