"""Accidents without a browser: one sentence, nothing overwritten, and what survives anywhere still counts."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from course_lib.errors import AnswersUnavailable, UnknownName
from course_lib.quiz import answers, asked, records, session
from course_lib.quiz.bank import Bank
from course_lib.quiz.records import MIME, Record
from course_lib.quiz.render import as_html, recall_text
from course_lib.quiz.view import QuestionView, answer
from tests.quiz.samples import MATCH, MULTI, SINGLE, TEXT

ROOT = Path(__file__).resolve().parents[2]
SLOTS = {"a1": SINGLE, "a2": MULTI, "a3": TEXT}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    write_quiz(tmp_path, {slot: item.question.to_json() for slot, item in SLOTS.items()})
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    return tmp_path


def write_quiz(folder, slots):
    (folder / "quiz.json").write_text(json.dumps({"schema": 1, "slots": slots}), "utf-8")


def new_kernel():
    """Forget all, as a kernel that was started anew."""
    for memory in (session._merged, session._known, session._waiting):
        memory.clear()


def control(folder, name="a1") -> QuestionView:
    return QuestionView(session.find(name, folder), folder)


def click(view, response, n="x.1"):
    view._on_message(view, {"response": response, "n": n}, [])
    return view.status


def save(folder, *views, name="sheet.ipynb"):
    """Write a notebook as JupyterLab would with these controls in it."""
    cells = [
        {"cell_type": "code", "outputs": [{"output_type": "display_data", "data": view.bundle()}]}
        for view in views
    ]
    (folder / name).write_text(json.dumps({"cells": cells}), "utf-8")


def responses(folder) -> dict:
    return {item: record.response for item, record in session.recorded(folder).items.items()}


def one_sentence(status) -> str:
    note = status["note"]
    assert note.endswith(".")
    assert "\n" not in note
    assert len(note) < 400
    assert not re.search("Traceback|Error|Errno", note)
    return note


DAMAGE = {
    "cut": lambda whole: whole[:90],
    "empty": lambda whole: b"",
    "no text": lambda whole: b"\xff\xfe" + whole,
    "of zeros": lambda whole: bytes(len(whole)),
    "oversized": lambda whole: whole + b" " * answers.LARGEST,
    "another course": lambda whole: b'{"answers": []}',
}


@pytest.mark.parametrize("restarted", [False, True], ids=["same kernel", "new kernel"])
@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_file_costs_nothing_that_kernel_or_notebook_still_have(folder, damage, restarted):
    first, second = control(folder), control(folder, "a2")
    click(first, "a")
    click(first, "b")
    click(second, ["a"])
    if restarted:
        save(folder, first, second)
        new_kernel()
    path = folder / "answers.json"
    path.write_bytes(damage(path.read_bytes()))
    damaged = path.read_bytes()
    third = control(folder, "a3") if restarted else second
    status = third.status if restarted else click(second, ["b"])
    note = one_sentence(status)
    (aside,) = folder.glob("answers.damaged-*.json")
    assert aside.name in note
    assert aside.read_bytes() == damaged
    assert responses(folder) == {"single": "b", "multi": ["a"] if restarted else ["b"]}
    assert answers.read(folder).items["single"].first == "a"
    assert not answers.read(folder).damage


def test_a_deleted_file_comes_back_before_the_next_click_also_with_the_clock_set_back(folder, monkeypatch):
    first = control(folder)
    click(first, "a")
    click(first, "b")
    (folder / "answers.json").unlink()
    monkeypatch.setattr(records, "now", lambda: "2020-01-01T00:00:00.000Z")
    monkeypatch.setattr(answers, "now", lambda: "2020-01-01T00:00:00.000Z")
    click(first, "c")
    record = answers.read(folder).items["single"]
    assert [h["response"] for h in record.history] + [record.response] == ["a", "b", "c"]
    new_kernel()
    assert control(folder).record == record


def test_a_notebook_written_before_the_clock_was_set_back_does_not_win(folder, monkeypatch):
    first = control(folder)
    click(first, "a")
    save(folder, first)
    monkeypatch.setattr(answers, "now", lambda: "2020-01-01T00:00:00.000Z")
    click(first, "b")
    new_kernel()
    assert responses(folder) == {"single": "b"}


def refuse(*_args, **_kwargs):
    raise OSError(28, "No space left on device")


def test_a_full_disk_and_what_was_clicked_meanwhile(folder, monkeypatch):
    first, second = control(folder), control(folder, "a2")
    click(first, "a")
    before = (folder / "answers.json").read_bytes()
    with monkeypatch.context() as full:
        full.setattr(answers.os, "fsync", refuse)
        for response in ("b", "c"):
            status = click(first, response)
            assert status["ok"] is False
            assert status["line"] == "In this notebook only"
            assert "No space left on device" in one_sentence(status)
        assert (folder / "answers.json").read_bytes() == before
        assert sorted(p.name for p in folder.iterdir() if p.suffix == ".new") == []
        # The record goes into the notebook, and running the cell again does not bring an older one back.
        assert first.bundle()[MIME]["response"] == "c"
        again = control(folder)
        assert (again.record.response, again.status["ok"]) == ("c", False)
    assert click(second, ["a"])["ok"]
    assert {k: r.response for k, r in answers.read(folder).items.items()} == {"single": "c", "multi": ["a"]}
    assert [h["response"] for h in answers.read(folder).items["single"].history] == ["a", "b"]


LIMITED = """
import resource, sys
from pathlib import Path
from course_lib.errors import AnswersUnavailable
from course_lib.quiz import answers
folder = Path(sys.argv[1])
answers.keep(folder, "one", "rev", "kept")
# Beyond this size the system refuses to write: a full disk for this process alone.
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, resource.RLIM_INFINITY))
try:
    answers.keep(folder, "two", "rev", "x" * 5000)
except AnswersUnavailable as error:
    print(error)
answers.keep(folder, "three", "rev", "small")
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
answers.keep(folder, "two", "rev", "x" * 5000)
"""


def test_a_limit_that_the_system_sets(tmp_path):
    run = subprocess.run(
        [sys.executable, "-c", LIMITED, str(tmp_path)], capture_output=True, text=True, cwd=ROOT
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.strip() == "answers.json cannot be written here (File too large)."
    assert set(answers.read(tmp_path).items) == {"one", "two", "three"}
    assert not list(tmp_path.glob(".*.new"))


def test_a_folder_that_is_none_any_more(folder, monkeypatch):
    view = control(folder)
    click(view, "a")
    moved = folder.with_name("moved")
    folder.rename(moved)
    folder.write_text("a file in its place", "utf-8")
    status = click(view, "b")
    assert status["ok"] is False
    assert "Kept in this notebook only" in one_sentence(status)
    assert folder.read_text("utf-8") == "a file in its place"
    assert view.bundle()[MIME]["response"] == "b"
    folder.unlink()
    moved.rename(folder)
    assert click(view, "b")["ok"]
    record = answers.read(folder).items["single"]
    assert (record.first, record.response) == ("a", "b")


def test_a_read_only_folder_refuses_at_every_operation(folder, monkeypatch):
    view = control(folder)
    click(view, "a")

    def read_only(path, flags, *rest, **more):
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            raise OSError(30, "Read-only file system", str(path))
        return real(path, flags, *rest, **more)

    real = os.open
    monkeypatch.setattr(os, "open", read_only)
    status = click(view, "b")
    assert "Read-only file system" in one_sentence(status)
    assert view.bundle()[MIME]["response"] == "b"
    # The next control says so before the first click.
    note = one_sentence(control(folder, "a2").status)
    assert "Read-only file system" in note
    assert "save the notebook often" in note


def test_half_a_character_is_no_reason_to_lose_an_answer(folder):
    view = control(folder, "a3")
    assert click(view, "cut \ud83d emoji")["ok"]
    assert answers.read(folder).items["text"].response == "cut ? emoji"


def test_a_renamed_item_of_a_lesson_keeps_its_answer(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    item = replace(SINGLE, id="today", was=("yesterday", "earlier"), _question=[])
    bank = Bank(name="l", title="", canary="", objectives={}, misconceptions={}, items={"today": item})
    monkeypatch.setattr(asked, "checks", lambda: {"l": bank})
    answers.keep(tmp_path, "earlier", item.revision, "a")
    view = control(tmp_path, "today")
    assert (view.record.response, view.feedback["right"]) == ("a", False)
    # A notebook from before the renaming asks for the old name.
    assert session.find("yesterday", tmp_path).question.id == "today"
    click(view, "b")
    held = answers.read(tmp_path).items
    assert (held["today"].first, held["today"].response, held["earlier"].response) == ("a", "b", "a")
    assert recall_text(view.asked.question, view.record).count("Text") == 2


def test_a_renamed_item_of_an_assignment_keeps_its_answer(folder):
    click(control(folder), "a")
    renamed = replace(SINGLE, id="today", _question=[]).question.to_json() | {"was": ["single"]}
    write_quiz(folder, {"a1": renamed, "a2": MULTI.question.to_json()})
    view = control(folder)
    assert view.record.response == "a"
    assert view.tally == "1 of 2 answered"
    assert view.bundle()[MIME]["id"] == "single"
    click(view, "b")
    assert answers.read(folder).items["today"].first == "a"


def test_a_text_that_was_changed_after_release(folder):
    view = control(folder)
    click(view, "f")
    save(folder, view)
    changed = replace(SINGLE, stem="Which now?", options=SINGLE.options[:4], _question=[])
    write_quiz(folder, {"a1": changed.question.to_json()})
    new_kernel()
    view = control(folder)
    note = one_sentence(view.status)
    assert note == "The wording of this question has changed since you answered: look again."
    assert view.record.revision == SINGLE.revision
    # The option is gone; what was answered is still said.
    assert "&quot;f&quot; <b>(your answer)</b>" in as_html(changed.question, view.record)
    click(view, "b")
    record = answers.read(folder).items["single"]
    assert [(h["revision"], h["response"]) for h in record.history] == [(SINGLE.revision, "f")]
    assert (record.revision, record.response) == (changed.revision, "b")
    assert view.status["note"] == ""


def test_answers_to_questions_that_do_not_exist_are_kept_and_do_no_harm(folder):
    answers.keep(folder, "ghost", "rev", {"any": ["thing"]})
    record = Record("phantom", "rev", 3, "2026-11-24T10:00:00.000Z").to_json()
    cell = {"cell_type": "code", "outputs": [{"output_type": "display_data", "data": {MIME: record}}]}
    (folder / "sheet.ipynb").write_text(json.dumps({"cells": [cell]}), "utf-8")
    view = control(folder)
    assert view.tally == "0 of 3 answered"
    click(view, "b")
    assert {"ghost", "phantom", "single"} == set(answers.read(folder).items)
    with pytest.raises(UnknownName, match=r"^No question 'a9'\. .*All: a1, a2, a3\.$"):
        answer("a9", "b")


def test_of_two_copies_of_a_notebook_the_newer_answer_counts_whatever_they_are_called(folder, monkeypatch):
    for order in (("a.ipynb", "z.ipynb"), ("z.ipynb", "a.ipynb")):
        view = control(folder)
        click(view, "a")
        save(folder, view, name=order[0])
        click(view, "b")
        save(folder, view, name=order[1])
        (folder / "answers.json").unlink()
        new_kernel()
        assert responses(folder) == {"single": "b"}
        (folder / "answers.json").unlink()
        new_kernel()


def test_a_notebook_uploaded_over_the_open_one_brings_its_answers(folder, tmp_path_factory, monkeypatch):
    view = control(folder)
    click(view, "a")
    save(folder, view)
    home = tmp_path_factory.mktemp("home")
    write_quiz(home, {"a1": SINGLE.question.to_json()})
    (home / "sheet.ipynb").write_bytes((folder / "sheet.ipynb").read_bytes())
    there = control(home)
    click(there, "b")
    save(home, there)
    # Uploaded under the name of the one whose kernel still runs.
    monkeypatch.setenv("JPY_SESSION_NAME", str(folder / "sheet.ipynb"))
    assert responses(folder) == {"single": "a"}
    (folder / "sheet.ipynb").write_bytes((home / "sheet.ipynb").read_bytes())
    assert responses(folder) == {"single": "b"}


def test_a_renamed_notebook_and_one_without_outputs(folder, monkeypatch):
    view = control(folder)
    click(view, "a")
    save(folder, view)
    monkeypatch.setenv("JPY_SESSION_NAME", str(folder / "sheet.ipynb"))
    (folder / "sheet.ipynb").rename(folder / "my sheet.ipynb")
    (folder / "answers.json").unlink()
    new_kernel()
    assert responses(folder) == {"single": "a"}
    (folder / "my sheet.ipynb").write_text('{"cells": [{"cell_type": "code", "outputs": []}]}', "utf-8")
    new_kernel()
    assert responses(folder) == {"single": "a"}
    assert from_control(folder) == "a"


def from_control(folder):
    return control(folder).bundle()[MIME]["response"]


@pytest.mark.parametrize("item", [SINGLE, MULTI, MATCH, TEXT], ids=lambda i: i.id)
def test_without_any_style_the_record_reads_as_text(item):
    response = item.key if item.keyed else "In my own words"
    html = as_html(item.question, Record(item.id, item.revision, response, "2026-11-24T10:00:00.000Z"))
    # JupyterLab removes the style of a notebook that is not trusted.
    bare = re.sub("<style>.*?</style>", "", html, flags=re.DOTALL)
    rows = [re.sub("<[^>]*>", "", row) for row in re.findall("<li.*?</li>", bare)]
    assert any(row.endswith(" (your answer)") for row in rows)
    assert not any(re.search(r"\S\(your", row) for row in rows)
    assert "sd-" not in re.sub("<[^>]*>", "", bare)


def test_a_file_that_windows_marked_as_text_is_no_damage(folder):
    click(control(folder), "b")
    path = folder / "answers.json"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert not answers.read(folder).damage
    assert responses(folder) == {"single": "b"}


def test_a_file_that_cannot_be_read_for_a_moment_is_not_taken_for_a_damaged_one(folder, monkeypatch):
    view = control(folder)
    click(view, "a")
    before = (folder / "answers.json").read_bytes()

    def hiccup(*_args, **_kwargs):
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as broken:
        for name in ("read_text", "read_bytes"):
            broken.setattr(Path, name, hiccup)
        with pytest.raises(AnswersUnavailable, match="Input/output error"):
            answers.keep(folder, "single", "rev", "b")
    assert (folder / "answers.json").read_bytes() == before
    assert not list(folder.glob("answers.damaged-*"))
    assert click(view, "b")["ok"]
    assert answers.read(folder).items["single"].first == "a"


def test_characters_that_no_file_can_hold_do_not_stop_the_next_click(folder):
    view = control(folder)
    click(view, "a")
    path = folder / "answers.json"
    path.write_text(path.read_text("utf-8").replace('"a"', '"\\ud800"'), "utf-8")
    assert click(view, "b")["ok"]
    assert answers.read(folder).items["single"].first == "\ud800"
