"""The whole way of each assignment: answered without a mouse, marked by a person, handed back as feedback."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from course_lib.grading.build import bank_names
from course_lib.quiz.bank import load_bank
from tests.browser.axe import violations
from tests.browser.conftest import copy_course
from tests.browser.keyboard import Keyboard
from tests.browser.lab import Lab, Server, formgrader
from tests.factories import ROOT, gradebook
from tests.grading import answering, second_scorer

PARAGRAPH = "It depends on who decides; nobody is named to do it."
REMARK = "say more of it"


class Way:
    """One assignment, what is answered in it, and what each answer is worth."""

    def __init__(self, name: str) -> None:
        self.name = name
        bank = ROOT / "solutions" / f"{name}.quiz.toml"
        items = second_scorer.bank(bank)
        quiz = ROOT / "assignments" / name / "quiz.json"
        self.slots = json.loads(quiz.read_text("utf-8"))["slots"]
        self.items = {slot: items[question["id"]] for slot, question in self.slots.items()}
        # By turns wholly right and partly right.
        self.answers = {
            slot: answering.right(item) if n % 2 else answering.partly(item, n)
            for n, (slot, item) in enumerate(self.items.items())
        }
        (self.task,) = load_bank(bank).manuals.values()
        #: All points of the first line of the rubric, half of the others.
        self.marks = {c.title: c.points / (1 if n == 0 else 2) for n, c in enumerate(self.task.criteria)}

    @property
    def points(self) -> dict[str, float]:
        return {slot: float(second_scorer.points(self.items[slot], r)) for slot, r in self.answers.items()}


@pytest.fixture(scope="module", params=bank_names(ROOT))
def way(request):
    return Way(request.param)


@pytest.fixture(scope="module")
def student(way, request, browser, tmp_path_factory):
    """Play the student once; return the open page and what Validate said."""
    base = tmp_path_factory.mktemp("student")
    server = Server(base / "skin-deep", base / "lab.log")
    request.addfinalizer(server.stop)
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    request.addfinalizer(context.close)
    context.set_default_timeout(20_000)
    lab = Lab(context.new_page(), server)
    lab.open(f"assignments/{way.name}/{way.name}.ipynb")
    lab.page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    keys = Keyboard(lab.page)
    keys.command("Run All Cells")
    lab.page.wait_for_timeout(300)
    lab.idle()
    for slot, response in way.answers.items():
        keys.answer(way.slots[slot], response)
    written = next(n for n, c in enumerate(lab.notebook()["cells"]) if c["id"] == "e1")
    keys.to_cell(written)
    keys.press("Enter", "Control+a")
    lab.page.keyboard.type(PARAGRAPH)
    # A new cell is begun below the last one, as in every notebook: Escape leaves it.
    keys.press("Shift+Enter", "Escape", "Control+s")
    lab.page.wait_for_timeout(1200)
    keys.tab_to(lambda here: here["label"].startswith("Insert a cell below"))
    for _ in range(20):
        if keys.here()["label"] == "Validate":
            break
        keys.press("ArrowRight")
    keys.press("Enter")
    return lab, lab.validated()


def test_every_question_is_answered_by_keyboard_alone_and_kept(way, student):
    lab, said = student
    assert "Success" in said
    assert "failed" not in said
    folder = lab.server.folder / "assignments" / way.name
    kept = json.loads((folder / "answers.json").read_text("utf-8"))["items"]
    for slot, response in way.answers.items():
        found = kept[way.slots[slot]["id"]]["response"]
        exact = second_scorer.points(way.items[slot], found)
        assert exact == second_scorer.points(way.items[slot], response), (slot, found, response)
    (cell,) = [c for c in lab.notebook()["cells"] if c["id"] == "e1"]
    assert "".join(cell["source"]) == PARAGRAPH


def test_axe_finds_nothing_to_mend_in_the_questions(way, student):
    lab, _ = student
    for theme in ("Light", "Dark"):
        lab.menu("Settings", "Theme", f"JupyterLab {theme}")
        light = str(theme == "Light").lower()
        lab.page.wait_for_function(f"document.body.dataset.jpThemeLight === '{light}'")
        for slot in way.slots:
            assert violations(lab.question(f"q-{slot}")) == [], (slot, theme)


@pytest.fixture(scope="module")
def graded(way, student, tmp_path_factory):
    """Hand the folder in and grade it; return the instructor's course."""
    root = copy_course(tmp_path_factory.mktemp("course"))
    folder = student[0].server.folder / "assignments" / way.name
    shutil.copytree(folder, root / "submitted" / "mia" / way.name, ignore=shutil.ignore_patterns(".*"))
    course(root, "grade", way.name)
    return root


def course(root: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "course_lib.cli", *arguments]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_course_grade_gives_what_the_answers_are_worth(way, graded):
    rows = {g: (auto, manual) for _, _, g, auto, _, manual in gradebook(graded, way.name)}
    assert rows["e1"] == (None, True)
    assert {slot: rows[f"s-{slot}"][0] for slot in way.slots} == pytest.approx(way.points, abs=0.005 + 1e-9)


def test_marks_by_the_rubric_in_formgrader_stand_in_the_feedback(way, graded, page, browser, tmp_path):
    with formgrader(page, graded, tmp_path) as address:
        page.goto(f"{address}/gradebook/{way.name}/{way.name}")
        page.locator("tr", has_text="Submission #1").locator("a").first.click()
        comment = page.locator("#e1-comment")
        page.locator("#e1-comment[placeholder]").wait_for()
        form = comment.get_attribute("placeholder")
        assert [line.split(" (of ")[0] for line in form.splitlines() if line] == list(way.marks)
        # As README says: the lines of the box, filled in, and the sum in the points box.
        lines = [f"{title}: {points:g}, {REMARK}" for title, points in way.marks.items()]
        comment.fill("\n".join([*lines, "", "Read it aloud once."]))
        comment.press("Tab")
        page.locator(".nbgrader_cell", has=comment).locator(".comment-saved").wait_for()
        score = page.locator("#e1")
        with page.expect_response(lambda r: "/formgrader/api/grade/" in r.url and r.request.method == "PUT"):
            score.fill(f"{sum(way.marks.values()):g}")
            score.press("Tab")
    course(graded, "feedback", way.name)
    rows = [r for r in gradebook(graded, way.name) if r[2] == "e1"]
    assert [r[5] for r in rows] == [False]
    # The page's own policy lets no script in, not even that of axe-core.
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.goto((graded / "feedback" / "mia" / way.name / f"{way.name}.html").as_uri())
        page.screenshot(path=tmp_path / f"feedback-{scheme}.png", full_page=True)
        assert violations(page.locator("html"), ()) == [], scheme
    article = page.locator("article", has=page.locator(".rubric"))
    for title, points in way.marks.items():
        row = article.locator(".rubric tr", has_text=title)
        assert f"{points:g} of" in row.inner_text()
        assert REMARK in row.inner_text()
    assert (
        f"{sum(way.marks.values()):g} of {way.task.points:g}" in article.locator(".rubric tfoot").inner_text()
    )
    assert "Read it aloud once." in article.inner_text()
    assert PARAGRAPH in article.inner_text()
    total = sum(round(p, 2) for p in way.points.values()) + sum(way.marks.values())
    said = float(page.locator(".total").inner_text().split(" of ")[0].split()[-1])
    assert said == pytest.approx(total, abs=0.02)
    context.close()
