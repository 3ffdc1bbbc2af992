"""What a rule of the linter is, and what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from course_lib.quiz.bank import Bank
from course_lib.quiz.items import Choice, Item

__all__ = ["SCHEMA", "Fault", "Rule", "about_bank", "about_item", "groups", "keyed_options"]

#: The rule that is broken where something cannot be read.
SCHEMA = "schema"


@dataclass(frozen=True)
class Fault:
    """Something to mend.

    Attributes
    ----------
    rule : str
        Slug of the rule.
    item : str
        Id of the item, or what else in the file is meant; "" for the whole file.
    sentence : str
        What is wrong and what to do.
    where : str
        Name of the file.
    """

    rule: str
    item: str
    sentence: str
    where: str = ""

    def __str__(self) -> str:
        place = ", ".join(filter(None, (self.where, self.item)))
        # The slug is for whoever writes an exemption; from the schema there is none.
        return (
            f"{place}: {self.sentence}" if self.rule == SCHEMA else f"{place} [{self.rule}]: {self.sentence}"
        )


@dataclass(frozen=True)
class Rule:
    """A rule: its slug, one line that says it, and the function that finds its faults."""

    slug: str
    says: str
    check: Callable[[Any], Iterable[tuple[str, str]]]

    def __call__(self, subject: Item | Bank) -> Iterator[Fault]:
        """Yield the faults of an item or a bank.

        Parameters
        ----------
        subject : Item or Bank
            What this rule is about.

        Yields
        ------
        Fault
            One sentence each.
        """
        for item_id, sentence in self.check(subject):
            yield Fault(self.slug, item_id, sentence)


def about_item(slug: str, says: str) -> Callable[[Callable[[Any], Iterable[str]]], Rule]:
    """Make a rule of a function that yields sentences about one item.

    Parameters
    ----------
    slug, says : str
        See `Rule`.

    Returns
    -------
    callable
        A decorator.
    """

    def decorate(check: Callable[[Any], Iterable[str]]) -> Rule:
        return Rule(slug, says, lambda item: ((item.id, sentence) for sentence in check(item)))

    return decorate


def about_bank(slug: str, says: str) -> Callable[[Callable[[Bank], Iterable[tuple[str, str]]]], Rule]:
    """Make a rule of a function that yields, about a bank, what is meant and a sentence.

    Parameters
    ----------
    slug, says : str
        See `Rule`.

    Returns
    -------
    callable
        A decorator.
    """
    return lambda check: Rule(slug, says, check)


def groups(item: Item) -> dict[str, tuple[Choice, ...]]:
    """Return the texts that an item offers, by what they are.

    Parameters
    ----------
    item : Item
        Of any type.

    Returns
    -------
    dict of str to tuple of Choice
        Name of the field of `Question` to its choices; without empty ones.
    """
    question = item.question
    fields = {name: getattr(question, name) for name in question.__dataclass_fields__}
    return {
        name: value
        for name, value in fields.items()
        if isinstance(value, tuple) and value and isinstance(value[0], Choice)
    }


def keyed_options(item: Item) -> tuple[str, list[str]] | None:
    """Return the text of the one right option and those of the wrong ones.

    Parameters
    ----------
    item : Item
        Of any type.

    Returns
    -------
    tuple of (str, list of str), or None
        None where there is no single key among options.
    """
    right = [option.text for option in item.options if option.correct]
    wrong = [option.text for option in item.options if not option.correct]
    return (right[0], wrong) if item.keyed and item.type != "multi" and len(right) == 1 and wrong else None
