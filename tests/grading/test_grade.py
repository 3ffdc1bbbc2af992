"""`course grade`, with real nbgrader throughout: from the folder that was handed in to the gradebook."""

from __future__ import annotations

import copy
import json
import re
import shutil

import nbformat
import pytest
from nbgrader.api import Gradebook

from course_lib.errors import BuildProblem, UnknownName
from course_lib.grading.build import build_assignment
from course_lib.grading.register import register
from course_lib.grading.run import grade, gradebook_url
from tests.factories import (
    MAXIMUM,
    NAME,
    RIGHT,
    Submission,
    bank_table,
    gradebook,
    option,
    paper_table,
    write_course,
)

pytestmark = pytest.mark.grading

#: Answers of all kinds, with their points worked out by hand.
MIXED = {
    "a1": ("attack-alone", 0),  # the wrong option
    "a2": (["ally", "decree", "toast"], 1),  # two of three right, one wrong: (2 - 1) / 3 of 3 points
    "b1": ({"spring": "bud", "summer": "leaf"}, 1),  # one of three pairs right, one missing: 1 of 3 points
    "b2": (["ratify", "sign", "exchange", "register"], 1.33),  # 5 of 6 pairs right: (5 - 1) / 6 of 2 points
    "c1": ("The State of War.", 1),  # an accepted spelling
    "c2": ("169", 1),  # as text, within the tolerance of one day
    "c3": (55, 0),  # more than 10 away from 40
    "d1": ([[1, 2], [11, 11]], 0.67),  # one of two spans, two of three marked words: 1/2 x 2/3 of 2 points
    "d2": ({"table": "inside", "tree": "inside"}, 1),  # one of two
    "d3": ({"pick": "south", "p": 0.8}, 0.54),  # B = 0.64 + 0.81 + 0.01 wrong: 2 x (1 - 1.46 / 2) points
}


@pytest.fixture(scope="module")
def graded(template, tmp_path_factory):
    """Grade one batch with a student for each way of answering; return course, report and gradebook."""
    root = tmp_path_factory.mktemp("graded") / "course"
    shutil.copytree(template, root)
    Submission(root, "blank")
    Submission(root, "typed").typed(**RIGHT)
    Submission(root, "shown").shown(**RIGHT)
    Submission(root, "filed").filed(**RIGHT).wrote("A paragraph of mine.")
    Submission(root, "mixed").filed(**{slot: response for slot, (response, _) in MIXED.items()})
    Submission(root, "both").filed(**RIGHT).shown(a1="threat", a2=RIGHT["a2"]).typed(c1="peace")
    Submission(root, "o'neil +2").typed(**RIGHT)
    Submission(root, "resent [2]").typed(**RIGHT)
    Submission(root, "<i>mia").typed(**RIGHT)
    broken = Submission(root, "broken")
    broken.path.write_text('{"cells": [', "utf-8")
    renamed = Submission(root, "renamed")
    renamed.path.rename(renamed.path.with_name("final.ipynb"))
    copied = Submission(root, "copied").filed(**RIGHT)
    for cell_id in ("q-a1", "s-a1", "s-a2"):
        twin = copy.deepcopy(copied.cell(cell_id))
        twin.id = f"twin-{cell_id}"
        copied.notebook.cells.append(twin)
    copied.save()
    deleted = Submission(root, "deleted").filed(**RIGHT)
    gone = ("q-a1", "s-a1", "s-b2", "setup")
    deleted.notebook.cells = [c for c in deleted.notebook.cells if c.id not in gone]
    deleted.save()
    edited = Submission(root, "edited").filed(a1="threat")
    edited.cell("s-a1").source = "1.0"
    edited.notebook.metadata["skin_deep"] = {"answers": {"a1": {"response": "war-follows", "notes": []}}}
    edited.save()
    old = Submission(root, "old").filed(**RIGHT)
    old.notebook.nbformat_minor = 4
    for cell in old.notebook.cells:
        del cell["id"]
    old.path.write_text(json.dumps(old.notebook), "utf-8")
    shutil.copytree(root / "solutions" / NAME, root / "submitted" / "solution" / NAME)
    news = []
    report = grade(root, NAME, progress=lambda *args: news.append(args))
    return root, {row.student: row for row in report.rows}, news, str(report)


def points(graded, student):
    root, rows, _, _ = graded
    row = rows[student]
    held = {g: (auto, m) for s, _, g, auto, m, _ in gradebook(root) if s == student and g.startswith("s-")}
    assert sum(auto for auto, _ in held.values()) == pytest.approx(row.points)
    assert sum(m for _, m in held.values()) == row.max_points == MAXIMUM
    return row.points


@pytest.mark.parametrize(
    "student", ["solution", "typed", "shown", "filed", "copied", "deleted", "old", "o'neil +2"]
)
def test_right_answers_earn_everything_wherever_they_stand(graded, student):
    assert points(graded, student) == MAXIMUM


def test_the_untouched_release_earns_nothing(graded):
    assert points(graded, "blank") == 0
    assert graded[1]["blank"].manual == 0
    assert graded[1]["blank"].differences == ()


def test_mixed_answers_earn_what_was_worked_out_by_hand(graded):
    root = graded[0]
    assert points(graded, "mixed") == pytest.approx(7.54)
    earned = {g[2:]: auto for s, _, g, auto, _, _ in gradebook(root) if s == "mixed" and g.startswith("s-")}
    assert earned == pytest.approx({slot: right for slot, (_, right) in MIXED.items()})


def test_a_paragraph_waits_for_a_person_and_an_untouched_one_does_not(graded):
    assert graded[1]["filed"].manual == 1
    book = {(s, g): (auto, manual) for s, _, g, auto, _, manual in gradebook(graded[0])}
    assert book["filed", "e1"] == (None, True)
    assert book["typed", "e1"] == (0, False)


def test_comments_offer_the_rubric_and_call_no_clicked_question_unanswered(graded):
    def comment(student, grade_id):
        return book.find_comment(grade_id, NAME, NAME, student).comment

    with Gradebook(gradebook_url(graded[0]), "skin-deep") as book:
        assert comment("filed", "e1") == "Exact (of 4): \n"
        assert comment("filed", "q-a1") is None
        assert comment("blank", "e1") == comment("blank", "q-a1") == "No response."


def test_differing_records_are_listed_and_the_stronger_place_counts(graded):
    assert points(graded, "both") == MAXIMUM - 2
    assert [line[:30] for line in graded[1]["both"].differences] == [
        "a1: The answer in answers.json",
        "c1: The answer in answers.json",
    ]


def test_what_a_student_wrote_over_tests_and_metadata_earns_nothing(graded):
    assert points(graded, "edited") == 0


def test_what_was_mended_is_told(graded):
    assert "A copy of cell q-a1 is not graded." in graded[1]["copied"].mended
    assert "Cell s-a1 was missing and is back, as released." in graded[1]["deleted"].mended


def test_a_submission_that_cannot_be_graded_stops_no_other(graded):
    _, rows, _, text = graded
    assert rows["broken"].problem.startswith("demo.ipynb is damaged (Expecting value: line 1 column 12")
    assert rows["renamed"].problem == "There is no demo.ipynb in the submission, only final.ipynb: rename it."
    assert rows["resent [2]"].problem.startswith("nbgrader cannot open a folder with *, ? or [")
    assert rows["<i>mia"].problem.startswith("nbgrader's pages would take <, >, \" or & in a name for HTML")
    assert re.search(r"^broken +not graded$", text, re.MULTILINE)
    assert re.search(r"^typed +18 of 18$", text, re.MULTILINE)
    assert re.search(r"^filed +18 of 18 +1$", text, re.MULTILINE)


def test_progress_is_told_after_each_submission(graded):
    _, rows, news, _ = graded
    assert news == [(n, len(rows), student) for n, student in enumerate(sorted(rows), 1)]


def test_no_key_stands_in_graded_notebooks(graded):
    for path in (graded[0] / "autograded").rglob("*.ipynb"):
        text = path.read_text("utf-8")
        assert "HIDDEN TESTS" not in text
        assert "'correct'" not in text


def test_the_grade_cell_holds_one_number_and_a_readable_review(graded):
    book = nbformat.read(graded[0] / "autograded" / "mixed" / NAME / f"{NAME}.ipynb", as_version=4)
    cell = next(c for c in book.cells if c.id == "s-b1")
    (output,) = cell.outputs
    assert (output.output_type, output.data["text/plain"]) == ("execute_result", "1.0")
    assert "<strong>1 of 3 points</strong>" in output.data["text/html"]
    assert "Spring → A bud – <em>right</em>" in output.data["text/html"]
    blank = nbformat.read(graded[0] / "autograded" / "blank" / NAME / f"{NAME}.ipynb", as_version=4)
    assert (
        "No answer was recorded."
        in next(c for c in blank.cells if c.id == "s-a1").outputs[0].data["text/html"]
    )


def test_grading_again_changes_nothing_and_keeps_what_a_person_gave(graded):
    root = graded[0]
    with Gradebook(gradebook_url(root), "skin-deep") as book:
        given = book.find_grade("e1", NAME, NAME, "filed")
        given.manual_score = 3
        book.db.commit()
    before = gradebook(root)
    assert register(root, NAME, gradebook_url(root)) is False
    report = grade(root, NAME, students=["filed", "mixed", "filed"])
    assert [row.student for row in report.rows] == ["filed", "mixed"]
    assert gradebook(root) == before
    with Gradebook(gradebook_url(root), "skin-deep") as book:
        assert book.find_grade("e1", NAME, NAME, "filed").score == 3


def test_wrong_uses_are_sentences(course):
    with pytest.raises(UnknownName, match="No assignment 'dmo'"):
        grade(course, "dmo")
    with pytest.raises(BuildProblem, match="There is no folder submitted/"):
        grade(course, NAME)
    (course / "submitted").mkdir()
    with pytest.raises(BuildProblem, match="No submission of demo"):
        grade(course, NAME)
    Submission(course, "mia")
    with pytest.raises(UnknownName, match=r"No submission by 'mja'\. Did you mean 'mia'\?"):
        grade(course, NAME, students=["mja"])
    shutil.rmtree(course / "solutions" / NAME)
    with pytest.raises(BuildProblem, match="has not been built yet: run `course build demo`"):
        grade(course, NAME)


def test_an_instructors_own_answers_do_not_replace_a_students(course):
    Submission(course, "mia").filed(a1="threat")
    (course / "solutions" / NAME / "answers.json").write_text('{"schema": 1, "items": {}}', "utf-8")
    grade(course, NAME)
    kept = (course / "autograded" / "mia" / NAME / "answers.json").read_text("utf-8")
    assert "threat" in kept


def test_a_changed_key_regrades_and_other_cells_are_refused(course):
    Submission(course, "mia").filed(a1="threat")
    assert grade(course, NAME).rows[0].points == 0
    bank = bank_table()
    bank["item"][0]["option"][0].pop("correct")
    bank["item"][0]["option"][0]["misconception"] = "slip"
    bank["item"][0]["option"][2] = option("threat", correct=True)
    write_course(course, bank)
    build_assignment(course, NAME)
    assert grade(course, NAME).rows[0].points == 1
    paper = paper_table()
    paper["part"][0]["slot"].append({"id": "a3", "type": "single", "points": 1, "items": ["twin"]})
    write_course(course, bank, paper)
    build_assignment(course, NAME)
    with pytest.raises(BuildProblem, match="demo has other cells than when its first submission was graded"):
        grade(course, NAME)


def test_an_answer_to_an_earlier_release_is_scored_with_it(course):
    build_assignment(course, NAME, release=True)
    Submission(course, "mia").filed(a1="war-follows")
    bank = bank_table()
    bank["item"][0] |= {"id": "facts", "was": ["condition"], "stem": "Which facts?"}
    bank["item"][0]["option"][0]["slug"] = "war-results"
    bank["exclusive"] = []
    paper = paper_table()
    paper["part"][0]["slot"][0]["items"] = ["facts"]
    write_course(course, bank, paper)
    build_assignment(course, NAME)
    row = grade(course, NAME).rows[0]
    assert row.points == 1
    assert row.differences == ("a1: Scored with the earlier wording that was answered.",)
