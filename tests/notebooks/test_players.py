"""Three students play through every check of every lesson, and the progress page tells them apart.

One reads, one answers at random, one clicks on whatever stands first until it is right. Each answer goes the
way of a click, into a real `answers.json`, with the clock in our hands.
"""

from __future__ import annotations

import json
import random
import re
from datetime import UTC, datetime, timedelta
from statistics import mean

import pytest

from course_lib.progress import ENOUGH, QUICK, progress
from course_lib.quiz import answers, session
from course_lib.quiz.chance import chance
from course_lib.quiz.feedback import told
from course_lib.quiz.passage import words
from course_lib.quiz.scoring import levels, score
from course_lib.widgets.progress import as_html, as_text
from tests.quiz.samples import KEYED

START = datetime(2026, 11, 2, 9, tzinfo=UTC)
LESSONS = sorted(session.checks())
CHECKS = [item for bank in session.checks().values() for item in bank.items.values() if item.keyed]
SEEDS = range(4)
# Typing, ordering and marking tell no part right: whoever does not read gets no nearer by clicking on.
PATIENCE = 4


class Student:
    """Someone with a folder, a clock and a way to answer."""

    def __init__(self, folder, monkeypatch, seed) -> None:
        self.folder, self.draw, self.clock = folder, random.Random(seed), START
        if not folder.exists():
            folder.mkdir()
            content = {"schema": 1, "seed": seed + 1, "items": {}}
            (folder / answers.FILE).write_text(json.dumps(content), "utf-8")
        for module in (answers, session):
            monkeypatch.setattr(
                module, "now", lambda: self.clock.isoformat(timespec="milliseconds").replace("+00:00", "Z")
            )
        # The disk is not what is tried here.
        monkeypatch.setattr(answers.os, "fsync", lambda _: None)

    def play(self, lessons):
        """Answer all that some lessons ask, a lesson a day, and return what the page is made of."""
        for name in lessons:
            self.clock = START + timedelta(days=LESSONS.index(name))
            for item in session.checks()[name].items.values():
                asked = session.find(item.id, self.folder)
                (self.check if item.keyed else self.note)(asked)
        return progress(answers.read(self.folder), session.checks(), self.clock.date(), zone=UTC)

    def give(self, asked, response, wait):
        """Answer as the control does, which keeps a draft of what is ticked; return the feedback."""
        self.clock += timedelta(seconds=self.draw.uniform(*wait))
        if asked.item.keyed and asked.question.type != "single":
            session.keep(self.folder, asked, response, draft=True)
        held = session.keep(self.folder, asked, response)
        return told(asked.item, asked.record(held.items))


class Reader(Student):
    """Reads, is mostly right at first, reads the remark where not, and writes."""

    knows, pause = 0.85, (30, 180)

    def check(self, asked):
        feedback = {"right": False}
        while not feedback["right"]:
            response = asked.item.key
            while self.draw.random() > self.knows:
                response = drawn(asked.question, self.draw)
            feedback = self.give(asked, response, self.pause)

    def note(self, asked):
        response = drawn(asked.question, self.draw)
        if asked.question.type == "text":
            response = " ".join(self.draw.choices(asked.question.stem.split(), k=self.draw.randint(25, 60)))
        self.give(asked, response, self.pause)


class SlowLearner(Reader):
    """Reads too, but is right at first half the time, and answers faster."""

    knows, pause = 0.5, (6, 20)


class Drawer(Student):
    """Draws an answer of each question from a hat, once, and goes on."""

    def check(self, asked):
        self.give(asked, drawn(asked.question, self.draw), (10, 40))

    note = check


class Clicker(Student):
    """Takes what stands first, then the next, a second or two apart, and writes nothing."""

    def check(self, asked):
        question, feedback, tries = asked.question, {}, 0
        response = first(question)
        while not feedback.get("right") and tries < PATIENCE + len(question.options) + len(question.rights):
            feedback, tries = self.give(asked, response, (0.8, 2.5)), tries + 1
            response = following(question, response, feedback["parts"])
            if response is None:
                break

    def note(self, asked):
        if asked.question.type != "text":
            self.give(asked, first(asked.question), (0.8, 2.5))


def slugs(choices):
    return [c.slug for c in choices]


def drawn(question, draw):
    """Return an answer drawn from all that the control lets one give."""
    match question.type:
        case "single":
            return draw.choice(slugs(question.options))
        case "multi":
            ticked = []
            while not ticked:
                ticked = [slug for slug in slugs(question.options) if draw.random() < 0.5]
            return ticked
        case "match" | "sort":
            return {left: draw.choice(slugs(question.rights)) for left in slugs(question.lefts)}
        case "order":
            return draw.sample(slugs(question.steps), len(question.steps))
        case "confidence":
            return {"pick": draw.choice(slugs(question.options)), "p": draw.choice(levels(question))}
        case "scale":
            steps = round((question.maximum - question.minimum) / question.step)
            return question.minimum + question.step * draw.randint(0, steps)
        case "numeric":
            return draw.randint(10_000, 99_999)
        case "short":
            return "".join(draw.choices("abcdefg", k=5))
        case "mark":
            if question.none and draw.random() < 0.5:
                return "none"
            return [sorted(draw.choices(range(len(words(question.text))), k=2))]
        case "text":
            return "".join(draw.choices("asdf", k=draw.randint(1, 8)))


def first(question):
    """Return the first answer that the control offers to a click, or the first to come to mind."""
    match question.type:
        case "single":
            return question.options[0].slug
        case "multi":
            return [question.options[0].slug]
        case "match" | "sort":
            return dict.fromkeys(slugs(question.lefts), question.rights[0].slug)
        case "order":
            return slugs(question.steps)
        case "confidence":
            return {"pick": question.options[0].slug, "p": levels(question)[0]}
        case "scale":
            return question.minimum
        case "numeric":
            return 1
        case "short":
            return "x"
        case "mark":
            return "none" if question.none else [[0, 0]]


def following(question, last, parts):
    """Return what comes next to a click after a wrong answer, given what it was told; None to give up."""
    match question.type:
        case "single":
            at = slugs(question.options).index(last) + 1
            return question.options[at].slug if at < len(question.options) else None
        case "multi":
            # What was said to be right stays ticked, and the next one down joins it.
            kept = [slug for slug in last if parts[slug] == "right"]
            at = max(map(slugs(question.options).index, last)) + 1
            return [*kept, question.options[at].slug] if at < len(question.options) else None
        case "match" | "sort":
            rights = slugs(question.rights)
            after = {slug: rights[(rights.index(slug) + 1) % len(rights)] for slug in rights}
            return {left: r if parts.get(left) == "right" else after[r] for left, r in last.items()}
        case "order":
            return [*last[1:], last[0]]
        case "numeric":
            return last + 1
        case "short":
            return last + "x"
        case "mark":
            at = 0 if isinstance(last, str) else last[0][0] + 1
            return [[at, at]]


def page(found):
    """Return the page as text, after a look that its HTML says the same."""
    text, html = as_text(found), re.sub("<[^>]+>", " ", as_html(found))
    for line in text.splitlines()[:3]:
        assert line in html
    return text


def summary(text):
    """Return the numbers of the sentence at the top: answered, right at first, by chance, right by now."""
    return tuple(map(int, re.search(
        r"You have answered (\d+) of \d+ checks: (\d+) right at the first try \(chance alone would give "
        r"about (\d+)\), (\d+) right by now\.", text).groups()))  # fmt: skip


CHANCE = "not clearly more than chance"
PACE = f"of the last {ENOUGH} checks were answered within {QUICK} seconds of another answer"


@pytest.mark.parametrize("seed", SEEDS)
def test_the_page_tells_three_students_apart(tmp_path, monkeypatch, seed):
    found = {
        who: who(tmp_path / who.__name__, monkeypatch, seed).play(LESSONS)
        for who in (Reader, Drawer, Clicker)
    }
    pages = {who: page(each) for who, each in found.items()}
    # In words: each of the two is told one thing of use, and the reader nothing.
    assert [(CHANCE in text, PACE in text) for text in pages.values()] == [
        (False, False),
        (True, False),
        (False, True),
    ]
    # In numbers: all stand before the same yardstick, and only the reader is far above it.
    read, drew, clicked = (summary(text) for text in pages.values())
    assert read[0] == drew[0] == clicked[0] == len(CHECKS)
    assert read[2] == drew[2] == clicked[2]
    assert max(drew[1], clicked[1]) < 2 * read[2] < 4 * read[2] < read[1]
    # Right by now: whoever goes on gets there, by reading or by clicking; who draws once does not.
    assert read[3] == len(CHECKS)
    assert drew[3] == drew[1]
    assert clicked[1] < clicked[3] < len(CHECKS)
    reader, drawer, clicker = found.values()
    assert drawer.tries == 1 < reader.tries < 1.6 < clicker.tries
    assert clicker.seconds < QUICK < 2 * QUICK < drawer.seconds < 40 < reader.seconds
    # What is written: by one in words, by one in a syllable each, by one not at all.
    texts = reader.total("texts_asked")
    assert f"{texts} of {texts} texts written, {reader.total('words')} words" in pages[Reader]
    assert f"{texts} of {texts} texts written, {texts} words" in pages[Drawer]
    assert reader.total("words") > 25 * texts
    assert f"0 of {texts} texts written." in pages[Clicker]
    # What was wrong at first comes back, whatever was clicked since.
    assert len(reader.reviews) < 0.5 * min(len(drawer.reviews), len(clicker.reviews))


def test_who_has_clicked_on_and_then_reads_is_no_longer_told_of_it(tmp_path, monkeypatch):
    folder = tmp_path / "both"
    assert PACE in page(Clicker(folder, monkeypatch, 3).play(LESSONS[:6]))
    assert PACE not in page(Reader(folder, monkeypatch, 3).play(LESSONS[6:]))


@pytest.mark.parametrize("seed", SEEDS)
def test_who_learns_slowly_is_told_nothing(tmp_path, monkeypatch, seed):
    text = page(SlowLearner(tmp_path / "slow", monkeypatch, seed).play(LESSONS))
    assert CHANCE not in text
    assert PACE not in text


@pytest.mark.parametrize("who", [Reader, Drawer, Clicker])
def test_after_few_answers_the_page_says_nothing_of_chance_or_pace(tmp_path, monkeypatch, who):
    text = page(who(tmp_path / "few", monkeypatch, 1).play(LESSONS[:2]))
    assert "hance" not in text
    assert PACE not in text


@pytest.mark.parametrize("who", [Reader, Drawer, Clicker])
def test_nobody_is_called_names(tmp_path, monkeypatch, who):
    text = page(who(tmp_path / "names", monkeypatch, 2).play(LESSONS)).lower()
    # Titles and stems are the course's own words, and speak of states.
    lines = " ".join(
        re.findall(r"^you have.*|^.*checks were answered.*|^.*than chance.*|^so far.*", text, re.M)
    )
    assert "you have answered" in lines
    assert not re.search(
        r"\b(guess\w*|random\w*|lazy|careless|good|bad|poor|weak|too|fail\w*|must|should|you are)\b",
        lines,
    )


def test_chance_is_what_draws_give():
    draw, count = random.Random(7), 2000
    for item in (*CHECKS, *KEYED):
        share = mean(score(item, drawn(item.question, draw)).right for _ in range(count))
        expected = chance(item)
        error = 4 * (expected * (1 - expected) / count) ** 0.5
        # A stretch drawn blindly hits a span of a single word now and then, which counts as never.
        assert abs(share - expected) <= error + (0.04 if item.type == "mark" else 0.002), item.id
