"""A page of feedback as HTML: readable on a screen and on paper, everything of a student's escaped."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from course_lib.grading.html_page import document, number, source_links, sources_section, style
from course_lib.grading.marks import Mark
from course_lib.grading.review import Line, earned
from course_lib.grading.safe import markdown_html
from course_lib.grading.sheet import Code, Entry, Question, Section, Sheet, Written
from course_lib.quiz.rubric import Criterion, Manual

__all__ = ["page", "rubric"]


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
    body = "".join(_section(section) for section in sheet.sections)
    body = f"{_head(sheet)}{body}{sources_section(sheet.sources)}"
    return document(f"Feedback: {sheet.title}", style("feedback.css"), body)


def _head(sheet: Sheet) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(section.title)}</th><td>{_of(section)}</td></tr>'
        for section in sheet.sections
    )
    if sheet.late:
        rows += f'<tr><th scope="row">Handed in late</th><td>&minus;{number(sheet.late)}</td></tr>'
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
        f"{said}{reason}{source_links(question.sources)}"
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
    return f"{prompt}{answer}{_rubric(written, task)}{source_links(task.sources)}"


def _rubric(written: Written, task: Manual) -> str:
    whole = "not marked yet" if written.waiting else f"{number(written.points)} of {number(written.maximum)}"
    return rubric(task, written.marks, whole)


def rubric(task: Manual, marks: Mapping[str, Mark], whole: str) -> str:
    """Return the rubric of a task as a table.

    Parameters
    ----------
    task : Manual
        The task.
    marks : mapping of str to Mark
        By criterion; empty before anything is marked.
    whole : str
        What stands in the last line, for the sum.

    Returns
    -------
    str
        HTML, everything escaped.
    """
    rows = "".join(_criterion(criterion, marks.get(criterion.slug)) for criterion in task.criteria)
    return (
        '<table class="rubric"><thead><tr><th scope="col">What is marked</th><th scope="col">Points</th>'
        f'<th scope="col">What earns them</th></tr></thead><tbody>{rows}</tbody><tfoot><tr>'
        f'<th scope="row">The whole</th><td>{escape(whole)}</td><td></td></tr></tfoot></table>'
    )


def _criterion(criterion: Criterion, mark: Mark | None) -> str:
    given = mark.points if mark else None
    levels = "".join(
        f"<li{' class=reached' if points == given else ''}>{number(points)}: {escape(text)}</li>"
        for points, text in criterion.levels
    )
    remark = f'<p class="said">{escape(mark.remark)}</p>' if mark and mark.remark else ""
    most = number(criterion.points)
    points = f"{number(given)} of {most}" if given is not None else f"up to {most}"
    return (
        f'<tr><th scope="row">{escape(criterion.title)}</th><td>{points}</td>'
        f"<td><ul>{levels}</ul>{remark}</td></tr>"
    )


def _code(code: Code) -> str:
    printed = f"<pre>{escape(code.printed)}</pre>" if code.printed else ""
    return f"<pre>{escape(code.source)}</pre>{printed}"


def _listed(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
