"""The evidence board in a lesson: two cells with one state, worked by keyboard alone, and a restart."""

from __future__ import annotations

import json

from course_lib.cli._bench import notebook
from course_lib.models._june_1950 import TRAYS, document
from tests.browser.axe import violations

FIRST, SECOND = TRAYS[0][:2]


def press(page, board, control, *keys):
    board.locator(f'[data-control="{control}"]').focus()
    for key in keys:
        page.keyboard.press(key)
    page.wait_for_timeout(600)


def test_a_document_is_weighed_by_keyboard_in_one_cell_and_seen_in_the_other(lab, page, server):
    cells = [
        "from course_lib import widgets",
        *(f"widgets.EvidenceBoard(name='07', tray={n})" for n in (1, 3)),
    ]
    path = server.folder / "lessons" / "board.ipynb"
    path.write_text(notebook(cells), "utf-8")
    lab.open("lessons/board.ipynb")
    lab.run_all()
    boards = page.locator(".sd-board:visible")
    first, third = boards.nth(0), boards.nth(1)
    press(page, first, "chance.0", "Home", "ArrowRight", "ArrowRight")
    press(page, first, "go.0", "Enter")
    for question in ("speaks", "knows", "dates"):
        press(page, first, f"{question}.{FIRST}", "ArrowDown", "ArrowDown")
    press(page, first, f"weight.{FIRST}", "Home", "ArrowRight")
    press(page, first, f"done.{FIRST}", "Enter")
    first.locator(f'[data-control="weight.{SECOND}"]').wait_for()
    for board in (first, third):
        now = board.locator(".sd-card.sd-now h4").all_text_contents()
        assert [text.endswith(document(SECOND).name) for text in now] == [True, True]
        assert (
            board.locator("h4", has_text=document(FIRST).name).locator(".sd-badge").text_content() == "1 of 5"
        )
        assert violations(board) == []
    kept = json.loads((server.folder / "lessons" / "answers.json").read_text("utf-8"))["items"]
    assert kept[f"widget/07/evidence-board/weight.{FIRST}"]["response"] == 1
    assert kept["widget/07/evidence-board/chance.0"]["response"] == 2
    lab.save()
    lab.menu("Kernel", "Restart Kernel and Run All Cells…")
    page.locator(".jp-Dialog button.jp-mod-accept").click()
    page.wait_for_timeout(1500)
    lab.idle()
    third = page.locator(".sd-board:visible").nth(1)
    third.locator(f'[data-control="weight.{SECOND}"]').wait_for()
    assert "1 of 5" in third.locator(".sd-card").first.text_content()
