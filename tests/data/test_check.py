"""The rules that bind numbers and references, on a folder of facts just large enough to break them."""

import pytest

from course_lib.data._check import problems

SOURCES = """\
[a-book]
type = "book"
authors = ["Lankov, Andrei"]
title = "T"
publisher = "P"
date = "2005"
url = ""
symbol = ""
checked = "seen"

[background-knowledge]
type = "document"
title = "B"
publisher = "E"
date = ""
url = ""
symbol = ""
checked = "recalled"
"""
HEAD = """\
name = "oil"
title = "Oil"
grain = "One report."
span = ["2020", "2021"]
rows = 4
key = "id"
date_column = "year"
licence = "CC BY 4.0"
citation = "C"
caveats = ["Careful."]
used_by = ["lesson 05"]
unit_column = "unit"
unit_for = "what"

[units]
oil = ["barrels", "tonnes"]
staff = ["persons"]

[[sum]]
columns = ["yes", "no"]
total = "all"

[[sum]]
column = "value_musd"
by = ["year", "what"]
over = "flow"
parts = ["in", "out"]
total = "both"
tolerance = 0.5

[[ratio]]
column = "value_barrels"
by = "value_tonnes"
minimum = 7
maximum = 12
"""
COLUMNS = {
    "id": 'dtype = "str"', "year": 'dtype = "Int64"\nunit = "calendar year"', "what": 'dtype = "str"',
    "unit": 'dtype = "str"', "flow": 'dtype = "str"\nallowed = ["in", "out", "both", "in;out"]',
    "yes": 'dtype = "Int64"\nunit = "votes"\nmaximum = 15', "no": 'dtype = "Int64"\nunit = "votes"',
    "all": 'dtype = "Int64"\nunit = "votes"', "value_musd": 'dtype = "float64"\nunit = "million US dollars"',
    "value_barrels": 'dtype = "float64"\nunit = "barrels"',
    "value_tonnes": 'dtype = "float64"\nunit = "tonnes"',
    "kin": 'dtype = "str"\nrefers_to = "oil"\nmany = true', "text": 'dtype = "str"',
    "source_id": 'dtype = "str"',
    "status": 'dtype = "str"\nallowed = ["seen", "recalled"]',
}  # fmt: skip
ROWS = [
    "r1,2020,oil,barrels,in,9,6,15,1.2,79,10,,,a-book,seen",
    "r2,2020,oil,tonnes,out,,,,2.0,,,r1,,a-book,seen",
    'r3,2020,oil,barrels,both,,,,3.0,,,r1;r2,"He said ""short words""",a-book,seen',
    "r4,2021,staff,persons,both,,,,9.0,,,,,background-knowledge,recalled",
]


@pytest.fixture
def facts(tmp_path):
    """Write the small folder, with texts of its table replaced, and return what is wrong with it."""

    def written(rows=ROWS, changed=(), sources=SOURCES):
        described = HEAD + "".join(
            f'\n[[column]]\nname = "{name}"\nunit = ""\nmeaning = "M"\nmissing = "none"\n{rest}\n'.replace(
                'unit = ""\n', "" if "unit =" in rest else 'unit = ""\n'
            )
            for name, rest in COLUMNS.items()
        )
        for old, new in changed:
            assert old in described
            described = described.replace(old, new, 1)
        (tmp_path / "treaties").mkdir(exist_ok=True)
        (tmp_path / "tables").mkdir(exist_ok=True)
        (tmp_path / "sources.toml").write_text(sources, "utf-8")
        (tmp_path / "tables" / "oil.toml").write_text(described, "utf-8")
        lines = [",".join(COLUMNS), *rows]
        (tmp_path / "tables" / "oil.csv").write_text("\n".join(lines) + "\n", "utf-8")
        return problems(tmp_path)

    return written


def test_the_small_folder_is_in_order(facts):
    assert facts() == []


ROW_FAULTS = [
    ("r1,2020,oil,barrels", "r1,2020,oil,persons",
     "row 1 (r1): oil is counted in barrels or tonnes, not in 'persons'."),
    ("r1,2020,oil,barrels", "r1,2020,coal,tonnes",
     "row 1 (r1): [units] of tables/oil.toml does not name 'coal'."),
    (",9,6,15,", ",9,5,15,", "row 1 (r1): yes + no is 14, all is 15."),
    (",9,6,15,", ",16,0,16,", "row 1 (r1): yes is 16, above the maximum of 15 (votes)."),
    (",3.0,", ",4.0,", "row 3 (r3): value_musd is 4, but in and out add up to 3.2."),
    (",79,10,", ",10,79,", "row 1 (r1): value_barrels divided by value_tonnes is 0.13, outside 7 to 12."),
    (",r1;r2,", ",r1;r9,", "row 3 (r3): kin: 'r9' is not one of the oil."),
    ("short words", "one two three four five six seven eight nine", "has more than 8 words."),
    (",a-book,seen", ",background-knowledge,seen",
     "row 1 (r1): its source is 'background-knowledge', so its status"),
    (",a-book,seen", ",,seen", "row 1 (r1): the source_id is empty; name a source of sources.toml."),
    (",in,", ",sideways,", "row 1 (r1): flow cannot be 'sideways'."),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "sentence"), ROW_FAULTS)
def test_a_fault_in_a_row_names_the_row(facts, old, new, sentence):
    found = facts(rows="\n".join(ROWS).replace(old, new, 1).split("\n"))
    assert any(sentence in said and said.startswith("tables/oil.csv") for said in found), found
    assert all(said.endswith(".") and "\n" not in said for said in found)


HEAD_FAULTS = [
    ('unit = "barrels"', 'unit = "tonnes"',
     "column 'value_barrels': its name promises barrels, its unit is 'tonnes'."),
    ('unit = "votes"', 'unit = ""', "column 'yes': a number has a unit."),
    ('dtype = "Int64"\nunit = "votes"\nmaximum', 'dtype = "str"\nunit = ""\nmaximum',
     "only a number has a minimum"),
    ('"lesson 05"', '"lesson 15"', "used_by names 'lesson 15', which is no figure, widget, lesson or task"),
    ('"lesson 05"', '"figure of_speech"', "used_by names 'figure of_speech'"),
    ('unit_for = "what"\n', "", "unit_column, unit_for and [units] come together."),
    ('unit_for = "what"', 'unit_for = "which"', "no column is named 'which'"),
    ('parts = ["in", "out"]\n', "", "a [[sum]] names columns and total; or column,"),
    ("tolerance = 0.5", 'tolerance = "0.5"', "the field 'tolerance' is a number."),
    ("many = true", 'many = "yes"', "the field 'many' is true or false."),
    ('span = ["2020", "2021"]', "span = []", "a table with dates has a span of two, another has none."),
    ('oil = ["barrels", "tonnes"]', 'oil = "barrels"', "'oil', is a list, in square brackets."),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "sentence"), HEAD_FAULTS)
def test_a_fault_in_a_description_is_found(facts, old, new, sentence):
    found = facts(changed=[(old, new)])
    assert any(sentence in said and said.startswith("tables/oil.toml") for said in found), found


def test_a_row_that_is_meant_not_to_add_up_is_listed(facts):
    rows = "\n".join(ROWS).replace(",3.0,", ",4.0,").split("\n")
    assert len(facts(rows=rows)) == 1
    assert facts(rows=rows, changed=[("tolerance = 0.5", 'tolerance = 0.5\nexcept = ["r3"]')]) == []


def test_a_seen_row_needs_a_source_that_was_read(facts):
    found = facts(sources=SOURCES.replace('"seen"', '"unverified"'))
    assert found == [
        f"tables/oil.csv, row {n} (r{n}): its status is seen, but its source 'a-book' is unverified."
        for n in (1, 2, 3)
    ]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('"book"', '"tome"', "type is one of"),
        ('"Lankov, Andrei"', '"Lankov, Andrei, Dr"', "is not an author like"),
        ('["Lankov, Andrei"]', '"Lankov, Andrei"', "the field 'authors' is a list"),
    ],
)
def test_a_fault_in_a_source_is_found(facts, old, new, sentence):
    found = facts(sources=SOURCES.replace(old, new))
    assert len(found) == 1
    assert sentence in found[0]
    assert found[0].startswith("sources.toml, source 'a-book'")
