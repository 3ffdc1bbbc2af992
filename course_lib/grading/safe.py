"""What a student wrote, as HTML in which nothing runs and nothing is fetched from elsewhere."""

from __future__ import annotations

import re
from typing import Any

from bleach import clean
from jinja2 import pass_context
from nbconvert.filters.markdown_mistune import InvalidNotebook, IPythonRenderer, MarkdownWithMath

__all__ = ["markdown_filter", "markdown_html"]

#: What Markdown itself makes, and a few tags that students write. No class and no id: they would let a text
#: pass for a part of the page around it.
_TAGS = {
    *(
        "a",
        "b",
        "blockquote",
        "br",
        "code",
        "dd",
        "del",
        "div",
        "dl",
        "dt",
        "em",
        "hr",
        "i",
        "img",
        "kbd",
        "li",
    ),
    *(
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ol",
        "p",
        "pre",
        "q",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
    ),
    *("sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "u", "ul"),
}
_DATA_IMAGE = re.compile(r"data:image/(png|jpeg|gif|svg\+xml);base64,[A-Za-z0-9+/=\s]*\Z", re.IGNORECASE)


def markdown_html(source: str, attachments: Any = None) -> str:
    """Return Markdown as HTML that may stand in a page of ours, whoever wrote it.

    Parameters
    ----------
    source : str
        Markdown, with HTML in it or not.
    attachments : mapping, optional
        Pictures of the cell, as in its notebook.

    Returns
    -------
    str
        A fragment. A tag that is not allowed is shown as text, so that a grader sees what was tried; pictures
        come from the notebook or its folder, never from the network.
    """
    attachments = attachments if isinstance(attachments, dict) else {}
    try:
        html = _rendered(source, attachments)
    except (InvalidNotebook, RuntimeError, TypeError):
        # A picture that is not there any more, or nesting too deep to be a text: shown as it was written.
        return f"<pre>{clean(source, tags=set())}</pre>"
    return clean(html, tags=_TAGS, attributes=_allowed, protocols={"http", "https", "mailto", "data"})


def _rendered(source: str, attachments: dict[str, Any]) -> str:
    renderer = IPythonRenderer(escape=False, attachments=attachments, exclude_anchor_links=True)
    return MarkdownWithMath(renderer=renderer).render(source)


def _allowed(tag: str, name: str, value: str) -> bool:
    if name == "href":
        return tag == "a" and not value.lower().lstrip().startswith("data:")
    if name == "src":
        elsewhere = ":" in value or value.startswith(("/", "\\"))
        return tag == "img" and (bool(_DATA_IMAGE.match(value)) or not elsewhere)
    return (tag, name) in {("img", "alt"), ("a", "title"), ("img", "title"), ("ol", "start")}


@pass_context
def markdown_filter(context: Any, source: str) -> str:
    """Render a Markdown cell or a comment in nbgrader's pages; what its own filter would let run is text.

    Parameters
    ----------
    context : jinja2.runtime.Context
        Of the template, with the cell.
    source : str
        Markdown.

    Returns
    -------
    str
        As `markdown_html` gives it.
    """
    cell = context.get("cell") or {}
    return markdown_html(str(source or ""), cell.get("attachments"))
