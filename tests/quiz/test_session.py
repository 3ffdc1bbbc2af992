"""Where a question is asked: found, shuffled, restored from the notebook, counted, scored by hidden tests."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from course_lib.errors import BadItem, Unanswered, UnknownName
from course_lib.quiz import answers, cells, session
from course_lib.quiz.records import MIME, Record
from tests.quiz.samples import KEYED, MULTI, SINGLE

SLOTS = {"a1": SINGLE, "a2": MULTI}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    slots = {slot: item.question.to_json() for slot, item in SLOTS.items()}
    (tmp_path / "quiz.json").write_text(json.dumps({"schema": 1, "slots": slots}), "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    session._merged.clear()
    return tmp_path


def write_notebook(path, item, response, at="2026-11-24T10:00:00.000Z"):
    record = Record(item.id, item.revision, response, at).to_json()
    cell = {"cell_type": "code", "outputs": [{"output_type": "display_data", "data": {MIME: record}}]}
    path.write_text(json.dumps({"cells": [cell]}), "utf-8")


def test_a_slot_and_an_item_id_find_the_same_question(folder):
    assert session.find("a1", folder).question.id == "single"
    assert session.find("single", folder).question.id == "single"
    assert session.find("a1", folder).item is None


def test_the_order_differs_between_students_and_stays_for_one(folder):
    answers.keep(folder, "x", "rev", 1)
    mine = [session.find("a1", folder).question.options for _ in range(3)]
    assert mine[0] == mine[1] == mine[2]
    orders = set()
    for seed in range(40):
        (folder / "answers.json").write_text(
            json.dumps({"schema": 1, "seed": seed + 1, "items": {}}), "utf-8"
        )
        orders.add(session.find("a1", folder).question.options)
    assert len(orders) > 20


def test_shuffling_does_not_change_the_revision(folder):
    assert session.find("a1", folder).question.revision == SINGLE.revision


def test_an_unknown_question_names_those_that_there_are(folder):
    with pytest.raises(UnknownName, match=r"No question 'a3'\. All: a1, a2\."):
        session.find("a3", folder)


def test_without_quiz_json_the_sentence_says_so(tmp_path):
    with pytest.raises(UnknownName, match=r"quiz\.json is missing"):
        session.find("a1", tmp_path)


@pytest.mark.parametrize("text", ["{", "[]", '{"slots": {"a1": 3}}', '{"slots": {"a1": {"type": "x"}}}'])
def test_a_damaged_quiz_json_is_one_sentence(folder, text):
    (folder / "quiz.json").write_text(text, "utf-8")
    with pytest.raises(BadItem, match=r"quiz\.json"):
        session.find("a1", folder)


def test_on_another_machine_the_notebook_alone_brings_the_answers_back(folder):
    write_notebook(folder / "sheet.ipynb", SINGLE, "b")
    assert session.recorded(folder).items["single"].response == "b"
    assert answers.read(folder).items["single"].response == "b"


def test_the_newer_of_file_and_notebook_counts(folder):
    answers.keep(folder, "single", SINGLE.revision, "c")
    write_notebook(folder / "sheet.ipynb", SINGLE, "b", "2020-01-01T00:00:00.000Z")
    assert session.recorded(folder).items["single"].response == "c"


def test_a_deleted_answers_file_comes_back_from_the_notebook(folder):
    write_notebook(folder / "sheet.ipynb", SINGLE, "b")
    session.recorded(folder)
    (folder / "answers.json").unlink()
    assert session.recorded(folder).items["single"].response == "b"


def test_the_notebook_that_jupyter_names_is_the_one_that_is_read(folder, monkeypatch):
    write_notebook(folder / "mine.ipynb", SINGLE, "b")
    write_notebook(folder / "other.ipynb", SINGLE, "c", "2026-11-24T12:00:00.000Z")
    monkeypatch.setenv("JPY_SESSION_NAME", str(folder / "mine.ipynb"))
    assert session.recorded(folder).items["single"].response == "b"


def test_a_read_only_folder_still_gives_what_the_notebook_has(folder, monkeypatch):
    write_notebook(folder / "sheet.ipynb", SINGLE, "b")

    def refuse(*_args, **_kwargs):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(answers, "_write", refuse)
    held = session.recorded(folder)
    assert held.items["single"].response == "b"
    assert "Read-only file system" in held.damage


def test_tally_counts_slots_without_an_answer(folder):
    assert session.tally(folder) == (["a1", "a2"], 2)
    answers.keep(folder, "single", SINGLE.revision, "b")
    answers.keep(folder, "multi", MULTI.revision, [])
    assert session.tally(folder) == (["a2"], 2)


def test_a_student_at_work_is_not_stopped_by_a_question_without_answer(folder, monkeypatch):
    monkeypatch.delenv("NBGRADER_VALIDATING", raising=False)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    assert cells.answered("a1") is None


def test_answered_names_what_is_missing_and_is_silent_otherwise(folder, monkeypatch):
    monkeypatch.setenv("NBGRADER_VALIDATING", "1")
    with pytest.raises(Unanswered, match=r"Question a1 has no answer yet.*2 of 2 questions.*a1, a2"):
        cells.answered("a1")
    answers.keep(folder, "single", SINGLE.revision, "b")
    assert cells.answered("a1") is None
    with pytest.raises(Unanswered, match="Question a2"):
        cells.answered("a2")
    with pytest.raises(Unanswered, match=r"quiz\.json"):
        cells.answered("z9")


def test_the_sentence_is_all_that_a_student_sees(folder):
    code = "from course_lib.quiz import answered\nanswered('a1')"
    shell = (
        f"from IPython.core.interactiveshell import InteractiveShell as S; S.instance().run_cell({code!r})"
    )
    run = subprocess.run(
        [sys.executable, "-c", shell],
        capture_output=True,
        text=True,
        cwd=folder,
        env=os.environ | {"NBGRADER_VALIDATING": "1"},
    )
    shown = run.stdout + run.stderr
    assert "Question a1 has no answer yet" in shown
    assert "Traceback" not in shown
    assert max(len(line) for line in shown.splitlines()) <= 84


RAW = {
    "id": "single", "type": "single", "stem": "Which?", "objective": "o", "level": "apply", "points": 3,
    "sources": [], "option": [{"slug": s, "text": f"Text {s}", "correct": s == "b"} for s in "abcdef"],
}  # fmt: skip


def test_points_scores_the_record_against_the_key_of_the_hidden_test(folder):
    assert cells.points("a1", RAW) == 0
    answers.keep(folder, "single", SINGLE.revision, "b")
    assert cells.points("a1", RAW) == 3
    answers.keep(folder, "single", SINGLE.revision, {"not": "readable"})
    assert cells.points("a1", RAW) == 0


def test_every_question_survives_json():
    for item in KEYED:
        question = item.question
        assert type(question).from_json(json.loads(json.dumps(question.to_json()))) == question
