"""The conditions of each clause, as tests over known facts.

A condition holds (True), fails (False), or is open (None) because the clause's words are silent on such a
case. What missing facts do is worked out in `_duties`, so that a test never meets an unknown fact.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter

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
    SelfDefenceBy,
    War,
)

Verdict = tuple[bool | None, str, tuple[str, ...]]
"""Truth, the field that decided it, and the keys of the questions that it leaves open."""

FIRST_THEN = "each State for itself at first, then the Security Council under Article 39 of the Charter"
_READERS = "each State for itself, later a court if one has jurisdiction"
_ITSELF = "each State for itself, at its own risk"
_BOTH_STATES = (
    "the organs of the two States (whether that makes help a choice is disputed: the text says at once, "
    "Russia's president a sovereign decision)"
)
_COURT = (
    "a court if one has jurisdiction (Article 4 asks for neither; the International Court of Justice asked "
    "for both in 1986, a book of 2024 for the request only)"
)

# What the known facts leave open, because the text is silent: the question, and who would get to answer it.
SILENCES = {
    "established": ("Who establishes the attack where it is denied or disputed?", FIRST_THEN),
    "answer": ("Is the answer to a party's own attack an armed attack on that party?", _READERS),
    "charter": ("Does Article 103 of the Charter put this promise aside?", _READERS),
    "claimed": ("Was the first use of force self-defence, as its author says?", FIRST_THEN),
    "abroad": ("Is an attack on a party's forces abroad an attack on that party?", _READERS),
    "one_side": ("Is there a state of war where only one side says so?", _ITSELF),
    "declared": ("Must the attacked State say that it was attacked, and ask for help?", _COURT),
    "vote": ("Must a parliament agree, and may it refuse?", _BOTH_STATES),
    "group": ("Does the clause reach force by a group that is no State?", _READERS),
    "threat": ("Does the danger count where the party struck first, or may have done so?", _READERS),
    "member": (
        "Is the attacked party a Member of the United Nations on that day?",
        "the record: both Koreas since 1991-09-17",
    ),
}
# Who would get to supply a fact that the case does not give.
_SUPPLIERS = {
    "first_force": FIRST_THEN,
    "attacker_kind": FIRST_THEN,
    "acknowledged": "the side that used force first",
    "war": _ITSELF,
    "place": FIRST_THEN,
    "self_defence_by": _ITSELF,
    "council": "the Security Council, by a vote that five States can block",
    "domestic_law": _BOTH_STATES,
    "in_force": "the record of ratification and notice (for 1961 the end itself is disputed)",
    "demand": "either of the two parties",
}
QUESTIONS: dict[str, str] = {
    **{FIELDS[name][1]: who for name, who in _SUPPLIERS.items()},
    **dict(SILENCES.values()),
}
"""Every question that a finding can leave open, and who would get to answer it."""


# Compared by identity: a rule is one of those below, and identity makes the cache of verdicts fast.
@dataclass(frozen=True, eq=False)
class Condition:
    """One condition of a clause: its words, the facts it looks at, and a test over known facts."""

    element: str
    term: str
    fields: tuple[str, ...]
    test: Callable[..., Verdict]


@dataclass(frozen=True, eq=False)
class Rule:
    """The conditions of one clause; a right is a clause that permits and never obliges."""

    ref: str
    conditions: tuple[Condition, ...]
    is_right: bool = False

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """The facts that its finding depends on; the Council and a veto, for who would get to decide."""
        looked_at = (name for condition in self.conditions for name in condition.fields)
        return tuple(dict.fromkeys((*looked_at, "council", "veto")))

    @cached_property
    def taken(self) -> tuple[tuple[Condition, Callable[[tuple[Fact, ...]], tuple[Fact, ...]]], ...]:
        """Each condition with what takes its facts out of those of the rule."""
        places = {name: place for place, name in enumerate(self.fields)}
        return tuple((c, _taking([places[name] for name in c.fields])) for c in self.conditions)


def _taking(places: list[int]) -> Callable[[tuple[Fact, ...]], tuple[Fact, ...]]:
    # For one place alone `itemgetter` gives no tuple.
    return itemgetter(*places) if len(places) > 1 else lambda values: (values[places[0]],)


def _yes(field: str) -> Verdict:
    return True, field, ()


def _no(field: str) -> Verdict:
    return False, field, ()


def _open(field: str, *questions: str) -> Verdict:
    return None, field, questions


def _contested(admitted: Acknowledged, claim: SelfDefenceBy) -> Verdict | None:
    """Return what stops an attack by the adversary from being common ground, if anything does."""
    if admitted is Acknowledged.DENIED:
        return _open("acknowledged", "established")
    if claim in (SelfDefenceBy.ADVERSARY, SelfDefenceBy.BOTH):
        return _open("self_defence_by", "claimed")
    return None


def _attacked(first: FirstForce, admitted: Acknowledged, claim: SelfDefenceBy, place: Place) -> Verdict:
    """Test "armed attack on a party" by the clause's own words, which do not say who must have begun."""
    if first is FirstForce.THREAT_ONLY:
        return _no("first_force")
    if first is FirstForce.DISPUTED:
        return _open("first_force", "established")
    if first is FirstForce.PARTY:
        return _open("first_force", "answer", "charter")
    contested = _contested(admitted, claim)
    if contested is None and place is Place.OWN_OPERATION:
        return _open("place", "abroad")
    return contested or _yes("first_force")


def _attacked_charter(
    first: FirstForce, admitted: Acknowledged, claim: SelfDefenceBy, council: Council
) -> Verdict:
    """Test "if an armed attack occurs": here a finding of the Council (Article 39) settles a dispute."""
    if first is FirstForce.THREAT_ONLY:
        return _no("first_force")
    if council is Council.FOUND_PARTY:
        return _no("council")
    if council is Council.FOUND_ADVERSARY:
        return _open("council", "established") if first is FirstForce.PARTY else _yes("council")
    if first is FirstForce.DISPUTED:
        return _open("first_force", "established")
    if first is FirstForce.PARTY:
        denied = admitted is Acknowledged.DENIED
        return _open("acknowledged", "established") if denied else _no("first_force")
    return _contested(admitted, claim) or _yes("first_force")


def _attacked_2024(
    first: FirstForce, admitted: Acknowledged, claim: SelfDefenceBy, place: Place, council: Council
) -> Verdict:
    """Test the attack of Article 4: its own words, and through Article 51 a finding of the Council."""
    if council is not Council.FOUND_ADVERSARY or first in (FirstForce.PARTY, FirstForce.THREAT_ONLY):
        return _attacked(first, admitted, claim, place)
    return _open("place", "abroad") if place is Place.OWN_OPERATION else _yes("council")


def _by_state(kind: AttackerKind) -> Verdict:
    return _no("attacker_kind") if kind is AttackerKind.ARMED_GROUP else _yes("attacker_kind")


def _at_war(war: War) -> Verdict:
    if war is War.ONE_SIDE:
        return _open("war", "one_side")
    return _yes("war") if war is War.RESULTS else _no("war")


def _until(council: Council) -> Verdict:
    return _no("council") if council is Council.MEASURES_TAKEN else _yes("council")


def _declared(claim: SelfDefenceBy) -> Verdict:
    said = claim in (SelfDefenceBy.VICTIM, SelfDefenceBy.BOTH)
    return _yes("self_defence_by") if said else _open("self_defence_by", "declared")


def _laws(law: DomesticLaw) -> Verdict:
    if law is DomesticLaw.ASKS_VOTE:
        return _open("domestic_law", "vote")
    return _yes("domestic_law") if law is DomesticLaw.ALLOWS else _no("domestic_law")


def _in_force(in_force: InForce) -> Verdict:
    return _yes("in_force") if in_force is InForce.YES else _no("in_force")


def _demanded(demand: Demand) -> Verdict:
    return _yes("demand") if demand is Demand.YES else _no("demand")


def _danger(first: FirstForce, kind: AttackerKind) -> Verdict:
    """Test "danger of aggression": a threat, and all the more an attack, even one that is denied."""
    if kind is AttackerKind.ARMED_GROUP:
        return _open("attacker_kind", "group")
    if first in (FirstForce.PARTY, FirstForce.DISPUTED):
        return _open("first_force", "threat")
    return _yes("first_force")


def _important(kind: AttackerKind) -> Verdict:
    """Test "important international questions": force between States, or its threat, is taken as one."""
    if kind is AttackerKind.ARMED_GROUP:
        return _open("attacker_kind", "group")
    return _yes("attacker_kind")


def _reported(first: FirstForce, claim: SelfDefenceBy) -> Verdict:
    if first is FirstForce.THREAT_ONLY:
        return _no("first_force")
    return _no("self_defence_by") if claim is SelfDefenceBy.NEITHER else _yes("self_defence_by")


_CASE = ("first_force", "acknowledged", "self_defence_by")
_FORCE = Condition("in force", "", ("in_force",), _in_force)
_WAR = Condition("trigger", "state of war", ("war",), _at_war)
_OCCURS = Condition("qualifier", "if an armed attack occurs", (*_CASE, "council"), _attacked_charter)
_UNTIL = Condition("qualifier", "until the Security Council", ("council",), _until)

RULES: tuple[Rule, ...] = (
    Rule(
        "ussr_dprk_1961.1.2",
        (
            _FORCE,
            Condition("trigger", "armed attack", (*_CASE, "place"), _attacked),
            Condition("trigger", "coalition of States", ("attacker_kind",), _by_state),
            _WAR,
        ),
    ),
    Rule(
        "ussr_dprk_1961.3",
        (_FORCE, Condition("trigger", "important international questions", ("attacker_kind",), _important)),
    ),
    Rule(
        "rf_dprk_2000.2",
        (_FORCE, Condition("trigger", "danger of aggression", ("first_force", "attacker_kind"), _danger)),
    ),
    Rule(
        "rf_dprk_2024.3.2",
        (
            _FORCE,
            Condition("trigger", "direct threat", ("first_force", "attacker_kind"), _danger),
            Condition("trigger", "demand of either", ("demand",), _demanded),
        ),
    ),
    Rule(
        "rf_dprk_2024.4",
        (
            _FORCE,
            Condition("trigger", "armed attack", (*_CASE, "place", "council"), _attacked_2024),
            Condition("trigger", "several States", ("attacker_kind",), _by_state),
            _WAR,
            _OCCURS,
            _UNTIL,
            Condition("qualifier", "in accordance with Article 51", ("self_defence_by",), _declared),
            Condition("qualifier", "laws of both States", ("domestic_law",), _laws),
        ),
    ),
    Rule("un_charter.51.1", (_OCCURS, _UNTIL), is_right=True),
    Rule(
        "un_charter.51.3",
        (Condition("trigger", "immediately reported", ("first_force", "self_defence_by"), _reported),),
    ),
)
