"""The timeline: filters, a curtain that keeps what is behind it, and the three questions of the lessons."""

from __future__ import annotations

import datetime
import json

import pytest

from course_lib import load, models
from course_lib.errors import BadResponse, CourseError
from course_lib.models._events import events, opened, with_seoul
from course_lib.models._timeline_control import OUTCOME
from course_lib.models._words import printed_after, prose, until
from course_lib.models.parts import Chart, Fold, Table, walk
from course_lib.models.text import as_text

STOPS = (1989, 1990, 1996, 2000)


def explorer(**options):
    return models.TimelineExplorer.start(**options)


def folds(model):
    return [part.name for part in walk(model.parts()) if isinstance(part, Fold)]


def test_filters_leave_what_fits_them_all():
    model = explorer().change("category", "treaty").change("sign", "cold")
    table = load("timeline")
    cold = table[(table["category"] == "treaty") & (table["warmth"] < 0)]
    assert [e.id for e in model.shown] == cold.sort_values("date", kind="stable")["id"].tolist()
    assert f"{len(cold)} of {len(table)} events." in model.as_text()
    assert model.change("words", "LAPSES 1961").shown[0].id == "1996-09-10-lapse-1961"
    assert model.figure.layout.meta["description"] in model.as_text()
    assert len(model.figure.data[-1].x) == len(cold)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"category": "treaty", "sign": "cold"}, "(treaties; cold)"),
        ({"era": "e6"}, "(Turn to Seoul, 1988 to 1996)"),
        ({"words": "Kursk"}, "(by words that stand in them)"),
        ({"first": 1990, "last": 2000}, ""),
    ],
)
def test_the_figure_says_what_was_chosen_and_that_it_is_a_selection(changes, said):
    model = explorer()
    for name, value in changes.items():
        model = model.change(name, value)
    meta = model.figure.layout.meta
    assert meta["subtitle"].startswith(
        f"A selection {said}, {len(model.shown)} of " if said else "The course"
    )
    assert meta["title"].startswith("Selected events" if said else "Moscow and Pyongyang")


def test_what_is_behind_the_curtain_is_not_left_out_of_a_selection():
    assert "A selection" not in explorer(as_of="2024-06-28").figure.layout.meta["subtitle"]


def test_eras_are_parted_as_the_figure_parts_them():
    era = {e.id: e.era for e in events().values()}
    assert (era["1953-07-27-armistice"], era["1953-09-19-aid-1953"]) == ("e2", "e3")
    model = explorer().change("era", "e6")
    means = next(trace for trace in model.figure.data if trace.name == "Mean of an era")
    assert [row[0] for row in means.customdata] == ["Turn to Seoul"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"words": "zeppelin"}, "Loosen the words: 110 events fit without this filter"),
        ({"category": "nuclear", "era": "e2"}, "Loosen"),
        ({"category": "nuclear", "era": "e2", "words": "zeppelin"}, "Loosen several filters"),
        ({"first": 2000, "last": 1990}, "The first year is later than the last one"),
    ],
)
def test_an_empty_result_says_what_to_loosen_and_the_figure_that_it_is_empty(changes, said):
    model = explorer()
    for name, value in changes.items():
        model = model.change(name, value)
    assert model.shown == ()
    assert said in model.as_text()
    assert "No event fits this choice" in model.figure.layout.title.text
    assert not folds(model)


def test_events_without_a_judgement_are_listed_where_the_figure_has_none():
    model = explorer().change("sign", "none")
    assert len(folds(model)) == len(model.shown) > 0
    assert "no event of these has a judgement" in model.figure.layout.meta["description"]


@pytest.mark.parametrize("day", ["1950-12-31", "1990-06-30", "2024-06-28"])
def test_the_curtain_hides_what_had_not_happened_or_was_not_public(day):
    model = explorer(as_of=day)
    known = load("timeline", as_of=day)["id"]
    assert {e.id for e in model.shown} == set(known)
    assert max(int(x[:4]) for x in model.figure.data[-1].x) <= int(day[:4])
    if day == "1950-12-31":
        assert "1950-01-30-stalin-ready-to-help" not in set(known)


def test_behind_the_curtain_no_sentence_names_a_later_time():
    day = datetime.date(1961, 12, 31)
    bridge = as_text((opened(events()["1959-08-friendship-bridge"], day),))
    assert "2020s" not in bridge
    assert "Left out: 1 sentence that tells of later times." in bridge
    assert "2020s" in as_text((opened(events()["1959-08-friendship-bridge"], None),))
    assert "War partners" not in explorer(as_of="2024-06-28").as_text()
    assert "War partners" in explorer().as_text()


def test_the_student_moves_the_curtain_and_opens_it():
    model = explorer(as_of="2024-06-28", curtain=True)
    assert model.day == datetime.date(2024, 6, 28)
    assert model.change("month", "10").day == datetime.date(2024, 10, 31)
    assert model.change("year", 2023).day == datetime.date(2023, 6, 30)
    opened_again = model.change("curtain", "open")
    assert opened_again.day is None
    assert len(opened_again.shown) == len(load("timeline"))
    assert explorer(curtain=True).day is None
    assert explorer(curtain=True).change("year", 1970).day == datetime.date(1970, 12, 31)
    assert not {"year", "month", "curtain"} & set(explorer(as_of="2024-06-28").controls())


def test_long_lists_are_paged():
    model = explorer()
    first = folds(model)
    assert len(first) == model.PAGE
    second = folds(model.change("later", True))
    assert not set(first) & set(second)
    assert folds(model.change("later", True).change("earlier", True)) == first
    assert folds(model.change("later", True).change("category", "war"))[0] == "1945-08-08-ussr-enters-war"
    with pytest.raises(BadResponse, match="these are the first"):
        model.change("earlier", True)


def test_an_event_opens_to_its_summary_dispute_judgement_and_sources():
    event = events()["1953-07-27-armistice"]
    said = as_text((opened(event, None),))
    for words in (prose(event.summary), f"Accounts differ. {event.contested}", event.reason, "Read in: "):
        assert words in said


# --- who needed whom ----------------------------------------------------------------------------------
def test_ones_reading_becomes_a_strip_beside_the_courses_warmth():
    model = explorer(years=(1953, 1961), question="needs")
    assert "Your choices become a strip here" in model.as_text()
    for event in model.shown[:2]:
        model = model.change(f"need.{event.id}", "moscow")
    charts = [part for part in walk(model.parts()) if isinstance(part, Chart)]
    assert [y for _, y, _ in charts[0].series[0].points] == [1.0, 1.0]
    assert [y for _, y, _ in charts[1].series[0].points] == [float(e.warmth) for e in model.shown[:2]]
    assert "there is no key to your strip" in model.as_text()
    assert explorer(years=(1953, 1961), question="needs").restored(model.kept()) == model


def test_an_answer_about_another_lessons_event_is_not_taken_over():
    kept = {"need.2024-06-19-treaty-2024": "both", "need.1953-07-27-armistice": "nobody"}
    assert explorer(years=(1953, 1961), question="needs").restored(kept).answers == {}


# --- what explains ------------------------------------------------------------------------------------
def at_stop(number):
    model = explorer(years=(1988, 2000), question="explanations", stops=STOPS)
    for year in STOPS[:number]:
        for slug in ("ideas", "money", "power"):
            model = model.change(f"{slug}.{year}", "gained")
        model = model.change("on", True)
    return model


def test_each_stop_lists_what_it_lays_open_in_two_lanes():
    seen: list[str] = []
    for number, year in enumerate(STOPS):
        model = at_stop(number)
        assert model.day == datetime.date(year, 12, 31)
        new = folds(model)
        dates = [(events() | with_seoul())[name].date for name in new]
        assert all(day.year <= year for day in dates)
        assert not set(new) & set(seen)
        seen += new
    assert "1990-09-30-ussr-rok-relations" in seen
    assert "ms-1990-12-13" in seen
    # Where a lesson names no years, the first stop lists those just before it, not all since 1945.
    long = explorer(question="explanations", stops=STOPS)
    assert {(events() | with_seoul())[name].date.year for name in folds(long)} <= set(range(1985, 1990))
    assert "From 1985 on:" in long.as_text()
    # The timeline tells of San Francisco already.
    assert "ms-1990-06-04" not in with_seoul()


def test_the_curtain_goes_on_when_the_three_were_judged():
    model = explorer(years=(1988, 2000), question="explanations", stops=STOPS)
    with pytest.raises(BadResponse, match="whether it gained or lost"):
        model.change("on", True)
    model = at_stop(2).change("ideas.1996", "lost")
    rows = next(part for part in walk(model.parts()) if isinstance(part, Table)).rows
    assert [[cell.text for cell in row] for row in rows] == [
        ["End of 1989", "gained", "gained", "gained"],
        ["End of 1990", "gained", "gained", "gained"],
        ["End of 1996", "lost", "not said yet", "not said yet"],
    ]
    again = explorer(years=(1988, 2000), question="explanations", stops=STOPS).restored(model.kept())
    assert again.parts() == model.parts()


# --- when to bet --------------------------------------------------------------------------------------
def test_a_bet_is_kept_and_stands_once_the_record_is_seen():
    model = explorer(years=(2020, 2024), question="bet")
    assert [c.slug for c in model.controls()["bet"].options] == ["2020"]
    for _ in range(2):
        model = model.change("on", True)
    assert [c.slug for c in model.controls()["bet"].options] == ["2020", "2021", "2022"]
    model = model.change("bet", "2022").change("sure", 60)
    assert OUTCOME not in folds(model)
    assert events()[OUTCOME].title not in model.as_text()
    for _ in range(2):
        model = model.change("on", True)
    assert model.day == datetime.date(2024, 6, 30)
    said = model.as_text()
    for words in ("At the end of 2022, at 60 %.", events()[OUTCOME].title, "About 2 years", "error 0.16"):
        assert words in said
    assert not {"bet", "sure"} & set(model.controls())
    assert not {"bet", "sure"} & set(model.change("back", True).controls())
    again = explorer(years=(2020, 2024), question="bet").restored(model.kept())
    assert again.parts() == model.parts()
    assert all(model.judged(name) for name in ("bet", "sure"))


def test_a_year_without_an_event_says_that_this_proves_nothing():
    model = explorer(years=(2020, 2024), question="bet").change("on", True)
    assert "no event of 2021" in model.as_text()


@pytest.mark.parametrize(
    "options",
    [
        {"years": (1961, 1953)},
        {"years": (1900, 1953)},
        {"question": "who"},
        {"as_of": "June 2024"},
        {"stops": (1990,)},
        {"question": "explanations", "years": (1988, 2000), "stops": (1970,)},
        {"question": "explanations", "years": (2001, 2010)},
    ],
)
def test_what_cannot_be_is_refused(options):
    with pytest.raises(CourseError):
        explorer(**options)


# --- words --------------------------------------------------------------------------------------------
def test_days_of_a_table_read_as_prose():
    assert prose("On 2023-09-12 to 17, by Art 22; 2024-12, 1949-50.") == (
        "On 12 to 17 September 2023, by Article 22; December 2024, 1949-50."
    )
    assert prose("1950-06-25 and 1950-06-26; 1950-06-25 and 1950-07-26") == (
        "25 and 26 June 1950; 25 June 1950 and 26 July 1950"
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("It opens. In 2025 it is closed.", "It opens."),
        ("It opens in 2025.", "It opens in 2025."),
        ("First; from October 2024 on, second; third.", "First; third."),
        ("B. R. Myers (1990) doubts it. So does 2026.", "B. R. Myers (1990) doubts it."),
        ("By the 2020s it was alone.", "By the 2020s it was alone."),
        ("See resolution 2087 of 2013.", "See resolution 2087 of 2013."),
    ],
)
def test_sentences_that_name_later_times_are_left_out(text, shown):
    assert until(text, datetime.date(2024, 6, 30))[0] == shown


def test_a_source_is_later_by_as_much_of_its_date_as_is_known():
    assert printed_after("tass-2024-12-05", datetime.date(2024, 6, 30))
    assert not printed_after("oped", datetime.date(2024, 6, 30))


def test_an_open_curtain_that_was_moved_before_comes_back_open_with_its_filter():
    model = explorer(as_of="2024-06-28", curtain=True)
    for name, value in (("month", "01"), ("year", 1948), ("curtain", "open"), ("era", "e6")):
        model = model.change(name, value)
    kept = json.loads(json.dumps(model.kept()))
    again = explorer(as_of="2024-06-28", curtain=True).restored(kept)
    assert again.parts() == model.parts()


def test_an_era_chosen_before_the_curtain_hid_it_comes_back_behind_it():
    model = explorer(as_of="2024-06-28", curtain=True)
    for name, value in (("category", "arms"), ("era", "e2"), ("year", 1945)):
        model = model.change(name, value)
    assert "An era behind the curtain" in model.as_text()
    again = explorer(as_of="2024-06-28", curtain=True).restored(json.loads(json.dumps(model.kept())))
    assert again.parts() == model.parts()


def test_where_the_curtain_is_moved_to_the_newest_events_are_listed():
    model = explorer(years=(2022, 2026), as_of="2024-06-28", curtain=True).change("month", "12")
    newest = list(model.shown)[-1]
    assert f"{newest.when}: {newest.title}" in model.as_text()
    earlier = model.change("earlier", True)
    assert f"{newest.when}: {newest.title}" not in earlier.as_text()
    assert earlier.change("later", True).parts() == model.parts()
