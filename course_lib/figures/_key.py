"""The key of a matrix: what its letters mean, each on its fill."""

from __future__ import annotations

from collections.abc import Sequence

from course_lib.figures._card import NARROW, Card
from course_lib.figures._text import html, text_width
from course_lib.figures._theme import SMALL, Vote

__all__ = ["KEY", "draw_key", "key_lines"]

#: Pixels of a line of the key, between its entries, and beside the text of the card.
KEY, GAP, RIM = 22, 14, 20


def key_lines(looks: Sequence[Vote]) -> list[list[tuple[float, Vote]]]:
    """Return the entries in lines that fit at 700 pixels, each with how far right of the text it stands.

    Parameters
    ----------
    looks : sequence of Vote
        Letter, fill and words.

    Returns
    -------
    list of list of tuple
        For `draw_key`; keep `KEY` pixels of `head` for each line.
    """
    lines: list[list[tuple[float, Vote]]] = [[]]
    at = 0.0
    for look in looks:
        wide = 24 + text_width(look.word)
        if at + wide > NARROW - 2 * RIM:
            lines.append([])
            at = 0.0
        lines[-1].append((at, look))
        at += wide + GAP
    return lines


def draw_key(fig: Card, lines: Sequence[Sequence[tuple[float, Vote]]], up: float) -> None:
    """Write the key above the plot.

    Parameters
    ----------
    fig : Card
        The card.
    lines : sequence of sequence of tuple
        From `key_lines`.
    up : float
        How many pixels the last line stands above the plot.
    """
    for number, line in enumerate(reversed(lines)):
        common = {
            "name": "key", "xref": "paper", "x": 0, "xanchor": "left", "yref": "paper", "y": 1,
            "yanchor": "bottom", "yshift": up + KEY * number,
        }  # fmt: skip
        for at, look in line:
            left = RIM - fig.layout.margin.l + at
            fig.add_annotation(
                **common, text=look.letter, xshift=left, width=14, align="center", bgcolor=look.fill,
                font={"size": SMALL, "color": look.ink}, bordercolor="#888888", borderwidth=1, borderpad=1,
            )  # fmt: skip
            fig.add_annotation(**common, text=html(look.word), xshift=left + 22, borderpad=2)
