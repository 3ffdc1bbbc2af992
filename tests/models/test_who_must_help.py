"""The explorer of Article 4: what decides, what is left open, and two cases side by side."""

from __future__ import annotations

import pytest

from course_lib.errors import BadResponse, CourseError, UnknownName
from course_lib.models import WhoMustHelp
from course_lib.models._findings import find, turns
from course_lib.models.parts import Badge, Table, walk
from course_lib.models.who_must_help import CLAUSES
from course_lib.treaties import FIELDS, NOT_STATED, PRESETS, STORIES, Scenario
from course_lib.treaties._rules import RULES

SEOUL = "June 2024: Seoul's question"
FIRST_HOURS = "25 June 1950, as North Korea told it"


def badges(model):
    return [part for part in walk(model.parts()) if isinstance(part, Badge)]


def test_every_modelled_clause_can_be_looked_at():
    assert set(CLAUSES) == {rule.ref for rule in RULES}


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("focus", CLAUSES)
def test_every_text_shows_its_outcome_and_that_nobody_is_named_to_decide(preset, focus):
    model = WhoMustHelp.start(preset=preset, focus=focus)
    outcome = find(model.case, focus).outcome
    assert STORIES[preset].members or outcome != "a right"
    assert badges(model)[0].text == outcome
    assert Badge(NOT_STATED, "silent") in badges(model)
    assert f": {outcome}." in model.said()
    text = model.as_text()
    assert "The party: " in text and "The adversary: " in text and "Asked to help: " in text
    for question in find(model.case, focus).open_questions:
        assert question in text


def test_a_missing_fact_is_not_known_and_a_silence_is_not_stated():
    model = WhoMustHelp.start(preset=SEOUL)
    silent = [badge.text for badge in badges(model) if badge.look == "silent"]
    assert silent.count("not known") == 2
    assert silent.count("not stated") == 2


def test_the_right_in_1950_says_that_neither_korea_was_a_member():
    model = WhoMustHelp.start(preset=FIRST_HOURS, focus="un_charter.51.1")
    assert model.as_text().count("Neither Korea was a Member of the United Nations in 1950") > 1
    assert "Neither Korea" not in WhoMustHelp.start(preset=SEOUL, focus="un_charter.51.1").as_text()


def test_a_right_of_members_is_no_settled_right_of_a_state_that_is_none():
    model = WhoMustHelp.start(preset=FIRST_HOURS, focus="un_charter.51.1").change("fact.acknowledged", "yes")
    text = model.as_text()
    assert badges(model)[0].text == "a right of Members"
    assert "Does it hold for a State that is no Member?" in text and "Nothing else" not in text
    later = model.change("freeze", True).change("preset", "a-clear-case")
    assert [b.text for b in badges(later) if b.look == "right"] == ["a right", "a right of Members"]
    assert "a right of Members" in WhoMustHelp.start().restored(later.kept()).said()


def test_what_was_changed_is_named_and_a_preset_starts_anew():
    model = WhoMustHelp.start().change("fact.war", "none")
    assert model.changed() == ("war",)
    assert "Changed by you: Is the party in a state of war because of the attack? No state" in model.as_text()
    assert badges(model)[0].text == "not owed"
    assert model.change("preset", "a-clear-case").changed() == ()


def test_two_cases_side_by_side_name_what_differs():
    model = WhoMustHelp.start().change("versus", "shelling-without-war")
    (table,) = [part for part in walk(model.parts()) if isinstance(part, Table)]
    assert table.caption == "What differs: 1 fact, and 2 of 7 findings"
    changed = [row[0].text for row in table.rows if row[2].mark == "changed"]
    assert len(table.rows) == 3
    assert "The same in both." in model.as_text()
    help_owed = "military and other help"
    assert changed == [f"2024 · Article 4: {help_owed}", f"1961 · Article 1(2): {help_owed}"]
    assert "Beside it: not owed." in model.said()


def test_a_kept_case_stays_as_it_was():
    model = WhoMustHelp.start().change("freeze", True)
    assert "The two cases are the same now" in model.as_text()
    with pytest.raises(BadResponse, match="kept already"):
        model.change("freeze", True)
    model = model.change("fact.council", "measures_taken").change("preset", "an-armed-group-attacks")
    assert model.frozen == PRESETS["A clear case"]
    assert model.other == model.frozen
    again = WhoMustHelp.start().restored(dict(sorted(model.kept().items())))
    assert again == model


@pytest.mark.parametrize("frozen", [None, 3, {"war": "nonsense"}, {"weather": "fine"}, ["x"]])
def test_a_kept_case_that_is_none_is_left_out(frozen):
    model = WhoMustHelp.start().restored({"frozen": frozen, "versus": "frozen", "fact.war": "none"})
    assert model.frozen is None and model.versus == "none" and model.case.war.name == "NONE"


@pytest.mark.parametrize("ref", CLAUSES)
@pytest.mark.parametrize("preset", PRESETS)
def test_one_change_that_is_said_to_turn_a_finding_turns_it(preset, ref):
    case = PRESETS[preset]
    fold = turns(case, ref)
    told = dict(part for pairs in fold.parts if hasattr(pairs, "rows") for part in pairs.rows)
    for name, (kind, question) in FIELDS.items():
        said = " ".join(say.text for say in told.get(question, ()))
        for fact in kind:
            turned = find(case.but(**{name: fact}), ref).outcome != find(case, ref).outcome
            assert (fact.label in said) is turned or fact is getattr(case, name), (question, fact)


def test_no_single_change_is_said_only_where_it_is_so():
    def said(ref):
        return " ".join(part.text for part in turns(PRESETS[SEOUL], ref).parts if hasattr(part, "text"))

    assert "No single change makes it owed." in said("rf_dprk_2024.4")
    assert "No single change" not in said("un_charter.51.1")


@pytest.mark.parametrize(
    "options", [{"preset": "A claer case"}, {"focus": "nato_1949.5.1"}, {"versus": "frozen"}, {"facts": "x"}]
)
def test_options_are_checked_in_one_sentence(options):
    with pytest.raises((UnknownName, CourseError)):
        WhoMustHelp.start(**options)


def test_a_case_can_be_given_as_facts():
    assert badges(WhoMustHelp.start(facts=Scenario()))[0].text == "open"
