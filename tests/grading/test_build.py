"""`course build`: the same bytes each time, prose kept, and nothing of the key in what students get."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import nbformat
import pytest
from nbgrader.converters import GenerateAssignment

from course_lib.errors import BadItem, BuildProblem, UnknownName
from course_lib.grading.build import Built, bank_names, build_assignment
from course_lib.grading.config import CODE_STUB, TEXT_STUB
from course_lib.grading.engine import converter, listening
from course_lib.grading.leaks import leaks, spoken
from course_lib.grading.mend import without_regions
from course_lib.grading.paper import draw, load_paper
from course_lib.grading.released import append_released, item_table, released
from course_lib.quiz.bank import load_bank, parse_item
from course_lib.quiz.items import Item, Question
from tests.factories import CANARY, NAME, ROOT, bank_table, paper_table, real_course, write_course

pytestmark = pytest.mark.grading


def tree(root, *folders):
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for folder in folders
        for path in sorted((root / folder).rglob("*"))
        if path.is_file()
    }


def notebook(root, folder="solutions"):
    return nbformat.read(root / folder / NAME / f"{NAME}.ipynb", as_version=4)


def source(root, cell_id, folder="solutions"):
    return next(c.source for c in notebook(root, folder).cells if c.id == cell_id)


@pytest.mark.parametrize("name", bank_names(ROOT))
def test_the_committed_assignments_are_a_fresh_build_byte_for_byte(tmp_path, name):
    fresh = real_course(tmp_path)
    for path in (fresh / "solutions" / name).glob("quiz.json"):
        path.unlink()
    build_assignment(fresh, name)
    committed = tree(ROOT, f"assignments/{name}")
    assert tree(fresh, f"assignments/{name}") == committed
    assert set(committed) == {f"assignments/{name}/{name}.ipynb", f"assignments/{name}/quiz.json"}
    for path, content in tree(fresh, f"solutions/{name}").items():
        assert (ROOT / path).read_bytes() == content


def test_building_twice_and_from_nothing_gives_the_same_bytes(course, tmp_path):
    before = tree(course, "solutions", "assignments")
    again = build_assignment(course, NAME)
    assert again.changed == ()
    assert tree(course, "solutions", "assignments") == before
    other = write_course(tmp_path / "elsewhere")
    built = build_assignment(other, NAME)
    assert tree(other, "solutions", "assignments") == before
    assert (built.slots, built.points, len(built.changed)) == (11, 22, 4)
    assert str(built) == "demo: 11 questions, 22 points, 4 files written."


def test_a_slot_has_a_question_and_a_score_cell(course):
    cells = {c.id: c for c in notebook(course).cells}
    ask, test = cells["q-a1"], cells["s-a1"]
    assert ask.source == 'ask("a1")\n### BEGIN SOLUTION\nanswer("a1", "war-follows")\n### END SOLUTION'
    assert dict(ask.metadata.nbgrader) == {
        "grade": False,
        "grade_id": "q-a1",
        "locked": False,
        "schema_version": 3,
        "solution": True,
        "task": False,
    }
    assert (test.metadata.nbgrader.grade, test.metadata.nbgrader.locked) == (True, True)
    assert test.metadata.nbgrader.points == 1
    assert ask.metadata.jupyter.source_hidden and test.metadata.jupyter.source_hidden
    # The last expression is a call that stands on its own in stock nbgrader: it holds item and key.
    call = ast.parse(test.source).body[-1].value
    assert call.func.id == "points"
    assert parse_item(ast.literal_eval(call.args[1]), "cell").key == "war-follows"


def test_the_release_asks_and_does_not_tell(course):
    assert source(course, "q-a1", "assignments") == f'ask("a1")\n{CODE_STUB}'
    assert source(course, "s-a1", "assignments") == 'answered("a1")'
    assert source(course, "e1", "assignments") == TEXT_STUB
    assert "| Exact (4) | All of it | Half (2) | None |" in source(course, "p-e1", "assignments")
    slots = json.loads((course / "assignments" / NAME / "quiz.json").read_text("utf-8"))
    assert (slots["schema"], slots["name"], slots["generated_by"]) == (1, NAME, "course build")
    bank = load_bank(course / "solutions" / f"{NAME}.quiz.toml")
    assert Question.from_json(slots["slots"]["b1"]) == bank.items["seasons"].question
    assert "generated_by" in notebook(course, "assignments").metadata


def test_what_the_frame_of_a_submission_is_mended_to_is_the_release(course):
    # `mend` works from the instructor's notebook; nbgrader's own clearing must agree with it.
    for cell in notebook(course).cells:
        if cell.cell_type == "code":
            stub = CODE_STUB if cell.metadata.nbgrader.solution else ""
            assert without_regions(cell.source, stub) == source(course, cell.id, "assignments")


def test_prose_written_by_hand_is_kept_where_it_stands(course):
    path = course / "solutions" / NAME / f"{NAME}.ipynb"
    book = nbformat.read(path, as_version=4)
    ids = [c.id for c in book.cells]
    book.cells[ids.index("intro")].source = "# My own words"
    book.cells[ids.index("part-b")].source = "## Mine (5 points)"
    hint = nbformat.v4.new_markdown_cell("Look at the table.", id="my-hint")
    top = nbformat.v4.new_markdown_cell("Before all.", id="my-top")
    book.cells.insert(ids.index("s-a1") + 1, hint)
    book.cells.insert(0, top)
    # What a run in Jupyter leaves behind does not stay.
    asked = book.cells[ids.index("q-a2") + 2]
    asked.outputs = [nbformat.v4.new_output("stream", text="clicked")]
    asked.execution_count = 3
    nbformat.write(book, path)
    build_assignment(course, NAME)
    cells = notebook(course).cells
    assert [c.id for c in cells] == ["my-top", *ids[:5], "my-hint", *ids[5:]]
    assert source(course, "intro", "assignments") == "# My own words"
    assert source(course, "part-b", "assignments") == "## Mine (5 points)"
    assert not any(c.get("outputs") or c.get("execution_count") for c in cells)


def test_slots_come_go_and_change_with_the_paper(course):
    paper = paper_table()
    twin = {"id": "a9", "type": "single", "points": 1, "items": ["twin"]}
    paper["part"][0]["slot"] = [twin, paper["part"][0]["slot"][0]]
    write_course(course, paper=paper)
    build_assignment(course, NAME)
    ids = [c.id for c in notebook(course).cells]
    assert ids[:7] == ["intro", "setup", "part-a", "q-a9", "s-a9", "q-a1", "s-a1"]
    assert "q-a2" not in ids
    assert "a2" not in json.loads((course / "assignments" / NAME / "quiz.json").read_text("utf-8"))["slots"]


@pytest.mark.parametrize("secret", [CANARY, "Said only afterwards of threat.", "answer('a1', 'war-follows')"])
def test_a_leak_through_hand_written_cells_stops_the_build(course, secret):
    path = course / "solutions" / NAME / f"{NAME}.ipynb"
    book = nbformat.read(path, as_version=4)
    kind = nbformat.v4.new_code_cell if secret.startswith("answer") else nbformat.v4.new_markdown_cell
    book.cells.append(kind(f"{secret}", id="slip"))
    nbformat.write(book, path)
    before = tree(course, "solutions", "assignments")
    with pytest.raises(BuildProblem, match="Nothing was written"):
        build_assignment(course, NAME)
    assert tree(course, "solutions", "assignments") == before


def test_an_instructors_own_answers_never_reach_the_students(course):
    folder = course / "solutions" / NAME
    (folder / "answers.json").write_text('{"key": 1}', "utf-8")
    (folder / "figure.csv").write_text("year\n2024\n", "utf-8")
    build_assignment(course, NAME)
    assert set(tree(course, "assignments")) == {
        f"assignments/{NAME}/{f}" for f in (f"{NAME}.ipynb", "quiz.json", "figure.csv")
    }
    (folder / "draft.toml").write_text("key = 1", "utf-8")
    with pytest.raises(BuildProblem, match=r"draft\.toml stands in demo/"):
        build_assignment(course, NAME)


def test_nbgraders_own_generate_gives_the_same_release_without_an_instructors_answers(course):
    before = tree(course, f"assignments/{NAME}")
    (course / "solutions" / NAME / "answers.json").write_text('{"key": 1}', "utf-8")
    with listening() as (log, heard):
        converter(GenerateAssignment, course, log, assignment_id=NAME).start()
    assert heard.lines == []
    assert tree(course, f"assignments/{NAME}") == before


def test_duplicate_ids_and_regions_in_texts_are_refused(course):
    path = course / "solutions" / NAME / f"{NAME}.ipynb"
    book = nbformat.read(path, as_version=4)
    extra = nbformat.v4.new_code_cell("1", id="mine")
    extra.metadata["nbgrader"] = dict(book.cells[4].metadata.nbgrader)
    book.cells.append(extra)
    nbformat.write(book, path)
    with pytest.raises(BuildProblem, match="Duplicate grade id: s-a1"):
        build_assignment(course, NAME)
    bank = bank_table()
    bank["item"][0]["stem"] = "What does ### END HIDDEN TESTS mean?"
    with pytest.raises(BuildProblem, match="condition: its text holds words"):
        build_assignment(write_course(course, bank), NAME)


def test_names_and_files_that_do_not_exist_are_sentences(course):
    with pytest.raises(UnknownName, match=r"No assignment 'dmo'\. Did you mean 'demo'\?"):
        build_assignment(course, "dmo")
    (course / "solutions" / f"{NAME}.quiz.toml").unlink()
    with pytest.raises(BadItem, match=r"demo\.quiz\.toml cannot be read"):
        build_assignment(course, NAME)


def test_a_release_adds_wordings_once_and_never_changes_them(course):
    path = course / "solutions" / f"{NAME}.released.toml"
    first = build_assignment(course, NAME, release=True)
    assert set(first.released) == {
        *("condition", "marks", "seasons", "life", "words", "days", "share"),
        *("words-in-a-clause", "places", "sure"),
    }
    text = path.read_text("utf-8")
    assert build_assignment(course, NAME, release=True).released == ()
    assert path.read_text("utf-8") == text
    bank = bank_table()
    bank["item"][0]["stem"] = "Which condition, then?"
    write_course(course, bank)
    assert build_assignment(course, NAME, release=True).released == ("condition",)
    assert path.read_text("utf-8").startswith(text)
    stems = [i.stem for (item_id, _), i in released(path).items() if item_id == "condition"]
    assert stems == ["Which condition?", "Which condition, then?"]
    path.write_text("schema = 1\n[[wording]]\n", "utf-8")
    with pytest.raises(BadItem, match=r"demo\.released\.toml cannot be read"):
        released(path)


@pytest.mark.parametrize("name", bank_names(ROOT))
def test_every_item_survives_the_way_through_a_table(tmp_path, name):
    bank = load_bank(ROOT / "solutions" / f"{name}.quiz.toml")
    for item in bank.items.values():
        again = parse_item(item_table(item), "table")
        assert again == item
        assert again.revision == item.revision
        key_only = item_table(item, key_only=True)
        assert parse_item(key_only, "table").key == item.key
        assert not any(text in json.dumps(key_only, ensure_ascii=False) for text in spoken(item))
    path = tmp_path / "x.released.toml"
    append_released(path, dict(bank.items))
    assert released(path) == {(i.id, i.revision): i for i in bank.items.values()}


@pytest.mark.parametrize("name", bank_names(ROOT))
def test_no_key_feedback_or_canary_stands_in_the_real_release(name):
    bank = load_bank(ROOT / "solutions" / f"{name}.quiz.toml")
    assert bank.canary
    assert leaks(ROOT / "assignments" / name, bank) == []
    # The same search finds all of them in the instructor's folder, so that it is no empty promise.
    assert leaks(ROOT / "solutions" / name, bank)
    paper = load_paper(ROOT / "solutions" / f"{name}.paper.toml")
    slots = json.loads((ROOT / "assignments" / name / "quiz.json").read_text("utf-8"))["slots"]
    for slot, item in draw(paper, bank).items():
        if isinstance(item, Item):
            assert set(slots[slot]) <= {"revision", *Question.__dataclass_fields__}
            assert "correct" not in json.dumps(slots[slot])


def test_a_build_is_told_in_good_grammar():
    assert str(Built("x", "X", 1, 1, (Path("x.ipynb"),))) == "x: 1 question, 1 point, 1 file written."
    assert str(Built("x", "X", 17, 2.5, ())) == "x: 17 questions, 2.5 points, nothing to write."
