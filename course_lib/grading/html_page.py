"""What pages for students and instructors have in common: a frame without scripts, and cited sources."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from importlib.resources import files
from typing import Any

from course_lib.data import cite
from course_lib.errors import UnknownName

__all__ = ["POLICY", "document", "many", "number", "source_links", "sources_section", "style"]

#: Said to the browser: no script, nothing from elsewhere; a second lock behind the escaping.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; form-action 'none'"


def document(title: str, css: str, body: str) -> str:
    """Return a whole page.

    Parameters
    ----------
    title : str
        Not escaped yet.
    css, body : str
        The style, and HTML in which everything of others is escaped.

    Returns
    -------
    str
        A document that needs no other file and runs nothing.
    """
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{css}</style>\n</head>\n<body>\n<main>\n"
        f"{body}</main>\n</body>\n</html>\n"
    )


def style(*names: str) -> str:
    """Return style sheets of this package, one after the other.

    Parameters
    ----------
    *names : str
        Files.

    Returns
    -------
    str
        CSS.
    """
    return "\n".join(files(__package__).joinpath(name).read_text("utf-8") for name in names)


def number(value: float) -> str:
    """Return points as they are printed.

    Parameters
    ----------
    value : float
        Points.

    Returns
    -------
    str
        Without needless zeros.
    """
    return f"{round(value, 2):g}"


def many(value: float, what: str) -> str:
    """Return a number with its noun.

    Parameters
    ----------
    value : float
        How many.
    what : str
        The noun for one.

    Returns
    -------
    str
        For example ``"1 point"``, ``"0.5 points"``.
    """
    return f"{number(value)} {what}{'' if value == 1 else 's'}"


def source_links(sources: Iterable[str]) -> str:
    """Return the ids of sources as links to their places in `sources_section`.

    Parameters
    ----------
    sources : iterable of str
        Ids.

    Returns
    -------
    str
        A paragraph, or "" where there are none.
    """
    ids = list(sources)
    links = ", ".join(f'<a href="#{escape(i)}"><code>{escape(i)}</code></a>' for i in ids)
    return f'<p class="sources">{"Source" if len(ids) == 1 else "Sources"}: {links}</p>' if links else ""


def sources_section(sources: Iterable[str]) -> str:
    """Return what was cited: clauses by treaty, and each document that they were read in once.

    Parameters
    ----------
    sources : iterable of str
        Ids, each once.

    Returns
    -------
    str
        A section, or "" where nothing is cited.
    """
    groups: dict[str, list[Any]] = {}
    for source_id in sources:
        try:
            cited = cite(source_id)
        except UnknownName:
            # A source that has left the course since: what was said with it stands all the same.
            continue
        signed = f" of {cited.signed}" if cited.signed else ""
        groups.setdefault(f"{cited.treaty}{signed}", []).append(cited)
    documents = groups.pop("", [])
    body = "".join(_treaty(title, clauses) for title, clauses in groups.items())
    body += "".join(f'<div id="{escape(d.id)}">{d._repr_html_()}</div>' for d in documents)
    return f'<section class="cited"><h2>Sources</h2>{body}</section>\n' if body else ""


def _treaty(title: str, clauses: list[Any]) -> str:
    labels = {c.label for c in clauses if c.rendering}
    rows = ""
    for cited in clauses:
        label = f"<em>{escape(cited.label)}:</em> " if len(labels) > 1 and cited.rendering else ""
        words = f"<code>{escape(cited.id)}</code> {label}{escape(cited.rendering)}"
        rows += f'<li id="{escape(cited.id)}">{words}</li>'
    read = [s.id for c in clauses for s in (*c.sources, *([c.official] if c.official else []))]
    documents = "".join(cite(source_id)._repr_html_() for source_id in dict.fromkeys(read))
    once = f"<p><em>{escape(*labels)}.</em></p>" if len(labels) == 1 else ""
    return f"<h3>{escape(title)}</h3>{once}<ul>{rows}</ul><p>Texts:</p>{documents}"
