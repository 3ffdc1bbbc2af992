"""What follows from a case: a table of argued cases, and sweeps over the whole space."""

import dataclasses
import itertools
import random

import numpy as np
import pytest

from course_lib.errors import UnknownName
from course_lib.treaties import (
    ELEMENTS,
    FIELDS,
    NOT_STATED,
    PRESETS,
    QUESTIONS,
    STORIES,
    Finding,
    Findings,
    Scenario,
    State,
    Veto,
    War,
    all_scenarios,
    clause,
    duties,
    marked,
    stated_by,
    treaty,
)
from course_lib.treaties._duties import settle
from course_lib.treaties._rules import RULES, SILENCES

C1961, C2024, TALKS, CONTACT = "ussr_dprk_1961.1.2", "rf_dprk_2024.4", "rf_dprk_2024.3.2", "rf_dprk_2000.2"
CONSULT, RIGHT, REPORT = "ussr_dprk_1961.3", "un_charter.51.1", "un_charter.51.3"
CLEAR = PRESETS["A clear case"]

# Case, clause, outcome, and the argument from the words.
ARGUED = [
    (CLEAR, C1961, "owed", "Art 1(2): attacked by a State, at war because of it; the article sets no limit"),
    (CLEAR, C2024, "owed", "Art 4: both conditions, Art 51 met, both laws allow"),
    (CLEAR, RIGHT, "not_owed", "Art 51 keeps a right and obliges nobody, however clear the case"),
    (CLEAR, REPORT, "owed", "Art 51: what is done in self-defence is reported at once"),
    (PRESETS["Shelling without war"], C2024, "not_owed", "Art 4 asks for a state of war as well"),
    (PRESETS["Shelling without war"], C1961, "not_owed", "Art 1(2) asked for it too"),
    (PRESETS["Shelling without war"], TALKS, "open", "Art 3(2): talks, if either demands them"),
    (PRESETS["Shelling without war"].but(demand="yes"), TALKS, "owed", "Art 3(2): threat and demand"),
    (PRESETS["Our ally struck first"], C2024, "not_owed", "Art 51, to which Art 4 refers, fails"),
    (PRESETS["Our ally struck first"], C1961, "open", "Art 1(2) does not say who must have begun"),
    (PRESETS["An armed group attacks"], C2024, "not_owed", "Art 4 names one State or several States"),
    (PRESETS["An armed group attacks"], C1961, "not_owed", "Art 1(2) names a State or a coalition of States"),
    (PRESETS["An armed group attacks"], TALKS, "open", "Art 3(2) names no author of the threat"),
    (PRESETS["Help before the treaty is in force"], C2024, "not_owed", "Art 22: in force from 2024-12-04"),
    (PRESETS["25 June 1950, as North Korea told it"], C1961, "not_owed", "no treaty of assistance in 1950"),
    (PRESETS["25 June 1950, as North Korea told it"].but(in_force="yes"), C1961, "open", "denied, undecided"),
    (PRESETS["26 June 1950, as the UN Commission reported it"], C2024, "not_owed", "no treaty, and Art 39"),
    (
        PRESETS["26 June 1950, as the UN Commission reported it"].but(in_force="yes"),
        C2024,
        "not_owed",
        "the Council found that the party broke the peace: Art 51 gives nothing to assist",
    ),
    (PRESETS["June 2024: Seoul's question"], C2024, "open", "each names the other; Art 4 names no judge"),
    (PRESETS["June 2024: Putin's answer"], C2024, "open", "an attack alone is one condition of several"),
    (CLEAR.but(acknowledged="denied"), C2024, "open", "Art 4 names nobody who establishes the attack"),
    (CLEAR.but(acknowledged="denied", council="found_adversary"), C2024, "owed", "Art 51 leads to Art 39"),
    (CLEAR.but(acknowledged="denied", council="found_adversary"), C1961, "open", "Art 1(2) has no such link"),
    (CLEAR.but(council="measures_taken"), C2024, "not_owed", "Art 51: until the Council has acted"),
    (CLEAR.but(council="measures_taken"), C1961, "owed", "Art 1(2) does not mention the Council"),
    (CLEAR.but(domestic_law="forbids"), C2024, "not_owed", "Art 4: in conformity with the laws of both"),
    (CLEAR.but(domestic_law="forbids"), C1961, "owed", "Art 1(2) does not mention domestic law"),
    (CLEAR.but(domestic_law="asks_vote"), C2024, "open", "whether a vote may refuse help is disputed"),
    (CLEAR.but(self_defence_by="neither"), C2024, "open", "Art 4 does not ask the victim to declare itself"),
    (CLEAR.but(place="own_operation"), C2024, "open", "Art 4 names no place; is the party attacked at all?"),
    (CLEAR.but(place="third_state"), C2024, "owed", "Art 4 names no place, so that none is excluded"),
    (CLEAR.but(place="own_operation", council="found_adversary"), C2024, "open", "a finding names no place"),
    (CLEAR.but(first_force="party", acknowledged="denied"), C2024, "open", "Art 51 names nobody either"),
    (CLEAR.but(self_defence_by="both"), C1961, "open", "Art 1(2): is first force in self-defence an attack?"),
    (CLEAR.but(self_defence_by="both"), C2024, "open", "Art 51 is claimed by both"),
    (
        CLEAR.but(self_defence_by="both", council="found_adversary"),
        C2024,
        "owed",
        "Art 39 settles the claims",
    ),
    (
        CLEAR.but(first_force="party", council="found_adversary"),
        C2024,
        "open",
        "the facts contradict each other",
    ),
    (
        CLEAR.but(first_force="disputed"),
        CONTACT,
        "open",
        "Art 2 of 2000: danger to the one that may have begun",
    ),
    (CLEAR.but(acknowledged="denied"), CONTACT, "owed", "Art 2 of 2000: a denied attack is a danger"),
    (CLEAR.but(attacker_kind="armed_group"), CONSULT, "open", "Art 3 of 1961: is this international?"),
    (CLEAR.but(war="one_side"), C2024, "open", "Art 4 does not say who establishes the state of war"),
    (CLEAR.but(first_force="threat_only"), C2024, "not_owed", "a threat is no attack"),
    (CLEAR.but(first_force="threat_only"), CONTACT, "owed", "Art 2 of 2000: a danger is enough for contact"),
    (CLEAR.but(first_force="threat_only", demand="no"), TALKS, "not_owed", "Art 3(2): at a party's demand"),
    (CLEAR.but(first_force="threat_only"), REPORT, "not_owed", "nothing done yet, nothing to report"),
    (CLEAR.but(first_force="threat_only"), CONSULT, "owed", "Art 3 of 1961 needs no crisis"),
    (CLEAR.but(self_defence_by="neither"), REPORT, "not_owed", "only self-defence is reported"),
]


def found(scenario, ref):
    return next(f for f in duties(scenario) if f.clause == ref)


@pytest.fixture(scope="module")
def sample():
    """A fixed sample of the 2,592,000 cases in which facts may be unknown."""
    chosen = random.Random(1961)
    kinds = [list(kind) for kind, _ in FIELDS.values()]
    return [Scenario(*(chosen.choice(kind) for kind in kinds)) for _ in range(3000)]


@pytest.mark.parametrize(("scenario", "ref", "outcome", "argument"), ARGUED)
def test_argued_cases(scenario, ref, outcome, argument):
    assert found(scenario, ref).state == outcome, argument


def test_what_decided_is_named():
    shelling = found(PRESETS["Shelling without war"], C2024)
    assert shelling.because == (("trigger", "state of war", War.NONE.label),)
    early = found(PRESETS["Help before the treaty is in force"], C2024)
    assert early.because == (("in force", "from 2024-12-04 on", "the treaty is not in force"),)
    first = found(PRESETS["Our ally struck first"], C2024)
    assert [term for _, term, _ in first.because] == ["if an armed attack occurs"]


def test_the_op_eds_gap_stays_open_by_the_treaty_and_named_by_the_charter():
    gap = found(PRESETS["June 2024: Seoul's question"], C2024)
    assert gap.decided_by.startswith(NOT_STATED)
    assert "Article 39" in gap.decided_by and "a veto is likely" in gap.decided_by
    assert "Who establishes the attack where it is denied or disputed?" in gap.open_questions


def test_the_duty_is_told_in_the_clauses_own_elements_and_silence_is_left_out():
    assert found(CLEAR, C2024).duty == (
        f"{clause(C2024).obligation}; timing: {clause(C2024).timing}; means: {clause(C2024).means}"
    )
    assert found(CLEAR, REPORT).duty == f"{clause(REPORT).obligation}; timing: {clause(REPORT).timing}"


def test_the_right_of_article_51_is_never_a_duty_and_says_may():
    assert found(CLEAR, RIGHT).duty.startswith("may:")
    assert found(CLEAR.but(first_force="party"), RIGHT).duty.startswith("no right")
    asked = found(PRESETS["25 June 1950, as North Korea told it"], RIGHT)
    assert "open" in asked.duty
    assert any("Member of the United Nations" in question for question in asked.open_questions)


def test_when_nothing_is_known_no_duty_is_settled():
    states = {f.clause: f.state for f in duties(Scenario())}
    assert {ref for ref, state in states.items() if state is not State.OPEN} == {RIGHT}
    every = found(Scenario(), C2024).open_questions
    assert {FIELDS[name][1] for name in FIELDS if name not in ("veto", "demand")} == set(every)


def test_a_missing_fact_that_cannot_matter_is_not_asked_for():
    threat = Scenario(first_force="threat_only", in_force="yes")
    assert found(threat, C2024).state is State.NOT_OWED
    disputed = found(CLEAR.but(first_force="disputed", acknowledged="unknown"), C1961)
    assert FIELDS["acknowledged"][1] not in disputed.open_questions


def test_a_dispute_stays_named_when_something_else_is_not_known():
    told = PRESETS["June 2024: Seoul's question"]
    for case in (told, told.but(council="unknown")):
        (finding,) = (f for f in duties(case, "rf_dprk_2024") if f.clause == C2024)
        assert finding.outcome == "open"
        assert SILENCES["established"][0] in finding.open_questions
        assert ("trigger", "armed attack", "disputed: each names the other") in finding.because


def test_every_condition_only_gains_when_a_fact_is_learned():
    """Exhaustive: all values of each condition's facts, and each way to fill in one unknown of them."""
    for condition in {c for rule in RULES for c in rule.conditions}:
        kinds = [FIELDS[name][0] for name in condition.fields]
        for facts in itertools.product(*kinds):
            before = settle(condition, facts)[0]
            for at, fact in enumerate(facts):
                if fact.known or before is None:
                    continue
                for other in kinds[at]:
                    after = settle(condition, (*facts[:at], other, *facts[at + 1 :]))[0]
                    assert after is before, (condition.term, facts, other)


def test_learning_a_fact_never_reverses_a_finding(sample):
    for scenario in sample:
        before = duties(scenario)
        for name, (kind, _) in FIELDS.items():
            if getattr(scenario, name).known:
                continue
            for fact in kind:
                for old, new in zip(before, duties(scenario.but(**{name: fact})), strict=True):
                    assert old.state in (State.OPEN, new.state), (scenario, name, fact, old.clause)


def test_each_finding_is_consistent(sample):
    labels_of = {name: {fact.label for fact in kind} for name, (kind, _) in FIELDS.items()}
    for scenario in sample:
        labels = {getattr(scenario, name).label for name in labels_of}
        for finding in duties(scenario):
            own_words = clause(finding.clause).decided_by
            assert finding.decided_by.startswith(own_words)
            assert finding.because
            assert {value for _, _, value in finding.because} <= labels
            assert len(set(finding.because)) == len(finding.because)
            assert all(question.endswith("?") for question in finding.open_questions)
            assert [question for question, _ in finding.deciders()] == list(finding.open_questions)
            if finding.state is State.OPEN:
                assert finding.open_questions
                assert all(who in finding.decided_by for _, who in finding.deciders())
            elif finding.clause != RIGHT:
                assert finding.open_questions == ()
                assert finding.decided_by == own_words


# The clauses read a second time, apart from the engine: what triggers each one, and what excludes it.
def not_common_ground(s):
    return s.acknowledged.name == "DENIED" or s.self_defence_by.name in ("ADVERSARY", "BOTH")


def agreed_attack(s):
    return s.first_force.name == "ADVERSARY" and not not_common_ground(s)


def found_attack(s):
    return s.council.name == "FOUND_ADVERSARY" and s.first_force.name in ("ADVERSARY", "DISPUTED")


def no_attack_by_the_charter(s):
    admitted = s.first_force.name == "PARTY" and s.acknowledged.name == "YES"
    return (
        s.first_force.name == "THREAT_ONLY"
        or s.council.name in ("FOUND_PARTY", "MEASURES_TAKEN")
        or (admitted and s.council.name != "FOUND_ADVERSARY")
    )


def war_by_a_state(s):
    return s.attacker_kind.name != "ARMED_GROUP" and s.war.name == "RESULTS"


def no_war_by_a_state(s):
    return (
        s.attacker_kind.name == "ARMED_GROUP" or s.war.name == "NONE" or s.first_force.name == "THREAT_ONLY"
    )


def in_force(s):
    return s.in_force.name == "YES"


def in_danger(s):
    return s.attacker_kind.name != "ARMED_GROUP" and s.first_force.name in ("ADVERSARY", "THREAT_ONLY")


def acts_in_self_defence(s):
    return s.first_force.name != "THREAT_ONLY" and s.self_defence_by.name != "NEITHER"


READ = {
    C1961: (
        lambda s: in_force(s) and war_by_a_state(s) and agreed_attack(s) and s.place.name != "OWN_OPERATION",
        lambda s: not in_force(s) or no_war_by_a_state(s),
    ),
    CONSULT: (
        lambda s: in_force(s) and s.attacker_kind.name != "ARMED_GROUP",
        lambda s: not in_force(s),
    ),
    CONTACT: (lambda s: in_force(s) and in_danger(s), lambda s: not in_force(s)),
    TALKS: (
        lambda s: in_force(s) and in_danger(s) and s.demand.name == "YES",
        lambda s: not in_force(s) or s.demand.name == "NO",
    ),
    C2024: (
        lambda s: (
            in_force(s)
            and war_by_a_state(s)
            and (agreed_attack(s) or found_attack(s))
            and not no_attack_by_the_charter(s)
            and s.place.name != "OWN_OPERATION"
            and s.self_defence_by.name in ("VICTIM", "BOTH")
            and s.domestic_law.name == "ALLOWS"
        ),
        lambda s: (
            not in_force(s)
            or no_war_by_a_state(s)
            or no_attack_by_the_charter(s)
            or s.domestic_law.name == "FORBIDS"
        ),
    ),
    RIGHT: (
        lambda s: (agreed_attack(s) or found_attack(s)) and not no_attack_by_the_charter(s),
        no_attack_by_the_charter,
    ),
    REPORT: (acts_in_self_defence, lambda s: not acts_in_self_defence(s)),
}
SAYS = {"owed": True, "a right": True, "not owed": False, "no right": False, "open": None}


def test_no_known_case_both_triggers_and_excludes_a_duty():
    """All 82,944 known cases: each finding is what the clause's words, read here once more, make of it."""
    seen = {ref: set() for ref in READ}
    silences = {question for question, _ in SILENCES.values()}
    for scenario in all_scenarios():
        for finding in duties(scenario):
            triggers, excludes = READ[finding.clause]
            on, off = triggers(scenario), excludes(scenario)
            assert not (on and off), (scenario, finding.clause)
            assert SAYS[finding.outcome] is (True if on else False if off else None), (
                scenario,
                finding.clause,
            )
            seen[finding.clause].add(SAYS[finding.outcome])
            # Every fact is given: what is open is open by the words, and somebody would get to decide it.
            assert silences.issuperset(finding.open_questions)
            assert bool(finding.open_questions) is (not on and not off)
    never_open = {REPORT}
    for ref, outcomes in seen.items():
        assert outcomes == ({True, False} if ref in never_open else {True, False, None}), ref


ASSISTANCE = (C1961, C2024)


@pytest.mark.parametrize(
    "rule",
    [pytest.param(r, id=r.ref, marks=[pytest.mark.long] if r.ref in ASSISTANCE else []) for r in RULES],
)
def test_an_unknown_fact_is_settled_only_where_every_answer_agrees(rule):
    """Every case of the 2,592,000, clause by clause over the facts that it looks at; no other matters.

    A case with unknown facts must say what all the cases say that fill these facts in, and be open where
    they disagree: no silence is resolved, and no fact is asked for that could not change anything.
    """
    kinds = [list(FIELDS[name][0]) for name in rule.fields]
    assert all(kind[0].name == "UNKNOWN" for kind in kinds)
    code = {True: 2, None: 1, False: 0}
    treaty_of = rule.ref.partition(".")[0]
    at = [r.ref for r in RULES if r.ref.startswith(f"{treaty_of}.")].index(rule.ref)
    cases = (dict(zip(rule.fields, values, strict=True)) for values in itertools.product(*kinds))
    told = [code[SAYS[duties(Scenario(**case), treaty_of)[at].outcome]] for case in cases]
    told = np.array(told, dtype=np.int8).reshape([len(kind) for kind in kinds])
    expected = told[(slice(1, None),) * len(kinds)]
    for axis in range(len(kinds)):
        low, high = expected.min(axis=axis, keepdims=True), expected.max(axis=axis, keepdims=True)
        expected = np.concatenate([np.where(low == high, low, code[None]), expected], axis=axis)
    differing = np.argwhere(told != expected)
    assert not len(differing), [kinds[n][i].name for n, i in enumerate(differing[0])]


def test_a_clause_looks_at_no_fact_but_its_own(sample):
    for scenario in sample[:200]:
        for rule in RULES:
            for name in set(FIELDS) - set(rule.fields):
                told = {found(scenario.but(**{name: fact}), rule.ref) for fact in FIELDS[name][0]}
                assert len(told) == 1, (rule.ref, name)


def test_help_owed_in_2024_was_owed_in_1961_unless_only_the_council_settles_it():
    for scenario in all_scenarios(in_force="yes", demand="no", veto="unlikely"):
        new, old = found(scenario, C2024).state, found(scenario, C1961).state
        if new is State.OWED and scenario.council.name != "FOUND_ADVERSARY":
            assert old is State.OWED, scenario


def test_a_veto_changes_who_gets_to_decide_and_nothing_else(sample):
    for scenario in sample[:300]:
        told = [duties(scenario.but(veto=veto)) for veto in Veto]
        for same in zip(*told, strict=True):
            assert len({dataclasses.replace(f, decided_by="") for f in same}) == 1


def test_every_key_term_stands_in_the_words_of_its_treaty():
    for rule in RULES:
        about = (treaty(rule.ref.partition(".")[0]), treaty("un_charter"))
        words = " ".join(f"{c.rendering} {' '.join(c.key_terms)}" for t in about for c in t.clauses)
        for condition in rule.conditions:
            assert condition.term in words, (rule.ref, condition.term)


def test_every_question_has_an_answerer_and_can_be_asked():
    asked = {q for s in all_scenarios(in_force="yes") for f in duties(s) for q in f.open_questions}
    asked |= set(found(Scenario(), C2024).open_questions) | set(found(Scenario(), TALKS).open_questions)
    assert asked == set(QUESTIONS)
    assert all(QUESTIONS.values())


def test_the_space_is_as_large_as_documented():
    assert sum(1 for _ in all_scenarios()) == 82_944
    sizes = [len(kind) for kind, _ in FIELDS.values()]
    whole = 1
    for size in sizes:
        whole *= size
    assert whole == 2_592_000
    first = next(iter(all_scenarios(with_unknown=True)))
    assert first == Scenario()
    assert {s.war for s in all_scenarios(war="none", first_force="party", council="silent")} == {War.NONE}


def test_one_treaty_can_be_asked_alone():
    assert [f.clause for f in duties(CLEAR, "rf_dprk_2024")] == [TALKS, C2024]
    assert [f.clause for f in duties(CLEAR)] == [rule.ref for rule in RULES]
    with pytest.raises(UnknownName, match="rf_dprk_2024"):
        duties(CLEAR, "rf_dprk_2042")


def test_facts_can_be_given_in_words():
    assert Scenario(war="none", veto="A veto is likely") == Scenario(war=War.NONE, veto=Veto.LIKELY)
    with pytest.raises(UnknownName, match="Did you mean 'denied'"):
        Scenario(acknowledged="denid")
    with pytest.raises(UnknownName, match="war"):
        Scenario(war=True)
    with pytest.raises(UnknownName, match="Did you mean 'council'"):
        Scenario().but(counsil="silent")
    with pytest.raises(dataclasses.FrozenInstanceError):
        CLEAR.war = War.NONE


def test_presets_are_different_cases_and_show_themselves():
    assert len(set(PRESETS.values())) == len(PRESETS)
    for scenario in PRESETS.values():
        assert len(str(scenario).splitlines()) == len(FIELDS)


def test_findings_are_a_tuple_that_shows_itself_safely():
    seen = duties(PRESETS["June 2024: Seoul's question"])
    assert isinstance(seen, tuple)
    assert list(seen.frame.columns) == [field.name for field in dataclasses.fields(Finding)]
    assert list(seen.frame["state"]) == [f.state.value for f in seen]
    html, text = seen._repr_html_(), str(seen)
    assert ">open</span>" in html and ">not stated</span>" in html
    assert "rf_dprk_2024.4: open" in text and "not stated" in text
    odd = dataclasses.replace(seen[0], duty="<script>x</script>", because=(("<u>", "<s>", "<q>"),))
    html = Findings([odd])._repr_html_()
    assert not [tag for tag in ("<script>", "<u>", "<s>", "<q>") if tag in html]
    assert "&lt;script&gt;" in html


def test_each_preset_has_its_story_and_each_story_its_sources():
    assert list(STORIES) == list(PRESETS)
    for title, story in STORIES.items():
        assert bool(story.told) == (not story.supposed.startswith("Made up by the course")), title
        assert not story.told or story.refs, title
        assert all(clause(ref).status == "seen" for ref in story.refs), title
        assert story.members is ("1950" not in title)


def test_a_preset_says_no_more_than_its_story():
    putin, seoul = PRESETS["June 2024: Putin's answer"], PRESETS["June 2024: Seoul's question"]
    assert [name for name in FIELDS if getattr(putin, name).known] == ["first_force", "in_force"]
    assert not seoul.war.known and not seoul.domestic_law.known and not seoul.place.known
    for title in PRESETS:
        if "1950" in title:
            assert not PRESETS[title].war.known and PRESETS[title].in_force.name == "NO"


REFS = [rule.ref for rule in RULES] + ["un_charter.51.2"]


@pytest.mark.parametrize("ref", REFS)
def test_the_marked_words_are_those_of_the_rendering(ref):
    words = marked(ref)
    assert "".join(w.text for w in words) == clause(ref).rendering
    assert {w.element for w in words} <= {"", *ELEMENTS}
    assert any(w.element for w in words)


def test_every_condition_but_its_dates_is_stated_by_marked_words():
    for rule in RULES:
        texts = (rule.ref, "un_charter.51.2") if rule.ref == RIGHT else (rule.ref,)
        for condition in rule.conditions:
            if condition.term:
                assert any(stated_by(ref, condition.term) for ref in texts), (rule.ref, condition.term)
    assert stated_by("nato_1949.5.1", "armed attack") == ""
    assert [w.element for w in marked("nato_1949.5.1")] == [""]
