"""What was set and judged in a widget: kept beside the answers, counted and cleared with its lesson."""

from __future__ import annotations

import pytest

from course_lib.errors import AnswersUnavailable
from course_lib.quiz import answers, session
from course_lib.quiz.notes import NOTE, explored, of_lesson
from course_lib.widgets.progress import as_html, as_text
from tests.test_progress import done

NOTES = {
    f"{NOTE}07/evidence-board/weigh-d11": (3, False),
    f"{NOTE}07/evidence-board/settings": ({"tray": 2}, True),
    f"{NOTE}-/treaty-comparison/settings": ({"topic": "consultation"}, True),
    f"{NOTE}08/analogy-lab/settings": (None, True),
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    return tmp_path


def test_notes_are_kept_with_one_writing_and_are_no_checks(folder, monkeypatch):
    # The first note of a folder makes the file.
    session.keep_notes(folder, dict(list(NOTES.items())[:1]))
    writings = []
    write = answers._write
    monkeypatch.setattr(answers, "_write", lambda *a: (writings.append(1), write(*a)))
    held = session.keep_notes(folder, NOTES)
    assert len(writings) == 1
    assert {i: r.response for i, r in held.items.items()} == {i: value for i, (value, _) in NOTES.items()}
    assert answers.read(folder).items == held.items
    tried = explored(held.items)
    assert tried == ("evidence board (07)", "treaty comparison")
    assert done(*held.items.values()).unknown == ()
    for show in (as_text, as_html):
        assert "Tried out: evidence board (07), treaty comparison." in show(done(), tried)


def test_a_judgement_keeps_its_first_value_and_a_setting_does_not(folder):
    judged, setting = list(NOTES)[:2]
    for value in (3, 1, 5):
        session.keep_notes(folder, {judged: (value, False), setting: ({"tray": value}, True)})
    items = answers.read(folder).items
    assert items[judged].first == 3
    assert [h["response"] for h in items[judged].history] == [3, 1]
    assert items[setting].history == ()


def test_what_cannot_be_written_comes_along_with_the_next(folder, monkeypatch):
    with monkeypatch.context() as full:
        full.setattr(answers, "_write", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left")))
        with pytest.raises(AnswersUnavailable):
            session.keep_notes(folder, {f"{NOTE}07/x/a": (1, False)})
    session.keep_notes(folder, {f"{NOTE}07/x/b": (2, False)})
    assert {r.response for r in answers.read(folder).items.values()} == {1, 2}


def test_a_lesson_has_the_notes_of_its_widgets():
    assert of_lesson([*NOTES, "l07-first-claim", "widget/0/x/y"], "07") == list(NOTES)[:2]
