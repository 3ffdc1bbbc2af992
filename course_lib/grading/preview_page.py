"""A preview as HTML: beside each question its key and all that a reviewer asks for; everything escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

from course_lib.data import cite
from course_lib.errors import UnknownName
from course_lib.grading.feedback_page import rubric
from course_lib.grading.html_page import document, many, number, sources_section, style
from course_lib.grading.key_lines import KeyLine, key_lines
from course_lib.grading.preview import Chapter, Preview, Shown
from course_lib.quiz.bank import Bank
from course_lib.quiz.items import Item
from course_lib.quiz.render import LOOK, card
from course_lib.quiz.rubric import Manual

__all__ = ["WARNING", "page"]

WARNING = "Contains the key: for instructors only"


def page(preview: Preview) -> str:
    """Return the page.

    Parameters
    ----------
    preview : Preview
        What stands on it.

    Returns
    -------
    str
        A whole document without scripts, which needs no other file and no network.
    """
    links = "".join(
        f'<li><a href="#part-{n}">{escape(chapter.title)}</a></li>'
        for n, chapter in enumerate(preview.chapters, 1)
    )
    head = (
        f'<header><p class="warning"><strong>{WARNING}.</strong></p><h1>{escape(preview.title)}</h1>'
        f"<p>{escape(preview.about)}</p></header>\n"
        f'<nav aria-label="Parts"><ul class="parts">{links}</ul></nav>\n'
    )
    body = "".join(_chapter(n, chapter, preview.bank) for n, chapter in enumerate(preview.chapters, 1))
    css = f"{style('feedback.css')}\n{LOOK}\n{style('preview.css')}"
    return document(f"Preview: {preview.title}", css, f"{head}{body}{sources_section(preview.sources)}")


def _chapter(place: int, chapter: Chapter, bank: Bank) -> str:
    intro = f"<p>{escape(chapter.intro)}</p>" if chapter.intro else ""
    entries = "".join(_entry(shown, bank) for shown in chapter.shown)
    return (
        f'<section id="part-{place}"><h2>{escape(chapter.title)} '
        f'<span class="points">{escape(chapter.note)}</span></h2>{intro}\n{entries}</section>\n'
    )


def _entry(shown: Shown, bank: Bank) -> str:
    content = shown.content
    others = ""
    if shown.others:
        both = "".join(f"<h4>{escape(item.id)}</h4>{_both(item, bank)}" for item in shown.others)
        count = many(len(shown.others), "other candidate")
        others = f"<details><summary>{count} of this slot</summary>{both}</details>"
    return (
        f'<article><h3>{escape(shown.name)} <span class="points">{many(content.points, "point")}</span></h3>'
        f"{_both(content, bank)}{others}</article>\n"
    )


def _both(content: Item | Manual, bank: Bank) -> str:
    asked, key = (_task(content), _models(content, bank)) if isinstance(content, Manual) else (
        f'<div class="sd-card">{card(content.question)}</div>',
        _key(content, bank),
    )  # fmt: skip
    return f'<div class="two"><div class="asked">{asked}</div><div class="key">{key}</div></div>'


def _key(item: Item, bank: Bank) -> str:
    lines = "".join(_line(line, bank.misconceptions) for line in key_lines(item))
    whole = f'<p class="said">On the whole: {escape(item.feedback)}</p>' if item.feedback else ""
    hints = "".join(f"<li>{escape(hint)}</li>" for hint in item.hints)
    facts = {
        "Item": item.id + (f" (earlier {', '.join(item.was)})" if item.was else ""),
        "Type": f"{item.type}, {many(item.points, 'point')}, partial credit: {item.partial}"
        if item.keyed
        else f"{item.type}, not scored",
        "Level": item.level,
        "Objective": _said(item.objective, bank.objectives),
        "Exempt from": "; ".join(item.lint_ok),
    }
    return (
        f'<ul class="lines">{lines}</ul>{whole}{f"<p>Hints:</p><ol>{hints}</ol>" if hints else ""}'
        f"{_facts(facts)}{_cited(item.sources)}"
    )


def _line(line: KeyLine, misconceptions: Mapping[str, str]) -> str:
    kind = {True: ' class="right"', False: ' class="wrong"', None: ""}[line.right]
    sign = {True: "&#10003;", False: "&#10007;", None: ""}[line.right]
    verdict = f'<span class="verdict"><span aria-hidden="true">{sign}</span> {escape(line.word)}</span>'
    told = f'<span class="said">{escape(line.feedback)}</span>' if line.feedback else ""
    thought = ""
    if line.misconception:
        thought = f'<span class="thought">Thought: {escape(_said(line.misconception, misconceptions))}</span>'
    return f"<li{kind}>{verdict if line.word else ''}{escape(line.text)}{told}{thought}</li>"


def _task(task: Manual) -> str:
    return (
        f'<div><p class="stem">{escape(task.prompt.strip())}</p>'
        f'<p class="note">{task.words_min} to {task.words_max} words</p></div>'
    )


def _models(task: Manual, bank: Bank) -> str:
    models = "".join(
        f"<details open><summary>Model answer for {many(model.get('grade', 0), 'point')}</summary>"
        f'<p class="text">{escape(str(model.get("text", "")).strip())}</p>'
        f'<p class="said">{escape(str(model.get("why", "")))}</p></details>'
        for model in task.models
    )
    facts = {"Task": task.id, "Objective": _said(task.objective, bank.objectives)}
    whole = f"up to {number(task.points)}"
    return f"{rubric(task, {}, whole)}{models}{_facts(facts)}{_cited(task.sources)}"


def _said(slug: str, texts: Mapping[str, str]) -> str:
    return f"{texts[slug]} ({slug})" if slug in texts else slug


def _facts(facts: Mapping[str, str]) -> str:
    rows = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in facts.items() if value)
    return f'<dl class="facts">{rows}</dl>'


def _cited(sources: Iterable[str]) -> str:
    """List sources, each with its place in the list below and the address where it can be read."""
    rows = ""
    for ref in sources:
        link = f'<a href="#{escape(ref)}"><code>{escape(ref)}</code></a>'
        try:
            cited = cite(ref)
        except UnknownName:
            rows += f"<li><code>{escape(ref)}</code>: not in the course</li>"
            continue
        read = next((s for s in (cited.official, *cited.sources) if s is not None and s.url), None)
        # The first line of a citation names treaty and article; the id stands before it already.
        head = (
            str(cited).splitlines()[0].removesuffix(f" [{ref}]") if cited.treaty else cited.sources[0].title
        )
        where = "official text" if read is cited.official else "where it was read"
        address = f' (<a href="{escape(read.url)}" rel="noopener noreferrer">{where}</a>)' if read else ""
        rows += f"<li>{link} {escape(head)}{address}</li>"
    return f'<p>Sources:</p><ul class="read">{rows}</ul>' if rows else ""
