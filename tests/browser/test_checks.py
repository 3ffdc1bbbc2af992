"""The checks of a lesson in a real JupyterLab: with a slow kernel, changed after the verdict, shown again."""

from __future__ import annotations

import re
from dataclasses import replace

import nbformat
import pytest
import tomlkit

from course_lib.grading.released import item_table
from course_lib.quiz import answers
from course_lib.quiz.items import Choice, Pair
from tests.browser.lab import Lab, Server
from tests.browser.test_types import LESSON, opened, saved
from tests.quiz.samples import MATCH, NUMERIC, ORDER, SCALE

#: The reply to an answer takes as long as the file says.
SLOW = """
import time
from course_lib.quiz.view import QuestionView
def slowly(self, widget, content, buffers, was=QuestionView._on_message):
    if "response" in content and Path("slow").exists():
        time.sleep(float(Path("slow").read_text()))
    was(self, widget, content, buffers)
QuestionView._on_message = slowly"""
LINES = {"l1": "r1", "l2": "r2", "l3": "r2", "l4": "r3"}
FOUR = replace(
    MATCH, pairs=(*MATCH.pairs, Pair(Choice("l4", "Left 4"), Choice("r3", "Right 3"))), spares=(), wrong=(),
    _question=[],
)  # fmt: skip
GUESS = replace(FOUR, id="guess", keyed=False, feedback="Kept.", _question=[])
DATED = replace(
    ORDER,
    feedback="One, two, three, four.",
    steps=tuple(replace(step, feedback=f"Date of {step.slug}.") for step in ORDER.steps),
    _question=[],
)
DAYS = replace(NUMERIC, feedback="Yes: that many.", _question=[])
HOW_MUCH = replace(SCALE, keyed=False, value=None, tolerance=0, _question=[])
#: Shown again above the questions, as where a lesson is read after Run All.
CELLS = {
    "again": 'recall("guess")',
    "again-line": 'recall_line("scale")',
    **{f"q-{name}": f'ask("{name}")' for name in ("match", "guess", "order", "numeric", "scale")},
}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    base = tmp_path_factory.mktemp("checks")
    started = Server(base / "skin-deep", base / "lab.log")
    yield started
    started.stop()


@pytest.fixture
def lesson(server, request):
    folder = server.folder / request.node.name
    folder.mkdir()
    common = {"schema": 1, "objectives": {"read": "Read."}, "misconceptions": {"slip": "A slip."}}
    items = [item_table(i) | {"sources": ["rf_dprk_2024.4"]} for i in (FOUR, GUESS, DATED, DAYS, HOW_MUCH)]
    (folder / "checks.toml").write_text(tomlkit.dumps(common | {"item": items}), "utf-8")
    setup = LESSON.replace("ask, recall", "ask, recall, recall_line") + SLOW
    cells = [nbformat.v4.new_code_cell(setup, id="setup")]
    cells += [nbformat.v4.new_code_cell(source, id=cell_id) for cell_id, source in CELLS.items()]
    spec = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    book = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": spec})
    nbformat.write(book, folder / "sheet.ipynb")
    return folder


def slow(folder, seconds):
    (folder / "slow").write_text(str(seconds), "utf-8")


def line(control, left):
    return control.get_by_label(f"Left {left[1]}", exact=True)


def chosen(control):
    return {left: line(control, left).input_value() for left in LINES}


def response(folder, name):
    return answers.read(folder).items[name].response


@pytest.mark.parametrize("pause", [0, 150, 400])
def test_no_line_of_a_match_is_lost_however_late_the_replies_come(lab: Lab, lesson, pause):
    opened(lab, lesson)
    slow(lesson, 0.5)
    control = lab.question("q-match")
    wrong = {"l1": "r2", "l2": "r3", "l3": "r1", "l4": "r2"}
    for lines in (wrong, LINES):
        for left, right in lines.items():
            line(control, left).select_option(right)
            lab.page.wait_for_timeout(pause)
            assert line(control, left).input_value() == right
        control.get_by_role("button", name="Check").click()
        assert chosen(control) == lines
        again = control.get_by_role("button", name=re.compile("Try again|Answer again"))
        again.wait_for()
        saved(control)
        assert chosen(control) == lines
        assert response(lesson, "match") == lines
        if lines is wrong:
            again.click()
    assert "Right." in control.locator(".sd-verdict").inner_text()


def test_a_control_drawn_anew_goes_on_from_what_is_still_on_its_way(lab: Lab, lesson):
    opened(lab, lesson)
    slow(lesson, 4)
    control = lab.question("q-match")
    for left in ("l1", "l2", "l3"):
        line(control, left).select_option(LINES[left])
    control.locator(".sd-meta").first.click(button="right")
    lab.page.get_by_text("Create New View for Cell Output").click()
    view = lab.page.locator(".jp-LinkedOutputView .sd-question")
    view.wait_for()
    assert chosen(view) == {"l1": "r1", "l2": "r2", "l3": "r2", "l4": ""}
    line(view, "l4").select_option("r3")
    view.get_by_role("button", name="Check").click()
    view.get_by_role("button", name="Answer again").wait_for(timeout=40_000)
    assert chosen(view) == LINES
    assert chosen(control) == LINES
    assert response(lesson, "match") == LINES


def test_a_slider_on_its_way_is_not_put_back_by_an_earlier_reply(lab: Lab, lesson):
    opened(lab, lesson)
    slow(lesson, 1)
    control = lab.question("q-scale")
    slider = control.get_by_role("slider")
    slider.fill("20")
    lab.page.wait_for_timeout(300)
    # Moved and not let go.
    slider.evaluate("n => { n.value = 80; n.dispatchEvent(new Event('input')); }")
    for _ in range(6):
        lab.page.wait_for_timeout(100)
        assert slider.input_value() == "80"
    slider.dispatch_event("change")
    saved(control)
    lab.page.wait_for_timeout(1500)
    assert slider.input_value() == "80"
    assert response(lesson, "scale") == 80


def test_a_verdict_goes_as_soon_as_the_value_is_changed(lab: Lab, lesson):
    opened(lab, lesson)
    control = lab.question("q-numeric")
    field, verdict, note = (control.locator(c) for c in (".sd-line", ".sd-verdict", ".sd-note"))
    button = control.get_by_role("button", name="Check")
    field.fill("168")
    button.click()
    verdict.get_by_text("Right.").wait_for()
    # The kernel is asleep: what is said of another value does not wait for it.
    slow(lesson, 2)
    field.press("End")
    field.press("Backspace")
    assert verdict.inner_text() == ""
    assert button.is_visible()
    field.press("8")
    assert "Right." in verdict.inner_text()
    field.fill("many")
    assert verdict.inner_text() == ""
    assert note.inner_text().startswith("This answer is a number")
    button.click()
    assert note.inner_text().startswith("This answer is a number")
    assert field.input_value() == "many"
    assert response(lesson, "numeric") == 168
    field.fill("200")
    button.click()
    verdict.get_by_text("Not yet.").wait_for()
    assert response(lesson, "numeric") == 200
    assert note.inner_text() == ""
    # So do the remarks on the lines of a match.
    (lesson / "slow").unlink()
    control = lab.question("q-match")
    for left, right in LINES.items():
        line(control, left).select_option(right)
    control.get_by_role("button", name="Check").click()
    control.locator(".sd-verdict").get_by_text("Right.").wait_for()
    assert control.locator(".sd-pair.sd-right").count() > 0
    slow(lesson, 2)
    line(control, "l1").select_option("r3")
    assert control.locator(".sd-verdict").inner_text() == ""
    assert control.locator(".sd-pair.sd-right").count() == 0


def test_the_days_of_an_order_are_told_once_it_is_right(lab: Lab, lesson):
    opened(lab, lesson)
    control = lab.question("q-order")
    verdict = control.locator(".sd-verdict")

    def arrange(*slugs):
        for place, slug in enumerate(slugs):
            texts = control.locator("ol li span").all_inner_texts()
            for _ in range(texts.index(f"Step {slug}") - place):
                control.get_by_role("button", name=f"Move up: Step {slug}").click()

    arrange("one", "three", "two", "four")
    if control.get_by_role("button", name="Keep this order").is_visible():
        control.get_by_role("button", name="Keep this order").click()
    control.get_by_role("button", name="Check").click()
    verdict.get_by_text("Of the 3 pairs of neighbours, 2 stand in the right order.").wait_for()
    assert "One, two" not in verdict.inner_text()
    assert "Date of" not in control.inner_text()
    control.get_by_role("button", name="Try again").click()
    arrange("one", "two", "three", "four")
    control.get_by_role("button", name="Check").click()
    verdict.get_by_text("One, two, three, four.").wait_for()
    said = control.locator("ol li .sd-remark").all_inner_texts()
    assert said == [f"Date of {slug}." for slug in ("one", "two", "three", "four")]


def test_what_is_shown_again_follows_the_answer(lab: Lab, lesson):
    opened(lab, lesson)
    assert "not answered this question yet" in lab.cell("again").inner_text()
    assert "No number is recorded." in lab.cell("again-line").inner_text()
    control = lab.question("q-guess")
    for left, right in LINES.items():
        line(control, left).select_option(right)
    saved(control)
    lab.question("q-scale").get_by_role("slider").fill("40")
    saved(lab.question("q-scale"))
    lab.page.wait_for_timeout(600)
    text = lab.cell("again").inner_text()
    assert "You answered" in text
    assert "first" not in text
    assert "Left 4 → Right 3" in text
    assert "Not answered" not in lab.cell("again-line").inner_text()
    lab.save()
    held = {c["id"]: str(c["outputs"]) for c in lab.notebook()["cells"]}
    assert "Left 4 → Right 3" in held["again"]

    # A page that was loaded anew gets no display updates for the cells of this kernel.
    lab.open(f"{lesson.name}/sheet.ipynb")
    control = lab.question("q-guess")
    line(control, "l4").select_option("r1")
    saved(control)
    lab.page.wait_for_timeout(1000)
    text = lab.cell("again").inner_text()
    assert text.index("You answered first") < text.index("Left 4 → Right 3") < text.index("Left 4 → Right 1")
