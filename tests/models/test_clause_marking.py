"""Tasks on one clause: their order, what is checked, and the whole clause only at the end."""

from __future__ import annotations

import pytest

from course_lib.errors import BadResponse, UnknownName
from course_lib.models import ClauseMarking
from course_lib.models.parts import Line, Place, walk
from course_lib.quiz.records import Record

ITEMS = ("l06-mark-trigger", "l06-mark-duty", "l06-mark-limits", "l06-mark-decider")


def answered(model, draft=False):
    return {
        item.id: Record(item.id, "", item.key, "2026-01-01T00:00:00.000Z", draft=draft)
        for item in model.tasks
    }


def test_one_task_after_the_other():
    model = ClauseMarking.start(items=ITEMS)
    places = []
    for _ in ITEMS:
        places += [part.name for part in walk(model.parts()) if isinstance(part, Place)]
        if "next" in model.controls() and not model.controls()["next"].why_not:
            model = model.change("next", True)
    assert places == list(ITEMS)
    with pytest.raises(BadResponse, match="last task"):
        model.change("next", True)


def test_the_clause_is_shown_with_its_parts_only_when_all_are_checked():
    model = ClauseMarking.start(items=ITEMS)
    for records in ({}, answered(model, draft=True), dict(list(answered(model).items())[:3])):
        assert not [part for part in walk(model.seen(records).parts()) if isinstance(part, Line)]
    whole = model.seen(answered(model))
    (line,) = [part for part in walk(whole.parts()) if isinstance(part, Line)]
    assert {span.mark for span in line.spans} == {"", "1", "2", "3"}
    assert " ".join("".join(span.text for span in line.spans).split()) == " ".join(
        model.tasks[0].text.split()
    )
    assert "The text has no such words" in whole.as_text()


def test_only_what_can_be_marked_is_taken():
    with pytest.raises(UnknownName, match="check of type mark"):
        ClauseMarking.start(items=("l06-conditions",))
