"""The treaties as data and as logic: what was promised, and what follows from a case.

`treaty`, `clause` and `compare` show what the texts say, in the course's own renderings; `Scenario` tells
a case and `duties` says which duties follow, from which words, and what the words leave open. Where a text
is silent the value is `NOT_STATED`, never an empty cell and never a guess.
"""

from course_lib.data._meta import ELEMENTS, NOT_APPLICABLE, NOT_STATED
from course_lib.treaties._cases import PRESETS, all_scenarios
from course_lib.treaties._compare import Comparison, compare
from course_lib.treaties._duties import Finding, Findings, State, duties
from course_lib.treaties._rules import QUESTIONS
from course_lib.treaties._scenario import (
    FIELDS,
    Acknowledged,
    AttackerKind,
    Council,
    Demand,
    DomesticLaw,
    Fact,
    FirstForce,
    InForce,
    Place,
    Scenario,
    SelfDefenceBy,
    Veto,
    War,
)
from course_lib.treaties._stories import STORIES, Story
from course_lib.treaties._texts import (
    Article,
    Clause,
    Treaty,
    clause,
    treaties_known,
    treaty,
)
from course_lib.treaties._words import Words, marked, stated_by

__all__ = [
    "ELEMENTS",
    "FIELDS",
    "NOT_APPLICABLE",
    "NOT_STATED",
    "PRESETS",
    "QUESTIONS",
    "STORIES",
    "Acknowledged",
    "Article",
    "AttackerKind",
    "Clause",
    "Comparison",
    "Council",
    "Demand",
    "DomesticLaw",
    "Fact",
    "Finding",
    "Findings",
    "FirstForce",
    "InForce",
    "Place",
    "Scenario",
    "SelfDefenceBy",
    "State",
    "Story",
    "Treaty",
    "Veto",
    "War",
    "Words",
    "all_scenarios",
    "clause",
    "compare",
    "duties",
    "marked",
    "stated_by",
    "treaties_known",
    "treaty",
]
