"""How wide text is and where its lines break: plotly breaks none, and a figure must fit in 700 pixels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape, unescape

__all__ = [
    "and_join",
    "columns_free",
    "html",
    "plural",
    "spans",
    "spread",
    "text_width",
    "unbroken",
    "wrap",
    "years_in_words",
]

#: Thousandths of the type size from the space to the tilde: Helvetica's widths, which Arial and Liberation
#: Sans share. The fonts of the figures are these three.
_REGULAR = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 "
    "556 556 278 278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 "
    "667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 "
    "556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 334 584"
)
_BOLD = (
    "278 333 474 556 556 889 722 238 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 "
    "556 556 333 333 584 584 584 611 975 722 722 722 722 667 611 778 722 278 556 722 611 833 722 778 "
    "667 778 722 667 611 722 667 944 667 667 611 333 278 333 584 556 333 556 611 556 611 556 333 611 "
    "611 278 278 556 278 889 611 611 611 611 389 556 333 611 556 778 556 556 500 389 280 389 584"
)
_WIDTHS = [dict(zip(map(chr, range(32, 127)), map(int, w.split()), strict=True)) for w in (_REGULAR, _BOLD)]
for _widths in _WIDTHS:
    _widths["\u00a0"] = _widths[" "]
#: What belongs to a number: no line ends between the two.
_UNIT = re.compile(r"(?<=\d) (?=(?:%|(?:km|million|billion)\b))|(?<=US\$) (?=\d)")
#: Any other letter: as wide as most capitals.
_OTHER = 722


def text_width(text: str, size: float = 12, bold: bool = False) -> float:
    """Return about how many pixels one line of text takes, with three per cent to spare.

    Parameters
    ----------
    text : str
        Plain, or with the few tags that plotly knows.
    size : float
        Size of the type in pixels.
    bold : bool
        Whether all of it is bold.

    Returns
    -------
    float
        Of several lines, the longest.
    """
    widths = _WIDTHS[bold]
    lines = [unescape(re.sub(r"<[^>]+>", "", line)) for line in text.split("<br>")]
    return max(sum(widths.get(letter, _OTHER) for letter in line) for line in lines) * size * 1.03 / 1000


def unbroken(text: str) -> str:
    """Return text in which no line can end between a number and its unit: 65 %, US$ 34 million."""
    return _UNIT.sub("\u00a0", text)


def wrap(text: str, room: float, size: float = 12, bold: bool = False) -> list[str]:
    """Break text into lines of at most `room` pixels, between words; a longer word stands alone.

    Parameters
    ----------
    text : str
        Without line breaks.
    room : float
        Pixels.
    size, bold
        As in `text_width`.

    Returns
    -------
    list of str
        The lines; none where there is no text.
    """
    return list(_wrapped(text, room, size, bold))


# A widget draws the same figure again and again with other rows: most of its sentences are the same.
@lru_cache(maxsize=4096)
def _wrapped(text: str, room: float, size: float, bold: bool) -> tuple[str, ...]:
    lines: list[str] = []
    for word in text.split(" "):
        if lines and text_width(f"{lines[-1]} {word}", size, bold) <= room:
            lines[-1] += f" {word}"
        elif word:
            lines.append(word)
    return tuple(lines)


def html(text: str, letters: int | None = None) -> str:
    """Escape text for plotly, which reads tags; broken into lines of about `letters` where given."""
    text = unbroken(text)
    lines = [text] if letters is None else wrap(text, letters * 6.2)
    return "<br>".join(escape(line, quote=False) for line in lines)


def spread(places: Sequence[float], sizes: Sequence[float], low: float, high: float) -> list[float]:
    """Move labels as little as needed so that none covers another, in their order.

    Parameters
    ----------
    places : sequence of float
        Where the middle of each label would stand, in pixels.
    sizes : sequence of float
        How long each is in that direction.
    low, high : float
        Between which they must stand, where they fit at all.

    Returns
    -------
    list of float
        The middle of each, in the order given.
    """
    order = sorted(range(len(places)), key=lambda n: places[n])
    # Neighbours that would touch stand as one block around the mean of where its members would stand.
    blocks: list[list[int]] = []
    starts: list[float] = []
    for number in order:
        blocks.append([number])
        starts.append(_start([number], places, sizes, low, high))
        while len(blocks) > 1 and starts[-2] + sum(sizes[n] for n in blocks[-2]) > starts[-1]:
            joined = blocks[-2] + blocks[-1]
            blocks[-2:] = [joined]
            starts[-2:] = [_start(joined, places, sizes, low, high)]
    out = [0.0] * len(places)
    for block, start in zip(blocks, starts, strict=True):
        for number in block:
            out[number] = start + sizes[number] / 2
            start += sizes[number]
    return out


def _start(
    block: list[int], places: Sequence[float], sizes: Sequence[float], low: float, high: float
) -> float:
    offset, wanted = 0.0, 0.0
    for number in block:
        wanted += places[number] - offset - sizes[number] / 2
        offset += sizes[number]
    return max(low, min(wanted / len(block), high - offset))


def columns_free(places: Sequence[float], widths: Sequence[float], gap: float = 8) -> list[int]:
    """Return for each label, from left to right, the first of the rows in which it covers no other.

    Parameters
    ----------
    places, widths : sequence of float
        Left edge and width of each label in pixels, places rising.
    gap : float
        Pixels between two labels of a row.

    Returns
    -------
    list of int
        Row numbers from 0.
    """
    ends: list[float] = []
    rows = []
    for place, wide in zip(places, widths, strict=True):
        row = next((n for n, end in enumerate(ends) if end + gap <= place), len(ends))
        ends[row : row + 1] = [place + wide]
        rows.append(row)
    return rows


def and_join(words: Iterable[str]) -> str:
    """Return words as a sentence lists them: a, b and c."""
    *most, last = list(words) or [""]
    return f"{', '.join(most)} and {last}" if most else last


def plural(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun: 1 year, 2 years."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def years_in_words(years: Iterable[int]) -> str:
    """Return years as a sentence lists them, runs of them as one: 1990 to 1992 and 1995."""
    return and_join(str(a) if a == b else f"{a} to {b}" for a, b in spans(years))


def spans(years: Iterable[int]) -> list[tuple[int, int]]:
    """Return runs of following years as first and last: 1990, 1991, 1994 give (1990, 1991), (1994, 1994)."""
    out: list[tuple[int, int]] = []
    for year in sorted(set(map(int, years))):
        if out and out[-1][1] == year - 1:
            out[-1] = (out[-1][0], year)
        else:
            out.append((year, year))
    return out
