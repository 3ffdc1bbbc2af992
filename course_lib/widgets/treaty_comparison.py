"""Treaties side by side, in a notebook."""

from __future__ import annotations

from course_lib import models
from course_lib.widgets._board import Widget

__all__ = ["TreatyComparison"]


class TreatyComparison(Widget):
    """Pick treaties and a topic; the clauses stand side by side, with what differs marked.

    Takes ``treaties`` and ``topic``; see `course_lib.models.treaty_comparison.TreatyComparison`.
    """

    kind = models.TreatyComparison
