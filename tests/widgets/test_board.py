"""A widget without a browser: what a message does, what is kept, what comes back, what is shown as text."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass, replace
from typing import ClassVar

import nbformat
import pytest
from nbclient import NotebookClient

from course_lib import models, widgets
from course_lib.cli._bench import notebook
from course_lib.errors import BadResponse
from course_lib.models.model import Model
from course_lib.models.parts import Choice, Columns, Pick, Press, Say, Slide, Title, Write
from course_lib.quiz import answers, session
from course_lib.widgets._board import SETTINGS, Widget

HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)">'


@dataclass(frozen=True)
class Scale(Model):
    """A small model: what is looked at, a judgement, words, and a step that cannot be taken yet."""

    look: str = "a"
    weight: float | None = None
    words: str = ""
    slug: ClassVar[str] = "scale"
    about: ClassVar[str] = f"For tests {HOSTILE}."

    def parts(self):
        why = "" if self.weight is not None else "Weigh it first."
        return (
            Title("A scale", 3),
            Columns(
                (
                    Pick("look", "Look at", (Choice("a", "This"), Choice("b", HOSTILE)), self.look),
                    Slide("weight", "Weight", 0, 5, 1, self.weight),
                    Write("words", "Why", self.words, limit=20),
                    Press("open", "Open", why_not=why),
                ),
                (Say(f"{self.look}: {self.weight} {self.words}"),),
            ),
        )

    def put(self, name, value):
        return self if name == "open" else replace(self, **{name: value})

    def kept(self):
        return {"look": self.look, "weight": self.weight, "words": self.words}

    def judged(self, name):
        return name in ("weight", "words")

    def said(self):
        return f"weight {self.weight}"


class Weigh(Widget):
    kind = Scale


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    session._merged.clear()
    return tmp_path


def send(widget, **content):
    widget._on_message(widget.boards[0], content, [])


def move(widget, name, value, n=1, draft=False):
    send(widget, do="change", name=name, value=value, n=n, by="me", draft=draft)


def recorded(folder):
    return {i.rpartition("/")[2]: r for i, r in answers.read(folder).items.items()}


def test_a_message_changes_the_page_and_is_answered_by_number(folder):
    widget = Weigh()
    move(widget, "weight", 3, n=7)
    page = widget.boards[0].page
    assert (page["by"], page["n"], page["said"]) == ("me", 7, "weight 3")
    assert "a: 3" in json.dumps(page)
    assert widget.boards[0].status["at"]
    assert recorded(folder)["weight"].response == 3


@pytest.mark.parametrize(
    "content",
    [
        *(None, 7, [], {}, {"do": "change"}, {"do": "change", "name": 7}, {"do": "burn"}),
        {"do": "change", "name": "look", "value": "z"},
    ],
)
def test_a_message_that_makes_no_sense_changes_nothing(folder, content):
    widget = Weigh()
    move(widget, "look", "b")
    before = widget.model
    widget._on_message(widget.boards[0], content, [])
    assert widget.model == before
    assert recorded(folder)[SETTINGS].response == {"look": "b"}


def test_changes_that_come_in_two_threads_are_both_kept(folder, monkeypatch):
    # As slow as it takes for the other thread to come between reading the state and writing it.
    put = Scale.put

    def slowly(self, name, value):
        time.sleep(0.05)
        return put(self, name, value)

    monkeypatch.setattr(Scale, "put", slowly)
    widget = Weigh()
    changes = (("look", "b"), ("weight", 4), ("words", "both"))
    threads = [threading.Thread(target=move, args=(widget, *change)) for change in changes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert widget.model == Scale("b", 4, "both")
    assert {name: recorded(folder)[name].response for name in ("weight", "words")} == {
        "weight": 4,
        "words": "both",
    }


def test_what_cannot_be_is_said_in_a_sentence():
    widget = Weigh()
    move(widget, "open", True)
    assert widget.boards[0].status["note"] == "Open: Weigh it first."
    with pytest.raises(BadResponse, match="more than the 20"):
        widget.change("words", "x" * 21)


def test_it_comes_back_and_the_first_judgement_with_it(folder):
    widget = Weigh(name="07")
    for draft, value in ((True, 1), (True, 2), (False, 2), (False, 5)):
        move(widget, "weight", value, draft=draft)
    move(widget, "look", "b")
    again = Weigh(name="07")
    assert again.model == widget.model
    assert [h["response"] for h in recorded(folder)["weight"].history] == [2]
    assert Weigh(name="08").model == Scale()


def test_start_again_forgets_the_state_and_not_the_record(folder):
    widget = Weigh()
    move(widget, "weight", 4)
    move(widget, "look", "b")
    send(widget, do="reset")
    assert widget.model == Scale()
    assert Weigh().model == Scale()
    assert [h["response"] for h in recorded(folder)["weight"].history] == [4]
    widget.change("weight", 1)
    widget.reset()
    assert Weigh().model == Scale()


def test_two_that_show_the_same_stay_alike():
    one, two, other = Weigh(), Weigh(), Weigh(name="x")
    move(one, "weight", 2)
    assert (two.model, other.model) == (one.model, Scale())
    move(two, "weight", 5)
    assert one.model.weight == 5


def test_where_nothing_can_be_written_it_says_so_and_goes_on(folder, monkeypatch):
    widget = Weigh()
    with monkeypatch.context() as full:
        full.setattr(answers, "_write", lambda *_: (_ for _ in ()).throw(OSError(30, "Read-only")))
        move(widget, "weight", 3)
    assert widget.model.weight == 3
    assert widget.boards[0].status["line"] == "Not saved"
    assert "window only" in widget.boards[0].status["note"]
    move(widget, "look", "b")
    assert recorded(folder)["weight"].response == 3


def test_the_text_is_shown_when_asked_for():
    widget = Weigh()
    send(widget, do="text")
    assert widget.boards[0].text == widget.as_text()


def test_the_saved_form_is_escaped():
    html = Weigh().bundle()["text/html"]
    assert "<script>" not in html
    assert "<img" not in html


@pytest.mark.parametrize("name", sorted(models.__all__))
def test_there_is_a_widget_for_every_model(name):
    assert getattr(widgets, name).kind is getattr(models, name)


def test_a_grader_sees_text_and_a_notebook_has_both_forms(folder, monkeypatch):
    cells = ["from course_lib import widgets", "widgets.TreatyComparison()"]

    def run():
        book = nbformat.from_dict(json.loads(notebook(cells)))
        NotebookClient(
            book, resources={"metadata": {"path": str(folder)}}, store_widget_state=False
        ).execute()
        return book.cells[1].outputs

    static, live = run()
    assert "What exactly was promised?" in static["data"]["text/plain"]
    assert "sd-static" in static["data"]["text/html"]
    assert live["data"]["text/plain"] == ""
    assert "application/vnd.jupyter.widget-view+json" in live["data"]
    monkeypatch.setenv("NBGRADER_VALIDATING", "1")
    (only,) = run()
    assert list(only["data"]) == ["text/plain"]
