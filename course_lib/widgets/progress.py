"""The screen that says what is done and what to review today.

Static on purpose: it is read, not worked with; run its cell again and it is up to date. It changes nothing.
"""

from __future__ import annotations

from datetime import date, datetime
from html import escape
from math import sqrt
from pathlib import Path
from textwrap import shorten

from IPython.display import display

from course_lib.errors import CourseError
from course_lib.progress import ENOUGH, INTERVALS, QUICK, Assignment, Lesson, Progress, Review, progress
from course_lib.quiz import answers, session
from course_lib.quiz.notes import explored

__all__ = ["as_html", "as_text", "lessons_folder", "show_progress"]

#: More at once are put off: a review is minutes, not an evening.
SHOWN = 8
RULE = (
    f"A check that you answered wrongly comes back after {INTERVALS[0]} day, then after "
    f"{' and '.join(str(days) for days in INTERVALS[1:])} days; {len(INTERVALS)} right answers in a row, "
    "each on its day, end it."
)
HOW = "Copy a line into a new cell, run it, and answer once more. "

# Inline, because a notebook that is not trusted loses its style sheets; the theme's colours, a fallback each.
_TEXT = "color:var(--jp-content-font-color1,#1f1f1f)"
_QUIET = "color:var(--jp-content-font-color2,#555);font-size:12px"
_LINE = "var(--jp-border-color1,#bdbdbd)"
_CELL = f"text-align:left;vertical-align:top;padding:3px 16px 3px 0;border-bottom:1px solid {_LINE};{_TEXT}"
_CODE = (
    f"user-select:all;border:1px solid {_LINE};border-radius:4px;padding:2px 8px;"
    f"background:var(--jp-layout-color2,#f0f0f0);{_TEXT}"
)
_HEAD = ("Lesson", "Checks", "Right at first", "Right by now", "Tries", "Pace", "Predictions, reflections")


def show_progress() -> None:
    """Show what is done in each lesson and which checks are due for review today."""
    folder = Path.cwd()
    held = answers.read(lessons_folder(folder))
    found = progress(held, session.checks(), datetime.now().date(), _assignments(folder))
    tried = explored(held.items)
    display({"text/html": as_html(found, tried), "text/plain": as_text(found, tried)}, raw=True)


def lessons_folder(folder: Path) -> Path:
    """Return where the answers to lessons are, seen from a folder of the working copy.

    Parameters
    ----------
    folder : Path
        The current folder.

    Returns
    -------
    Path
        The folder itself, unless it is an assignment's or the whole copy.
    """
    here = folder.parents[1] if (folder / session.QUIZ).exists() and len(folder.parents) > 1 else folder
    return here / "lessons" if (here / "lessons").is_dir() else folder


def _assignments(folder: Path) -> list[Assignment]:
    root = next((p for p in (folder, *folder.parents[:2]) if (p / "assignments").is_dir()), None)
    found = []
    for place in sorted(root.glob(f"assignments/*/{session.QUIZ}") if root else ()):
        try:
            count = session.tally(place.parent, answers.read(place.parent).items)
        except CourseError:
            # Its own notebook says what is wrong with it.
            continue
        if count:
            missing, asked = count
            found.append(Assignment(place.parent.name, asked - len(missing), asked))
    return found


def _number(lesson: str) -> str:
    return lesson.partition("_")[0]


def _some(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or f'{one}s'}"


def _works(found: Progress, tried: tuple[str, ...]) -> str:
    counts = [f"{work.name} {work.answered} of {work.asked}" for work in found.assignments]
    return " ".join(
        f"{what}: {', '.join(listed)}."
        for what, listed in (("Questions answered in assignments", counts), ("Tried out", tried))
        if listed
    )


def _stem(review: Review) -> str:
    return shorten(review.item.stem, 96, placeholder=" …")


def _when(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _row(lesson: Lesson) -> list[str]:
    done = lesson.answered
    rights = [f"{n} of {done}" if done else "–" for n in (lesson.first_right, lesson.right_now)]
    tries = "–" if lesson.tries is None else f"{lesson.tries:.1f}"
    pace = "–" if lesson.seconds is None else _time(lesson.seconds)
    notes = f"{lesson.notes_done} of {lesson.notes_asked}" if lesson.notes_asked else "–"
    return [
        f"{_number(lesson.name)} {lesson.title}",
        f"{done} of {lesson.asked}",
        *rights,
        tries,
        pace,
        notes,
    ]


def _time(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    parts = (f"{minutes} min" if minutes else "", f"{rest} s" if rest or not minutes else "")
    return " ".join(filter(None, parts))


def _summary(found: Progress) -> str:
    answered = found.total("answered")
    if not answered:
        return "No check is answered yet: open a lesson and answer the first one; it shows up here."
    by_chance = f" (chance alone would give about {round(found.total('chance'))})"
    return (
        f"You have answered {answered} of {_some(found.total('asked'), 'check')}: "
        f"{found.total('first_right')} right at the first try{by_chance if answered >= ENOUGH else ''}, "
        f"{found.total('right_now')} right by now."
    )


def _hint(found: Progress) -> str:
    """Return one sentence where the records say that there is more to be had, "" else or with few answers."""
    if 2 * found.quick > ENOUGH:
        count = "All" if found.quick == ENOUGH else found.quick
        return (
            f"{count} of the last {ENOUGH} checks were answered within {QUICK} seconds of another "
            "answer: the remarks below the options say why one is right and another is not."
        )
    chance = found.total("chance")
    # Two standard deviations, or somewhat more: chance alone brings as much as that now and then.
    if found.total("answered") >= ENOUGH and found.total("first_right") <= chance + 2 * sqrt(chance):
        return (
            "At the first try that is not clearly more than chance: the cells above a check are the place "
            "to look before you answer it."
        )
    return ""


def _pace(found: Progress) -> str:
    parts = []
    if found.tries is not None:
        parts.append(f"{found.tries:.1f} tries for each check on average")
    if found.seconds is not None:
        parts.append(
            f"{_time(found.seconds)} from one answer to the next (pace: the middle value, pauses left out)"
        )
    if parts and (asked := found.total("texts_asked")):
        words = f", {_some(found.total('words'), 'word')}" if found.total("words") else ""
        parts.append(f"{found.total('texts_done')} of {_some(asked, 'text')} written{words}")
    return f"So far: {'; '.join(parts)}." if parts else ""


def _due(found: Progress) -> tuple[str, list[Review], str]:
    """Return the title of the list for today, what stands in it, and a line on what comes after."""
    due = list(found.due)
    later = [review.due for review in found.reviews if review.due > found.today]
    if len(due) > SHOWN:
        after = f"{len(due) - SHOWN} more are due; they come up when these are done."
    elif later:
        after = f"Next: {_some(later.count(later[0]), 'check')} on {_when(later[0])}."
    else:
        after = ""
    title = f"Review today: {_some(len(due), 'check')}" if due else "Review today: nothing is due"
    return title, due[:SHOWN], after


def _state(review: Review) -> str:
    return f"lesson {_number(review.lesson)} · {review.right} of {len(INTERVALS)} reviews right"


def _notes(found: Progress) -> list[str]:
    """Return the small lines at the end; each names what it counts not, or where it is kept."""

    def listed(ids: tuple[str, ...]) -> str:
        return ", ".join(i[:40] for i in ids[:SHOWN]) + (
            f" and {len(ids) - SHOWN} more" if len(ids) > SHOWN else ""
        )

    lines = [_pace(found), RULE if found.reviews else ""]
    if found.reworded:
        lines.append(f"Reworded since you answered, and open again: {listed(found.reworded)}.")
    if found.unknown:
        lines.append(f"Also in answers.json, but not among the checks: {listed(found.unknown)}.")
    lines.append(found.damage)
    return [line for line in lines if line]


def as_text(found: Progress, tried: tuple[str, ...] = ()) -> str:
    """Return the screen as plain text.

    Parameters
    ----------
    found : Progress
        What is done.
    tried : tuple of str
        Widgets in which something was set or judged, in words.

    Returns
    -------
    str
        Several lines.
    """
    title, due, after = _due(found)
    lines = [
        f"Your progress, {_when(found.today)}",
        _summary(found),
        *filter(None, [_hint(found)]),
        "",
        title,
    ]
    for review in due:
        lines += [f"  {_stem(review)}", f"    ({_state(review)})", f'    ask("{review.item.id}")']
    lines += [f"{HOW if due else ''}{after}".strip(), ""]
    for lesson in found.lessons:
        head, *counts = _row(lesson)
        told = (f"{name.lower()} {count}" for name, count in zip(_HEAD[1:], counts, strict=True))
        lines.append(f"{head}: {'; '.join(told)}")
    return "\n".join([*lines, _works(found, tried), "", *_notes(found)]).rstrip()


def as_html(found: Progress, tried: tuple[str, ...] = ()) -> str:
    """Return the screen as HTML in the colours of the notebook's theme; everything is escaped.

    Parameters
    ----------
    found : Progress
        What is done.
    tried : tuple of str
        Widgets in which something was set or judged, in words.

    Returns
    -------
    str
        A block with headings, a list and a table.
    """

    def line(text: str, style: str = "") -> str:
        return f'<p style="margin:4px 0;max-width:44rem;{style}">{escape(text)}</p>' if text else ""

    title, due, after = _due(found)
    rows = "".join(
        f'<li style="margin:8px 0"><div style="max-width:44rem">{escape(_stem(review))}</div>'
        f'<div style="margin-top:4px"><code style="{_CODE}">ask("{escape(review.item.id)}")</code> '
        f'<span style="{_QUIET};margin-left:8px">{escape(_state(review))}</span></div></li>'
        for review in due
    )
    listed = f'<ul style="margin:0;padding-left:20px">{rows}</ul>' if due else ""
    head = "".join(f'<th scope="col" style="{_CELL};border-bottom-width:2px">{name}</th>' for name in _HEAD)
    body = "".join(
        "<tr>{}{}</tr>".format(
            f'<th scope="row" style="{_CELL};font-weight:400">{escape(first)}</th>',
            "".join(f'<td style="{_CELL}">{escape(cell)}</td>' for cell in cells),
        )
        for first, *cells in map(_row, found.lessons)
    )
    table = (
        f'<table style="border-collapse:collapse;margin:4px 0;font-size:14px;{_TEXT}">'
        '<caption style="text-align:left;font-weight:600;padding:4px 0;'
        f'{_TEXT}">Lesson by lesson</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    )
    bold = "font-weight:600;margin-top:12px"
    return (
        f'<div style="font-size:14px;line-height:1.5;{_TEXT}">'
        f"{line(f'Your progress, {_when(found.today)}', 'font-weight:600;font-size:16px')}"
        f"{line(_summary(found))}{line(_hint(found))}{line(title, bold)}{listed}"
        f"{line((HOW if due else '') + after)}"
        f'<div style="margin-top:12px;overflow-x:auto">{table}</div>'
        f"{line(_works(found, tried), 'margin-top:12px')}"
        f'<div style="margin-top:12px">{"".join(line(note, _QUIET) for note in _notes(found))}</div></div>'
    )
