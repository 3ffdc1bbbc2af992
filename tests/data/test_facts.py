"""The facts themselves: every reference resolves, nothing stands without a source, and faults are found."""

import csv
import json
import random
import re
import tomllib

import pytest

from course_lib import data
from course_lib.data import _asof, _read
from course_lib.data._check import problems
from course_lib.data._check.tables import UNITS
from course_lib.data._meta import NOT_APPLICABLE, NOT_STATED, NUMERIC
from course_lib.errors import BadFacts

TREATIES = {i: data.read_treaty(i) for i in data.treaty_files()}
CLAUSES = [clause for treaty in TREATIES.values() for clause in treaty["clause"]]


def test_nothing_is_wrong_with_the_facts(folder):
    assert problems(folder) == []


def test_the_treaties_of_the_course_are_complete():
    counts = {i: len(treaty["clause"]) for i, treaty in TREATIES.items()}
    wanted = {"ussr_dprk_1961": 19, "rf_dprk_2000": 11, "rf_dprk_2024": 48, "un_charter": 18}
    assert counts.items() >= wanted.items()
    refs = {clause["ref"] for clause in CLAUSES}
    assert refs >= {
        f"un_charter.{n}" for n in ("2.4", "27.3", "39", "51.1", "51.2", "51.3", "51.4", "53.1", "102", "103")
    }


def test_refs_are_unique_and_start_with_their_treaty():
    refs = [clause["ref"] for clause in CLAUSES]
    assert len(refs) == len(set(refs))
    for i, treaty in TREATIES.items():
        assert all(clause["ref"].startswith(f"{i}.") for clause in treaty["clause"])


def test_quoted_terms_have_at_most_eight_words():
    for clause in CLAUSES:
        for term in clause["key_terms"]:
            quoted = re.fullmatch(r'.+?: "(.+)"', term)
            assert quoted, (clause["ref"], term)
            assert len(quoted[1].split()) <= 8, (clause["ref"], term)
        for quoted in re.findall(r'"([^"]+)"', clause["rendering"]):
            assert len(quoted.split()) <= 8, (clause["ref"], quoted)


def test_who_decides_is_named_only_where_the_text_names_someone():
    decided = {clause["ref"]: clause["decided_by"] for clause in CLAUSES}
    silent = ["ussr_dprk_1961.1.2", "rf_dprk_2000.2", "rf_dprk_2024.3.2", "rf_dprk_2024.4", "nato_1949.5.1"]
    assert {decided[ref] for ref in [*silent, "us_rok_1953.3", "un_charter.51.1"]} == {NOT_STATED}
    assert decided["un_charter.39"] == "UN Security Council"
    assert decided["us_rok_1953.2"] == "either party"
    assert decided["nato_1949.4"] == "any party"


def test_the_assistance_clauses_keep_their_silences():
    clauses = {clause["ref"]: clause for clause in CLAUSES}
    assert clauses["ussr_dprk_1961.1.2"]["qualifier"] == NOT_STATED
    assert clauses["us_rok_1953.3"]["timing"] == NOT_STATED
    assert "Article 51" in clauses["rf_dprk_2024.4"]["qualifier"]
    # A statement about the treaty is not a rule, so it cannot be silent about a trigger.
    assert clauses["app_2024_art4.seoul"]["trigger"] == NOT_APPLICABLE


def test_the_clauses_of_the_graded_slice_were_seen():
    graded = ["ussr_dprk_1961.1.2", "rf_dprk_2000.2", "rf_dprk_2024.3.2", "rf_dprk_2024.4", "un_charter.2.4"]
    status = {clause["ref"]: clause["status"] for clause in CLAUSES}
    assert {status[ref] for ref in [*graded, "un_charter.39", "un_charter.51.1"]} == {"seen"}


def test_a_recalled_record_names_no_source_as_if_it_had_been_read():
    for clause in CLAUSES:
        if clause["source_id"] == "background-knowledge":
            assert clause["status"] == "recalled", clause["ref"]
    timeline = data.load("timeline")
    recalled = timeline[timeline["source_id"] == "background-knowledge"]
    assert set(recalled["status"]) == {"recalled"}


def test_no_two_sources_are_the_same_and_addresses_are_the_publishers_own():
    sources = [data.source(i) for i in data.source_ids()]
    keys = [(s.title, s.date, s.url) for s in sources]
    assert len(keys) == len(set(keys))
    addresses = [s.url for s in sources if s.url]
    assert len(addresses) == len(set(addresses))
    assert all(re.match(r"https?://[a-z0-9.-]+\.[a-z]+/", url) for url in addresses)


def test_dates_of_the_timeline_are_real_and_in_order():
    frame = data.load("timeline")
    by_day = frame[frame["precision"] == "day"]
    assert by_day["date"].is_monotonic_increasing
    ended = frame.dropna(subset=["date_end"])
    assert (ended["date_end"] >= ended["date"]).all()
    for published in frame["published_on"].dropna():
        assert 1945 <= _asof.last_day(published).year <= 2026


def test_a_claim_names_sources_of_its_hindsight_only_where_it_has_one():
    claims = data.load("claims")
    assert not (claims["hindsight"].isna() & claims["hindsight_source_ids"].notna()).any()
    # What was looked for and not found has no source.
    silent = claims["hindsight"].notna() & claims["hindsight_source_ids"].isna()
    assert set(claims.loc[silent, "id"]) == {"c44-omits-report-and-until", "c52-omits-uncok"}


# --- planted faults: each is found, and the sentence names the file and the row ---


def test_a_source_taken_away_is_missed_where_it_is_used(folder):
    assert (
        "treaties/un_charter.toml, clause 'un_charter.39': the source 'un-charter' is not in sources.toml."
        in without(folder, "un-charter")
    )


def test_a_row_without_a_source_is_named(folder):
    rows, write = rows_of(folder, "timeline")
    rows[4]["source_id"] = ""
    write()
    assert (
        "tables/timeline.csv, row 5 (1946-02-08-provisional-committee): the source_id is empty; "
        "name a source of sources.toml."
    ) in problems(folder)


NEW_SOURCE = """
[nobody-names-me]
type = "webpage"
title = "T"
publisher = "P"
date = "2024-13"
url = "{url}"
symbol = ""
checked = "glanced at"
"""


@pytest.mark.parametrize(
    "url",
    ["ftp://example.org/x", "https://paperzz.com/doc/1", "http://saass.wikia.com/x", "https://www.yumpu.com/en",
     "https://en.wikipedia.org/wiki/X", "http://10.0.0.1/x", "http://localhost/x", "https://mirror.example.org/x",
     "https://example.org:8443/x", "https://user@example.org/x"],
)  # fmt: skip
def test_a_bad_source_is_reported_in_all_its_faults(folder, url):
    with (folder / "sources.toml").open("a", encoding="utf-8") as file:
        file.write(NEW_SOURCE.format(url=url))
    where = "sources.toml, source 'nobody-names-me'"
    assert problems(folder) == [
        f"{where}: '2024-13' is not a date.",
        f"{where}: checked is seen, recalled or unverified, not 'glanced at'.",
        f"{where}: {url!r} is not a publisher's own web address.",
        f"{where}: nothing names it.",
    ]


def test_a_source_entered_twice_is_reported(folder):
    file = folder / "sources.toml"
    entry = tomllib.loads(file.read_text("utf-8"))["un-charter"]
    with file.open("a", encoding="utf-8") as lines:
        lines.write("\n[the-charter-again]\n")
        lines.writelines(f"{key} = {json.dumps(value)}\n" for key, value in entry.items())
    assert (
        "sources.toml, source 'the-charter-again': it has the title, date and url of 'un-charter'."
        in problems(folder)
    )


def rows_of(folder, name):
    """Return the rows of a table of the copy, and a function that writes them back."""
    file = folder / "tables" / f"{name}.csv"
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))

    def write():
        with file.open("w", encoding="utf-8", newline="") as lines:
            writer = csv.DictWriter(lines, rows[0].keys(), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)

    return rows, write


@pytest.mark.parametrize("name", data.names())
def test_a_row_added_without_a_source_is_named_in_every_table(folder, name):
    rows, write = rows_of(folder, name)
    key = data.describe(name).key
    rows.append(rows[0] | {key: "a-new-row", "source_id": ""})
    write()
    here = f"tables/{name}.csv, row {len(rows)} (a-new-row)"
    assert f"{here}: the source_id is empty; name a source of sources.toml." in problems(folder)


WITH_UNITS = [name for name in data.names() if data.describe(name).unit_column]


@pytest.mark.parametrize("name", WITH_UNITS)
def test_a_unit_swapped_in_any_row_is_found(folder, name):
    table = data.describe(name)
    rows, write = rows_of(folder, name)
    vocabulary = {unit for units in table.units.values() for unit in units}
    swapped = {}
    for number, row in enumerate(rows, 1):
        others = sorted(vocabulary - set(table.units[row[table.unit_for]]))
        row[table.unit_column] = random.Random(number).choice(others)
        swapped[f"tables/{name}.csv, row {number} ({row[table.key]}): "] = row[table.unit_column]
    write()
    found = problems(folder)
    for here, unit in swapped.items():
        assert any(said.startswith(here) and said.endswith(f"not in {unit!r}.") for said in found), here


NUMBERS = [
    (name, column.name)
    for name in data.names()
    for column in data.describe(name).columns
    if column.name.rpartition("_")[2] in UNITS and column.dtype in NUMERIC
]


@pytest.mark.parametrize(("name", "column"), NUMBERS)
def test_a_unit_swapped_in_a_description_is_found(folder, name, column):
    file = folder / "tables" / f"{name}.toml"
    before, there, after = file.read_text("utf-8").partition(f'name = "{column}"\n')
    assert there
    file.write_text(before + there + re.sub(r'unit = "[^"]+"', 'unit = "bushels"', after, count=1), "utf-8")
    promised = UNITS[column.rpartition("_")[2]]
    assert (
        f"tables/{name}.toml, column {column!r}: its name promises {promised}, its unit is 'bushels'."
        in problems(folder)
    )


def without(folder, source_id):
    """Take one source out of the copy and return what is then wrong."""
    file = folder / "sources.toml"
    text = file.read_text("utf-8")
    before, there, after = text.partition(f"[{source_id}]\n")
    assert there
    end = after.find("\n[")
    file.write_text(before + (after[end + 1 :] if end >= 0 else ""), "utf-8")
    found = problems(folder)
    file.write_text(text, "utf-8")
    return found


SOME = random.Random(1950).sample(data.source_ids(), 12)


@pytest.mark.parametrize(
    "source_id", [pytest.param(i, marks=() if i in SOME else pytest.mark.long) for i in data.source_ids()]
)
def test_any_source_taken_away_is_missed_in_a_named_row(folder, source_id):
    missed = [said for said in without(folder, source_id) if f"the source {source_id!r} is not" in said]
    assert missed
    assert all(re.match(r"(tables|treaties)/\w+\.(csv, row|toml)", said) for said in missed)


SOURCES, ABOUT, ROWS = "sources.toml", "tables/timeline.toml", "tables/timeline.csv"
CHARTER = "treaties/un_charter.toml"
REFERS = 'refers_to = "sources"\n'
SEEN, FIRST, REF = 'checked = "seen"', "1945-08-08,,day", 'ref = "un_charter.39"'
FAULTS = [
    (SOURCES, SEEN, "", "the field 'checked' is missing."),
    (SOURCES, SEEN, f'{SEEN}\nmood = "good"', "the field 'mood' is not in the schema."),
    (SOURCES, 'symbol = ""', "symbol = 3", "the field 'symbol' is a text in quotation marks."),
    (SOURCES, 'symbol = ""', "symbol = ", "sources.toml cannot be read as TOML"),
    (ABOUT, "rows = 110", "rows = 109", "it has 110 rows, tables/timeline.toml says 109."),
    (ABOUT, "rows = 110", "rows = true", "the field 'rows' is a whole number."),
    (ABOUT, "2026-02-25", "2026-02-26", "it runs from 1945-08-08 to 2026-02-25"),
    (ABOUT, 'name = "status"', 'name = "state"', "its header is not the list of columns"),
    (ABOUT, 'name = "source_id"', 'name = "source"', "no column is named 'source_id'"),
    (ABOUT, 'dtype = "Int64"', 'dtype = "int"', "column 'warmth': dtype is one of"),
    (ABOUT, 'missing = "one source only"', 'missing = ""', "say what it means and what an empty"),
    (ABOUT, 'end_column = "date_end"', 'end_column = "end"', "no column is named 'end'"),
    (ABOUT, 'licence = "CC BY 4.0"', 'licence = ""', "licence is empty."),
    (ABOUT, f"{REFERS}many = true", "many = true", "'more_source_ids': its name promises sources;"),
    (ABOUT, f"{REFERS}many = true", REFERS, "'more_source_ids': its name promises several sources;"),
    (ROWS, FIRST, "1945-08-32,,day", "date cannot be '1945-08-32'."),
    (ROWS, FIRST, ",,day", "row 1 (1945-08-08-ussr-enters-war): date is empty"),
    (ROWS, FIRST, "1945-08-08,1945-08-01,day", "it ends on 1945-08-01, before it begins."),
    (ROWS, FIRST, "1945-08-08,,hour", "precision cannot be 'hour'."),
    (ROWS, FIRST, f"{FIRST},x", "it does not have as many fields as the header."),
    (ROWS, "1945-09-19-kim-lands-wonsan", "1945-08-08-ussr-enters-war", "the id is used twice."),
    (ROWS, "1994-06,", "June 1994,", "'June 1994' is not a date"),
    (ROWS, "ussr_dprk_1961.end.b", "ussr_dprk_1961.end.x", "no clause has the ref 'ussr_dprk_1961.end.x'."),
    (CHARTER, REF, 'ref = "charter.39"', "a ref starts with 'un_charter.'."),
    (CHARTER, REF, 'ref = "un_charter.2.4"', "clause 'un_charter.2.4': the ref is used twice."),
    (CHARTER, 'id = "un_charter"', 'id = "charter"', "not the name of the file."),
    (CHARTER, 'topic = "ban on force"\n', "", "clause 'un_charter.2.4': the field 'topic' is missing."),
    (CHARTER, 'topic = "ban on force"', 'topic = ""', "clause 'un_charter.2.4': topic is empty."),
    (CHARTER, 'status = "seen"', 'status = "read"', "status is seen or recalled"),
    (CHARTER, '"UN Security Council"', '"the Council"', "clause 'un_charter.39': decided_by is one of"),
    (CHARTER, 'any state\\"', 'a b c d e f g h i\\"', "a quotation of up to 8 words."),
    (CHARTER, "1945-10-24", "1945-10-42", "in_force_from is '1945-10-42', not a day."),
    (CHARTER, 'signed = "', 'signed = ["x"] #', "the field 'signed' is a text."),
]


@pytest.mark.parametrize(("name", "old", "new", "sentence"), FAULTS)
def test_a_planted_fault_is_found(folder, plant, name, old, new, sentence):
    plant(name, old, new)
    found = problems(folder)
    assert any(sentence in said and said.startswith(name.split(".")[0].split("/")[0]) for said in found), (
        found
    )
    assert all(said.endswith(".") and "\n" not in said for said in found)


def test_a_table_without_its_description_or_its_rows_is_found(folder):
    (folder / "tables" / "stray.csv").write_text("id\n1\n", "utf-8")
    assert problems(folder) == ["stray.toml is missing; install the course again."]
    (folder / "tables" / "stray.csv").unlink()
    (folder / "tables" / "glossary.csv").unlink()
    assert problems(folder) == ["tables/glossary.csv is missing, but tables/glossary.toml describes it."]


def test_a_faulty_file_is_not_loaded(folder, plant):
    plant("tables/timeline.toml", 'licence = "CC BY 4.0"', "")
    with pytest.raises(BadFacts, match=r"tables/timeline\.toml: the field 'licence' is missing\."):
        _read.read_table(folder, "timeline")


@pytest.mark.parametrize(
    ("text", "precision", "day"),
    [
        ("2024", "", "2024-12-31"),
        ("2024-02", "", "2024-02-29"),
        ("2024-06-19", "", "2024-06-19"),
        ("2024-06-01", "month", "2024-06-30"),
        ("2024-07-01", "year", "2024-12-31"),
    ],
)
def test_the_last_day_of_a_partial_date(text, precision, day):
    assert _asof.last_day(text, precision).isoformat() == day


@pytest.mark.parametrize(
    "text", ["", "24", "2024-13", "2024-00", "2023-02-29", "2024-6-1", "2024-06-19T10", "June"]
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError, match=re.escape(f"{text!r} is not a date")):
        _asof.last_day(text)
