"""The page for a colleague in a browser: readable on any screen and on paper, and clean to axe-core."""

from __future__ import annotations

import pytest

from course_lib.grading.preview import write_preview
from tests.browser.axe import violations
from tests.browser.conftest import ROOT

NAME = "treaty_text"


@pytest.fixture(scope="module", params=[False, True], ids=["paper", "bank"])
def shown(request, tmp_path_factory):
    return write_preview(ROOT, NAME, request.param, tmp_path_factory.mktemp("preview") / "page.html")


@pytest.mark.parametrize("width", [1280, 1920, 400])
def test_question_and_key_stand_side_by_side_where_there_is_room(page, shown, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(shown.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator(".warning").bounding_box()["y"] < 100
    asked = page.locator(".asked").first.bounding_box()
    key = page.locator(".key").first.bounding_box()
    if width > 1000:
        assert key["x"] >= asked["x"] + asked["width"]
        assert abs(key["y"] - asked["y"]) < 30
    else:
        assert key["y"] >= asked["y"] + asked["height"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_screen_reader_and_weak_eyes_get_everything(browser, tmp_path, scheme):
    # The page's own policy lets no script in, not even that of axe-core.
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(write_preview(ROOT, NAME, file=tmp_path / "page.html").as_uri())
    page.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    assert violations(page.locator("html"), ()) == []
    context.close()


def test_on_paper_it_is_black_on_white_with_the_key_beside_the_question(page, shown):
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(shown.as_uri())
    inks = page.locator("h1, .sd-stem, .said").evaluate_all("n => n.map(e => getComputedStyle(e).color)")
    assert set(inks) == {"rgb(0, 0, 0)", "rgb(68, 68, 68)"}
    asked = page.locator(".asked").first.bounding_box()
    key = page.locator(".key").first.bounding_box()
    assert key["x"] >= asked["x"] + asked["width"]
