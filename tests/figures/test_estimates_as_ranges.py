"""Estimates: each statement one row, its bound drawn as it was said, no mean, no unit mixed."""

from __future__ import annotations

import pytest

from course_lib import load
from course_lib.errors import CourseError, UnknownName
from course_lib.figures import data_table, estimates_as_ranges
from course_lib.figures._estimates_as_ranges import FITS


@pytest.fixture
def said():
    return load("arms_troops_estimates")


def numbered(table):
    given = table[table[["low", "high"]].gt(0).any(axis=1)]["quantity"].value_counts()
    return [q for q in given.index if (table["quantity"].eq(q)).sum() <= FITS]


@pytest.mark.parametrize("quantity", numbered(load("arms_troops_estimates")))
def test_every_quantity_can_be_drawn(said, quantity):
    fig = estimates_as_ranges(said, quantities=[quantity])
    drawn = data_table(fig)
    given = said[said["quantity"].eq(quantity)].sort_values("published_on", kind="stable")
    assert drawn["estimator"].tolist() == given["estimator"].tolist()
    for one, other in zip(drawn.itertuples(), given.itertuples(), strict=True):
        assert one.bound == other.bound
        assert str(one.low) == str(other.low) or one.low == other.low or other.low != other.low
        # The mark stands at the bound that was named.
        if other.bound != "no figure":
            assert one.drawn_at == (other.low if other.bound == "more than" else other.high)
    assert drawn["unit"].nunique() == 1


def test_a_bound_is_drawn_as_it_was_said(said):
    fig = estimates_as_ranges(said)
    drawn = data_table(fig)
    shapes = {
        name: [s for s in fig.layout.shapes if s.name == name] for name in ("range", "more than", "up to")
    }
    for name, found in shapes.items():
        assert len(found) == int(drawn["bound"].eq(name).sum()) > 0
    for bar in shapes["range"]:
        row = drawn[drawn["bound"].eq("range") & drawn["high"].eq(bar.x1)]
        assert bar.x0 in row["low"].tolist()
    arrows = [t.marker.symbol for t in fig.data if not t.meta]
    assert arrows.count("triangle-right") == len(shapes["more than"])
    assert arrows.count("triangle-left") == len(shapes["up to"])
    words = [a.text for a in fig.layout.annotations if a.name == "none"]
    assert words == ["no figure given"] * int(drawn["bound"].eq("no figure").sum())


def test_each_quantity_has_a_panel_and_an_axis_of_its_own(said):
    fig = estimates_as_ranges(said, quantities=["killed", "workers"])
    assert {t.meta["series"]: t.xaxis for t in fig.data if t.meta} == {"killed": "x", "workers": "x2"}
    assert fig.layout.xaxis.ticktext[-1].endswith("soldiers")
    assert fig.layout.xaxis2.ticktext[-1].endswith("workers")


def test_the_title_gives_what_was_said_in_the_last_shared_year(said):
    title = estimates_as_ranges(said).layout.meta["title"].replace("\u00a0", " ")
    year = said[said["published_on"].dt.year.eq(2025)]
    for quantity, words in (
        ("soldiers sent", "13,000 to 15,000"),
        ("shells", "4 million to over 12 million"),
    ):
        rows = year[year["quantity"].eq(quantity)]
        numbers = [v for v in [*rows["low"], *rows["high"]] if v > 0]
        low, high = (f"{v:,.0f}" for v in (min(numbers), max(numbers)))
        assert f"{quantity} {words}" in title
        assert low[:2].rstrip(",") in words
        assert high[:2].rstrip(",") in words
    less = said[said["id"].ne("est-065") & ~(said["quantity"].eq("shells") & said["low"].eq(12_000_000))]
    assert "12 million" not in estimates_as_ranges(less).layout.meta["title"].replace("\u00a0", " ")


def test_a_speaker_is_named_without_the_abbreviations_of_the_table(said):
    fig = estimates_as_ranges(said)
    shown = " ".join([*fig.layout.yaxis.ticktext, *fig.layout.yaxis2.ticktext])
    assert "South Korean defence ministry, Oct 2023" in shown
    for short in ("ROK", "DPRK", "GUR"):
        assert short not in shown


def test_the_curtain_hides_later_statements():
    fig = estimates_as_ranges(load("arms_troops_estimates", as_of="2024-06-28"), quantities=["shells"])
    assert data_table(fig)["published_on"].max().year == 2024
    assert "2025" not in fig.layout.meta["description"]


def test_what_cannot_be_drawn_is_said(said):
    with pytest.raises(UnknownName, match="shells"):
        estimates_as_ranges(said, quantities=["shell"])
    with pytest.raises(CourseError, match="no number above zero"):
        estimates_as_ranges(said[said["bound"].eq("no figure")], quantities=["shells"])
    with pytest.raises(CourseError, match="no number above zero"):
        estimates_as_ranges(said, quantities=["change in deliveries"])
    with pytest.raises(CourseError, match="too many"):
        estimates_as_ranges(said, quantities=["soldiers sent", "shells", "casualties"])
    for none in (said[:0], said[said["quantity"].eq("workers")]):
        with pytest.raises(CourseError):
            estimates_as_ranges(none)
