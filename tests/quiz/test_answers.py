"""Answers are kept, merged and never lost: the file of a folder and the records in a notebook."""

from __future__ import annotations

import json
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.errors import AnswersUnavailable, BadResponse
from course_lib.quiz import answers
from course_lib.quiz.records import ATTEMPTS, MIME, Record, after, from_outputs, newer, supersedes


def record(response="a", at="2026-11-24T10:00:00.000Z", **more) -> Record:
    return Record("item", "rev", response, at, **more)


def test_an_answer_is_read_back_with_its_history(tmp_path):
    for response in ("a", "b", "b", "c"):
        answers.keep(tmp_path, "item", "rev", response)
    held = answers.read(tmp_path)
    assert held.items["item"].response == "c"
    assert held.items["item"].first == "a"
    assert [h["response"] for h in held.items["item"].history] == ["a", "b"]
    assert held.seed > 0
    data = json.loads((tmp_path / "answers.json").read_text("utf-8"))
    assert data["schema"] == 1
    assert set(data["items"]["item"]) == {"revision", "response", "at", "via", "history"}


def test_nothing_but_the_file_and_its_lock_is_left(tmp_path):
    answers.keep(tmp_path, "item", "rev", "a")
    assert {p.name for p in tmp_path.iterdir()} <= {"answers.json", ".answers.json.lock"}


def test_the_first_attempt_outlives_any_number_of_later_ones():
    held = record("first")
    for n in range(ATTEMPTS * 2):
        held = after(held, record(n))
    assert held.first == "first"
    assert len(held.history) == ATTEMPTS
    assert held.history[-1]["response"] == ATTEMPTS * 2 - 2


def test_a_clock_set_back_does_not_make_an_answer_older():
    held = after(record("a", "2026-11-24T10:00:00.000Z"), record("b", "2020-01-01T00:00:00.000Z"))
    assert held.response == "b"
    assert held.at > "2026-11-24T10:00:00.000Z"


def test_a_draft_gives_way_and_a_checked_answer_stays():
    held = after(record("a", draft=True), record("ab", draft=True))
    assert held.history == ()
    held = after(held, record("ab"))
    assert not held.draft
    held = after(held, record("abc", draft=True))
    assert [h["response"] for h in held.history] == ["ab"]
    assert Record.from_json(held.to_json()).draft


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"schema": 1}',
        b'{"schema": 2, "items": {}}',
        b"\xff\xfe\x00",
        b"null",
        b"[" * 100_000,
    ],
    ids=["empty", "cut", "list", "no items", "other schema", "no text", "null", "nested"],
)
def test_a_damaged_file_is_kept_aside_and_the_click_still_counts(tmp_path, content):
    (tmp_path / "answers.json").write_bytes(content)
    assert answers.read(tmp_path).damage
    held = answers.keep(tmp_path, "item", "rev", "a")
    assert held.items["item"].response == "a"
    aside = list(tmp_path.glob("answers.damaged-*.json"))
    assert [p.read_bytes() for p in aside] == [content]
    assert aside[0].name in held.damage
    assert held.damage.count("\n") == 0
    assert not answers.read(tmp_path).damage


def test_readable_entries_of_a_half_damaged_file_are_taken_over(tmp_path):
    answers.keep(tmp_path, "good", "rev", "a")
    data = json.loads((tmp_path / "answers.json").read_text("utf-8"))
    data["items"]["bad"] = {"response": 1}
    data["items"]["worse"] = 7
    (tmp_path / "answers.json").write_text(json.dumps(data), "utf-8")
    held = answers.keep(tmp_path, "new", "rev", "b")
    assert set(held.items) == {"good", "new"}
    assert held.seed == data["seed"]
    assert "bad" in held.damage
    assert list(tmp_path.glob("answers.damaged-*.json"))


def test_a_folder_that_cannot_be_written_to_gives_one_sentence(tmp_path, monkeypatch):
    def full(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    answers.keep(tmp_path, "item", "rev", "a")
    before = (tmp_path / "answers.json").read_bytes()
    monkeypatch.setattr(answers.os, "fsync", full)
    with pytest.raises(AnswersUnavailable, match="No space left"):
        answers.keep(tmp_path, "item", "rev", "b")
    assert (tmp_path / "answers.json").read_bytes() == before
    assert not list(tmp_path.glob("*.new"))


def _many(folder_and_name):
    folder, name = folder_and_name
    for n in range(15):
        answers.keep(folder, f"{name}-{n}", "rev", n)
    return name


def test_two_programs_on_one_folder_lose_nothing(tmp_path):
    with ProcessPoolExecutor(3) as pool:
        names = list(pool.map(_many, [(tmp_path, n) for n in ("x", "y", "z")]))
    held = answers.read(tmp_path)
    assert {f"{name}-{n}" for name in names for n in range(15)} == set(held.items)
    assert not held.damage


def test_the_newer_of_two_records_wins_and_keeps_the_attempts_of_both():
    old = record("a", "2026-11-24T10:00:00.000Z")
    new = record("b", "2026-11-24T11:00:00.000Z")
    for one in (newer(old, new), newer(new, old)):
        assert one.response == "b"
        assert [h["response"] for h in one.history] == ["a"]
    assert newer(None, old) is old
    assert newer(None, None) is None


def test_a_record_supersedes_what_is_in_its_history():
    old = record("a")
    new = after(old, record("b", "2026-11-24T11:00:00.000Z"))
    assert supersedes(new, old)
    assert not supersedes(old, new)
    assert not supersedes(new, replace(old, at="2026-11-24T10:30:00.000Z"))


def test_merging_takes_over_what_only_the_notebook_has(tmp_path):
    answers.keep(tmp_path, "one", "rev", "a")
    held = answers.merge(tmp_path, {"two": Record("two", "rev", "b", "2026-11-24T10:00:00.000Z")})
    assert {k: r.response for k, r in held.items.items()} == {"one": "a", "two": "b"}
    assert answers.read(tmp_path).items == held.items


def notebook_with(*records) -> dict:
    outputs = [{"output_type": "display_data", "data": {MIME: r, "text/plain": ""}} for r in records]
    return {"cells": [{"cell_type": "code", "outputs": outputs}]}


def test_records_are_found_in_outputs_and_junk_is_passed_over():
    good = record("b", "2026-11-24T11:00:00.000Z").to_json()
    older = record("a", "2026-11-24T10:00:00.000Z").to_json()
    junk = [None, 7, "x", [], {}, {"id": 1, "response": 2, "at": "now"}, {"id": "item", "response": 1}]
    found = from_outputs(notebook_with(*junk, good, older))
    assert {k: r.response for k, r in found.items()} == {"item": "b"}


@given(
    st.recursive(st.none() | st.integers() | st.text(), lambda s: st.lists(s) | st.dictionaries(st.text(), s))
)
def test_any_json_as_a_notebook_or_a_record_is_survived(value):
    assert isinstance(from_outputs(value if isinstance(value, dict) else {"cells": value}), dict)
    try:
        assert isinstance(Record.from_json(value), Record)
    except BadResponse as error:
        assert str(error).endswith(".")


def test_the_file_can_be_read_by_whoever_may_read_the_folder(tmp_path):
    (tmp_path / "plain").write_text("x", "utf-8")
    answers.keep(tmp_path, "item", "rev", "a")
    assert (tmp_path / "answers.json").stat().st_mode == (tmp_path / "plain").stat().st_mode
