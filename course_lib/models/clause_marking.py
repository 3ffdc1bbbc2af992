"""A clause and the words that carry its parts: tasks to mark them, one after the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Self

from course_lib.errors import CourseError
from course_lib.models.model import Model
from course_lib.models.parts import Choice, Line, Part, Pick, Press, Say, Span, Title
from course_lib.models.questions import answered, place, question
from course_lib.quiz.asked import checks
from course_lib.quiz.items import Item
from course_lib.quiz.passage import places, words
from course_lib.quiz.records import Record

__all__ = ["ClauseMarking"]


@dataclass(frozen=True)
class ClauseMarking(Model):
    """Which task is open, and what was marked.

    Parameters
    ----------
    items : tuple of str
        Ids of checks of type `mark`, in the order in which they are worked on; by default those of the first
        lesson that has any.
    records : mapping of str to Record
        What is recorded of them.
    """

    items: tuple[str, ...] = ()
    records: Mapping[str, Record] = field(default_factory=dict)
    at: int = 0

    slug: ClassVar[str] = "clause-marking"
    about: ClassVar[str] = "A clause in the course's rendering: mark the words that carry an answer."

    def __post_init__(self) -> None:
        if not self.items:
            marked = (
                [i for i, item in bank.items.items() if item.type == "mark"] for bank in checks().values()
            )
            object.__setattr__(self, "items", tuple(next((ids for ids in marked if ids), ())))
        if not self.items:
            raise CourseError("ClauseMarking needs the ids of checks of type mark.")
        object.__setattr__(self, "items", tuple(self.items))
        for name in self.items:
            question(name, "mark")

    @property
    def tasks(self) -> tuple[Item, ...]:
        """The checks, with their keys."""
        return tuple(question(name, "mark") for name in self.items)

    def seen(self, records: Mapping[str, Record]) -> Self:
        """Return the model with what is recorded now.

        Parameters
        ----------
        records : mapping of str to Record
            By id of item.

        Returns
        -------
        ClauseMarking
            The new state.
        """
        return replace(self, records={i: r for i, r in records.items() if i in self.items})

    def parts(self) -> tuple[Part, ...]:  # noqa: D102
        tasks, item = self.tasks, self.tasks[self.at]
        done = [t for t in tasks if answered(t, self.records) is not None]
        options = tuple(
            Choice(t.id, f"{n} of {len(tasks)}{', checked' if t in done else ''}")
            for n, t in enumerate(tasks, 1)
        )
        last = self.at + 1 == len(tasks)
        return (
            Title("Which words carry the answer?", 3),
            Say(
                "Mark words in the course's rendering of the clause, then press Check. Small words at an "
                "edge neither help nor harm.",
                "quiet",
            ),
            Pick("task", "Task", options, item.id),
            place(item, self.records),
            Press(
                "next",
                "Next task",
                why_not="This is the last task." if last else "",
                primary=item in done and not last,
                top=True,
            ),
            *self._found(tasks, done),
        )

    def _found(self, tasks: tuple[Item, ...], done: list[Item]) -> tuple[Part, ...]:
        """Return the clause with what each checked task was about, once all are checked."""
        if len(done) < len(tasks):
            left = len(tasks) - len(done)
            return (
                Say(
                    f"When all are checked, the clause is shown whole with its parts: {left} to go.", "quiet"
                ),
            )
        out: list[Part] = [Title("The clause, part by part")]
        for text in dict.fromkeys(t.text for t in tasks):
            out.append(Line(tuple(_marked(text, [t for t in tasks if t.text == text], tasks))))
        numbered = {t.id: n for n, t in enumerate(tasks, 1)}
        out += [
            Say(f"{numbered[t.id]}: {t.stem} {'' if t.spans else f'({t.none})'}".strip(), "quiet")
            for t in tasks
        ]
        return tuple(out)

    def put(self, name: str, value: Any) -> Self:  # noqa: D102
        if name == "task":
            return replace(self, at=self.items.index(value))
        return replace(self, at=self.at + 1)

    def kept(self) -> dict[str, Any]:  # noqa: D102
        return {"task": self.items[self.at]}

    def said(self) -> str:  # noqa: D102
        return f"Task {self.at + 1} of {len(self.items)}: {self.tasks[self.at].stem}"


def _marked(text: str, here: list[Item], tasks: tuple[Item, ...]) -> list[Span]:
    """Cut a text into plain and marked words; a mark names the task."""
    owner: dict[int, str] = {}
    for item in here:
        for span in item.spans:
            first, last = places(text, span.text)[0]
            owner |= dict.fromkeys(range(first, last + 1), str(tasks.index(item) + 1))
    spans: list[Span] = []
    for at, word in enumerate(words(text)):
        mark = owner.get(at, "")
        if spans and spans[-1].mark == mark:
            spans[-1] = Span(f"{spans[-1].text} {word}", mark)
        else:
            spans += [Span(" ")] if spans else []
            spans.append(Span(word, mark))
    return spans
