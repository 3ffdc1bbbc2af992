"""What a check says after a try: enough to go on, and the whole only once the answer is right."""

from __future__ import annotations

from dataclasses import replace

import pytest

from course_lib.quiz.feedback import remarks, told
from course_lib.quiz.records import Record
from tests.quiz.samples import MATCH, MULTI, ORDER, SORT

DATED = replace(
    ORDER,
    steps=tuple(replace(step, feedback=f"Date of {step.slug}.") for step in ORDER.steps),
    feedback="One, two, three, four.",
    _question=[],
)


def check(item, *responses) -> tuple[list[str], dict]:
    """Return what a lesson says of the last of several tries, and all that its control is told."""
    entries = [
        {"revision": "", "response": r, "at": f"2026-11-24T10:0{n}:00Z"} for n, r in enumerate(responses)
    ]
    record = Record("x", "", responses[-1], entries[-1]["at"], history=tuple(entries[:-1]))
    known = told(item, record)
    return [remark["text"] for remark in known["remarks"]], known


def test_the_feedback_of_steps_is_said_once_the_order_is_right():
    dates = [(f"{step}", f"Date of {step}.") for step in DATED.key]
    said = [(r.slug, r.text) for r in remarks(DATED, DATED.key)]
    assert said == [*dates, ("", "One, two, three, four.")]
    assert check(DATED, DATED.key)[0] == [text for _, text in said]
    assert not any(r.slug for r in remarks(DATED, DATED.key[::-1]))


def test_a_wrong_order_in_a_check_is_not_told_the_right_one():
    slip, other = ["two", "one", "three", "four"], ["one", "three", "two", "four"]
    assert check(DATED, slip)[0] == ["One comes before two."]
    # Nothing else is known of it: then it is said how far it is right.
    assert check(DATED, other)[0] == ["Of the 3 pairs of neighbours, 2 stand in the right order."]
    assert check(DATED, ["one", "four", "three", "two"])[0] == [
        "Of the 3 pairs of neighbours, 1 stands in the right order."
    ]
    hinted = replace(DATED, hints=("Look at the years.",), _question=[])
    assert check(hinted, other)[0] == ["Hint: Look at the years."]
    # An assignment has been handed in by then: its page says it all.
    assert "One, two, three, four." in [r.text for r in remarks(DATED, slip)]


@pytest.mark.parametrize("item", [MULTI, MATCH, SORT, ORDER], ids=lambda i: i.id)
def test_what_a_check_says_of_the_whole_waits_for_the_right_answer(item):
    item = replace(item, feedback="That is the whole.", hints=("Look again.",), _question=[])
    wrong = {
        "multi": ["a"],
        "match": {"l1": "r2"},
        "sort": {"l1": "after"},
        "order": ["two", "one", "four", "three"],
    }
    said, known = check(item, wrong[item.type])
    assert not known["right"]
    assert "That is the whole." not in said
    assert "Hint: Look again." in said
    said, known = check(item, wrong[item.type], item.key)
    assert known["right"]
    assert said[-1] == "That is the whole."
    assert "That is the whole." in [r.text for r in remarks(item, wrong[item.type])]
