"""Trade: every count of the table once, no splice, doubtful values apart, ratios that are true."""

from __future__ import annotations

import pandas as pd
import pytest

from course_lib import load
from course_lib.errors import CourseError
from course_lib.figures import data_table, trade_by_partner, trade_two_koreas
from course_lib.figures._trade import LONG, WHO, counts, dollars


@pytest.fixture
def north():
    return load("trade_dprk")


@pytest.fixture
def south():
    return load("trade_rok_russia")


def totals(trade, partner):
    rows = trade[trade["partner"].eq(partner) & trade["flow"].eq("total")].dropna(subset=["value_musd"])
    return sorted(zip(rows["year"].astype(int), rows["series"], rows["value_musd"], strict=True))


def as_drawn(table, name):
    rows = table[table["series"].str.startswith(f"{name}, ") & ~table["series"].str.endswith("share")]
    return sorted(zip(rows["year"].astype(int), rows["counted_by"], rows["value_musd"], strict=True))


def test_every_count_is_drawn_once(north, south):
    table = data_table(trade_by_partner(north))
    assert as_drawn(table, "China") == totals(north, "CHN")
    assert as_drawn(table, "Russia") == totals(north, "RUS")
    table = data_table(trade_two_koreas(north, south))
    assert as_drawn(table, "South Korea") == totals(south, "RUS")
    assert as_drawn(table, "North Korea") == [row for row in totals(north, "RUS") if row[0] >= 1990]


def test_only_one_series_is_a_line(north, south):
    for fig in (trade_by_partner(north), trade_two_koreas(north, south)):
        for trace in fig.data:
            if "lines" in trace.mode:
                assert trace.meta["more"] == {"counted_by": LONG}
                assert trace.connectgaps is False


def test_a_value_many_times_its_neighbours_is_doubted(north):
    rows = counts(north, "RUS")
    assert rows.loc[rows["doubtful"], ["year", "value_musd"]].to_numpy().tolist() == [[1996, 924]]
    fig = trade_by_partner(north)
    [cross] = [t for t in fig.data if t.name == "Russia, doubtful"]
    assert "Doubtful" in cross.hovertext[0]
    [line] = [t for t in fig.data if t.name == "Russia, one long series"]
    assert line.y[list(line.x).index(1996)] is None
    assert "1996 is doubtful" in fig.layout.meta["description"]
    calm = north.assign(value_musd=north["value_musd"].mask(north["value_musd"].eq(924), 95.0))
    assert not counts(calm, "RUS")["doubtful"].any()
    assert "doubtful" not in trade_by_partner(calm).layout.meta["description"]


def test_a_share_is_of_one_source_and_year(north):
    table = data_table(trade_by_partner(north))
    shares = table[table["series"].str.endswith("share")]
    assert len(shares) >= 8
    for row in shares.itertuples():
        partner = "CHN" if row.series.startswith("China") else "RUS"
        value = {p: dict.fromkeys([0]) for p in (partner, "WLD")}
        for p in value:
            [value[p]] = [v for y, s, v in totals(north, p) if (y, s) == (row.year, row.counted_by)]
        assert row.share_pct == pytest.approx(value[partner] / value["WLD"] * 100, abs=0.01)
    none = trade_by_partner(north[north["partner"].ne("WLD")])
    assert not data_table(none)["series"].str.endswith("share").any()


def test_the_title_names_the_larger_partner_of_both_ends(north):
    title = trade_by_partner(north).layout.meta["title"]
    # The least that every pair of counts allows: Chinese customs over the Kremlin's figure.
    assert title.endswith(f"Soviet Union in 1988, China in 2023 (over {int(2300 / 34.4)} times Russia)")
    late = trade_by_partner(north[north["year"] >= 1993]).layout.meta["title"]
    assert late.startswith("North Korea's trade with China was over 66 times")
    chinese = north["partner"].eq("CHN")
    other = north.assign(value_musd=north["value_musd"].where(~chinese, north["value_musd"] / 10_000))
    assert "with Russia was over" in trade_by_partner(other).layout.meta["title"]


def test_the_ratio_of_the_two_koreas_is_the_least_that_the_counts_allow(north, south):
    title = trade_two_koreas(north, south).layout.meta["title"]
    lowest = min(v for y, _, v in totals(south, "RUS") if y == 2019)
    highest = max(v for y, _, v in totals(north, "RUS") if y == 2019)
    assert 460 <= lowest / highest < 470
    assert title == "In 2019 Russia traded over 460 times as much with South Korea as with the North"
    # 2021, with the border closed, is no ground for a ratio.
    assert any(y == 2021 for y, _, _ in totals(south, "RUS"))
    small = south.assign(value_musd=south["value_musd"] / 100_000)
    assert "with North Korea as with the South" in trade_two_koreas(north, small).layout.meta["title"]
    same = trade_two_koreas(north, south.assign(value_musd=south["value_musd"] / 466))
    assert "of the same order" in same.layout.meta["title"]


def test_a_logarithmic_scale_says_what_it_does(north, south):
    plain, log = trade_two_koreas(north, south), trade_two_koreas(north, south, log=True)
    assert plain.layout.yaxis.type != "log"
    assert plain.layout.yaxis.range[0] == 0
    assert log.layout.yaxis.type == "log"
    assert "ten times" in log.layout.meta["subtitle"]
    low, high = log.layout.yaxis.range
    values = data_table(log)["value_musd"]
    assert 10**low < values.min()
    assert values.max() < 10**high
    assert data_table(plain).equals(data_table(log))


def test_the_curtain_leaves_out_what_was_published_later():
    fig = trade_by_partner(load("trade_dprk", as_of="2024-06-20"))
    kotra = data_table(fig).query("counted_by == 'kotra' and year == 2023")
    assert kotra.empty


def test_amounts_in_words():
    assert [dollars(v) for v in (2700, 34.4, 0.040469)] == [
        "US$ 2.7 billion",
        "US$ 34 million",
        "US$ 40,469",
    ]


def test_every_counter_has_a_name(north, south):
    assert set(north["series"]) | set(south["series"]) <= set(WHO)


def test_too_little_is_said_in_a_sentence(north, south):
    for rows in (north[:0], north[north["partner"].eq("CHN")]):
        with pytest.raises(CourseError, match="without a filter"):
            trade_by_partner(rows)
        with pytest.raises(CourseError, match="without a filter"):
            trade_two_koreas(rows, south)
    early, late = north[north["year"] < 1991], south[south["year"] > 2000]
    with pytest.raises(CourseError, match="without a filter"):
        trade_two_koreas(early, late)
    alone = pd.concat([north[north["partner"].ne("RUS")], north[north["year"].eq(2022)]])
    with pytest.raises(CourseError):
        trade_by_partner(alone)
