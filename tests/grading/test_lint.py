"""The linter: a clean bank is let pass; a planted fault is found by its rule, on its item, by no other."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
import tomlkit

from course_lib.errors import UnknownName
from course_lib.grading.lint import BANK_RULES, ITEM_RULES, RULES, chance, lint_bank
from course_lib.grading.lint.chance import tail
from course_lib.grading.lint.coverage import SOURCE_RULES
from course_lib.grading.lint.files import bank_files, lint_file, lint_items
from course_lib.grading.lint.options import shown_order
from course_lib.grading.lint.papers import SAYS
from course_lib.grading.lint.words import asking, content
from course_lib.quiz.bank import load_bank, parse_bank
from course_lib.quiz.items import Choice, Item
from tests.factories import ROOT

SEEN = "rf_dprk_2024.4"
#: What nobody has read: a source of the course that is marked so.
UNREAD = "background-knowledge"
PASSAGE = "After an attack by sea the other party owes help at once, with the means that it has at hand."
NAMES = ("alder", "birch", "cedar", "dogwood", "elm", "fir", "ginkgo", "hazel")


def options(name: str, right: int) -> list[dict]:
    """Four options of one length and form, the key at a given place."""
    out = []
    for place, noun in enumerate(("ministers", "diplomats", "delegates", "observers")):
        told = {"correct": True} if place == right else {"misconception": "slip"}
        text = f"The {noun} of the {name}"
        out.append({"slug": f"{name}-{noun[:3]}", "text": text, "feedback": "Look again."} | told)
    return out


def single(name: str, right: int, **fields) -> dict:
    raw = {"id": name, "type": "single", "objective": "read", "level": "apply", "sources": [SEEN]}
    return raw | {"stem": f"Who signed the {name} paper?", "option": options(name, right)} | fields


def base() -> dict:
    """A bank without a fault: singles, and one item of the other types that rules speak of."""
    common = {"objective": "read", "level": "apply", "sources": [SEEN], "feedback": "Because it says so."}
    slip = {"feedback": "Look again.", "misconception": "slip"}
    step = [{"slug": f"{word}-it", "text": f"They {word} it"} for word in ("sign", "ratify", "register")]
    multi = [
        {"slug": f"tick-{i}", "text": text, "feedback": "Look again."}
        | ({"correct": True} if i < 2 else {"misconception": "slip"})
        for i, text in enumerate(("A seal of wax", "A red ribbon", "A gold coin", "A blue stamp"))
    ]
    items = [
        *(single(name, place % 4) for place, name in enumerate(NAMES)),
        common | {"id": "ticks", "type": "multi", "stem": "What lay on it?", "option": multi},
        common | {"id": "steps", "type": "order", "stem": "Put these acts in order.", "step": step},
        common | {"id": "word", "type": "short", "stem": "Write the term.", "accept": ["state of war"],
                  "wrong": [{"match": "war"} | slip]},
        common | {"id": "count", "type": "numeric", "stem": "How many days?", "value": 168, "tolerance": 1,
                  "wrong": [{"match": "160"} | slip]},
        common | {"id": "passage", "type": "mark", "stem": "Mark the condition.", "text": PASSAGE,
                  "span": [{"text": "an attack by sea", "feedback": "Yes."}],
                  "wrong": [{"match": "help at once"} | slip]},
        common | {"id": "boxes", "type": "sort", "stem": "What does each text promise?",
                  "bin": [{"slug": "much", "text": "Help"}, {"slug": "little", "text": "Talks"}],
                  "statement": [
                      {"slug": "pact", "text": "A pact of two", "bin": "much"} | slip,
                      {"slug": "note", "text": "A note of three", "bin": "little"} | slip]},
        single("iris", 0, type="confidence", partial="brier"),
    ]  # fmt: skip
    return {
        "schema": 1,
        "name": "small",
        "canary": "SKINDEEP-CANARY-small-0001",
        "objectives": {"read": "Read it."},
        "misconceptions": {"slip": "A slip."},
        "item": items,
    }


def paper() -> dict:
    slots = [
        {"id": "a1", "type": "single", "points": 1, "items": ["alder", "birch"]},
        {"id": "a2", "type": "single", "points": 1, "items": ["cedar", "dogwood"]},
    ]
    part = {"slug": "a", "title": "Words", "slot": slots}
    return {"schema": 1, "name": "small", "title": "Small", "minutes": 5, "seed": 1, "part": [part]}


def heading(text: str) -> str:
    return json.dumps({"cells": [{"id": "part-a", "cell_type": "markdown", "source": text}]})


def faults(root, bank: dict, sheet: dict | None = None, title: str = "## A. Words (2 points)"):
    """Write a small course and return what the linter says of it."""
    solutions = root / "solutions"
    (solutions / "small").mkdir(parents=True)
    (solutions / "small.quiz.toml").write_text(tomlkit.dumps(bank), "utf-8")
    (solutions / "small.paper.toml").write_text(tomlkit.dumps(sheet or paper()), "utf-8")
    (solutions / "small" / "small.ipynb").write_text(heading(title), "utf-8")
    return lint_file(solutions / "small.quiz.toml").faults


def item(bank: dict, name: str) -> dict:
    return next(raw for raw in bank["item"] if raw["id"] == name)


def texts(bank: dict, name: str, *new: str) -> None:
    for option, text in zip(item(bank, name)["option"], new, strict=True):
        option["text"] = text


def change(name: str, **fields):
    return lambda bank: item(bank, name).update(fields)


def write(name: str, *new: str):
    """Give an item other options; the key of alder is the first, of birch the second, and so on."""
    return lambda bank: texts(bank, name, *new)


def both(*changes):
    return lambda bank: [one(bank) for one in changes]


def drop(name: str, *fields: str):
    return lambda bank: [item(bank, name).pop(field) for field in fields]


def keyed(bank: dict, place: int) -> None:
    for name in NAMES:
        item(bank, name)["option"] = options(name, place)


def lengths(bank: dict, more: str) -> None:
    for raw in bank["item"]:
        for option in raw["option"] if raw["type"] == "single" else ():
            option["text"] += " here" if bool(option.get("correct")) == (more == "key") else ""


PLANTED = [
    ("schema", "alder", lambda b: item(b, "alder")["option"][0].pop("correct")),
    ("schema", "alder", lambda b: item(b, "alder")["option"][1].update(correct=True)),
    ("schema", "birch", lambda b: item(b, "birch")["option"][0].pop("feedback")),
    ("schema", "birch", lambda b: item(b, "birch")["option"][0].pop("misconception")),
    ("schema", "word", lambda b: item(b, "word")["wrong"][0].pop("feedback")),
    ("schema", "cedar", drop("cedar", "stem")),
    ("schema", "", lambda b: b.pop("canary")),
    ("schema", "", lambda b: b.update(name="other")),
    ("same-options", "alder", write("alder", "A red seal", "a red seal.", "The white sign", "The blue mark")),
    ("same-options", "steps", lambda b: item(b, "steps")["step"][0].update(text="they ratify it!")),
    ("contained-options", "alder", write("alder", "An armed attack", "An armed attack by sea", "A red threat",
                                         "A long siege")),
    ("contained-options", "ticks", write("ticks", "A seal of wax", "A red seal of wax", "A coin", "A stamp")),
    ("overlapping-ranges", "alder", write("alder", "10 to 20 days", "20 to 30 days", "31 to 40 days",
                                          "more than 40 days")),
    ("overlapping-ranges", "alder", write("alder", "under 10 years", "10 to 20 years", "21 to 30 years",
                                          "at least 30 years")),
    ("all-of-the-above", "alder", write("alder", "The two ministers", "All of the above", "The old king",
                                        "The new king")),
    ("all-of-the-above", "alder", write("alder", "The two ministers", "None of these", "The old king",
                                        "The new king")),
    ("two-keys", "word", change("word", accept=["state of war", "State of War."])),
    ("two-keys", "word", lambda b: item(b, "word")["wrong"][0].update(match="the state of war")),
    ("two-keys", "count", lambda b: item(b, "count")["wrong"][0].update(match="169")),
    ("negative-stem", "alder", change("alder", stem="There was a paper. Who did not sign it?")),
    ("negative-stem", "steps", change("steps", stem="Put these acts, except the last, in order.")),
    ("long-stem", "alder", change("alder", stem=f"{'One more sentence about it. ' * 12}Who signed it?")),
    ("long-key", "alder", write("alder", "The ministers of both the sides, in the capital, in spring",
                                "The presidents of both sides", "The diplomats", "The observers")),
    ("article-cue", "alder", both(change("alder", stem="The paper was signed by an"),
                                  write("alder", "observer", "minister", "president", "diplomat"))),
    ("number-cue", "alder", both(change("alder", stem="The signatories were"),
                                 write("alder", "ministers", "a king", "a president", "a diplomat"))),
    ("number-cue", "alder", both(change("alder", stem="Which organs signed?"),
                                 write("alder", "Two courts", "A council", "A court", "An assembly"))),
    ("sentence-cue", "alder", write("alder", "The ministers", "They met in May.", "They met in June.",
                                    "They met at sea.")),
    ("sentence-cue", "alder", write("alder", "It is owed by both", "Help from the one", "Money from it",
                                    "Advice from it")),
    ("shared-word", "alder", both(change("alder", stem="What does the alliance owe?"),
                                  write("alder", "Help of an alliance", "Help of a court", "Help of a king",
                                        "Help of a queen"))),
    ("no-source", "alder", change("alder", sources=[])),
    ("unknown-source", "alder", change("alder", sources=[SEEN, "no-such-source"])),
    ("recalled-source", "alder", change("alder", sources=[SEEN, UNREAD])),
    ("no-misconception", "word", lambda b: item(b, "word")["wrong"][0].pop("misconception")),
    ("no-feedback", "word", lambda b: item(b, "word")["wrong"][0].update(feedback=" ")),
    ("no-feedback", "steps", drop("steps", "feedback")),
    ("no-misconception", "boxes", lambda b: item(b, "boxes")["statement"][0].pop("misconception")),
    ("no-misconception", "passage", lambda b: item(b, "passage")["wrong"][0].pop("misconception")),
    ("no-feedback", "boxes", lambda b: item(b, "boxes")["statement"][0].pop("feedback")),
    ("no-feedback", "passage", lambda b: item(b, "passage")["span"][0].pop("feedback")),
    ("schema", "iris", lambda b: item(b, "iris")["option"][1].update(correct=True)),
    ("schema", "passage", lambda b: item(b, "passage")["span"][0].update(text="an attack by land")),
    ("same-options", "boxes", lambda b: item(b, "boxes")["bin"][1].update(text="help.")),
    ("long-key", "iris", write("iris", "The ministers of both the sides, in the capital, in spring",
                               "The presidents of both sides", "The diplomats", "The observers")),
    ("unused-objective", "write", lambda b: b["objectives"].update(write="Write it.")),
    ("unused-misconception", "haste", lambda b: b["misconceptions"].update(haste="Haste.")),
    ("key-position", "", lambda b: keyed(b, 2)),
    ("length-of-keys", "", lambda b: lengths(b, "key")),
    ("length-of-keys", "", lambda b: lengths(b, "wrong")),
    ("exemption", "alder", change("alder", lint_ok=["long-key: it has to be"])),
    ("exemption", "alder", change("alder", lint_ok=["long-kee: a slip"])),
    ("exemption", "", lambda b: b.update(lint_ok=["key-position: it has to be"])),
]  # fmt: skip


def test_a_clean_bank_is_let_pass(tmp_path):
    assert faults(tmp_path, base()) == ()


@pytest.mark.parametrize(("rule", "where", "plant"), PLANTED)
def test_a_planted_fault_is_found_by_its_rule_alone(tmp_path, rule, where, plant):
    bank = base()
    plant(bank)
    found = faults(tmp_path, bank)
    assert {(fault.rule, fault.item) for fault in found} == {(rule, where)}, list(map(str, found))
    for fault in found:
        assert str(fault).startswith("small.quiz.toml")
        assert str(fault).endswith(".")
        assert "\n" not in str(fault)


LET_PASS = [
    change("alder", stem="None of the papers was not signed. Who signed the alder paper, and not the copy?"),
    change("alder", stem="Who signed at least one alder paper?"),
    change("alder", stem='Who signed the alder paper that says "do not sign"?'),
    change("alder", stem="Who did NOT sign the alder paper?"),
    change("alder", stem="How many signed?\n" + "- one more paper of the list\n" * 12),
    write("alder", "None of them", "One of them", "Two of them", "Three of them"),
    write("alder", "The South alone", "The North alone", "Both of them", "Neither of them"),
    write("alder", "10 to 19 days", "20 to 29 days", "30 to 39 days", "more than 39 days"),
    write("alder", "under 10 days", "10 to 20 years", "15 to 20 months", "at least 30 ships"),
    write("alder", "From 1950 to 1953", "From 1950 to 1961", "Since 1961 or 1962", "Until 1950 or 1951"),
    write("alder", "An armed attack", "An armed attack without a state of war", "A red threat", "A siege"),
    write("alder", "The North attacks the South", "The South attacks the North", "Nobody attacks", "Both do"),
    write("alder", "That they spoke of a plan", "That it was a plan", "That it is none", "That it had one"),
    both(change("alder", stem="The paper was signed by an"),
         write("alder", "ally", "observer", "king", "court")),
    both(change("alder", stem="Which organs signed?"),
         write("alder", "Two courts", "Courts", "A court", "A king")),
    both(change("alder", stem="What does the alliance owe at war?"),
         write("alder", "Help of an alliance", "Help at war", "Help of a king", "Help of a queen")),
]  # fmt: skip


@pytest.mark.parametrize("harmless", LET_PASS)
def test_what_only_looks_like_a_fault_is_let_pass(tmp_path, harmless):
    bank = base()
    harmless(bank)
    assert list(map(str, faults(tmp_path, bank))) == []


def slots(change):
    sheet = paper()
    change(sheet["part"][0]["slot"])
    return sheet


@pytest.mark.parametrize(
    ("rule", "where", "sheet", "exclusive"),
    [
        ("slot-misfit", "slot a1", slots(lambda s: s[0].update(items=["alder", "elms"])), []),
        ("slot-misfit", "slot a1", slots(lambda s: s[0].update(items=["alder", "ticks"])), []),
        ("repeated-candidate", "slot a2", slots(lambda s: s[1].update(items=["cedar", "cedar"])), []),
        ("no-drawing", "", slots(lambda s: s[1].update(items=["alder", "birch"])),
         [["alder", "birch"]]),
        ("never-drawn", "slot a2", slots(lambda s: s[1].update(items=["cedar", "dogwood"])),
         [["alder", "cedar"], ["birch", "cedar"]]),
        ("schema", "", slots(lambda s: s[0].pop("points")), []),
    ],
)  # fmt: skip
def test_a_paper_that_its_bank_does_not_allow(tmp_path, rule, where, sheet, exclusive):
    bank = base() | {"exclusive": [{"items": ids} for ids in exclusive]}
    found = faults(tmp_path, bank, sheet)
    assert [(fault.rule, fault.item) for fault in found] == [(rule, where)], list(map(str, found))
    assert str(found[0]).startswith("small.paper.toml")


def test_points_of_a_slot_and_of_its_part_are_compared(tmp_path):
    sheet = slots(lambda s: s[0].update(points=2))
    found = {fault.rule for fault in faults(tmp_path, base(), sheet)}
    assert found == {"slot-misfit", "part-points"}
    assert RULES.keys() >= found


def test_every_rule_is_planted_and_listed():
    own = {rule.slug for rule in (*ITEM_RULES, *SOURCE_RULES, *BANK_RULES)}
    assert own | SAYS.keys() | {"schema", "exemption"} == RULES.keys()
    # These two need more than a change of the file, and have tests of their own.
    elsewhere = SAYS.keys() | {"shown-order", "unknown-objective"}
    assert {rule for rule, _, _ in PLANTED} == RULES.keys() - elsewhere
    for says in RULES.values():
        assert says.endswith(".") and "\n" not in says


def test_texts_shown_in_the_order_of_the_file_are_named(monkeypatch):
    bank = parse_bank(base(), "small.quiz.toml")
    assert list(shown_order(bank.items["alder"])) == []
    monkeypatch.setattr(Item, "_mixed", lambda self, choices: tuple(Choice(c.slug, c.text) for c in choices))
    fresh = parse_bank(base(), "small.quiz.toml")
    assert [fault.item for fault in shown_order(fresh.items["alder"])] == ["alder"]
    assert {f.item for f in lint_bank(fresh) if f.rule == "shown-order"} == {
        *(*NAMES, "iris", "ticks", "steps", "boxes")
    }


def test_options_with_an_order_of_their_own_may_stand_in_it():
    bank = parse_bank(base(), "small.quiz.toml")
    kept = [replace(item, keep_order=True, _question=[]) for item in bank.items.values()]
    assert [fault.item for item in kept for fault in shown_order(item)] == []
    # The key is then at its place in the file for everybody, and is counted there.
    alder = kept[0]
    assert [o.slug for o in alder.question.options] == [o.slug for o in alder.options]


def manual(**fields) -> dict:
    level = [{"points": 2, "text": "All"}, {"points": 0, "text": "None"}]
    criterion = [{"slug": "exact", "title": "Exact", "points": 2, "level": level}]
    raw = {"id": "essay", "prompt": "Write.", "points": 2, "words_min": 1, "words_max": 9}
    return raw | {"objective": "read", "sources": [SEEN], "criterion": criterion} | fields


@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        ("unknown-objective", {"objective": "write"}),
        ("no-source", {"sources": []}),
        ("unknown-source", {"sources": ["no-such-source"]}),
        ("recalled-source", {"sources": [UNREAD]}),
    ],
)
def test_tasks_that_a_person_marks_are_looked_at_too(tmp_path, rule, fields):
    assert [f.rule for f in faults(tmp_path, base() | {"manual": [manual(**fields)]})] == [rule]


def test_an_item_that_only_unread_sources_carry_is_told_so(tmp_path):
    bank = base()
    change("alder", sources=[UNREAD])(bank)
    (fault,) = faults(tmp_path, bank)
    assert "as are all sources of this item" in fault.sentence


def test_an_exemption_with_a_reason_silences_its_rule_and_no_other(tmp_path):
    bank = base()
    change("alder", stem="Who did not sign it?", sources=[], lint_ok=["negative-stem: quoted so"])(bank)
    assert [fault.rule for fault in faults(tmp_path, bank)] == ["no-source"]


def test_an_exemption_without_a_reason_silences_nothing(tmp_path):
    bank = base()
    change("alder", stem="Who did not sign it?", lint_ok=["negative-stem: "])(bank)
    assert {fault.rule for fault in faults(tmp_path, bank)} == {"negative-stem", "exemption"}


def test_an_exemption_of_the_bank_covers_rules_over_the_bank(tmp_path):
    bank = base() | {"lint_ok": ["key-position: a test of positions"]}
    keyed(bank, 1)
    assert faults(tmp_path, bank) == ()


def test_a_variant_needs_an_exemption_of_its_own(tmp_path):
    bank = base()
    variant = [{"id": "b", "stem": "Which did not sign it?"}]
    change("alder", stem="Who did not sign it?", lint_ok=["negative-stem: so"], variant=variant)(bank)
    assert [(f.rule, f.item) for f in faults(tmp_path, bank)] == [("negative-stem", "alder/b")]


def test_what_cannot_be_read_hides_no_other_fault(tmp_path):
    bank = base()
    item(bank, "alder")["type"] = "choice"
    item(bank, "birch")["variant"] = [{"id": "b", "points": 3}]
    item(bank, "cedar")["stem"] = "Who did not sign it?"
    bank["exclusive"] = [{"items": ["alder", "birch/b"]}, {"items": ["nothing"]}]
    found = {(fault.rule, fault.item) for fault in faults(tmp_path, bank)}
    assert found == {("schema", "alder"), ("schema", "birch/b"), ("schema", ""), ("negative-stem", "cedar")}


@pytest.mark.parametrize("field", sorted({f for raw in base()["item"] for f in raw} | {"variant", "lint_ok"}))
@pytest.mark.parametrize("value", [3, "text", [], {}, True, [3], [{}], ["x"], -1.5])
def test_whatever_stands_in_a_field_is_a_sentence_and_no_traceback(tmp_path, field, value):
    bank = base()
    for name in ("word", "ticks", "passage", "boxes"):
        item(bank, name)[field] = value
    for fault in faults(tmp_path, bank):
        assert str(fault).startswith("small.")
        assert str(fault).endswith((".", "?"))


@pytest.mark.parametrize("field", sorted({*base(), "manual", "exclusive", "lint_ok", "title"}))
@pytest.mark.parametrize("value", [3, "text", [], {}, [3], [{}], {"read": 3}])
def test_whatever_stands_at_the_top_of_a_bank_is_no_traceback(tmp_path, field, value):
    for fault in faults(tmp_path, base() | {field: value}):
        assert str(fault).startswith("small.")


def test_files_that_are_no_banks_are_one_sentence_each(tmp_path):
    (tmp_path / "solutions").mkdir()
    (tmp_path / "solutions" / "one.quiz.toml").write_text("[[item]\n", "utf-8")
    (tmp_path / "solutions" / "two.paper.toml").write_text(tomlkit.dumps(paper() | {"name": "two"}), "utf-8")
    found = lint_items(tmp_path)
    assert [len(linted.faults) for linted in found.values()] == [1, 1]
    assert "cannot be read" in str(found["one"].faults[0])
    assert "cannot be read" in str(found["two"].faults[0])
    with pytest.raises(UnknownName, match=r"No bank 'tow'\. Did you mean 'two'\?"):
        lint_items(tmp_path, ["tow"])


def test_the_real_banks_are_clean():
    found = lint_items(ROOT)
    assert found.keys() == bank_files(ROOT).keys()
    assert [str(fault) for linted in found.values() for fault in linted.faults] == []
    assert sum(len(linted.bank.items) for linted in found.values()) > 70


@pytest.mark.parametrize(
    ("stem", "asked"),
    [
        ("None had a treaty. Who signed?", " Who signed?"),
        ("Neither did. Put these in order. They do not count.", " Put these in order."),
        ('Who says "do not sign"?', "Who says  ?"),
        ("Complete. It must be ___ at once. It was never so.", "Complete.  It must be ___ at once."),
        ("The paper was not signed by", "The paper was not signed by"),
    ],
)
def test_what_a_stem_asks(stem, asked):
    assert asking(stem) == asked


def test_content_words_have_no_plural_and_no_small_words():
    assert content("The parties of the treaties, and Russia's armies") == (
        "party",
        "treaty",
        "russia",
        "army",
    )


def test_the_tail_is_that_of_the_binomial():
    assert tail([0.5] * 4, 4) == pytest.approx(1 / 16)
    assert tail([0.25] * 3, 1) == pytest.approx(1 - 0.75**3)
    assert tail([0.5, 0.25], 1) == pytest.approx(1 - 0.5 * 0.75)
    assert tail([0.1, 0.9], 0) == pytest.approx(1)


@pytest.mark.parametrize("rule", chance.RULES, ids=lambda rule: rule.slug)
def test_all_checks_of_lessons_together_and_both_graded_banks_have_no_telling_keys(rule):
    """A lesson has few checks: what each alone could be by chance, all together must not be."""
    banks = {name: load_bank(path) for name, path in bank_files(ROOT).items()}
    graded = [bank for name, bank in banks.items() if (ROOT / "solutions" / f"{name}.quiz.toml").exists()]
    lessons = [bank for bank in banks.values() if bank not in graded]
    assert len(graded) == 2
    assert len(lessons) == len(list(ROOT.glob("lessons/*.ipynb")))
    everything = {name: item for bank in lessons for name, item in bank.items.items()}
    for bank in (replace(lessons[0], name="lessons", items=everything), *graded):
        assert len(bank.items) > 50
        assert list(rule(bank)) == []
