"""Tables for a notebook: native, escaped, readable in the light and the dark theme.

Styles are inline, because a notebook that is not trusted loses its style sheets; colours are JupyterLab's
variables with a fallback each; each mark is a border and a word, so that colour is never the only sign.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

_TEXT = "color:var(--jp-content-font-color1,#222)"
_QUIET = "color:var(--jp-content-font-color2,#555)"
_LINE = "var(--jp-border-color1,#bdbdbd)"
_CELL = "text-align:left;vertical-align:top;padding:8px 12px;white-space:normal"
_MARKS = {
    "added": "var(--jp-success-color1,#1b6b3a)",
    "changed": "var(--jp-warn-color1,#b35900)",
    "dropped": "var(--jp-error-color1,#b3261e)",
}


def text(value: str) -> str:
    """Return a text escaped for HTML.

    Parameters
    ----------
    value : str
        Any text.

    Returns
    -------
    str
        The same, safe between tags and in quoted attributes.
    """
    return escape(value, quote=True)


def small(value: str) -> str:
    """Return a second, quieter line.

    Parameters
    ----------
    value : str
        Its text, not escaped.

    Returns
    -------
    str
        HTML.
    """
    return f'<div style="{_QUIET};font-weight:normal">{text(value)}</div>'


def pairs(values: Iterable[tuple[str, str]]) -> str:
    """Return pairs one below the other, each a line and a quieter one that answers it.

    Parameters
    ----------
    values : iterable of (str, str)
        Their texts, not escaped.

    Returns
    -------
    str
        HTML, empty for no pair.
    """
    return "".join(f'<div style="margin:0 0 6px">{text(a)}{small(b)}</div>' for a, b in values)


def pill(word: str, dashed: bool = False) -> str:
    """Return a word in a frame.

    Parameters
    ----------
    word : str
        The word, not escaped.
    dashed : bool
        A dashed frame stands for silence of the text.

    Returns
    -------
    str
        HTML.
    """
    line = "dashed" if dashed else "solid"
    return (
        f'<span style="{_TEXT};border:1px {line} currentColor;border-radius:4px;padding:1px 8px;'
        "display:inline-block;margin-bottom:2px;"
        f'white-space:nowrap">{text(word)}</span>'
    )


def stated(value: str, silence: str) -> str:
    """Return a text in which the word for silence, standing first, is framed.

    Parameters
    ----------
    value : str
        The text, not escaped.
    silence : str
        What stands where a treaty's text says nothing.

    Returns
    -------
    str
        HTML.
    """
    if not value.startswith(silence):
        return text(value)
    return f"{pill(silence, dashed=True)} {text(value[len(silence) :].removeprefix('. '))}".strip()


def marked(content: str, mark: str) -> tuple[str, str]:
    """Return a cell's content with the word of its mark, and the style of its border.

    Parameters
    ----------
    content : str
        HTML.
    mark : {"", "added", "changed", "dropped"}
        How it differs from the first column.

    Returns
    -------
    tuple of (str, str)
        HTML, and a style for the cell; both unchanged or empty where there is no mark.
    """
    if not mark:
        return content, ""
    word = f'<div style="{_QUIET};font-weight:600">{mark}</div>'
    return f"{word}{content}", f"border-left:3px solid {_MARKS[mark]}"


def table(
    caption: str,
    head: Sequence[str | tuple[str, str]],
    rows: Iterable[Sequence[str | tuple[str, str]]],
    note: str = "",
    widths: Sequence[int] = (),
) -> str:
    """Return a table whose first column names the rows.

    Parameters
    ----------
    caption : str
        What the table shows, not escaped.
    head : sequence of str or (str, str)
        Column titles, or title and second line; not escaped.
    rows : iterable of sequence
        Cells as HTML, or as HTML with a style of the cell.
    note : str
        A line below the table, not escaped.
    widths : sequence of int
        Width of each column in per cent; by their content where it is empty.

    Returns
    -------
    str
        HTML.
    """
    titles = "".join(
        f'<th scope="col" style="{_CELL};border-bottom:2px solid {_LINE}">{_title(title)}</th>'
        for title in head
    )
    body = "".join(f"<tr>{''.join(_cell(cell, at == 0) for at, cell in enumerate(row))}</tr>" for row in rows)
    columns = "".join(f'<col style="width:{width}%">' for width in widths)
    layout = ";table-layout:fixed;width:100%;max-width:60rem" if widths else ""
    foot = f'<p style="{_QUIET};margin:8px 0 0">{text(note)}</p>' if note else ""
    return (
        f'<div style="{_TEXT};overflow-x:auto"><table style="border-collapse:collapse{layout};{_TEXT}">'
        f'<caption style="text-align:left;font-weight:600;padding:4px 0;{_TEXT}">{text(caption)}</caption>'
        f"<colgroup>{columns}</colgroup><thead><tr>{titles}</tr></thead><tbody>{body}</tbody></table>{foot}</div>"
    )


def _title(title: str | tuple[str, str]) -> str:
    return text(title) if isinstance(title, str) else text(title[0]) + small(title[1])


def _cell(cell: str | tuple[str, str], is_head: bool) -> str:
    content, style = (cell, "") if isinstance(cell, str) else cell
    tag, scope = ("th", ' scope="row"') if is_head else ("td", "")
    weight = ";font-weight:600" if is_head else ""
    css = f"{_CELL}{weight};border-bottom:1px solid {_LINE}{';' if style else ''}{style}"
    return f'<{tag}{scope} style="{css}">{content}</{tag}>'
