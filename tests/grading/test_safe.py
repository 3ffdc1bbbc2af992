"""Markdown of a student in a page of ours: read, not run."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.grading.safe import markdown_html

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


class Tags(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def tags(source, attachments=None):
    return Tags(markdown_html(source, attachments)).found


@pytest.mark.parametrize(
    "source",
    [
        "<script>run()</script>",
        "<SCRIPT SRC=//x.example/a.js></SCRIPT>",
        "<iframe src='javascript:run()'></iframe>",
        "<svg onload=run()><script>run()</script></svg>",
        "<style>body {display: none}</style>",
        "<form action=/><input id=e1 class=score><button>Full credit</button></form>",
        "<meta http-equiv=refresh content='0;url=https://x.example'>",
        "<object data='javascript:run()'></object><embed src=x><base href=//x.example>",
        "```mermaid\ngraph TD; a-->b\n```",
    ],
)
def test_a_tag_that_could_do_something_is_text(source):
    allowed = {"p", "pre", "code", "div", "span"}
    assert {tag for tag, _ in tags(source)} <= allowed
    assert all(not attributes for _, attributes in tags(source))


@pytest.mark.parametrize(
    "source",
    [
        "[click](javascript:run())",
        "[click](  JaVaScRiPt:run())",
        "<a href='javascript:run()' onclick='run()'>click</a>",
        "<a href='&#106;avascript:run()'>click</a>",
        "<a href='java\tscript:run()'>click</a>",
        "[click](data:text/html,<script>run()</script>)",
        "<a href='vbscript:run()'>click</a>",
        "<img src=x onerror=run()>",
        "<img src='https://x.example/seen.png'>",
        "![seen](//x.example/seen.png)",
        "<img src='data:text/html,run()'>",
        "<p onmouseover='run()' style='position: fixed' id='top' class='score'>over</p>",
    ],
)
def test_a_link_or_picture_keeps_no_way_to_run_or_to_call_out(source):
    for _, attributes in tags(source):
        assert set(attributes) <= {"src", "alt"}
        assert attributes.get("src", "x") == "x"


def test_what_markdown_is_for_is_kept():
    html = markdown_html(
        "**two** *conditions* in `rf_dprk_2024.4`\n\n- one\n- <b>two</b>\n\n[UN](https://un.org)"
    )
    assert "<strong>two</strong>" in html
    assert "<code>rf_dprk_2024.4</code>" in html
    assert "<b>two</b>" in html
    assert '<a href="https://un.org">UN</a>' in html
    assert "<td>1</td>" in markdown_html("| a |\n|---|\n| 1 |")


def test_what_was_tried_can_be_read():
    assert "&lt;script&gt;run()&lt;/script&gt;" in markdown_html("<script>run()</script>")


def test_an_attached_picture_is_shown_and_a_lost_one_costs_nothing():
    source = "![map](attachment:map.png)"
    assert ("img", {"src": f"data:image/png;base64,{PIXEL}", "alt": "map"}) in tags(
        source, {"map.png": {"image/png": PIXEL}}
    )
    assert "![map](attachment:map.png)" in markdown_html(source)
    assert "attachment:map.png" in markdown_html(source, {"map.png": {}})
    assert tags(source, {"map.png": {"image/png": '"><script>run()</script>'}}) == [
        ("p", {}),
        ("img", {"alt": "map"}),
    ]


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.sampled_from("<>\"'=&;:/\\()[]!`*_#|\n -abcsript$img onerror"), max_size=80))
def test_whatever_is_written_no_handler_and_no_script_comes_through(source):
    for tag, attributes in tags(source):
        assert tag not in {"script", "iframe", "style", "input"}
        assert not any(name.startswith("on") for name in attributes)
        assert not attributes.get("href", "").lower().startswith(("javascript", "data"))
