"""Loading, describing and citing, as a lesson calls them."""

import datetime
import html
import re
import subprocess
import sys
from itertools import pairwise

import pandas as pd
import pytest

from course_lib import data
from course_lib.data._meta import SOURCE_TYPES
from course_lib.errors import CourseError, UnknownName, UnknownTable


def one_sentence(error):
    text = str(error.value)
    assert text.endswith((".", "?")), text
    assert "\n" not in text
    return text


@pytest.mark.parametrize("name", data.names())
def test_a_table_is_what_its_description_says(name):
    frame, table = data.load(name), data.describe(name)
    assert list(frame.columns) == [column.name for column in table.columns]
    assert len(frame) == table.rows
    for column in table.columns:
        dtype = {"date": "datetime64[ns]", "str": str(pd.Series([], dtype="str").dtype)}.get(
            column.dtype, column.dtype
        )
        assert str(frame[column.name].dtype) == dtype, column.name
        if column.missing == "never":
            assert frame[column.name].notna().all(), column.name


def test_an_empty_cell_is_missing_and_a_word_like_na_is_not():
    frame = data.load("timeline")
    assert frame["date_end"].isna().any()
    assert frame["contested"].isna().any()
    assert not frame.isin(["", "NA", "nan", "None"]).any().any()


def test_each_load_is_a_fresh_copy():
    first = data.load("timeline")
    first["title"] = "changed"
    del first["summary"]
    again = data.load("timeline")
    assert "summary" in again
    assert "changed" not in set(again["title"])


def known(day):
    return set(data.load("timeline", as_of=day)["id"])


def test_the_curtain_of_the_op_ed_shows_its_own_day_and_nothing_later():
    before, on = known("2024-06-19"), known("2024-06-20")
    assert "2024-06-19-treaty-2024" in before
    assert on - before == {"2024-06-20-kcna-text", "2024-06-20-seoul-reaction"}
    assert not on & {"2024-10-14-russian-text", "2024-12-04-treaty-in-force", "2024-10-18-nis-troops"}
    assert known("2026-12-31") == set(data.load("timeline")["id"])
    assert known("1945-08-07") == set()


@pytest.mark.parametrize(
    ("row", "last_unknown", "first_known"),
    [
        ("1949-03-05-stalin-kim-moscow-1949", "1994-06-29", "1994-06-30"),  # published in a month
        ("2025-visitors-2025", "2026-12-30", "2026-12-31"),  # published in a year
        ("2023-trade-2023", "2024-06-16", "2024-06-17"),  # a year's figure published on a day
        ("1962-12-equal-emphasis", "1962-12-30", "1962-12-31"),  # precision month
        ("2020-02-border-closed", "2020-02-28", "2020-02-29"),  # precision month, leap year
        ("2024-fom-poll-russia", "2024-12-30", "2024-12-31"),  # precision year
        ("2000-07-19-putin-pyongyang-2000", "2000-07-19", "2000-07-20"),  # last of two days
    ],
)
def test_a_row_is_known_from_its_publication_or_the_end_of_its_period(row, last_unknown, first_known):
    assert row not in known(last_unknown)
    assert row in known(first_known)


def test_as_of_takes_a_date_and_keeps_types_and_a_plain_index():
    by_text = data.load("timeline", as_of="1960-01-01")
    assert by_text.equals(data.load("timeline", as_of=datetime.date(1960, 1, 1)))
    assert by_text["date"].dtype == "datetime64[ns]"
    assert list(by_text.index) == list(range(len(by_text)))


@pytest.mark.parametrize("day", ["June 2024", "2024-06", "20240620", "2024-02-30", "2024-13-01", 2024, ""])
def test_a_day_written_otherwise_is_one_sentence(day):
    with pytest.raises(CourseError) as error:
        data.load("timeline", as_of=day)
    assert repr(day) in one_sentence(error)


DATED = [name for name in data.names() if data.describe(name).date_column]


@pytest.mark.parametrize("name", DATED)
def test_the_curtain_of_every_dated_table_hides_what_came_later_and_nothing_else(name):
    table = data.describe(name)
    whole = data.load(name)
    days = ["1900-01-01", "1950-06-25", "1990-09-30", "2024-06-20", "2100-01-01"]
    known = [set(data.load(name, as_of=day)[table.key]) for day in days]
    assert known[0] == set()
    assert known[-1] == set(whole[table.key])
    assert all(earlier <= later for earlier, later in pairwise(known))
    hidden = whole[~whole[table.key].isin(known[3])]
    for row in hidden.astype("string").fillna("").to_dict("records"):
        dates = (row.get(table.published_column), row.get(table.end_column), row[table.date_column])
        latest = next(date for date in dates if date)
        # A month or a year is known at its end only, so its first part may lie before the day.
        assert latest[:10] > "2024-06-20"[: len(latest[:10])] or latest[:7] in {"2024", "2024-06", "2024-01"}


def test_trade_of_a_year_is_not_known_before_the_year_is_over():
    frame = data.load("trade_dprk", as_of="2024-06-20")
    assert frame["year"].max() == 2023
    assert data.load("trade_dprk")["year"].max() == 2024
    # KOTRA published its estimate for 2023 a month after the op-ed.
    assert not (frame["id"] == "prk-chn-2023-total-kotra").any()
    assert (frame["id"] == "prk-rus-2023-total-kremlin").any()


@pytest.mark.parametrize("name", sorted(set(data.names()) - set(DATED)))
def test_as_of_on_a_table_without_dates_is_one_sentence(name):
    with pytest.raises(CourseError) as error:
        data.load(name, as_of="2024-06-20")
    assert f"The table {name!r} has no dates" in one_sentence(error)


@pytest.mark.parametrize("ask", [data.load, data.describe])
def test_an_unknown_table_is_met_with_the_nearest_name(ask):
    with pytest.raises(UnknownTable) as error:
        ask("timelin")
    assert "Did you mean 'timeline'?" in one_sentence(error)


@pytest.mark.parametrize("ask", [data.load, data.describe, data.cite, data.source, data.read_treaty])
def test_a_frame_passed_as_a_name_gets_the_sentence(ask):
    with pytest.raises(UnknownName) as error:
        ask(data.load("timeline"))
    assert "in quotation marks" in one_sentence(error)
    assert "DataFrame" in str(error.value)


@pytest.mark.parametrize("name", data.names())
def test_a_description_says_all_of_it_in_text_and_in_html(name):
    table = data.describe(name)
    page = html.unescape(re.sub(r"<[^>]+>", "", table._repr_html_()))
    for text in (str(table), repr(table), page):
        for said in (table.title, table.grain, table.licence, table.citation, str(table.rows), *table.span):
            assert said in text
        for said in (*table.caveats, *table.used_by):
            assert said in text
        for column in table.columns:
            assert all(part in text for part in (column.name, column.unit, column.meaning, column.missing))


def test_a_source_is_cited_with_its_address():
    found = data.cite("unsc-res-82")
    assert str(found).startswith("Security Council resolution 82")
    assert "US Department of State" in str(found)
    address = "https://history.state.gov/historicaldocuments/frus1950v07/d84"
    assert "S/1501" in str(found)
    assert address in str(found)
    assert f'<a href="{address}" target="_blank" rel="noopener noreferrer">' in found._repr_html_()


def test_a_clause_is_cited_with_treaty_article_label_and_sources():
    found = data.cite("rf_dprk_2024.4.a")
    for text in (str(found), found._repr_html_()):
        assert "Russia-North Korea Treaty on Comprehensive Strategic Partnership" in text
        assert "Art 4" in text
        assert "Course rendering, not an official translation" in text
        assert "Hankyung" in text
        assert "Official text" in text
    assert found.status == "seen"
    assert found.sources[0].id == "hankyung-2024-06-20"


def test_a_recalled_clause_says_so_where_it_is_cited():
    found = data.cite("rf_dprk_2024.13")
    assert "recalled, not verified" in str(found)
    assert "recalled, not verified" in found._repr_html_()


@pytest.mark.parametrize(
    ("ref", "place"),
    [
        ("un_charter.2.4", "Art 2(4)"),
        ("icj_nicaragua_1986.199", ", para 199"),
        ("app_2024_art4.dprk", ", 2025-04-28"),
    ],
)
def test_only_articles_are_called_articles(ref, place):
    head = str(data.cite(ref)).splitlines()[0]
    assert place in head
    assert ("Art 2(4)" in head) == ("Art" in head.split(",")[-1])


def test_a_treaty_is_cited_with_its_official_text():
    found = data.cite("ussr_dprk_1961")
    assert "UNTS No. 6045" in str(found)
    assert found.official.id == "unts-6045"


def test_every_source_treaty_and_clause_can_be_cited():
    clauses = [clause["ref"] for i in data.treaty_files() for clause in data.read_treaty(i)["clause"]]
    for ref in [*data.source_ids(), *data.treaty_files(), *clauses]:
        assert f"[{ref}" in str(data.cite(ref))
        assert ref in data.cite(ref)._repr_html_()


@pytest.mark.parametrize(
    ("wrong", "near"),
    [("unts-6046", "unts-6045"), ("rf_dprk_2025", "rf_dprk_2024"), ("rf_dprk_2024.4.z", "rf_dprk_2024.4.")],
)
def test_an_unknown_reference_is_met_with_the_nearest(wrong, near):
    with pytest.raises(UnknownName) as error:
        data.cite(wrong)
    assert near in one_sentence(error)


def test_html_escapes_what_a_source_says():
    from course_lib.data import _cite
    from course_lib.data._meta import Source

    bad = Source(
        id="x", type="book", title="<script>1</script>", publisher='"P" & Q', date="",
        url='javascript:alert("1")', symbol="<b>", checked="seen", note="<i>",
    )  # fmt: skip
    page = _cite.of_source(bad)._repr_html_()
    assert "<script>" not in page
    assert "<b>" not in page
    assert "<i>" not in page
    assert "href" not in page
    assert "&lt;script&gt;" in page
    assert "&quot;P&quot; &amp; Q" in page


def test_a_source_is_cited_for_reading_and_for_a_bibliography():
    found = data.cite("matray-2002")
    entry = (
        "Matray, J. I. Dean Acheson's Press Club Speech Reexamined. Journal of Conflict Studies 22, no. 1, "
        "University of New Brunswick, 2002. https://journals.lib.unb.ca/index.php/JCS/article/download/366/578?inline=1"
    )
    assert found.bibliography == entry
    assert str(found).startswith(entry)
    assert found.csl == (
        {
            "id": "matray-2002",
            "type": "article-journal",
            "title": "Dean Acheson's Press Club Speech Reexamined",
            "author": [{"family": "Matray", "given": "J. I."}],
            "container-title": "Journal of Conflict Studies",
            "volume": "22",
            "issue": "1",
            "URL": "https://journals.lib.unb.ca/index.php/JCS/article/download/366/578?inline=1",
            "publisher": "University of New Brunswick",
            "issued": {"date-parts": [[2002]]},
        },
    )


def test_names_and_dates_read_as_in_a_bibliography():
    from course_lib.data._bibliography import day_in_words, names_in_words

    names = [
        {"family": "Barbieri", "given": "K."},
        {"literal": "Kim Il Sung"},
        {"family": "Pollins", "given": "B."},
    ]
    assert names_in_words(names) == "Barbieri, K., Kim Il Sung and B. Pollins"
    assert names_in_words(names[1:2]) == "Kim Il Sung"
    assert names_in_words([]) == ""
    assert [day_in_words(parts) for parts in ([2024, 6, 19], [2024, 6], [2024], [])] == [
        "19 June 2024", "June 2024", "2024", "",
    ]  # fmt: skip


def test_a_clause_has_its_treaty_and_its_sources_in_the_bibliography():
    found = data.cite("ussr_dprk_1961.1.2")
    assert found.csl[0]["type"] == "treaty"
    assert found.csl[0]["issued"] == {"date-parts": [[1961, 7, 6]]}
    assert [item["id"] for item in found.csl[1:]] == [source.id for source in found.sources]
    assert len(found.bibliography.splitlines()) == len(found.csl)


def test_every_source_is_an_item_of_csl():
    for source_id in data.source_ids():
        (item,) = data.cite(source_id).csl
        assert item["type"] in SOURCE_TYPES
        assert item["title"]
        assert all(set(name) in ({"family", "given"}, {"literal"}) for name in item.get("author", []))
        assert all(part for name in item.get("author", []) for part in name.values())


def test_a_citation_needs_no_pandas():
    code = (
        "import sys; from course_lib import data; data.cite('rf_dprk_2024.4'); data.describe('timeline'); "
        "sys.exit('pandas' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_treaty_is_read_afresh_each_time():
    data.read_treaty("un_charter")["clause"].clear()
    assert data.read_treaty("un_charter")["clause"]


def test_that_no_publisher_is_known_is_no_publisher():
    from course_lib.figures._sentences import said_by
    from course_lib.models._words import linked

    source = data.source("oped")
    assert (source.publisher, source.house) == ("Publisher not known", "")
    said = [
        linked("Read in", ["oped"]).links[0].text,
        said_by("oped"),
        str(data.cite("oped").bibliography),
        str(data.cite("oped").csl),
    ]
    assert not [text for text in said if "Publisher" in text]
    assert said[1] == "Source: Are the upgraded Russia-North Korea ties just skin-deep?"
    assert data.source("un-charter").house == data.source("un-charter").publisher
