"""Numbers on one scale as a line: what is drawn, what stands in the table, what is said to be missing."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from course_lib import recall_line
from course_lib.errors import CourseError, UnknownName
from course_lib.quiz import answers, session
from course_lib.quiz.again import changed
from course_lib.quiz.line import as_html, as_text, line
from course_lib.quiz.records import Record
from tests.quiz.samples import SCALE, SINGLE

HOSTILE = "<img src=x onerror=alert(1)>"


def scale(name="s", **changes):
    return replace(SCALE.question, id=name, keyed=False, **changes)


def record(*numbers) -> Record:
    earlier = tuple({"response": n, "at": f"2026-01-0{i + 1}T00:00:00Z"} for i, n in enumerate(numbers[:-1]))
    return Record("s", "", numbers[-1], "2026-02-01T00:00:00.000Z", history=earlier)


def drawn(*records, title="How deep"):
    asked = [(f"lesson {n:02d}", scale(f"l{n:02d}-s"), found) for n, found in enumerate(records)]
    return line(title, asked)


def test_first_and_latest_numbers_stand_side_by_side_and_missing_ones_are_named():
    found = drawn(record(40), record(10, 30, 65), None)
    assert [(p.first, p.latest) for p in found.points] == [(40, 40), (10, 65), (None, None)]
    text = as_text(found)
    assert "lesson 00: 40 %" in text
    assert "lesson 01: first 10, latest 65 %" in text
    assert "Not answered yet: lesson 02." in text
    html = as_html(found)
    cells = [re.findall(r"<td[^>]*>([^<]*)</td>", row)[-3:] for row in html.split("<tr")[3:]]
    assert cells == [["40", "10", "–"], ["40", "65", "–"]]
    assert "Not answered yet: lesson 02." in html


def test_without_a_change_there_is_one_row_of_numbers():
    html = as_html(drawn(record(40), record(50)))
    assert "First" not in html
    assert html.count("<tr") == 3
    assert "Not answered" not in html


def test_a_gap_is_a_gap_and_heights_follow_the_scale():
    html = as_html(drawn(record(0), record(100), None, record(25)))
    runs = re.findall(r'd="([^"]+)"[^>]*stroke-width:2px', html)
    assert runs == ["M50,100 L150,0 L150,0", "M350,75 L350,75"]


def test_before_the_first_answer_it_says_what_to_do():
    found = drawn(None, None)
    for shown in (as_html(found), as_text(found)):
        assert "No number is recorded. Not answered yet: lesson 00, lesson 01. Answer one" in shown
    assert "<svg" not in as_html(found)


@pytest.mark.parametrize("junk", ["forty", 101, None, [40], {"n": 1}, float("nan"), True])
def test_what_is_no_number_on_the_scale_counts_as_none(junk):
    assert drawn(record(junk)).missing == ["lesson 00"]
    assert drawn(record(junk, 20)).points[0].first == 20


def test_nothing_of_a_question_gets_into_the_page_unescaped():
    asked = [(HOSTILE, scale(low=HOSTILE, high=HOSTILE, unit=HOSTILE), record(40, 60))]
    assert "<img" not in as_html(line(HOSTILE, asked))


def test_two_questions_of_one_lesson_are_told_apart():
    asked = [("lesson 08", scale("l08-before-all"), record(40)), ("lesson 08", scale("l08-after"), None)]
    assert [point.label for point in line("", asked).points] == ["before all", "after"]
    mixed = line("", [*asked, ("lesson 09", scale("l09-s"), None)])
    assert mixed.missing == ["lesson 08: after", "lesson 09"]


def test_what_has_no_place_on_one_line_is_refused_in_a_sentence():
    with pytest.raises(CourseError, match="Name the questions"):
        line("", [])
    with pytest.raises(CourseError, match="single is no question with a scale"):
        line("", [("lesson 00", SINGLE.question, None)])
    with pytest.raises(CourseError, match="b and a have different scales"):
        line("", [("lesson 00", scale("a"), None), ("lesson 01", scale("b", maximum=10), None)])


def test_the_call_reads_the_records_of_the_lessons(tmp_path, monkeypatch):
    (tmp_path / "lessons").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    session._merged.clear()
    answers.keep(tmp_path / "lessons", "l00-how-deep", "rev", 30, "typed")
    answers.keep(tmp_path / "lessons", "l00-how-deep", "rev", 45, "typed")
    InteractiveShell.instance()
    with capture_output() as shown:
        recall_line("l00-how-deep", "l06-how-deep", title="How deep, lesson by lesson")
    (output,) = shown.outputs
    assert output.data["text/plain"].splitlines() == [
        "How deep, lesson by lesson",
        "Scale: 0 skin-deep to 100 as deep as ties between two States can be",
        "  lesson 00: first 30, latest 45",
        "Not answered yet: lesson 06.",
    ]
    assert "<svg" in output.data["text/html"]
    # The call may stand above a question that is answered later.
    held = answers.keep(tmp_path / "lessons", "l06-how-deep", "rev", 60)
    (drawn,) = changed(tmp_path / "lessons", "l06-how-deep", held.items).values()
    assert "  lesson 06: 60" in drawn["text/plain"]
    assert changed(tmp_path, "l06-how-deep", held.items) == {}
    with pytest.raises(UnknownName, match="l00-how-deep"):
        recall_line("l00-how-deeep")
