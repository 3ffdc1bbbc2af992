"""What each case to start from is about: who stands where, who told it so, and what the course supposes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

__all__ = ["STORIES", "Story"]


@dataclass(frozen=True)
class Story:
    """The words around a case.

    Attributes
    ----------
    party, adversary, helper : str
        Who may have to be helped, whom it fights or fears, and who is asked to help.
    told : str
        What a source says; "" for a case made up by the course.
    supposed : str
        What the course adds or leaves out, so that nobody takes it for a fact.
    refs : tuple of str
        Clauses that say so.
    members : bool
        False where neither side was a Member of the United Nations, of whose Members Article 51 speaks.
    """

    party: str
    adversary: str
    helper: str
    told: str = ""
    supposed: str = ""
    refs: tuple[str, ...] = ()
    members: bool = True


_MADE_UP = (
    "one of the two treaty partners, say North Korea",
    "a third State",
    "the other partner, say Russia",
)
_KOREAS_1950 = ("North Korea", "South Korea", "the Soviet Union")
_KOREAS_2024 = ("North Korea", "South Korea", "Russia")

STORIES: Mapping[str, Story] = MappingProxyType(
    {
        "A clear case": Story(
            *_MADE_UP,
            supposed="Made up by the course: every condition of each assistance clause is met.",
        ),
        "Shelling without war": Story(
            *_MADE_UP,
            supposed="Made up by the course: the clear case, but the attack puts nobody into a state of war.",
        ),
        "Our ally struck first": Story(
            *_MADE_UP,
            supposed="Made up by the course: the party itself began and admits it, and the adversary "
            "defends itself.",
        ),
        "An armed group attacks": Story(
            "one of the two treaty partners, say North Korea",
            "a group that is no State and was sent by none",
            "the other partner, say Russia",
            supposed="Made up by the course: the party calls it war, and nobody else does.",
        ),
        "Help before the treaty is in force": Story(
            *_MADE_UP,
            supposed="Made up by the course: the clear case, told of a day on which the treaty is not in "
            "force. That of 2024 entered into force on 4 December 2024.",
            refs=("rf_dprk_2024.22.1",),
        ),
        "25 June 1950, as North Korea told it": Story(
            *_KOREAS_1950,
            told="Pyongyang's broadcast: at dawn the South attacked along the whole parallel and is being "
            "thrown back. Seoul called this entirely false, as the UN Commission reported.",
            supposed="No treaty of assistance existed, and the agreement of 1949 promises none: set the "
            "treaty in force to ask what a later text would have said. Both Koreas are taken as States "
            "here; Moscow spoke of two groups in one State.",
            refs=("claim_dprk_1950.1", "uncok_1950.s1496", "ussr_dprk_1949.2-5", "stmt_ussr_0704.3"),
            members=False,
        ),
        "26 June 1950, as the UN Commission reported it": Story(
            *_KOREAS_1950,
            told="The Commission's cable: judged by the progress of operations, the North carries out a "
            "planned, full-scale invasion; the South was deployed for defence. In New York the Council had "
            "found a breach of the peace.",
            supposed="That each side says it repels the other is the course's reading of both accounts. A "
            "declaration of war was reported and never established: the state of war stays not known. No "
            "treaty of assistance existed.",
            refs=("uncok_1950.s1507.1", "uncok_1950.s1507.2-3", "unsc_res_82.det", "unsc_req_1950.1"),
            members=False,
        ),
        "June 2024: Putin's answer": Story(
            *_KOREAS_2024,
            told="In Vietnam on 20 June 2024: help arises only if aggression is committed against a party, "
            "so that Seoul has nothing to worry about.",
            supposed="Put as a case by the course, with the treaty in force. He does not say whether the "
            "attack is admitted, nor who finds out: all that he leaves out is not known here.",
            refs=("app_2024_art4.putin_hanoi",),
        ),
        "June 2024: Seoul's question": Story(
            *_KOREAS_2024,
            told="Chang Ho-jin on 20 June 2024: States with a record of beginning wars of aggression, in "
            "Korea and in Ukraine, promise help on the premise of a first strike that will never come.",
            supposed="Put as a case by the course, with the treaty in force: each side names the other, the "
            "Council has not acted, and a veto is likely, since Russia, which is asked to help, has one.",
            refs=("app_2024_art4.chang", "un_charter.27.3"),
        ),
    }
)
"""By title of the preset; the facts themselves stand in `PRESETS`."""
