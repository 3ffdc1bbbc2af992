"""The control that a student clicks; the only file of `quiz` that draws.

`ask` shows a question twice in one output: first its static form with the record, then the live control.
The style of the static form (see `render`) lets exactly one of the two be seen.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import anywidget
import traitlets
from IPython.display import DisplayHandle, display, update_display

from course_lib.errors import AnswersUnavailable, BadResponse
from course_lib.quiz import answers, session
from course_lib.quiz.again import changed
from course_lib.quiz.feedback import told
from course_lib.quiz.passage import words
from course_lib.quiz.reading import problem, unanswered
from course_lib.quiz.records import MIME, now
from course_lib.quiz.render import as_html, as_text
from course_lib.quiz.scoring import levels, stakes
from course_lib.quiz.wording import length, meta, typed_form

__all__ = ["QuestionView", "answer", "ask"]

_HERE = Path(__file__).parent
#: The control is one script in the browser, and a file for each of its larger parts here.
SCRIPTS = ("mark", "sort", "confidence", "question")
ONLY_HERE = "In this notebook only"
SAVE = "Save the notebook now; the next answer that can be written brings this one along."
EARLY = "Answers are kept in this notebook only until it can: save the notebook often."
#: The live control of each item in this kernel, so that a typed answer shows up in it.
_live: dict[str, QuestionView] = {}


def _only_here(why: object) -> str:
    return f"Kept in this notebook only: {why} {SAVE}"


class QuestionView(anywidget.AnyWidget):
    """One question as a native form control.

    The front end sends each answer as a message with a number; `status` answers with the same number, so
    that "Saved" is never shown for what was not.

    Parameters
    ----------
    asked : session.Asked
        The question in its place.
    folder : Path
        Folder of the notebook, where the answers are kept.
    """

    _esm = "\n".join((_HERE / f"{name}.js").read_text("utf-8") for name in SCRIPTS)
    _css = "".join((_HERE / f"{name}.css").read_text("utf-8") for name in ("theme", "question"))

    question = traitlets.Dict().tag(sync=True)
    response = traitlets.Any(None, allow_none=True).tag(sync=True)
    feedback = traitlets.Dict().tag(sync=True)
    status = traitlets.Dict().tag(sync=True)
    tally = traitlets.Unicode().tag(sync=True)
    #: The static form as it has to stand in the notebook, for a page that a display update cannot reach.
    written = traitlets.Dict().tag(sync=True)

    def __init__(self, asked: session.Asked, folder: Path) -> None:
        self.asked, self.folder = asked, folder
        held = session.recorded(folder)
        self.record = asked.record(held.items)
        self._handle: DisplayHandle | None = None
        #: The number of the last answer from each page.
        self._heard: dict[str, int] = {}
        super().__init__(question=self._spec())
        self.on_msg(self._on_message)
        status: dict[str, Any] = {"note": held.damage}
        if not session.written(folder, self.record):
            status["note"] += f" {EARLY}"
            if self.record:
                status |= {"ok": False, "line": ONLY_HERE, "note": _only_here(held.damage)}
        self._show(held, status)

    @classmethod
    def of(cls, name: str, folder: Path) -> QuestionView:
        """Return the control of a question, which shows typed answers from now on.

        Parameters
        ----------
        name : str
            What `ask` would be called with.
        folder : Path
            Folder of the notebook.

        Returns
        -------
        QuestionView
            Not shown yet.

        Raises
        ------
        UnknownName
            If there is no such question here.
        """
        view = cls(session.find(name, folder), folder)
        _live[view.asked.question.id] = view
        return view

    def _spec(self) -> dict[str, Any]:
        question, name = self.asked.question, self.asked.name
        lesson = self.asked.item is not None
        spec = question.to_json() | {
            "name": name,
            "meta": meta(question, graded=not lesson),
            "lesson": lesson,
            # In a lesson a click on one option is an answer; several ticks become one by "Check".
            "check": lesson and question.keyed and question.type != "single",
            "typed": typed_form(name, question),
        }
        if question.type == "text":
            spec["length"] = length(question)
        if question.type == "mark":
            spec["words"] = words(question.text)
        if question.type == "confidence":
            # What is at stake is said where it counts: of a bet and of a check nothing is earned.
            told = question.keyed and not lesson
            spec["levels"] = [
                {"p": p} | (dict(zip(("right", "wrong"), stakes(question, p), strict=True)) if told else {})
                for p in levels(question)
            ]
        return spec

    def _on_message(self, _widget: Any, content: Any, _buffers: Any) -> None:
        if not isinstance(content, dict) or "response" not in content:
            return
        number = content.get("n")
        page, _, count = number.rpartition(".") if isinstance(number, str) else ("", "", "")
        with session.one_by_one:
            if count.isdecimal():
                # Overtaken by a later answer of the same page: it must not be put over that one.
                if int(count) < self._heard.get(page, 0):
                    return
                self._heard[page] = int(count)
            self.keep(content["response"], draft=bool(content.get("draft")), number=number)

    def keep(self, response: Any, via: str = "click", draft: bool = False, number: Any = None) -> None:
        """Keep one answer in the folder and in the notebook, then say so.

        Parameters
        ----------
        response : object
            As the control or a cell gave it.
        via : str
            ``"click"`` or ``"typed"``.
        draft : bool
            True while a student still ticks or types in a lesson.
        number : str, optional
            Number of the message, sent back with the status.
        """
        question = self.asked.question
        sentence = "" if unanswered(response) else problem(question, response)
        if sentence:
            self.status = {"n": number, "ok": False, "note": sentence}
            return
        # Half of a pair of characters, as a cut emoji leaves it, can be written nowhere.
        response = json.loads(json.dumps(response, ensure_ascii=False).encode("utf-8", "replace"))
        with session.one_by_one:
            self._keep(response, via, draft, number)

    def _keep(self, response: Any, via: str, draft: bool, number: Any) -> None:
        status: dict[str, Any] = {"n": number, "ok": True, "at": now(), "note": ""}
        try:
            held = session.keep(self.folder, self.asked, response, via, draft)
            status["note"] = held.damage
        except AnswersUnavailable as error:
            held = session.remembered(self.folder)
            # Not "Saved": the notebook on the disk does not have it before the student saves it.
            status |= {"ok": False, "line": ONLY_HERE, "note": _only_here(error)}
        self._update(held, status)
        for other in list(_live.values()):
            if status["ok"] and other.folder == self.folder and other.status.get("line") == ONLY_HERE:
                # What this kernel still held was written with this answer.
                other._update(held, {"ok": True, "note": ""})

    def _update(self, held: answers.Answers, status: dict[str, Any]) -> None:
        self.record = self.asked.record(held.items)
        self._show(held, status)
        bundle = self.bundle()
        if self._handle is not None:
            self._handle.update(bundle, raw=True)
        again = changed(self.folder, self.asked.question.id, held.items)
        for name, drawn in again.items():
            update_display(drawn, raw=True, display_id=name)
        self.written = {"view": self.model_id, "bundle": bundle, "again": again}

    def _show(self, held: answers.Answers, status: dict[str, Any]) -> None:
        question, record = self.asked.question, self.record
        if record is not None:
            self.response = record.response
            status.setdefault("at", record.at)
            status.setdefault("ok", True)
            if record.revision and record.revision != question.revision and not status.get("note"):
                status["note"] = "The wording of this question has changed since you answered: look again."
        self.feedback = told(self.asked.item, record)
        self.status = status
        if count := session.tally(self.folder, held.items):
            missing, total = count
            for view in {self, *_live.values()}:
                if view.folder == self.folder:
                    view.tally = f"{total - len(missing)} of {total} answered"

    def bundle(self) -> dict[str, Any]:
        """Return the static form, with the record for whoever reads the notebook's file.

        Returns
        -------
        dict
            MIME type to content.
        """
        graded = self.asked.item is None
        out: dict[str, Any] = {
            "text/html": as_html(self.asked.question, self.record, graded),
            "text/plain": as_text(self.asked.name, self.asked.question, self.record, graded),
        }
        if self.record is not None:
            out[MIME] = self.record.to_json() | {"name": self.asked.name}
        return out

    def show(self) -> None:
        """Show the static form and, where someone can click, the control."""
        if session.graded_run():
            display({"text/plain": self.bundle()["text/plain"]}, raw=True)
            return
        self._handle = display(self.bundle(), raw=True, display_id=True)
        data, metadata = self._repr_mimebundle_()
        # Without a front end for widgets this output has nothing to add to the one above it.
        display(data | {"text/plain": ""}, metadata=metadata, raw=True)


def ask(name: str) -> None:
    """Show a question, with the answer that was given before.

    Parameters
    ----------
    name : str
        A slot of the assignment in this folder (``"a1"``) or the id of a lesson's check.

    Raises
    ------
    UnknownName
        If there is no such question here.
    """
    QuestionView.of(name, Path.cwd()).show()


def answer(name: str, response: Any) -> None:
    """Answer a question by typing; the same as a click, for editors and readers without one.

    Parameters
    ----------
    name : str
        What `ask` was called with.
    response : str, list, dict or number
        The short name of an option, a list of them, pairs, or a number or text; see the line "Answer by
        typing" below each question.

    Raises
    ------
    UnknownName
        If there is no such question here.
    BadResponse
        If this cannot be an answer to it; nothing is changed then.
    """
    folder = Path.cwd()
    asked = session.find(name, folder)
    if isinstance(response, set | tuple):
        response = list(response)
    sentence = "" if unanswered(response) else problem(asked.question, response)
    if sentence:
        raise BadResponse(f"Question {name}: {sentence}")
    view = _live.get(asked.question.id)
    fresh = view is None
    if view is None:
        view = QuestionView(asked, folder)
    view.keep(response, via="typed")
    if fresh:
        display(view.bundle(), raw=True)
