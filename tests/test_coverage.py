"""Every claim and every paragraph of the op-ed is taught, and the table that says where says what is so."""

from __future__ import annotations

import json

import pytest

from course_lib.checks.coverage import FILE, coverage
from course_lib.data import load
from tests.built import ROOT

COVERED = coverage(ROOT)
CLAIMS = load("claims").set_index("id")


def test_there_are_sixty_claims_and_seventeen_paragraphs():
    assert len(COVERED.claims) == 60
    assert {paragraph for paragraph, _ in COVERED.claims.values()} == set(range(17))


@pytest.mark.parametrize("claim", CLAIMS.index)
def test_a_claim_is_taught_where_the_ledger_says(claim):
    # A lesson may name a claim in passing; the ledger lists those that teach it.
    assert set(CLAIMS.loc[claim, "lessons"].split(";")) <= set(COVERED.lessons(claim))


@pytest.mark.parametrize("paragraph", range(17))
def test_a_paragraph_is_taught_in_at_least_one_lesson(paragraph):
    claims = CLAIMS[CLAIMS["paragraph"] == paragraph].index
    assert any(COVERED.lessons(claim) for claim in claims)


def test_nothing_is_missing_and_the_table_is_in_step():
    assert COVERED.missing() == []
    assert (ROOT / FILE).read_text("utf-8") == str(COVERED)


# --- what it would find --------------------------------------------------------------------------------

EVERY = " ".join(f"`{claim}`" for claim in CLAIMS.index)
CARDS = 'widgets.ClaimChecker(name="01", claims=("c12", "c14"))'


def taught(tmp_path, *cells: tuple[str, str], checks: str = "") -> list[str]:
    """Return what is missing in a course of one lesson with these cells."""
    for folder in ("lessons", "course_lib/data/checks"):
        (tmp_path / folder).mkdir(parents=True)
    raw = [{"cell_type": kind, "id": f"cell-{n}", "source": source} for n, (kind, source) in enumerate(cells)]
    (tmp_path / "lessons" / "01_one.ipynb").write_text(json.dumps({"cells": raw}), "utf-8")
    (tmp_path / "course_lib" / "data" / "checks" / "01_one.toml").write_text(checks, "utf-8")
    return coverage(tmp_path).missing()


def without(*claims: str) -> tuple[str, str]:
    return "markdown", " ".join(word for word in EVERY.split() if word.strip("`") not in claims)


def test_a_lesson_that_names_all_teaches_all(tmp_path):
    assert taught(tmp_path, ("markdown", EVERY)) == []


def test_a_claim_that_is_nowhere_is_missed(tmp_path):
    assert taught(tmp_path, without("c14-more-exchanges-with-south")) == [
        "No lesson teaches c14-more-exchanges-with-south."
    ]


def test_a_card_is_enough_for_an_accurate_claim_only(tmp_path):
    unsure, accurate = "c12-impact-remains-to-be-seen", "c14-more-exchanges-with-south"
    assert taught(tmp_path, without(unsure, accurate), ("code", CARDS)) == [
        f"{unsure} is not yet knowable in June 2024, and only a card: no lesson says so in words."
    ]


def test_a_paragraph_of_which_no_claim_is_named_is_missed(tmp_path):
    assert (
        taught(tmp_path, without("c58-back-in-moscow"))[-1] == "No lesson teaches paragraph 14 of the op-ed."
    )


def test_a_question_that_names_a_claim_teaches_it_where_it_is_asked(tmp_path):
    checks = '[[item]]\nid = "l01-where"\nfeedback = "See c58-back-in-moscow."\n'
    asked = ("code", 'ask("l01-where")')
    assert taught(tmp_path, without("c58-back-in-moscow"), asked, checks=checks) == []
    assert str(coverage(tmp_path).taught["c58-back-in-moscow"][0]) == "01 `cell-1`"
