"""The frame of a submission: copied, deleted, stripped and forged cells are put right, the work is kept."""

from __future__ import annotations

import copy

import nbformat
import pytest

from course_lib.grading.course import load_course
from course_lib.grading.mend import mend
from tests.factories import NAME


@pytest.fixture
def release(template):
    return load_course(template / "solutions", NAME).release


@pytest.fixture
def book(template):
    return nbformat.read(template / "assignments" / NAME / f"{NAME}.ipynb", as_version=4)


def frame(book):
    return [c.metadata.nbgrader.grade_id for c in book.cells if "nbgrader" in c.metadata]


def cell(book, cell_id):
    return next(c for c in book.cells if c.get("id") == cell_id)


def test_an_unharmed_submission_stays_as_it_is(book, release):
    before = frame(book)
    assert mend(book, release) == []
    assert frame(book) == before


def test_a_copy_loses_its_grading_metadata_and_the_original_keeps_it(book, release):
    for grade_id in ("q-a1", "s-a1"):
        twin = copy.deepcopy(cell(book, grade_id))
        twin.id = f"copy-{grade_id}"
        book.cells.append(twin)
    assert mend(book, release) == ["A copy of cell q-a1 is not graded.", "A copy of cell s-a1 is not graded."]
    assert frame(book).count("q-a1") == frame(book).count("s-a1") == 1
    assert "nbgrader" in cell(book, "q-a1").metadata


def test_of_a_written_answer_and_its_copy_the_one_that_was_written_in_counts(book, release):
    twin = copy.deepcopy(cell(book, "e1"))
    twin.id, twin.source = "other", "My paragraph."
    book.cells.append(twin)
    mend(book, release)
    graded = [c.source for c in book.cells if c.metadata.get("nbgrader", {}).get("grade_id") == "e1"]
    assert graded == ["My paragraph."]


def test_deleted_cells_come_back_in_their_places(book, release):
    whole = frame(book)
    book.cells = [c for c in book.cells if c.id not in ("setup", "q-a1", "s-a1", "s-b2", "e1")]
    done = mend(book, release)
    assert frame(book) == whole
    assert done == [f"Cell {i} was missing and is back, as released." for i in ("q-a1", "s-a1", "s-b2", "e1")]
    assert not any("points(" in c.source for c in book.cells)
    nbformat.validate(book)


def test_stripped_metadata_is_found_again_by_the_ids_of_the_cells(book, release):
    whole = frame(book)
    for stripped in book.cells:
        stripped.metadata = nbformat.NotebookNode()
    assert "Cell s-a1 had lost its grading metadata." in mend(book, release)
    assert frame(book) == whole


def test_an_empty_notebook_gets_the_whole_frame(release):
    empty = nbformat.v4.new_notebook()
    mend(empty, release)
    assert len(frame(empty)) == len([c for c in release.cells if "nbgrader" in c.metadata])


@pytest.mark.parametrize(
    "forged",
    [
        {
            "grade": True,
            "points": 100,
            "grade_id": "q-a1",
            "solution": False,
            "locked": True,
            "schema_version": 3,
        },
        {"grade": False, "grade_id": "s-a1", "solution": False, "locked": False, "schema_version": 99},
        {
            "grade": True,
            "points": 50,
            "grade_id": "bonus",
            "solution": True,
            "locked": False,
            "schema_version": 3,
        },
        {"grade_id": ["a", "list"]},
        "no mapping",
        {},
    ],
)
def test_forged_metadata_changes_nothing(book, release, forged):
    expected = {
        c.metadata.nbgrader.grade_id: c.metadata.nbgrader for c in release.cells if "nbgrader" in c.metadata
    }
    for target in (cell(book, "q-a1"), cell(book, "intro")):
        target.metadata["nbgrader"] = copy.deepcopy(forged)
    mend(book, release)
    found = {
        c.metadata.nbgrader.grade_id: c.metadata.nbgrader for c in book.cells if "nbgrader" in c.metadata
    }
    assert found == expected
    assert "nbgrader" not in cell(book, "intro").metadata
