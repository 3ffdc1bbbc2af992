"""A widget: a model, the board that draws it, and the folder in which its state is kept.

The board draws whatever parts a model shows, so a widget is its model and a few lines of wiring.
"""

from __future__ import annotations

import weakref
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any, ClassVar

import anywidget
import traitlets
from IPython.display import display

from course_lib.errors import AnswersUnavailable, BadResponse
from course_lib.models.model import Model
from course_lib.models.parts import to_json
from course_lib.quiz import session
from course_lib.quiz.notes import NOTE
from course_lib.quiz.reading import unanswered
from course_lib.quiz.records import now
from course_lib.quiz.render import LOOK, SWAP

__all__ = ["Board", "Widget"]

_HERE = Path(__file__).parent
_THEME = _HERE.parent / "quiz" / "theme.css"
#: The record that holds what is set and not judged.
SETTINGS = "settings"


class Board(anywidget.AnyWidget):
    """What a browser shows of a model's parts; it knows nothing but parts, messages and a status."""

    _esm = _HERE / "board.js"
    _css = _THEME.read_text("utf-8") + (_HERE / "board.css").read_text("utf-8")

    page = traitlets.Dict().tag(sync=True)
    status = traitlets.Dict().tag(sync=True)
    text = traitlets.Unicode().tag(sync=True)


class Widget:
    """Something to try out in a notebook; its state comes back after a restart.

    Parameters
    ----------
    model : Model, optional
        A state to begin with; by default a new one, made with `options`.
    name : str
        Keeps this one apart from others of its kind in the same folder, such as the number of the lesson.
    **options
        As the model's ``start`` takes them.

    Attributes
    ----------
    model : Model
        The present state.
    """

    #: The model's class; its classmethod ``start`` makes a new state.
    kind: ClassVar[type[Model]]
    #: Widgets of this kernel, so that two that show the same state stay alike.
    _live: ClassVar[weakref.WeakSet[Widget]] = weakref.WeakSet()

    def __init__(self, model: Model | None = None, *, name: str = "", **options: Any) -> None:
        self._begun: Model = model if model is not None else self.kind.start(**options)
        self._folder = Path.cwd()
        self._stem = f"{NOTE}{name or '-'}/{self._begun.slug}"
        held = session.recorded(self._folder)
        self._written = self._responses(held.items)
        self.model = self.restored(self._begun)
        self.boards = tuple(Board() for _ in range(self.pages))
        self._last: dict[str, Any] = {}
        for board in self.boards:
            board.on_msg(self._on_message)
        self._tell({"note": held.damage})
        self._draw()
        Widget._live.add(self)

    #: Into how many boards the parts are divided, by `split`.
    pages: ClassVar[int] = 1

    def split(self, parts: tuple[Any, ...]) -> tuple[tuple[Any, ...], ...]:
        """Return the parts of each board; the last one has the buttons that every widget has.

        Parameters
        ----------
        parts : tuple of Part
            What the model shows.

        Returns
        -------
        tuple of tuple
            As many as `pages`.
        """
        return (parts,)

    def restored(self, model: Model) -> Model:
        """Return a model with what the folder holds of this widget.

        Parameters
        ----------
        model : Model
            A new one.

        Returns
        -------
        Model
            The state in which it was left.
        """
        return model.restored(self._changes())

    def drawn(self) -> None:
        """Bring what is no board, such as a figure, to the present state."""

    def view(self) -> Any:
        """Return what stands in the notebook.

        Returns
        -------
        ipywidgets.DOMWidget
            The board, or a box with more.
        """
        return self.boards[0]

    def as_text(self) -> str:
        """Return everything that is shown, in words.

        Returns
        -------
        str
            Several lines.
        """
        return self.model.as_text()

    def reset(self) -> None:
        """Start again; what was judged stays in the history of the file of answers."""
        with session.one_by_one:
            self._become(self._begun, draft=False)

    def change(self, name: str, value: Any) -> None:
        """Set a control by typing; the same as with the mouse.

        Parameters
        ----------
        name : str
            Of the control.
        value : object
            Its new value.

        Raises
        ------
        BadResponse
            If there is no such control now, or it cannot have this value.
        """
        with session.one_by_one:
            self._become(self.model.change(name, value), draft=False)

    # --- messages -----------------------------------------------------------------------------------
    def _on_message(self, _board: Any, content: Any, _buffers: Any) -> None:
        with session.one_by_one:
            self._hear(content if isinstance(content, dict) else {})

    def _hear(self, content: dict[str, Any]) -> None:
        self._last = {"by": content.get("by"), "n": content.get("n")}
        match content.get("do"):
            case "reset":
                self.reset()
            case "text":
                self.boards[-1].text = self.as_text()
            case "change":
                try:
                    changed = self.model.change(str(content.get("name")), content.get("value"))
                except BadResponse as error:
                    self._tell({"note": str(error)})
                    self._draw()
                    return
                self._become(changed, draft=bool(content.get("draft")))

    def _become(self, model: Model, draft: bool) -> None:
        self.model = model
        # Drawn first: nobody waits for the disk to see what follows from a click.
        self._draw()
        self._keep(draft)
        for other in list(Widget._live):
            if other is not self and (other._folder, other._stem) == (self._folder, self._stem):
                other._written = self._written
                other.model = other.restored(other._begun)
                other._draw()

    def _draw(self) -> None:
        divided = self.split(self.model.parts())
        for at, (board, parts) in enumerate(zip(self.boards, divided, strict=True)):
            last = at == len(divided) - 1
            page = {"parts": to_json(parts), "bare": not last, **self._last}
            board.page = page | ({"said": self.model.said(), "scope": self.model.scope} if last else {})
        self.drawn()

    def _tell(self, status: dict[str, Any]) -> None:
        self.boards[-1].status = status

    # --- what is kept -------------------------------------------------------------------------------
    def _responses(self, items: Mapping[str, Any]) -> dict[str, Any]:
        start = f"{self._stem}/"
        return {i.removeprefix(start): record.response for i, record in items.items() if i.startswith(start)}

    def _changes(self) -> dict[str, Any]:
        settings = self._written.get(SETTINGS)
        judged = {n: v for n, v in self._written.items() if n != SETTINGS and v is not None}
        return (settings if isinstance(settings, dict) else {}) | judged

    def _keep(self, draft: bool) -> None:
        kept = self.model.kept()
        now_kept = {name: value for name, value in kept.items() if self.model.judged(name)}
        now_kept[SETTINGS] = {name: value for name, value in kept.items() if name not in now_kept}
        gone = {name: None for name in self._written if name not in now_kept}
        changed = {
            name: value for name, value in (gone | now_kept).items() if self._written.get(name) != value
        }
        changed = {n: v for n, v in changed.items() if n in self._written or not unanswered(v)}
        # A final choice is kept also where a slider on its way there was at the same place.
        if not draft:
            changed |= {n: now_kept[n] for n in self._drafts & set(now_kept)}
        if not changed:
            return
        notes = {
            f"{self._stem}/{name}": (value, name == SETTINGS or draft) for name, value in changed.items()
        }
        self._written = self._written | changed
        self._drafts = self._drafts | set(changed) if draft else frozenset()
        try:
            held = session.keep_notes(self._folder, notes)
        except AnswersUnavailable as error:
            self._tell({"line": "Not saved", "note": f"Kept in this window only: {error}"})
        else:
            self._tell({"at": now(), "note": held.damage})

    #: Judgements of which only a draft is written.
    _drafts: frozenset[str] = frozenset()

    # --- in the notebook ----------------------------------------------------------------------------
    def bundle(self) -> dict[str, str]:
        """Return the form for a page on which the widget is not alive.

        Returns
        -------
        dict
            MIME type to content; everything is escaped.
        """
        said = self.as_text()
        title = said.partition("\n")[0]
        html = (
            f'<style>{SWAP}{LOOK}</style><div class="sd-card sd-static">'
            f'<p class="sd-stem">{escape(title)}</p><p>{escape(self._begun.about)}</p>'
            '<p class="sd-note">To try it, run this cell: click into it, then Shift+Enter.</p>'
            "<details><summary>As text, as it stood when the cell was run</summary>"
            f'<pre style="white-space:pre-wrap">{escape(said)}</pre></details></div>'
        )
        return {"text/html": html, "text/plain": said}

    def _ipython_display_(self) -> None:
        if session.graded_run():
            display({"text/plain": self.as_text()}, raw=True)
            return
        display(self.bundle(), raw=True)
        made = self.view()._repr_mimebundle_()
        # A box of ipywidgets gives the data alone, an anywidget data and metadata.
        data, metadata = made if isinstance(made, tuple) else (made, {})
        # Without a front end for widgets this output has nothing to add to the one above it.
        display(data | {"text/plain": ""}, metadata=metadata, raw=True)
