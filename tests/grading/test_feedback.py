"""What a student gets back, made by `nbgrader generate_feedback` itself and by `feedback`."""

from __future__ import annotations

import re
import shutil
from html import unescape

import pytest
from nbgrader.api import Gradebook
from nbgrader.converters import GenerateFeedback

from course_lib.errors import BuildProblem, UnknownName
from course_lib.grading.engine import autograde, converter, generate, listening
from course_lib.grading.feedback import feedback
from course_lib.grading.html_page import POLICY
from course_lib.grading.run import grade, gradebook_url
from tests.factories import NAME, RIGHT, Submission
from tests.grading.test_modes import STOCK, nbgrader

pytestmark = pytest.mark.grading

SCRIPT = "<script>document.title = 'taken'</script>"
#: Each wrong or only partly right, with the points worked out by hand.
ANSWERS = {
    "a1": ("attack-alone", 0),
    "a2": (["ally", "decree", "toast"], 1),  # two of three right, one wrong: (2 - 1) / 3 of 3 points
    "b1": ({"spring": "bud", "summer": "snow"}, 1),
    "b2": (["ratify", "sign", "exchange", "register"], 1.33),  # 5 of 6 pairs right: (5 - 1) / 6 of 2 points
    "c1": (SCRIPT, 0),
    "c2": (200, 0),
    "c3": (45, 1),
    "d1": ([[1, 2], [11, 11]], 0.67),  # one of two spans, two of three marked words: 1/2 x 2/3 of 2 points
    "d2": ({"table": "inside", "tree": "inside"}, 1),  # one of two
    "d3": ({"pick": "south", "p": 0.8}, 0.54),  # B = 0.64 + 0.81 + 0.01 wrong: 2 x (1 - 1.46 / 2) points
}


def page_of(root, student):
    return (root / "feedback" / student / NAME / f"{NAME}.html").read_text("utf-8")


def words(html):
    """What a reader sees: no style, no tags, one blank between words."""
    body = re.sub(r"<style.*?</style>", "", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", body)))


def mark(root, student, score, comment, grade_id="e1"):
    with Gradebook(gradebook_url(root), "skin-deep") as book:
        if score is not None:
            given = book.find_grade(grade_id, NAME, NAME, student)
            given.manual_score, given.needs_manual_grade = score, False
        book.find_comment(grade_id.replace("s-", "q-"), NAME, NAME, student).manual_comment = comment
        book.db.commit()


@pytest.fixture(scope="module")
def handed_back(template, tmp_path_factory):
    """Submissions graded, paragraphs marked, and the feedback made by nbgrader's own command."""
    root = tmp_path_factory.mktemp("feedback") / "course"
    shutil.copytree(template, root)
    answers = {slot: response for slot, (response, _) in ANSWERS.items()}
    Submission(root, "mixed").filed(**answers).wrote(f"My **paragraph**. {SCRIPT}")
    Submission(root, "right").shown(**RIGHT).wrote("Another paragraph.")
    Submission(root, "unmarked").typed(**RIGHT).filed(a1="threat").wrote("Not read yet.")
    Submission(root, "blank")
    assert grade(root, NAME).problems == ()
    mark(root, "mixed", 2, "Exact (of 4): 2, half of it\n\nRead it *again*.")
    mark(root, "mixed", None, "Look at clause 4 once more.", "s-a1")
    mark(root, "right", 3, "Good.")
    mark(root, "right", 0.5, "", "s-a1")
    nbgrader(root, "generate_feedback", NAME)
    return root


def test_each_student_sees_question_answer_feedback_and_points(handed_back):
    text = words(page_of(handed_back, "mixed"))
    assert "A small paper Feedback for mixed 8.54 of 22 points" in text
    assert "A. Words 1 of 4 points B. Relations 2.33 of 5 points C. Values 3 of 7 points" in text
    assert (
        "a1 0 of 1 point Which condition? Your answer (from answers.json) "
        "✗ wrong The text of attack-alone Said only afterwards of attack-alone." in text
    )
    assert "✓ right The text of decree Said only afterwards of decree." in text
    assert "✗ wrong The text of toast Said only afterwards of toast." in text
    assert "✓ right Spring → A bud ✗ wrong Summer → A snow" in text
    assert "✗ wrong place 1. They ratify it ✗ wrong place 2." in text
    right = words(page_of(handed_back, "right"))
    assert "✓ right place 1. They sign it Said only afterwards of sign." in right
    assert "✓ right 45 %" in text
    assert (
        "✓ right “river froze” Said only afterwards: ice. ✗ wrong “spring” Said only afterwards of spring."
        in text
    )
    assert "✓ right A table → Inside" in text
    assert "✗ wrong The text of south (80 % sure) Said only afterwards of south." in text
    assert "You were 80 % sure: that earns 0.54 of 2 points." in text
    assert "Comment Look at clause 4 once more." in text


def test_the_paragraph_comes_with_rubric_marks_and_comment(handed_back):
    text = words(page_of(handed_back, "mixed"))
    assert "e1 2 of 4 points Write about it. Your text (5 words; asked for 10 to 20) My paragraph ." in text
    assert "Exact 2 of 4 4: All of it 2: Half 0: None half of it The whole 2 of 4" in text
    assert "<li class=reached>2: Half</li>" in page_of(handed_back, "mixed")
    assert text.count("Comment Read it again .") == 1
    # One number for the whole stands below the rubric.
    assert "Exact up to 4 4: All of it 2: Half 0: None The whole 3 of 4" in words(
        page_of(handed_back, "right")
    )


def test_points_set_by_the_grader_are_said_to_be(handed_back):
    assert "a1 0.5 of 1 point Which condition? Your answer (points set by the grader)" in words(
        page_of(handed_back, "right")
    )


def test_what_is_not_marked_yet_is_said(handed_back):
    text = words(page_of(handed_back, "unmarked"))
    assert "18 of 22 points Points so far: e1 is not marked yet." in text
    assert "C. Values 3 of 7 points so far" in text
    assert "e1 not marked yet Write about it." in text


def test_who_answered_nothing_reads_so_without_any_feedback(handed_back):
    text = words(page_of(handed_back, "blank"))
    assert "0 of 22 points" in text
    assert text.count("No answer was recorded.") == len(RIGHT)
    assert "No paragraph was handed in." in text
    assert "Said only afterwards" not in text
    assert "No response." not in text


def test_sources_are_cited_once_and_linked(handed_back):
    html = page_of(handed_back, "mixed")
    assert html.count('<a href="#rf_dprk_2024.4">') == len(ANSWERS) + 1
    assert html.count('id="rf_dprk_2024.4"') == 1
    assert "Course rendering, not an official translation" in html


def test_no_test_no_key_and_no_model_answer_is_shown(handed_back):
    html = page_of(handed_back, "mixed")
    for secret in ("HIDDEN", "points(", "answered(", "ask(", "The model answer", "It has all."):
        assert secret not in html
    text = words(html)
    # What would have been right, and feedback on what was not chosen.
    for secret in (
        "war-follows",
        "The text of seal",
        "Summer → A fruit",
        "afterwards: a state of war",
        "168",
    ):
        assert secret not in text


def test_notes_for_the_instructor_stay_with_the_instructor(handed_back):
    assert "To look at" not in page_of(handed_back, "unmarked")
    assert "threat" not in words(page_of(handed_back, "unmarked"))


def test_everything_of_a_students_is_escaped(handed_back):
    html = page_of(handed_back, "mixed")
    assert "<script" not in html
    assert html.count("&lt;script&gt;") == 2
    assert POLICY in html


def test_nothing_is_fetched_and_no_code_is_shown(handed_back):
    html = page_of(handed_back, "right")
    assert not re.search(r"<(script|link|iframe|img)\b|@import|url\(", html)
    assert "<pre" not in html


def test_made_again_the_pages_are_the_same_byte_for_byte(handed_back):
    before = {path: path.read_bytes() for path in sorted((handed_back / "feedback").rglob("*.html"))}
    news = []
    report = feedback(handed_back, NAME, progress=lambda *args: news.append(args))
    nbgrader(handed_back, "generate_feedback", NAME, "--force")
    assert {path: path.read_bytes() for path in sorted((handed_back / "feedback").rglob("*.html"))} == before
    assert news == [(n, 4, student) for n, student in enumerate(("blank", "mixed", "right", "unmarked"), 1)]
    assert report.problems == ()


def test_the_report_says_points_and_what_waits(handed_back):
    text = str(feedback(handed_back, NAME))
    assert re.search(r"^mixed +8.54 of 22$", text, re.MULTILINE)
    assert re.search(r"^unmarked +18 of 22 +e1$", text, re.MULTILINE)
    assert text.endswith("4 pages in feedback/<student>/demo/.")
    assert str(feedback(handed_back, NAME, ["mixed"])).endswith("1 page in feedback/<student>/demo/.")


def test_marks_that_do_not_add_up_are_told_to_the_grader(handed_back, tmp_path):
    root = tmp_path / "course"
    shutil.copytree(handed_back, root)
    mark(root, "mixed", 3, "Exact: 2")
    mark(root, "unmarked", None, "Exact: 4")
    assert [row.remarks for row in feedback(root, NAME, ["mixed", "unmarked"]).rows] == [
        ("e1: the marks in the comment add up to 2, but 3 points were given.",),
        ("e1: the comment holds marks, but no points were given yet.",),
    ]


def test_a_name_in_the_gradebook_and_a_late_penalty_are_shown(handed_back, tmp_path):
    root = tmp_path / "course"
    shutil.copytree(handed_back, root)
    with Gradebook(gradebook_url(root), "skin-deep") as book:
        book.update_or_create_student("right", first_name="Ri<b>", last_name="Ght")
        book.find_submission_notebook(NAME, NAME, "right").late_submission_penalty = 1.5
        book.db.commit()
    (row,) = feedback(root, NAME, ["right"]).rows
    assert (row.points, row.max_points) == (19, 22)
    text = words(page_of(root, "right"))
    assert "Feedback for Ri<b> Ght 19 of 22 points" in text
    assert "Handed in late −1.5" in text


def test_graded_by_stock_nbgrader_the_feedback_is_the_same(handed_back, tmp_path):
    root = tmp_path / "course"
    shutil.copytree(handed_back, root)
    for name in ("feedback", "autograded", "submitted/right"):
        shutil.rmtree(root / name)
    config = (root / "nbgrader_config.py").read_text("utf-8")
    (root / "nbgrader_config.py").write_text(STOCK, "utf-8")
    nbgrader(root, "autograde", NAME, "--student", "mixed")
    (root / "nbgrader_config.py").write_text(config, "utf-8")
    feedback(root, NAME, ["mixed"])
    assert page_of(root, "mixed") == page_of(handed_back, "mixed")


def test_other_notebooks_get_nbgraders_own_page_cleaned(template, tmp_path):
    root = tmp_path / "course"
    shutil.copytree(template, root)
    # An assignment without a bank: nothing of ours but the cleaning.
    for old, new in (("solutions", "plain"), ("assignments", "plain")):
        shutil.copytree(root / old / NAME, root / old / new)
        (root / old / new / f"{NAME}.ipynb").rename(root / old / new / "plain.ipynb")
    generate(root, "plain", gradebook_url(root))
    work = Submission(root, "mia", "plain").typed(**RIGHT).wrote(f"A paragraph. {SCRIPT}")
    assert work.path.exists()
    assert autograde(root, "plain", "mia") == ""
    with listening() as (log, heard):
        converter(GenerateFeedback, root, log, assignment_id="plain").start()
    assert heard.lines == []
    html = (root / "feedback" / "mia" / "plain" / "plain.html").read_text("utf-8")
    assert "A paragraph. &lt;script&gt;" in html
    assert "<script>document.title" not in html


def test_wrong_uses_are_sentences(handed_back, course):
    with pytest.raises(UnknownName, match="No assignment 'dmo'"):
        feedback(course, "dmo")
    with pytest.raises(
        BuildProblem, match="No submission of demo has been graded yet: run `course grade demo`"
    ):
        feedback(course, NAME)
    with pytest.raises(UnknownName, match=r"No graded submission by 'mixt'\. Did you mean 'mixed'\?"):
        feedback(handed_back, NAME, ["mixt"])


def test_a_page_that_cannot_be_made_stops_no_other(handed_back, tmp_path):
    root = tmp_path / "course"
    shutil.copytree(handed_back, root)
    path = root / "autograded" / "blank" / NAME / f"{NAME}.ipynb"
    path.chmod(0o644)
    path.write_text("{", "utf-8")
    report = feedback(root, NAME, ["blank", "mixed"])
    assert [bool(row.problem) for row in report.rows] == [True, False]
    assert report.problems[0].startswith("blank: nbgrader stopped: ")
    assert re.search(r"^blank +no page$", str(report), re.MULTILINE)
