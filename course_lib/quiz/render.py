"""Questions and answers as plain text and as static HTML: what is read without a click, pure strings.

A saved notebook shows the static form when no widget is alive; a text console and a grader see the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from course_lib.quiz.first import first_answer
from course_lib.quiz.items import Choice, Question
from course_lib.quiz.passage import words
from course_lib.quiz.reading import as_number, problem, unanswered
from course_lib.quiz.records import Record
from course_lib.quiz.wording import meta, percent, say, typed_form

__all__ = ["LOOK", "as_html", "as_text", "card", "recall_html", "recall_text"]

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
.sd-card .sd-passage {line-height: 1.8; border-left: 4px solid var(--jp-border-color1, #bdbdbd);
  margin: 8px 0; padding-left: 12px}
.sd-card mark {background: var(--jp-layout-color3, #ddd); color: inherit; font-weight: 600;
  text-decoration: underline}
.sd-card li > b {font-size: 12px; margin-left: 4px}
"""


def _lists(question: Question) -> list[tuple[str, Sequence[Choice]]]:
    named = [
        ("", question.options),
        ("", question.steps),
        ("", question.lefts),
        ("to choose from:", question.rights),
    ]
    return [(title, choices) for title, choices in named if choices]


def as_text(name: str, question: Question, record: Record | None, graded: bool = True) -> str:
    """Return a question, its answer and how to answer by typing, as plain text.

    Parameters
    ----------
    name : str
        What `ask` was called with.
    question : Question
        The question.
    record : Record or None
        What is recorded.
    graded : bool
        False in a lesson; see `meta`.

    Returns
    -------
    str
        Several lines.
    """
    lines = [f"{name}. {question.stem}", f"({meta(question, graded)})"]
    for title, choices in _lists(question):
        lines += ([title] if title else []) + [f"  {c.slug}: {c.text}" for c in choices]
    if question.type == "mark":
        numbered = (f"{word} [{place}]" for place, word in enumerate(words(question.text)))
        lines += [f"  {' '.join(numbered)}", *([f"  none: {question.none}"] if question.none else [])]
    if question.type == "scale":
        lines.append(f"  from {question.minimum:g} {question.low} to {question.maximum:g} {question.high}")
    given = say(question, record.response) if record else []
    lines += ["Your answer:", *(f"  {line}" for line in given)] if given else ["No answer yet."]
    return "\n".join([*lines, f"To answer by typing: {typed_form(name, question)}"])


def _row(text: str, mark: str = "") -> str:
    # Reads well without its style too: a notebook that is not trusted is shown without.
    tag = f" <b>({escape(mark)})</b>" if mark.strip() else ""
    return f"<li{' class=sd-chosen' if mark else ''}>{escape(text)}{tag}</li>"


def as_html(question: Question, record: Record | None, graded: bool = True) -> str:
    """Return a question with its recorded answer as static HTML; everything is escaped.

    Parameters
    ----------
    question : Question
        The question.
    record : Record or None
        What is recorded.
    graded : bool
        False in a lesson; see `meta`.

    Returns
    -------
    str
        HTML with its style, hidden by it where the live control stands beside it.
    """
    response = record.response if record else None
    when = f"{record.at[:10]} {record.at[11:16]} UTC" if record else ""
    note = (
        f"Answer recorded {when}. To change it, run this cell: Shift+Enter."
        if say(question, response)
        else "No answer yet. To answer, run this cell: click into it, then Shift+Enter."
    )
    return (
        f'<style>{SWAP}{LOOK}</style><div class="sd-card sd-static">{card(question, response, graded)}'
        f'<p class="sd-note">{escape(note)}</p></div>'
    )


def card(question: Question, response: Any = None, graded: bool = True) -> str:
    """Return a question with an answer as HTML without its style, for a page that holds many.

    Parameters
    ----------
    question : Question
        The question.
    response : object
        Any JSON value; None where nothing is to be shown as answered.
    graded : bool
        False in a lesson; see `meta`.

    Returns
    -------
    str
        Stem, what to do, and the texts to choose from or what was answered; `LOOK` is its style, for an
        element of class ``sd-card`` round it.
    """
    if question.options and not unanswered(response) and not problem(question, response):
        rows = _options(question, response)
    elif given := say(question, response):
        rows = [_row(line, "your answer" if i == 0 else " ") for i, line in enumerate(given)]
    else:
        rows = [_row(c.text) for _, choices in _lists(question) for c in choices]
    return (
        f'<p class="sd-stem">{escape(question.stem)}</p>'
        f'<p class="sd-meta">{escape(meta(question, graded))}</p>'
        f"{_passage(question, response)}<ul>{''.join(rows)}</ul>"
    )


def _options(question: Question, response: Any) -> list[str]:
    if question.type == "confidence":
        chosen, mark = {response["pick"]}, f"your answer, {percent(as_number(response['p']))} sure"
    else:
        chosen, mark = {response} if question.type == "single" else set(response), "your answer"
    return [_row(o.text, mark if o.slug in chosen else "") for o in question.options]


def _passage(question: Question, response: Any) -> str:
    """Return the text of a `mark` item with what is marked in it; "" for other types."""
    if question.type != "mark":
        return ""
    text = [escape(word) for word in words(question.text)]
    if isinstance(response, list) and not problem(question, response):
        for first, last in response:
            text[first] = f"<mark>{text[first]}"
            text[last] = f"{text[last]}</mark>"
    return f'<p class="sd-passage">{" ".join(text)}</p>'


def _recalled(question: Question, record: Record | None) -> list[tuple[str, list[str]]]:
    first = say(question, first_answer(question, record))
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
