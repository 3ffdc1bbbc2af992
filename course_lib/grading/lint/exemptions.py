"""Ways out of a rule, each with its reason; one that nothing needs is a fault itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from course_lib.grading.lint._rule import Fault

__all__ = ["exempted"]

RULE = "exemption"


def exempted(
    faults: Iterable[Fault], lines: Iterable[str], rules: Iterable[str], item: str
) -> Iterator[Fault]:
    """Take out the faults that are exempt, and say which exemptions are wrong.

    Parameters
    ----------
    faults : iterable of Fault
        Of one item, or of the bank as a whole.
    lines : iterable of str
        Its ``lint_ok``: ``"rule: why"``.
    rules : iterable of str
        Slugs of the rules from which this may be exempt.
    item : str
        Id of the item, "" for the bank.

    Yields
    ------
    Fault
        What is left, then the exemptions that are not in order.
    """
    reasons = {slug.strip(): why.strip() for slug, _, why in (line.partition(":") for line in lines)}
    allowed, used = set(rules), set()
    for fault in faults:
        if reasons.get(fault.rule) and fault.rule in allowed:
            used.add(fault.rule)
        else:
            yield fault
    for slug, why in reasons.items():
        if slug not in allowed:
            yield Fault(
                RULE, item, f"there is no rule {slug!r} to be exempt from here: mend or drop the line."
            )
        elif not why:
            yield Fault(RULE, item, f"the exemption from {slug!r} has no reason: write '{slug}: why'.")
        elif slug not in used:
            yield Fault(RULE, item, f"nothing breaks the rule {slug!r}: drop the exemption.")
