"""Item banks: what a good one gives, and one sentence for each way to break it."""

from __future__ import annotations

import copy
import json
import tomllib

import pytest
import tomlkit

from course_lib.errors import BadItem, UnknownName
from course_lib.grading.released import item_table
from course_lib.quiz.asked import find
from course_lib.quiz.bank import load_bank, parse_bank, parse_item
from course_lib.quiz.feedback import remarks
from course_lib.quiz.items import Question
from course_lib.quiz.parts import TYPES
from course_lib.quiz.scoring import score
from tests.factories import RIGHT, ROOT, bank_table, changed, item, option, step

TEXT_OF_X, SLIP = {"text": "The text of x"}, {"misconception": "?"}
SINGLE, MULTI, MATCH, ORDER, SHORT, NUMERIC, SCALE, MARK, SORT, SURE = range(10)
BINS = [{"slug": "inside", "text": "Inside"}, {"slug": "outside", "text": "Outside"}]
STATEMENTS = [{"slug": "table", "text": "A table", "bin": "inside"}]


def parsed(table):
    return parse_bank(table, "demo.quiz.toml")


def with_item(place, **fields):
    table = bank_table()
    table["item"][place] |= fields
    return table


def with_span(span):
    return with_item(MARK, span=[*bank_table()["item"][MARK]["span"], span])


def without(place, *fields):
    table = bank_table()
    table["item"][place] = {k: v for k, v in table["item"][place].items() if k not in fields}
    return table


def with_manual(**fields):
    table = bank_table()
    table["manual"][0] |= fields
    return table


def test_a_bank_holds_items_variants_and_manual_tasks():
    bank = parsed(bank_table())
    assert sorted(bank.items) == [
        "condition",
        "condition/b",
        "days",
        "life",
        "marks",
        "places",
        "seasons",
        "share",
        "sure",
        "twin",
        "words",
        "words-in-a-clause",
    ]
    assert bank.items["condition/b"].stem == "Which of the two?"
    assert bank.items["condition/b"].options == bank.items["condition"].options
    assert bank.manuals["essay"].criteria[0].levels[1] == (2, "Half")
    assert bank.exclusive[0].items == ("condition/b", "twin")


def test_the_keys_are_those_of_the_file():
    bank = parsed(bank_table())
    by_slot = dict(
        zip(
            RIGHT,
            (
                *("condition", "marks", "seasons", "life", "words", "days", "share"),
                *("words-in-a-clause", "places", "sure"),
            ),
            strict=True,
        )
    )
    for slot, item_id in by_slot.items():
        assert bank.items[item_id].key == RIGHT[slot]
        assert score(bank.items[item_id], RIGHT[slot]).right


def test_a_file_reads_as_its_table(tmp_path):
    path = tmp_path / "demo.quiz.toml"
    path.write_text(tomlkit.dumps(bank_table()), "utf-8")
    assert load_bank(path).items == parsed(bank_table()).items
    path.write_text("[[item]\n", "utf-8")
    with pytest.raises(BadItem, match=r"demo\.quiz\.toml cannot be read: .*line 1"):
        load_bank(path)
    with pytest.raises(BadItem, match=r"other\.toml cannot be read"):
        load_bank(tmp_path / "other.toml")


def test_an_earlier_id_leads_to_the_item_and_a_variant_does_not_inherit_it():
    bank = parsed(with_item(SINGLE, was=["old-condition"]))
    assert bank.item("old-condition").id == "condition"
    assert bank.items["condition/b"].was == ()
    with pytest.raises(UnknownName, match=r"No item 'condtion'\. Did you mean 'condition'\?"):
        bank.item("condtion")


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        (changed(bank_table(), schema=2), "demo.quiz.toml: `schema = 1` is missing"),
        (changed(bank_table(), colour="red"), "demo.quiz.toml: the field 'colour' is not in the schema."),
        (with_item(SINGLE, color="red"), "condition: the field 'color' is not in the schema."),
        (without(SINGLE, "stem"), "condition: the field 'stem' is missing."),
        (without(SINGLE, "option"), "condition: the field 'option' is missing."),
        (without(SHORT, "accept"), "words: the field 'accept' is missing."),
        (without(NUMERIC, "value"), "days: the field 'value' is missing."),
        (without(SCALE, "value"), "share: the field 'value' is missing."),
        (without(SCALE, "minimum"), "share: the field 'minimum' is missing."),
        (with_item(SINGLE, type="choice"), "condition: type 'choice' is not one of single, multi"),
        (with_item(SINGLE, level="know"), "condition: level 'know' is not one of remember"),
        (with_item(SINGLE, objective="write"), "condition: objective 'write' is not in [objectives]."),
        (with_item(SINGLE, points=0), "condition: a keyed item earns more than 0 points, not 0."),
        (with_item(MULTI, partial="pair-order"), "marks: partial 'pair-order' is not a rule of multi"),
        (with_item(SINGLE, option=[option("x"), option("y")]), "exactly one right option, this one has 0."),
        (with_item(SINGLE, option=[option("x", True)] * 2), "exactly one right option, this one has 2."),
        (with_item(MULTI, option=[option("x", True), option("y", True)]), "2 of 2 are right."),
        (with_item(SINGLE, option=[option("x", True), option("x")]), "two options have the same slug."),
        (with_item(SINGLE, option=[option("x", True), option("y") | TEXT_OF_X]), "the same text."),
        (with_item(SINGLE, option=[{"slug": "x"}]), "condition: the field 'text' is missing."),
        (with_item(SINGLE, option=[option("x", True), option("y") | SLIP]), "misconception '?' is not in"),
        (with_item(MATCH, pair=[{"left_slug": "l", "left": "L", "right": "R"}]), "'right_slug' is missing."),
        (with_item(ORDER, step=[step("one")]), "life: an order item has at least two steps."),
        (with_item(ORDER, step=[step("one"), step("one")]), "life: two steps have the same slug."),
        (with_item(SCALE, minimum=100), "share: the minimum of a scale lies below its maximum."),
        (with_item(SCALE, value=101), "share: the value 101 lies outside the scale."),
        (with_item(SHORT, type="text", keyed=True), "words: no machine scores a text"),
        (with_item(ORDER, keep_order=True), "`keep_order` is for single, multi, confidence, match, not for"),
        (with_item(SINGLE, keep_order="yes"), "the field 'keep_order' must be true or false, not 'yes'."),
        (without(MARK, "text"), "words-in-a-clause: the field 'text' is missing."),
        (with_item(MARK, text=" "), "words-in-a-clause: the text to mark is empty."),
        (without(MARK, "span", "none", "wrong"), "a mark item has spans, or `none`"),
        (with_span({"text": "river frozen"}), "the span 'river frozen' does not stand in the text; it must"),
        (with_span({"text": "iver froze"}), "the span 'iver froze' does not stand in the text; it must"),
        (with_item(MARK, text="river froze. The river froze. And the ferry stopped there, spring came.",
                   span=[{"text": "river froze"}]), "'river froze' stands 2 times in the text"),
        (with_span({"text": "and the"}), "the span 'and the' has small words only, which do not count."),
        (with_span({"text": "river froze in winter"}), "overlaps 'river froze in winter'."),
        (with_span({"text": "old", "free": "the old ferry"}), "'the old ferry' overlaps 'ferry stopped'."),
        (with_span({"text": "old", "free": "until spring"}), "`free` 'until spring' does not lie round"),
        (with_span({"free": "until"}), "words-in-a-clause: the field 'text' is missing."),
        (with_span({"text": "spring came back"}), "marking everything would earn points"),
        (with_item(MARK, wrong=[{"match": "summer", "feedback": "x"}]), "the wrong 'summer' does not stand"),
        (with_item(MARK, wrong=[{"match": "river", "feedback": "x"}]), "marking 'river' is no mistake"),
        (without(MARK, "none"), "the wrong 'none' does not stand in the text"),
        (with_item(SORT, bin=[{"slug": "inside", "text": "Inside"}]), "'tree': there is no bin 'outside'."),
        (with_item(SORT, bin=BINS[:1], statement=STATEMENTS[:1]), "a sort item has at least two bins."),
        (with_item(SORT, bin=[BINS[0], BINS[0]], statement=STATEMENTS[:1]), "two bins have the same slug."),
        (with_item(SORT, statement=[STATEMENTS[0]] * 2), "two statements have the same slug."),
        (with_item(SORT, statement=[{"slug": "x", "text": "X"}]), "'x': the field 'bin' is missing."),
        (with_item(SORT, statement=[{**STATEMENTS[0], "misconception": "?"}]), "misconception '?' is not in"),
        (with_item(SURE, option=[option("x", True)]), "a confidence item has at least two options."),
        (with_item(SURE, option=[option("x"), option("y")]), "a confidence item has exactly one right"),
        (with_item(SURE, partial="all"), "sure: partial 'all' is not a rule of confidence: brier."),
        (with_item(SINGLE, variant=[{"id": "b", "points": 2}]), "a variant cannot change 'points'"),
        (with_item(MULTI, id="condition"), "two items have the id 'condition'."),
        (changed(bank_table(), exclusive=[{"items": ["condition/z"]}]), "[[exclusive]] names 'condition/z'"),
        (with_manual(points=5), "essay: the criteria add up to 4 points, not to 5."),
        (with_manual(colour="red"), "essay: the field 'colour' is not in the schema."),
    ],
)  # fmt: skip
def test_a_faulty_bank_is_one_sentence(table, sentence):
    with pytest.raises(BadItem) as error:
        parsed(table)
    text = str(error.value)
    assert sentence in text
    assert text.startswith("demo.quiz.toml")
    assert text.endswith(".") and "\n" not in text


def test_a_prediction_needs_no_key():
    guess = item("guess", "scale", 1, keyed=False, minimum=0, maximum=10)
    bank = parsed(bank_table() | {"item": [*bank_table()["item"], guess]})
    assert bank.items["guess"].key is None
    assert bank.items["guess"].question.points == 0


def test_predictions_of_the_later_types_need_no_key_either():
    loose = {"feedback": "Said afterwards."}
    guesses = [
        item("guess-mark", "mark", 1, keyed=False, text="Which of these words?", **loose),
        item("guess-sort", "sort", 1, keyed=False, bin=BINS, statement=[{"slug": "x", "text": "X"}], **loose),
        item(
            "guess-bet", "confidence", 1, keyed=False, option=[{"slug": s, "text": s} for s in "xy"], **loose
        ),
    ]
    bank = parsed(bank_table() | {"item": [*bank_table()["item"], *guesses]})
    answers = {"guess-mark": [[0, 1]], "guess-sort": {"x": "outside"}, "guess-bet": {"pick": "x", "p": 0.9}}
    for item_id, response in answers.items():
        asked = bank.items[item_id]
        assert asked.key is None
        assert score(asked, response).state == "unkeyed"
        assert [r.text for r in remarks(asked, response)] == ["Said afterwards."]
        assert parse_item(item_table(asked), "again") == asked


@pytest.mark.parametrize("place", [SINGLE, MULTI, SURE, MATCH])
def test_an_order_that_means_something_is_the_same_for_all_students(place, tmp_path):
    asked = next(i for i in parsed(with_item(place, keep_order=True)).items.values() if i.keep_order)
    loose = next(i for i in parsed(bank_table()).items.values() if i.id == asked.id)
    (tmp_path / "quiz.json").write_text(json.dumps({"slots": {"a1": asked.question.to_json()}}), "utf-8")
    seen, placed = set(), set()
    for seed in range(1, 40):
        (tmp_path / "answers.json").write_text(json.dumps({"schema": 1, "seed": seed, "items": {}}), "utf-8")
        question = find("a1", tmp_path).question
        seen.add(tuple(c.slug for c in question.options or question.rights))
        placed.add(tuple(c.slug for c in question.lefts))
    rights = dict.fromkeys(p.right.slug for p in asked.pairs) | dict.fromkeys(c.slug for c in asked.spares)
    assert seen == {tuple(o.slug for o in asked.options) or tuple(rights)}
    # What is put beside them is mixed for each student, so that the file's pairs do not stand side by side.
    assert len(placed) > 1 or not asked.pairs
    assert asked.revision == loose.revision
    assert "keep_order" not in loose.question.to_json()
    assert parse_item(item_table(asked), "again") == asked


def test_a_variant_may_have_another_text_with_its_spans():
    other = {
        "id": "b",
        "text": "Rain fell and the tall bridge held firm.",
        "span": [{"text": "Rain fell"}],
        "wrong": [],
    }
    bank = parsed(with_item(MARK, variant=[other]))
    assert bank.items["words-in-a-clause/b"].key == [[0, 1]]
    assert bank.items["words-in-a-clause/b"].revision != bank.items["words-in-a-clause"].revision


def test_an_item_reads_the_same_from_the_table_that_a_release_keeps():
    for asked in parsed(bank_table()).items.values():
        assert parse_item(item_table(asked), "again") == asked
        bare = parse_item(item_table(asked, key_only=True), "key")
        assert (bare.key, bare.revision) == (asked.key, asked.revision)
        assert "Said only afterwards" not in str(item_table(asked, key_only=True))


@pytest.mark.parametrize("path", sorted((ROOT / "solutions").glob("*.quiz.toml")), ids=lambda p: p.name)
def test_the_banks_of_the_course_can_be_asked_and_scored(path):
    bank = load_bank(path)
    assert bank.items and bank.canary
    for each in bank.items.values():
        assert score(each, each.key).right, each.id
        assert Question.from_json(each.question.to_json()) == each.question
        if each.type in ("single", "multi"):
            for wrong in (o for o in each.options if not o.correct):
                assert wrong.feedback and wrong.misconception in bank.misconceptions, (each.id, wrong.slug)
        if each.type == "order":
            assert [c.slug for c in each.question.steps] != each.key, "the file's order is the answer"


@pytest.mark.parametrize("path", sorted((ROOT / "solutions").glob("*.quiz.toml")), ids=lambda p: p.name)
def test_slugs_and_ids_do_not_give_the_answer_away(path):
    for each in load_bank(path).items.values():
        right = [o.slug for o in each.options if o.correct] + [a.lower() for a in each.accept]
        assert not any(slug in each.id for slug in right), each.id
        for pair in each.pairs:
            assert pair.left.slug != pair.right.slug, each.id


def _places(value, path=()):
    """Yield the path of every value in nested tables and lists."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, each in inner:
        yield (*path, name)
        yield from _places(each, (*path, name))


def test_a_value_of_another_type_anywhere_in_a_bank_is_one_sentence():
    files = (ROOT / "solutions").glob("*.quiz.toml")
    banks = [tomllib.loads(path.read_text("utf-8")) for path in sorted(files)]
    one_of_each = {table["type"]: table for whole in banks for table in reversed(whole["item"])}
    assert set(one_of_each) == set(TYPES) - {"text"}
    bank = banks[0] | {"item": list(one_of_each.values())}
    for names in ("objectives", "misconceptions"):
        bank[names] = {slug: text for whole in banks for slug, text in whole[names].items()}
    bank["exclusive"] = [{"items": [bank["item"][0]["id"]], "max": 1}]
    assert parse_bank(bank, "x.toml").items
    refused = 0
    for path in list(_places(bank)):
        for junk in ("text", 7, [], {}, True, [1], [{}]):
            table = copy.deepcopy(bank)
            holder = table
            for name in path[:-1]:
                holder = holder[name]
            if type(holder[path[-1]]) is type(junk):
                continue
            holder[path[-1]] = junk
            try:
                parse_bank(table, "x.toml")
            except BadItem as error:
                refused += 1
                assert str(error).startswith("x.toml"), (path, junk)
    assert refused > 2000
