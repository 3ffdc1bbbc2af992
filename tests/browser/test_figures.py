"""Every figure in a real browser, 700 to 1600 pixels wide: no text covers another, is cut or too small.

Then the page of all figures, and a figure in a real JupyterLab: offline, and as high as it was.
"""

from __future__ import annotations

from itertools import combinations
from urllib.parse import urlsplit

import pytest
from plotly.offline import get_plotlyjs

from course_lib.cli._bench import notebook
from course_lib.figures import data_table
from course_lib.figures._card import MIMETYPE, card
from course_lib.figures._gallery import Gallery, draw
from tests.figures.drawn import NAMES, drawn

WIDTHS = (700, 900, 1150, 1600)
#: The box of a letter is higher than its ink.
INK = 2
DRAW = """
async ([figure, ...widths]) => {
  const card = document.createElement('div');
  card.style.width = `${widths[0]}px`;
  document.body.replaceChildren(card);
  await Plotly.newPlot(card, figure.data, figure.layout, figure.config);
  for (const wide of widths.slice(1)) {
    card.style.width = `${wide}px`;
    await Plotly.Plots.resize(card);
  }
  const picture = card.querySelector('.main-svg').getBoundingClientRect();
  const boxes = [];
  for (const text of card.querySelectorAll('.main-svg text')) {
    const style = getComputedStyle(text);
    if (!text.textContent.trim() || style.visibility === 'hidden' || style.opacity === '0') continue;
    const lines = [...text.querySelectorAll('tspan.line')];
    for (const line of lines.length ? lines : [text]) {
      const box = line.getBoundingClientRect();
      if (!box.width || !box.height || !line.textContent.trim()) continue;
      boxes.push({
        text: line.textContent, size: parseFloat(style.fontSize),
        left: box.left - picture.left, right: box.right - picture.left,
        top: box.top - picture.top, bottom: box.bottom - picture.top,
      });
    }
  }
  return {width: picture.width, height: picture.height, tall: card.offsetHeight, boxes};
}
"""
SIZES = """
() => [...document.querySelectorAll('.jp-RenderedPlotly')].map((node) => {
  const box = node.querySelector('.main-svg').getBoundingClientRect();
  return [Math.round(box.width), Math.round(box.height), node.clientWidth];
})
"""


@pytest.fixture(scope="module")
def seen(browser):
    """Return a function that draws a figure at one width after another, and every request made so far."""
    context = browser.new_context(viewport={"width": 1700, "height": 900})
    page = context.new_page()
    requests = []
    page.set_content("<!doctype html><body style='margin: 0'></body>")
    page.add_script_tag(content=get_plotlyjs())
    page.on("request", lambda request: requests.append(request.url))
    yield lambda fig, *wide: page.evaluate(DRAW, [fig._repr_mimebundle_()[MIMETYPE], *wide]), requests
    context.close()


def outside(box, picture):
    return (
        box["left"] < -0.5
        or box["right"] > picture["width"] + 0.5
        or box["top"] < -0.5
        or box["bottom"] > picture["height"] + 0.5
    )


def covers(one, other):
    return (
        min(one["right"], other["right"]) - max(one["left"], other["left"]) > 1
        and min(one["bottom"], other["bottom"]) - max(one["top"], other["top"]) > INK
    )


@pytest.mark.parametrize("wide", WIDTHS)
@pytest.mark.parametrize("name", NAMES)
def test_text_is_whole_apart_and_large_enough(seen, name, wide):
    draw, requests = seen
    picture = draw(drawn(name), wide)
    assert picture["width"] == wide
    assert picture["height"] == drawn(name).layout.height
    boxes = picture["boxes"]
    shown = " ".join(box["text"] for box in boxes)
    meta = drawn(name).layout.meta
    for words in (meta["title"], meta["subtitle"], meta["source"]):
        assert words in shown
    assert [b["text"] for b in boxes if outside(b, picture)] == []
    assert [(a["text"], b["text"]) for a, b in combinations(boxes, 2) if covers(a, b)] == []
    assert [b["text"] for b in boxes if b["size"] < 12] == []
    assert requests == []


@pytest.mark.parametrize("name", NAMES)
def test_it_is_whole_again_when_a_wide_window_becomes_narrow(seen, name):
    draw, _ = seen
    once, again = draw(drawn(name), 900), draw(drawn(name), 900, 1600, 900)
    places = [[(b["text"], round(b["left"]), round(b["top"])) for b in p["boxes"]] for p in (once, again)]
    assert places[0] == places[1]


def test_a_label_that_covers_another_would_be_found(seen):
    draw, _ = seen
    fig = card(
        title="One finding of this test", subtitle="Nothing", description="", sources=[], source="none"
    )
    for x in (0.5, 0.52):
        fig.add_annotation(text="a label", x=x, xref="paper", y=0.5, yref="paper")
    fig.add_annotation(text="a label beyond the edge", x=1, xref="paper", y=0.2, yref="paper")
    picture = draw(fig, 700)
    assert any(covers(a, b) for a, b in combinations(picture["boxes"], 2))
    assert any(outside(b, picture) for b in picture["boxes"])


def test_hovering_says_the_sentence_and_the_bar_offers_only_download(seen, browser):
    context = browser.new_context(viewport={"width": 1200, "height": 700})
    page = context.new_page()
    page.set_content("<!doctype html><body style='margin: 0'><div id='card'></div></body>")
    page.add_script_tag(content=get_plotlyjs())
    figure = drawn("relationship_timeline")._repr_mimebundle_()[MIMETYPE]
    page.evaluate("f => Plotly.newPlot('card', f.data, f.layout, f.config)", figure)
    marks = page.locator(".scatterlayer .point")
    assert marks.count() > 50
    marks.first.hover(force=True)
    page.wait_for_selector(".hoverlayer .hovertext")
    said = page.locator(".hoverlayer .hovertext").text_content()
    assert "Warmth" in said
    assert page.locator(".modebar-btn").count() == 1
    assert "Download" in page.locator(".modebar-btn").get_attribute("data-title")
    context.close()


def test_the_page_holds_figures_words_and_tables_without_the_network(browser, tmp_path):
    path = Gallery({name: drawn(name) for name in NAMES}).save(tmp_path / "figures.html")
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(path.as_uri())
    page.wait_for_function(f"document.querySelectorAll('.plot-container').length === {len(NAMES)}")
    assert page.locator("section").count() == len(NAMES)
    for name in NAMES:
        section = page.locator(f"section:has(#figure-{name})")
        assert drawn(name).layout.meta["description"] in section.inner_text()
        rows = section.locator("tbody tr")
        assert rows.count() == len(data_table(drawn(name)))
        # No empty space is left for a figure that is not there.
        tall = section.locator(f"#figure-{name}").bounding_box()["height"]
        assert abs(tall - drawn(name).layout.height) < 2
    assert requests == [path.as_uri()]
    assert problems == []
    context.close()


def test_a_figure_is_drawn_offline_and_keeps_its_height(lab, page):
    requests = []
    page.on("request", lambda request: requests.append(urlsplit(request.url)))
    sources = [
        "from course_lib import figures, load",
        'figures.relationship_timeline(load("timeline"), load("eras"))',
    ]
    (lab.server.folder / "look.ipynb").write_text(notebook(sources), "utf-8")
    lab.open("look.ipynb")
    lab.run_all()
    page.wait_for_selector(".jp-RenderedPlotly .gtitle")
    height = draw("relationship_timeline").layout.height
    seen = set()
    for wide in (1280, 1000, 1600):
        page.set_viewport_size({"width": wide, "height": 800})
        page.wait_for_timeout(1000)
        [[drawn, tall, cell]] = page.evaluate(SIZES)
        assert tall == height
        assert abs(drawn - cell) <= 2
        seen.add(drawn)
    assert len(seen) == 3
    lab.menu("Settings", "Theme", "JupyterLab Dark")
    page.wait_for_timeout(1500)
    assert page.evaluate(SIZES)[0][1] == height
    assert page.locator(".jp-RenderedPlotly .modebar-btn").count() == 1
    assert {url.hostname for url in requests if url.scheme.startswith("http")} == {"127.0.0.1"}
    lab.save()
    picture, words = lab.notebook()["cells"][1]["outputs"]
    # What is left where nothing draws plotly: a page on the web, nbgrader's feedback.
    description = draw("relationship_timeline").layout.meta["description"]
    assert description in "".join(picture["data"]["text/html"])
    assert description in "".join(words["data"]["text/html"])
    # By keyboard, below the picture: words and table.
    summary = page.locator(".jp-OutputArea summary", has_text="In words, and as a table")
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator(".jp-OutputArea details p").inner_text() == description
    assert page.locator(".jp-OutputArea details tbody tr").count() == len(
        data_table(draw("relationship_timeline"))
    )
