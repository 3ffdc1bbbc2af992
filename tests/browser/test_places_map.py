"""The map with other places than its own choice: labels are placed anew, and must fit each time."""

from __future__ import annotations

from itertools import combinations

import pytest
from plotly.offline import get_plotlyjs

from course_lib.figures._card import MIMETYPE
from course_lib.figures._gallery import draw
from tests.browser.test_figures import DRAW, covers, outside

FIVE = ["pyongyang", "vostochny-cosmodrome", "vladivostok", "hanoi", "moscow"]
OPTIONS = {
    "five": {"only": FIVE, "ways": [("moscow", "vostochny-cosmodrome"), ("moscow", "hanoi")]},
    "korea": {"only": ["seoul", "busan", "jeju", "wonsan", "kaesong", "incheon", "haeju", "chuncheon"]},
    "border": {"only": ["khasan", "tumangang", "friendship-bridge", "tumen-road-bridge", "rason", "dunay"]},
    "fighting": {
        "only": ["kursk", "sudzha", "donetsk", "luhansk", "yalta", "tikhoretsk", "alabuga", "kazan"]
    },
    "one": {"only": ["hanoi"]},
    "low": {"height": 500},
}


@pytest.fixture(scope="module")
def page(browser):
    context = browser.new_context(viewport={"width": 1700, "height": 900})
    page = context.new_page()
    page.set_content("<!doctype html><body style='margin: 0'></body>")
    page.add_script_tag(content=get_plotlyjs())
    yield page
    context.close()


@pytest.mark.parametrize("wide", [700, 1600])
@pytest.mark.parametrize("name", OPTIONS)
def test_any_choice_of_places_is_readable(page, name, wide):
    fig = draw("places_map", **OPTIONS[name])
    picture = page.evaluate(DRAW, [fig._repr_mimebundle_()[MIMETYPE], wide])
    boxes = picture["boxes"]
    assert [b["text"] for b in boxes if outside(b, picture)] == []
    assert [(a["text"], b["text"]) for a, b in combinations(boxes, 2) if covers(a, b)] == []


SCALES = """
() => ['xaxis', 'yaxis', 'xaxis2', 'yaxis2'].map((name) => {
  const axis = document.querySelector('.js-plotly-plot')._fullLayout[name];
  return Math.abs(axis._length / (axis.range[1] - axis.range[0]));
})
"""


def test_the_land_keeps_its_shape_at_any_width(page):
    figure = draw("places_map")._repr_mimebundle_()[MIMETYPE]
    scales = []
    for wide in (700, 900, 1600):
        page.evaluate(DRAW, [figure, wide])
        scales.append(page.evaluate(SCALES))
    # As many pixels for a degree, in each panel and direction: labels were placed by them.
    assert scales[1] == pytest.approx(scales[0], rel=0.01)
    assert scales[2] == pytest.approx(scales[0], rel=0.01)
