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

    page.get_by_role("button", name="Start again").click()
    page.wait_for_function(f"() => ({DRAWN})()[0] === 110")
    assert page.evaluate(DRAWN)[1] == "yes"
