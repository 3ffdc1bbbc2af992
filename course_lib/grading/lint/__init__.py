"""What can be wrong with questions: rules over items, banks and papers, each fault one sentence.

A rule is a function of an item or a bank that yields faults; it stands in the module of its kind. An item may
be exempt from a rule with a reason: ``lint_ok = ["long-key: why"]``, for a rule over a bank at the top of its
file.
"""

from __future__ import annotations

from collections.abc import Iterator

from course_lib.grading.lint import chance, coverage, cues, options, papers, stems
from course_lib.grading.lint._rule import SCHEMA, Fault
from course_lib.grading.lint.exemptions import exempted
from course_lib.quiz.bank import Bank

__all__ = ["BANK_RULES", "ITEM_RULES", "RULES", "SCHEMA", "Fault", "lint_bank"]

ITEM_RULES = (*options.RULES, *stems.RULES, *cues.RULES, *coverage.RULES)
BANK_RULES = (*chance.RULES, *coverage.BANK_RULES)
#: Every rule with its line.
RULES: dict[str, str] = {
    SCHEMA: "A file can be read; each item has what its type needs, one key, and feedback on each option.",
    **{rule.slug: rule.says for rule in (*ITEM_RULES, *coverage.SOURCE_RULES, *BANK_RULES)},
    **papers.SAYS,
    "exemption": "Every exemption names a rule that would speak, and a reason.",
}


def lint_bank(bank: Bank) -> Iterator[Fault]:
    """Find what is wrong with a bank that could be read.

    Parameters
    ----------
    bank : Bank
        Graded items or the checks of a lesson.

    Yields
    ------
    Fault
        By item, then for the bank as a whole.
    """
    slugs = [rule.slug for rule in (*ITEM_RULES, *coverage.SOURCE_RULES)]
    for item in bank.items.values():
        found = (fault for rule in (*ITEM_RULES, *coverage.SOURCE_RULES) for fault in rule(item))
        yield from exempted(found, item.lint_ok, slugs, item.id)
    for task in bank.manuals.values():
        yield from (fault for rule in coverage.SOURCE_RULES for fault in rule(task))
    found = (fault for rule in BANK_RULES for fault in rule(bank))
    yield from exempted(found, bank.lint_ok, [rule.slug for rule in BANK_RULES], "")
