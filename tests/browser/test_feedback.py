"""Feedback and formgrader in a real browser: nothing of a student's runs, and the page can be read."""

from __future__ import annotations

import json

import pytest
from nbgrader.api import Gradebook

from course_lib.grading.feedback import feedback
from course_lib.grading.html_page import POLICY
from course_lib.grading.run import grade, gradebook_url
from tests.browser.conftest import copy_course
from tests.browser.lab import formgrader
from tests.factories import Submission

NAME = "treaty_text"
RUN = "window.ran = (window.ran || 0) + 1"
#: Ways to have something run in the browser of whoever reads a paragraph.
PARAGRAPH = f"""\
The paragraph begins.

<script>{RUN}</script> <img src=x onerror="{RUN}"> <img src="data:image/svg+xml,<svg onload='{RUN}'/>">

<svg onload="{RUN}"><script>{RUN}</script></svg> <iframe srcdoc="<script>parent.{RUN}</script>"></iframe>
<details open ontoggle="{RUN}"><summary>x</summary></details> <video><source onerror="{RUN}"></video>
<input autofocus onfocus="{RUN}"> <body onload="{RUN}">
<style>@import 'http://127.0.0.1:9/x.css'; body {{display: none}}</style>

[one](javascript:{RUN.replace(" ", "%20")}) <a href="javascript:{RUN}">two</a>
<a href="&#106;avascript:{RUN}">three</a>
<a href="data:text/html,<script>opener.{RUN}</script>" target=_blank>four</a> <p onclick="{RUN}">five</p>

<img src="http://127.0.0.1:9/seen.png"> ![six](http://127.0.0.1:9/seen.png)

</div></article></main><h1 onmouseover="{RUN}">The paragraph ends.</h1>
"""
SHORT = f"<img src=x onerror='{RUN}'><script>{RUN}</script>"


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """An instructor's folder with one hostile submission, graded, marked and handed back."""
    root = copy_course(tmp_path_factory.mktemp("feedback"))
    work = Submission(root, "mia", NAME)
    slots = {slot: question["type"] for slot, question in work.slots.items()}
    options = {
        slot: question["options"][0]["slug"]
        for slot, question in work.slots.items()
        if slots[slot] == "single"
    }
    short = {slot: SHORT for slot, kind in slots.items() if kind == "short"}
    assert short
    work.filed(**options, **short).typed(**short).wrote(PARAGRAPH)
    intro = work.cell("intro")
    intro.source += f"\n\n<script>{RUN}</script>"
    raw = json.loads(work.path.read_text("utf-8"))
    raw["cells"].append(
        {
            "cell_type": "raw",
            "id": "rawrawraw",
            "metadata": {"raw_mimetype": "text/html"},
            "source": f"<script>{RUN}</script>",
        }
    )
    work.path.write_text(json.dumps(raw), "utf-8")
    assert grade(root, NAME).problems == ()
    with Gradebook(gradebook_url(root), "skin-deep") as book:
        given = book.find_grade("e1", NAME, NAME, "mia")
        given.manual_score, given.needs_manual_grade = 4, False
        book.find_comment("e1", NAME, NAME, "mia").manual_comment = "The clause: 2\n\nRead it again."
        book.db.commit()
    assert feedback(root, NAME).problems == ()
    return root


def page_of(course):
    return course / "feedback" / "mia" / NAME / f"{NAME}.html"


def provoke(page):
    """Do what a reader does: move over everything, click everything that a student made."""
    page.wait_for_timeout(300)
    for name in ("one", "two", "three", "four", "five", "The paragraph ends."):
        found = page.get_by_text(name, exact=True)
        if found.count():
            found.first.hover()
            found.first.click(no_wait_after=True)
    page.wait_for_timeout(300)


@pytest.mark.parametrize("policy", ["with its policy", "without"])
def test_nothing_of_a_students_runs_or_calls_out_in_feedback(course, page, tmp_path, policy):
    html = page_of(course).read_text("utf-8")
    assert POLICY in html
    # The escaping must hold by itself; the policy is a second lock.
    shown = tmp_path / "shown.html"
    shown.write_text(html if policy == "with its policy" else html.replace(POLICY, ""), "utf-8")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(shown.as_uri())
    provoke(page)
    assert page.evaluate("window.ran") is None
    assert page.url.startswith(shown.as_uri())
    assert len(page.context.pages) == 1
    assert [url for url in asked if url.startswith("http")] == []
    assert (
        page.locator("script, iframe, svg, input, object, [onerror], [onclick], [onmouseover]").count() == 0
    )


def test_what_a_student_wrote_is_read_and_cannot_break_the_page(course, page):
    page.goto(page_of(course).as_uri())
    text = page.locator("main").inner_text()
    assert "The paragraph begins." in text
    assert f"<script>{RUN}</script>" in text
    box = page.locator(".text")
    assert "The paragraph ends." in box.inner_text()
    rubric = page.locator("article", has=box).locator(".rubric")
    assert "2 of 3" in rubric.inner_text()
    assert "4 of 10" in rubric.locator("tfoot").inner_text()
    assert "Read it again." in page.locator(".comment").inner_text()


def test_feedback_is_readable_on_a_screen_and_on_paper(course, page, tmp_path):
    for width, scheme in ((1280, "light"), (1280, "dark"), (1920, "light"), (400, "light")):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        page.goto(page_of(course).as_uri())
        page.screenshot(path=tmp_path / f"feedback-{width}-{scheme}.png")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        # The sum and the points of the parts are seen without scrolling.
        assert page.locator(".total").bounding_box()["y"] < 300
    page.emulate_media(media="print")
    inks = page.locator("main h1, .stem, .said").evaluate_all("n => n.map(e => getComputedStyle(e).color)")
    assert set(inks) == {"rgb(0, 0, 0)", "rgb(68, 68, 68)"}
    links = page.locator(".sources a").evaluate_all(
        "n => n.filter(a => !document.getElementById(a.hash.slice(1))).length"
    )
    assert links == 0


def test_nothing_of_a_students_runs_in_formgrader(course, page, tmp_path):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    with formgrader(page, course, tmp_path) as formgrader_url:
        with Gradebook(gradebook_url(course), "skin-deep") as book:
            submission = book.find_submission_notebook(NAME, NAME, "mia").id
            # Not marked, so that the lines of the rubric are offered.
            book.find_comment("e1", NAME, NAME, "mia").manual_comment = None
            book.db.commit()
        page.goto(f"{formgrader_url}/submissions/{submission}/")
        page.wait_for_selector("text=The paragraph begins.")
        provoke(page)
        assert page.evaluate("window.ran") is None
        assert not any("127.0.0.1:9/" in url for url in asked)
        text = page.locator("#notebook").first.inner_text()
        assert f"<script>{RUN}</script>" in text
        # Differing and unread answers are named beside the points, and the rubric's lines are at hand.
        assert "0 of " in text
        assert page.locator("#e1-comment").get_attribute("placeholder").startswith("The clause (of 3):")
        page.screenshot(path=tmp_path / "formgrader.png")
