"""Marking, sorting, saying how sure one is, in a real JupyterLab: by mouse, by keyboard, saved and back."""

from __future__ import annotations

import json

import nbformat
import pytest
import tomlkit

from course_lib.grading.released import item_table
from course_lib.quiz import answers
from course_lib.quiz.records import from_outputs
from tests.browser.axe import violations
from tests.browser.lab import Server
from tests.quiz.samples import CONFIDENCE, MARK, SORT

ITEMS = (MARK, SORT, CONFIDENCE)
NAMES = [item.id for item in ITEMS]
#: A bank of checks of its own stands in for the lessons' in this kernel.
LESSON = """from pathlib import Path
from course_lib import ask, recall
from course_lib.quiz import asked, bank
asked.checks = lambda checks=bank.load_bank(Path("checks.toml")): {"lesson": checks}"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    base = tmp_path_factory.mktemp("types")
    started = Server(base / "skin-deep", base / "lab.log")
    yield started
    started.stop()


def write(folder, setup, *sources):
    cells = [nbformat.v4.new_code_cell(setup, id="setup")]
    cells += [nbformat.v4.new_code_cell(f'ask("{name}")', id=f"q-{name}") for name in NAMES]
    cells += [nbformat.v4.new_code_cell(source, id=f"more-{n}") for n, source in enumerate(sources)]
    spec = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    book = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": spec})
    nbformat.write(book, folder / "sheet.ipynb")
    return folder


@pytest.fixture
def assignment(server, request):
    folder = server.folder / request.node.name
    folder.mkdir()
    slots = {item.id: item.question.to_json() for item in ITEMS}
    (folder / "quiz.json").write_text(json.dumps({"schema": 1, "slots": slots}), "utf-8")
    return write(folder, "from course_lib import ask, recall", *(f'recall("{name}")' for name in NAMES))


@pytest.fixture
def lesson(server, request):
    folder = server.folder / request.node.name
    folder.mkdir()
    common = {"schema": 1, "objectives": {"read": "Read."}, "misconceptions": {"slip": "A slip."}}
    tables = [item_table(item) | {"sources": ["rf_dprk_2024.4"]} for item in ITEMS]
    (folder / "checks.toml").write_text(tomlkit.dumps(common | {"item": tables}), "utf-8")
    return write(folder, LESSON)


def opened(lab, folder):
    lab.open(f"{folder.name}/sheet.ipynb")
    # The indicator rests before the kernel is there, and what is run then is run by nobody.
    lab.page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    lab.run_all()
    lab.page.locator(".sd-question").first.wait_for()
    return lab


def saved(control):
    control.locator(".sd-saved", has_text="✓ Saved").wait_for()


def kept(folder):
    return {name: record.response for name, record in answers.read(folder).items.items()}


def word(control, place):
    return control.get_by_role("option").nth(place)


def marked(control):
    return control.locator(".sd-marks li span").all_inner_texts()


def test_answers_by_mouse_are_kept_and_stand_there_again(lab, assignment):
    opened(lab, assignment)
    control = lab.question("q-mark")
    assert control.locator(".sd-meta[role=status]").inner_text() == "Nothing is marked yet."
    word(control, 2).click()
    assert kept(assignment) == {}
    assert "Starts at “fell”" in control.locator(".sd-meta[role=status]").inner_text()
    word(control, 3).click()
    saved(control)
    # Drawn over from the last word to the first.
    word(control, 10).hover()
    lab.page.mouse.down()
    word(control, 9).hover()
    lab.page.mouse.up()
    word(control, 14).click()
    word(control, 14).click()
    assert marked(control) == ["“fell heavily”", "“traffic stopped”", "“mayor”"]
    # A click on a marked stretch takes it away, as its button does.
    word(control, 14).click()
    assert marked(control) == ["“fell heavily”", "“traffic stopped”"]
    control.get_by_role("button", name="Remove: fell heavily").click()
    assert marked(control) == ["“traffic stopped”"]
    focused = lab.page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert focused == "Remove: traffic stopped"
    control.get_by_role("checkbox").check()
    assert marked(control) == []
    saved(control)
    assert kept(assignment)["mark"] == "none"
    said = control.locator(".sd-meta[role=status]").inner_text()
    assert said == "Your answer: Nothing happened."
    word(control, 2).click()
    word(control, 3).click()
    assert not control.get_by_role("checkbox").is_checked()
    saved(control)

    control = lab.question("q-sort")
    control.get_by_role("group", name="Left 2").get_by_text("After").click()
    assert "1 of 3 sorted" in control.inner_text()
    control.get_by_role("group", name="Left 1").get_by_text("Before").click()
    saved(control)

    control = lab.question("q-confidence")
    control.get_by_role("radio", name="Text b").click()
    assert "Now say how sure you are" in control.inner_text()
    lab.page.wait_for_timeout(1000)
    assert "confidence" not in kept(assignment)
    control.get_by_role("slider").fill("9")
    saved(control)
    assert "70 %" in control.inner_text()
    assert "If right 2.82 points, if wrong 1.02." in control.inner_text()

    expected = {
        "mark": [[2, 3]],
        "sort": {"l1": "before", "l2": "after"},
        "confidence": {"pick": "b", "p": 0.7},
    }
    assert kept(assignment) == expected
    lab.save()
    assert {k: r.response for k, r in from_outputs(lab.notebook()).items()} == expected

    # Loaded anew, the static form in the notebook has it; run again, the control and `recall` have it.
    lab.open(f"{assignment.name}/sheet.ipynb")
    assert lab.cell("q-mark").locator(".sd-static mark").all_inner_texts() == ["fell heavily"]
    assert "your answer, 70 % sure" in lab.cell("q-confidence").locator(".sd-static").text_content()
    lab.run_all()
    assert marked(lab.question("q-mark")) == ["“fell heavily”"]
    sort = lab.question("q-sort")
    assert sorted(sort.locator("input:checked").evaluate_all("n => n.map(i => i.value)")) == [
        "after",
        "before",
    ]
    sure = lab.question("q-confidence")
    assert sure.locator("output").inner_text() == "70 %"
    assert sure.locator("input:checked").input_value() == "b"
    assert "“fell heavily”" in lab.cell("more-0").inner_text()
    assert "Left 2 → After" in lab.cell("more-1").inner_text()
    assert "Text b (70 % sure)" in lab.cell("more-2").inner_text()


def test_answers_by_keyboard_alone(lab, assignment):
    opened(lab, assignment)
    cells = [c["id"] for c in lab.notebook()["cells"]]

    def press(*names):
        for name in names:
            lab.page.keyboard.press(name)

    def here():
        return lab.page.evaluate("document.activeElement.textContent")

    control = lab.question("q-mark")
    word(control, 0).focus()
    press("ArrowRight", "ArrowRight", "Space", "ArrowRight", "Enter")
    saved(control)
    assert marked(control) == ["“fell heavily”"]
    assert here() == "heavily"
    # Shift and the arrows draw a mark along, and a marked one longer and shorter again.
    press(*["ArrowRight"] * 6)
    press("Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowLeft")
    assert marked(control) == ["“fell heavily”", "“traffic stopped”"]
    saved(control)
    # Escape gives up what was started; nothing goes to the notebook, and the word keeps the focus.
    press("End", "Space", "ArrowLeft", "Escape")
    assert here() == "that"
    assert marked(control) == ["“fell heavily”", "“traffic stopped”"]
    press("Home", "ArrowDown", "ArrowUp")
    assert here() == "Snow"
    press("x", "d", "d")
    # Out by Tab to the list, and one stretch away again.
    press("Tab", "Tab")
    assert lab.page.evaluate("document.activeElement.getAttribute('aria-label')") == "Remove: traffic stopped"
    press("Enter")
    saved(control)

    control = lab.question("q-sort")
    control.get_by_role("radio").first.focus()
    press("ArrowRight", "Tab", "Space", "Tab", "ArrowLeft")
    saved(control)
    assert "3 of 3 sorted" in control.inner_text()

    control = lab.question("q-confidence")
    control.get_by_role("radio").first.focus()
    press("ArrowDown", "Tab", "Tab", "Enter")
    saved(control)
    # The button is gone; the keyboard goes on at the slider.
    press("ArrowRight")
    saved(control)

    lab.page.wait_for_timeout(1000)
    held = kept(assignment)
    assert held["mark"] == [[2, 3]]
    order = control.locator("input[type=radio]").evaluate_all("n => n.map(i => i.value)")
    assert held["confidence"] == {"pick": order[1], "p": 0.65}
    rows = lab.question("q-sort").locator("input:checked").evaluate_all("n => n.map(i => i.value)")
    assert rows == ["during", "before", "after"]
    press("Control+s")
    lab.page.wait_for_timeout(1200)
    assert [c["id"] for c in lab.notebook()["cells"]] == cells
    assert set(from_outputs(lab.notebook())) == set(NAMES)


def check(control):
    saved(control)
    control.get_by_role("button", name="Check").click()
    control.get_by_role("button", name="Try again").wait_for()


def test_a_lesson_says_what_is_right_part_by_part(lab, lesson):
    opened(lab, lesson)
    control = lab.question("q-mark")
    for first, last in ((2, 3), (7, 9), (14, 15)):
        word(control, first).click()
        word(control, last).click()
    check(control)
    said = control.locator(".sd-marks .sd-remark").all_inner_texts()
    assert said == [
        "Right. That is what came down.",
        "Partly right. That is what it did.",
        "Not yet. Sleeping changes nothing.",
    ]
    shapes = [
        word(control, place).evaluate("n => getComputedStyle(n).borderBottomStyle") for place in (3, 8, 15)
    ]
    assert shapes == ["solid", "double", "dashed"]
    control.get_by_role("button", name="Try again").click()
    assert marked(control) == []
    assert lab.page.evaluate("document.activeElement.getAttribute('role')") == "option"

    control = lab.question("q-sort")
    for group in control.locator("fieldset fieldset").all():
        group.get_by_text("After").click()
    check(control)
    assert control.locator(".sd-sort.sd-wrong").count() == 1
    assert control.locator(".sd-remark", has_text="Not yet. It came first.").count() == 1
    assert control.locator(".sd-verdict").inner_text().startswith("Partly right: 2 of 3.")

    control = lab.question("q-confidence")
    control.get_by_role("radio", name="Text a").click()
    control.get_by_role("button", name="Check").click()
    assert control.locator(".sd-note").inner_text() == "Answer first, then check."
    control.get_by_role("button", name="Keep").click()
    # A check earns nothing, so that nothing is said of points before it.
    assert "If right" not in control.inner_text()
    check(control)
    assert "Not yet. About a." in control.inner_text()
    assert "You were 60 % sure" in control.locator(".sd-verdict").inner_text()
    control.get_by_role("button", name="Try again").click()
    assert control.locator("output").inner_text() == "Not given yet"
    assert control.locator("input:checked").count() == 0


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_axe_finds_nothing_to_mend(lab, lesson, theme):
    opened(lab, lesson)
    lab.menu("Settings", "Theme", f"JupyterLab {theme}")
    lab.page.wait_for_function(f"document.body.dataset.jpThemeLight === '{str(theme == 'Light').lower()}'")
    for name in NAMES:
        assert violations(lab.question(f"q-{name}")) == []
    control = lab.question("q-mark")
    for first, last in ((2, 3), (4, 5), (7, 9), (14, 15)):
        word(control, first).click()
        word(control, last).click()
    check(control)
    control.locator("summary").click()
    assert violations(control) == []
    control = lab.question("q-sort")
    for group in control.locator("fieldset fieldset").all():
        group.get_by_text("After").click()
    check(control)
    assert violations(control) == []
    control = lab.question("q-confidence")
    control.get_by_role("radio", name="Text a").click()
    control.get_by_role("button", name="Keep").click()
    check(control)
    assert violations(control) == []
    tall = lab.question("q-mark").get_by_role("option").evaluate_all("n => n.map(o => o.offsetHeight)")
    tall += lab.question("q-sort").locator("label").evaluate_all("n => n.map(o => o.offsetHeight)")
    assert min(tall) >= 32
