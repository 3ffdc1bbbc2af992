"""A page of feedback as HTML: readable on a screen and on paper, everything of a student's escaped."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from importlib.resources import files
from typing import Any

from course_lib.data import cite
from course_lib.errors import UnknownName
from course_lib.grading.review import Line, earned
from course_lib.grading.safe import markdown_html
from course_lib.grading.sheet import Code, Entry, Question, Section, Sheet, Written
from course_lib.quiz.rubric import Criterion, Manual

__all__ = ["POLICY", "page"]

#: Said to the browser: no script, nothing from elsewhere; a second lock behind the escaping.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; form-action 'none'"


def page(sheet: Sheet) -> str:
    """Return the page.

    Parameters
    ----------
    sheet : Sheet
        What stands on it.

    Returns
    -------
    str
        A whole document, without any script and without a key: the feedback is that of the options chosen.
    """
    title, style = escape(sheet.title), files(__package__).joinpath("feedback.css").read_text("utf-8")
    body = "".join(_section(section) for section in sheet.sections)
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Feedback: {title}</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>\n"
        f"{_head(sheet)}{body}{_sources(sheet)}</main>\n</body>\n</html>\n"
    )


def _head(sheet: Sheet) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(section.title)}</th><td>{_of(section)}</td></tr>'
        for section in sheet.sections
    )
    if sheet.late:
        rows += f'<tr><th scope="row">Handed in late</th><td>&minus;{_number(sheet.late)}</td></tr>'
    waiting = ""
    if sheet.waiting:
        are = "is" if len(sheet.waiting) == 1 else "are"
        waiting = (
            f'<p class="waiting">Points so far: {escape(_listed(sheet.waiting))} {are} not marked yet.</p>'
        )
    return (
        f"<header><h1>{escape(sheet.title)}</h1><p>Feedback for <strong>{escape(sheet.student)}</strong></p>"
        f'<p class="total">{earned(sheet.points, sheet.maximum)}</p>{waiting}'
        f'<table class="parts"><caption>Points by part</caption>{rows}</table></header>\n'
    )


def _section(section: Section) -> str:
    entries = "".join(_entry(entry) for entry in section.entries)
    title = f'{escape(section.title)} <span class="points">{_of(section)}</span>'
    return f"<section><h2>{title}</h2>\n{entries}</section>\n"


def _of(section: Section) -> str:
    waiting = sum(entry.waiting for entry in section.entries)
    if waiting == len(section.entries):
        return "not marked yet"
    return f"{earned(section.points, section.maximum)}{' so far' if waiting else ''}"


def _entry(entry: Entry) -> str:
    kinds: dict[type, Callable[[Any], str]] = {Question: _question, Written: _written, Code: _code}
    points = "not marked yet" if entry.waiting else earned(entry.points, entry.maximum)
    comment = ""
    if entry.comment:
        comment = f'<div class="comment"><h4>Comment</h4>{markdown_html(entry.comment)}</div>'
    return (
        f'<article><h3>{escape(entry.slot)} <span class="points">{points}</span></h3>'
        f"{kinds[type(entry)](entry)}{comment}</article>\n"
    )


def _question(question: Question) -> str:
    answer = "".join(_answer(line, told) for line, told in question.answer)
    said = "".join(f'<p class="said">{escape(text)}</p>' for text in question.said)
    reason = f'<p class="reason">{escape(question.reason)}</p>' if question.reason else ""
    note = f' <span class="note">({escape(question.note)})</span>' if question.note else ""
    label = f"<h4>Your answer{note}</h4>" if answer else ""
    return (
        f'<p class="stem">{escape(question.stem)}</p>{label}{f"<ul>{answer}</ul>" if answer else ""}'
        f"{said}{reason}{_ids(question.sources)}"
    )


def _answer(line: Line, told: str) -> str:
    feedback = f'<span class="said">{escape(told)}</span>' if told else ""
    if line.right is None:
        verdict = f'<span class="verdict">{escape(line.word)}</span>' if line.word else ""
        return f"<li>{verdict}{escape(line.text)}{feedback}</li>"
    mark, kind = ("&#10003;", "right") if line.right else ("&#10007;", "wrong")
    verdict = f'<span class="verdict"><span aria-hidden="true">{mark}</span> {escape(line.word)}</span>'
    return f'<li class="{kind}">{verdict}{escape(line.text)}{feedback}</li>'


def _written(written: Written) -> str:
    task = written.task
    if task is None:
        return ""
    prompt = f'<p class="stem">{escape(task.prompt.strip())}</p>'
    if not written.text:
        answer = '<p class="reason">No paragraph was handed in.</p>'
    else:
        words = len(written.text.split())
        asked = f"{words} word{'' if words == 1 else 's'}; asked for {task.words_min} to {task.words_max}"
        text = markdown_html(written.text, dict(written.attachments))
        answer = f'<h4>Your text <span class="note">({asked})</span></h4><div class="text">{text}</div>'
    return f"{prompt}{answer}{_rubric(written, task)}{_ids(task.sources)}"


def _rubric(written: Written, task: Manual) -> str:
    rows = "".join(_criterion(criterion, written) for criterion in task.criteria)
    whole = (
        "not marked yet" if written.waiting else f"{_number(written.points)} of {_number(written.maximum)}"
    )
    return (
        '<table class="rubric"><thead><tr><th scope="col">What is marked</th><th scope="col">Points</th>'
        f'<th scope="col">What earns them</th></tr></thead><tbody>{rows}</tbody><tfoot><tr>'
        f'<th scope="row">The whole</th><td>{whole}</td><td></td></tr></tfoot></table>'
    )


def _criterion(criterion: Criterion, written: Written) -> str:
    mark = written.marks.get(criterion.slug)
    given = mark.points if mark else None
    levels = "".join(
        f"<li{' class=reached' if points == given else ''}>{_number(points)}: {escape(text)}</li>"
        for points, text in criterion.levels
    )
    remark = f'<p class="said">{escape(mark.remark)}</p>' if mark and mark.remark else ""
    most = _number(criterion.points)
    points = f"{_number(given)} of {most}" if given is not None else f"up to {most}"
    return (
        f'<tr><th scope="row">{escape(criterion.title)}</th><td>{points}</td>'
        f"<td><ul>{levels}</ul>{remark}</td></tr>"
    )


def _code(code: Code) -> str:
    printed = f"<pre>{escape(code.printed)}</pre>" if code.printed else ""
    return f"<pre>{escape(code.source)}</pre>{printed}"


def _ids(sources: tuple[str, ...]) -> str:
    links = ", ".join(f'<a href="#{escape(i)}"><code>{escape(i)}</code></a>' for i in sources)
    return f'<p class="sources">{"Source" if len(sources) == 1 else "Sources"}: {links}</p>' if links else ""


def _sources(sheet: Sheet) -> str:
    """List what was cited: clauses by treaty, and each document that they were read in once."""
    groups: dict[str, list[Any]] = {}
    for source_id in sheet.sources:
        try:
            cited = cite(source_id)
        except UnknownName:
            # A source that has left the course since: the answer and its points stand all the same.
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


def _listed(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _number(value: float) -> str:
    return f"{round(value, 2):g}"
