"""The lab: entries sorted and one's own, columns before the course's, odds before the curtain."""

from __future__ import annotations

import pytest

from course_lib.errors import BadResponse, CourseError
from course_lib.models import AnalogyLab
from course_lib.models._lab import MOST
from course_lib.models._lab_odds import TESTS
from course_lib.quiz.records import Record

SORTED = {
    "l08-lab-sort": Record(
        "l08-lab-sort", "", {"first-word": "likeness", "seat-taken": "difference"}, "2026-01-01T00:00:00.000Z"
    )
}


def lab(step: int, **options):
    return AnalogyLab.start(step=step, records=SORTED, **options)


def with_own(model, *texts: str):
    for text in texts:
        model = model.change("words", text).change("add", True)
    return model


def test_what_was_sorted_is_weighed_as_the_student_sorted_it():
    model = lab(1)
    assert [(e.id, e.bin) for e in model.entries] == [
        ("first-word", "likeness"),
        ("seat-taken", "difference"),
    ]
    heavy = model.change("matter.seat-taken", "3")
    assert "you would answer otherwise. Difference:" in heavy.as_text()
    assert AnalogyLab.start(step=1).entries == ()


def test_ones_own_entries_are_added_once_and_taken_away_with_their_weights():
    model = with_own(lab(1).change("kind", "difference"), "Both wars were short.")
    assert model.entries[-1].bin == "difference"
    assert model.given["words"] == ""
    model = model.change("matter.mine-1", "2")
    for words in ("", "Both wars were short."):
        with pytest.raises(BadResponse):
            model.change("words", words).change("add", True)
    gone = model.change("drop.mine-1", True)
    assert "matter.mine-1" not in gone.kept()
    full = with_own(lab(1), *(f"Sentence {n}." for n in range(MOST)))
    with pytest.raises(BadResponse, match="take one away"):
        full.change("words", "One more.").change("add", True)


def test_the_three_steps_share_what_was_done():
    first = with_own(lab(1), "Both capitals wanted something.").change("matter.mine-1", "1")
    second = lab(2).restored(first.kept()).change("now.mine-1", "presumed")
    third = lab(3).restored(second.kept())
    assert third.kept() == second.kept()
    assert [e.text for e in third.own] == ["Both capitals wanted something."]


def test_the_courses_columns_come_after_ones_own():
    model = lab(2)
    with pytest.raises(BadResponse, match="to place first"):
        model.change("columns", True)
    for entry in ("first-word", "seat-taken"):
        model = model.change(f"then.{entry}", "known").change(f"now.{entry}", "unclear")
    assert "course judgement" not in model.as_text()
    assert "The course's columns (course judgement)" in model.change("columns", True).as_text()


def test_what_was_seen_stays_behind_the_curtain_until_all_odds_are_given():
    model = lab(3)
    for number, test in enumerate(TESTS):
        assert "Seen by November 2026" not in model.as_text()
        with pytest.raises(BadResponse, match=f"{len(TESTS) - number} to go"):
            model.change("lift", True)
        model = model.change(f"odds.{test}", 80)
    lifted = model.change("lift", True)
    assert lifted.as_text().count("Seen by November 2026") == len(TESTS)
    # Yes to three of five: (3 x 0.04 + 2 x 0.64) / 5.
    assert "5 settled forecasts, 3 of them true. Brier score 0.28" in lifted.as_text()
    with pytest.raises(BadResponse):
        lifted.change("odds.p1", 100)


def test_there_are_three_steps():
    with pytest.raises(CourseError, match="steps 1, 2 and 3"):
        AnalogyLab.start(step=4)
