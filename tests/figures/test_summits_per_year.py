"""Visits: one mark each, planned ones left out, gaps between meetings of leaders counted from the table."""

from __future__ import annotations

from itertools import pairwise

import pytest

from course_lib import load
from course_lib.errors import CourseError
from course_lib.figures import data_table, summits_per_year


@pytest.fixture
def visits():
    return load("summits")


def test_every_visit_is_one_mark_in_its_row(visits):
    table = data_table(summits_per_year(visits))
    assert sorted(table["id"]) == sorted(visits.loc[visits["held"].ne("no"), "id"])
    leaders = visits[visits["level"].eq("leader") & visits["held"].eq("yes")]
    for series, pair in (
        ("Leaders, Moscow–Pyongyang", "Moscow-Pyongyang"),
        ("Leaders, Moscow–Seoul", "Moscow-Seoul"),
    ):
        wanted = leaders.loc[leaders["pair"].eq(pair), "id"]
        assert sorted(table.loc[table["series"].eq(series), "id"]) == sorted(wanted)
    # No two marks of a year and row in one place.
    assert (
        not table.assign(row=table["series"].str.split(", unc").str[0])
        .duplicated(["row", "year", "drawn_at"])
        .any()
    )


def test_what_was_not_held_is_left_out_and_what_is_uncertain_is_open(visits):
    fig = summits_per_year(visits)
    drawn = set(data_table(fig)["id"])
    assert not drawn & set(visits.loc[visits["held"].eq("no"), "id"])
    [open_] = [t for t in fig.data if t.name.endswith("uncertain")]
    assert "open" in open_.marker.symbol
    assert "Uncertain whether it took place." in open_.hovertext[0].replace("<br>", " ")


def test_the_title_names_the_longest_gaps(visits):
    met = sorted(
        visits[
            visits["pair"].eq("Moscow-Pyongyang") & visits["level"].eq("leader") & visits["held"].eq("yes")
        ]["date"].dt.year
    )
    gaps = sorted(((b - a - 1, a + 1, b - 1) for a, b in pairwise(met)), reverse=True)
    title = summits_per_year(visits).layout.meta["title"]
    for _, first, last in gaps[:2]:
        assert f"{first}–{last}" in title
    assert title.endswith(f", {len([y for y in met if y >= 2019])} since 2019")
    # Another meeting in the gap, and the title is another.
    more = visits.copy()
    more.loc[more.index[0], "date"] = more.loc[more.index[0], "date"].replace(year=1976)
    assert "1970–1983" not in summits_per_year(more).layout.meta["title"]
    early = summits_per_year(visits[visits["date"] < "1962-01-01"]).layout.meta["title"]
    assert early == f"Leaders of Moscow and Pyongyang met in {len({y for y in met if y < 1962})} of 16 years"


def test_a_date_is_said_as_exactly_as_it_is_known(visits):
    said = " ".join(h for t in summits_per_year(visits).data for h in t.hovertext).replace("<br>", " ")
    assert "July 1946: northern Korea to the Soviet Union, level: leader." in said
    assert "3 September 2025: both in a third country" in said
    assert "Recalled, not checked." in said


def test_no_meeting_is_said(visits):
    for rows in (visits[:0], visits[visits["pair"].eq("Moscow-Seoul")]):
        with pytest.raises(CourseError, match="load the whole table"):
            summits_per_year(rows)
