"""What a student answered, from three places, and nothing of it executed."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from course_lib.grading.harvest import Key, harvest, keys_of, typed_answers
from course_lib.grading.review import review_html, scored
from course_lib.quiz.bank import parse_bank
from course_lib.quiz.records import MIME
from tests.factories import bank_table, record

BANK = parse_bank(bank_table(), "demo.quiz.toml")
ITEMS = {
    "a1": "condition",
    "a2": "marks",
    "b1": "seasons",
    "b2": "life",
    "c1": "words",
    "c2": "days",
    "c3": "share",
    "d1": "words-in-a-clause",
    "d2": "places",
    "d3": "sure",
}
KEYS = keys_of({slot: BANK.items[i].question for slot, i in ITEMS.items()}, BANK, {})
CONDITION = BANK.items["condition"]


def book(*sources):
    return new_notebook(cells=[new_code_cell(source) for source in sources])


def shown(slot, response, at="2026-11-01T10:00:00.000Z"):
    key = KEYS[slot].item
    data = {MIME: record(key.id, key.revision, response, at)}
    return new_notebook(cells=[new_code_cell("ask()", outputs=[new_output("display_data", data)])])


def filed(folder, slot, response, at="2026-11-01T10:00:00.000Z", **changes):
    key = KEYS[slot].item
    entry = record(key.id, key.revision, response, at) | changes
    (folder / "answers.json").write_text(
        json.dumps({"schema": 1, "seed": 1, "items": {entry["id"]: entry}}), "utf-8"
    )


@pytest.mark.parametrize(
    ("source", "answers"),
    [
        ('answer("a1", "threat")', [("a1", "threat")]),
        ("answer('a2', {'ally', 'toast'})", [("a2", ["ally", "toast"])]),
        ("answer('b2', ('sign', 'ratify'))", [("b2", ["sign", "ratify"])]),
        ('ask("a1")\n%matplotlib inline\nanswer("c2", -3.5)\n', [("c2", -3.5)]),
        ("x = course_lib.answer(name='a1', response='threat')", [("a1", "threat")]),
        ('answer("a1", "threat")\nanswer("a1", "war-follows")', [("a1", "threat"), ("a1", "war-follows")]),
        ('# answer("a1", "threat")', []),
        ('text = \'answer("a1", "threat")\'', []),
        ('def f():\n    answer("a1", "threat")', []),
        ('if False:\n    answer("a1", "threat")', []),
        ('%%bash\nanswer("a1", "threat")', []),
        ('answer("a1", "threat"', []),
        ("answer()", []),
        ("answer(1 + 1j, 'x')", [("(1+1j)", "x")]),
        ("(" * 5000 + ")" * 5000, []),
        ("\0", []),
    ],
)
def test_typed_answers_are_read_not_run(source, answers):
    assert typed_answers(book(source)) == (answers, [])


def test_a_computed_answer_is_not_read_but_told(tmp_path):
    found = harvest(book('answer("a1", best)'), tmp_path, KEYS)["a1"]
    assert (found.response, found.place) == (None, "")
    assert found.notes == (
        "A typed answer was not read: it is not written out as a word, a number, a list or pairs.",
    )


def test_answers_are_found_in_any_cell_and_markdown_is_none(tmp_path):
    notebook = book("1 + 1", 'answer("c1", "state of war")')
    notebook.cells.append(new_markdown_cell('answer("a1", "threat")'))
    found = harvest(notebook, tmp_path, KEYS)
    assert (found["c1"].response, found["c1"].place) == ("state of war", "typed")
    assert found["a1"].response is None


def test_an_item_id_names_its_slot_too(tmp_path):
    assert harvest(book('answer("condition", "threat")'), tmp_path, KEYS)["a1"].response == "threat"


def test_typed_counts_before_notebook_before_file_and_differences_are_listed(tmp_path):
    notebook = shown("a1", "attack-alone")
    filed(tmp_path, "a1", "war-follows", at="2026-11-02T10:00:00.000Z")
    found = harvest(notebook, tmp_path, KEYS)["a1"]
    assert (found.response, found.place) == ("attack-alone", "notebook")
    assert found.notes == (
        'The answer in answers.json differs (the later one): "war-follows"; scored is the one in the '
        'notebook: "attack-alone".',
    )
    notebook.cells[0].source += '\nanswer("a1", "threat")'
    found = harvest(notebook, tmp_path, KEYS)["a1"]
    assert (found.response, found.place, len(found.notes)) == ("threat", "typed", 2)


def test_the_same_answer_in_all_places_is_no_difference(tmp_path):
    filed(tmp_path, "a2", ["toast", "ally"])
    notebook = shown("a2", ["ally", "toast"])
    notebook.cells[0].source = 'answer("a2", {"ally", "toast"})'
    assert harvest(notebook, tmp_path, KEYS)["a2"].notes == ()
    # The order of steps is an answer, that of ticks is none.
    filed(tmp_path, "b2", ["sign", "ratify", "exchange", "register"])
    found = harvest(shown("b2", ["ratify", "sign", "exchange", "register"]), tmp_path, KEYS)["b2"]
    assert len(found.notes) == 1


def test_a_typed_slip_changes_nothing_as_in_the_students_own_notebook(tmp_path):
    filed(tmp_path, "a1", "war-follows")
    found = harvest(book('answer("a1", "war-folows")'), tmp_path, KEYS)["a1"]
    assert (found.response, found.place) == ("war-follows", "file")
    assert found.notes[0].startswith("A typed answer was not read: No option 'war-folows'. Did you mean")
    earlier = book('answer("a1", "threat")', 'answer("a1", "war-folows")')
    assert harvest(earlier, tmp_path, KEYS)["a1"].response == "threat"


def test_a_renamed_item_is_found_under_its_earlier_id(tmp_path):
    renamed = replace(CONDITION, id="facts", was=("condition",), _question=[])
    filed(tmp_path, "a1", "war-follows")
    found = harvest(book(""), tmp_path, {"a1": Key(renamed)})["a1"]
    result, item, notes = scored(found, Key(renamed), 1)
    assert (result.points, item.id, notes) == (1, "facts", ())


def test_an_earlier_wording_is_scored_with_that_wording_and_flagged(tmp_path):
    old = replace(
        CONDITION,
        stem="Which, before?",
        options=tuple(
            replace(o, slug=f"old-{o.slug}", correct=o.slug == "threat") for o in CONDITION.options
        ),
        _question=[],
    )
    key = Key(CONDITION, {(old.id, old.revision): old})
    for record_of, response, points, flag in [
        (old, "old-threat", 1, "earlier wording"),
        (old, "old-war-follows", 0, "earlier wording"),
        (CONDITION, "war-follows", 1, ""),
    ]:
        filed(tmp_path, "a1", response, revision=record_of.revision)
        result, item, notes = scored(harvest(book(""), tmp_path, {"a1": key})["a1"], key, 1)
        assert (result.points, item.stem) == (points, record_of.stem)
        assert flag in " ".join(notes)
    # A typed answer knows no revision: it belongs to the wording that it fits.
    typed = harvest(book('answer("a1", "old-threat")'), tmp_path, {"a1": key})["a1"]
    assert scored(typed, key, 1)[0].points == 1
    filed(tmp_path, "a1", "war-follows", revision="0123456789ab")
    result, _, notes = scored(harvest(book(""), tmp_path, {"a1": key})["a1"], key, 1)
    assert result.points == 1
    assert "never released" in notes[0]


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{", '{"schema": 1, "items": 3}', '{"schema": 9, "items": {}}', "\ud800", "[" * 100_000],
)
def test_a_damaged_file_is_told_and_costs_no_other_place(tmp_path, content):
    (tmp_path / "answers.json").write_bytes(content.encode("utf-8", "surrogatepass"))
    found = harvest(shown("a1", "war-follows"), tmp_path, KEYS)
    assert found["a1"].response == "war-follows"
    assert "answers.json" in found["a1"].notes[0]


def test_a_huge_response_is_left_out(tmp_path):
    filed(tmp_path, "c1", "x" * 50_000)
    found = harvest(book(""), tmp_path, KEYS)["c1"]
    assert found.response is None
    assert len(json.dumps(found.to_json())) < 500


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


@settings(max_examples=150, deadline=None)
@given(response=JSON, outputs=JSON, side=JSON, source=st.text())
def test_anything_at_all_gives_points_between_none_and_all(tmp_path_factory, response, outputs, side, source):
    folder = tmp_path_factory.mktemp("any")
    (folder / "answers.json").write_text(json.dumps(side), "utf-8")
    notebook = shown("a1", response)
    notebook.cells += [{"cell_type": "code", "source": source, "outputs": outputs}, {"cell_type": "code"}]
    for slot, given_answer in harvest(notebook, folder, KEYS).items():
        result, item, notes = scored(given_answer, KEYS[slot], 2.0)
        assert 0 <= result.points <= 2.0
        assert json.loads(json.dumps(given_answer.to_json(), allow_nan=False))
        assert "<script" not in review_html(given_answer, item, result, notes)


def test_the_review_escapes_what_a_student_wrote(tmp_path):
    filed(tmp_path, "c1", "<script>alert(1)</script>")
    given_answer = harvest(book(""), tmp_path, KEYS)["c1"]
    result, item, notes = scored(given_answer, KEYS["c1"], 1)
    html = review_html(given_answer, item, result, [*notes, "<b>"])
    assert "&lt;script&gt;alert(1)&lt;/script&gt; – <em>wrong</em>" in html
    assert "<strong>0 of 1 point</strong> (from answers.json)" in html
    assert "&lt;b&gt;" in html


@pytest.mark.parametrize(
    ("slot", "response", "lines"),
    [
        ("a1", "threat", ["The text of threat – <em>wrong</em>"]),
        (
            "a2",
            ["ally", "toast"],
            ["The text of ally – <em>right</em>", "The text of toast – <em>wrong</em>"],
        ),
        ("b1", {"spring": "bud"}, ["Spring → A bud – <em>right</em>"]),
        ("b2", ["sign", "exchange", "ratify", "register"], ["2. They exchange it – <em>wrong place</em>"]),
        ("c2", "168,5", ["168,5 days – <em>right</em>"]),
        ("c1", ["no text"], ["[&quot;no text&quot;]"]),
    ],
)
def test_the_review_puts_an_answer_into_words(tmp_path, slot, response, lines):
    filed(tmp_path, slot, response)
    given_answer = harvest(book(""), tmp_path, KEYS)[slot]
    result, item, notes = scored(given_answer, KEYS[slot], 3)
    html = review_html(given_answer, item, result, notes)
    for line in lines:
        assert f"<li>{line}</li>" in html


def test_a_notebook_that_was_not_saved_after_the_last_click_does_not_take_the_click_back(tmp_path):
    first = {
        "revision": CONDITION.revision,
        "response": "threat",
        "at": "2026-11-01T10:00:00.000Z",
        "via": "click",
    }
    filed(tmp_path, "a1", "war-follows", "2026-11-01T11:00:00.000Z", history=[first])
    given = harvest(shown("a1", "threat"), tmp_path, KEYS)["a1"]
    assert (given.response, given.place, given.notes) == ("war-follows", "file", ())
