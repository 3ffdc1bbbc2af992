"""The progress screen as a learner sees it: in both themes, on a small screen, and used."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import nbformat
import pytest

from course_lib.quiz import answers, session
from course_lib.quiz.records import Record, after

PAGE = "lessons/my_progress.ipynb"
LESSON = "06_article_4_article_51"
#: Check -> the days ago on which it was answered, and what.
ATTEMPTS = {
    "l06-shelling": [(3, "help"), (3, "nothing")],
    "l06-who-decides": [(1, "court")],
    "l06-report": [(3, "reported")],
    "l06-armed-invasion": [(0, "wider"), (0, "little")],
    "l06-how-deep": [(0, 35)],
}


@pytest.fixture
def progress_page(lab):
    """A working copy with some days of answers, and a notebook that shows them."""
    lessons = lab.server.folder / "lessons"
    records = {}
    for item_id, attempts in ATTEMPTS.items():
        revision = session.checks()[LESSON].items[item_id].revision
        held = None
        for number, (days, response) in enumerate(attempts):
            moment = datetime.now(UTC) - timedelta(days=days, seconds=-40 * number)
            held = after(held, Record(item_id, revision, response, moment.isoformat(timespec="milliseconds")))
        records[item_id] = held
    answers.merge(lessons, records)
    cells = [
        nbformat.v4.new_code_cell("from course_lib import ask\nfrom course_lib.widgets import show_progress"),
        nbformat.v4.new_code_cell("show_progress()", id="progress"),
        nbformat.v4.new_code_cell("", id="empty"),
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), lessons / "my_progress.ipynb")
    lab.open(PAGE)
    lab.run_all()
    return lab


def contrast(cell) -> float:
    """Return the lowest contrast of a text with the ground that it stands on."""
    return cell.evaluate(
        """(node) => {
          const rgb = (c) => (c.match(/[\\d.]+/g) || []).map(Number);
          // A text may let its ground shine through.
          const over = (c, below) => rgb(c).slice(0, 3).map((v, i) => {
            const a = rgb(c)[3] ?? 1;
            return v * a + rgb(below)[i] * (1 - a);
          });
          const light = (channels) => channels.map((v) => v / 255)
            .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
            .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
          const ground = (el) => {
            for (let at = el; at; at = at.parentElement) {
              const c = getComputedStyle(at).backgroundColor;
              if (rgb(c).length === 3 || rgb(c)[3] === 1) return c;
            }
            return 'rgb(255, 255, 255)';
          };
          let low = 21;
          for (const el of node.querySelectorAll('p, li, th, td, caption, code, span')) {
            const below = ground(el);
            const text = over(getComputedStyle(el).color, below);
            const [a, b] = [light(text), light(rgb(below))].sort((x, y) => y - x);
            low = Math.min(low, (a + 0.05) / (b + 0.05));
          }
          return low;
        }"""
    )


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_the_screen_is_readable_on_a_small_screen(progress_page, theme, tmp_path):
    lab, page = progress_page, progress_page.page
    lab.menu("Settings", "Theme", f"JupyterLab {theme}")
    page.wait_for_function(f"document.body.dataset.jpThemeLight === '{str(theme == 'Light').lower()}'")
    cell = lab.cell("progress")
    output = cell.locator(".jp-OutputArea-output")
    page.wait_for_timeout(500)
    page.screenshot(path=tmp_path / f"progress-{theme.lower()}.png")
    text = output.inner_text()
    assert "1 right at the first try, 3 right by now." in text
    assert "Review today: 2 checks" in text
    assert output.get_by_role("table", name="Lesson by lesson").is_visible()
    assert output.get_by_role("rowheader", name="06 Article 4 and Article 51").is_visible()
    # Nothing is cut off at the side, and the table ends above the bars at the bottom.
    assert output.evaluate("n => n.scrollWidth <= n.clientWidth")
    table = output.locator("table").bounding_box()
    assert table["y"] + table["height"] < 770
    sizes = output.evaluate(
        "n => [...n.querySelectorAll('*')].map(e => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert min(sizes) >= 12
    assert contrast(output) >= 4.5


def test_a_line_is_copied_with_one_click_and_asks_the_question(progress_page):
    lab, page = progress_page, progress_page.page
    line = lab.cell("progress").locator("code", has_text="l06-shelling")
    line.click()
    copied = page.evaluate("String(getSelection())")
    assert copied.strip() == 'ask("l06-shelling")'
    editor = lab.cell("empty").locator(".cm-content")
    editor.click()
    page.keyboard.insert_text(copied.strip())
    page.keyboard.press("Shift+Enter")
    lab.cell("empty").locator(".sd-question").wait_for()


def test_walking_over_the_options_by_keyboard_is_no_answer(progress_page):
    lab, page = progress_page, progress_page.page
    lab.cell("empty").locator(".cm-content").click()
    page.keyboard.insert_text('ask("l00-practice")')
    page.keyboard.press("Shift+Enter")
    control = lab.cell("empty").locator(".sd-question", has_text="Article 7").first
    control.locator("input").first.focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowUp", "ArrowUp", "ArrowUp", "ArrowLeft"):
        page.keyboard.press(key)
    # Down twice and up four times, once round: the last but one of four.
    third = control.locator("input").nth(2)
    assert third.evaluate("n => n === document.activeElement")
    assert control.locator("input:checked").count() == 0
    assert control.locator(".sd-saved").inner_text() == "Space answers."
    lessons = lab.server.folder / "lessons"
    assert "l00-practice" not in answers.read(lessons).items
    page.keyboard.press("Space")
    control.locator(".sd-saved", has_text="Saved").wait_for()
    record = answers.read(lessons).items["l00-practice"]
    assert (record.response, record.history) == (third.input_value(), ())
