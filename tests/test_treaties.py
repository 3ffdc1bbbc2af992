"""The texts as types, and clauses side by side."""

import dataclasses
import subprocess
import sys

import pytest

from course_lib import treaties
from course_lib.errors import BadFacts, CourseError, UnknownName
from course_lib.treaties import NOT_STATED, _texts, clause, compare, treaties_known, treaty

ALL = treaties_known()
ROWS = ["trigger", "obligation", "timing", "means", "qualifier", "decided by"]


@pytest.fixture
def told(monkeypatch):
    """Replace the course's files by one small treaty; returns its raw form, to be changed before use."""
    raw = {
        "id": "small",
        "title": "Treaty <script>alert(1)</script> & more",
        "short": "Small 1900",
        "parties": ["A", "B"],
        "signed": "1900-01-01",
        "in_force_from": "1900-02-01",
        "in_force_to": "",
        "official_text": "somewhere",
        "note": "Our words.",
        "clause": [
            {
                **dict.fromkeys(("trigger", "timing", "means", "qualifier", "decided_by"), NOT_STATED),
                "ref": f"small.{number}",
                "article": number,
                "topic": topic,
                "obligation": '<b onclick="x">help</b>',
                "rendering": "One helps the other.",
                "key_terms": ['en: "<i>help</i>"'],
                "source_id": "somewhere",
                "status": "seen",
            }
            for number, topic in (("1(1)", "help"), ("1(2)", "help (second part)"), ("2", "exit"))
        ],
    }
    for cached in (_texts._read, _texts._by_ref):
        cached.cache_clear()
    monkeypatch.setattr(_texts.data, "read_treaty", lambda _: raw)
    monkeypatch.setattr(_texts.data, "treaty_files", lambda: {"small": None})
    yield raw
    for cached in (_texts._read, _texts._by_ref):
        cached.cache_clear()


@pytest.mark.parametrize("treaty_id", ALL)
def test_every_treaty_is_built_and_found_by_its_refs(treaty_id):
    source = treaty(treaty_id)
    assert source.id == treaty_id
    assert source.clauses
    for each in source.clauses:
        assert clause(each.ref) is each
        assert each.ref.startswith(f"{treaty_id}.")


@pytest.mark.parametrize("treaty_id", ALL)
def test_articles_hold_each_clause_once_and_in_order(treaty_id):
    source = treaty(treaty_id)
    listed = [c.ref for article in source.articles for c in article.clauses]
    assert sorted(listed) == sorted(c.ref for c in source.clauses)


def test_a_treaty_is_read_once_and_cannot_be_changed():
    source = treaty("rf_dprk_2024")
    assert treaty("rf_dprk_2024") is source
    with pytest.raises(dataclasses.FrozenInstanceError):
        source.clauses[0].trigger = "never"
    assert all(type(getattr(source, name)) is tuple for name in ("clauses", "parties"))
    assert all(type(c.key_terms) is tuple for c in source.clauses)


def test_an_article_gathers_its_paragraphs_and_one_paragraph_can_be_asked_for():
    source = treaty("ussr_dprk_1961")
    assert {"ussr_dprk_1961.1.1", "ussr_dprk_1961.1.2"} <= {c.ref for c in source.article("1").clauses}
    assert all(c.article == "1(2)" for c in source.article("1(2)").clauses)
    assert source.article(1) == source.article("1")
    assert {c.ref for c in treaty("rf_dprk_2024").article("4").clauses} >= {
        "rf_dprk_2024.4",
        "rf_dprk_2024.4.a",
    }


def test_the_texts_name_nobody_to_decide_and_the_charter_names_the_council():
    assert clause("ussr_dprk_1961.1.2").decided_by == NOT_STATED
    assert clause("rf_dprk_2024.4").decided_by == NOT_STATED
    assert "Security Council" in clause("un_charter.39").decided_by


@pytest.mark.parametrize(
    ("call", "hint"),
    [
        (lambda: treaty("rf_dprk_2042"), "rf_dprk_2024"),
        (lambda: treaty(["rf_dprk_2024"]), "list"),
        (lambda: clause("rf_dprk_2024.44"), "rf_dprk_2024.4"),
        (lambda: clause(4), "int"),
        (lambda: treaty("rf_dprk_2024").article("99"), "99"),
        (lambda: compare("rf_dprk_2024", "ussr_dprk_1961", topic="mutual asistance"), "mutual assistance"),
    ],
)
def test_a_wrong_name_gets_a_sentence_with_a_hint(call, hint):
    with pytest.raises(UnknownName) as caught:
        call()
    assert hint in str(caught.value)


def test_a_missing_field_is_named_with_its_clause(told):
    del told["clause"][1]["means"]
    with pytest.raises(BadFacts, match=r"'small\.1\(2\)' has no 'means'"):
        treaty("small")


def test_compare_shows_silence_as_a_value():
    frame = compare("ussr_dprk_1961.1.2", "rf_dprk_2024.4").frame
    assert list(frame.index) == ROWS
    assert list(frame.columns) == ["1961 · Article 1(2)", "2024 · Article 4"]
    assert list(frame.loc["decided by"]) == [NOT_STATED, NOT_STATED]
    assert frame.loc["qualifier", "1961 · Article 1(2)"] == NOT_STATED
    assert not frame.isna().any().any()


def test_a_treaty_stands_for_its_clause_on_a_topic():
    by_topic = compare("ussr_dprk_1961", "rf_dprk_2024", topic="mutual assistance")
    assert [c.ref for c in by_topic.clauses] == ["ussr_dprk_1961.1.2", "rf_dprk_2024.4"]


@pytest.mark.parametrize("refs", [(), ("rf_dprk_2024.4",), ("rf_dprk_2024", "ussr_dprk_1961")])
def test_compare_says_what_it_needs(refs):
    with pytest.raises(CourseError, match="clause"):
        compare(*refs)


def test_columns_of_one_article_keep_different_names():
    labels = compare("rf_dprk_2024.4", "rf_dprk_2024.4.a").labels
    assert len(set(labels)) == 2
    assert "rf_dprk_2024.4.a" in labels[1]


def test_differences_are_named_in_words_in_both_forms():
    seen = compare("ussr_dprk_1961.1.2", "rf_dprk_2024.4")
    assert seen.mark("qualifier", 1) == "added"
    assert seen.mark("decided_by", 1) == ""
    assert compare("rf_dprk_2024.4", "ussr_dprk_1961.1.2").mark("qualifier", 1) == "dropped"
    assert compare("ussr_dprk_1961.1.2", "rf_dprk_2000.2").mark("obligation", 1) == "changed"
    assert all(seen.mark(name, 0) == "" for name in treaties.ELEMENTS)
    html, text = seen._repr_html_(), str(seen)
    assert ">added</div>" in html and "border-left" in html and ">not stated</span>" in html
    assert "[added]" in text and text.count(NOT_STATED) >= 3


def test_an_element_that_does_not_apply_is_not_a_difference_from_silence():
    both = compare("un_charter.51.1", "un_charter.51.2")
    silent = {NOT_STATED, treaties.NOT_APPLICABLE}
    for name in treaties.ELEMENTS:
        first, second = (getattr(c, name) for c in both.clauses)
        assert (both.mark(name, 1) == "") is (first == second or {first, second} <= silent)


def test_html_is_escaped_and_themed(told):
    shown = [
        treaty("small"),
        treaty("small").article("1"),
        clause("small.1(1)"),
        compare("small.1(1)", "small.2"),
    ]
    for each in shown:
        html = each._repr_html_()
        assert "<script>" not in html and "<b onclick" not in html and "<i>" not in html
        assert "var(--jp-content-font-color1,#" in html
        assert '<th scope="col"' in html and '<th scope="row"' in html and "<caption" in html
    assert "&lt;script&gt;" in shown[0]._repr_html_()
    assert "&lt;i&gt;" in shown[2]._repr_html_()
    assert "&lt;b onclick=&quot;x&quot;&gt;" in shown[3]._repr_html_()


def test_plain_text_says_the_same_without_markup():
    text = str(treaty("rf_dprk_2024"))
    assert "Signed 2024-06-19; in force 2024-12-04." in text
    assert "decided by: not stated" in text
    assert "<" not in str(clause("rf_dprk_2024.4"))


def test_headings_of_parts_and_dates_are_not_called_articles():
    assert clause("ussr_dprk_1961.pre.1").label == "1961 · preamble"
    assert clause("un_charter.51.1").label == "UN Charter · Article 51 s.1"
    assert _texts._article_title("2024-06-20") == "2024-06-20"


def test_importing_the_module_loads_nothing_heavy():
    heavy = "pandas", "plotly", "ipywidgets", "IPython", "numpy"
    code = f"import sys, course_lib.treaties; print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_public_names_exist_and_are_sorted_by_kind():
    assert len(set(treaties.__all__)) == len(treaties.__all__)
    assert all(hasattr(treaties, name) for name in treaties.__all__)
