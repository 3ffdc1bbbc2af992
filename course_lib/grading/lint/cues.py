"""Rules on form that tells one option from the others before anything is known."""

from __future__ import annotations

import re
from collections.abc import Iterator

from course_lib.grading.lint._rule import about_item, keyed_options
from course_lib.grading.lint.words import PAST, PLURAL, SINGULAR, VERBS, content, unquoted
from course_lib.quiz.items import Item

__all__ = ["LONGER_BY", "LONGER_THAN", "RULES"]

#: A key is much longer where it exceeds the longest wrong option by this factor and by this many letters.
LONGER_THAN, LONGER_BY = 1.3, 15
#: Words of an option that is surely no sentence, where no verb is seen in it.
LONGEST_GROUP = 6


@about_item("long-key", f"No key is longer than {LONGER_THAN} times the longest wrong option.")
def long_key(item: Item) -> Iterator[str]:
    """Yield a sentence where the key stands out by its length."""
    if options := keyed_options(item):
        key, wrong = len(options[0]), max(map(len, options[1]))
        if key > LONGER_THAN * wrong and key >= wrong + LONGER_BY:
            yield (
                f"the key has {key} letters, the longest wrong option {wrong}: "
                "shorten the key or say more in the others."
            )


@about_item("article-cue", "A stem that ends in 'a' or 'an' does not rule options out.")
def article_cue(item: Item) -> Iterator[str]:
    """Yield a sentence where the last word of the stem fits the key alone."""
    options, article = keyed_options(item), re.search(r"\b(an?)[\s.:\u2026_]*$", item.stem.rstrip())
    if options and article:
        key, wrong = options
        vowel = article[1] == "an"
        if _vowel(key) == vowel and all(_vowel(text) != vowel for text in wrong):
            yield f"the stem ends in {article[1]!r}, which fits the key alone: write it into the options."


def _vowel(text: str) -> bool:
    return text.lstrip("\"'\u201c\u2018 ")[:1].casefold() in set("aeiou")


@about_item("number-cue", "Singular or plural in the stem does not rule options out.")
def number_cue(item: Item) -> Iterator[str]:
    """Yield a sentence where the key alone has the number that the stem asks for."""
    options, expected = keyed_options(item), _number_asked(item.stem)
    if options and expected:
        key, wrong = options
        if _number(key) == expected and all(_number(text) not in (expected, "") for text in wrong):
            yield (
                f"the stem asks for a {expected}, and only the key is one: "
                "write the stem so that it fits all options."
            )


def _number_asked(stem: str) -> str:
    last = re.search(r"\b(is|was|has|are|were|have)[\s.:\u2026_]*$", stem.rstrip())
    if last:
        return "singular" if last[1] in ("is", "was", "has") else "plural"
    noun = re.match(r"(?:Which|What) (\w+)\b", stem)
    if noun and not noun[1].islower():
        return ""
    if noun and re.search(r"[^sui]s$", noun[1]) and noun[1] not in VERBS | {"does"}:
        return "plural"
    return ""


def _number(text: str) -> str:
    """Return the number of an option, or "" where it cannot be told."""
    words = re.findall(r"[^\W_]+", text.casefold())
    if not words:
        return ""
    if words[0] in SINGULAR:
        return "singular"
    if words[0] in PLURAL or "and" in words[:4]:
        return "plural"
    if len(words) > 4:
        return ""
    return "plural" if re.search(r"[^sui]s$", words[-1]) else "singular"


@about_item("sentence-cue", "The key is not the only option that is a whole sentence, or that is none.")
def sentence_cue(item: Item) -> Iterator[str]:
    """Yield a sentence where the key alone has, or lacks, the form of a sentence."""
    if options := keyed_options(item):
        key, wrong = options
        for form, does in ((_ends, "ends like a sentence"), (_has_verb, "has a verb of its own")):
            own, others = form(key), {form(text) for text in wrong}
            if len(wrong) > 1 and own is not None and others == {not own}:
                who = "only the key" if own else "each option but the key"
                yield f"{who} {does}: give all options one form."
                return


def _ends(text: str) -> bool:
    return text.rstrip("\"'\u201d\u2019 ").endswith((".", "!", "?"))


def _has_verb(text: str) -> bool | None:
    """Say whether a text has a verb of its own; None where a word may be one or not."""
    words = re.findall(r"[^\W_]+", unquoted(text).casefold())
    if VERBS.intersection(words):
        return True
    doubtful = any(word in PAST or re.search(r"(?:[^s]s|ed)$", word) for word in words)
    # A group of words is short; in a longer text some word may be a verb that no list holds.
    return None if doubtful or len(words) > LONGEST_GROUP else False


@about_item("shared-word", "The key does not share more words with the stem than every wrong option.")
def shared_word(item: Item) -> Iterator[str]:
    """Yield a word of the stem that the key alone repeats, where no wrong option repeats one of its own."""
    if options := keyed_options(item):
        stem = set(content(item.stem))
        key, wrong = set(content(options[0])) & stem, [set(content(text)) & stem for text in options[1]]
        alone = key - set().union(*wrong)
        if alone and all(shared < key for shared in wrong):
            words = ", ".join(repr(word) for word in sorted(alone))
            yield (
                f"of all options only the key repeats {words} from the stem: "
                "use it in a wrong option too, or in none."
            )


RULES = (long_key, article_cue, number_cue, sentence_cue, shared_word)
