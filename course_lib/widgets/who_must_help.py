"""Who must help whom, in a notebook."""

from __future__ import annotations

from course_lib import models
from course_lib.widgets._board import Widget

__all__ = ["WhoMustHelp"]


class WhoMustHelp(Widget):
    """Set up a case; see which duties follow from which words, and who would get to decide what is open.

    Takes ``preset``, the title of the case to start from, and ``focus``, the clause that is shown whole; see
    `course_lib.models.who_must_help.WhoMustHelp`.
    """

    kind = models.WhoMustHelp
