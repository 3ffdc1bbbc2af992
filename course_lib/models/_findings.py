"""How a finding is shown: the words that decide, what is left open, and what one change would do."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType

from course_lib.data import cite
from course_lib.models._words import prose
from course_lib.models.parts import Badge, Card, Cell, Fold, Line, Link, Links, Pairs, Part, Say, Span, Table
from course_lib.treaties import FIELDS, PRESETS, STORIES, Finding, Scenario, clause, duties, marked, stated_by

__all__ = [
    "badge",
    "because",
    "counted",
    "differences",
    "differing",
    "find",
    "left_open",
    "members",
    "membership",
    "outcome",
    "story",
    "turns",
    "up",
    "whole",
    "why",
]

#: A right reads on into the next clause, which says how long it lasts.
_READS_ON: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"un_charter.51.1": ("un_charter.51.1", "un_charter.51.2")}
)
_KEY = (
    ("trigger", "trigger"),
    ("what is owed, when, with what", "obligation"),
    ("limit", "qualifier"),
)
_NO_MEMBERS = (
    "Neither Korea was a Member of the United Nations in 1950 (both since 17 September 1991), and Article 51 "
    "speaks of an attack on a Member."
)
_ASKED_OF_THE_CASE = {question for _, question in FIELDS.values()}
_LOOKS = {"not owed": "not-owed", "no right": "not-owed", "a right": "right"}
_BEST = {"not owed": "owed", "no right": "a right"}


def up(text: str) -> str:
    """Return a text that begins with a capital letter."""
    return text[:1].upper() + text[1:]


def outcome(finding: Finding, of_members: bool) -> str:
    """Return the outcome in words; a right of Members is none of a State that is no Member."""
    return finding.outcome if of_members or finding.outcome != "a right" else "a right of Members"


def badge(finding: Finding, of_members: bool) -> Badge:
    """Return the frame around an outcome."""
    return Badge(outcome(finding, of_members), _LOOKS.get(finding.outcome, finding.outcome))


def find(case: Scenario, ref: str) -> Finding:
    """Return what one clause says about a case."""
    return next(f for f in duties(case, ref.partition(".")[0]) if f.clause == ref)


def differing(one: Scenario, two: Scenario) -> tuple[str, ...]:
    """Return the fields in which two cases differ."""
    return tuple(name for name in FIELDS if getattr(one, name) is not getattr(two, name))


def story(preset: str, case: Scenario) -> Part:
    """Return who stands where in a case, who told it so, and what was changed of it."""
    told = STORIES[preset]
    said = [
        f"The party: {told.party}. The adversary: {told.adversary}. Asked to help: {told.helper}.",
        told.told,
        told.supposed,
        "" if told.members else _NO_MEMBERS,
    ]
    parts: list[Part] = [Say(text) for text in said if text]
    if changed := differing(case, PRESETS[preset]):
        now = "; ".join(f"{FIELDS[name][1]} {up(getattr(case, name).label)}" for name in changed)
        parts.append(Say(f"Changed by you: {now}.", "strong"))
    if told.refs:
        read = ((ref, cite(ref).sources[0]) for ref in told.refs)
        links = tuple(Link(f"{source.title} ({ref})", source.url) for ref, source in read)
        parts.append(Fold("sources", "Sources of this case", (Links("Read in", links),)))
    return Card(preset, tuple(parts), state="quiet")


def members(preset: str) -> bool:
    """Say whether the sides of a case were Members of the United Nations."""
    return preset not in STORIES or STORIES[preset].members


def membership(preset: str, ref: str) -> tuple[Part, ...]:
    """Return, beside what Article 51 says, that it speaks of Members where neither side was one."""
    right = ref.startswith("un_charter.51.") and not members(preset)
    return (Say(_NO_MEMBERS, "note"),) if right else ()


def _words(ref: str, term: str) -> str:
    return next((w for each in _READS_ON.get(ref, (ref,)) if (w := stated_by(each, term))), term)


@cache
def whole(ref: str) -> tuple[Part, ...]:
    """Return the clause with its words marked by element, and where it was read."""
    lines: list[Part] = [
        Line(tuple(Span(words.text, words.element) for words in marked(each)))
        for each in _READS_ON.get(ref, (ref,))
    ]
    read = cite(ref).sources[0]
    key = Line(
        tuple(s for said, mark in _KEY for s in (Span(said, mark), Span("; ")))[:-1],
        label="Underlined",
    )
    source = Links("Our rendering, no official translation; read in", (Link(read.title, read.url),))
    return (*lines, key, source)


def because(finding: Finding) -> tuple[Part, ...]:
    """Return the words that decide, each with the facts that meet it."""
    rows: dict[str, list[str]] = {}
    for element, term, value in finding.because:
        words = _words(finding.clause, term)
        # The dates of a treaty are no words of the clause.
        shown = prose(f"in force {words}") if words == term and element == "in force" else f"“{words}”"
        rows.setdefault(shown, []).append(value)
    label = "It turns on these words" if finding.open_questions else "These words decide it"
    return (
        Pairs(tuple((words, up("; ".join(dict.fromkeys(values)))) for words, values in rows.items()), label),
    )


def left_open(finding: Finding, of_members: bool) -> tuple[Part, ...]:
    """Return what is missing, with who would get to say it; a silence stands in its dashed frame."""
    stated = clause(finding.clause).decided_by
    rows: list[tuple[str, tuple[Part, ...]]] = [
        ("Who decides that the clause applies?", (Badge(stated, "silent"),))
    ]
    for question, who in finding.deciders():
        of_the_case = question in _ASKED_OF_THE_CASE or who.startswith("the record")
        missing = "not known" if of_the_case else "not stated"
        rows.append((question, (Badge(missing, "silent"), Say(prose(f"Left to {who}.")))))
    outside = finding.clause.startswith("un_charter.51.") and not of_members
    if outside:
        said = Say("Article 51 speaks of Members, and neither Korea was one.")
        rows.append(("Does it hold for a State that is no Member?", (Badge("not stated", "silent"), said)))
    parts: list[Part] = [Pairs(tuple(rows))]
    if "In the Council" in finding.decided_by:
        parts.append(Say(f"In the Council{finding.decided_by.rpartition('In the Council')[2]}"))
    if not finding.open_questions and not outside:
        parts.append(Say("Nothing else: on these facts the words are enough."))
    return tuple(parts)


def why(finding: Finding) -> str:
    """Return in one line what decides a finding, or what stands in its way."""
    if finding.open_questions:
        first, *more = finding.open_questions
        return f"{first}{f' And {len(more)} more.' if more else ''}"
    element, term, value = finding.because[0]
    words = prose(f"in force {term}") if element == "in force" else f"“{_words(finding.clause, term)}”"
    more = len(finding.because) - 1
    return f"{up(words)}: {value}{f', and {more} more' if more else ''}."


def counted(findings: list[Finding]) -> str:
    """Return how many findings have which outcome."""
    outcomes = [f.outcome for f in findings]
    return ", ".join(f"{outcomes.count(each)} {each}" for each in dict.fromkeys(outcomes))


def differences(
    one: Scenario, two: Scenario, name: str, headings: Mapping[str, str], of_members: tuple[bool, bool]
) -> tuple[Part, ...]:
    """Return a table of the facts and findings in which two cases differ, and what is the same in both."""
    facts = differing(one, two)
    if not facts:
        said = "The two cases are the same now: change a fact and see what becomes of each text."
        return (Say(said, "note"),)
    rows = [(Cell(FIELDS[f][1]), *(Cell(up(getattr(c, f).label)) for c in (one, two))) for f in facts]
    same: dict[str, list[str]] = {}
    for ref, heading in headings.items():
        first, second = (outcome(find(c, ref), m) for c, m in zip((one, two), of_members, strict=True))
        if first == second:
            same.setdefault(first, []).append(clause(ref).label)
        else:
            rows.append((Cell(heading), Cell(first), Cell(second, "changed")))
    moved = len(headings) - sum(map(len, same.values()))
    caption = f"What differs: {_number(len(facts), 'fact')}, and {moved} of {len(headings)} findings"
    table = Table(caption, (Cell("What differs"), Cell("This case"), Cell(name)), tuple(rows), (40, 30, 30))
    if not same:
        return (table,)
    words = "; ".join(f"{found}: {', '.join(labels)}" for found, labels in same.items())
    return table, Say(f"The same in both. {up(words)}.", "quiet")


def _number(n: int, noun: str) -> str:
    return f"{n} {noun}{'' if n == 1 else 's'}"


@lru_cache(maxsize=256)
def turns(case: Scenario, ref: str) -> Part:
    """Return which single facts, changed alone, would change what a clause says."""
    now = find(case, ref).outcome
    rows, idle = [], []
    reached: set[str] = set()
    for name, (kind, question) in FIELDS.items():
        ways: dict[str, list[str]] = {}
        for fact in kind:
            if fact is getattr(case, name):
                continue
            then = find(case.but(**{name: fact}), ref).outcome
            if then != now:
                ways.setdefault(then, []).append(fact.label)
        if not ways:
            idle.append(question)
            continue
        reached |= set(ways)
        rows.append((question, tuple(Say(f"{up(o)} if: {'; '.join(f)}.") for o, f in ways.items())))
    said: list[Part] = [
        Say(f"Now {now}. Each line changes one fact and leaves all others as they are.", "quiet")
    ]
    goal = _BEST.get(now, "owed" if now == "open" and not ref.startswith("un_charter.51.1") else "")
    if goal and goal not in reached:
        said.append(Say(f"No single change makes it {goal}.", "strong"))
    if rows:
        said.append(Pairs(tuple(rows)))
    if idle:
        said.append(Say(f"Changed alone, these change nothing: {' '.join(idle)}", "quiet"))
    label = f"Change one to see: {len(rows)} of {len(FIELDS)} facts could turn it alone"
    return Fold("turns", label, tuple(said))
