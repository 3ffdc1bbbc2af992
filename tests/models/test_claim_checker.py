"""Claims as cards: nothing is shown before it was predicted, and nothing later before June was judged."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import nbformat
import pytest

from course_lib import load, models
from course_lib.data import describe, source
from course_lib.errors import BadResponse, CourseError
from course_lib.models._ledger import JUNE, KINDS, SAYS, VERDICTS, ledger
from course_lib.models._second_look import SECOND
from course_lib.models._words import prose, until
from course_lib.models.parts import Table, walk

LESSON_09 = next(Path(__file__).parents[2].glob("lessons/09_*.ipynb"))
SEEN = ("verdict", "sure", "check")


def checker(**options):
    return models.ClaimChecker.start(**options)


def judged(model, card, verdict="stands", sure=70):
    model = model.change("card", card)
    for step, value in zip(SEEN, (verdict, sure, True), strict=True):
        model = model.change(f"{step}.{card}", value)
    return model


def table(model, caption):
    return next(p for p in walk(model.parts()) if isinstance(p, Table) and p.caption.startswith(caption))


def test_every_verdict_of_the_table_has_plain_words():
    allowed = next(c.allowed for c in describe("claims").columns if c.name == "verdict")
    assert set(SAYS) == set(allowed)
    assert set(SAYS.values()) == {choice.slug for choice in VERDICTS}
    assert set(load("claims")["kind"]) == set(KINDS)


def test_what_came_after_june_2024_stands_in_hindsight_alone():
    for claim in ledger().values():
        for text in (claim.correction, claim.strongest_case, claim.hangs_on_it):
            assert until(text, JUNE, whole=False)[1] == 0, (claim.id, text)


def test_it_is_said_of_every_slip_what_hangs_on_it():
    for claim in ledger().values():
        assert bool(claim.hangs_on_it) == (claim.verdict in ("imprecise", "inaccurate", "contested")), (
            claim.id
        )


def test_nothing_of_the_answer_is_shown_before_a_verdict_and_how_sure_one_is():
    model = checker(claims=("c23",))
    with pytest.raises(BadResponse, match="first say how it stands"):
        model.change("check.c23", True)
    for step, value in (("verdict", "stands"), ("sure", 85)):
        assert ledger()["c23"].correction[:30] not in model.as_text()
        assert "Vostochny" not in model.as_text()
        model = model.change(f"{step}.c23", value)
    shown = model.change("check.c23", True).as_text()
    assert prose(ledger()["c23"].correction) in shown
    assert "You said before looking: It stands as it is written; 85 % sure." in shown
    assert "The table's word: inaccurate." in shown
    assert source(ledger()["c23"].sources[0]).url in shown
    assert "verdict.c23" not in model.change("check.c23", True).controls()


def test_hindsight_waits_for_the_judgement_of_june():
    claim = ledger()["c20"]
    model = judged(checker(claims=("c20", "c12"), twice=True), "c20")
    later = [source(i).title for i in claim.hindsight_sources if i not in claim.sources]
    with pytest.raises(BadResponse, match="what could be known at the time"):
        model.change("lift.c20", True)
    model = model.change("bet.c20", "fair")
    for words in (prose(claim.hindsight)[:40], *later, "Kursk"):
        assert words not in model.as_text()
    model = model.change("lift.c20", True)
    assert prose(claim.hindsight) in model.as_text()
    assert "Later knowledge: seen after June 2024" in model.as_text()
    assert "bet.c20" not in model.controls()
    assert "came.c20" in model.controls()
    assert [c.text for c in table(model.change("came.c20", "open"), "Your two").rows[0]][1:] == [
        "fair",
        "still open",
    ]


@pytest.mark.parametrize(
    ("card", "bet", "came", "row"),
    [
        ("c56", "was it fair to write this?", "does it still stand?", ["fair", "stands"]),
        ("c42", "was it a fair reading?", "did the reading hold?", ["fair", "held"]),
        ("c40", "was it fair to leave this out?", "come to matter?", ["fair", "mattered"]),
        ("c20", "was it a fair bet?", "did it come true?", ["fair", "came true"]),
    ],
)
def test_the_second_look_asks_in_the_words_of_the_kind_of_claim(card, bet, came, row):
    assert set(SECOND) == set(KINDS)
    model = judged(checker(claims=(card,), twice=True), card)
    assert bet in model.controls()[f"bet.{card}"].label
    model = model.change(f"bet.{card}", "fair").change(f"lift.{card}", True)
    assert came in model.controls()[f"came.{card}"].label
    model = model.change(f"came.{card}", "held")
    assert [cell.text for cell in table(model, "Your two").rows[0]][1:] == row


def test_the_cards_of_lesson_09_cannot_be_guessed_from_each_other():
    cells = nbformat.read(LESSON_09, as_version=4).cells
    cards = re.findall(r'"(c\d\d)"', next(cell.source for cell in cells if cell.id == "widget-claims"))
    assert {ledger()[card].found for card in cards} == {choice.slug for choice in VERDICTS}
    assert max(Counter(ledger()[card].found for card in cards).values()) <= 2
    assert all(ledger()[card].hindsight for card in cards)


def test_what_could_be_known_in_june_was_printed_by_then():
    for claim in ledger().values():
        shown = claim.sources_by(JUNE)
        assert set(shown) <= set(claim.sources)
        assert not [i for i in shown if source(i).date > "2024-06-30"], claim.id
    late = {claim.key for claim in ledger().values() if not claim.sources_by(JUNE)}
    # Only later sources were read on these; a card says so.
    assert late == {"c18", "c20", "c27"}
    assert (
        "Printed later, on how things stood in June 2024: "
        in judged(checker(claims=("c18",)), "c18").as_text()
    )
    assert "Read in: Yonhap" in judged(checker(claims=("c24",)), "c24").as_text()


@pytest.mark.parametrize("card", [key for key, claim in ledger().items() if claim.hindsight])
def test_a_card_that_is_judged_once_never_shows_hindsight(card):
    claim, text = ledger()[card], judged(checker(claims=(card,)), card).as_text()
    assert prose(claim.hindsight) not in text
    assert "2025" not in text
    assert "Something came that bears on it" in text


def test_the_tally_counts_what_was_predicted_beside_what_was_found():
    model = checker(claims=("c22", "c23", "c26", "c59"))
    assert "Predicted and found" not in model.as_text()
    for card, verdict, sure in (
        ("c22", "stands", 60),
        ("c23", "stands", 90),
        ("c26", "falls", 80),
        ("c59", "falls", 70),
    ):
        model = judged(model, card, verdict, sure)
    rows = {row[0].text: [cell.text for cell in row[1:]] for row in table(model, "Predicted").rows}
    assert rows == {"stands": ["2", "1", "1 falls"], "falls": ["2", "1", "1 stands with a correction"]}
    assert "claims of fact 1 of 3, quotations 1 of 1" in model.as_text()
    words = "70 % sure where it was found as predicted and 80 % sure where it was found otherwise"
    assert words in model.as_text()


def test_claims_are_named_by_the_beginning_of_an_id_and_filtered_by_kind():
    assert checker(claims=("c26-july", "c03")).claims == ("c26", "c03")
    assert checker(kinds=("prediction",)).claims == ("c12", "c20")
    with pytest.raises(CourseError, match="Several claims begin with 'c0'"):
        checker(claims=("c0",))
    with pytest.raises(CourseError, match="c99"):
        checker(claims=("c99",))
    with pytest.raises(CourseError, match="kind"):
        checker(kinds=("guess",))
    with pytest.raises(CourseError, match="None of these"):
        checker(claims=("c22",), kinds=("prediction",))


def test_a_filter_moves_on_to_a_card_that_it_shows():
    model = checker().change("card", "c01").change("only", "prediction")
    assert model.card == "c12"
    assert "Card 1 of 2" in model.as_text()
    model = model.change("on", True)
    assert model.card == "c20"
    with pytest.raises(BadResponse, match="last card"):
        model.change("on", True)
    assert "only" not in checker(claims=("c01", "c02")).controls()


def test_every_card_comes_back_whichever_is_open():
    model = judged(judged(checker(), "c22"), "c58", "falls", 95).change("card", "c01")
    again = checker().restored(model.kept())
    assert again == model
    damaged = model.kept() | {"verdict.c58": "no such", "sure.c22": "high", "check.c40": True}
    again = checker().restored(damaged)
    # Without a prediction that is one, a card stays closed.
    assert not {"check.c58", "check.c22", "check.c40"} & set(again.judged_so)


def test_predictions_are_judgements_and_what_is_looked_at_is_not():
    model = checker()
    assert all(model.judged(name) for name in ("verdict.c01", "sure.c01", "bet.c01", "came.c01"))
    assert not any(model.judged(name) for name in ("card", "only", "check.c01", "lift.c01"))
