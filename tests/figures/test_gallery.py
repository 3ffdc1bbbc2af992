"""All figures on one page."""

from __future__ import annotations

import pytest

from course_lib import figures
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
        assert drawn(name).layout.meta["description"] in said


def test_in_a_notebook_each_figure_comes_with_its_words(gallery, capsys, monkeypatch):
    shown = []
    monkeypatch.setattr("plotly.io.show", lambda fig, *args, **kwargs: shown.append((fig, args, kwargs)))
    gallery._ipython_display_()
    assert [fig for fig, _, _ in shown] == list(gallery.figures.values())
    assert {args for _, args, _ in shown} == {("plotly_mimetype",)}
    assert all("modeBarButtons" in kwargs["config"] for _, _, kwargs in shown)
    printed = " ".join(capsys.readouterr().out.split())
    for name in NAMES:
        assert drawn(name).layout.meta["description"] in printed
