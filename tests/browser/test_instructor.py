"""An instructor's way in: the clone itself, with formgrader."""

from __future__ import annotations

import sys

import pytest

from course_lib.grading.build import bank_names
from tests.browser.conftest import copy_course
from tests.browser.lab import Lab, Server
from tests.built import ROOT


@pytest.fixture
def lab(page, tmp_path):
    root = copy_course(tmp_path)
    command = [sys.executable, "-m", "course_lib.cli", "lab", "--instructor", "--no-browser", "--port", "0"]
    server = Server(root, tmp_path / "lab.log", command, cwd=root)
    yield Lab(page, server)
    server.stop()


def test_formgrader_opens_from_the_menu_and_lists_the_assignment(lab):
    page = lab.page
    page.goto(f"{lab.server.url}/lab?token={lab.server.token}&reset")
    page.wait_for_selector("#jp-top-panel")
    page.locator(".lm-MenuBar-itemLabel", has_text="Nbgrader").click()
    entries = page.locator(".lm-Menu-itemLabel").all_inner_texts()
    assert {"Formgrader", "Create assignment"} <= set(entries)
    # Both need an exchange folder, which the course does without.
    assert not {"Assignment List", "Course List"} & set(entries)
    page.locator(".lm-Menu-itemLabel", has_text="Formgrader").first.click()
    frame = page.frame_locator("iframe")
    row = frame.locator("tr", has_text="treaty_text")
    row.wait_for(timeout=60_000)
    assert frame.locator("tbody tr").count() == len(bank_names(ROOT)), "A folder is an assignment."
    assert row.locator("a").first.inner_text() == "treaty_text"
    # Nobody is asked about news, and a clone stays clean.
    assert page.locator(".jp-toastContainer, .Toastify__toast").count() == 0
    assert (lab.server.folder / ".jupyter" / ".gitignore").read_text("utf-8") == "*\n"
    page.screenshot(path=lab.server.log.with_name("formgrader.png"))


def test_formgraders_printed_address_opens_it_and_the_clones_folders_are_there(lab):
    printed = lab.server.log.read_text("utf-8")
    address = printed.split("Formgrader is at ")[1].split()[0]
    lab.page.goto(address)
    lab.page.locator("tr", has_text="treaty_text").wait_for(timeout=60_000)
    lab.page.goto(f"{lab.server.url}/lab?token={lab.server.token}&reset")
    entries = lab.page.locator(".jp-DirListing-itemText")
    entries.first.wait_for()
    assert {"solutions", "lessons", "assignments"} <= set(entries.all_inner_texts())
