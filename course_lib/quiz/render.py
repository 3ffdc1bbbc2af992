"""Questions and answers as plain text and as static HTML: what is read without a click, pure strings.

A saved notebook shows the static form when no widget is alive; a text console and a grader see the text.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from typing import Any

from course_lib.quiz.items import Choice, Question
from course_lib.quiz.reading import problem, unanswered
from course_lib.quiz.records import Record

__all__ = ["as_html", "as_text", "meta", "recall_html", "recall_text", "say", "typed_form"]

#: A widget that is not alive says "Loading widget" or "model not found" as bare text without elements; it is
#: hidden beside our record, and the record is hidden beside a live widget.
SWAP = """
.jp-OutputArea:has(.sd-static) .jp-OutputArea-output:not([data-mime-type]):not(:has(*)) {display: none}
.jp-OutputArea:has(.jp-OutputArea-output:not([data-mime-type]) > *) .sd-static {display: none}
"""
LOOK = """
.sd-card {max-width: 46rem; font-size: 14px; line-height: 1.5}
.sd-card .sd-stem {font-weight: 600; margin: 4px 0; white-space: pre-line}
.sd-card .sd-meta, .sd-card .sd-note {color: var(--jp-content-font-color2, #555); font-size: 12px;
  margin: 4px 0}
.sd-card.sd-card ul {list-style: none; margin: 8px 0; padding: 0}
.sd-card.sd-card li {border: 1px solid var(--jp-border-color1, #bdbdbd); border-radius: 4px; margin: 8px 0;
  padding: 8px 12px}
.sd-card li.sd-chosen {border-color: var(--jp-brand-color1, #1565c0);
  border-left: 4px solid var(--jp-brand-color1, #1565c0)}
.sd-card li > b {font-size: 12px; margin-left: 4px}
"""

_ASKS = {
    "single": "choose one",
    "multi": "choose all that apply",
    "match": "choose one for each line",
    "order": "put in order",
    "short": "a word or two",
    "numeric": "a number",
    "scale": "choose a point on the scale",
    "text": "in your own words",
}
_EARNS = {
    "right-minus-wrong": "a wrong tick takes off what a right one earns, never below 0",
    "per-part": "each part earns its share",
    "pair-order": "each two steps in the right order count, each two in the wrong order count against",
}


def meta(question: Question) -> str:
    """Return the small line below a stem: points, what to do, how parts count.

    Parameters
    ----------
    question : Question
        The question.

    Returns
    -------
    str
        For example ``"2 points · choose one"``.
    """
    parts = [_ASKS[question.type]]
    if question.keyed and question.points:
        parts.insert(0, f"{question.points:g} point{'' if question.points == 1 else 's'}")
        if question.partial in _EARNS:
            parts.append(_EARNS[question.partial])
    if not question.keyed:
        parts.append("not scored")
    if question.words_max:
        parts.append(f"up to {question.words_max} words")
    return " · ".join(parts)


def _text_of(choices: Sequence[Choice], slug: Any) -> str:
    return next((c.text for c in choices if c.slug == slug), str(slug))


def say(question: Question, response: Any) -> list[str]:
    """Put a response into words, one line a part.

    Parameters
    ----------
    question : Question
        The question.
    response : object
        Any JSON value; one that cannot be read is shown as it is, shortened.

    Returns
    -------
    list of str
        Lines; empty if there is no answer.
    """
    if unanswered(response):
        return []
    if problem(question, response):
        return [json.dumps(response, ensure_ascii=False, default=str)[:300]]
    match question.type:
        case "single":
            return [_text_of(question.options, response)]
        case "multi":
            return [o.text for o in question.options if o.slug in response]
        case "match":
            return [
                f"{left.text} → {_text_of(question.rights, response[left.slug])}"
                for left in question.lefts
                if left.slug in response
            ]
        case "order":
            return [f"{n}. {_text_of(question.steps, slug)}" for n, slug in enumerate(response, 1)]
        case "numeric" | "scale":
            return [f"{response} {question.unit}".strip()]
        case _:
            return [str(response)]


def typed_form(name: str, question: Question) -> str:
    """Return the line that answers this question without a click, as an example to change.

    Parameters
    ----------
    name : str
        What `ask` was called with.
    question : Question
        The question.

    Returns
    -------
    str
        A call of `answer`.
    """
    match question.type:
        case "single":
            example: Any = question.options[0].slug
        case "multi":
            example = [c.slug for c in question.options[:2]]
        case "match":
            example = {c.slug: question.rights[0].slug for c in question.lefts}
        case "order":
            example = [c.slug for c in question.steps]
        case "numeric":
            example = 12
        case "scale":
            example = question.minimum
        case _:
            example = "your words"
    return f"answer({json.dumps(name)}, {json.dumps(example, ensure_ascii=False)})"


def _lists(question: Question) -> list[tuple[str, Sequence[Choice]]]:
    named = [
        ("", question.options),
        ("", question.steps),
        ("", question.lefts),
        ("to choose from:", question.rights),
    ]
    return [(title, choices) for title, choices in named if choices]


def as_text(name: str, question: Question, record: Record | None) -> str:
    """Return a question, its answer and how to answer by typing, as plain text.

    Parameters
    ----------
    name : str
        What `ask` was called with.
    question : Question
        The question.
    record : Record or None
        What is recorded.

    Returns
    -------
    str
        Several lines.
    """
    lines = [f"{name}. {question.stem}", f"({meta(question)})"]
    for title, choices in _lists(question):
        lines += ([title] if title else []) + [f"  {c.slug}: {c.text}" for c in choices]
    if question.type == "scale":
        lines.append(f"  from {question.minimum:g} {question.low} to {question.maximum:g} {question.high}")
    given = say(question, record.response) if record else []
    lines += ["Your answer:", *(f"  {line}" for line in given)] if given else ["No answer yet."]
    return "\n".join([*lines, f"To answer by typing: {typed_form(name, question)}"])


def _row(text: str, mark: str = "") -> str:
    # Reads well without its style too: a notebook that is not trusted is shown without.
    tag = f" <b>({escape(mark)})</b>" if mark.strip() else ""
    return f"<li{' class=sd-chosen' if mark else ''}>{escape(text)}{tag}</li>"


def as_html(question: Question, record: Record | None) -> str:
    """Return a question with its recorded answer as static HTML; everything is escaped.

    Parameters
    ----------
    question : Question
        The question.
    record : Record or None
        What is recorded.

    Returns
    -------
    str
        HTML with its style, hidden by it where the live control stands beside it.
    """
    response = record.response if record else None
    if question.type in ("single", "multi") and not problem(question, response or "") and response:
        chosen = {response} if question.type == "single" else set(response)
        rows = [_row(o.text, "your answer" if o.slug in chosen else "") for o in question.options]
    elif given := say(question, response):
        rows = [_row(line, "your answer" if i == 0 else " ") for i, line in enumerate(given)]
    else:
        rows = [_row(c.text) for _, choices in _lists(question) for c in choices]
    when = f"{record.at[:10]} {record.at[11:16]} UTC" if record else ""
    note = (
        f"Answer recorded {when}. To change it, run this cell: Shift+Enter."
        if say(question, response)
        else "No answer yet. To answer, run this cell: click into it, then Shift+Enter."
    )
    return (
        f'<style>{SWAP}{LOOK}</style><div class="sd-card sd-static">'
        f'<p class="sd-stem">{escape(question.stem)}</p>'
        f'<p class="sd-meta">{escape(meta(question))}</p><ul>{"".join(rows)}</ul>'
        f'<p class="sd-note">{escape(note)}</p></div>'
    )


def _recalled(question: Question, record: Record | None) -> list[tuple[str, list[str]]]:
    first = say(question, record.first) if record else []
    last = say(question, record.response) if record else []
    if not last and not first:
        return []
    if first == last:
        return [("You answered", last)]
    return [("You answered first", first), ("and then", last or ["nothing"])]


def recall_text(question: Question, record: Record | None) -> str:
    """Return an earlier answer as plain text.

    Parameters
    ----------
    question : Question
        The question.
    record : Record or None
        What is recorded.

    Returns
    -------
    str
        Several lines.
    """
    parts = _recalled(question, record)
    lines = [line for title, texts in parts for line in (f"{title}:", *(f"  {t}" for t in texts))]
    return "\n".join([question.stem, *(lines or ["You have not answered this question yet."])])


def recall_html(question: Question, record: Record | None) -> str:
    """Return an earlier answer as HTML; everything is escaped.

    Parameters
    ----------
    question : Question
        The question.
    record : Record or None
        What is recorded.

    Returns
    -------
    str
        A card in the colours of the notebook's theme.
    """
    parts = _recalled(question, record)
    body = "".join(
        f'<p class="sd-meta">{escape(title)}</p><ul>{"".join(_row(t) for t in texts)}</ul>'
        for title, texts in parts
    )
    body = body or '<p class="sd-note">You have not answered this question yet.</p>'
    stem = f'<p class="sd-stem">{escape(question.stem)}</p>'
    return f'<style>{LOOK}</style><div class="sd-card">{stem}{body}</div>'
