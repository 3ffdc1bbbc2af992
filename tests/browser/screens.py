"""The picture in the README, a real lesson in a real JupyterLab: `uv run python -m tests.browser.screens`."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.browser.lab import Lab, Server, chromium

PICTURE = Path(__file__).with_name("lesson.png")


def main() -> None:
    """Open lesson 06 in a fresh working copy, answer a question wrongly, then rightly; take the picture."""
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        server = Server(Path(folder) / "skin-deep", Path(folder) / "lab.log")
        try:
            lab = Lab(browser.new_page(viewport={"width": 1280, "height": 800}), server)
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
        finally:
            server.stop()


if __name__ == "__main__":
    main()
