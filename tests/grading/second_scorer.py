"""The rules of scoring a second time, from the words of CONTRIBUTING.md over the bare TOML of a bank.

It shares no code with `course_lib.quiz`, whose marks it checks; only the list of small words is read from
there, since CONTRIBUTING.md names it. Points are exact fractions; the product rounds them to cents.
"""

from __future__ import annotations

import math
import re
import string
import tomllib
from collections.abc import Callable
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import Any

from course_lib.quiz.passage import SMALL

Item = dict[str, Any]
#: The rule of an item that names none: the first one in the table of CONTRIBUTING.md.
FIRST = {"multi": "right-minus-wrong", "match": "per-part", "sort": "per-part", "order": "pair-order"}
FIRST |= {"mark": "overlap", "confidence": "brier"}


class Unreadable(Exception):
    """A response that can be no answer to its question."""


def bank(path: Path) -> dict[str, Item]:
    """Return the items of a bank by full id, variants with what they inherit."""
    found = {}
    for raw in tomllib.loads(path.read_text("utf-8"))["item"]:
        parent = {k: v for k, v in raw.items() if k != "variant"}
        found[raw["id"]] = parent
        for variant in raw.get("variant", []):
            full = f"{raw['id']}/{variant['id']}"
            found[full] = parent | variant | {"id": full}
    return found


def points(item: Item, response: Any) -> Fraction:
    """Return what a response earns, not rounded; 0 for one that cannot be read."""
    try:
        return Fraction(str(item["points"])) * max(Fraction(0), share(item, response))
    except Unreadable:
        return Fraction(0)


def readable(item: Item, response: Any) -> bool:
    try:
        share(item, response)
    except Unreadable:
        return False
    return True


def empty(response: Any) -> bool:
    return response in (None, [], {}) or (isinstance(response, str) and not response.strip())


def share(item: Item, response: Any) -> Fraction:
    if empty(response):
        return Fraction(0)
    return Fraction(RULES[item["type"]](item, response, item.get("partial", FIRST.get(item["type"], "all"))))


def slugs(item: Item, field: str) -> list[str]:
    return [choice["slug"] for choice in item.get(field, [])]


def correct(item: Item) -> list[str]:
    return [option["slug"] for option in item["option"] if option.get("correct")]


def need(condition: object) -> None:
    if not condition:
        raise Unreadable


def number(value: Any) -> Fraction:
    need(isinstance(value, int | float | str) and not isinstance(value, bool))
    text = str(value).strip().replace(",", ".")
    need(re.fullmatch(r"[+-]?\d+(\.\d+)?(e[+-]?\d+)?", text, re.ASCII) and len(text) < 40)
    need(math.isfinite(float(text)))
    return Fraction(text)


def named(value: Any, known: list[str]) -> None:
    need(isinstance(value, str) and value in known)


def all_different(response: Any, known: list[str]) -> None:
    need(isinstance(response, list))
    for value in response:
        named(value, known)
    need(len(set(response)) == len(response))


def single(item: Item, response: Any, rule: str) -> Fraction:
    named(response, slugs(item, "option"))
    return Fraction([response] == correct(item))


def multi(item: Item, response: Any, rule: str) -> Fraction:
    options, right = slugs(item, "option"), correct(item)
    all_different(response, options)
    if rule == "all":
        return Fraction(sorted(response) == sorted(right))
    if rule == "per-part":
        return Fraction(sum((slug in response) == (slug in right) for slug in options), len(options))
    hits = sum(slug in right for slug in response)
    return Fraction(hits - (len(response) - hits), len(right))


def pairs(item: Item) -> dict[str, str]:
    if item["type"] == "sort":
        return {s["slug"]: s["bin"] for s in item["statement"]}
    return {p["left_slug"]: p["right_slug"] for p in item["pair"]}


def rights(item: Item) -> list[str]:
    if item["type"] == "sort":
        return slugs(item, "bin")
    return sorted({p["right_slug"] for p in item["pair"]} | set(slugs(item, "spare")))


def paired(item: Item, response: Any, rule: str) -> Fraction:
    key = pairs(item)
    need(isinstance(response, dict))
    for left, right in response.items():
        named(left, list(key))
        named(right, rights(item))
    hits = sum(response.get(left) == right for left, right in key.items())
    return Fraction(hits == len(key)) if rule == "all" else Fraction(hits, len(key))


def order(item: Item, response: Any, rule: str) -> Fraction:
    steps = slugs(item, "step")
    all_different(response, steps)
    need(len(response) == len(steps))
    if rule == "all":
        return Fraction(response == steps)
    both = list(combinations(steps, 2))
    right = sum(response.index(a) < response.index(b) for a, b in both)
    return Fraction(right - (len(both) - right), len(both))


def short(item: Item, response: Any, rule: str) -> Fraction:
    need(isinstance(response, str) and len(response) <= 200)

    def plain(text: str) -> str:
        words = re.sub(r"[\s_-]+", " ", text.lower()).strip(string.punctuation + " “”‘’").split(" ")
        return " ".join(words[1:] if words[0] in ("a", "an", "the") else words).replace("defense", "defence")

    return Fraction(plain(response) in [plain(text) for text in item["accept"]])


def near(item: Item, response: Any, rule: str) -> Fraction:
    value = number(response)
    if item["type"] == "scale":
        need(item["minimum"] <= value <= item["maximum"])
    off = abs(value - Fraction(str(item["value"])))
    return Fraction(off <= Fraction(str(item.get("tolerance", 0))))


def bare(word: str) -> str:
    return word.strip(string.punctuation + "–—“”‘’„…«»") or word


def places(text: str, stretch: str) -> set[int]:
    """Return the places of a stretch of words, which stands once in the text."""
    here, sought = [bare(w) for w in text.split()], [bare(w) for w in stretch.split()]
    (start,) = [n for n in range(len(here)) if here[n : n + len(sought)] == sought]
    return set(range(start, start + len(sought)))


def counting(text: str) -> set[int]:
    return {
        n
        for n, word in enumerate(text.split())
        if re.search(r"[^\W_]", word) and bare(word).lower() not in SMALL
    }


def spans(item: Item) -> tuple[list[set[int]], set[int]]:
    """Return the counting words of each span, and all words that may cost something."""
    matter = counting(item["text"])
    wanted = [places(item["text"], span["text"]) & matter for span in item.get("span", [])]
    free = [places(item["text"], span["free"]) for span in item.get("span", []) if span.get("free")]
    return wanted, (matter - set().union(*free)) | set().union(*wanted)


def mark(item: Item, response: Any, rule: str) -> Fraction:
    if isinstance(response, str):
        need(response == "none" and item.get("none"))
        return Fraction(not item.get("span"))
    need(isinstance(response, list))
    touched: list[int] = []
    for stretch in response:
        need(isinstance(stretch, list) and len(stretch) == 2 and all(type(n) is int for n in stretch))
        need(0 <= stretch[0] <= stretch[1] < len(item["text"].split()))
        touched += range(stretch[0], stretch[1] + 1)
    need(len(set(touched)) == len(touched))
    wanted, weighed = spans(item)
    marked, inside = set(touched) & weighed, set().union(*wanted)
    if not wanted or not marked:
        return Fraction(0)
    if rule == "all":
        return Fraction(marked == inside)
    precise = Fraction(len(marked & inside), len(marked))
    found = sum(Fraction(len(span & marked), len(span)) for span in wanted) / len(wanted)
    if precise < Fraction(1, 2):
        return Fraction(0)
    return Fraction(1) if found * precise >= Fraction(9, 10) else found * precise


def confidence(item: Item, response: Any, rule: str) -> Fraction:
    options = slugs(item, "option")
    need(isinstance(response, dict) and sorted(response) == ["p", "pick"])
    named(response["pick"], options)
    even, p = Fraction(1, len(options)), number(response["p"])
    # An even chance is shown with two decimals: 33 % stands for a third.
    need(even - Fraction(5, 1000) <= p <= 1)
    p = max(p, even)
    stated = {slug: (1 - p) / (len(options) - 1) for slug in options} | {response["pick"]: p}
    brier = sum((said - (slug in correct(item))) ** 2 for slug, said in stated.items())
    return 1 - brier / 2


RULES: dict[str, Callable[[Item, Any, str], Fraction]] = {
    **{"single": single, "multi": multi, "match": paired, "sort": paired, "order": order},
    **{"short": short, "numeric": near, "scale": near, "mark": mark, "confidence": confidence},
}
