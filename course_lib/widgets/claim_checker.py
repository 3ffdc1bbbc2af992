"""The op-ed claim by claim, in a notebook."""

from __future__ import annotations

from course_lib import models
from course_lib.widgets._board import Widget

__all__ = ["ClaimChecker"]


class ClaimChecker(Widget):
    """Say how a claim stands before you look; then see the sources, the best case and the verdict.

    Takes ``claims``, ``kinds`` and ``twice``; see `course_lib.models.claim_checker.ClaimChecker`.
    """

    kind = models.ClaimChecker
