"""The control without a browser: what it keeps and says, and what a real kernel writes into a notebook."""

from __future__ import annotations

import json
import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import nbformat
import pytest
from nbclient import NotebookClient

from course_lib.quiz import answers, session
from course_lib.quiz.again import AGAIN
from course_lib.quiz.again import shown as shown_again
from course_lib.quiz.items import Option
from course_lib.quiz.records import MIME, from_outputs
from course_lib.quiz.render import as_html, as_text, recall_html, recall_text
from course_lib.quiz.view import QuestionView
from tests.quiz.samples import ALL, MATCH, MULTI, SINGLE, TEXT


def view(folder, item=SINGLE, lesson=False) -> QuestionView:
    return QuestionView(session.Asked("a1", item.question, item if lesson else None), folder)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    slots = {"a1": SINGLE.question.to_json(), "a2": MULTI.question.to_json(), "a3": MATCH.question.to_json()}
    (tmp_path / "quiz.json").write_text(json.dumps({"schema": 1, "slots": slots}), "utf-8")
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    session._merged.clear()
    return tmp_path


def click(control, response, n=1, **more):
    control._on_message(control, {"response": response, "n": n, **more}, [])


def test_a_click_is_kept_acknowledged_by_number_and_counted(folder):
    control = view(folder)
    assert control.tally == "0 of 3 answered"
    click(control, "b", n=7)
    assert control.status["n"] == 7
    assert control.status["ok"]
    assert control.tally == "1 of 3 answered"
    assert answers.read(folder).items["single"].response == "b"
    assert control.written["bundle"][MIME]["response"] == "b"


def test_an_answer_that_was_overtaken_on_its_way_does_not_come_over_the_later_one(tmp_path):
    # JupyterLab sends the first messages to the main shell of the kernel, and the next ones to a subshell.
    control = view(tmp_path, MATCH, lesson=True)
    click(control, {"l1": "r1"}, n="page.1", draft=True)
    click(control, MATCH.key, n="page.3")
    click(control, {"l1": "r1", "l2": "r2"}, n="page.2", draft=True)
    assert control.status["n"] == "page.3"
    assert control.feedback["right"]
    assert answers.read(tmp_path).items["match"].response == MATCH.key
    # Another page has numbers of its own.
    click(control, {"l1": "r2"}, n="other.1")
    assert answers.read(tmp_path).items["match"].response == {"l1": "r2"}


def test_answers_that_come_in_several_threads_are_kept_one_by_one(folder):
    control = view(folder)
    numbers = list(range(1, 41))
    random.Random(1).shuffle(numbers)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: click(control, "abcdef"[n % 6], n=f"page.{n}"), numbers))
    assert control.response == answers.read(folder).items["single"].response == "abcdef"[40 % 6]
    assert control.status["n"] == "page.40"


def test_a_click_that_cannot_be_an_answer_keeps_the_earlier_one(folder):
    control = view(folder)
    click(control, "b")
    click(control, "zzz", n=2)
    assert control.status["ok"] is False
    assert "No option 'zzz'" in control.status["note"]
    assert answers.read(folder).items["single"].response == "b"
    for junk in (None, 7, "text", [], {"n": 1}):
        control._on_message(control, junk, [])
    assert answers.read(folder).items["single"].response == "b"


def test_where_nothing_can_be_written_the_notebook_keeps_it_and_the_line_says_so(folder, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise OSError(30, "Read-only file system")

    control = view(folder)
    monkeypatch.setattr(answers, "_write", refuse)
    click(control, "b")
    click(control, "c", n=2)
    assert control.status["note"].startswith("Kept in this notebook only")
    bundle = control.bundle()
    assert bundle[MIME]["response"] == "c"
    assert [h["response"] for h in bundle[MIME]["history"]] == ["b"]


def test_an_assignment_gives_no_verdict(folder):
    control = view(folder)
    click(control, "b")
    assert control.feedback == {}
    assert "feedback" not in control.question
    assert "sources" not in control.question


def test_a_lesson_gives_the_remark_of_every_option_tried(tmp_path):
    control = view(tmp_path, lesson=True)
    click(control, "a")
    assert control.feedback["right"] is False
    click(control, "b")
    assert control.feedback["right"] is True
    assert control.feedback["tries"] == 2
    assert [(r["slug"], r["right"]) for r in control.feedback["remarks"]] == [("a", False), ("b", True)]


def test_a_lesson_waits_with_several_ticks_until_check(tmp_path):
    control = view(tmp_path, MULTI, lesson=True)
    click(control, ["a"], draft=True)
    assert control.feedback == {}
    assert answers.read(tmp_path).items["multi"].draft
    click(control, ["a"], n=2)
    assert control.feedback["points"] == 1
    assert answers.read(tmp_path).items["multi"].history == ()


def test_hints_come_one_after_the_other(tmp_path):
    item = replace(MULTI, hints=("Look at Article 4.", "Count the conditions."), _question=[])
    control = view(tmp_path, item, lesson=True)
    click(control, ["d"])
    assert "Hint: Look at Article 4." in [r["text"] for r in control.feedback["remarks"]]
    click(control, ["e"])
    assert "Hint: Count the conditions." in [r["text"] for r in control.feedback["remarks"]]
    click(control, MULTI.key)
    assert not any("Hint" in r["text"] for r in control.feedback["remarks"])


def test_a_changed_wording_is_said(folder):
    answers.keep(folder, "single", "an-older-one", "b")
    assert "wording of this question has changed" in view(folder).status["note"]


HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)">'


@pytest.mark.parametrize("item", ALL, ids=lambda i: i.id)
def test_static_forms_escape_everything_and_survive_any_answer(item):
    question = replace(
        item.question, stem=HOSTILE, options=tuple(Option(o.slug, HOSTILE) for o in item.options)
    )
    for response in (None, HOSTILE, {"l1": HOSTILE}, [HOSTILE], 10**30, item.key, {HOSTILE: 1}):
        held = answers.Record(item.id, "r", response, "2026-11-24T10:00:00.000Z")
        for html in (as_html(question, held), recall_html(question, held)):
            assert "<script" not in html
            assert "<img" not in html
        assert question.stem in as_text("a1", question, held)
        assert recall_text(question, held)


SCORING = ("points", "never below", "earns", "count")


@pytest.mark.parametrize("item", ALL, ids=lambda i: i.id)
def test_points_and_how_they_are_counted_are_said_where_they_count(tmp_path, item):
    sheet, check = view(tmp_path, item), view(tmp_path, item, lesson=True)
    lines = check.question["meta"], check.bundle()["text/html"], check.bundle()["text/plain"]
    assert not any(word in line for word in SCORING for line in lines)
    asked = check.question["meta"].split(" · ")[0]
    assert asked in sheet.question["meta"]
    if item.keyed:
        assert sheet.question["meta"].startswith(f"3 points · {asked}")
        assert all("3 points" in text for text in list(sheet.bundle().values())[:2])
        assert ("never below 0" in sheet.question["meta"]) is (item.partial == "right-minus-wrong")


@pytest.mark.parametrize(
    ("least", "most", "said"),
    [(30, 80, "30 to 80"), (None, 40, "up to 40"), (15, None, "at least 15"), (None, None, "")],
)
def test_a_length_is_said_the_same_below_the_stem_and_below_the_text(tmp_path, least, most, said):
    item = replace(TEXT, words_min=least, words_max=most, _question=[])
    control = view(tmp_path, item, lesson=True)
    # What the control writes beside its count of words.
    assert control.question["length"] == said
    end = f" · {said} words" if said else ""
    assert control.question["meta"] == f"in your own words · not scored{end}"
    assert control.question["meta"] in control.bundle()["text/plain"]


def test_the_text_form_says_how_to_answer(folder):
    text = as_text("a1", SINGLE.question, None)
    assert 'answer("a1", "' in text
    assert "No answer yet." in text
    for option in SINGLE.options:
        assert f"{option.slug}: {option.text}" in text


def run(folder, *sources, env=None, monkeypatch=None):
    """Run cells in a real kernel with no front end, as VS Code or a script would."""
    for name, value in (env or {}).items():
        monkeypatch.setenv(name, value)
    cells = [nbformat.v4.new_code_cell(s) for s in ("from course_lib import answer, ask, recall", *sources)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        allow_errors=True,
        store_widget_state=False,
        resources={"metadata": {"path": str(folder)}},
    )
    client.execute()
    return notebook


def shown(cell) -> str:
    return "\n".join(
        o.get("data", {}).get("text/plain", "") or o.get("text", "") or "\n".join(o.get("traceback", []))
        for o in cell.outputs
    )


def test_typed_answers_need_no_front_end(folder):
    notebook = run(
        folder,
        'ask("a1")',
        'answer("a1", "b")',
        'answer("a2", {"a", "c"})',
        'answer("a1", "zzz")',
        'recall("a1")',
        'answer("a1", "c"); recall("a1")',
    )
    held = answers.read(folder).items
    assert held["single"].response == "c"
    assert held["single"].via == "typed"
    assert sorted(held["multi"].response) == ["a", "c"]
    _, asked, _, _, wrong, first, again = notebook.cells
    assert "Text b" in shown(first)
    assert "You answered first" in shown(again)
    assert "No option 'zzz'" in shown(wrong)
    assert "Traceback" not in shown(wrong)
    # The typed answer reached the record in the output of the question's own cell.
    assert from_outputs({"cells": [asked]})["single"].response == "c"


def test_what_was_answered_is_shown_again_without_running_that_cell_again(folder):
    notebook = run(
        folder,
        'recall("a3")',
        'recall("a1")',
        'recall("a1"); print("another cell with the same call")',
        'answer("a3", {"l1": "r1", "l2": "r2", "l3": "r2"})',
    )
    _, match, single, twice, _ = notebook.cells
    assert "You answered" in shown(match)
    assert "Left 3 → Right 2" in shown(match)
    assert "Left 3 → Right 2" in match.outputs[0].data["text/html"]
    assert "not answered this question yet" in shown(single)
    assert "not answered this question yet" in shown(twice)
    # What is not alive any more keeps what it says, and what reads records finds none in it.
    assert from_outputs({"cells": [match]}) == {}


def test_an_answer_clicked_in_one_folder_is_not_shown_again_in_another(folder, tmp_path_factory):
    there = tmp_path_factory.mktemp("elsewhere")
    control = view(folder)
    ids = [control.asked.question.id]
    shown_again("recall('a1')", there, ids, lambda items: {"text/plain": str(items["single"].response)})
    click(control, "b")
    assert control.written["again"] == {}
    shown_again("recall('a1')", folder, ids, lambda items: {"text/plain": str(items["single"].response)})
    click(control, "c", n=2)
    assert control.written["again"] == {
        "skin-deep recall('a1')": {"text/plain": "c", AGAIN: {"display": "skin-deep recall('a1')"}}
    }


def test_run_all_on_another_machine_brings_every_answer_back(folder, tmp_path_factory):
    there = tmp_path_factory.mktemp("elsewhere")
    notebook = run(folder, 'ask("a1")\nanswer("a1", "b")', 'ask("a2")\nanswer("a2", ["a"])')
    nbformat.write(notebook, there / "sheet.ipynb")
    (there / "quiz.json").write_bytes((folder / "quiz.json").read_bytes())
    again = run(there, 'ask("a1")', 'ask("a2")')
    assert {k: r.response for k, r in from_outputs(again).items()} == {"single": "b", "multi": ["a"]}
    assert set(answers.read(there).items) == {"single", "multi"}


def test_under_nbgrader_a_question_is_text_and_needs_no_widget(folder, monkeypatch):
    notebook = run(folder, 'ask("a1")', env={"NBGRADER_VALIDATING": "1"}, monkeypatch=monkeypatch)
    outputs = notebook.cells[1].outputs
    assert [sorted(o.data) for o in outputs] == [["text/plain"]]
    assert "Which?" in shown(notebook.cells[1])


def test_texts_are_kept_as_they_were_typed(folder):
    control = view(folder, TEXT)
    click(control, HOSTILE + "\n한국어")
    assert answers.read(folder).items["text"].response == HOSTILE + "\n한국어"
