"""Starting anew: the record as it was is kept, and no saved notebook brings an answer back."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbclient import NotebookClient

from course_lib.errors import AnswersUnavailable, CourseError, UnknownName
from course_lib.quiz import answers, session
from course_lib.quiz.records import MIME, Record, from_outputs, past, since
from course_lib.widgets import reset
from course_lib.widgets._reset import selected

OLD, FUTURE = "2020-01-01T00:00:00.000Z", "2090-01-01T00:00:00.000Z"
CHECKS = session.checks()
LESSON = "06_article_4_article_51"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    session._merged.clear()
    return tmp_path


def aside(folder) -> list:
    return sorted(folder.glob("answers.before-reset-*.json"))


def held(folder) -> dict:
    return {k: r.response for k, r in answers.read(folder).items.items()}


def test_the_whole_old_file_is_kept_and_only_what_was_named_is_cleared(folder):
    for name in ("one", "two"):
        answers.keep(folder, name, "rev", "a")
    before = (folder / "answers.json").read_bytes()
    cleared, name = answers.reset(folder, ["one", "never-answered"])
    assert cleared == ["one"]
    assert [p.name for p in aside(folder)] == [name]
    assert aside(folder)[0].read_bytes() == before
    assert held(folder) == {"two": "a"}
    data = json.loads((folder / "answers.json").read_text("utf-8"))
    assert set(data["reset"]) == {"one", "never-answered"}
    assert data["seed"] == json.loads(before)["seed"]


def test_renaming_the_kept_file_brings_everything_back(folder):
    answers.keep(folder, "one", "rev", "a")
    answers.reset(folder, ["one"])
    aside(folder)[0].replace(folder / "answers.json")
    assert held(folder) == {"one": "a"}


def test_an_older_record_stays_away_and_a_later_one_comes_without_its_past(folder):
    answers.keep(folder, "one", "rev", "a")
    old = answers.read(folder).items["one"]
    answers.reset(folder, ["one"])
    assert answers.merge(folder, {"one": old}).items == {}
    late = Record("one", "rev", "b", FUTURE, history=(old.attempt,))
    assert answers.merge(folder, {"one": late}).items["one"].history == ()
    answers.keep(folder, "one", "rev", "c")
    assert [h["response"] for h in answers.read(folder).items["one"].history] == ["b"]


@given(
    st.lists(st.tuples(st.sampled_from(["click", "reset", "old"]), st.sampled_from([OLD, FUTURE]))).map(tuple)
)
def test_whatever_the_clock_says_the_last_click_after_a_reset_counts(tmp_path_factory, steps):
    folder, clock = tmp_path_factory.mktemp("clock"), {"now": OLD}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(answers, "now", lambda: clock["now"])
        expected, seen = None, []
        for number, (step, moment) in enumerate(steps):
            clock["now"] = moment
            if step == "click":
                expected = f"answer {number}"
                seen.append(answers.keep(folder, "one", "rev", expected).items["one"])
            elif step == "reset":
                answers.reset(folder, ["one"])
                expected, stale = None, list(seen)
                for record in stale:
                    answers.merge(folder, {"one": record})
            assert held(folder) == ({"one": expected} if expected else {})


def test_records_before_a_reset_are_told_from_those_after():
    record = Record(
        "one", "rev", "b", "2026-11-24T10:00:00.000Z", history=(Record("", "", "a", OLD).attempt,)
    )
    assert since(record, "") is record
    assert since(record, "no time") is record
    assert since(record, record.at) is None
    assert since(record, "2026-11-24T09:00:00.000Z").history == ()
    assert past(record, "") is record
    assert past(record, OLD).at == record.at
    assert past(record, record.at).at == "2026-11-24T10:00:00.001Z"


def test_a_damaged_file_is_kept_as_it_is(folder):
    (folder / "answers.json").write_bytes(b"{ broken")
    cleared, name = answers.reset(folder, ["one"])
    assert cleared == []
    assert (folder / name).read_bytes() == b"{ broken"
    assert not answers.read(folder).damage


@pytest.mark.parametrize(
    "raw", [7, [], {"one": 7}, {"one": "yesterday"}, {"one": "9999-12-31T23:59:59.999Z"}]
)
def test_a_reset_that_cannot_be_read_hides_no_answer(folder, raw):
    answers.keep(folder, "one", "rev", "a")
    data = json.loads((folder / "answers.json").read_text("utf-8"))
    (folder / "answers.json").write_text(json.dumps(data | {"reset": raw}), "utf-8")
    assert held(folder) == {"one": "a"}
    answers.keep(folder, "one", "rev", "b")
    assert held(folder) == {"one": "b"}


def test_where_nothing_can_be_written_nothing_is_cleared(folder, monkeypatch):
    def full(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    answers.keep(folder, "one", "rev", "a")
    before = (folder / "answers.json").read_bytes()
    monkeypatch.setattr(answers.os, "fsync", full)
    with pytest.raises(AnswersUnavailable, match="No space left"):
        answers.reset(folder, ["one"])
    assert (folder / "answers.json").read_bytes() == before
    assert not list(folder.glob(".*.new"))


def test_clicks_of_another_window_are_not_lost_meanwhile(folder):
    def click(number):
        return answers.keep(folder, f"kept-{number}", "rev", number)

    with ThreadPoolExecutor(4) as pool:
        clicks = [pool.submit(click, n) for n in range(20)]
        resets = [pool.submit(answers.reset, folder, ["one"]) for _ in range(5)]
        for task in (*clicks, *resets):
            task.result()
    assert held(folder) == {f"kept-{n}": n for n in range(20)}


def test_a_check_a_lesson_or_all_is_named_in_words():
    ids = list(CHECKS[LESSON].items)
    assert selected("l06-shelling", CHECKS) == ("l06-shelling", ["l06-shelling"])
    assert selected("06", CHECKS) == selected("6", CHECKS) == selected(LESSON, CHECKS) == ("Lesson 06", ids)
    assert selected("all", CHECKS, ["w-board"])[1] == sorted(
        {"w-board", *(i for b in CHECKS.values() for i in b.items)}
    )
    assert selected("w-board", CHECKS, ["w-board"]) == ("w-board", ["w-board"])
    for wrong in ("", "l06-sheling", "60", "All"):
        with pytest.raises(UnknownName, match="No check or lesson"):
            selected(wrong, CHECKS)
    for wrong in (6, None, ["06"]):
        with pytest.raises(UnknownName, match="text in quotation marks"):
            selected(wrong, CHECKS)


def test_one_sentence_says_what_was_done_and_where_the_record_is(folder, capsys):
    answers.keep(folder, "l06-shelling", "rev", "help")
    answers.keep(folder, "l06-report", "rev", "reported")
    reset("l06-shelling")
    said = capsys.readouterr().out
    assert said.startswith("l06-shelling: 1 answer cleared, ")
    assert aside(folder)[0].name in said
    assert said.count("\n") == 1
    assert held(folder) == {"l06-report": "reported"}
    reset("06")
    assert "Lesson 06: 1 answer cleared" in capsys.readouterr().out
    reset("all")
    assert "nothing to clear" in capsys.readouterr().out
    assert len(aside(folder)) == 2


def test_the_kernel_forgets_with_the_file(folder):
    answers.keep(folder, "l06-shelling", "rev", "help")
    session.recorded(folder)
    reset("all")
    (folder / "answers.json").write_bytes(b"{ broken")
    assert session.recorded(folder).items == {}


def test_the_answers_to_an_assignment_are_not_cleared(folder):
    (folder / "quiz.json").write_text('{"schema": 1, "slots": {}}', "utf-8")
    answers.keep(folder, "one", "rev", "a")
    with pytest.raises(CourseError, match="assignment"):
        reset("all")
    assert held(folder) == {"one": "a"}


def run(notebook, folder):
    resources = {"metadata": {"path": str(folder)}}
    NotebookClient(notebook, kernel_name="python3", store_widget_state=False, resources=resources).execute()
    return notebook


def cells(*sources):
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])


def test_a_notebook_opened_again_does_not_bring_the_answer_back(folder, monkeypatch):
    path = folder / f"{LESSON}.ipynb"
    monkeypatch.setenv("JPY_SESSION_NAME", str(path))
    asked = "from course_lib import answer, ask\nask('l06-shelling')"
    saved = run(cells(f"{asked}\nanswer('l06-shelling', 'help')"), folder)
    nbformat.write(saved, path)
    assert from_outputs(json.loads(path.read_text("utf-8")))["l06-shelling"].response == "help"

    # Without the side file the notebook is all that there is: it is taken over first, then kept aside.
    (folder / "answers.json").unlink()
    said = run(cells("from course_lib.widgets import reset\nreset('06')"), folder).cells[0].outputs
    assert "1 answer cleared" in "".join(o.get("text", "") for o in said)
    assert json.loads(aside(folder)[0].read_text("utf-8"))["items"]["l06-shelling"]["response"] == "help"

    again = run(cells(asked), folder)
    assert not any(MIME in o.get("data", {}) for o in again.cells[0].outputs)
    assert held(folder) == {}
    answered = run(cells(f"{asked}\nanswer('l06-shelling', 'nothing')"), folder)
    record = from_outputs(answered)["l06-shelling"]
    assert (record.response, record.history) == ("nothing", ())
