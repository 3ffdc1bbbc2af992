"""Marked words: what counts, what a marking earns by hand and in general, and what is said of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.grading.review import lines
from course_lib.quiz.feedback import remarks, verdicts
from course_lib.quiz.items import Span
from course_lib.quiz.marking import found
from course_lib.quiz.passage import counted, places, words
from course_lib.quiz.scoring import score
from course_lib.quiz.wording import say
from tests.quiz.samples import MARK, MARK_NONE

LAST = len(words(MARK.text)) - 1


def stretches(marked):
    """Return marked words as stretches."""
    return [[place, place] for place in sorted(marked)]


def test_small_words_and_lone_dashes_do_not_count():
    text = "If the State – or any other – is invaded, it shall not wait before two weeks."
    kept = [words(text)[place].strip(".,") for place in sorted(counted(text))]
    assert kept == ["State", "any", "other", "invaded", "not", "wait", "before", "two", "weeks"]


@pytest.mark.parametrize(
    ("stretch", "where"),
    [
        ("old city", [(6, 7)]),
        ("city, and", [(7, 8)]),
        ("“old city”", [(6, 7)]),
        ("the", [(5, 5), (13, 13)]),
        ("ity", []),
        ("Old city", []),
        ("", []),
    ],
)
def test_a_stretch_is_found_by_whole_words_whatever_stands_round_them(stretch, where):
    assert places(MARK.text, stretch) == where


@pytest.mark.parametrize(
    ("response", "points"),
    [
        ([[2, 3], [9, 10]], 3),
        ([[1, 4], [8, 12]], 3),  # small words and the free one beside the spans
        ([[9, 10], [2, 3]], 3),  # in any order
        ([[2, 3]], 1.5),  # one of two
        ([[2, 2], [9, 10]], 2.25),  # (1/2 + 1) / 2
        ([[2, 3], [9, 10], [6, 6]], 2.4),  # all found, 4 of 5 marked words lie in spans
        ([[0, 3], [9, 10]], 2.4),
        ([[2, 3], [6, 7]], 0.75),  # one of two, 2 of 4 marked words in spans: just half
        ([[2, 3], [6, 7], [14, 14]], 0),  # below half
        ([[0, LAST]], 0),
        ([[14, 15]], 0),
        ([[11, 11]], 0),  # the free word alone
        ([[4, 5]], 0),
        ("none", 0),
    ],
)
def test_what_is_found_times_what_of_it_is_right(response, points):
    assert score(MARK, response).points == points
    exactly = replace(MARK, partial="all", _question=[])
    assert score(exactly, response).points == (3 if points == 3 else 0)


def test_nine_tenths_count_as_full():
    ten = "Alpha bravo charlie delta echo foxtrot golf hotel india juliet"
    more = "kilo lima mike november oscar papa quebec romeo sierra tango uniform"
    item = replace(MARK, text=f"{ten} {more}", none="", wrong=(), _question=[])
    item = replace(item, spans=(Span(ten),), _question=[])
    assert score(item, [[0, 8]]).points == 3
    assert score(item, [[0, 7]]).points == 2.4


@pytest.mark.parametrize(
    ("response", "reason"),
    [
        ([[0, 19]], "The words are numbered from 0 to 18, and a stretch runs forward."),
        ([[3, 2]], "The words are numbered from 0 to 18, and a stretch runs forward."),
        ([[-1, 2]], "The words are numbered from 0 to 18, and a stretch runs forward."),
        ([[0, 2], [2, 3]], "Two stretches overlap: write them as one."),
        ([[2, 3], [2, 3]], "Two stretches overlap: write them as one."),
        ([[0, True]], "Each stretch is a pair of whole numbers"),
        ([[0, 1.0]], "Each stretch is a pair of whole numbers"),
        ([3], "Each stretch is a pair of whole numbers"),
        ({"0": 2}, "Marked words go into square brackets"),
        ("fell", "or 'none' where there is nothing to mark."),
    ],
)
def test_what_is_no_marking_gives_a_reason(response, reason):
    result = score(MARK, response)
    assert result.state == "unreadable"
    assert reason in result.reason


def test_the_box_for_no_such_words_is_an_answer_only_where_it_is_shown():
    assert score(MARK_NONE, "none").points == 3
    assert score(MARK_NONE, [[0, 0]]).points == 0
    bare = replace(MARK, none="", _question=[])
    assert score(bare, "none").state == "unreadable"


@settings(max_examples=200, deadline=None)
@given(st.sets(st.integers(0, LAST)))
def test_more_wrong_words_never_earn_more_and_more_right_ones_never_less(marked):
    earned = score(MARK, stretches(marked)).points
    for place in range(LAST + 1):
        more = score(MARK, stretches(marked | {place})).points
        if place in {2, 3, 9, 10}:
            assert more >= earned
        else:
            assert more <= earned
    joined = score(MARK, [[place, place] for place in sorted(marked, reverse=True)]).points
    assert joined == earned


def test_each_stretch_is_judged_and_remarked_on_its_own():
    response = [[14, 15], [2, 3], [7, 9], [4, 5]]
    assert [(f.slug, f.word) for f in found(MARK, response)] == [
        ("2-3", "right"),
        ("4-5", "does not count"),
        ("7-9", "partly right"),
        ("14-15", "wrong"),
    ]
    assert verdicts(MARK, response)["14-15"] == "wrong"
    assert [(r.slug, r.right, r.text) for r in remarks(MARK, response)] == [
        ("2-3", True, "That is what came down."),
        ("7-9", False, "That is what it did."),
        ("14-15", False, "Sleeping changes nothing."),
    ]
    assert say(MARK.question, response) == [
        "“fell heavily”",
        "“over the”",
        "“city, and traffic”",
        "“mayor slept”",
    ]
    shown = [(line.text, line.right, line.word) for line in lines(MARK, response)]
    assert shown[2:] == [("“city, and traffic”", None, "partly right"), ("“mayor slept”", False, "wrong")]


def test_what_is_said_of_no_such_words():
    assert [(r.slug, r.right, r.text) for r in remarks(MARK, "none")] == [
        ("", False, "Something did happen.")
    ]
    assert say(MARK.question, "none") == ["Nothing happened"]
    assert [(line.text, line.word) for line in lines(MARK, "none")] == [("Nothing happened", "wrong")]
    assert [(line.text, line.word) for line in lines(MARK_NONE, "none")] == [("There is none", "right")]


def test_the_whole_is_explained_only_to_who_has_found_it():
    assert MARK.feedback in [r.text for r in remarks(MARK, MARK.key)]
    assert MARK.feedback not in [r.text for r in remarks(MARK, [[2, 3]])]


def test_text_and_box_are_part_of_the_revision():
    assert replace(MARK, text=f"{MARK.text} Then.", _question=[]).revision != MARK.revision
    assert replace(MARK, none="None", _question=[]).revision != MARK.revision
    assert replace(MARK, spans=MARK.spans[:1], _question=[]).revision == MARK.revision
