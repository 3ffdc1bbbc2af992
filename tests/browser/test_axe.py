"""The helper that asks axe-core finds what is wrong, in the part that it is given and only there."""

from __future__ import annotations

from tests.browser.axe import violations


def test_axe_names_the_fault_and_the_place(page):
    page.set_content(
        "<div id=bad><button id=mute></button><p style='color: #bbb; background: #fff'>Pale words</p></div>"
        "<div id=good><label>Name <input></label></div>"
    )
    found = violations(page.locator("#bad"))
    assert [line.split(" ")[0] for line in sorted(found)] == ["button-name", "color-contrast"]
    assert any("at #mute" in line for line in found)
    assert violations(page.locator("#good")) == []
    assert not any("button-name" in line for line in violations(page.locator("#bad"), ("button-name",)))
