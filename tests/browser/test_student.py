"""A student's whole way, clicked: open, validate, answer, save, come back, hand in; then the grades."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from course_lib.grading.register import register
from course_lib.quiz.records import from_outputs
from tests.browser.conftest import copy_course
from tests.browser.lab import Lab, Server, formgrader

SHEET = "assignments/treaty_text/treaty_text.ipynb"
PARAGRAPH = "Under `rf_dprk_2024.4` two things must come together, and nobody is named to find them."

#: Slot -> what is clicked, and the points it earns, worked out by hand from the rule beside it.
ANSWERS = {
    "a1": ("war-from-attack", 1),
    "a2": ("lower-bar", 0),
    "a3": ("equal-sense", 1),
    # Three of five pairs right, of 2 points.
    "a4": (
        {
            "heron": "pact-1961",
            "plover": "pact-2024",
            "curlew": "pact-2000",
            "osprey": "pact-1949",
            "avocet": "pact-1992",
        },
        1.2,
    ),
    # One stretch whole, of the other one of three words that count: (1 + 1/3) / 2 of 2 points.
    "a5": ([[33, 40], [54, 54]], 1.33),
    # Right and 70 % sure; the other three options share the rest: 1 - (0.3² + 3 · 0.1²) / 2 of 1 point.
    "a6": ({"pick": "backward-look", "p": 0.7}, 0.94),
    # Five of seven statements in the right bin, of 2 points.
    "b1": (
        {
            "birch": "older",
            "alder": "newer",
            "rowan": "newer",
            "maple": "absent",
            "poplar": "newer",
            "aspen": "shared",
            "willow": "shared",
        },
        1.43,
    ),
    # All four right ones ticked, and one of the wrong ones: (4 - 1) / 4 of 2 points.
    "b2": (["moscow-2000-2", "nato-1949-4", "moscow-2024-3", "beijing-1961-2", "moscow-2024-4"], 1.5),
    "b3": (
        {
            "walnut": "thirty-years",
            "hazel": "ten-plus-five",
            "cedar": "mutual-consent",
            "linden": "written-notice",
        },
        2,
    ),
    # The first two exchanged: 9 pairs right, 1 wrong, of 10: 8/10 of 2 points.
    "b4": (["duma-vote", "leaders-sign", "upper-house", "kim-decree", "instruments"], 1.6),
    "c1": ("second-part-open", 2),
    "c2": ("send-military", 0),
    "c3": ("own-processes", 2),
    "c4": ("second-attack", 0),
    # Four of six cases, of 2 points.
    "c5": (
        {
            "monday": "no",
            "tuesday": "no",
            "wednesday": "unsettled",
            "thursday": "yes",
            "friday": "yes",
            "saturday": "unsettled",
        },
        1.33,
    ),
    "d1": ("nobody-named", 1),
    "d2": ("security-body", 1),
    "d3": ("Collective", 1),
    "d4": (3, 1),
}
TOTAL = 21.33


def click_answer(lab: Lab, slot: str, response) -> None:
    """Answer one question with the mouse and the keyboard, and wait for the line that says it is saved."""
    control = lab.question(f"q-{slot}")
    control.wait_for()
    if control.locator(".sd-passage").count():
        for first, last in response:
            control.get_by_role("option").nth(first).click()
            control.get_by_role("option").nth(last).click()
    elif isinstance(response, dict) and "pick" in response:
        control.locator(f"label[for$='-{response['pick']}']").click()
        control.get_by_role("slider").fill(str(round((response["p"] - 0.25) / 0.05)))
    elif control.locator(".sd-sort").count():
        for left, right in response.items():
            control.locator(f"input[name$='-{left}'][value='{right}']").check()
    elif isinstance(response, dict):
        for left, right in response.items():
            control.locator(f"select[id$='-{left}']").select_option(right)
    elif control.locator("ol").count():
        arrange(control, response)
    elif isinstance(response, list):
        for slug in response:
            control.locator(f"label[for$='-{slug}']").click()
    elif control.locator("input[type=radio]").count():
        control.locator(f"label[for$='-{response}']").click()
    else:
        control.locator("input").fill(str(response))
        control.locator("input").press("Tab")
    control.locator(".sd-saved", has_text="Saved ").wait_for()


def arrange(control, steps: list[str]) -> None:
    texts = {dt.inner_text(): dd.inner_text() for dt, dd in definitions(control)}
    for place, slug in enumerate(steps):
        shown = control.locator("ol li span").all_inner_texts()
        for _ in range(shown.index(texts[slug]) - place):
            control.get_by_role("button", name=f"Move up: {texts[slug]}", exact=True).click()
    assert control.locator("ol li span").all_inner_texts() == [texts[s] for s in steps]


def definitions(control):
    control.locator("summary").click()
    return list(zip(control.locator("dt").all(), control.locator("dd").all(), strict=True))


def every_answer_is_seen(lab: Lab) -> None:
    """Look through the page as a reader: each answer stands there, and no dead widget anywhere."""
    for slot, (response, _) in ANSWERS.items():
        cell = lab.cell(f"q-{slot}")
        assert seen(cell, response), f"{slot}: {response} is not to be seen in {cell.inner_text()!r}"
        text = cell.inner_text()
        assert "Loading widget" not in text
        assert "model not found" not in text


def seen(cell, response) -> bool:
    live = cell.locator(".sd-question")
    static = cell.locator(".sd-static")
    shown = [part for part in (live, static) if part.count() and part.first.is_visible()]
    assert len(shown) == 1, "Exactly one of the control and its static form is visible."
    if shown[0] is static:
        return "your answer" in cell.inner_text() and (
            not isinstance(response, int | float) or str(response) in cell.inner_text()
        )
    if live.locator(".sd-passage").count():
        return live.locator(".sd-marks li").count() == len(response)
    if isinstance(response, dict) and "pick" in response:
        sure = live.get_by_role("slider").get_attribute("aria-valuetext")
        return (
            sure == f"{100 * response['p']:.0f} %"
            and live.locator("input:checked").input_value() == response["pick"]
        )
    if live.locator(".sd-sort").count():
        chosen = live.locator("input:checked")
        return sorted(chosen.evaluate_all("n => n.map(i => i.value)")) == sorted(response.values())
    if isinstance(response, dict):
        return all(live.locator(f"select[id$='-{k}']").input_value() == v for k, v in response.items())
    if live.locator("ol").count():
        return bool(live.locator(".sd-saved").inner_text())
    if isinstance(response, list):
        return sorted(live.locator("input:checked").evaluate_all("n => n.map(i => i.value)")) == sorted(
            response
        )
    if live.locator("input[type=radio]").count():
        return live.locator("input:checked").input_value() == response
    return live.locator("input").input_value() == str(response)


@pytest.fixture(scope="module")
def handed_in(request, browser, tmp_path_factory):
    """Play the student once; the tests below look at what came of it."""
    base = tmp_path_factory.mktemp("student")
    server = Server(base / "skin-deep", base / "lab.log")
    request.addfinalizer(server.stop)
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    request.addfinalizer(context.close)
    context.set_default_timeout(20_000)
    lab = Lab(context.new_page(), server)
    said = {}
    lab.open(SHEET)
    lab.run_all()
    lab.save()
    said["before"] = lab.validate()
    for slot, (response, _) in ANSWERS.items():
        click_answer(lab, slot, response)
    said["tally"] = lab.question("q-d4").locator(".sd-tally").inner_text()
    said["without paragraph"] = (lab.save(), lab.validate())[1]
    box = lab.cell("e1")
    box.dblclick()
    box.locator(".cm-content").press("Control+a")
    lab.page.keyboard.type(PARAGRAPH)
    lab.page.keyboard.press("Shift+Enter")
    lab.save()
    said["after"] = lab.validate()
    lab.save()
    return lab, said


def test_validate_names_what_is_missing_until_all_is_answered(handed_in):
    _, said = handed_in
    assert "Question a1 has no answer yet" in said["before"]
    assert re.sub(r"\s+", " ", ", ".join(ANSWERS)) in re.sub(r"\s+", " ", said["before"])
    assert "Traceback" not in said["before"]
    assert "has no answer yet" not in said["without paragraph"]
    assert "did not provide a response" in said["without paragraph"]
    assert "failed" not in said["after"]
    assert "Success" in said["after"]
    assert said["tally"] == "19 of 19 answered"


def test_every_answer_is_in_the_file_and_in_the_notebook(handed_in):
    lab, _ = handed_in
    folder = (lab.server.folder / SHEET).parent
    quiz = json.loads((folder / "quiz.json").read_text("utf-8"))["slots"]
    kept = json.loads((folder / "answers.json").read_text("utf-8"))["items"]
    written = from_outputs(json.loads((folder / "treaty_text.ipynb").read_text("utf-8")))
    for slot, (response, _) in ANSWERS.items():
        item = quiz[slot]["id"]
        assert kept[item]["revision"] == quiz[slot]["revision"]
        for found in (kept[item]["response"], written[item].response):
            same = sorted(found) == sorted(response) if quiz[slot]["type"] == "multi" else found == response
            assert same, (slot, found)


def test_answers_are_seen_again_whatever_was_restarted(handed_in):
    lab, _ = handed_in
    page = lab.page
    every_answer_is_seen(lab)

    lab.menu("Kernel", "Restart Kernel…")
    page.locator(".jp-Dialog button.jp-mod-accept").click()
    page.wait_for_timeout(1500)
    lab.idle()
    lab.save()
    every_answer_is_seen(lab)

    lab.open(SHEET)
    every_answer_is_seen(lab)

    lab.server.stop()
    lab.server.start()
    lab.open(SHEET)
    every_answer_is_seen(lab)

    lab.run_all()
    page.wait_for_timeout(1500)
    assert lab.question("q-a1").is_visible()
    every_answer_is_seen(lab)

    page.reload()
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    lab.idle()
    every_answer_is_seen(lab)


def rows(root: Path) -> list[tuple]:
    """Return the gradebook: student, notebook, grade id, automatic score, maximum, needs manual grade."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as book:
        found = []
        for submission in book.assignment_submissions("treaty_text"):
            for notebook in submission.notebooks:
                found += [
                    (
                        submission.student.id,
                        notebook.name,
                        g.name,
                        g.auto_score,
                        g.max_score,
                        g.needs_manual_grade,
                    )
                    for g in notebook.grades
                ]
    return sorted(found)


@pytest.fixture(scope="module")
def graded(handed_in, tmp_path_factory):
    """The instructor's folder after `course grade`."""
    lab, _ = handed_in
    root = copy_course(tmp_path_factory.mktemp("course"))
    target = root / "submitted" / "student1" / "treaty_text"
    shutil.copytree((lab.server.folder / SHEET).parent, target, ignore=shutil.ignore_patterns(".*"))
    command = [sys.executable, "-m", "course_lib.cli", "grade", "treaty_text"]
    run = subprocess.run(command, cwd=root, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    return root


def test_course_grade_gives_the_points_worked_out_by_hand(graded):
    scores = {name.removeprefix("s-"): score for _, _, name, score, _, _ in rows(graded)}
    assert {slot: scores[slot] for slot in ANSWERS} == {slot: points for slot, (_, points) in ANSWERS.items()}
    assert round(sum(scores[slot] for slot in ANSWERS), 2) == TOTAL
    assert [r[5] for r in rows(graded) if r[2] == "e1"] == [True]


def test_nbgrader_autograde_with_our_config_gives_the_same(graded, tmp_path):
    other = copy_course(tmp_path)
    shutil.copytree(graded / "submitted", other / "submitted")
    register(other, "treaty_text", f"sqlite:///{other / 'gradebook.db'}")
    nbgrader = [sys.executable, "-m", "nbgrader", "autograde", "treaty_text"]
    run = subprocess.run(nbgrader, cwd=other, capture_output=True, text=True, env=scripts_on_path())
    assert run.returncode == 0, run.stdout + run.stderr
    assert rows(other) == rows(graded)


def scripts_on_path() -> dict[str, str]:
    """nbgrader calls alembic from the PATH."""
    return os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}


def test_formgrader_lists_the_paragraph_for_manual_grading(graded, page, tmp_path):
    with formgrader(page, graded, tmp_path) as formgrader_url:
        page.goto(f"{formgrader_url}/gradebook/treaty_text/treaty_text")
        row = page.locator("tr", has_text="Submission #1")
        row.wait_for()
        titles = page.locator("thead th").all_inner_texts()
        manual = row.locator("td").nth([re.sub(r"\s+", " ", t) for t in titles].index("Needs Manual Grade?"))
        assert manual.locator(".glyphicon-ok").count() == 1
        assert f"{TOTAL} / 30" in row.inner_text()
        row.locator("a").first.click()
        page.wait_for_selector("text=nobody is named to find them")
        text = page.locator("body").inner_text()
        # The rubric stands above the paragraph, the review of each answer beside its points.
        assert "What is marked" in text
        assert "Who decides (3)" in text
        assert "HIDDEN TESTS" not in text
        page.screenshot(path=tmp_path / "formgrader.png", full_page=True)
