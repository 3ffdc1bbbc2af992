"""A class of forty, graded in three ways, against marks that a second scorer worked out for itself."""

from __future__ import annotations

import shutil

import pytest

from course_lib.grading.build import bank_names
from course_lib.grading.register import register
from course_lib.grading.run import grade, gradebook_url
from tests.factories import ROOT, gradebook
from tests.grading.modes import STOCK, nbgrader
from tests.grading.school import open_school

pytestmark = pytest.mark.grading

#: Who is graded by nbgrader's own command in a plain run: executing a submission takes seconds.
SOME = {
    "stock": ("right-filed", "right-typed", "untouched", "partly-filed", "impossible-filed", "chance-03"),
    "with our configuration": ("right-shown", "partly-everywhere", "earlier-shown"),
}


@pytest.fixture(scope="module", params=bank_names(ROOT))
def school(request, tmp_path_factory):
    opened = open_school(tmp_path_factory.mktemp(request.param), request.param)
    for student, folder in (("solution", "solutions"), ("release", "assignments")):
        shutil.copytree(opened.root / folder / opened.name, opened.root / "submitted" / student / opened.name)
    # Starting a gradebook takes seconds: those that are graded elsewhere get a copy of this one.
    register(opened.root, opened.name, gradebook_url(opened.root))
    shutil.copy(opened.root / "gradebook.db", opened.root / "begun.db")
    return opened


@pytest.fixture(scope="module")
def graded(school):
    """Return what `course grade` says of all, and its gradebook."""
    report = grade(school.root, school.name)
    assert report.problems == ()
    return {row.student: row for row in report.rows}, gradebook(school.root, school.name)


def by_slot(rows, student):
    return {g.removeprefix("s-"): auto for s, _, g, auto, _, _ in rows if s == student and g.startswith("s-")}


def agree(school, rows, student, stock=False):
    """Hold the marks of one student against the second scorer's: to the cent, a tie rounded either way."""
    earned = by_slot(rows, student)
    assert set(earned) == set(school.items)
    for slot, marks in earned.items():
        exact = school.worth(student, slot, stock)
        assert marks == round(marks, 2)
        assert marks == pytest.approx(float(exact), abs=0.005 + 1e-9), (student, slot, school.items[slot])


def test_the_class_has_all_that_a_class_has(school):
    assert len(school.students) == 40
    kinds = {item["type"] for item in school.items.values()}
    for stock in (False, True):
        worth = {s: {slot: school.worth(s, slot, stock) for slot in school.items} for s in school.students}
        assert {s: float(v) for s, v in worth["right-filed"].items()} == school.points
        for student in ("untouched", "emptied", "wrong-filed", "wrong-typed", "impossible-filed"):
            assert set(worth[student].values()) == {0}, student
        # Each type that has anything between all and nothing is answered so by somebody.
        between = {
            school.items[slot]["type"]
            for marks in worth.values()
            for slot, value in marks.items()
            if 0 < value < school.points[slot]
        }
        assert between == kinds - {"single", "short", "numeric", "scale"}
    # The earlier key is another one.
    assert sum(school.worth("earlier-with-todays-key", s) for s in school.items) < sum(school.points.values())
    assert sum(school.worth("earlier-right", s) for s in school.items) == sum(school.points.values())


def test_course_grade_gives_forty_students_what_the_second_scorer_gives(school, graded):
    rows, book = graded
    for name, student in school.students.items():
        agree(school, book, name)
        assert rows[name].max_points == sum(school.points.values())
        assert rows[name].points == pytest.approx(sum(by_slot(book, name).values()))
        assert rows[name].manual == int(student.wrote), name
        assert rows[name].mended == ()


def test_the_solution_earns_all_and_the_release_nothing(school, graded):
    rows, book = graded
    assert by_slot(book, "solution") == school.points
    assert set(by_slot(book, "release").values()) == {0}
    assert (rows["solution"].manual, rows["release"].manual) == (1, 0)
    for row in (rows["solution"], rows["release"]):
        assert not (row.differences or row.mended)


@pytest.mark.parametrize("who", ["some", pytest.param("all", marks=pytest.mark.long)])
@pytest.mark.parametrize("mode", SOME)
def test_nbgraders_own_command_gives_what_the_second_scorer_gives(school, graded, mode, who, tmp_path):
    """All forty are `long`: nbgrader executes every submission, which takes seconds for each."""
    stock, students = mode == "stock", SOME[mode] if who == "some" else tuple(school.students)
    root = tmp_path / "course"
    shutil.copytree(school.root, root, ignore=shutil.ignore_patterns("submitted", "autograded"))
    shutil.copy(root / "begun.db", root / "gradebook.db")
    for student in students:
        shutil.copytree(school.root / "submitted" / student, root / "submitted" / student)
    if stock:
        (root / "nbgrader_config.py").write_text(STOCK, "utf-8")
    nbgrader(root, "autograde", school.name)
    book = gradebook(root, school.name)
    for student in students:
        agree(school, book, student, stock)
    # What stock nbgrader cannot see, the notebook's records and earlier wordings, is all that differs.
    same = {s for s in students if not stock or not school.students[s].beyond_stock}
    assert {row for row in book if row[0] in same} == {row for row in graded[1] if row[0] in same}
