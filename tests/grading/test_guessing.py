"""A program that sees `quiz.json` alone answers every question by its form, and gets what chance gives.

Chance is that of the same answer with the names of the choices dealt out anew: as many ticks, pairs or
steps, at random places. A strategy may earn more than chance by three standard deviations, summed over the
questions; with some fifteen strategies a fair bank stays below that in all but one of fifty cases.
"""

from __future__ import annotations

import itertools
import json
import math
import random
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from difflib import SequenceMatcher
from functools import cache

import pytest

from course_lib.grading.build import bank_names
from course_lib.quiz.bank import load_bank
from course_lib.quiz.items import Item, Span
from course_lib.quiz.reading import as_number, normalise
from course_lib.quiz.scoring import score
from tests.factories import ROOT
from tests.quiz.samples import MARK

SIGMAS = 3.0
DEALS = 720


@cache
def banks() -> dict[str, dict[str, Item]]:
    found = {}
    for name in bank_names(ROOT):
        items = load_bank(ROOT / "solutions" / f"{name}.quiz.toml").items
        found[f"{name}: whole bank"] = {i: item for i, item in items.items() if item.keyed}
        slots = json.loads((ROOT / "assignments" / name / "quiz.json").read_text("utf-8"))["slots"]
        found[f"{name}: the paper"] = {slot: items[raw["id"]] for slot, raw in slots.items()}
    return found


def seen(item: Item) -> dict:
    """Return the question as it stands in `quiz.json`: all that a strategy may look at."""
    return json.loads(json.dumps(item.question.to_json()))


Question = dict
Rank = Callable[[dict, Question, list[dict]], float]


def likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one.lower().replace("-", " "), other.lower().replace("-", " ")).ratio()


def words(text: str) -> set[str]:
    return {w for w in re.findall(r"[a-z0-9]+", text.lower()) if len(w) > 2}


#: What a strategy prefers: the choice that ranks highest. Position is that of the file.
RANKS: dict[str, Rank] = {
    "first": lambda c, q, cs: -cs.index(c),
    "last": lambda c, q, cs: cs.index(c),
    "middle": lambda c, q, cs: -abs(cs.index(c) - len(cs) / 2),
    "slug first in the alphabet": lambda c, q, cs: -sorted(x["slug"] for x in cs).index(c["slug"]),
    "slug last in the alphabet": lambda c, q, cs: sorted(x["slug"] for x in cs).index(c["slug"]),
    "text first in the alphabet": lambda c, q, cs: -sorted(x["text"] for x in cs).index(c["text"]),
    "slug like the stem": lambda c, q, cs: likeness(c["slug"], q["stem"]),
    "slug shares words with the stem": lambda c, q, cs: len(words(c["slug"]) & words(q["stem"])),
    "slug like the id": lambda c, q, cs: likeness(c["slug"], q["id"]),
    "slug unlike the others": lambda c, q, cs: -sum(likeness(c["slug"], x["slug"]) for x in cs),
    "slug like the others": lambda c, q, cs: sum(likeness(c["slug"], x["slug"]) for x in cs),
    "longest text": lambda c, q, cs: len(c["text"]),
    "shortest text": lambda c, q, cs: -len(c["text"]),
    "longest slug": lambda c, q, cs: len(c["slug"]),
    "shortest slug": lambda c, q, cs: -len(c["slug"]),
}


def ranked(question: Question, choices: list[dict], rank: Rank) -> list[str]:
    order = sorted(choices, key=lambda c: (-rank(c, question, choices), choices.index(c)))
    return [c["slug"] for c in order]


def guess(question: Question, rank: Rank) -> object:
    """Answer a question by one strategy; None where it has nothing to go by."""
    match question["type"]:
        case "single":
            return ranked(question, question["options"], rank)[0]
        case "multi":
            order = ranked(question, question["options"], rank)
            return order[: math.ceil(len(order) / 2)]
        case "confidence":
            return {"pick": ranked(question, question["options"], rank)[0], "p": 1}
        case "match" | "sort":
            lefts = ranked(question, question["lefts"], rank)
            rights = ranked(question, question["rights"], rank)
            return {left: rights[i % len(rights)] for i, left in enumerate(lefts)}
        case "order":
            return ranked(question, question["steps"], rank)
    return None


def by_likeness(field: str) -> Callable[[Question], object]:
    """Pair each left-hand side with the right-hand side that looks most like it."""

    def pair(question: Question) -> object:
        if question["type"] not in ("match", "sort"):
            return None
        return {
            left["slug"]: max(question["rights"], key=lambda r: likeness(left[field], r[field]))["slug"]
            for left in question["lefts"]
        }

    return pair


def dealt(item: Item, response: object) -> Iterable[object]:
    """Yield the response with the names of the choices dealt out anew, all ways or many of them."""
    if item.type == "mark":
        yield from moved(item, response)
        return
    choices = {
        **{"single": "options", "multi": "options", "confidence": "options"},
        **{"match": "rights", "sort": "rights", "order": "steps"},
    }[item.type]
    slugs = [c.slug for c in getattr(item.question, choices)]
    deals = itertools.permutations(slugs)
    if math.factorial(len(slugs)) > DEALS:
        shuffler = random.Random(item.id)
        deals = (shuffler.sample(slugs, len(slugs)) for _ in range(DEALS))
    for deal in deals:
        new = dict(zip(slugs, deal, strict=True))
        if item.type == "confidence":
            yield response | {"pick": new[response["pick"]]}
        elif isinstance(response, dict):
            yield {left: new[right] for left, right in response.items()}
        else:
            yield new[response] if isinstance(response, str) else [new[slug] for slug in response]


def moved(item: Item, response: list) -> Iterable[object]:
    """Yield as many words marked in other places of the text, each stretch as long as it was."""
    end = len(item.text.split())
    shuffler = random.Random(item.id)
    for _ in range(DEALS):
        by = shuffler.randrange(end)
        turned = sorted((place + by) % end for first, last in response for place in range(first, last + 1))
        yield [[place, place] for place in turned]


def marks(rank: Callable[[str, int, list[str], Question], float]) -> Callable[[Question], object]:
    """Mark the third of the words that ranks highest."""

    def mark(question: Question) -> object:
        if question["type"] != "mark":
            return None
        text = question["text"].split()
        order = sorted(range(len(text)), key=lambda place: -rank(text[place], place, text, question))
        return [[place, place] for place in sorted(order[: math.ceil(len(text) / 3)])]

    return mark


#: What can be seen of a word without reading the text.
MARKS = {
    "first words": marks(lambda word, place, text, question: -place),
    "last words": marks(lambda word, place, text, question: place),
    "words in the middle": marks(lambda word, place, text, question: -abs(place - len(text) / 2)),
    "longest words": marks(lambda word, place, text, question: len(word)),
    "words of the stem": marks(
        lambda word, place, text, question: len(words(word) & words(question["stem"]))
    ),
    "rare words": marks(lambda word, place, text, question: -text.count(word)),
}


def tally(items: Iterable[Item], strategy: Callable[[Question], object]) -> tuple[float, float, float, float]:
    """Return points earned, points that chance gives, its standard deviation, and points to be had."""
    earned = chance = variance = total = 0.0
    for item in items:
        response = strategy(seen(item))
        if response is None:
            continue
        scores = [score(item, deal).points for deal in dealt(item, response)]
        mean = sum(scores) / len(scores)
        earned += score(item, response).points
        chance += mean
        variance += sum((s - mean) ** 2 for s in scores) / len(scores)
        total += item.points
    return earned, chance, math.sqrt(variance), total


STRATEGIES = {name: lambda q, rank=rank: guess(q, rank) for name, rank in RANKS.items()}
STRATEGIES |= {"like slugs": by_likeness("slug"), "like texts": by_likeness("text")}


@pytest.mark.parametrize("where", sorted(banks()))
@pytest.mark.parametrize("strategy", STRATEGIES)
def test_the_form_of_a_question_does_not_tell_its_answer(where, strategy):
    earned, chance, sigma, total = tally(banks()[where].values(), STRATEGIES[strategy])
    assert total > 0
    assert earned <= chance + SIGMAS * sigma, (
        f"{strategy!r} earns {earned:.1f} of {total:g} points, chance gives {chance:.1f} ± {sigma:.1f}"
    )


@pytest.mark.parametrize("where", sorted(banks()))
def test_the_ends_and_the_middle_of_a_scale_are_no_better_than_chance(where):
    scales = [item for item in banks()[where].values() if item.type == "scale"]
    assert scales or not where.endswith("whole bank")
    for place in (0.0, 0.5, 1.0):
        earned = chance = variance = 0.0
        for item in scales:
            steps = round((item.maximum - item.minimum) / item.step)
            scores = [score(item, item.minimum + i * item.step).points for i in range(steps + 1)]
            mean = sum(scores) / len(scores)
            earned += scores[round(place * steps)]
            chance += mean
            variance += sum((s - mean) ** 2 for s in scores) / len(scores)
        assert earned <= chance + SIGMAS * math.sqrt(variance), place


@pytest.mark.parametrize("where", sorted(banks()))
def test_no_question_holds_the_answer_that_is_to_be_written(where):
    for item in banks()[where].values():
        question = seen(item)
        if item.type == "short":
            for accepted in item.accept:
                assert f" {normalise(accepted)} " not in f" {normalise(question['stem'])} ", item.id
                assert normalise(accepted) not in normalise(item.id), item.id
        elif item.type in ("numeric", "scale"):
            # The number of an article in a list of clauses is no hint at how many they are.
            stem = re.sub(r"Articles? \d+(\(\d\))?", "", question["stem"])
            numbers = re.findall(r"\d+(?:[.,]\d+)?", stem)
            assert not any(score(item, as_number(n)).points for n in numbers), item.id


@pytest.mark.parametrize("where", sorted(banks()))
@pytest.mark.parametrize("strategy", MARKS)
def test_the_look_of_a_word_does_not_tell_that_it_is_to_be_marked(where, strategy):
    earned, chance, sigma, total = tally(banks()[where].values(), MARKS[strategy])
    assert total == sum(item.points for item in banks()[where].values() if item.type == "mark")
    assert earned <= chance + SIGMAS * sigma


def test_the_program_would_notice_that_the_longest_words_are_marked():
    text = (
        "At dawn the quartermasters came, and by noon a fog lay on the long pier. The superintendents left."
    )
    spans = (Span("quartermasters"), Span("superintendents"))
    item = replace(MARK, text=text, spans=spans, wrong=(), none="", _question=[])
    earned, chance, sigma, total = tally([replace(item, id=f"m{n}", _question=[]) for n in range(9)], longest)
    assert earned > chance + SIGMAS * sigma
    assert 0 < chance < total / 2


def longest(question: Question) -> object:
    text = question["text"].split()
    return [[place, place] for place, word in enumerate(text) if len(word) > 12]


def test_the_program_would_notice_a_telling_bank():
    for name, tell in {
        "longest text": lambda o: replace(o, text=o.text + ", to be exact" * o.correct),
        "slug first in the alphabet": lambda o: replace(o, slug="aa-" * o.correct + o.slug),
    }.items():
        for items in banks().values():
            singles = [item for item in items.values() if item.type in ("single", "confidence")]
            if len(singles) < 8:  # In so few no cue stands out from chance.
                continue
            cheats = [replace(i, options=tuple(map(tell, i.options)), _question=[]) for i in singles]
            earned, chance, sigma, total = tally(cheats, STRATEGIES[name])
            assert earned > 0.8 * total
            assert earned > chance + SIGMAS * sigma
