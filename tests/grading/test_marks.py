"""Marks by the lines of a rubric, as a grader types them into a comment."""

from __future__ import annotations

import pytest

from course_lib.grading.marks import Mark, form, read_marks
from course_lib.quiz.rubric import Criterion, Manual

TASK = Manual(
    "essay",
    "Write.",
    5,
    10,
    20,
    "read",
    (),
    (
        Criterion("clause", "The clause", 3, ((3, "All"), (0, "None"))),
        Criterion("care", "Economy (and care)", 2, ((2, "All"), (0, "None"))),
    ),
)


def test_the_form_has_a_line_for_each_criterion_and_unfilled_gives_nothing():
    assert form(TASK) == "The clause (of 3): \nEconomy (and care) (of 2): \n"
    assert read_marks(form(TASK), TASK) == ({}, "")


@pytest.mark.parametrize(
    ("line", "mark"),
    [
        ("The clause (of 3): 2", Mark(2)),
        ("the clause: 2.5", Mark(2.5)),
        ("clause: 2,5", Mark(2.5)),
        ("clause = 0 of 3", Mark(0)),
        ("clause: 2/3, the second limit is missing", Mark(2, "the second limit is missing")),
        ("clause: 1 – read it again", Mark(1, "read it again")),
        ("clause: good", Mark(None, "good")),
        ("clause: 7", Mark(None, "7")),
        ("clause: 2nd limit missing", Mark(None, "2nd limit missing")),
    ],
)
def test_a_line_is_read_as_a_grader_would_write_it(line, mark):
    assert read_marks(line, TASK) == ({"clause": mark}, "")


def test_what_is_no_line_of_the_rubric_is_the_comment():
    text = (
        "Well argued.\n\nThe clause (of 3): 3\nEconomy (and care) (of 2): 1.5\nThe clause of 1961 is no help."
    )
    marks, comment = read_marks(text, TASK)
    assert marks == {"clause": Mark(3), "care": Mark(1.5)}
    assert comment == "Well argued.\n\nThe clause of 1961 is no help."


def test_a_second_line_for_a_criterion_is_kept_as_comment():
    assert read_marks("clause: 1\nclause: 2", TASK) == ({"clause": Mark(1)}, "clause: 2")
