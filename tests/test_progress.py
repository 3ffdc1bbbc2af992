"""Progress is a pure function of the recorded answers: counts, what comes back and when, and how it reads."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbclient import NotebookClient

from course_lib.progress import INTERVALS, Assignment, progress
from course_lib.quiz import answers, session
from course_lib.quiz.answers import Answers
from course_lib.quiz.bank import Bank
from course_lib.quiz.chance import chance
from course_lib.quiz.records import Record, after
from course_lib.widgets.progress import SHOWN, as_html, as_text, lessons_folder
from tests.quiz.samples import ALL, KEYED, MULTI, SINGLE, TEXT

START = datetime(2026, 11, 2, 12, tzinfo=UTC)
DAY = START.date()
RIGHT, WRONG = "b", "a"


def bank(*items, name="06_article_4", title="Article 4") -> Bank:
    return Bank(name, title, "", {}, {}, {item.id: item for item in items})


BANKS = {"06_article_4": bank(SINGLE, MULTI, TEXT)}


def stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def record(item, *attempts, draft=None, **more) -> Record:
    """Return the record of attempts, each (days or hours after the start as timedelta, response)."""
    held = None
    for at, response in attempts:
        moment = START + (at if isinstance(at, timedelta) else timedelta(days=at))
        held = after(held, Record(item.id, item.revision, response, stamp(moment), **more))
    if draft is not None:
        held = after(
            held, Record(item.id, item.revision, draft, stamp(START + timedelta(days=90)), draft=True)
        )
    return held


def done(*records, today=DAY, banks=BANKS, **more):
    return progress(Answers(1, {r.id: r for r in records}), banks, today, zone=UTC, **more)


def test_without_answers_everything_is_open():
    found = done()
    (lesson,) = found.lessons
    assert (lesson.asked, lesson.answered, lesson.open) == (2, 0, 2)
    assert (lesson.notes_asked, lesson.notes_done) == (1, 0)
    assert (found.tries, found.seconds, found.due) == (None, None, ())


def test_first_attempt_and_latest_one_are_counted_apart():
    found = done(
        record(SINGLE, (0, WRONG), (timedelta(minutes=1), RIGHT)),
        record(MULTI, (timedelta(minutes=3), ["a", "b", "c"]), (timedelta(minutes=4), ["a"])),
        record(TEXT, (0, "Because.")),
    )
    (lesson,) = found.lessons
    assert (lesson.answered, lesson.first_right, lesson.right_now, lesson.open) == (2, 1, 1, 0)
    assert lesson.notes_done == 1
    assert lesson.tries == 1.5
    assert lesson.seconds == 60
    assert lesson.chance == chance(SINGLE) + chance(MULTI)
    assert (lesson.texts_asked, lesson.texts_done, lesson.words) == (1, 1, 1)


def test_a_draft_and_an_answer_taken_back_are_no_attempts():
    draft = Record(MULTI.id, MULTI.revision, ["d"], stamp(START), draft=True)
    assert done(draft).lessons[0].answered == 0
    checked = record(MULTI, (0, ["a", "b", "c"]), draft=["d"])
    assert done(checked).lessons[0].right_now == 1
    assert done(checked, today=DAY + timedelta(days=99)).reviews == ()
    taken_back = record(SINGLE, (0, RIGHT), (1, None))
    assert done(taken_back).lessons[0].right_now == 1
    assert done(record(TEXT, (0, "x"), (1, " "))).lessons[0].notes_done == 0


@pytest.mark.parametrize(
    ("attempts", "due", "right"),
    [
        ([(0, RIGHT)], None, 0),
        ([(0, WRONG)], 1, 0),
        # Put right at once: that was read a moment ago, and the check still comes back.
        ([(0, WRONG), (0, RIGHT)], 1, 0),
        ([(0, WRONG), (1, RIGHT)], 4, 1),
        ([(0, WRONG), (5, RIGHT)], 8, 1),
        ([(0, WRONG), (1, RIGHT), (2, None), (2, RIGHT)], 4, 1),
        ([(0, WRONG), (1, RIGHT), (3, None), (4, RIGHT)], 11, 2),
        ([(0, WRONG), (1, RIGHT), (3, None), (4, RIGHT), (10, None), (11, RIGHT)], None, 3),
        ([(0, WRONG), (1, RIGHT), (3, None), (4, RIGHT), (11, WRONG)], 12, 0),
        ([(0, WRONG), (1, RIGHT), (3, None), (4, RIGHT), (10, None), (11, RIGHT), (40, "c")], 41, 0),
        ([(0, RIGHT), (9, WRONG)], 10, 0),
    ],
)
def test_a_wrong_answer_comes_back_after_1_3_and_7_days(attempts, due, right):
    assert INTERVALS == (1, 3, 7)
    held = record(SINGLE, *attempts)
    last = DAY + timedelta(days=attempts[-1][0])
    reviews = done(held, today=last).reviews
    if due is None:
        assert reviews == ()
        return
    assert [(r.due, r.right) for r in reviews] == [(DAY + timedelta(days=due), right)]
    assert done(held, today=reviews[0].due - timedelta(days=1)).due == ()
    assert [r.item.id for r in done(held, today=reviews[0].due).due] == ["single"]
    assert [r.item.id for r in done(held, today=reviews[0].due + timedelta(days=300)).due] == ["single"]


def test_the_same_answer_counts_anew_if_the_question_was_open_in_between():
    held = record(SINGLE, (0, WRONG), (0, RIGHT))
    next_day = DAY + timedelta(days=1)
    assert [r.right for r in done(after(held, _at(1, RIGHT)), today=next_day).reviews] == [0]
    opened = after(held, replace(_at(1, RIGHT), draft=True))
    assert [r.right for r in done(after(opened, _at(1, RIGHT)), today=next_day).reviews] == [1]


def test_a_day_is_a_day_where_the_learner_is():
    late = Record(SINGLE.id, SINGLE.revision, WRONG, "2026-11-02T16:00:00.000Z")
    held, seoul = Answers(1, {"single": late}), timezone(timedelta(hours=9))
    assert progress(held, BANKS, DAY, zone=UTC).reviews[0].due == date(2026, 11, 3)
    assert progress(held, BANKS, DAY + timedelta(days=1), zone=seoul).reviews[0].due == date(2026, 11, 4)


def test_a_clock_set_back_brings_a_check_too_early_rather_than_never():
    held = record(SINGLE, (0, WRONG))
    assert [r.due for r in done(held, today=DAY - timedelta(days=400)).due] == [DAY - timedelta(days=400)]


def test_an_earlier_wording_a_foreign_id_and_an_old_name_break_nothing():
    old = replace(record(SINGLE, (0, RIGHT)), revision="before")
    foreign = Record("w-evidence-board", "", {"x": 1}, stamp(START))
    found = done(old, foreign)
    assert found.lessons[0].answered == 0
    assert found.reworded == ("single",)
    assert found.unknown == ("w-evidence-board",)
    assert done(replace(old, revision="")).lessons[0].right_now == 1
    again = after(old, record(SINGLE, (1, WRONG)))
    assert done(again).lessons[0].first_right == 0
    renamed = {"06_article_4": bank(replace(SINGLE, id="new-name", was=("single",), _question=[]))}
    found = done(record(SINGLE, (0, RIGHT)), banks=renamed)
    assert (found.lessons[0].right_now, found.unknown) == (1, ())
    notes = as_text(done(old, foreign))
    assert "Reworded since you answered, and open again: single." in notes
    assert "not among the checks: w-evidence-board." in notes


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)
TIMES = (
    st.datetimes(timezones=st.just(UTC)).map(lambda t: t.isoformat())
    | st.datetimes().map(lambda t: f"{t.isoformat()}-13:00")
    | st.text(max_size=5)
)
ENTRIES = st.fixed_dictionaries(
    {
        "revision": st.sampled_from(["", "old", *(item.revision for item in ALL)]),
        "response": JSON | st.sampled_from([item.key for item in ALL] + [WRONG, ["d"]]),
        "at": TIMES,
    },
    optional={"via": st.sampled_from(["click", "typed", 7]), "draft": st.booleans(), "junk": JSON},
)
FILES = st.fixed_dictionaries(
    {
        "schema": st.just(1),
        "seed": st.integers(),
        "items": st.dictionaries(
            st.sampled_from([item.id for item in ALL]) | st.text(max_size=5),
            st.builds(lambda e, h: e | {"history": h}, ENTRIES, st.lists(ENTRIES, max_size=6) | JSON) | JSON,
            max_size=6,
        ),
    },
    optional={"reset": st.dictionaries(st.sampled_from([item.id for item in ALL]), TIMES | JSON) | JSON},
)
EVERY = {"06_article_4": bank(*ALL)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("any")


@given(FILES | JSON, st.dates(), st.sampled_from([None, UTC, timezone(timedelta(hours=14))]))
def test_any_file_gives_a_screen(folder, content, today, zone):
    (folder / "answers.json").write_text(json.dumps(content), "utf-8")
    found = progress(answers.read(folder), EVERY, today, zone=zone)
    (lesson,) = found.lessons
    assert 0 <= max(lesson.first_right, lesson.right_now) <= lesson.answered <= lesson.asked == len(KEYED)
    assert 0 <= lesson.notes_done <= lesson.notes_asked == len(ALL) - len(KEYED)
    assert [r.due for r in found.reviews] == sorted(r.due for r in found.reviews)
    assert len(found.reviews) <= lesson.answered
    assert "<script" not in as_html(found)
    assert as_text(found)
    # A click counts on top of whatever stands there.
    held = answers.keep(folder, "single", SINGLE.revision, RIGHT)
    assert answers.read(folder).items["single"] == held.items["single"]


STEPS = st.lists(st.tuples(st.integers(0, 20), st.sampled_from([RIGHT, WRONG, "c"])), min_size=1, max_size=12)


def walk(steps, first=0) -> tuple[Record, date]:
    """Return the record of attempts, each some days after the one before, and the day of the last."""
    day, held = first, None
    for wait, response in steps:
        day += wait
        held = record(SINGLE, *([(day, response)])) if held is None else after(held, _at(day, response))
    return held, DAY + timedelta(days=day)


def _at(day, response) -> Record:
    return Record(SINGLE.id, SINGLE.revision, response, stamp(START + timedelta(days=day)))


@given(STEPS, st.integers(0, 40), st.integers(-500, 500))
def test_days_are_monotone(steps, wait, shift):
    held, last = walk(steps)
    reviews = done(held, today=last).reviews
    # Once due it stays due until it is answered; it never waits longer than the longest interval.
    dues = [bool(done(held, today=last + timedelta(days=n)).due) for n in range(wait + 1)]
    assert dues == sorted(dues)
    for review in reviews:
        assert review.due <= last + timedelta(days=max(INTERVALS))
        # On its day a right answer moves it on, a wrong one starts it anew.
        on = (max(review.due, last) - DAY).days
        cleared = after(held, _at(on, None))
        right = done(after(cleared, _at(on, RIGHT)), today=DAY + timedelta(days=on)).reviews
        wrong = done(after(cleared, _at(on, WRONG)), today=DAY + timedelta(days=on)).reviews
        assert [r.due for r in wrong] == [DAY + timedelta(days=on + 1)]
        assert [r.right for r in right] == ([review.right + 1] if review.right + 1 < len(INTERVALS) else [])
        assert all(r.due > wrong[0].due for r in right)
    # The calendar plays no part: everything moved by some days comes back as many days later.
    moved, moved_last = walk(steps, first=shift)
    assert [(r.due - timedelta(days=shift), r.right) for r in done(moved, today=moved_last).reviews] == [
        (r.due, r.right) for r in reviews
    ]


def test_time_is_told_only_where_the_record_shows_it():
    typed = [
        record(SINGLE, (0, RIGHT), via="typed"),
        record(MULTI, (timedelta(seconds=9), ["a"]), via="typed"),
    ]
    assert done(*typed).seconds is None
    pause = [record(SINGLE, (0, RIGHT)), record(MULTI, (timedelta(hours=2), ["a"]))]
    assert done(*pause).seconds is None
    # A clock that was set back leaves answers a millisecond apart.
    assert done(record(SINGLE, (1, WRONG), (0, RIGHT))).seconds is None


@pytest.mark.parametrize(("count", "apart", "quick"), [(21, 2, 20), (21, 60, 0), (20, 2, 0), (40, 5.5, 0)])
def test_quick_is_who_is_at_the_next_check_at_once_not_who_tries_again(count, apart, quick):
    items = [replace(SINGLE, id=f"check-{n}", _question=[]) for n in range(count)]
    records = []
    for n, item in enumerate(items):
        first, second = (timedelta(seconds=n * (apart + 1) + again) for again in (0, 1))
        records.append(record(item, (first, WRONG), (second, RIGHT)))
    assert done(*records, banks={"06_x": bank(*items)}).quick == quick


def test_the_screen_says_what_to_do_first_and_escapes_everything():
    hostile = replace(SINGLE, id="x<img>", stem="<script>alert(1)</script>", _question=[])
    banks = {"06_article_4": bank(hostile, title="<b>Article 4</b>")}
    found = done(record(hostile, (0, WRONG)), today=DAY + timedelta(days=1), banks=banks)
    found = replace(found, unknown=("<img src=x>",), damage="<script>")
    page = as_html(found)
    assert not re.search(r"<(script|img|b)\b", page)
    for part in ('scope="col"', 'scope="row"', "<caption", "Review today: 1 check", "user-select:all"):
        assert part in page
    assert page.index("Review today") < page.index("<table")
    assert 'ask("x<img>")' in as_text(found)
    assert "No check is answered yet" in as_text(done())


def test_a_long_review_is_put_off_and_the_next_one_announced():
    items = [replace(SINGLE, id=f"check-{n}", _question=[]) for n in range(SHOWN + 3)]
    banks = {"06_x": bank(*items)}
    records = [record(item, (0, WRONG)) for item in items]
    text = as_text(done(*records, today=DAY + timedelta(days=1), banks=banks))
    assert text.count('ask("check-') == SHOWN
    assert "3 more are due" in text
    text = as_text(done(*records[:2], banks=banks))
    assert "Review today: nothing is due" in text
    assert "Next: 2 checks on 3 November 2026." in text


def test_an_assignment_is_counted_without_a_verdict():
    found = done(assignments=[Assignment("treaty_text", 3, 17)])
    for shown in (as_text(found), as_html(found)):
        assert "Questions answered in assignments: treaty_text 3 of 17." in shown
        assert "right" not in shown[shown.index("treaty_text") :].lower()


@pytest.fixture
def copy(tmp_path):
    """A working copy with one lesson's answers and a half-done assignment."""
    lessons, sheet = tmp_path / "lessons", tmp_path / "assignments" / "demo"
    lessons.mkdir()
    sheet.mkdir(parents=True)
    (tmp_path / "assignments" / "broken").mkdir()
    (tmp_path / "assignments" / "broken" / "quiz.json").write_text("{", "utf-8")
    slots = {"a1": SINGLE.question.to_json(), "a2": MULTI.question.to_json()}
    (sheet / "quiz.json").write_text(json.dumps({"schema": 1, "slots": slots}), "utf-8")
    answers.keep(sheet, "single", SINGLE.revision, RIGHT)
    shelling = session.checks()["06_article_4_article_51"].items["l06-shelling"]
    wrong = Record("l06-shelling", shelling.revision, "help", stamp(datetime.now(UTC) - timedelta(days=3)))
    answers.merge(lessons, {"l06-shelling": wrong})
    return tmp_path


def test_the_answers_are_found_from_anywhere_in_the_working_copy(copy):
    places = [copy, copy / "lessons", copy / "assignments" / "demo"]
    assert {lessons_folder(place) for place in places} == {copy / "lessons"}


def test_in_a_real_kernel_it_shows_both_forms_and_changes_nothing(copy):
    before = {path: path.read_bytes() for path in copy.rglob("*.json")}
    cell = nbformat.v4.new_code_cell("from course_lib.widgets import show_progress\nshow_progress()")
    notebook = nbformat.v4.new_notebook(cells=[cell])
    resources = {"metadata": {"path": str(copy / "lessons")}}
    NotebookClient(notebook, kernel_name="python3", resources=resources).execute()
    (output,) = cell.outputs
    assert set(output.data) == {"text/html", "text/plain"}
    assert 'ask("l06-shelling")' in output.data["text/plain"]
    assert 'ask("l06-shelling")' in output.data["text/html"]
    assert "Questions answered in assignments: demo 1 of 2." in output.data["text/plain"]
    assert "broken" not in output.data["text/plain"]
    assert {path: path.read_bytes() for path in copy.rglob("*.json")} == before
