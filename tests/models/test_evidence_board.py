"""The evidence board: nothing opens before its time, nothing that was judged is lost."""

from __future__ import annotations

import re

import pytest

from course_lib.data import load
from course_lib.errors import BadResponse, CourseError
from course_lib.models import EvidenceBoard
from course_lib.models._june_1950 import _NAMES, MORE, TRAYS, document, known_on
from course_lib.models.parts import Card, Chart, walk

CLAIMS, SPOT, ARCHIVE = TRAYS
EARLIER = CLAIMS + SPOT


def weighed(board, doc, weight=3, speaks="own", knows="told", dates="during"):
    """Return the board after one document was worked through."""
    for name, value in (("speaks", speaks), ("knows", knows), ("dates", dates), ("weight", weight)):
        board = board.change(f"{name}.{doc}", value)
    return board.change(f"done.{doc}", True)


def after(tray, board=None, chances=(40, 50, 70, 95)):
    """Return the board with so many trays weighed, and the number after the last one given."""
    board = (board or EvidenceBoard.start()).change("chance.0", chances[0]).change("go.0", True)
    for n in range(1, tray + 1):
        for doc in TRAYS[n - 1]:
            board = weighed(board, doc)
        board = board.change(f"chance.{n}", chances[n])
        if n < tray:
            board = board.change(f"go.{n}", True)
    return board


def test_the_empty_board_asks_first_and_shows_no_document():
    board = EvidenceBoard.start()
    assert list(board.controls()) == ["chance.0", "go.0"]
    assert "Open the first tray" in board.as_text()
    with pytest.raises(BadResponse, match="Set the slider first"):
        board.change("go.0", True)
    assert not [name for name in _NAMES.values() if name in board.as_text()]


def test_one_document_at_a_time_and_only_when_all_is_said_of_it():
    board = EvidenceBoard.start().change("chance.0", 50).change("go.0", True)
    first, second, *_ = CLAIMS
    assert f"weight.{second}" not in board.controls()
    board = board.change(f"weight.{first}", 2).change(f"speaks.{first}", "own")
    with pytest.raises(BadResponse, match=r"Say from what knowledge and when it was written first\."):
        board.change(f"done.{first}", True)
    board = weighed(board, first)
    assert f"weight.{second}" in board.controls()
    now = [c.title for c in walk(board.parts()) if isinstance(c, Card) and c.state == "now"]
    assert now == [document(second).name] * 2


@pytest.mark.parametrize("tray", [1, 2])
def test_the_archive_stays_shut_until_both_trays_are_weighed(tray):
    board = after(tray)
    for shown in (board, EvidenceBoard.start(tray=3).restored(board.kept())):
        text = shown.as_text()
        assert not [doc for doc in ARCHIVE + MORE[2] if document(doc).gist in text]
        assert not [doc for doc in EARLIER if document(doc).reliability in text]
        assert not [doc for doc in EARLIER if document(doc).cannot_show in text]


def test_a_forged_file_does_not_open_the_archive():
    forged = {"go.0": True, "go.1": True, "go.2": True, "go.3": True, "chance.0": 10}
    board = EvidenceBoard.start().restored(forged | {f"done.{doc}": True for doc in EARLIER})
    assert board.stage == 1 and board.done == ()
    assert document(ARCHIVE[0]).gist not in board.as_text()


def test_what_was_not_public_in_june_1950_is_in_no_earlier_tray():
    for tray in (*TRAYS[:2], *MORE[:2]):
        assert set(tray) <= known_on()
    published = load("documents_1950").set_index("id")["published_on"]
    assert all(published.fillna("")[doc] <= "1950-06-30" for doc in EARLIER)


def test_each_side_has_its_say_and_the_border_fighting_its_place():
    sides = {document(doc).side for doc in EARLIER}
    assert {"North Korea", "Soviet Union", "China", "United States", "UN Commission on Korea"} <= sides
    assert "d05-border-1949" in ARCHIVE
    assert all(4 <= len(tray) <= 6 for tray in TRAYS)
    every = [doc for trays in (TRAYS, MORE) for tray in trays for doc in tray]
    assert len(set(every)) == len(every)
    table = load("documents_1950").set_index("id")
    assert set(every) <= set(table.index) == set(_NAMES)
    assert {table["status"][doc] for doc in every} == {"seen"}


def test_no_number_or_ref_of_the_table_is_left_in_what_is_read():
    for name in _NAMES:
        doc = document(name)
        words = f"{doc.gist} {doc.written} {doc.public} {doc.reliability} {doc.cannot_show} {doc.title}"
        assert not re.search(r"\bd\d\d\b|\b[a-z]+_[a-z_]+\d*\.|\d{4}-\d\d-\d\d", words), words


def test_earlier_weights_and_numbers_stay_beside_the_new_ones():
    board = after(3)
    board = board.change("go.3", True)
    text = board.as_text()
    assert text.count("Your first weight: 3 of 5.") == len(EARLIER)
    doc = CLAIMS[0]
    assert document(doc).reliability not in text
    board = board.change(f"again.{doc}", "1")
    assert document(doc).reliability in board.as_text()
    assert document(CLAIMS[1]).reliability not in board.as_text()
    assert board.kept()[f"weight.{doc}"] == 3 and board.kept()[f"again.{doc}"] == "1"
    board = board.change(f"same.{CLAIMS[1]}", True)
    assert board.kept()[f"again.{CLAIMS[1]}"] == "3"
    (chart,) = [part for part in walk(board.parts()) if isinstance(part, Chart)]
    assert [y for _, y, _ in chart.series[0].points] == [40, 50, 70, 95]
    assert f"weight.{doc}" not in board.controls()


def test_a_document_of_the_open_tray_can_be_taken_up_again():
    board = after(1)
    doc = CLAIMS[2]
    board = board.change(f"open.{doc}", True).change(f"weight.{doc}", 5).change(f"done.{doc}", True)
    assert board.kept()[f"weight.{doc}"] == 5
    assert board.change("go.1", True).controls().keys().isdisjoint({f"open.{doc}"})


def test_boards_of_one_name_share_what_was_weighed():
    third = after(2)
    first = EvidenceBoard.start(tray=1).restored(third.kept())
    assert first.kept() == third.kept()
    assert "Read on" in first.as_text()
    assert document(SPOT[0]).gist not in first.as_text()
    assert not [name for name in first.controls() if not name.startswith("x")]
    second = EvidenceBoard.start(tray=2).restored(third.kept())
    assert "go.2" not in second.controls()
    assert "go.2" in third.controls()


def test_without_its_own_question_it_goes_on_by_weights_alone():
    board = EvidenceBoard.start(chance=False).change("go.0", True)
    for doc in CLAIMS:
        board = weighed(board, doc)
    assert "%" not in board.as_text()
    assert board.change("go.1", True).stage == 2


@pytest.mark.parametrize("options", [{"tray": 0}, {"tray": "3"}, {"tray": True}, {"chance": 1}])
def test_options_are_checked_in_one_sentence(options):
    with pytest.raises(CourseError):
        EvidenceBoard.start(**options)
