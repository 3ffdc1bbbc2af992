"""June 1950: documents in three trays, each sourced, dated and weighed before the next is opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Self

from course_lib.errors import BadResponse, CourseError
from course_lib.models._evidence import (
    CHANCES,
    NAMES,
    QUESTIONS,
    chance,
    course_reading,
    desk,
    history,
    numbers,
    question,
    strip,
    table,
    weight_again,
    weight_first,
)
from course_lib.models._june_1950 import MORE, TRAYS, Document, document
from course_lib.models.model import Model
from course_lib.models.parts import Card, Control, Fold, Grid, Links, Part, Press, Say, Title

__all__ = ["EvidenceBoard"]

_WEIGHED = tuple(doc for tray in TRAYS for doc in tray)
_OPENS = (
    "Open the first tray",
    "Open the second tray",
    "Open the archive",
    "Weigh the earlier documents again",
)
#: After the archive the earlier documents are weighed once more.
_AGAIN = len(TRAYS) + 1


@dataclass(frozen=True)
class EvidenceBoard(Model):
    """What was asked and weighed so far, and how far this board goes.

    Parameters
    ----------
    tray : int
        The last tray that this board shows: 1, 2 or 3. Boards of one name share what was weighed.
    chance : bool
        Whether the board asks, before any document and after each tray, how likely a planned attack by the
        North is. False where a lesson asks that in cells of its own.
    marks : mapping of str to object
        Answers by the name of their control.
    done : tuple of str
        Documents that were laid aside, in the order of the trays.
    stage : int
        0 before any document, 1 to 3 for the tray that is open, 4 when the earlier ones are weighed again.
    at : str
        A document that was taken up again, or "".
    """

    tray: int = 3
    chance: bool = True
    marks: Mapping[str, Any] = field(default_factory=dict)
    done: tuple[str, ...] = ()
    stage: int = 0
    at: str = ""

    slug: ClassVar[str] = "evidence-board"
    about: ClassVar[str] = "Documents on June 1950 in three trays, to be sourced, dated and weighed."
    scope: ClassVar[str] = "on all three trays"

    def __post_init__(self) -> None:
        if isinstance(self.tray, bool) or self.tray not in (1, 2, 3):
            raise CourseError("EvidenceBoard has three trays: write tray=1, tray=2 or tray=3.")
        if not isinstance(self.chance, bool):
            raise CourseError("EvidenceBoard takes chance=True or chance=False.")

    # --- where one is -------------------------------------------------------------------------------
    def _open(self) -> int:
        """Return the stage that this board works on: its own last tray is where it stops."""
        return min(self.stage, _AGAIN if self.tray == len(TRAYS) else self.tray)

    def _left(self, tray: int) -> tuple[str, ...]:
        return tuple(doc for doc in TRAYS[tray - 1] if doc not in self.done)

    def _now(self) -> str:
        """Return the document to work on in the open tray, or ""."""
        left = self._left(self._open())
        return self.at if self.at in TRAYS[self._open() - 1] else (left[0] if left else "")

    def _lacks(self, doc: str) -> str:
        missing = [q.lacks for name, q in QUESTIONS.items() if f"{name}.{doc}" not in self.marks]
        return f"Say {' and '.join(missing)} first." if missing else ""

    def _asked(self, stage: int) -> bool:
        return not self.chance or f"chance.{stage}" in self.marks

    def _closed(self) -> bool:
        """Say whether the last tray of this board was left for the next one."""
        return self.stage > self._open()

    # --- what is shown ------------------------------------------------------------------------------
    def parts(self) -> tuple[Part, ...]:  # noqa: D102
        stage = self._open()
        return (
            Title("25 June 1950: who attacked first?", 3),
            Say(self._where(stage), "quiet"),
            *self._before(stage),
            *(self._stage(stage) if stage else self._empty()),
            *history(self.marks, stage),
        )

    def _where(self, stage: int) -> str:
        if stage == 0:
            first = "Say first what you think now; then weigh" if self.chance else "Weigh"
            return f"Three trays of documents. {first} them one by one."
        if stage == _AGAIN:
            return "All three trays are weighed. Each earlier document once more, knowing what you know now."
        total = len(TRAYS[stage - 1])
        here = f"{NAMES[stage]}, tray {stage} of {len(TRAYS)}"
        return f"{here}: {total - len(self._left(stage))} of {total} documents weighed."

    def _empty(self) -> tuple[Part, ...]:
        asked = self._ask(0) or (Say("All are closed: what was claimed comes first, the archive last."),)
        return (Card("Before any document", (*asked, self._go(0)), state="now"),)

    def _before(self, stage: int) -> tuple[Part, ...]:
        return tuple(
            Fold(f"tray.{n}", f"{NAMES[n]}, as you weighed it", (table(n, self.marks),))
            for n in range(1, min(stage, _AGAIN))
        )

    def _stage(self, stage: int) -> tuple[Part, ...]:
        if stage == _AGAIN:
            return self._once_more()
        now = "" if self._closed() else self._now()
        cards = strip(stage, self.marks, self.done, now, reopen=not self._closed())
        return (*cards, *self._desk(stage, now), self._more(stage))

    def _desk(self, stage: int, now: str) -> tuple[Part, ...]:
        if now:
            last = not [doc for doc in self._left(stage) if doc != now]
            label = "Lay it aside" if last else "Lay it aside and take up the next"
            lay_aside = Press(f"done.{now}", label, primary=True, why_not=self._lacks(now))
            return (desk(now, self.marks, lay_aside),)
        if self._closed() or (stage == self.tray and stage < len(TRAYS)):
            goes_on = "Read on: the next tray waits further down."
            said = goes_on if self._asked(stage) else f"Set the slider first. {goes_on}"
            return (
                Card(f"{NAMES[stage]}, is weighed", (*self._ask(stage), Say(said, "strong")), state="now"),
            )
        asked = (*self._ask(stage), self._go(stage))
        return (Card(f"{NAMES[stage]}, is weighed", asked, state="now"),)

    def _ask(self, stage: int) -> tuple[Part, ...]:
        if not self.chance:
            return ()
        if self._closed() or self.stage > stage:
            return (Say(f"You said {self.marks.get(f'chance.{stage}', 'nothing')} %."),)
        return (chance(stage, self.marks.get(f"chance.{stage}")),)

    def _go(self, stage: int) -> Press:
        why_not = "" if self._asked(stage) else "Set the slider first."
        return Press(f"go.{stage}", _OPENS[stage], primary=True, why_not=why_not)

    def _more(self, stage: int) -> Part:
        names = MORE[stage - 1] if stage < _AGAIN else tuple(doc for tray in MORE for doc in tray)
        cards = tuple(_read(document(name), stage, document(name).gist) for name in names)
        return Fold("more", "More documents, to read and not to weigh", cards)

    def _once_more(self) -> tuple[Part, ...]:
        cards = []
        for name in (*TRAYS[0], *TRAYS[1]):
            doc, first, again = (
                document(name),
                self.marks[f"weight.{name}"],
                self.marks.get(f"again.{name}", ""),
            )
            parts: list[Part] = [
                Say(f"Your first weight: {first} of 5.", "strong"),
                weight_again(doc, again),
            ]
            if not again:
                same = Press(f"same.{name}", f"It stays at {first}", about=f"It stays at {first}: {doc.name}")
                parts += [same, Say("The course's reading opens when you have weighed it again.", "quiet")]
            else:
                parts.append(Fold(f"reading.{name}", "The course's reading of it", course_reading(doc)))
            state = "quiet" if again else ""
            cards.append(Card(doc.name, tuple(parts), meta=numbers(doc), state=state))
        archive = tuple(
            _read(document(name), _AGAIN, f"Your weight: {self.marks[f'weight.{name}']} of 5.")
            for name in TRAYS[-1]
        )
        return (
            Title("The earlier documents, weighed again"),
            Grid(tuple(cards), 20),
            Fold("archive", "The archive, with the course's reading of each document", archive),
            self._more(_AGAIN),
        )

    # --- what changes -------------------------------------------------------------------------------
    def put(self, name: str, value: Any) -> Self:  # noqa: D102
        act, _, rest = name.partition(".")
        match act:
            case "go":
                return replace(self, stage=int(rest) + 1, at="")
            case "done":
                done = tuple(doc for doc in _WEIGHED if doc in (*self.done, rest))
                return replace(self, done=done, at="")
            case "open":
                return replace(self, at=rest)
            case "same":
                return replace(self, marks={**self.marks, f"again.{rest}": str(self.marks[f"weight.{rest}"])})
        return replace(self, marks={**self.marks, name: value})

    def kept(self) -> dict[str, Any]:  # noqa: D102
        acts = {f"done.{doc}": True for doc in self.done} | {f"go.{n}": True for n in range(self.stage)}
        return dict(self.marks) | acts | ({f"open.{self.at}": True} if self.at else {})

    def judged(self, name: str) -> bool:  # noqa: D102
        return name.partition(".")[0] in (*QUESTIONS, "chance", "again")

    def restored(self, kept: Mapping[str, Any]) -> Self:
        """Return the model with what was kept, also of trays that this board does not show.

        Parameters
        ----------
        kept : mapping of str to object
            As `kept` gave it; what no longer fits is left out, and nothing opens before its time.

        Returns
        -------
        EvidenceBoard
            The state.
        """
        marks = {}
        for name, value in kept.items():
            control = _control(name)
            try:
                if control is not None:
                    marks[name] = control.read(value)
            except BadResponse:
                continue
        model = replace(self, marks=marks, done=(), stage=0, at="")
        done = tuple(d for d in _WEIGHED if kept.get(f"done.{d}") is True and not model._lacks(d))
        model = replace(model, done=done)
        stage = 0
        while stage < _AGAIN and kept.get(f"go.{stage}") is True and model._ready(stage):
            stage += 1
        here = TRAYS[stage - 1] if 0 < stage < _AGAIN else ()
        at = next((doc for doc in here if kept.get(f"open.{doc}") is True), "")
        return replace(model, stage=stage, at=at)

    def _ready(self, stage: int) -> bool:
        return self._asked(stage) and not (stage and self._left(stage))

    def said(self) -> str:  # noqa: D102
        stage = self._open()
        now = self._now() if 0 < stage < _AGAIN and not self._closed() else ""
        return f"{self._where(stage)}{f' Now: {document(now).name}.' if now else ''}"


def _read(doc: Document, stage: int, said: str) -> Card:
    """Return a document to read; what the course thinks of it opens when all three trays are weighed."""
    opened = course_reading(doc) if stage == _AGAIN else (Links("Read in", doc.sources),)
    return Card(doc.name, (Say(said), *opened), meta=numbers(doc), state="quiet")


def _control(name: str) -> Control | None:
    """Return the control of a judgement, shown now or not."""
    act, _, rest = name.partition(".")
    if act == "chance" and rest in map(str, range(CHANCES)):
        return chance(int(rest), None)
    if rest not in _WEIGHED:
        return None
    if act == "again":
        return weight_again(document(rest), "")
    if act == "weight":
        return weight_first(document(rest), None)
    return question(act, document(rest), "") if act in QUESTIONS else None
