"""Claims of the op-ed as cards: first one's own verdict, then the sources and the course's."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Self

from course_lib.data import cite
from course_lib.errors import CourseError, unknown
from course_lib.models._claim_tally import tally
from course_lib.models._ledger import JUNE, KINDS, VERDICTS, Claim, chosen, ledger
from course_lib.models._second_look import SECOND
from course_lib.models._words import linked, prose
from course_lib.models.model import Model
from course_lib.models.parts import (
    Badge,
    Card,
    Choice,
    Columns,
    Fold,
    Links,
    Pairs,
    Part,
    Pick,
    Press,
    Say,
    Slide,
    Title,
    controls,
)

__all__ = ["ClaimChecker"]

_ALL = "all"
#: In the order in which a card asks.
_STEPS = ("verdict", "sure", "check", "bet", "lift", "came")
_JUDGED = frozenset({"verdict", "sure", "bet", "came"})


def _text(choices: tuple[Choice, ...], slug: str) -> str:
    return next(choice.text for choice in choices if choice.slug == slug)


@dataclass(frozen=True)
class ClaimChecker(Model):
    """Which card is open, and what the student said of each before and after looking.

    Parameters
    ----------
    claims : tuple of str
        Ids of claims, or beginnings of ids; all where none is named.
    kinds : tuple of str
        Only these kinds of claim.
    twice : bool
        After the verdict of June 2024 judge again: as written on that day, and by what came.
    """

    claims: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    twice: bool = False
    only: str = _ALL
    card: str = ""
    judged_so: Mapping[str, Any] = field(default_factory=dict)

    slug: ClassVar[str] = "claim-checker"
    about: ClassVar[str] = "Claims of the op-ed as cards: say how each stands, then see what the sources say."
    #: More cards than this are filtered by kind.
    MANY: ClassVar[int] = 15

    def __post_init__(self) -> None:
        object.__setattr__(self, "claims", chosen(self.claims, self.kinds))
        kinds = (_ALL, *dict.fromkeys(ledger()[key].kind for key in self.claims))
        if self.only not in kinds:
            raise unknown("kind among these claims", self.only, kinds)
        object.__setattr__(self, "card", self.card or self._shown[0])
        if self.card not in self._shown:
            raise unknown("card", self.card, self._shown)

    def _of(self, step: str, card: str = "") -> Any:
        return self.judged_so.get(f"{step}.{card or self.card}")

    @property
    def _shown(self) -> tuple[str, ...]:
        return tuple(c for c in self.claims if self.only in (_ALL, ledger()[c].kind))

    def parts(self) -> tuple[Part, ...]:  # noqa: D102
        return (
            Title("How does the claim stand?", 3),
            Say(
                "Say first how the claim stands and how sure you are. Then the sources, the best case for "
                "the claim and the course's verdict are shown beside what you said.",
                "quiet",
            ),
            Columns(self._choosing(), (self._card(),)),
            *tally(self.claims, self.judged_so, self.twice),
        )

    # --- which card -------------------------------------------------------------------------------------
    def _choosing(self) -> tuple[Part, ...]:
        shown, at = self._shown, self._shown.index(self.card)
        done = sum(bool(self._of("check", card)) for card in self.claims)
        out: list[Part] = [
            Say(f"Card {at + 1} of {len(shown)}", "strong"),
            Say(f"Looked up: {done} of {len(self.claims)}", "quiet"),
        ]
        if len(self.claims) > self.MANY:
            kinds = [kind for kind in KINDS if any(ledger()[c].kind == kind for c in self.claims)]
            names = (Choice(_ALL, "All kinds"), *(Choice(k, KINDS[k].capitalize()) for k in kinds))
            out.append(Pick("only", "Kind of claim", names, self.only))
        options = tuple(Choice(card, f"{n}. {self._line(card)}") for n, card in enumerate(shown, 1))
        out.append(Pick("card", "Open a card", options, self.card))
        out.append(
            Press("back", "Previous", about="Previous card", why_not="" if at else "this is the first card.")
        )
        last = at == len(shown) - 1
        out.append(Press("on", "Next", about="Next card", why_not="this is the last card." if last else ""))
        return tuple(out)

    def _line(self, card: str) -> str:
        state = (
            "looked up: " if self._of("check", card) else "predicted: " if self._of("verdict", card) else ""
        )
        return state + textwrap.shorten(ledger()[card].claim, 64, placeholder=" …")

    # --- the open card ----------------------------------------------------------------------------------
    def _card(self) -> Card:
        claim = ledger()[self.card]
        where = f"Paragraph {claim.paragraph}" if claim.paragraph else "Title and picture"
        meta = f"{where} of the op-ed, in our words · {KINDS[claim.kind]} · {claim.key}"
        parts: tuple[Part, ...] = self._asked(self.card)
        if self._of("check"):
            parts = (*self._found(claim), *parts)
        return Card(claim.claim, parts, meta=meta, state="now", name=claim.key)

    def _asked(self, card: str) -> tuple[Part, ...]:
        """Return what a card asks now; nothing that would give away an answer is beside it."""
        if not self._of("check", card):
            missing = not self._of("verdict", card) or self._of("sure", card) is None
            return (
                *self._hint(ledger()[card]),
                Pick(
                    f"verdict.{card}", "Before you look: how does it stand?", VERDICTS,
                    self._of("verdict", card) or "", look="radio",
                ),
                Slide(
                    f"sure.{card}", "How sure are you of that?", 50, 100, 5, self._of("sure", card), "%",
                    ends=("a coin toss", "certain"),
                ),
                Press(
                    f"check.{card}", "See what the sources say", primary=True,
                    why_not="first say how it stands, and how sure you are." if missing else "",
                ),
            )  # fmt: skip
        return self._again(card) if self.twice else ()

    @staticmethod
    def _hint(claim: Claim) -> tuple[Part, ...]:
        if claim.kind != "omission":
            return ()
        return (Say("The card says what the op-ed leaves out. Judge the passage without it.", "quiet"),)

    def _found(self, claim: Claim) -> tuple[Part, ...]:
        predicted = self._of("verdict")
        same = predicted == claim.found
        words = f"{_text(VERDICTS, claim.found)}. The table's word: {claim.verdict}."
        rows: list[tuple[str, tuple[Part, ...] | str]] = [
            ("You said before looking", f"{_text(VERDICTS, predicted)}; {self._of('sure')} % sure."),
            (
                "The course found, by what could be known in June 2024",
                (
                    Badge("As you said" if same else "Not as you said", "right" if same else "changed"),
                    Say(words),
                ),
            ),
            ("What the evidence says", prose(claim.correction) or "Nothing to correct."),
        ]
        if claim.strongest_case:
            rows.append(("The strongest case for the claim", prose(claim.strongest_case)))
        if claim.hangs_on_it:
            rows.append(("What hangs on it (course judgement)", claim.hangs_on_it))
        rows.append(("Where to look", (self._read(claim), *self._clauses(claim))))
        if not self.twice and claim.hindsight:
            rows.append(
                (
                    "After June 2024",
                    "Something came that bears on it. It is kept back here: a writer of June is judged by "
                    "what could be known in June.",
                )
            )
        return (Pairs(tuple(rows)),)

    @staticmethod
    def _read(claim: Claim) -> Links:
        """Return where it could be read in June 2024; where it could not, who printed it later."""
        by_june = claim.sources_by(JUNE)
        if by_june:
            return linked("Read in", by_june)
        return linked("Printed later, on how things stood in June 2024", claim.sources[:1])

    @staticmethod
    def _clauses(claim: Claim) -> tuple[Part, ...]:
        out = []
        for ref in claim.clauses_by(JUNE):
            cited = cite(ref)
            links: Links = linked("Read in", [s.id for s in cited.sources[:1]])
            name = f"clause.{claim.key}.{ref}"
            out.append(
                Fold(name, f"{cited.treaty}, {_article(cited.article)}", (Say(prose(cited.rendering)), links))
            )
        return tuple(out)

    def _again(self, card: str) -> tuple[Part, ...]:
        claim, bet = ledger()[card], self._of("bet", card)
        asks = SECOND[claim.kind]
        if not self._of("lift", card):
            return (
                Pick(f"bet.{card}", asks.bet, asks.bets, bet or "", look="radio"),
                Press(
                    f"lift.{card}", "Show what came after June 2024", primary=True,
                    why_not="" if bet else "first judge it by what could be known at the time.",
                ),
            )  # fmt: skip
        later = prose(claim.hindsight) or "Nothing that bears on it was found up to mid-2026."
        sources = (linked("Read in", claim.hindsight_sources),) if claim.hindsight_sources else ()
        return (
            Say(f"{asks.bet} You said: “{_text(asks.bets, bet)}”"),
            Card("Later knowledge: seen after June 2024", (Say(later), *sources), state="quiet"),
            Pick(f"came.{card}", asks.came, asks.comes, self._of("came", card) or "", look="radio"),
        )

    # --- changes ----------------------------------------------------------------------------------------
    def put(self, name: str, value: Any) -> Self:  # noqa: D102
        at = self._shown.index(self.card)
        match name:
            case "back":
                return replace(self, card=self._shown[at - 1])
            case "on":
                return replace(self, card=self._shown[at + 1])
            case "card":
                return replace(self, card=value)
            case "only":
                # A card that the filter hides gives way to the first that it shows.
                hidden = value not in (_ALL, ledger()[self.card].kind)
                return replace(self, only=value, card="" if hidden else self.card)
        return replace(self, judged_so={**self.judged_so, name: value})

    def kept(self) -> dict[str, Any]:  # noqa: D102
        return {"only": self.only, "card": self.card, **self.judged_so}

    def judged(self, name: str) -> bool:  # noqa: D102
        return name.partition(".")[0] in _JUDGED

    def restored(self, kept: Mapping[str, Any]) -> Self:
        """Return the model with what was kept of every card, open or not.

        Parameters
        ----------
        kept : mapping of str to object
            As `kept` gave it.

        Returns
        -------
        ClaimChecker
            The state.
        """
        model = self
        for card in self.claims:
            for name in (f"{step}.{card}" for step in _STEPS):
                asked = controls(model._asked(card))
                if name in kept and name in asked:
                    try:
                        model = model.put(name, asked[name].read(kept[name]))
                    except CourseError:
                        continue
        settings = {name: kept[name] for name in ("only", "card") if name in kept}
        return super(ClaimChecker, model).restored(settings)

    def said(self) -> str:  # noqa: D102
        where = f"Card {self._shown.index(self.card) + 1} of {len(self._shown)}"
        if self._of("lift"):
            return f"{where}: what came after June 2024 is shown."
        if self._of("check"):
            said, found = _text(VERDICTS, self._of("verdict")), _text(VERDICTS, ledger()[self.card].found)
            return f"{where}. You said: {said}. The course found: {found}."
        return f"{where}: {ledger()[self.card].claim}"


def _article(article: str) -> str:
    return f"Article {article}" if article[:1].isdigit() and "-" not in article else prose(article)
