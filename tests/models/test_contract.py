"""What every model of a widget must do, whatever it is about; a new one is found here by itself."""

from __future__ import annotations

import copy
import json
from dataclasses import fields

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from course_lib import models
from course_lib.errors import BadResponse, CourseError, UnknownName
from course_lib.models.model import Model
from course_lib.models.parts import (
    Badge,
    Cell,
    Chart,
    Choice,
    Control,
    Figure,
    Link,
    Links,
    Say,
    Series,
    Span,
    Table,
    Title,
    Write,
    to_json,
    walk,
)
from course_lib.models.text import as_text
from course_lib.quiz.reading import unanswered
from course_lib.quiz.records import Record
from tests.models.strategies import JUNK, values

#: Each model with the options that the lessons call it with.
RECORDS = {
    name: Record(name, "", {"first-word": "likeness", "seat-taken": "difference"}, "2026-01-01T00:00:00.000Z")
    for name in ("l08-lab-sort",)
}
STARTS = {
    "AnalogyLab": [{"step": step, "records": RECORDS} for step in (1, 2, 3)],
    "ClaimChecker": [{}, {"claims": ("c12", "c20", "c40"), "twice": True}],
    "EvidenceBoard": [{}, {"tray": 1}, {"tray": 2, "chance": False}],
    "TimelineExplorer": [
        {"as_of": "2024-06-28", "curtain": True},
        {"years": (1953, 1961), "question": "needs"},
        {"years": (1988, 2000), "question": "explanations", "stops": (1989, 1990, 1996, 2000)},
        {"years": (2020, 2024), "question": "bet"},
    ],
    "TreatyComparison": [{}, {"topic": "consultation", "treaties": ("rf_dprk_2000", "rf_dprk_2024")}],
    "WhoMustHelp": [{}, {"preset": "25 June 1950, as North Korea told it", "focus": "un_charter.51.1"}],
}
CASES = [(name, options) for name in sorted(models.__all__) for options in STARTS.get(name, [{}])]
IDS = [f"{name}-{at}" for at, (name, _) in enumerate(CASES)]
CHEAP = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(params=CASES, ids=IDS)
def model(request) -> Model:
    name, options = request.param
    return getattr(models, name).start(**options)


def texts(part) -> list[str]:
    """Return every text that the browser draws for a part itself, not for the parts in it."""
    out = []
    for field in fields(part):
        value = getattr(part, field.name)
        if field.name in ("name", "look", "tone", "state", "mark") and not isinstance(part, Cell | Span):
            continue
        if isinstance(part, Control) and field.name == "value":
            value = value if part.__class__.__name__ == "Write" else ""
        if isinstance(part, Control) and part.about and field.name == "label":
            continue
        out += _strings(value)
    return [text for text in out if text.strip()]


def _strings(value) -> list[str]:
    match value:
        case str():
            return [value]
        case Cell() | Badge() | Choice():
            return [value.text, *([value.mark, value.sub] if isinstance(value, Cell) else [])]
        case Span():
            return [value.text, value.mark]
        case Link():
            return [value.text, value.url]
        case Series():
            return [value.name, *(said for _, _, said in value.points)]
        case tuple():
            return [text for v in value for text in _strings(v)]
    return []


def flat(text: str) -> str:
    return " ".join(text.split())


def walked(model: Model, data, steps: int) -> list[Model]:
    """Return the states on a random way through the controls."""
    states = [model]
    for _ in range(steps):
        here = model.controls()
        if not here:
            break
        control = here[data.draw(st.sampled_from(sorted(here)))]
        try:
            model = model.change(control.name, data.draw(values(control)))
        except BadResponse:
            continue
        states.append(model)
    return states


def test_the_lessons_options_are_those_of_models_that_exist():
    assert set(STARTS) <= set(models.__all__)


def test_it_says_what_it_is(model):
    assert model.slug
    assert model.about.endswith(".")
    first = model.parts()[0]
    assert isinstance(first, Title)
    assert first.level == 3
    assert model.as_text().startswith(first.text)


@CHEAP
@given(data=st.data())
def test_every_way_through_the_controls_holds(model, data):
    for state in walked(model, data, steps=8):
        before = copy.deepcopy(state)
        parts = state.parts()
        assert parts == state.parts(), "the same state shows itself in two ways"
        drawn = json.loads(json.dumps(to_json(parts), allow_nan=False))
        assert len(json.dumps(drawn)) < 200_000
        check_controls(parts)
        check_text(state)
        for name, value in state.kept().items():
            json.dumps(value, allow_nan=False)
            assert isinstance(name, str)
        assert isinstance(state.said(), str)
        assert state == before, "looking at a model changed it"


def test_the_browser_gets_no_line_that_ends_before_a_unit_and_answers_as_they_were_given():
    page = to_json((Say("You said 65 %."), Write("more", "More than 5 km", "I said 5 %")))
    assert page[0]["text"] == "You said 65\u00a0%."
    assert (page[1]["label"], page[1]["value"]) == ("More than 5\u00a0km", "I said 5 %")
    assert as_text((Say("You said 65 %."),)) == "You said 65 %."


def check_controls(parts):
    shown = [part for part in walk(parts) if isinstance(part, Control)]
    names = [control.name for control in shown]
    assert len(set(names)) == len(names), "two controls have one name"
    labels = [control.about or control.label for control in shown]
    assert all(label.strip() for label in labels)
    doubles = {label for label in labels if labels.count(label) > 1}
    assert not doubles, f"read alone, these labels say one thing of two controls: {doubles}"
    for control in shown:
        if control.about:
            assert control.about.startswith(control.label), "a voice command names what is written on it"
        options = [choice.slug for choice in getattr(control, "options", ())]
        assert len(set(options)) == len(options)
        value = getattr(control, "value", None)
        if options and value:
            assert set([value] if isinstance(value, str) else value) <= set(options)
    for part in walk(parts):
        if isinstance(part, Table):
            assert all(len(row) == len(part.head) for row in part.rows)
            assert not part.widths or len(part.widths) == len(part.head)
        if isinstance(part, Links):
            assert all(not link.url or link.url.startswith(("http://", "https://")) for link in part.links)
        if isinstance(part, Chart):
            assert part.x[0] < part.x[1]
            assert part.y[0] < part.y[1]


def check_text(state):
    """The text twin says everything that the view shows."""
    twin = flat(state.as_text())
    for part in walk(state.parts()):
        for text in [part.text] if isinstance(part, Figure) else texts(part):
            assert flat(text) in twin, f"{type(part).__name__} shows {text!r}, and the text does not"


@CHEAP
@given(data=st.data())
def test_whatever_is_sent_is_read_or_refused_in_one_sentence(model, data):
    here = model.controls()
    name = data.draw(st.one_of(st.sampled_from(sorted(here)) if here else st.nothing(), st.text(max_size=12)))
    try:
        changed = model.change(name, data.draw(JUNK))
    except BadResponse as error:
        assert str(error).strip().endswith((".", "?", "!"))
        assert "\n" not in str(error)
    else:
        assert type(changed) is type(model)


@CHEAP
@given(data=st.data())
def test_what_was_kept_brings_the_state_back(model, data):
    state = walked(model, data, steps=8)[-1]
    kept = json.loads(json.dumps(state.kept()))
    again = model.restored({name: value for name, value in kept.items() if not unanswered(value)})
    assert again.parts() == state.parts()


@CHEAP
@given(junk=st.dictionaries(st.text(max_size=8), JUNK, max_size=4), data=st.data())
def test_a_damaged_file_brings_back_what_still_fits(model, junk, data):
    names = st.sampled_from(sorted(model.controls()) or ["x"])
    damaged = junk | {data.draw(names): data.draw(JUNK)}
    assert type(model.restored(damaged)) is type(model)


@pytest.mark.parametrize("name", sorted(models.__all__))
def test_an_option_that_does_not_exist_is_named(name):
    with pytest.raises(UnknownName, match="nonsense"):
        getattr(models, name).start(nonsense=1)


@pytest.mark.parametrize("name", sorted(models.__all__))
def test_a_wrong_option_is_refused_in_one_sentence(name):
    kind = getattr(models, name)
    for field in fields(kind):
        if field.init and isinstance(field.default, str) and field.default and field.name != "slug":
            with pytest.raises(CourseError):
                kind.start(**{field.name: "no such thing"})
