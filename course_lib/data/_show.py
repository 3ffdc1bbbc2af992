"""How sources, tables and citations read: as text and as HTML with every value escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from course_lib.data import _bibliography

if TYPE_CHECKING:
    from course_lib.data._cite import Citation
    from course_lib.data._meta import Column, Source, Table

__all__ = [
    "citation_html",
    "citation_text",
    "link",
    "source_html",
    "source_text",
    "table_html",
    "table_text",
]

_CHECKED = {
    "seen": "read by the course's editors",
    "recalled": "from memory, not verified",
    "unverified": "known to exist, not opened",
}


def link(url: str) -> str:
    """Return an escaped link, or only the escaped address where it is no web address."""
    safe = escape(url, quote=True)
    if not url.lower().startswith(("https://", "http://")):
        return safe
    return f'<a href="{safe}" target="_blank" rel="noopener noreferrer">{safe}</a>'


def _words(source: Source) -> str:
    # The entry of the bibliography without the address, which is shown as a link.
    item = _bibliography.csl_of_source(source)
    return _bibliography.entry({name: value for name, value in item.items() if name != "URL"})


def source_text(source: Source) -> str:
    """Return a source as one line of text, with how it was checked."""
    # No full stop behind the address: it would be copied with it.
    address = f" {source.url}" if source.url else ""
    note = f" {source.note}" if source.note else ""
    checked = _CHECKED.get(source.checked, source.checked)
    return f"{_words(source)}{address} [{source.id}; {checked}]{note}"


def source_html(source: Source) -> str:
    """Return a source as a paragraph of HTML."""
    address = f" {link(source.url)}" if source.url else ""
    note = f" {escape(source.note)}" if source.note else ""
    checked = escape(_CHECKED.get(source.checked, source.checked))
    words = escape(_words(source))
    return f"<p>{words}{address} [<code>{escape(source.id)}</code>; {checked}]{note}</p>"


def citation_text(citation: Citation) -> str:
    """Return a citation as lines of text."""
    lines = [_head(citation)] if citation.treaty else []
    if citation.rendering:
        lines.append(f"{citation.label}: {citation.rendering}")
    lines += [source_text(source) for source in citation.sources]
    if citation.official is not None and citation.official not in citation.sources:
        lines.append(f"Official text: {source_text(citation.official)}")
    return "\n".join(lines)


def citation_html(citation: Citation) -> str:
    """Return a citation as a block of HTML."""
    lines = [f"<p><strong>{escape(_head(citation))}</strong></p>"] if citation.treaty else []
    if citation.rendering:
        lines.append(f"<p><em>{escape(citation.label)}:</em> {escape(citation.rendering)}</p>")
    lines += [source_html(source) for source in citation.sources]
    if citation.official is not None and citation.official not in citation.sources:
        lines.append(f"<p>Official text:</p>{source_html(citation.official)}")
    return f'<div class="skin-deep-citation">{"".join(lines)}</div>'


def _head(citation: Citation) -> str:
    signed = f" of {citation.signed}" if citation.signed else ""
    place = f", {citation.article}" if citation.article else ""
    # "Art 4(1)", but "preamble", "para 195" and the day of a statement stand as they are.
    if re.match(r"\d{1,3}(\D|$)", citation.article):
        place = f", Art {citation.article}"
    return f"{citation.treaty}{signed}{place} [{citation.id}]"


def _facts(table: Table) -> list[tuple[str, str]]:
    return [
        ("One row", table.grain),
        ("Span", " to ".join(table.span) or "no dates"),
        ("Rows", str(table.rows)),
        *([("Computed from", ", ".join(table.derived_from))] if table.derived_from else []),
        ("Licence", table.licence),
        ("Cite as", table.citation),
        ("Used by", ", ".join(table.used_by)),
    ]


def _meaning(column: Column) -> str:
    """Return what a column means, with the values that it may hold and what they refer to."""
    said = [column.meaning]
    if column.allowed:
        said.append(f"One of: {'; '.join(column.allowed)}.")
    if column.minimum is not None or column.maximum is not None:
        low = "" if column.minimum is None else f" from {column.minimum:g}"
        high = "" if column.maximum is None else f" to {column.maximum:g}"
        said.append(f"Runs{low}{high}.")
    if column.refers_to:
        said.append(f"Refers to {column.refers_to}.")
    if column.many:
        said.append("Several are separated by semicolons.")
    return " ".join(said)


def table_text(table: Table) -> str:
    """Return the description of a table as lines of text."""
    lines = [f"{table.name}: {table.title}"]
    lines += [f"  {label}: {value}" for label, value in _facts(table)]
    lines.append("  Columns:")
    for column in table.columns:
        unit = f" [{column.unit}]" if column.unit else ""
        lines.append(f"    {column.name}{unit}: {_meaning(column)} Empty: {column.missing}")
    lines.append("  Be careful:")
    lines += [f"    - {caveat}" for caveat in table.caveats]
    return "\n".join(lines)


def table_html(table: Table) -> str:
    """Return the description of a table as HTML."""
    facts = "".join(f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>" for label, value in _facts(table))
    titles = ("Column", "Unit", "Meaning", "Empty means")
    left = 'style="text-align:left"'
    head = "".join(f'<th scope="col" {left}>{name}</th>' for name in titles)
    rows = "".join(
        f'<tr><th scope="row" {left}><code>{escape(c.name)}</code></th>'
        f"{_cells([c.unit, _meaning(c), c.missing])}</tr>"
        for c in table.columns
    )
    caveats = "".join(f"<li>{escape(caveat)}</li>" for caveat in table.caveats)
    return (
        f'<div class="skin-deep-table"><p><strong>{escape(table.name)}</strong>: {escape(table.title)}</p>'
        f"<dl>{facts}</dl><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        f"<p>Be careful:</p><ul>{caveats}</ul></div>"
    )


def _cells(values: Iterable[str]) -> str:
    return "".join(f'<td style="text-align:left">{escape(value)}</td>' for value in values)
