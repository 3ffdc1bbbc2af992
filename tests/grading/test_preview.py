"""The page for a colleague: it holds what a review needs, runs nothing, and lands in no student's folder."""

from __future__ import annotations

import re
import shutil
from html import escape, unescape
from html.parser import HTMLParser

import pytest
import tomlkit

from course_lib.data import cite
from course_lib.errors import CourseError, UnknownName
from course_lib.grading.build import build_assignment
from course_lib.grading.html_page import POLICY
from course_lib.grading.key_lines import key_lines
from course_lib.grading.paper import draw, load_paper
from course_lib.grading.preview import FOLDER, collect, of_bank, place, write_preview
from course_lib.grading.preview_page import WARNING, page
from course_lib.quiz.bank import load_bank, parse_bank
from course_lib.quiz.items import Item
from course_lib.workspace import MANIFEST, start_edition
from tests import factories
from tests.factories import NAME, ROOT, bank_table, paper_table

REAL = "treaty_text"
_OURS = """
html head meta title style body main header nav section article details summary div span p ul ol li
h1 h2 h3 h4 dl dt dd table thead tbody tfoot tr th td a code strong em
"""
#: Elements of the page; everything else in it would be somebody's text that was not escaped.
OURS = set(_OURS.split())
#: Fields that are names, or words that have to stand in another field.
_FIXED = "id type level objective partial slug left_slug right_slug misconception name match bin sources was"
FIXED = {*_FIXED.split(), "span"}


class Tags(HTMLParser):
    """Collects elements and attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.names: set[str] = set()
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        for name, value in attrs:
            self.names.add(name)
            if name == "id":
                self.ids.append(value)
            if name == "href":
                self.targets.append(value)


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(scope="module")
def real():
    return page(collect(ROOT, REAL))


def test_the_page_warns_first_and_needs_nothing_else(real):
    assert text_of(real.split("<header>")[1]).startswith(f"{WARNING}.")
    assert POLICY in real
    found = Tags(real)
    assert found.tags <= OURS
    assert not {name for name in found.names if name.startswith("on")} | ({"src"} & found.names)
    assert len(found.ids) == len(set(found.ids))
    assert {target[1:] for target in found.targets if target.startswith("#")} <= set(found.ids)
    assert all(target.startswith(("#", "https://", "http://")) for target in found.targets)


def test_every_slot_stands_with_stem_key_feedback_and_sources(real):
    bank = load_bank(ROOT / "solutions" / f"{REAL}.quiz.toml")
    paper = load_paper(ROOT / "solutions" / f"{REAL}.paper.toml")
    text, articles = text_of(real), real.split("<article>")[1:]
    drawn = draw(paper, bank)
    assert len(articles) == len(paper.slots)
    for slot, article in zip(paper.slots, articles, strict=True):
        told, content = text_of(article), drawn[slot.id]
        assert told.startswith(f"{slot.id} {slot.points:g} point")
        candidates = [bank.items[i] for i in slot.items] if isinstance(content, Item) else []
        for item in candidates:
            assert flat(item.stem) in told
            assert item.id in told
            assert bank.objectives[item.objective] in told
            for line in key_lines(item):
                assert flat(line.text) in told
                assert flat(line.feedback) in told
                assert bank.misconceptions.get(line.misconception, "") in told
            for more in (item.feedback, item.level, item.partial, *item.hints):
                assert flat(more) in told
        for ref in content.sources:
            assert ref in told
            cited = cite(ref)
            assert escape((cited.official or cited.sources[0]).url) in article or not cited.sources[0].url
            assert flat(cited.rendering) in text
        assert ("<details><summary>" in article) == (len(slot.items) > 1)
    task = bank.manuals["paragraph"]
    for said in (task.prompt, *(m["text"] for m in task.models), *(m["why"] for m in task.models)):
        assert flat(said) in text
    for criterion in task.criteria:
        assert all(flat(level) in text for _, level in criterion.levels)


def test_the_first_question_in_each_article_is_the_one_that_was_drawn(real):
    bank = load_bank(ROOT / "solutions" / f"{REAL}.quiz.toml")
    drawn = draw(load_paper(ROOT / "solutions" / f"{REAL}.paper.toml"), bank)
    for content, article in zip(drawn.values(), real.split("<article>")[1:], strict=True):
        first = content.stem if isinstance(content, Item) else content.prompt
        assert flat(first) in text_of(article.split("<details>")[0])


def test_the_whole_bank_is_shown_by_objective():
    bank = load_bank(ROOT / "solutions" / f"{REAL}.quiz.toml")
    html = page(collect(ROOT, REAL, whole=True))
    assert html.count("<article>") == len(bank.items) + len(bank.manuals)
    assert all(flat(item.stem) in text_of(html) for item in bank.items.values())


HOSTILE = '</style></div><script>window.ran=1</script><img src=x onerror="window.ran=1">\'"&<b>'


def spoilt(value):
    """Add markup to every text of a bank that may hold any words."""
    if isinstance(value, dict):
        return {k: v if k in FIXED else spoilt(v) for k, v in value.items()}
    if isinstance(value, list):
        return [spoilt(v) for v in value]
    return f"{value} {HOSTILE}" if isinstance(value, str) else value


def test_nothing_of_a_hostile_bank_is_markup(tmp_path):
    bank, paper = spoilt(bank_table()), paper_table()
    bank["title"] = paper["title"] = HOSTILE
    paper["part"][0] |= {"title": HOSTILE, "intro": HOSTILE}
    bank["item"][0]["id"] = "<b>condition"
    bank["exclusive"] = []
    paper["part"][0]["slot"][0]["items"] = ["<b>condition"]
    root = factories.write_course(tmp_path, bank, paper)
    for whole in (False, True):
        html = page(collect(root, NAME, whole))
        found = Tags(html)
        assert found.tags <= OURS
        assert "b" not in found.tags
        assert not {name for name in found.names if name.startswith("on")} | ({"src"} & found.names)
        assert html.count("</style>") == 1
        # The text is there all the same, to be read.
        assert html.count(escape(HOSTILE)) > 20


def test_an_unknown_source_is_named_and_no_link():
    table = bank_table()
    table["item"][0]["sources"] = ["no-such-source"]
    html = page(of_bank(parse_bank(table, "demo.quiz.toml")))
    assert "<code>no-such-source</code>: not in the course" in html


def test_it_is_written_where_git_and_no_release_looks(tmp_path):
    root = factories.write_course(tmp_path / "course")
    build_assignment(root, NAME)
    before = {p.relative_to(root) for p in root.rglob("*") if p.is_file()}
    assert write_preview(root, NAME) == (root / FOLDER / f"{NAME}.html").resolve()
    assert write_preview(root, NAME, whole=True).name == f"{NAME}.bank.html"
    assert f"{FOLDER}/" in (ROOT / ".gitignore").read_text("utf-8").splitlines()
    assert build_assignment(root, NAME).changed == ()
    after = {p.relative_to(root) for p in root.rglob("*") if p.is_file()}
    assert {path.parts[0] for path in after - before} <= {FOLDER}
    outside = tmp_path / "mail" / "page.html"
    assert write_preview(root, NAME, file=outside).read_text("utf-8").startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    "file",
    [
        "page.html",
        "assignments/demo/page.html",
        "assignments/page.html",
        "solutions/demo/page.html",
        "submitted/mia/demo/page.html",
        "feedback/page.html",
        "lessons/page.html",
        "previews/../assignments/demo/page.html",
    ],
)
def test_a_place_in_the_course_is_refused(course, file):
    with pytest.raises(CourseError, match="holds the key: write it into previews/"):
        write_preview(course, NAME, file=course / file)
    assert not (course / file).exists()


def test_a_link_does_not_lead_into_the_course(course, tmp_path):
    (tmp_path / "link").symlink_to(course / "assignments", target_is_directory=True)
    with pytest.raises(CourseError, match="stands in the course itself"):
        place(course, NAME, file=tmp_path / "link" / "page.html")


def test_a_place_of_students_is_refused(course, tmp_path):
    copy, edition, loose = tmp_path / "copy", tmp_path / "edition", tmp_path / "loose"
    copy.mkdir()
    (copy / MANIFEST).write_text("{}", "utf-8")
    start_edition(edition, ROOT)
    shutil.copytree(course / "assignments" / NAME, loose)
    for file in (copy / "notes" / "page.html", edition / "page.html", loose / "page.html"):
        with pytest.raises(CourseError, match="a folder of students"):
            write_preview(course, NAME, file=file)
        assert not file.exists()


def test_a_folder_or_an_unknown_name_is_one_sentence(course, tmp_path):
    with pytest.raises(CourseError, match="is a folder: name a file in it"):
        write_preview(course, NAME, file=tmp_path)
    with pytest.raises(UnknownName, match=r"No assignment 'dmo'\. Did you mean 'demo'\?"):
        write_preview(course, "dmo")
    (course / "solutions" / f"{NAME}.paper.toml").unlink()
    with pytest.raises(UnknownName):
        write_preview(course, NAME)
    assert write_preview(course, NAME, whole=True).exists()


def test_the_key_in_lines_covers_every_type():
    table = bank_table()
    wrong = {"feedback": "No.", "misconception": "slip"}
    by_id = {raw["id"]: raw for raw in table["item"]}
    by_id["life"]["wrong"] = [{"match": "ratify > sign"} | wrong]
    by_id["seasons"]["wrong"] = [{"match": "snow"} | wrong]
    bank = parse_bank(tomlkit.loads(tomlkit.dumps(table)).unwrap(), "demo.quiz.toml")
    said = {item.id: [(line.text, line.right) for line in key_lines(item)] for item in bank.items.values()}
    assert ("“They ratify it” before “They sign it”", False) in said["life"]
    assert said["life"][0] == ("1. They sign it", True)
    assert ("A snow", False) in said["seasons"] and ("A snow", None) in said["seasons"]
    assert ("Spring → A bud", True) in said["seasons"]
    assert said["words"] == [("state of war", True)]
    assert said["days"] == [("168 days, 1 more or less counts", True)]
    assert said["share"][-1] == ("40 %, 10 more or less counts", True)
    for item in bank.items.values():
        assert any(right for _, right in said[item.id]), item.id
