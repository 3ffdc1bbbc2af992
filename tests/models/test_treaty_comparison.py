"""Treaties side by side: order, differences, guesses kept for their pair, and refusals."""

from __future__ import annotations

import pytest

from course_lib.errors import BadResponse, CourseError, UnknownName
from course_lib.models import TreatyComparison
from course_lib.models.parts import Fold, Table, walk
from course_lib.models.treaty_comparison import TOPICS
from course_lib.treaties import clause, treaty


def table(model) -> Table:
    return next(part for part in walk(model.parts()) if isinstance(part, Table))


def test_every_topic_names_clauses_that_exist_each_of_another_treaty():
    for refs in TOPICS.values():
        assert [clause(ref).ref for ref in refs] == list(refs)
        assert len({ref.partition(".")[0] for ref in refs}) == len(refs)


def test_the_first_treaty_of_every_topic_is_the_earliest_and_the_rest_follow_by_date():
    for refs in TOPICS.values():
        signed = [treaty(ref.partition(".")[0]).signed for ref in refs]
        assert all(signed)
        assert signed == sorted(signed)


def test_the_earliest_treaty_stands_first_whatever_was_named_first():
    model = TreatyComparison.start(treaties=("rf_dprk_2024", "nato_1949", "ussr_dprk_1961"))
    assert model.treaties == ("nato_1949", "ussr_dprk_1961", "rf_dprk_2024")
    assert table(model).head[1].text.startswith("1949")


def test_1961_beside_2024_adds_limits_and_changes_the_trigger():
    model = TreatyComparison.start().change("marked", True)
    marks = {row[0].text: row[2].mark for row in table(model).rows}
    assert marks["Qualifier"] == "added"
    assert marks["Trigger"] == "changed"
    assert {marks[name] for name in ("Obligation", "Timing", "Means", "Decider")} == {""}
    assert "1 added, 1 changed" in model.said()
    assert len(table(model.change("differing", True)).rows) == 2


def test_marks_are_hidden_until_asked_for_and_a_guess_is_set_beside_them():
    model = TreatyComparison.start()
    assert not any(cell.mark for row in table(model).rows for cell in row)
    name = "guess.mutual-assistance.ussr_dprk_1961.rf_dprk_2024.qualifier"
    model = model.change(name, "same").change("marked", True)
    assert "you: same; by the words: added" in model.as_text()
    again = model.change("marked", False).change(name, "added").change("marked", True)
    assert "added: as the words have it" in again.as_text()


def test_a_guess_waits_while_another_pair_is_looked_at():
    name = "guess.mutual-assistance.ussr_dprk_1961.rf_dprk_2024.timing"
    model = TreatyComparison.start().change(name, "same").change("topic", "consultation")
    assert name in model.kept()
    again = TreatyComparison.start().restored(model.kept())
    assert again.kept()[name] == "same"
    assert again.topic == "consultation"


def test_each_clause_opens_to_its_rendering_and_source():
    folds = [part for part in walk(TreatyComparison.start().parts()) if isinstance(part, Fold)]
    assert [fold.name for fold in folds][-2:] == ["source.ussr_dprk_1961.1.2", "source.rf_dprk_2024.4"]


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"topic": "peace"}, UnknownName),
        ({"treaties": ("nato_1949", "ussr_dprk_1961"), "topic": "unification of Korea"}, UnknownName),
        ({"treaties": ("nato_1949",)}, CourseError),
    ],
)
def test_what_cannot_be_compared_is_said(options, error):
    with pytest.raises(error):
        TreatyComparison.start(**options)


def test_one_treaty_alone_is_refused():
    with pytest.raises(BadResponse, match="2 at least"):
        TreatyComparison.start().change("treaties", ["nato_1949"])
