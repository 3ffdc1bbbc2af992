"""nbgrader for this course: solutions/ is its source, assignments/ its release; the rest is in course_lib."""

from pathlib import Path

from course_lib.grading.config import configure

configure(get_config(), Path(__file__).resolve().parent)  # noqa: F821
