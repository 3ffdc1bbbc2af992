"""All figures on one page."""

from __future__ import annotations

from html import escape

import pytest

from course_lib import figures
from course_lib.figures import data_table
from course_lib.figures._card import MIMETYPE
from course_lib.figures._gallery import Gallery, draw
from tests.figures.drawn import NAMES, drawn


@pytest.fixture(scope="module")
def gallery():
    return Gallery({name: drawn(name) for name in NAMES})


def test_it_draws_every_figure_over_its_own_tables():
    shown = figures.gallery()
    assert list(shown.figures) == NAMES
    assert sorted([*NAMES, "data_table", "gallery"]) == figures.__all__


def test_a_figure_is_drawn_with_its_options():
    assert draw("relationship_timeline", years=(1945, 1961)).layout.meta["subtitle"].count("1945–1961")


def test_in_words_it_is_all_descriptions(gallery):
    said = " ".join(repr(gallery).split())
    for name in NAMES:
        assert name in said
        assert " ".join(drawn(name).layout.meta["description"].split()) in said


def test_in_a_notebook_each_figure_stands_between_its_words_and_its_table(gallery, monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: shown.append(bundle))
    gallery._ipython_display_()
    assert len(shown) == 3 * len(NAMES)
    for name, words, figure, table in zip(NAMES, shown[::3], shown[1::3], shown[2::3], strict=True):
        description = drawn(name).layout.meta["description"]
        assert escape(description) in words["text/html"]
        assert " ".join(description.split()) in " ".join(words["text/plain"].split())
        assert figure[MIMETYPE]["layout"]["meta"]["description"] == description
        # The words stand once.
        assert escape(description) not in table["text/html"]
        assert f"As a table ({len(data_table(drawn(name)))} rows)" in table["text/html"]
