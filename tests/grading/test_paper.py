"""Papers: each fault one sentence, and drawings that hold for every seed."""

from __future__ import annotations

import pytest
import tomlkit

from course_lib.errors import BadItem, BuildProblem
from course_lib.grading.build import bank_names
from course_lib.grading.paper import draw, load_paper
from course_lib.quiz.bank import load_bank, parse_bank
from course_lib.quiz.items import Item
from course_lib.quiz.parts import TYPES
from tests.factories import NAME, ROOT, bank_table, changed, item, option, paper_table

SEEDS = range(200)


def loaded(tmp_path, table):
    path = tmp_path / f"{NAME}.paper.toml"
    path.write_text(tomlkit.dumps(table), "utf-8")
    return load_paper(path)


def bank():
    return parse_bank(bank_table(), "demo.quiz.toml")


def with_slot(**fields):
    table = paper_table()
    table["part"][0]["slot"][0] |= fields
    return table


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        (changed(paper_table(), colour="red"), "demo.paper.toml: the field 'colour' is not in the schema."),
        (
            {k: v for k, v in paper_table().items() if k != "seed"},
            "demo.paper.toml: the field 'seed' is missing.",
        ),
        (changed(paper_table(), schema=2), "demo.paper.toml, schema: "),
        (changed(paper_table(), name="other"), "name the file other.paper.toml"),
        (with_slot(type="essay"), "demo.paper.toml, part 1, slot 1, type: "),
        (with_slot(points=0), "demo.paper.toml, part 1, slot 1, points: "),
        (with_slot(id="A 1"), "demo.paper.toml, part 1, slot 1, id: "),
        (with_slot(id="a2"), "two slots are called 'a2'"),
        (with_slot(id="intro"), "slots cannot be called 'intro'"),
        (with_slot(manual="essay"), "a slot has either `manual` or `type` and `items`"),
        (with_slot(items=[]), "a slot needs `type` and `items`, or `manual`"),
    ],
)
def test_a_faulty_paper_is_one_sentence(tmp_path, table, sentence):
    with pytest.raises(BadItem) as error:
        loaded(tmp_path, table)
    assert sentence in str(error.value)
    assert str(error.value).endswith(".")
    assert "\n" not in str(error.value)


def test_a_file_that_is_no_toml_says_where(tmp_path):
    path = tmp_path / "demo.paper.toml"
    path.write_text("schema = \nname", "utf-8")
    with pytest.raises(BadItem, match=r"demo\.paper\.toml cannot be read: .*line 1"):
        load_paper(path)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"items": ["conditon"]}, "the bank has no item 'conditon'. Did you mean 'condition'?"),
        ({"items": ["marks"]}, "'marks' is of type multi, the slot of type single."),
        ({"points": 2}, "'condition' earns 1 points, the slot 2."),
    ],
)
def test_a_candidate_must_fit_its_slot(tmp_path, fields, sentence):
    with pytest.raises(BadItem) as error:
        draw(loaded(tmp_path, with_slot(**fields)), bank())
    assert sentence in str(error.value)
    assert "slot a1" in str(error.value)


def test_a_prediction_cannot_be_graded(tmp_path):
    table = bank_table()
    table["item"].append(item("guess", "single", 1, keyed=False, option=[option("x"), option("y")]))
    with pytest.raises(BadItem, match="'guess' has `keyed = false`"):
        draw(loaded(tmp_path, with_slot(items=["guess"])), parse_bank(table, "demo.quiz.toml"))


def test_an_unknown_manual_task_is_named(tmp_path):
    table = paper_table()
    table["part"][2]["slot"][3]["manual"] = "esay"
    with pytest.raises(BadItem, match=r"no manual task 'esay'\. Did you mean 'essay'\?"):
        draw(loaded(tmp_path, table), bank())


def test_the_same_paper_gives_the_same_drawing_and_seeds_differ(tmp_path):
    paper = loaded(tmp_path, with_slot(items=["condition", "condition/b", "twin"]))
    first = [draw(paper, bank())["a1"].id for _ in range(5)]
    assert len(set(first)) == 1
    drawn = {draw(paper.model_copy(update={"seed": s}), bank())["a1"].id for s in SEEDS}
    assert drawn == {"condition", "condition/b", "twin"}


def two_singles(first, second):
    table = with_slot(items=first)
    table["part"][0]["slot"].append({"id": "a3", "type": "single", "points": 1, "items": second})
    return table


def test_no_item_and_no_two_of_its_variants_stand_in_one_paper(tmp_path):
    paper = loaded(tmp_path, two_singles(["condition", "twin"], ["condition/b", "condition", "twin"]))
    for seed in SEEDS:
        drawn = draw(paper.model_copy(update={"seed": seed}), bank())
        assert {drawn["a1"].id.partition("/")[0], drawn["a3"].id.partition("/")[0]} == {"condition", "twin"}
        # The bank's [[exclusive]]: the variant and the twin answer each other.
        assert {drawn["a1"].id, drawn["a3"].id} == {"condition", "twin"}


def test_an_impossible_drawing_says_which_slots_need_more(tmp_path):
    paper = loaded(tmp_path, two_singles(["condition"], ["condition/b"]))
    with pytest.raises(BuildProblem, match="the slots a1, a3 cannot all be filled"):
        draw(paper, bank())


#: The types that a paper of an assignment asks; some of the others wait in its bank.
ASKED = {
    "ambiguity_1950": {"order", "match", "confidence", "sort", "mark"},
    "treaty_text": set(TYPES) - {"scale", "text"},
}


@pytest.mark.parametrize("name", bank_names(ROOT))
def test_the_real_paper_can_be_drawn_with_any_seed(name):
    real = load_bank(ROOT / "solutions" / f"{name}.quiz.toml")
    paper = load_paper(ROOT / "solutions" / f"{name}.paper.toml")
    drawings = set()
    for seed in SEEDS:
        drawn = draw(paper.model_copy(update={"seed": seed}), real)
        ids = [content.id for content in drawn.values()]
        drawings.add(tuple(ids))
        assert len({i.partition("/")[0] for i in ids}) == len(ids) == len(paper.slots)
        for group in real.exclusive:
            assert len(set(ids) & set(group.items)) <= group.max, (seed, group)
        for slot in paper.slots:
            assert drawn[slot.id].points == slot.points
    keyed = {c.type for c in draw(paper, real).values() if isinstance(c, Item)}
    assert keyed == ASKED[name]
    assert len(paper.slots) >= 12
    assert sum(slot.points for slot in paper.slots if not slot.manual) == 30
    assert len(drawings) > len(SEEDS) / 2


def test_every_paper_on_1950_asks_for_evidence_against_the_easy_answer():
    real = load_bank(ROOT / "solutions" / "ambiguity_1950.quiz.toml")
    paper = load_paper(ROOT / "solutions" / "ambiguity_1950.paper.toml")
    # What the South did in 1949 and in 2024: "a claim from Pyongyang is false" does not answer these.
    against = {"verdict-on-drones", "ground-fought-over-in-1949"}
    for seed in SEEDS:
        assert against & {c.id for c in draw(paper.model_copy(update={"seed": seed}), real).values()}
