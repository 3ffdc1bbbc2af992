"""All figures on one page, each with its text alternative and the table behind it."""

from __future__ import annotations

import importlib
import inspect
import json
from html import escape
from pathlib import Path
from textwrap import wrap
from typing import Any

from course_lib.data import load
from course_lib.figures._card import MIMETYPE, Card, in_words

__all__ = ["Gallery", "draw", "gallery"]

_STYLE = """
body { margin: 24px auto; padding: 0 16px; max-width: 1100px; color: #222; background: #fff;
  font: 16px/1.5 Arial, Helvetica, "Liberation Sans", sans-serif; }
h1 { font-size: 24px; } h2 { font-size: 18px; margin: 40px 0 8px; }
p { max-width: 44rem; } details { margin: 8px 0 24px; }
table { border-collapse: collapse; font-size: 13px; }
th, td { text-align: left; padding: 4px 8px; border-bottom: 1px solid #e6e6e6; vertical-align: top; }
"""


def draw(name: str, **options: Any) -> Card:
    """Return a figure over the tables of the course that its parameters are named after.

    Parameters
    ----------
    name : str
        A figure of `course_lib.figures`.
    **options
        Its options.

    Returns
    -------
    Card
        The figure.
    """
    function = getattr(importlib.import_module("course_lib.figures"), name)
    return function(*(load(table) for table in tables(function)), **options)


def tables(function: Any) -> list[str]:
    """Return the names of the tables that a figure takes."""
    parameters = inspect.signature(function).parameters.values()
    return [p.name for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD]


class Gallery:
    """Figures by name, in the order of the course; shown one below the other with their descriptions."""

    def __init__(self, figures: dict[str, Card]) -> None:
        self.figures = figures

    def __repr__(self) -> str:
        return "\n\n".join("\n".join(_said(name, fig)) for name, fig in self.figures.items())

    def _ipython_display_(self) -> None:
        from IPython.display import display

        for name, fig in self.figures.items():
            words = {"text/html": _words(name, fig), "text/plain": "\n".join(_said(name, fig))}
            table = {"text/html": in_words(fig, description=False), "text/plain": ""}
            for bundle in (words, fig._repr_mimebundle_(), table):
                display(bundle, raw=True)

    def save(self, path: str | Path) -> Path:
        """Write the gallery as a page that needs no network, with the tables behind the figures.

        Parameters
        ----------
        path : str or Path
            Of the page, ending in ``.html``.

        Returns
        -------
        Path
            The same.
        """
        from plotly.offline import get_plotlyjs

        parts = "\n".join(_section(name, fig) for name, fig in self.figures.items())
        bundles = {name: fig._repr_mimebundle_()[MIMETYPE] for name, fig in self.figures.items()}
        # In a script, "</" would end it wherever it stands.
        data = json.dumps(bundles).replace("</", "<\\/")
        page = Path(path)
        page.write_text(
            f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Figures</title>'
            f"<style>{_STYLE}</style><script>{get_plotlyjs()}</script></head><body>\n"
            f"<h1>Figures of the course</h1>\n{parts}\n<script>\nconst figures = {data};\n"
            "for (const [name, f] of Object.entries(figures)) "
            "Plotly.newPlot(`figure-${name}`, f.data, f.layout, {...f.config, responsive: true});\n"
            "</script>\n</body></html>\n",
            encoding="utf-8",
        )
        return page


def gallery() -> Gallery:
    """Draw every figure of the course over its own tables.

    Returns
    -------
    Gallery
        Shown in a notebook: the figures with their descriptions. `save("figures.html")` writes them, with the
        tables behind them, as a page that opens anywhere without the network.
    """
    from course_lib.figures import FIGURES

    return Gallery({name: draw(name) for name in FIGURES})


def _said(name: str, fig: Card) -> list[str]:
    meta = fig.layout.meta
    return [
        name,
        *wrap(meta["description"], 92, break_on_hyphens=False),
        *wrap(meta["source"], 92, break_on_hyphens=False),
    ]


def _words(name: str, fig: Card) -> str:
    return f"<h2><code>{name}</code></h2>\n<p>{escape(fig.layout.meta['description'])}</p>\n"


def _section(name: str, fig: Card) -> str:
    title, height = escape(fig.layout.meta["title"], quote=True), fig.layout.height
    return (
        f"<section>{_words(name, fig)}"
        f'<div id="figure-{name}" style="height: {height}px" role="img" aria-label="{title}"></div>\n'
        f"{in_words(fig, description=False)}</section>"
    )
