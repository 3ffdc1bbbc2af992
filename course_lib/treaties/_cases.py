"""Cases ready to be tried: the whole space of them, and the few that the lessons start from."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from types import MappingProxyType

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


def all_scenarios(*, with_unknown: bool = False, **given: Fact | str) -> Iterator[Scenario]:
    """Yield every case that can be told, in a fixed order.

    Parameters
    ----------
    with_unknown : bool
        False: every fact is known (82,944 cases). True: facts may also be unknown (2,592,000 cases,
        minutes rather than seconds; hold some facts fixed).
    **given : Fact or str
        Facts to hold fixed, by field name, e.g. ``in_force="yes"``.

    Yields
    ------
    Scenario
        Each case once; the last field changes fastest.

    Raises
    ------
    UnknownName
        If a field or a value does not exist.
    """
    fixed = Scenario().but(**given)
    choices = [
        [getattr(fixed, name)] if name in given else [fact for fact in kind if with_unknown or fact.known]
        for name, (kind, _) in FIELDS.items()
    ]
    for values in itertools.product(*choices):
        yield Scenario(*values)


# The case that most others change one fact of: every condition of every assistance clause is met.
_CLEAR = Scenario(
    FirstForce.ADVERSARY,
    AttackerKind.ONE_STATE,
    Acknowledged.YES,
    War.RESULTS,
    Place.OWN_TERRITORY,
    SelfDefenceBy.VICTIM,
    Council.SILENT,
    Veto.UNKNOWN,
    DomesticLaw.ALLOWS,
    InForce.YES,
    Demand.UNKNOWN,
)

PRESETS: Mapping[str, Scenario] = MappingProxyType(
    {
        "A clear case": _CLEAR,
        "Shelling without war": _CLEAR.but(war="none"),
        "Our ally struck first": _CLEAR.but(first_force="party", self_defence_by="adversary"),
        "An armed group attacks": _CLEAR.but(attacker_kind="armed_group", war="one_side"),
        "Help before the treaty is in force": _CLEAR.but(in_force="no"),
        # claim_dprk_1950.1-.2, uncok_1950.s1496: the South is named, denies it; the Council has not met yet.
        # No assistance treaty existed (ussr_dprk_1949.2-5).
        "25 June 1950, as North Korea told it": Scenario(
            first_force=FirstForce.ADVERSARY,
            attacker_kind=AttackerKind.ONE_STATE,
            acknowledged=Acknowledged.DENIED,
            place=Place.OWN_TERRITORY,
            self_defence_by=SelfDefenceBy.VICTIM,
            council=Council.SILENT,
            in_force=InForce.NO,
        ),
        # uncok_1950.s1507.1-3, unsc_res_82.det: the North invades, the South stands on the defensive. The
        # declaration of war was reported and never established (unsc_req_1950.1): war stays unknown.
        "26 June 1950, as the UN Commission reported it": Scenario(
            first_force=FirstForce.PARTY,
            attacker_kind=AttackerKind.ONE_STATE,
            acknowledged=Acknowledged.DENIED,
            place=Place.OWN_OPERATION,
            self_defence_by=SelfDefenceBy.BOTH,
            council=Council.FOUND_PARTY,
            in_force=InForce.NO,
        ),
        # app_2024_art4.putin_hanoi: help arises only if a party is attacked; he says no more than that.
        "June 2024: Putin's answer": Scenario(first_force=FirstForce.ADVERSARY, in_force=InForce.YES),
        # app_2024_art4.chang: a first strike that never comes, as in 1950. Of a war he says nothing.
        "June 2024: Seoul's question": Scenario(
            first_force=FirstForce.DISPUTED,
            attacker_kind=AttackerKind.ONE_STATE,
            acknowledged=Acknowledged.DENIED,
            self_defence_by=SelfDefenceBy.BOTH,
            council=Council.SILENT,
            veto=Veto.LIKELY,
            in_force=InForce.YES,
        ),
    }
)
"""Cases to start from, by title. The party is North Korea in the two cases of 1950 and in those of 2024.

In 1950 neither Korea was a Member of the United Nations and no treaty of assistance existed; to ask what
a treaty would have said, use ``.but(in_force="yes")``.
"""
