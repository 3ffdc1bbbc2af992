"""The facts of a case as types: what is known about who attacked whom, and what is not.

A case is told from the side of *the party*: the State that its treaty partner may have to help.
*The adversary* is whoever it fights, or fears to fight.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from types import MappingProxyType

from course_lib.errors import unknown


class Fact(Enum):
    """One answer to one question about a case; its value is the answer in words."""

    # There is one object for each answer. `Enum` would hash its name anew each time, in Python, and a sweep
    # over all cases looks answers up millions of times.
    __hash__ = object.__hash__

    @property
    def label(self) -> str:
        """The answer in words."""
        return self.value

    @property
    def known(self) -> bool:
        """False for ``UNKNOWN`` only: a disputed fact is known to be disputed."""
        return self.name != "UNKNOWN"


class FirstForce(Fact):
    """Who used force first."""

    UNKNOWN = "not known"
    ADVERSARY = "the adversary struck first"
    PARTY = "the party itself struck first"
    DISPUTED = "disputed: each names the other"
    THREAT_ONLY = "nobody yet: there is only a threat"


class AttackerKind(Fact):
    """What the adversary is; a group sent by a State counts as that State."""

    UNKNOWN = "not known"
    ONE_STATE = "one State"
    SEVERAL_STATES = "several States"
    ARMED_GROUP = "an armed group that is no State"


class Acknowledged(Fact):
    """Whether the side that used force first admits it."""

    UNKNOWN = "not known"
    YES = "the first use of force is admitted"
    DENIED = "the first use of force is denied"


class War(Fact):
    """Whether the attack puts the party in a state of war."""

    UNKNOWN = "not known"
    RESULTS = "a state of war results"
    NONE = "no state of war results"
    ONE_SIDE = "only one side says that there is a state of war"


class Place(Fact):
    """Where the party is attacked."""

    UNKNOWN = "not known"
    OWN_TERRITORY = "attacked on its own territory"
    THIRD_STATE = "attacked in a third State that agreed to its presence"
    OWN_OPERATION = "attacked abroad, in an operation of its own"


class SelfDefenceBy(Fact):
    """Who says that it acts in self-defence."""

    UNKNOWN = "not known"
    VICTIM = "the party claims self-defence"
    ADVERSARY = "the adversary claims self-defence"
    BOTH = "both sides claim self-defence"
    NEITHER = "neither side claims self-defence"


class Council(Fact):
    """What the UN Security Council has done."""

    UNKNOWN = "not known"
    SILENT = "the Council has not acted"
    MEASURES_TAKEN = "the Council has taken the measures needed"
    FOUND_ADVERSARY = "the Council found that the adversary broke the peace"
    FOUND_PARTY = "the Council found that the party broke the peace"


class Veto(Fact):
    """Whether a permanent member is expected to block the Council."""

    UNKNOWN = "not known"
    LIKELY = "a veto is likely"
    UNLIKELY = "no veto is expected"


class DomesticLaw(Fact):
    """What the laws of the two treaty partners say about the help."""

    UNKNOWN = "not known"
    ALLOWS = "both laws allow it"
    ASKS_VOTE = "a parliament has to vote first"
    FORBIDS = "one of the laws forbids it"


class InForce(Fact):
    """Whether the treaty of assistance is in force on the day of the case."""

    UNKNOWN = "not known"
    YES = "the treaty is in force"
    NO = "the treaty is not in force"


class Demand(Fact):
    """Whether one of the two treaty partners has demanded that they talk."""

    UNKNOWN = "not known"
    YES = "one of the two demanded talks"
    NO = "neither of the two demanded talks"


FIELDS: Mapping[str, tuple[type[Fact], str]] = MappingProxyType(
    {
        "first_force": (FirstForce, "Who used force first?"),
        "attacker_kind": (AttackerKind, "What is the adversary: a State, several States, or a group?"),
        "acknowledged": (Acknowledged, "Does the side that used force first admit it?"),
        "war": (War, "Is the party in a state of war because of the attack?"),
        "place": (Place, "Where was the party attacked?"),
        "self_defence_by": (SelfDefenceBy, "Who says that it acts in self-defence?"),
        "council": (Council, "Has the Security Council acted?"),
        "veto": (Veto, "Is a veto likely?"),
        "domestic_law": (DomesticLaw, "What do the laws of the two States say?"),
        "in_force": (InForce, "Is the treaty in force on that day?"),
        "demand": (Demand, "Has either treaty partner demanded talks?"),
    }
)
"""For each field of a `Scenario`: its type and the question that it answers."""


@dataclass(frozen=True)
class Scenario:
    """The facts of a case; what is not given is not known.

    Each field takes a member of its type, the member's name in any case (``"denied"``) or its label.

    Parameters
    ----------
    first_force : FirstForce or str
        Who used force first.
    attacker_kind : AttackerKind or str
        What the adversary is.
    acknowledged : Acknowledged or str
        Whether the side that used force first admits it.
    war : War or str
        Whether a state of war results from the attack.
    place : Place or str
        Where the party is attacked.
    self_defence_by : SelfDefenceBy or str
        Who says that it acts in self-defence.
    council : Council or str
        What the Security Council has done.
    veto : Veto or str
        Whether a veto is expected. It never decides a duty, only who is likely to get to decide.
    domestic_law : DomesticLaw or str
        What the laws of both treaty partners say.
    in_force : InForce or str
        Whether the treaty of assistance is in force; the Charter does not depend on it.
    demand : Demand or str
        Whether one of the two demanded talks: a condition of Article 3 of 2024 that no other field tells.

    Raises
    ------
    UnknownName
        If a value is not one of its field.
    """

    first_force: FirstForce = FirstForce.UNKNOWN
    attacker_kind: AttackerKind = AttackerKind.UNKNOWN
    acknowledged: Acknowledged = Acknowledged.UNKNOWN
    war: War = War.UNKNOWN
    place: Place = Place.UNKNOWN
    self_defence_by: SelfDefenceBy = SelfDefenceBy.UNKNOWN
    council: Council = Council.UNKNOWN
    veto: Veto = Veto.UNKNOWN
    domestic_law: DomesticLaw = DomesticLaw.UNKNOWN
    in_force: InForce = InForce.UNKNOWN
    demand: Demand = Demand.UNKNOWN

    def __post_init__(self) -> None:
        for name, (kind, _) in FIELDS.items():
            value = getattr(self, name)
            if type(value) is not kind:
                object.__setattr__(self, name, _fact(kind, name, value))

    def but(self, **changes: Fact | str) -> Scenario:
        """Return the same case with some facts changed.

        Parameters
        ----------
        **changes : Fact or str
            New values by field name.

        Returns
        -------
        Scenario
            A new case; this one stays as it is.

        Raises
        ------
        UnknownName
            If a field or a value does not exist.
        """
        for name in changes:
            if name not in FIELDS:
                raise unknown("fact of a case", name, FIELDS)
        return replace(self, **changes)

    def __str__(self) -> str:
        """Return one line a field: the question and the answer."""
        return "\n".join(f"{question} {getattr(self, name).label}" for name, (_, question) in FIELDS.items())


def _fact(kind: type[Fact], name: str, value: object) -> Fact:
    if isinstance(value, str):
        for member in kind:
            if value.strip().lower() in (member.name.lower(), member.value.lower()):
                return member
    shown = value if isinstance(value, str) else str(value)
    raise unknown(f"value of {name}", shown, [member.name.lower() for member in kind])
