"""The pictures in the README, from a real JupyterLab: `uv run python -m tests.browser.screens`."""

from __future__ import annotations

import tempfile
from pathlib import Path

from course_lib.cli._bench import notebook
from tests.browser.lab import Lab, Server, chromium

HERE = Path(__file__).parent
PICTURE = HERE / "lesson.png"
#: Figures that say at a glance what the course is about.
FIGURES = ("relationship_timeline", "un_voting_agreement", "council_votes")


def main() -> None:
    """Open a fresh working copy; take pictures of a question, a widget and three figures."""
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        server = Server(Path(folder) / "skin-deep", Path(folder) / "lab.log")
        try:
            lab = Lab(browser.new_page(viewport={"width": 1280, "height": 800}), server)
            lesson(lab)
            widget(lab)
            figures(lab)
        finally:
            server.stop()


def lesson(lab: Lab) -> None:
    """Answer a question wrongly, then rightly, and take the picture."""
    lab.open("lessons/06_article_4_article_51.ipynb")
    lab.run_all()
    lab.page.wait_for_timeout(3000)
    question = lab.question("check-who-decides")
    for slug in ("court", "council"):
        question.locator(f"label[for$='-{slug}']").click()
        lab.page.wait_for_timeout(700)
    lab.page.mouse.move(1200, 700)
    lab.page.keyboard.press("Escape")
    lab.page.screenshot(path=PICTURE)


def widget(lab: Lab) -> None:
    """Set up Seoul's question of June 2024 in the explorer of Article 4, and take the picture."""
    source = 'from course_lib import widgets\nwidgets.WhoMustHelp(preset="June 2024: Seoul\'s question")'
    (lab.server.folder / "widget.ipynb").write_text(notebook([source]), "utf-8")
    lab.open("widget.ipynb")
    lab.run_all()
    board = lab.page.locator(".sd-board:visible").first
    board.wait_for()
    lab.page.set_viewport_size({"width": 1280, "height": 1000})
    lab.page.mouse.move(5, 5)
    lab.page.wait_for_timeout(700)
    box = board.bounding_box()
    lab.page.screenshot(path=HERE / "who_must_help.png", clip=box | {"height": min(box["height"], 804)})
    lab.page.set_viewport_size({"width": 1280, "height": 800})


def figures(lab: Lab) -> None:
    """Draw the figures, one cell each, and take a picture of each."""
    sources = [f'from course_lib.figures._gallery import draw\ndraw("{name}")' for name in FIGURES]
    (lab.server.folder / "look.ipynb").write_text(notebook(sources), "utf-8")
    lab.open("look.ipynb")
    lab.run_all()
    for number, name in enumerate(FIGURES):
        card = lab.page.locator(".jp-CodeCell").nth(number).locator(".jp-RenderedPlotly")
        card.scroll_into_view_if_needed()
        lab.page.mouse.move(5, 5)
        lab.page.wait_for_timeout(700)
        card.screenshot(path=HERE / f"{name}.png")


if __name__ == "__main__":
    main()
