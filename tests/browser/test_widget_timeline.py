"""The figure in the timeline explorer: as wide as its place, redrawn in place, empty where nothing fits."""

from __future__ import annotations

from course_lib.cli._bench import notebook

TITLE = ".js-plotly-plot .gtitle"
#: The events that are drawn, and whether it is still the element that was marked.
DRAWN = """
() => {
  const plot = document.querySelector('.js-plotly-plot');
  const events = plot.data.filter((t) => t.visible !== false && t.name.startsWith('Event'));
  return [events.reduce((sum, t) => sum + t.x.length, 0), plot.dataset.mine || ''];
}
"""


def test_one_figure_follows_the_filters_and_the_curtain(lab, page):
    source = "from course_lib import widgets\nwidgets.TimelineExplorer(name='t', curtain=True)"
    (lab.server.folder / "lessons" / "t.ipynb").write_text(notebook([source]), "utf-8")
    lab.open("lessons/t.ipynb")
    lab.run_all()
    page.wait_for_selector(TITLE)
    page.wait_for_timeout(500)
    drawn, place = (page.locator(s).first.bounding_box() for s in (".js-plotly-plot .main-svg", ".sd-board"))
    assert abs(drawn["width"] - place["width"]) < 12
    page.evaluate("() => { document.querySelector('.js-plotly-plot').dataset.mine = 'yes'; }")
    assert page.evaluate(DRAWN) == [110, "yes"]

    page.locator('[data-control="category"]').select_option("treaty")
    page.wait_for_function(f"() => ({DRAWN})()[0] === 11")
    page.locator('[data-control="month"]').select_option("06")
    page.get_by_role("slider", name="Curtain: year").fill("2024")
    page.wait_for_function(f"() => ({DRAWN})()[0] === 7")
    assert "Curtain at 30 June 2024" in page.locator(".sd-board").first.inner_text()
    page.get_by_label("With the words").fill("zeppelin")
    page.wait_for_function(
        "() => document.querySelector('.gtitle').textContent.includes('No event fits this choice')"
    )
    said = page.locator(".sd-board").first.inner_text()
    assert "Loosen the words: 7 events fit without this filter." in said

    page.get_by_role("button", name="Start again", exact=True).click()
    page.get_by_role("button", name="No, keep it").click()
    assert page.evaluate(DRAWN)[0] == 0
    page.get_by_role("button", name="Start again", exact=True).click()
    page.get_by_role("button", name="Yes, start again").click()
    page.wait_for_function(f"() => ({DRAWN})()[0] === 110")
    assert page.evaluate(DRAWN)[1] == "yes"


def test_it_is_whole_again_when_a_wide_window_becomes_narrow(lab, page):
    page.set_viewport_size({"width": 1920, "height": 900})
    source = "from course_lib import widgets\nwidgets.TimelineExplorer(name='w')"
    (lab.server.folder / "lessons" / "w.ipynb").write_text(notebook([source]), "utf-8")
    lab.open("lessons/w.ipynb")
    lab.run_all()
    page.wait_for_selector(TITLE)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.wait_for_timeout(1500)
    outer = page.locator(".jp-WindowedPanel-outer:visible").bounding_box()
    for part in (".sd-board:visible", ".js-plotly-plot .main-svg"):
        box = page.locator(part).first.bounding_box()
        assert box["x"] + box["width"] <= outer["x"] + outer["width"]


def test_what_a_case_comes_to_stays_in_sight_while_later_facts_are_changed(lab, page):
    source = "from course_lib import widgets\nwidgets.WhoMustHelp(name='s')"
    (lab.server.folder / "lessons" / "s.ipynb").write_text(notebook([source]), "utf-8")
    lab.open("lessons/s.ipynb")
    lab.run_all()
    verdict = page.locator(".sd-cardhead", has_text="2024 · Article 4").first
    verdict.wait_for()
    page.locator('[data-control="fact.war"]').evaluate("node => node.scrollIntoView({block: 'center'})")
    page.locator('[data-control="fact.war"]').select_option("none")
    verdict.get_by_text("not owed").wait_for()
    outer = page.locator(".jp-WindowedPanel-outer:visible").bounding_box()
    assert verdict.bounding_box()["y"] >= outer["y"]
