"""Every widget in a real JupyterLab: by mouse, by keyboard alone, to a screen reader, and after a restart."""

from __future__ import annotations

import json
import re

import pytest

from course_lib import models
from course_lib.cli._bench import notebook
from course_lib.models.parts import Pick, Press, Slide, Ticks, Write
from tests.browser.axe import violations
from tests.browser.lab import Lab, Server
from tests.models.test_contract import flat

WIDGETS = sorted(models.__all__)
#: The texts of a widget as a reader sees them; what is folded away or for screen readers only is not seen.
LINES = """
(board) => {
  const walker = document.createTreeWalker(board.querySelector('.sd-body'), NodeFilter.SHOW_TEXT);
  const seen = [];
  while (walker.nextNode()) {
    const holder = walker.currentNode.parentElement;
    const visible = holder.checkVisibility() && !holder.closest('.sd-unseen, option, svg title');
    if (visible) seen.push(walker.currentNode.textContent.trim());
  }
  return seen.filter((text) => /\\w/.test(text));
}
"""
#: Where the keyboard stands: the control of the model, or the words on a summary, a link or a button.
HERE = """
() => {
  const node = document.activeElement;
  const held = node.closest('[data-control]');
  if (!node.closest('.sd-board'))
    return node.closest('.js-plotly-plot, .sd-question') ? '- a figure, or a question of the lesson' : null;
  return held ? held.dataset.control : `- ${node.textContent}`;
}
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("widgets")
    started = Server(folder / "skin-deep", folder / "lab.log")
    yield started
    started.stop()


def opened(page, server, name: str) -> tuple[Lab, object]:
    """Open a notebook with one widget, run it, and return the board."""
    lab = Lab(page, server)
    path = server.folder / "lessons" / f"{name.lower()}.ipynb"
    if not path.exists():
        source = f"from course_lib import widgets\nshown = widgets.{name}(name='browser')\nshown"
        path.write_text(notebook([source]), "utf-8")
    lab.open(f"lessons/{path.name}")
    lab.run_all()
    board = page.locator(".sd-board:visible").last
    board.wait_for()
    return lab, board


def rest(page, board) -> None:
    """Wait until the kernel has answered what was just done."""
    page.wait_for_timeout(150)
    board.locator(".sd-foot").wait_for()
    page.wait_for_timeout(250)


def start_again(board) -> None:
    board.get_by_role("button", name="Start again", exact=True).click()
    board.get_by_role("button", name="Yes, start again").click()


def text_of(page, board) -> str:
    button = board.get_by_role("button", name="Show as text")
    if button.count():
        button.click()
    page.wait_for_function("() => [...document.querySelectorAll('.sd-astext')].some((n) => n.textContent)")
    page.wait_for_timeout(300)
    return flat(board.locator(".sd-astext").text_content())


def model_of(name: str):
    return getattr(models, name).start()


def boards(page):
    return page.locator(".sd-board:visible")


@pytest.mark.parametrize("name", WIDGETS)
def test_it_says_the_same_as_its_text_and_to_a_screen_reader(page, server, name):
    lab, board = opened(page, server, name)
    twin = text_of(page, board)
    assert sum(len(part.evaluate(LINES)) for part in boards(page).all()) > 3
    for part in boards(page).all():
        for line in part.evaluate(LINES):
            # A number with its unit, and the words on a slider that is not set, are the control's own.
            if line in ("Not set yet", "Choose…") or line.startswith("Keep "):
                continue
            assert flat(line) in twin, line
        assert violations(part) == []
    lab.menu("Settings", "Theme", "JupyterLab Dark")
    page.wait_for_function("() => document.body.dataset.jpThemeLight === 'false'")
    page.wait_for_timeout(300)
    for part in boards(page).all():
        assert violations(part) == []


@pytest.mark.parametrize("name", WIDGETS)
def test_the_keyboard_alone_reaches_and_moves_every_control(page, server, name):
    _, board = opened(page, server, name)
    model = model_of(name)
    start_again(board)
    rest(page, board)
    parts = page.locator(".sd-board:visible, .sd-question:visible")
    parts.locator("select, input, textarea, button, summary").locator("visible=true").first.focus()
    met = [page.evaluate(HERE)]
    for _ in range(200):
        page.keyboard.press("Tab")
        here = page.evaluate(HERE)
        if here is None or here.startswith("- Start again"):
            break
        if here != met[-1]:
            met.append(here)
    order = [control for control in met if not control.startswith("- ")]
    shown = [c for c in model.controls() if page.locator(f'[data-control="{c}"]').first.is_visible()]
    assert order == [control for control in shown if control in order]
    assert set(order) == set(shown)
    for control in shown:
        moved(page, board, model.controls()[control])


def moved(page, board, control) -> None:
    """Move one control with the keyboard, and see that it moved or that the page changed."""
    node = page.locator(f'[data-control="{control.name}"]').first
    if not node.count() or not node.is_visible():
        return
    before = page.evaluate("() => document.querySelectorAll('.sd-board').length")
    match control:
        case Press():
            node.focus()
            page.keyboard.press("Enter")
        case Ticks():
            node.locator("input").last.focus()
            was = node.locator("input").last.is_checked()
            page.keyboard.press("Space")
            rest(page, board)
            assert (
                node.locator("input").last.is_checked() != was or board.locator("> .sd-note").text_content()
            )
        case Pick() if control.look == "radio":
            node.locator("input").first.focus()
            page.keyboard.press("Space")
            rest(page, board)
            assert node.locator("input").first.is_checked()
        case Pick():
            node.focus()
            was = node.input_value()
            page.keyboard.press("ArrowDown")
            if node.input_value() == was:
                page.keyboard.press("ArrowUp")
            rest(page, board)
        case Slide():
            node.focus()
            page.keyboard.press("Home")
            page.keyboard.press("ArrowRight")
            rest(page, board)
            assert float(node.input_value()) == control.low + control.step
        case Write():
            node.focus()
            page.keyboard.type("Words of mine")
            page.keyboard.press("Tab")
    rest(page, board)
    assert page.evaluate("() => document.querySelectorAll('.sd-board').length") == before


@pytest.mark.parametrize("name", WIDGETS)
def test_what_was_done_with_the_mouse_is_there_after_a_restart(page, server, name):
    lab, board = opened(page, server, name)
    start_again(board)
    rest(page, board)
    for control in model_of(name).controls().values():
        node = page.locator(f'[data-control="{control.name}"]').first
        if not node.count() or not node.is_visible():
            continue
        match control:
            case Press() if not control.why_not:
                node.click()
            case Ticks():
                node.locator("label").last.click()
            case Pick() if control.look == "radio":
                node.locator("label").first.click()
            case Pick():
                node.select_option(index=1)
            case Slide():
                node.click(position={"x": 20, "y": 16})
        rest(page, board)
    before = text_of(page, board)
    kept = json.loads((server.folder / "lessons" / "answers.json").read_text("utf-8"))["items"]
    assert any(re.match(r"widget/browser/", item) for item in kept)
    lab.save()
    lab.menu("Kernel", "Restart Kernel and Run All Cells…")
    page.locator(".jp-Dialog button.jp-mod-accept").click()
    page.wait_for_timeout(1500)
    lab.idle()
    board = boards(page).last
    board.wait_for()
    assert text_of(page, board) == before
