"""Three ways to grade give one gradebook, and what a student's code does cannot raise a question's score."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig

import nbformat
import pytest

from course_lib.grading.build import build_assignment
from course_lib.grading.run import grade
from tests.factories import MAXIMUM, NAME, RIGHT, Submission, gradebook

pytestmark = pytest.mark.grading

#: A configuration as nbgrader's own guide has it, with none of our steps.
STOCK = """\
c = get_config()
c.CourseDirectory.course_id = "skin-deep"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "assignments"
"""


def hand_in(root):
    """Submissions whose answers stock nbgrader can see: typed, or in the side file."""
    Submission(root, "blank")
    Submission(root, "typed").typed(**RIGHT).wrote("My paragraph.")
    half = {"a1": "threat", "a2": ["ally"], "b1": {"spring": "bud", "autumn": "snow"}, "c2": 167}
    Submission(root, "filed").filed(**half, b2=RIGHT["b2"], c1="The state-of-war")
    Submission(root, "both").filed(**RIGHT).typed(a1="attack-alone", c3=55, a2=["no such"])
    shutil.copytree(root / "solutions" / NAME, root / "submitted" / "solution" / NAME)


def nbgrader(root, *arguments):
    path = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=root,
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stderr


@pytest.fixture(scope="module")
def gradebooks(template, tmp_path_factory):
    roots = {}
    for mode in ("course grade", "nbgrader autograde", "stock nbgrader"):
        roots[mode] = tmp_path_factory.mktemp("mode") / "course"
        shutil.copytree(template, roots[mode])
        hand_in(roots[mode])
    assert grade(roots["course grade"], NAME).problems == ()
    nbgrader(roots["nbgrader autograde"], "autograde", NAME)
    (roots["stock nbgrader"] / "nbgrader_config.py").write_text(STOCK, "utf-8")
    nbgrader(roots["stock nbgrader"], "autograde", NAME)
    return {mode: gradebook(root) for mode, root in roots.items()}


@pytest.mark.parametrize("mode", ["nbgrader autograde", "stock nbgrader"])
def test_course_grade_and_nbgrader_give_equal_gradebooks(gradebooks, mode):
    assert gradebooks[mode] == gradebooks["course grade"]


def test_the_gradebooks_are_equal_because_they_are_right(gradebooks):
    sums = {}
    for student, _, _, auto, _, _ in gradebooks["stock nbgrader"]:
        sums[student] = sums.get(student, 0) + (auto or 0)
    # filed: one of three marks (1), one of three pairs (1), the order (2), the words (1), 167 is within a
    # day (1). both: all but a1 (1) and c3 (1); the slip typed in a2 leaves the clicked answer.
    expected = {"blank": 0, "typed": MAXIMUM, "solution": MAXIMUM, "filed": 6, "both": MAXIMUM - 2}
    assert sums == pytest.approx(expected)


HOSTILE = """
import json, os, pathlib, sys, builtins
sys.stderr.write("noise")
right = {right}
path = pathlib.Path("answers.json")
data = json.loads(path.read_text())
for slot, question in json.loads(pathlib.Path("quiz.json").read_text())["slots"].items():
    entry = dict(id=question["id"], revision=question["revision"], response=right[slot], via="click")
    data["items"][question["id"]] = entry | dict(at="2030-01-01T00:00:00Z")
path.write_text(json.dumps(data))
import course_lib.quiz.session as session
import course_lib.quiz.scoring as scoring
session.answered = session.points = scoring.score = lambda *a, **k: 3.0
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
    return {row.student: row for row in report.rows}, gradebook(root)


def earned(executed, student):
    return {g: auto for s, _, g, auto, _, _ in executed[1] if s == student}


def test_a_code_task_is_executed_and_graded_beside_the_questions(executed):
    rows, _ = executed
    assert earned(executed, "honest")["task-test"] == 2
    assert (rows["honest"].points, rows["honest"].max_points) == (MAXIMUM + 2, MAXIMUM + 2)


def test_code_that_runs_cannot_raise_the_score_of_a_question(executed):
    held = earned(executed, "hostile")
    assert {g: auto for g, auto in held.items() if g.startswith("s-")} == {f"s-{slot}": 0 for slot in RIGHT}
    assert executed[0]["hostile"].problem == ""


def test_a_graded_cell_in_which_the_kernel_died_has_no_points_and_is_told(executed):
    rows, _ = executed
    assert earned(executed, "killer")["task-test"] == 0
    assert earned(executed, "killer")["s-a1"] == 1
    assert "Cell task-test did not run and has 0 points." in rows["killer"].mended
