"""Every lesson: its form, its references, and a run from top to bottom with the network off."""

from __future__ import annotations

import ast
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient.exceptions import CellExecutionError

import course_lib
from course_lib import figures
from course_lib.cli._bench_lessons import AIM_MB, sizes
from course_lib.cli._offline import run
from course_lib.data import cite, describe, load, names
from course_lib.errors import UnknownName
from course_lib.figures._gallery import tables
from course_lib.quiz.session import checks, find
from course_lib.treaties import NOT_STATED, PRESETS, Scenario, compare, duties

FOLDER = Path(__file__).parents[2] / "lessons"
LESSONS = sorted(FOLDER.glob("*.ipynb"))
CALL_OUTS = ("Predict", "Who says what", "Source", "Go further")
FILLERS = ("simply", "obviously", "of course", "interestingly", "important to note", "just ")
# Calls that ask, quote or look at the set-up; whatever else a cell calls shows a finding.
QUIET = {"answer", "ask", "check_setup", "cite", "clause", "recall", "recall_line", "treaty"}
# The lesson on the course itself has one question for practice; there is nothing yet to be checked.
PRACTICE = "00_how_this_course_works"


@pytest.fixture(params=LESSONS, ids=lambda path: path.stem)
def path(request):
    return request.param


@pytest.fixture
def notebook(path):
    return nbformat.read(path, as_version=4)


@pytest.fixture
def bank(path):
    assert path.stem in checks(), f"{path.name} has no file of checks of the same name"
    return checks()[path.stem]


def prose(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "markdown"]


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def hidden(cell) -> bool:
    return cell.metadata.get("jupyter", {}).get("source_hidden", False)


def words(text: str) -> list[str]:
    return [word for word in text.split() if re.search(r"\w", word)]


def calls(cell) -> list[tuple[str, list]]:
    """Return the functions that a cell calls by name, with their literal arguments."""
    found = []
    for node in ast.walk(ast.parse(cell.source)):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            found.append((name, [a.value for a in node.args if isinstance(a, ast.Constant)]))
    return found


def named(notebook, function: str) -> list[str]:
    """Return the first arguments of all calls of a function, in the order of the lesson."""
    return [args[0] for cell in code(notebook) for name, args in calls(cell) if name == function]


def questions(cell) -> list[str]:
    """Return the ids of the questions that a cell asks; a widget may ask several at once."""
    asking = ("ask", "widgets.AnalogyLab", "widgets.ClauseMarking")
    return [ref for name, args in calls(cell) if name in asking for ref in args if isinstance(ref, str)]


def resolves(ref: str) -> bool:
    try:
        cite(ref)
    except UnknownName:
        return False
    return True


def test_there_is_a_lesson_and_each_has_its_checks():
    assert LESSONS
    assert {path.stem for path in LESSONS} == set(checks())


def test_the_file_is_clean(path, notebook):
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    nbformat.validate(notebook)
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert notebook.metadata.kernelspec.name == "python3"
    assert set(notebook.metadata.language_info) == {"name"}
    for cell in notebook.cells:
        assert set(cell.metadata) <= {"jupyter", "tags"}, cell.id
    for cell in code(notebook):
        assert cell.outputs == [], cell.id
        assert cell.execution_count is None, cell.id
    # As Jupyter writes it: opening and saving a lesson makes no difference in git.
    assert path.read_text("utf-8") == nbformat.writes(notebook) + "\n"


def test_cell_ids_are_words_that_stay(notebook):
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    for cell_id in ids:
        assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", cell_id), cell_id
        # nbformat and JupyterLab give eight or more hexadecimal digits to a cell without an id.
        assert not re.fullmatch(r"(?=.*\d)[0-9a-f-]{8,}", cell_id), cell_id


def test_the_first_cell_says_what_the_lesson_is(path, notebook):
    title = notebook.cells[0]
    assert (title.cell_type, title.id) == ("markdown", "title")
    assert title.source.startswith(f"# Lesson {path.stem[:2]}: ")
    assert re.search(r"^\*\*[^*]+\?\*\*$", title.source, re.M), "no central question"
    assert re.search(r"\b\d{2} minutes\b", title.source)
    objectives = re.findall(r"^- .*", title.source, re.M)
    assert len(objectives) >= 2
    assert all(re.search(r"\*\w[^*]*\*", line) for line in objectives), "each objective has a verb in italics"
    assert re.search(r"^\*\*First:\*\* \w", title.source, re.M)
    # One screen of 1280 by 800 pixels beside the file browser.
    assert len(words(title.source)) <= 130
    assert len(title.source.splitlines()) <= 20


def test_the_set_up_comes_first_and_is_announced(notebook):
    at = next(n for n, cell in enumerate(notebook.cells) if cell.cell_type == "code")
    before, set_up = notebook.cells[at - 1], notebook.cells[at]
    assert set_up.id == "setup"
    assert hidden(set_up)
    (statement,) = ast.parse(set_up.source).body
    assert isinstance(statement, ast.ImportFrom)
    assert statement.module == "course_lib"
    # "Answer by typing" below each question prints a line that calls it.
    assert "answer" in {alias.name for alias in statement.names}
    assert "\n" not in set_up.source
    assert before.source.startswith("Run this first: ")
    assert before.source.count(".") == 1, "one sentence"


def test_prose_is_short_and_plain(notebook):
    for cell in prose(notebook):
        text = cell.source
        assert len(words(text)) <= 180, cell.id
        assert "!" not in text, cell.id
        for filler in FILLERS:
            assert not re.search(rf"\b{filler}", text, re.I), f"{cell.id}: {filler}"
        for quoted in re.findall(r'"([^"\n]+)"', text):
            assert len(words(quoted)) <= 8, f"{cell.id}: {quoted}"
        headings = re.findall(r"^#+ .*", text, re.M)
        assert all(h.startswith("## ") for h in headings) or cell.id == "title", cell.id
        assert len(headings) <= 1, cell.id


def test_call_outs_are_of_the_four_kinds(notebook):
    for cell in prose(notebook):
        for quote in re.findall(r"(?:^>.*\n?)+", cell.source, re.M):
            assert re.match(rf"> \*\*({'|'.join(CALL_OUTS)})\.\*\*", quote), f"{cell.id}: {quote[:60]}"


def test_tables_in_prose_are_small(notebook):
    for cell in prose(notebook):
        for table in re.findall(r"(?:^\|.*\n?)+", cell.source, re.M):
            rows = table.strip().splitlines()
            assert len(rows) - 2 <= 8, cell.id
            assert all(row.count("|") - 1 <= 5 for row in rows), cell.id


def test_code_that_is_seen_is_short_and_questions_are_folded(notebook):
    for cell in code(notebook):
        functions = {name for name, _ in calls(cell)}
        if hidden(cell):
            assert cell.id == "setup" or functions == {"ask"}, f"{cell.id}: only these are folded"
        else:
            assert "ask" not in functions, f"{cell.id}: a question's code is folded"
            assert len(cell.source.splitlines()) <= 5, cell.id
            assert max(map(len, cell.source.splitlines())) <= 110, cell.id


def test_every_id_in_prose_resolves(notebook):
    # Claims of the op-ed have ids of their own; lesson 01 says where they stand.
    known = {*course_lib.__all__, *names(), *load("claims")["id"]}
    for cell in prose(notebook):
        for token in re.findall(r"`([^`]+)`", cell.source):
            assert resolves(token) or token.partition("(")[0] in known, f"{cell.id}: {token}"


def test_every_id_in_code_resolves(notebook):
    for function in ("cite", "clause", "compare", "treaty"):
        for cell in code(notebook):
            for ref in (ref for name, args in calls(cell) if name == function for ref in args):
                assert resolves(ref), f"{cell.id}: {ref}"


def test_ids_that_do_not_resolve_would_be_found():
    assert resolves("rf_dprk_2024.4.a")
    assert resolves("kcna-treaty-2024")
    assert not resolves("rf_dprk_2024.4.z")
    assert not resolves("kcna-treaty-2025")


def test_every_check_is_asked_once_and_every_question_exists(notebook, bank):
    asked = [ref for cell in code(notebook) for ref in questions(cell)]
    assert len(set(asked)) == len(asked)
    assert set(asked) == set(bank.items)


def test_the_checks_are_enough_and_their_sources_resolve(bank):
    items = bank.items.values()
    assert sum(item.keyed for item in items) >= (1 if bank.name == PRACTICE else 3)
    assert any(item.type == "text" for item in items), "no reflection"
    assert set(bank.objectives) == {item.objective for item in items}
    for item in items:
        for ref in item.sources:
            assert resolves(ref), f"{item.id}: {ref}"
        for option in item.options if item.keyed else ():
            assert option.feedback, f"{item.id}: {option.slug}"
            assert bool(option.misconception) is not option.correct, f"{item.id}: {option.slug}"
        assert not item.keyed or item.sources, item.id


def test_nobody_who_is_right_is_told_what_to_look_for(bank):
    # It is said behind "Right."; what helps to find the answer is a hint.
    order = re.compile(r"^(Ask|Check|Compare|Count|Go|Keep to|Look|Read|Take|Think|What counts|The days)\b")
    for item in bank.items.values():
        assert not (item.keyed and order.match(item.feedback)), item.id


def test_the_key_is_not_to_be_found_by_its_length(bank):
    singles = [item for item in bank.items.values() if item.type == "single" and item.keyed]
    ranks = set()
    for item in singles:
        lengths = sorted({len(option.text) for option in item.options})
        ranks.add(lengths.index(next(len(o.text) for o in item.options if o.correct)))
        assert lengths[-1] <= 2 * lengths[0], f"{item.id}: one option stands out"
    assert len(ranks) >= min(2, len(singles))


def test_years_numbers_and_yes_and_no_keep_their_order(bank):
    for item in bank.items.values():
        texts = [option.text.lower() for option in item.options]
        counted = bool(texts) and all(re.fullmatch(r"\D*[\d,]+( times)?", text) for text in texts)
        polar = {text.split(",")[0] for text in texts} >= {"yes", "no"}
        if counted or polar:
            assert item.keep_order, item.id


def test_no_order_is_shown_as_it_should_be(bank, tmp_path):
    # Without a record the seed is the same for all: the whole class would see it so.
    for item in bank.items.values():
        if item.type == "order":
            assert [step.slug for step in find(item.id, tmp_path).question.steps] != item.key, item.id


def test_something_is_predicted_before_anything_is_shown(notebook, bank):
    order = [name for cell in code(notebook) for name in sorted({n for n, _ in calls(cell)})]
    shows = next((n for n, name in enumerate(order) if name not in QUIET), len(order))
    before = named(notebook, "ask")[: order[:shows].count("ask")]
    assert any(not bank.items[name].keyed for name in before)


def test_there_is_a_figure_over_the_tables_it_takes(notebook):
    drawn = [name.removeprefix("figures.") for cell in code(notebook) for name, _ in calls(cell)]
    drawn = [name for name in drawn if name in figures.FIGURES]
    assert drawn
    loaded = set(named(notebook, "load"))
    for name in drawn:
        assert set(tables(getattr(figures, name))) <= loaded
        assert (
            f"lesson {notebook.cells[0].source[9:11]}" in describe(tables(getattr(figures, name))[0]).used_by
        )


def test_what_is_recalled_was_asked_before(notebook, bank):
    # A later lesson may show again what was answered in an earlier one.
    asked = {item for name, other in checks().items() if name < bank.name for item in other.items}
    recalled = []
    for cell in code(notebook):
        asked |= set(questions(cell))
        for name, args in calls(cell):
            if name in ("recall", "recall_line"):
                assert set(args) <= asked, cell.id
                recalled += args
    own = [bank.items[name] for name in recalled if name in bank.items]
    assert any(not item.keyed for item in own), "no prediction is shown again"


def test_the_last_cell_sums_up(notebook):
    last = notebook.cells[-1]
    assert last.cell_type == "markdown"
    assert last.source.startswith("## Summary\n")
    assert len(re.findall(r"^- ", last.source, re.M)) == 3
    assert re.search(r"^\*\*Read\.\*\* ", last.source, re.M)
    assert re.search(r"^\*\*Next\.\*\* ", last.source, re.M)


# --- running -----------------------------------------------------------------------------------------


def printed(cell) -> str:
    return "".join(out.text for out in cell.outputs if out.output_type == "stream")


def test_the_lesson_runs_top_to_bottom_without_a_network(path, tmp_path):
    folder = tmp_path / "lessons"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns(".*", "answers*.json", "__pycache__"))
    before = {file.name for file in folder.iterdir()}
    notebook = run(nbformat.read(folder / path.name, as_version=4), folder, tmp_path)
    for cell in code(notebook):
        for out in cell.outputs:
            assert out.output_type != "error", cell.id
            assert out.get("name") != "stderr", f"{cell.id}: {out.text}"
        if not hidden(cell):
            assert cell.outputs, f"{cell.id}: a cell that is seen shows something"
    # A notebook is saved with its outputs, and sent and opened as a whole.
    assert {name: size for name, size in sizes(notebook).items() if size > AIM_MB * 1_000_000} == {}
    assert {file.name for file in folder.iterdir()} - before <= {"answers.json", ".answers.json.lock"}
    assert nbformat.read(folder / path.name, as_version=4) == nbformat.read(path, as_version=4)


def test_a_widget_counts_with_the_state_that_it_is_drawn_from(tmp_path):
    source = """
import ipywidgets
print("x" * 1000)
ipywidgets.VBox([ipywidgets.HTML("y" * 20_000), ipywidgets.HTML("z" * 30_000)])"""
    cell = nbformat.v4.new_code_cell(source, id="boxes")
    ran = run(nbformat.v4.new_notebook(cells=[cell, nbformat.v4.new_code_cell("1;")]), tmp_path, tmp_path)
    assert list(sizes(ran)) == ["boxes"]
    assert 50_000 < sizes(ran)["boxes"] < 60_000


def test_the_network_is_off_in_that_kernel_and_this_machine_is_not(tmp_path):
    source = """
import socket
server = socket.create_server(("127.0.0.1", 0))
socket.create_connection(server.getsockname(), timeout=5).close()
print("here: open")
for reach in (
    lambda: socket.socket().connect(("192.0.2.1", 80)),
    lambda: socket.create_connection(("example.org", 80)),
    lambda: socket.getaddrinfo("example.org", 80),
    lambda: socket.gethostbyname("example.org"),
    lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"", ("192.0.2.1", 53)),
):
    try:
        reach()
    except OSError as error:
        print(error)
"""
    cell = nbformat.v4.new_code_cell(source)
    run(nbformat.v4.new_notebook(cells=[cell]), tmp_path, tmp_path)
    assert printed(cell).splitlines() == [
        "here: open",
        "The network is off: socket.connect to 192.0.2.1",
        "The network is off: socket.getaddrinfo to example.org",
        "The network is off: socket.getaddrinfo to example.org",
        "The network is off: socket.gethostbyname to example.org",
        "The network is off: socket.sendto to 192.0.2.1",
    ]


def test_a_lesson_that_asked_the_network_would_fail(tmp_path):
    cell = nbformat.v4.new_code_cell('import pandas\npandas.read_csv("http://example.org/trade.csv")')
    with pytest.raises(CellExecutionError, match="The network is off"):
        run(nbformat.v4.new_notebook(cells=[cell]), tmp_path, tmp_path)


# --- what the prose says of the model ----------------------------------------------------------------


def on_article_4(scenario: Scenario) -> str:
    return next(f.state.label for f in duties(scenario, "rf_dprk_2024") if f.clause == "rf_dprk_2024.4")


def test_a_case_has_the_result_that_the_prose_says(notebook):
    for cell in prose(notebook):
        for title, state in re.findall(r"^\*\*(.+): (owed|not owed|open)\.\*\*", cell.source, re.M):
            assert on_article_4(PRESETS[title]) == state, title


def test_lesson_06_says_what_the_model_says():
    text = nbformat.read(FOLDER / "06_article_4_article_51.ipynb", as_version=4)
    said = re.findall(r"^\*\*.+: not owed\.\*\*", "\n".join(cell.source for cell in prose(text)), re.M)
    assert len(said) == 4
    clear = PRESETS["A clear case"]
    assert on_article_4(clear) == "owed"
    assert on_article_4(clear.but(first_force="disputed")) == "open"
    assert on_article_4(clear.but(first_force="party")) == "not owed"
    threat = {f.clause: f.state.label for f in duties(clear.but(first_force="threat_only"), "rf_dprk_2024")}
    assert threat == {"rf_dprk_2024.3.2": "open", "rf_dprk_2024.4": "not owed"}
    assert on_article_4(PRESETS["Shelling without war"].but(war="one_side")) == "open"
    assert on_article_4(PRESETS["Our ally struck first"].but(first_force="disputed")) == "open"
    for title in ("June 2024: Putin's answer", "June 2024: Seoul's question"):
        assert on_article_4(PRESETS[title]) == "open"


@pytest.mark.parametrize(
    "refs",
    [
        ("rf_dprk_2024.3.2", "rf_dprk_2024.4"),
        ("ussr_dprk_1961.1.2", "rf_dprk_2024.4", "nato_1949.5.1", "us_rok_1953.3"),
    ],
)
def test_lesson_06_has_one_row_in_which_all_texts_are_silent(refs):
    frame = compare(*refs).frame
    silent = (frame == NOT_STATED).all(axis=1)
    assert list(frame.index[silent]) == ["decided by"]
