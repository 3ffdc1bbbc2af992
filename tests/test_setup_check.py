"""Each fault of a set-up is planted and must be named by exactly one sentence; nothing is left behind."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from course_lib import data, setup_check
from course_lib.errors import AnswersUnavailable
from course_lib.quiz import answers
from course_lib.setup_check import LOOK, MEND, NOTE, OK, Line, SetupReport, check_setup
from course_lib.treaties import _texts
from course_lib.workspace import open_workspace
from tests.built import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.fixture
def lessons(tmp_path) -> Path:
    """Return the folder of the lessons in a working copy, as a notebook there would see it."""
    return open_workspace(tmp_path / "skin-deep").folder / "lessons"


def states(report: SetupReport) -> dict[str, str]:
    return {line.name: line.state for line in report.lines}


def fault(report: SetupReport, name: str) -> str:
    """Return the sentence on the only fault, which is that of this check."""
    assert {line.name for line in report.lines if line.state == MEND} == {name}
    (sentence,) = report.faults
    assert sentence.endswith(".")
    # One sentence: no full stop, question or exclamation mark inside that a new sentence follows.
    assert not re.search(r"[.!?]\s+[A-Z]", sentence), sentence
    assert "\n" not in sentence
    assert report.headline == f"To mend in your set-up: {name}."
    return sentence


def plant_package(folder: Path, name: str, version: str, *requires: str) -> None:
    """Write what pip leaves of an installed package, the part that tells its version."""
    about = folder / f"{name.replace('-', '_')}-{version}.dist-info"
    about.mkdir(parents=True)
    lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
    (about / "METADATA").write_text("\n".join([*lines, *(f"Requires-Dist: {r}" for r in requires), ""]))


# --- all is well -------------------------------------------------------------------------------------


def test_a_working_copy_is_well_and_nothing_is_left_behind(lessons):
    before = {path: path.read_bytes() for path in lessons.rglob("*") if path.is_file()}
    report = check_setup(lessons)
    assert report.faults == ()
    assert report.headline == "Your set-up works."
    expected = ["Python", "Packages", "Folder", "Writing", "Answers", "Facts", "Clock", "Network"]
    assert states(report) == dict.fromkeys(expected, OK) | {"Clicking": LOOK}
    assert {path: path.read_bytes() for path in lessons.rglob("*") if path.is_file()} == before


def test_the_folder_is_the_current_one_where_none_is_named(lessons, monkeypatch):
    monkeypatch.chdir(lessons)
    assert str(lessons.parent) in str(check_setup())


def test_earlier_answers_are_counted(lessons):
    answers.keep(lessons, "l00-how-deep", "1", 40)
    assert "answers.json holds 1 answer, all readable." in str(check_setup(lessons))
    answers.keep(lessons, "l00-practice", "1", "silent")
    assert "answers.json holds 2 answers, all readable." in str(check_setup(lessons))


def test_another_folder_is_no_fault_but_is_said(tmp_path):
    report = check_setup(tmp_path)
    assert report.faults == ()
    assert states(report)["Folder"] == NOTE
    assert "newer lessons do not arrive" in str(report)


# --- faults, one at a time ---------------------------------------------------------------------------


def test_an_old_python(lessons, monkeypatch):
    monkeypatch.setattr(setup_check, "sys", SimpleNamespace(version_info=(3, 10, 4)))
    sentence = fault(check_setup(lessons), "Python")
    assert "Python 3.10.4" in sentence
    assert "3.11" in sentence


def test_the_oldest_python_is_the_one_that_the_package_asks_for():
    assert PROJECT["requires-python"] == f">={'.'.join(map(str, setup_check.PYTHON))}"


def test_an_old_package(lessons, monkeypatch, tmp_path):
    plant_package(tmp_path / "old", "plotly", "5.24.1")
    monkeypatch.syspath_prepend(tmp_path / "old")
    sentence = fault(check_setup(lessons), "Packages")
    assert "plotly is 5.24.1 and the course needs >=6" in sentence
    assert 'pip install "plotly>=6"' in sentence


def test_a_missing_package_and_an_old_one_share_a_sentence(lessons, monkeypatch, tmp_path):
    needs = ("nowhere-to-be-found>=2", "pandas", "ipywidgets<8", 'rich ; extra == "lab"')
    plant_package(tmp_path / "other", "skin-deep-course", "9.0", *needs)
    monkeypatch.syspath_prepend(tmp_path / "other")
    sentence = fault(check_setup(lessons), "Packages")
    assert "nowhere-to-be-found is not installed and ipywidgets is" in sentence
    assert 'pip install "nowhere-to-be-found>=2" "ipywidgets<8"' in sentence


@pytest.mark.parametrize(
    "marker", ['extra == "lab"', "extra == 'lab'", 'python_version > "3" and extra == "lab"']
)
def test_a_missing_extra_is_no_fault_but_is_said(lessons, monkeypatch, tmp_path, marker):
    plant_package(tmp_path / "bare", "skin-deep-course", "9.0", "pandas", f"nowhere-to-be-found; {marker}")
    monkeypatch.syspath_prepend(tmp_path / "bare")
    report = check_setup(lessons)
    assert report.faults == ()
    (line,) = (line for line in report.lines if line.name == "Packages")
    assert line.state == NOTE
    assert 'pip install "skin-deep-course[lab]"' in line.text
    assert "nowhere-to-be-found is not installed" in line.text


def test_a_course_that_is_not_installed(lessons, monkeypatch):
    monkeypatch.setattr(setup_check, "_DISTRIBUTION", "skin-deep-course-nowhere")
    assert "not installed in the Python of this notebook" in fault(check_setup(lessons), "Packages")


def test_what_the_course_asks_for_is_understood():
    every = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["lab"]]
    for line in every:
        assert re.fullmatch(r"[\w.-]+((>=|<)[\d.]+,?)*", line), f"{line}: only these signs are compared"
    core = [name for name, _ in setup_check._asked_for(PROJECT["dependencies"], "")]
    assert core == ["anywidget", "filelock", "ipywidgets", "pandas", "plotly"]


@pytest.mark.parametrize(
    ("version", "wanted", "good"),
    [
        ("6", "plotly>=6", True),
        ("6.0.0rc1", "plotly>=6", True),
        ("10.1", "plotly>=9.2", True),
        ("5.99", "plotly>=6", False),
        ("4.6.6", "plotly>=4.6,<5", True),
        ("5.0", "plotly<5,>=4.6", False),
        ("0.9.5", "plotly>=0.9.6,<0.10", False),
        ("0.10", "plotly>=0.9.6,<0.10", False),
        ("1.0", "plotly", True),
    ],
)
def test_versions_are_compared_by_numbers(monkeypatch, version, wanted, good):
    monkeypatch.setattr(setup_check.metadata, "version", lambda name: version)
    assert (list(setup_check._lacking([wanted], "")) == []) is good


@pytest.mark.parametrize("inside", ["", "lessons", "course_lib/data"])
def test_the_clone_itself(inside, tmp_path):
    clone = tmp_path / "clone"
    (clone / "course_lib" / "data").mkdir(parents=True)
    (clone / "lessons").mkdir()
    shutil.copy(ROOT / "pyproject.toml", clone)
    sentence = fault(check_setup(clone / inside), "Folder")
    assert str(clone) in sentence
    assert "`course lab`" in sentence


def test_the_lessons_inside_the_installed_package(monkeypatch, tmp_path):
    package = tmp_path / "site-packages" / "course_lib"
    (package / "_lessons").mkdir(parents=True)
    real = setup_check.files
    monkeypatch.setattr(setup_check, "files", lambda n: package if n == "course_lib" else real(n))
    assert str(package) in fault(check_setup(package / "_lessons"), "Folder")


def test_a_working_copy_inside_a_clone_and_another_project_are_no_fault(tmp_path):
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "mine" / "lessons").mkdir(parents=True)
    (tmp_path / "mine" / ".skin-deep.json").write_text("{}")
    assert check_setup(tmp_path / "mine" / "lessons").faults == ()
    other = tmp_path / "other"
    other.mkdir()
    (other / ".skin-deep.json").write_text("{}")
    (other / "pyproject.toml").write_text("not [ TOML")
    assert check_setup(other).faults == ()


def test_a_folder_that_is_gone(lessons):
    shutil.rmtree(lessons)
    sentence = fault(check_setup(lessons), "Writing")
    assert str(lessons) in sentence
    assert "No such file or directory" in sentence


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EACCES])
@pytest.mark.parametrize("moment", ["fsync", "replace"])
def test_a_folder_that_cannot_be_written(lessons, monkeypatch, code, moment):
    def refuse(*_):
        raise OSError(code, os.strerror(code))

    if moment == "fsync":
        monkeypatch.setattr(setup_check.os, "fsync", refuse)
    else:
        monkeypatch.setattr(Path, "replace", refuse)
    before = set(lessons.iterdir())
    assert os.strerror(code) in fault(check_setup(lessons), "Writing")
    assert set(lessons.iterdir()) == before


@pytest.mark.parametrize(
    "content",
    [b"", b'{"schema": 1, "items": {', b"\xff\xfe\x00", b"[]", b'{"schema": 7, "items": {}}', b"[" * 100_000],
    ids=["empty", "cut", "no text", "a list", "of another schema", "deep"],
)
def test_answers_that_cannot_be_read(lessons, content):
    (lessons / "answers.json").write_bytes(content)
    sentence = fault(check_setup(lessons), "Answers")
    assert "answers.json" in sentence
    assert (lessons / "answers.json").read_bytes() == content


def test_one_answer_that_cannot_be_read(lessons):
    answers.keep(lessons, "l00-how-deep", "1", 40)
    kept = json.loads((lessons / "answers.json").read_text("utf-8"))
    kept["items"]["l00-practice"] = {"response": 3}
    (lessons / "answers.json").write_text(json.dumps(kept), "utf-8")
    assert "l00-practice" in fault(check_setup(lessons), "Answers")


@pytest.fixture
def facts(tmp_path, monkeypatch):
    """Return a copy of the facts that the course reads instead of its own, for damaging."""
    copy = tmp_path / "data"
    shutil.copytree(Path(data.__file__).parent, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(data, "_FOLDER", copy)
    caches = (data._sources, data._table, data._treaty, _texts._read, _texts._by_ref)
    for cache in caches:
        cache.cache_clear()
    yield copy
    for cache in caches:
        cache.cache_clear()


def test_the_copied_facts_are_well(lessons, facts):
    assert check_setup(lessons).faults == ()


def test_a_table_that_is_cut_off(lessons, facts):
    table = facts / "tables" / "timeline.csv"
    lines = table.read_text("utf-8").splitlines(keepends=True)
    table.write_text("".join(lines[:40]), "utf-8")
    assert "table timeline has 39 rows" in fault(check_setup(lessons), "Facts")


def test_a_table_that_is_missing_or_no_table(lessons, facts):
    (facts / "tables" / "timeline.csv").unlink()
    assert "timeline.csv" in fault(check_setup(lessons), "Facts")
    (facts / "tables" / "timeline.csv").write_bytes(b"\xff\xfe\x00")
    assert "damaged" in fault(check_setup(lessons), "Facts")


def test_a_treaty_that_is_damaged(lessons, facts):
    (facts / "treaties" / "rf_dprk_2024.toml").write_text("id = ", "utf-8")
    assert "rf_dprk_2024" in fault(check_setup(lessons), "Facts")


@pytest.mark.parametrize("part", ["tables", "treaties"])
def test_facts_that_are_not_there_at_all(lessons, facts, part):
    for path in (facts / part).iterdir():
        path.unlink()
    assert "no tables or no treaties" in fault(check_setup(lessons), "Facts")


def test_a_clock_before_the_newest_fact_of_the_course(lessons):
    # The timeline's last event is the newest day; tables of a year's figures say nothing of today.
    newest = data.describe("timeline").span[1]
    day = datetime.fromisoformat(newest).replace(tzinfo=UTC)
    sentence = fault(check_setup(lessons, now=day - timedelta(days=2)), "Clock")
    assert f"says {day - timedelta(days=2):%Y-%m-%d}" in sentence
    assert newest in sentence
    assert check_setup(lessons, now=day).faults == ()


def test_a_clock_before_the_newest_answer(lessons):
    answers.keep(lessons, "l00-how-deep", "1", 40)
    today = datetime.now(UTC)
    assert check_setup(lessons, now=today - timedelta(hours=20)).faults == ()
    sentence = fault(check_setup(lessons, now=today - timedelta(days=3)), "Clock")
    assert f"an answer of {today:%Y-%m-%d}" in sentence


def test_a_control_that_is_not_there(lessons, monkeypatch):
    monkeypatch.setattr(setup_check, "_CONTROL", ("question.js", "nowhere.js"))
    assert "lacks nowhere.js," in fault(check_setup(lessons), "Network")


def test_two_faults_are_two_lines_and_one_headline(lessons):
    (lessons / "answers.json").write_text("{", "utf-8")
    report = check_setup(lessons, now=datetime(2001, 1, 1, tzinfo=UTC))
    assert report.headline == "To mend in your set-up: Answers, Clock."
    assert len(report.faults) == 2


# --- what the check promises -------------------------------------------------------------------------


def test_an_answer_is_kept_where_the_check_says_so_and_refused_where_not(lessons, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    assert states(check_setup(lessons))["Writing"] == OK
    answers.keep(lessons, "l00-how-deep", "1", 40)
    monkeypatch.setattr(os, "fsync", full)
    assert states(check_setup(lessons))["Writing"] == MEND
    with pytest.raises(AnswersUnavailable):
        answers.keep(lessons, "l00-how-deep", "1", 50)


def test_the_report_reads_as_text_and_as_a_table():
    report = SetupReport((Line("Python", OK, "3.11"), Line("Folder", MEND, "A <b>sentence</b>.")))
    text, html = str(report), report._repr_html_()
    assert repr(report) == text
    assert text.splitlines()[0] == "To mend in your set-up: Folder."
    assert len(text.splitlines()) == 3
    assert "A &lt;b&gt;sentence&lt;/b&gt;." in html
    assert "<b>" not in html
    assert html.count("<tr>") == 3
    assert all(word in html for word in ("Python", "Folder", OK, MEND, "To mend in your set-up"))
