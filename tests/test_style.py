"""Names, spellings and terms are one throughout, as tests/style.toml and the table `people` say."""

from __future__ import annotations

import ast
import csv
import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from course_lib.data import load
from tests.built import ROOT

STYLE = tomllib.loads((ROOT / "tests" / "style.toml").read_text("utf-8"))
KINDS = ("prose", "table", "treaty", "code")
#: Fields that hold ids, words to compare an answer with, quotations, or what others wrote.
NO_WORDS = {
    "id",
    "ref",
    "slug",
    "was",
    "sources",
    "accept",
    "match",
    "canary",
    "misconception",
    "key_terms",
    "items",
}
NO_WORDS |= {
    "name",
    "name_ko",
    "name_ru",
    "url",
    "key_phrase",
    "citation",
    "official_text",
    "column",
    "allowed",
}
#: Of a source only our own note: title, author and publisher are as the source has them.
OF_SOURCES = "note"
QUOTED = re.compile(
    r"`[^`]*`|\"[^\"\n]*\"|“[^”\n]*”|\]\([^)\s]*\)|https?://\S+|(?<![*\w])\*(?![*\s])[^*\n]+\*(?!\*)"
)


@dataclass(frozen=True)
class Said:
    """Words that somebody reads: where they stand, and of which kind they are."""

    place: str
    kind: str
    text: str


@dataclass(frozen=True)
class Rule:
    right: str
    wrong: re.Pattern[str]
    where: tuple[str, ...] = KINDS
    besides: tuple[str, ...] = ()
    explained: bool = False

    def faults(self, said: Said) -> list[str]:
        if said.kind not in self.where:
            return []
        if self.explained and said.place == STYLE["explains"]:
            return []
        if not self.wrong.search(said.text):
            return []
        text = said.text
        # As long as before, so that a word stays at the start or within its sentence.
        for leave in (QUOTED, *map(re.compile, map(re.escape, self.besides))):
            text = leave.sub(lambda found: "~" * len(found[0]), text)
        return [f"{said.place}: {found[0]!r}, right is {self.right}." for found in self.wrong.finditer(text)]


def listed() -> list[Rule]:
    return [
        Rule(
            raw["right"],
            re.compile(raw["wrong"]),
            tuple(raw.get("where", KINDS)),
            tuple(raw.get("except", ())),
            raw.get("explained", False),
        )
        for raw in STYLE["rule"]
    ]


def of_people() -> list[Rule]:
    """Return a rule for each name of the table `people`, against the other ways to write it."""
    rules = []
    people = load("people").set_index("name_en")["country"]
    for name, country in people.items():
        family, _, given = name.partition(" ")
        if "Korea" in country and given:
            one, _, two = (
                re.split(r"([ -])", given, maxsplit=1) if re.search("[ -]", given) else (given, "", "")
            )
            pattern = rf"\b{family}[ -]?(?i:{one}[ -]?{two})\b"
            rules.append(Rule(name, re.compile(rf"(?!{re.escape(name)}\b){pattern}")))
        elif country in ("Russia", "Soviet Union") and given and "." not in name:
            # Any other given name with the same beginning: Sergey Lavrov, Joseph Stalin.
            first, last = name.split()[0], name.split()[-1]
            begins = f"[JIY]{first[1]}" if first[0] in "JIY" else first[:2]
            known = {other.split()[0] for other in people.index if other.split()[-1] == last}
            others = "".join(rf"(?!{other}\b)" for other in sorted(known))
            rules.append(Rule(name, re.compile(rf"\b{others}{begins}[a-z]+ {last}\b")))
    return rules


def texts() -> Iterator[Said]:
    for path in (*ROOT.glob("*.md"), ROOT / "solutions" / "GUIDE.md"):
        text = re.sub(r"^```.*?^```", "", path.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
        for number, line in enumerate(text.splitlines(), 1):
            yield Said(f"{path.name}, line {number}", "prose", line)
    for path in (*ROOT.glob("lessons/*.ipynb"), *ROOT.glob("solutions/*/*.ipynb")):
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            if cell["cell_type"] == "markdown":
                yield Said(f"{path.name}, cell {cell['id']}", "prose", "".join(cell["source"]))
    data = ROOT / "course_lib" / "data"
    kinds = {
        "prose": (*ROOT.glob("solutions/*.toml"), *data.glob("checks/*.toml")),
        "table": (*data.glob("tables/*.toml"), data / "sources.toml"),
        "treaty": data.glob("treaties/*.toml"),
    }
    for kind, paths in kinds.items():
        for path in paths:
            raw = tomllib.loads(path.read_text("utf-8"))
            for place, field, text in strings(raw):
                if field not in NO_WORDS and (path.name != "sources.toml" or field == OF_SOURCES):
                    yield Said(f"{path.name}, {place}", kind, text)
    for path in data.glob("tables/*.csv"):
        codes = set(STYLE["codes"].get(path.stem, ())) | NO_WORDS
        with path.open(encoding="utf-8", newline="") as file:
            for number, row in enumerate(csv.DictReader(file), 2):
                for column, text in row.items():
                    if column not in codes and not column.endswith(("_id", "_ids")):
                        kind = "prose" if column in STYLE["prose"].get(path.stem, ()) else "table"
                        yield Said(f"{path.name}, line {number}, {column}", kind, text)
    for path in (ROOT / "course_lib").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
                yield Said(f"{path.name}, line {node.lineno}", "code", node.value)


def strings(raw: object, place: str = "", field: str = "") -> Iterator[tuple[str, str, str]]:
    """Yield the strings of a TOML file, with the id of what they stand in and the name of their field."""
    match raw:
        case dict():
            place = raw.get("id") or raw.get("ref") or raw.get("slug") or place
            for key, value in raw.items():
                yield from strings(value, f"{place}", key) if place else strings(value, key, key)
        case list():
            for value in raw:
                yield from strings(value, place, field)
        case str():
            yield f"{place} ({field})", field, raw


RULES = [*listed(), *of_people()]


def test_names_spellings_and_terms_are_one():
    # The same note stands in many rows; it is enough to be told of the first.
    first: dict[tuple[str, str], Said] = {}
    for said in texts():
        first.setdefault((said.kind, said.text), said)
    faults = [fault for said in first.values() for rule in RULES for fault in rule.faults(said)]
    assert not faults, "\n".join(dict.fromkeys(faults))


def test_every_kind_of_text_is_looked_at():
    seen: dict[str, list[Said]] = {kind: [] for kind in KINDS}
    for said in texts():
        seen[said.kind].append(said)
    assert min(map(len, seen.values())) > 300
    files = {said.place.partition(",")[0] for found in seen.values() for said in found}
    assert {"README.md", "GUIDE.md", "claims.csv", "sources.toml", "ussr_dprk_1961.toml"} <= files
    assert {path.name for path in ROOT.glob("lessons/*.ipynb")} <= files
    assert STYLE["explains"] in {said.place for said in seen["prose"]}


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("Kim Jong-un", "Kim Jong Un"),
        ("Kim Il-sung", "Kim Il Sung"),
        ("Roh Tae Woo", "Roh Tae-woo"),
        ("Yoon Suk-yeol", "Yoon Suk Yeol"),
        ("Sergey Lavrov", "Sergei Lavrov"),
        ("Joseph Stalin", "Josef Stalin"),
        ("Zelensky", "Zelenskyy"),
        ("Kiev", "Kyiv, Kharkiv, Odesa"),
        ("a self-defense", "defence, offence"),
        ("the USSR", "Soviet Union; Russia from 1992 on"),
        ("signed on 2024-06-19", "19 June 2024"),
        ("June 19, 2024", "19 June 2024"),
    ],
)
def test_a_wrong_form_is_found_and_the_right_one_said(wrong, right):
    faults = [fault for rule in RULES for fault in rule.faults(Said("here", "prose", f"Words and {wrong}."))]
    assert len(faults) == 1
    assert faults[0].startswith("here: ")
    assert faults[0].endswith(f", right is {right}.")


@pytest.mark.parametrize(
    "text",
    [
        "Kim Jong Un and Roh Tae-woo",
        "Sergei Ivanov and Igor Ivanov",
        'He wrote "self-defense".',
        "`kiev-2024`",
    ],
)
def test_right_forms_and_quotations_are_let_pass(text):
    assert [fault for rule in RULES for fault in rule.faults(Said("here", "prose", text))] == []
