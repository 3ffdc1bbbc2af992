"""`course check`: nothing to say about the course as it stands, and a sentence for each slip."""

from __future__ import annotations

import json
import shutil
import tomllib

import pytest
import tomlkit

from course_lib.checks import check, problems
from course_lib.errors import BuildProblem
from course_lib.grading.build import bank_names
from tests.factories import ROOT

NAME = "treaty_text"
NAMES = bank_names(ROOT)
LESSON = "06_article_4_article_51"
pytestmark = pytest.mark.grading


@pytest.fixture
def clone(tmp_path):
    """A clone's folders that `course check` reads, to be spoilt."""
    ignore = shutil.ignore_patterns(".*", "__pycache__", "answers.*")
    for folder in ("assignments", "lessons", "solutions", "course_lib/data"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=ignore)
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    return tmp_path


def spoil_notebook(path, change):
    book = json.loads(path.read_text("utf-8"))
    change(book)
    path.write_text(json.dumps(book), "utf-8")


def spoil_toml(path, change):
    table = tomllib.loads(path.read_text("utf-8"))
    change(table)
    path.write_text(tomlkit.dumps(table), "utf-8")


def test_the_course_has_no_problems_and_the_counts_say_what_was_looked_at():
    checked = check(ROOT)
    assert checked.problems == ()
    assert checked.counts["lessons"] == len(list((ROOT / "lessons").glob("*.ipynb")))
    for what in ("graded items", "slots", "checks", "notebooks", "derived files", "tables", "treaties"):
        assert checked.counts[what] > 0
    assert problems() == []


def test_an_installed_course_is_told_that_there_is_nothing_to_check(tmp_path):
    with pytest.raises(BuildProblem, match="is no clone of the course"):
        problems(tmp_path)


@pytest.mark.parametrize("name", NAMES)
def test_derived_files_out_of_step_are_named(clone, name):
    path = clone / "assignments" / name / "quiz.json"
    path.write_text(path.read_text("utf-8").replace('"keyed": true', '"keyed": false'), "utf-8")
    (clone / "assignments" / name / "stray.txt").write_text("left over", "utf-8")
    assert problems(clone) == [
        f"assignments/{name}/quiz.json is not in step: run `course build {name}`.",
        f"assignments/{name}/stray.txt is derived from nothing: remove it.",
    ]


def test_an_unbuilt_change_of_the_bank_is_noticed(clone):
    def mend_stem(bank):
        for item in bank["item"]:
            item["stem"] += " (Mended.)"

    spoil_toml(clone / "solutions" / f"{NAME}.quiz.toml", mend_stem)
    assert f"solutions/{NAME}/quiz.json is not in step: run `course build {NAME}`." in problems(clone)


@pytest.mark.parametrize("name", NAMES)
def test_sources_that_do_not_exist_or_were_not_seen_are_named(clone, name):
    def spoil(bank):
        bank["item"][0]["sources"] = ["rf_dprk_2024.44"]
        bank["manual"][0]["sources"] = ["no-such-source"]
        bank["canary"] = ""

    spoil_toml(clone / "solutions" / f"{name}.quiz.toml", spoil)
    found = problems(clone)
    assert any("rf_dprk_2024.44" in s and s.startswith(f"{name}.quiz.toml") for s in found)
    assert any("no-such-source" in s for s in found)
    assert any("needs a `canary`" in s for s in found)


def test_a_bank_or_paper_that_cannot_be_read_is_one_sentence_and_hides_no_other(clone):
    (clone / "solutions" / f"{NAME}.paper.toml").write_text("schema = 1\n", "utf-8")
    (clone / "solutions" / "other.quiz.toml").write_text("schema = 2\n", "utf-8")
    found = problems(clone)
    assert f"{NAME}.paper.toml: the field 'name' is missing." in found
    assert any(s.startswith("other.quiz.toml: `schema = 1` is missing") for s in found)


def test_headings_that_promise_other_points_are_named(clone):
    def change(book):
        heading = next(c for c in book["cells"] if c["id"] == "part-a")
        heading["source"] = ["## A. Words (99 points)"]

    spoil_notebook(clone / "solutions" / NAME / f"{NAME}.ipynb", change)
    assert any("the heading of part a does not say" in s for s in problems(clone))


def test_lessons_ask_what_exists_and_cite_what_exists(clone):
    def change(book):
        code = [c for c in book["cells"] if c["cell_type"] == "code"]
        code[-1]["source"] = [
            'ask("l06-shelin")\n',
            'print(cite("unsc-res-8"))\n',
            'widgets.ClauseMarking("l06-mark-tigger")',
        ]

    spoil_notebook(clone / "lessons" / f"{LESSON}.ipynb", change)
    found = problems(clone)
    for name in ("l06-shelin", "l06-mark-tigger"):
        assert any(s.startswith(f"{LESSON}.ipynb: No question '{name}'.") for s in found)
    assert any("unsc-res-8" in s for s in found)
    assert any("no lesson asks" in s for s in found)


def test_notebooks_are_clean(clone):
    def change(book):
        code = next(c for c in book["cells"] if c["cell_type"] == "code")
        code["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "hello"}]
        book["cells"][0]["id"] = book["cells"][1]["id"]
        book["metadata"]["widgets"] = {}
        book["metadata"]["kernelspec"]["name"] = "my-env"

    spoil_notebook(clone / "lessons" / f"{LESSON}.ipynb", change)
    (clone / "lessons" / "07_broken.ipynb").write_text("{", "utf-8")
    text = "\n".join(problems(clone))
    for sentence in (
        "has outputs: clear all",
        "2 cells have the id",
        "holds saved widgets",
        "is not python3",
    ):
        assert f"lessons/{LESSON}.ipynb" in text and sentence in text
    assert "lessons/07_broken.ipynb is no notebook" in text


def test_facts_that_break_their_schema_are_named(clone):
    path = clone / "course_lib" / "data" / "treaties" / "rf_dprk_2024.toml"
    spoil_toml(path, lambda treaty: treaty.pop("title"))
    assert any("rf_dprk_2024" in s and "title" in s for s in problems(clone))
