"""Links lead to a file that is where they are read; addresses are well-formed; lessons follow each other."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Collection, Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

import pytest

from course_lib.workspace import course_files
from tests.built import ROOT

#: What is read in the clone; lessons and assignments are read in a working copy, which holds less.
DOCS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "solutions/GUIDE.md", "solutions/COVERAGE.md")
DELIVERED = frozenset(course_files())
NOTEBOOKS = sorted(path for path in DELIVERED if path.endswith(".ipynb"))
LESSONS = sorted(ROOT.glob("lessons/*.ipynb"))
LINK = re.compile(r"\]\(<?([^)\s>]+)>?(?: \"[^\"]*\")?\)|\b(?:src|href)=[\"']([^\"']+)[\"']")
ADDRESS = re.compile(r"\bhttps?:[^\s)\]>\"'`|]*")
#: Package registries: an address there is no source, and names what a machine happened to use.
REGISTRIES = tuple(
    ".".join(name)
    for name in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("anaconda", "org"),
        ("proxy", "golang", "org"),
    )
)


def markdown(path: Path) -> str:
    """Return the words of a Markdown file or of a notebook, without blocks of code."""
    text = path.read_text("utf-8")
    if path.suffix == ".ipynb":
        cells = json.loads(text)["cells"]
        text = "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    return re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)


def links(text: str) -> Iterator[str]:
    """Yield the targets of relative links, without what stands after #."""
    for match in LINK.finditer(text):
        target = (match[1] or match[2]).partition("#")[0]
        if target and not urlsplit(target).scheme:
            yield target


def leads(place: str, link: str, files: Collection[str]) -> bool:
    """Say whether a link in the file at this place leads to one of these files, or to a folder of them."""
    parts: list[str] = []
    for part in (*PurePosixPath(place).parent.parts, *PurePosixPath(link).parts):
        if part == "..":
            if not parts:
                return False
            parts.pop()
        elif part != ".":
            parts.append(part)
    target = "/".join(parts)
    return target in files or any(file.startswith(f"{target}/") for file in files)


def fault(url: str) -> str:
    """Return what is wrong with an address; "" where nothing is."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        return str(error)
    if parts.scheme not in ("http", "https"):
        return "is neither http nor https"
    if re.search(r"\s", url):
        return "holds a blank"
    if not re.fullmatch(r"(?:[\w-]+\.)+[a-z][\w-]+", host):
        return "names no public host"
    if port or parts.username:
        return "names a port or a user"
    if host.endswith((".local", ".internal", ".lan", ".test", ".invalid", ".localhost")):
        return "names a local host"
    return "names a package registry" if host.endswith(REGISTRIES) else ""


@pytest.mark.parametrize("place", DOCS)
def test_a_link_of_a_document_leads_to_a_file_of_the_clone(place):
    for link in links(markdown(ROOT / place)):
        assert (ROOT / place).parent.joinpath(link).exists(), link


@pytest.mark.parametrize("place", NOTEBOOKS)
def test_a_link_of_a_notebook_leads_to_a_file_of_the_working_copy(place):
    assert [link for link in links(markdown(ROOT / place)) if not leads(place, link, DELIVERED)] == []


def test_every_address_of_a_source_is_well_formed():
    sources = tomllib.loads((ROOT / "course_lib" / "data" / "sources.toml").read_text("utf-8"))
    urls = {name: source["url"] for name, source in sources.items() if source["url"]}
    assert len(urls) > 300
    assert {name: f"{url} {wrong}" for name, url in urls.items() if (wrong := fault(url))} == {}


@pytest.mark.parametrize("place", [*DOCS, *NOTEBOOKS])
def test_every_address_that_is_printed_is_well_formed(place):
    found = [url.rstrip(".,;:") for url in ADDRESS.findall(markdown(ROOT / place))]
    assert {url: wrong for url in found if (wrong := fault(url))} == {}


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_names_the_next_one_by_its_number_and_title(path):
    (said,) = re.findall(r"^\*\*Next\.\*\* (.+)$", markdown(path), re.MULTILINE)
    number = int(path.stem[:2])
    if path == LESSONS[-1]:
        assert said.startswith("This was the last lesson.")
        return
    following = next(other for other in LESSONS if other.stem.startswith(f"{number + 1:02d}_"))
    title = re.match(r"# (Lesson \d\d: [^\n]+)", markdown(following))[1]
    # A full stop unless the title ends itself.
    assert re.match(rf"{re.escape(title)}(?<=[?.])|{re.escape(title)}\.", said), f"{said} / {title}"


# --- what it would find --------------------------------------------------------------------------------


def test_links_are_found_and_followed():
    text = '[a](one.md#part) ![b](<two.png>) [c](https://example.org/x) <img src="three.png"> [d](#here)'
    assert list(links(text)) == ["one.md", "two.png", "three.png"]
    files = {"lessons/a.ipynb", "assignments/b/b.ipynb"}
    for link, there in (
        ("a.ipynb", True),
        ("../assignments/b/b.ipynb", True),
        ("../assignments/b", True),
        ("../solutions/GUIDE.md", False),
        ("../../lessons/a.ipynb", False),
    ):
        assert leads("lessons/c.ipynb", link, files) is there, link


@pytest.mark.parametrize(
    "url",
    [
        *("ftp://example.org/a", "https:/example.org/a", "https://example", "https://exam ple.org"),
        *("https://example.org/a b", "http://localhost/a", "http://127.0.0.1/a", "http://host.internal/a"),
        *("https://example.org:8080/", "https://me@example.org/", "https://pypi.org/project/x", "https://"),
        "http://[::1",
    ],
)
def test_an_address_that_is_none_is_found(url):
    assert fault(url)


def test_a_right_address_is_let_pass():
    assert fault("https://www.un.org/en/about-us/un-charter?a=b#c") == ""
