"""What the prose of lessons 01 to 03 says of the tables."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest

from course_lib.data import load
from course_lib.quiz.session import checks

FOLDER = Path(__file__).parents[2] / "lessons"


def prose(name: str) -> str:
    cells = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4).cells
    return "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def test_lesson_01_counts_the_ledger():
    claims = load("claims")
    assert "a ledger of sixty claims" in prose("01_reading_the_op_ed")
    assert len(claims) == 60
    shares = claims.query("kind in ['fact', 'quotation']")["verdict"].value_counts(normalize=True)
    # "About three in ten are accurate as written, and about one in five falls."
    assert shares["accurate"] == pytest.approx(3 / 10, abs=0.02)
    assert shares["inaccurate"] == pytest.approx(1 / 5, abs=0.02)


def test_lesson_01_says_how_its_cards_were_chosen():
    cells = nbformat.read(FOLDER / "01_reading_the_op_ed.ipynb", as_version=4).cells
    cards = set(re.findall(r'"(c\d\d)"', next(cell.source for cell in cells if cell.id == "cards")))
    assert len(cards) == 12
    claims = load("claims").query("kind in ['fact', 'quotation']")
    on_card = claims["id"].str[:3].isin(cards)
    # "All that falls was among them, and only one of the seven that are accurate as written."
    assert on_card[claims["verdict"] == "inaccurate"].all()
    accurate = on_card[claims["verdict"] == "accurate"]
    assert (accurate.sum(), len(accurate)) == (1, 7)


def test_lesson_02_says_what_the_line_shows():
    timeline, eras = load("timeline"), load("eras").set_index("id")
    early = timeline[timeline["date"].dt.year <= 1961]
    wartime = early[early["date"].dt.year.between(1950, 1953)]
    assert wartime.loc[wartime["warmth"].idxmin(), "id"] == "1950-10-13-stalin-evacuate"
    means = []
    for era in ("e1", "e2", "e3"):
        first, last = eras.loc[era, ["year_from", "year_to"]]
        means.append(early[early["date"].dt.year.between(first, last)]["warmth"].astype(float).mean())
    assert means == sorted(means, reverse=True)
    last = early.sort_values("date").iloc[-1]
    assert (last["id"], last["warmth"]) == ("1961-07-06-treaty-1961", 3)
    # What nobody outside could know: the cell for coders shows it.
    assert "1956-09-19-mikoyan-peng" in set(early[early["published_on"].notna()]["id"])


def test_lesson_03_says_who_was_promised_help_by_both():
    pacts = load("defence_treaties").query("in_1961 == 'yes' and assistance == 'yes'")

    def partners(state: str) -> set[str]:
        return {*pacts.query("party_a == @state")["party_b"], *pacts.query("party_b == @state")["party_a"]}

    assert partners("USSR") & partners("China") == {"DPRK"}
    signed = pacts[pacts["party_b"] == "DPRK"]["signed"]
    assert (signed.max() - signed.min()).days == 5


def test_lesson_03_counts_the_gap_of_the_data():
    rows = load("treaty_obligations").query(
        "party_a == 'USSR/Russia' and party_b == 'DPRK' and coded_by == 'ATOP 5.1'"
    )
    covered = {year for row in rows.itertuples() for year in range(row.year_from, row.year_to + 1)}
    gap = set(range(1961, max(covered))) - covered
    assert checks()["03_1961_and_its_lapse"].items["l03-gap-years"].value == len(gap)
    # "One is of the two Koreas, 1991: a promise not to attack."
    assert load("treaty_obligations").query("party_a == 'DPRK' and nonaggression and not defence")[
        ["party_b", "year_from"]
    ].to_numpy().tolist() == [["ROK", 1991]]
    # "In the table above, consultation is False for 1961 to 1996"; the feedback has the treaty of 2000.
    by_year = rows.set_index("year_from")["consultation"]
    assert not by_year[1961]
    assert by_year[2000]


def test_lesson_03_says_which_promises_ask_for_a_state_of_war():
    strength = load("obligation_strength").query("element == 'trigger'").set_index("treaty_id")["wording"]
    four = strength[["ussr_dprk_1961", "prc_dprk_1961", "us_rok_1953", "nato_1949"]]
    assert list(four.str.contains("war")) == [True, True, False, False]
