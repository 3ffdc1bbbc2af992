"""Three ways to grade give one gradebook, and what a student's code does cannot raise a question's score."""

from __future__ import annotations

import shutil

import nbformat
import pytest

from course_lib.grading.build import build_assignment
from course_lib.grading.run import grade
from tests.factories import MAXIMUM, NAME, RIGHT, Submission, gradebook
from tests.grading.modes import STOCK, nbgrader

pytestmark = pytest.mark.grading

OURS = ("course grade", "nbgrader autograde")
STOCK_MODE = "stock nbgrader"


def hand_in(root):
    """Submissions for each place where answers stand; stock nbgrader sees all but `notebook only`."""
    Submission(root, "notebook only").shown(**RIGHT)
    Submission(root, "side file only").filed(**RIGHT)
    Submission(root, "blank")
    Submission(root, "typed").typed(**RIGHT).wrote("My paragraph.")
    half = {"a1": "threat", "a2": ["ally"], "b1": {"spring": "bud", "autumn": "snow"}, "c2": 167}
    Submission(root, "filed").filed(**half, b2=RIGHT["b2"], c1="The state-of-war")
    Submission(root, "both").filed(**RIGHT).typed(a1="attack-alone", c3=55, a2=["no such"])
    shutil.copytree(root / "solutions" / NAME, root / "submitted" / "solution" / NAME)


@pytest.fixture(scope="module")
def graded(template, tmp_path_factory):
    """The same submissions graded in three ways: a folder for each, and the report of the first."""
    roots = {}
    for mode in (*OURS, STOCK_MODE):
        roots[mode] = tmp_path_factory.mktemp("mode") / "course"
        shutil.copytree(template, roots[mode])
        hand_in(roots[mode])
    report = grade(roots["course grade"], NAME)
    assert report.problems == ()
    nbgrader(roots["nbgrader autograde"], "autograde", NAME)
    (roots[STOCK_MODE] / "nbgrader_config.py").write_text(STOCK, "utf-8")
    nbgrader(roots[STOCK_MODE], "autograde", NAME)
    return roots, report


@pytest.fixture(scope="module")
def gradebooks(graded):
    return {mode: gradebook(root) for mode, root in graded[0].items()}


def total(gradebooks, mode, student):
    return sum(auto or 0 for s, _, _, auto, _, _ in gradebooks[mode] if s == student)


def outputs(graded, mode, student, grade_id):
    path = graded[0][mode] / "autograded" / student / NAME / f"{NAME}.ipynb"
    book = nbformat.read(path, as_version=4)
    return next(c.outputs for c in book.cells if c.metadata.get("nbgrader", {}).get("grade_id") == grade_id)


@pytest.mark.parametrize("mode", OURS)
@pytest.mark.parametrize("student", ["notebook only", "side file only", "typed"])
def test_the_same_answers_arrive_from_any_one_place(gradebooks, mode, student):
    assert total(gradebooks, mode, student) == MAXIMUM


@pytest.mark.parametrize("student", ["typed", "side file only"])
def test_stock_nbgrader_reads_typed_answers_and_the_side_file(gradebooks, student):
    assert total(gradebooks, STOCK_MODE, student) == MAXIMUM


@pytest.mark.parametrize("student", ["notebook only", "blank"])
def test_stock_nbgrader_says_in_a_sentence_what_it_cannot_find(graded, gradebooks, student):
    assert total(gradebooks, STOCK_MODE, student) == 0
    (error,) = outputs(graded, STOCK_MODE, student, "s-a1")
    assert error.ename == "Unanswered"
    assert error.evalue.startswith("Question a1 has no answer yet: run its cell, click an answer, save.")


@pytest.mark.parametrize("mode", OURS)
def test_differing_records_are_listed_beside_the_points_in_formgrader(graded, mode):
    (review,) = outputs(graded, mode, "both", "s-a1")
    # Formgrader shows this output below the box with the points.
    assert "<strong>0 of 1 point</strong> (typed)" in review.data["text/html"]
    assert "<strong>To look at:</strong> The answer in answers.json differs" in review.data["text/html"]


def test_differing_records_are_listed_in_the_report_of_course_grade(graded):
    row = next(row for row in graded[1].rows if row.student == "both")
    assert row.differences[0] == (
        'a1: The answer in answers.json differs: "war-follows"; '
        'scored is the one typed in a cell: "attack-alone".'
    )
    assert [line[:3] for line in row.differences] == ["a1:", "a2:", "c3:"]
    assert f"both: {row.differences[0]}" in str(graded[1])


def seen_by_stock(rows):
    return {row for row in rows if row[0] != "notebook only"}


def test_course_grade_and_nbgrader_autograde_give_equal_gradebooks(gradebooks):
    assert gradebooks["nbgrader autograde"] == gradebooks["course grade"]


def test_course_grade_and_stock_nbgrader_give_equal_gradebooks(gradebooks):
    assert seen_by_stock(gradebooks[STOCK_MODE]) == seen_by_stock(gradebooks["course grade"])


def test_the_gradebooks_are_equal_because_they_are_right(gradebooks):
    # filed: one of three marks (1), one of three pairs (1), the order (2), the words (1), 167 is within a
    # day (1). both: all but a1 (1) and c3 (1); the slip typed in a2 leaves the clicked answer.
    expected = {"blank": 0, "typed": MAXIMUM, "solution": MAXIMUM, "filed": 6, "both": MAXIMUM - 2}
    sums = {student: total(gradebooks, STOCK_MODE, student) for student in expected}
    assert sums == pytest.approx(expected)


HOSTILE = """
import json, os, pathlib, sys, builtins
sys.stderr.write("noise")
from IPython.display import display
display({{"image/png": "AA=="}}, raw=True, metadata={{"image/png": {{"width": "1 onerror=run()"}}}})
right = {right}
path = pathlib.Path("answers.json")
data = json.loads(path.read_text())
for slot, question in json.loads(pathlib.Path("quiz.json").read_text())["slots"].items():
    entry = dict(id=question["id"], revision=question["revision"], response=right[slot], via="click")
    data["items"][question["id"]] = entry | dict(at="2030-01-01T00:00:00Z")
path.write_text(json.dumps(data))
import course_lib.quiz.cells as cells
import course_lib.quiz.scoring as scoring
cells.answered = cells.points = scoring.score = lambda *a, **k: 3.0
answered = points = builtins.float = lambda *a, **k: 3.0
for file in pathlib.Path(".").glob("*.ipynb"):
    book = json.loads(file.read_text())
    book["metadata"]["skin_deep"] = {{"answers": {{s: {{"response": r}} for s, r in right.items()}}}}
    file.chmod(0o644)
    file.write_text(json.dumps(book))
class Free(__import__("ast").NodeTransformer):
    def visit_Assert(self, node):
        return None
"""


@pytest.fixture(scope="module")
def executed(template, tmp_path_factory):
    """A paper with a code task beside the questions, so that what students wrote is executed."""
    root = tmp_path_factory.mktemp("executed") / "course"
    shutil.copytree(template, root)
    path = root / "solutions" / NAME / f"{NAME}.ipynb"
    book = nbformat.read(path, as_version=4)
    meta = {"grade": False, "locked": False, "schema_version": 3, "solution": True, "task": False}
    work = nbformat.v4.new_code_cell("### BEGIN SOLUTION\ndays = 168\n### END SOLUTION", id="task-work")
    work.metadata["nbgrader"] = meta | {"grade_id": "task-work"}
    test = nbformat.v4.new_code_cell("assert days == 168", id="task-test")
    test.metadata["nbgrader"] = meta | {
        "grade_id": "task-test",
        "grade": True,
        "locked": True,
        "solution": False,
        "points": 2,
    }
    book.cells += [work, test]
    nbformat.write(book, path)
    build_assignment(root, NAME)
    honest = Submission(root, "honest").filed(**RIGHT)
    honest.cell("task-work").source = "days = 160 + 8"
    honest.save()
    hostile = Submission(root, "hostile").filed(a1="threat")
    hostile.cell("q-a1").source += HOSTILE.format(right=RIGHT)
    hostile.cell("task-work").source = "days = 1\nget_ipython().ast_transformers.append(Free())"
    hostile.save()
    killer = Submission(root, "killer").filed(a1="war-follows")
    killer.cell(
        "task-work"
    ).source = "class Days:\n    def __eq__(self, other):\n        import os; os._exit(0)\ndays = Days()"
    killer.save()
    report = grade(root, NAME)
    # The code did run, and did what it meant to: the file that it rewrote says so.
    assert "2030-01-01" in (root / "autograded" / "hostile" / NAME / "answers.json").read_text("utf-8")
    return {row.student: row for row in report.rows}, gradebook(root), root


@pytest.fixture(scope="module")
def hostile_outputs(executed):
    book = nbformat.read(executed[2] / "autograded" / "hostile" / NAME / f"{NAME}.ipynb", as_version=4)
    return [output for cell in book.cells for output in cell.get("outputs", [])]


def earned(executed, student):
    return {g: auto for s, _, g, auto, _, _ in executed[1] if s == student}


def test_a_code_task_is_executed_and_graded_beside_the_questions(executed):
    rows, *_ = executed
    assert earned(executed, "honest")["task-test"] == 2
    assert (rows["honest"].points, rows["honest"].max_points) == (MAXIMUM + 2, MAXIMUM + 2)


def test_code_that_runs_cannot_raise_the_score_of_a_question(executed):
    held = earned(executed, "hostile")
    assert {g: auto for g, auto in held.items() if g.startswith("s-")} == {f"s-{slot}": 0 for slot in RIGHT}
    assert executed[0]["hostile"].problem == ""


def test_an_output_brings_no_attributes_of_its_own_into_nbgraders_pages(hostile_outputs):
    pictures = [output for output in hostile_outputs if "image/png" in output.get("data", {})]
    assert [output.metadata for output in pictures] == [{}]


def test_a_graded_cell_in_which_the_kernel_died_has_no_points_and_is_told(executed):
    rows, *_ = executed
    assert earned(executed, "killer")["task-test"] == 0
    assert earned(executed, "killer")["s-a1"] == 1
    assert "Cell task-test did not run and has 0 points." in rows["killer"].mended
