"""Answers of known worth to any question of a bank: right, wrong, partly right, any at all, impossible."""

from __future__ import annotations

from random import Random
from typing import Any

from tests.grading import second_scorer as second
from tests.grading.second_scorer import Item


def right(item: Item) -> Any:
    match item["type"]:
        case "single":
            return second.correct(item)[0]
        case "multi":
            return second.correct(item)
        case "match" | "sort":
            return second.pairs(item)
        case "order":
            return second.slugs(item, "step")
        case "short":
            return item["accept"][0]
        case "mark":
            found = [second.places(item["text"], span["text"]) for span in item.get("span", [])]
            return [[min(places), max(places)] for places in found] or "none"
        case "confidence":
            return {"pick": second.correct(item)[0], "p": 1}
    return item["value"]


def wrong(item: Item) -> Any:
    """Return an answer that can be read and earns nothing."""
    match item["type"]:
        case "single":
            return _others(item)[0]
        case "multi":
            return _others(item)
        case "match" | "sort":
            return {a: next(c for c in second.rights(item) if c != b) for a, b in second.pairs(item).items()}
        case "order":
            return right(item)[::-1]
        case "short":
            return "none of these words"
        case "numeric":
            return item["value"] + item.get("tolerance", 0) + 1
        case "scale":
            return max(item["minimum"], item["maximum"], key=lambda end: abs(end - item["value"]))
        case "mark":
            return _strays(item) or [[0, 0]]
    return {"pick": _others(item)[-1], "p": 1}


def partly(item: Item, turn: int) -> Any:
    """Return an answer between the two, another one each turn; for all-or-nothing types at their edges."""
    full, none = right(item), wrong(item)
    match item["type"]:
        case "multi":
            return [full, full[:1], full + none[:1], [*full[:-1], none[0]]][turn % 4]
        case "match" | "sort":
            left = list(full)[turn % len(full)]
            return [full | {left: none[left]}, {left: full[left]}, none | {left: full[left]}][turn % 3]
        case "order":
            at = turn % (len(full) - 1)
            return [*full[:at], full[at + 1], full[at], *full[at + 2 :]]
        case "short":
            return [f"The {full.upper()}.", f"  “{full}” ", full.replace(" ", "-"), f"not {full}"][turn % 4]
        case "numeric" | "scale":
            edge = item["value"] + (-1) ** turn * item.get("tolerance", 0)
            inside = item.get("minimum", edge) <= edge <= item.get("maximum", edge)
            written = str(item["value"])
            return [written, written.replace(".", ","), edge if inside else written][turn % 3]
        case "mark" if full == "none":
            return [full, none][turn % 2]
        case "mark":
            first, last = full[0]
            wide = [first, min(last + 2, len(item["text"].split()) - 1)]
            return [full[:1], [[first, first]], [*full, *_strays(item)[:2]], [wide], [[first, last]]][
                turn % 5
            ]
        case "confidence":
            pick = [full["pick"], *_others(item)][turn % len(item["option"])]
            return {"pick": pick, "p": [0.7, "0,55", 0.95, round(1 / len(item["option"]), 2)][turn % 4]}
    return [full, none][turn % 2]


def anything(item: Item, random: Random) -> Any:
    """Return an answer of a student of whom nothing is known; None where there is none."""
    if random.random() < 0.1:
        return None
    match item["type"]:
        case "single":
            return random.choice(second.slugs(item, "option"))
        case "multi":
            options = second.slugs(item, "option")
            return random.sample(options, random.randint(0, len(options)))
        case "match" | "sort":
            lefts = list(second.pairs(item))
            return {left: random.choice(second.rights(item)) for left in lefts if random.random() < 0.9}
        case "order":
            return random.sample(right(item), len(right(item)))
        case "short":
            return random.choice([partly(item, random.randrange(4)), "peace"])
        case "numeric":
            return item["value"] + random.choice([-1, 0, 1]) * random.choice([1, item.get("tolerance", 0)])
        case "scale":
            return random.randint(item["minimum"], item["maximum"])
        case "mark":
            ends = sorted(random.sample(range(len(item["text"].split())), 4))
            return random.choice([[ends[:2], ends[2:]], [ends[1:3]], right(item)])
    steps = [n / 100 for n in range(5, 101, 5) if n / 100 > 1 / len(item["option"])]
    return {"pick": random.choice(second.slugs(item, "option")), "p": random.choice(steps)}


def turned(item: Item) -> Any:
    """Return the right answer with ticks, pairs and stretches named in another order."""
    full = right(item)
    if isinstance(full, dict):
        return dict(reversed(full.items()))
    return full[::-1] if item["type"] in ("multi", "mark") and isinstance(full, list) else full


def impossible(item: Item, turn: int) -> Any:
    """Return what can be no answer to the question, and so earns nothing, however near to the right one."""
    full = right(item)
    common = [True, float("nan"), {"response": full}, [[[[full]]]], "\u202e<script>1</script>" * 20, 10**40]
    values = [*_nearly(item, full), *common]
    return values[turn % len(values)]


def _nearly(item: Item, full: Any) -> list[Any]:
    match item["type"]:
        case "single":
            return [[full], {full: True}, full.upper()]
        case "multi":
            return [[*full, full[0]], [*full, "no-such-option"], dict.fromkeys(full, True)]
        case "match" | "sort":
            return [[*full.items()], full | {"no-such-text": "x"}, {b: a for a, b in full.items()}]
        case "order":
            return [full[:-1], [*full, full[0]], {slug: n for n, slug in enumerate(full)}]
        case "short":
            return [[full], {full: full}, full + " " * 30_000]
        case "numeric":
            return [[full], f"{full} or so", "1e999"]
        case "scale":
            return [[full], item["maximum"] + 1, float("inf")]
        case "mark":
            return [[[-1, 10**9]], [[0, 5], [3, 8]], [[False, True]]]
    odd = [full | {"p": p} for p in (2, -1, True, "1e999", None)]
    return [full["pick"], *odd, full | {"more": 1}, {"pick": 0, "p": 1}]


def _others(item: Item) -> list[str]:
    return [slug for slug in second.slugs(item, "option") if slug not in second.correct(item)]


def _strays(item: Item) -> list[list[int]]:
    """Return each word that costs something, as a stretch of its own."""
    wanted, weighed = second.spans(item)
    return [[n, n] for n in sorted(weighed - set().union(*wanted))]
