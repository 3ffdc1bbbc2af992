"""What follows from a case: each clause's conditions joined in a logic of three values.

One failed condition and the duty is not owed; all hold and it is owed; otherwise it is open, and the
finding says what is missing and who would get to say it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING

from course_lib.data._meta import NOT_APPLICABLE, NOT_STATED
from course_lib.errors import unknown
from course_lib.treaties import _html
from course_lib.treaties._rules import FIRST_THEN, QUESTIONS, RULES, SILENCES, Condition, Rule
from course_lib.treaties._scenario import FIELDS, Council, Fact, Scenario
from course_lib.treaties._texts import Clause, clause, treaty

if TYPE_CHECKING:
    import pandas as pd


class State(StrEnum):
    """What becomes of a duty in a case."""

    OWED = "owed"
    NOT_OWED = "not_owed"
    OPEN = "open"

    @property
    def label(self) -> str:
        """The state in words."""
        return self.value.replace("_", " ")


@dataclass(frozen=True, slots=True)
class Finding:
    """What one clause says about one case.

    Attributes
    ----------
    clause : str
        The clause's ref.
    duty : str
        What the clause asks for, in the course's rendering; for a right, what it allows.
    state : State
        ``owed``, ``not_owed`` or ``open``; a right, such as that of Article 51, is never owed.
    because : tuple of (str, str, str)
        Element of the clause, its key term, and the fact of the case that met it: those that decided.
    open_questions : tuple of str
        What is missing; empty unless the duty, or whether the right exists, is open.
    decided_by : str
        Who decides by the clause's own words, often "not stated"; after "Left to:", what these words do
        not say: who would get to answer the open questions.
    """

    clause: str
    duty: str
    state: State
    because: tuple[tuple[str, str, str], ...]
    open_questions: tuple[str, ...]
    decided_by: str

    @property
    def outcome(self) -> str:
        """The state in words; for a right: ``"a right"``, ``"no right"`` or ``"open"``."""
        return _OUTCOMES.get(self.duty, self.state.label)

    def deciders(self) -> tuple[tuple[str, str], ...]:
        """Return each open question with who would get to answer it.

        Returns
        -------
        tuple of (str, str)
            In the order of `open_questions`.
        """
        return tuple((question, QUESTIONS[question]) for question in self.open_questions)

    def __str__(self) -> str:
        """Return the finding in a few lines of plain text."""
        lines = [f"{self.clause}: {self.state.label}", f"  {self.duty}"]
        lines += [f"  {term} ({element}): {value}" for element, term, value in self.because]
        lines += [f"  open: {question} Left to {who}." for question, who in self.deciders()]
        return "\n".join([*lines, f"  decided by: {self.decided_by}"])


class Findings(tuple[Finding, ...]):
    """A tuple of findings that shows itself as a table; `str()` gives the same in plain text."""

    __slots__ = ()

    @property
    def frame(self) -> pd.DataFrame:
        """The findings as a table, one row each: clause, duty, state, because, open_questions, decided_by."""
        import pandas as pd

        rows = [
            {
                "clause": f.clause,
                "duty": f.duty,
                "state": f.state.value,
                "because": "; ".join(f"{term} ({element}): {value}" for element, term, value in f.because),
                "open_questions": " ".join(f.open_questions),
                "decided_by": f.decided_by,
            }
            for f in self
        ]
        return pd.DataFrame(rows, columns=list(Finding.__slots__))

    def __str__(self) -> str:
        """Return the findings in plain text, one below the other."""
        return "\n\n".join(map(str, self))

    def _repr_html_(self) -> str:
        # Three columns, so that none is too narrow to read: what follows, why, and what stays open.
        head = ("Clause, and what follows", "Because of", "Decided by the text, and left open")
        rows = [
            (
                _html.text(f"{clause(f.clause).label} ")
                + _html.pill(f.state.label)
                + _html.small(f.duty[:1].upper() + f.duty[1:]),
                _html.pairs((f"{term} ({element})", value) for element, term, value in f.because),
                _html.stated(f.decided_by.partition(". Left to:")[0], NOT_STATED)
                + _html.pairs((question, f"left to {who}") for question, who in f.deciders()),
            )
            for f in self
        ]
        return _html.table("Which duties follow, from which words", head, rows, widths=(30, 30, 40))


def duties(scenario: Scenario, treaty: str | None = None) -> Findings:
    """Return what each clause on help, talks and self-defence says about a case.

    Parameters
    ----------
    scenario : Scenario
        The facts of the case; unknown facts stay unknown.
    treaty : str, optional
        Only the clauses of this treaty: ``"ussr_dprk_1961"``, ``"rf_dprk_2000"``, ``"rf_dprk_2024"`` or
        ``"un_charter"``. None: all of them.

    Returns
    -------
    Findings
        A tuple of `Finding`, one a clause, in the order of the treaties' dates, the Charter last.

    Raises
    ------
    UnknownName
        If no clause of that treaty is modelled.

    Notes
    -----
    The conditions follow the wording of each clause. Course judgements: a denied or disputed attack is
    open, since no treaty here names who establishes it; a finding of the Security Council settles this
    where the clause refers to the Charter (2024) and not where it does not (1961); no text here limits the
    place, but whether an attack on a party's own operation abroad is one on that party is left open; the
    report under Article 51 follows help and is a duty of its own, not a condition of Article 4; force or
    its threat between States counts as an important international question.
    """
    modelled = _modelled()
    if treaty is not None and treaty not in modelled:
        raise unknown("treaty with modelled duties", treaty, [name for name in modelled if name])
    return Findings([_find(rule, facts(scenario)) for rule, facts in modelled[treaty]])


@cache
def _modelled() -> dict[str | None, list[tuple[Rule, Callable[[Scenario], tuple[Fact, ...]]]]]:
    """Return the rules by treaty, each with what takes its facts out of a case; under None all of them."""
    found: dict[str | None, list] = {None: []}
    for rule in RULES:
        for name in (None, rule.ref.partition(".")[0]):
            found.setdefault(name, []).append((rule, attrgetter(*rule.fields)))
    return found


# A lesson sweeps all cases, and most differ in facts that a given clause does not look at.
@lru_cache(maxsize=2**16)
def _find(rule: Rule, values: tuple[Fact, ...]) -> Finding:
    facts = dict(zip(rule.fields, values, strict=True))
    verdicts = [(condition, *settle(condition, take(values))) for condition, take in rule.taken]
    truths = [truth for _, truth, _, _ in verdicts]
    # Kleene's conjunction: false if any is false, true if all are true.
    holds = False if False in truths else None if None in truths else True
    because = dict.fromkeys(
        (condition.element, condition.term or _term(rule.ref), facts[name].label)
        for condition, truth, names, _ in verdicts
        if truth is holds
        for name in names
    )
    asked = [question for _, truth, _, questions in verdicts if truth is None for question in questions]
    if holds is None and rule.is_right:
        asked.append(SILENCES["member"][0])
    questions = tuple(dict.fromkeys(asked)) if holds is None else ()
    text = clause(rule.ref)
    return Finding(
        clause=rule.ref,
        duty=_RIGHT[holds] if rule.is_right else _duty(text),
        state=State.NOT_OWED if rule.is_right else _STATES[holds],
        because=tuple(because),
        open_questions=questions,
        decided_by=_decided_by(text, questions, facts),
    )


_STATES = {True: State.OWED, False: State.NOT_OWED, None: State.OPEN}
_RIGHT = {
    True: "may: a Member may defend itself, alone or with others; nobody has to help",
    False: "no right of self-defence on these facts; nobody has to help",
    None: "whether a Member may defend itself is open; nobody has to help",
}
_OUTCOMES = {_RIGHT[True]: "a right", _RIGHT[False]: "no right", _RIGHT[None]: State.OPEN.label}


def _duty(text: Clause) -> str:
    silent = (NOT_STATED, NOT_APPLICABLE)
    more = (("timing", text.timing), ("means", text.means))
    return "; ".join([text.obligation, *(f"{name}: {said}" for name, said in more if said not in silent)])


@cache
def _term(ref: str) -> str:
    """Return the words for the condition that the treaty be in force: its dates."""
    source = treaty(ref.partition(".")[0])
    end = f"to {source.in_force_to}" if source.in_force_to else "on"
    return f"from {source.in_force_from} {end}"


def _decided_by(text: Clause, questions: tuple[str, ...], facts: dict[str, Fact]) -> str:
    if not questions:
        return text.decided_by
    who = list(dict.fromkeys(QUESTIONS[question] for question in questions))
    waits = facts["council"] in (Council.UNKNOWN, Council.SILENT) and FIRST_THEN in who
    veto = f" In the Council {facts['veto'].label}." if waits and facts["veto"].known else ""
    return f"{text.decided_by}. Left to: {'; '.join(who)}.{veto}"


@cache
def settle(
    condition: Condition, facts: tuple[Fact, ...]
) -> tuple[bool | None, tuple[str, ...], tuple[str, ...]]:
    """Return a condition's verdict where some facts may be unknown.

    Parameters
    ----------
    condition : Condition
        What is tested.
    facts : tuple of Fact
        One for each of the condition's fields.

    Returns
    -------
    tuple of (bool or None, tuple of str, tuple of str)
        Truth, the fields that decided, and the open questions in words. The truth is that of every way to
        fill in the unknown facts, or None where these ways disagree: a fact learned later can settle what
        is open and never reverse what is settled.
    """
    ways = [[fact] if fact.known else [f for f in type(fact) if f.known] for fact in facts]
    verdicts = {way: condition.test(*way) for way in itertools.product(*ways)}
    truths = {truth for truth, _, _ in verdicts.values()}
    known = {name for name, fact in zip(condition.fields, facts, strict=True) if fact.known}
    if len(truths) == 1:
        named = list(dict.fromkeys(field for _, field, _ in verdicts.values()))
        asked = dict.fromkeys(key for _, _, keys in verdicts.values() for key in keys)
        decisive = tuple(name for name in named if name in known) or tuple(named)
        return truths.pop(), decisive, tuple(SILENCES[key][0] for key in asked)
    # The missing facts that matter: those that alone can turn one verdict into another.
    matter = tuple(
        name
        for at, (name, fact) in enumerate(zip(condition.fields, facts, strict=True))
        if not fact.known
        and any(
            verdicts[way][0] is not verdicts[(*way[:at], other, *way[at + 1 :])][0]
            for way in verdicts
            for other in ways[at]
        )
    )
    # A known fact that some of these ways leave open, such as a dispute, is no less open for what is missing.
    left = [(f, keys) for truth, f, keys in verdicts.values() if truth is None and f in known]
    silences = dict.fromkeys(SILENCES[key][0] for _, keys in left for key in keys)
    return (
        None,
        (*dict.fromkeys(field for field, _ in left), *matter),
        (*silences, *(FIELDS[name][1] for name in matter)),
    )
