"""June 1950 in documents, in a notebook."""

from __future__ import annotations

from course_lib import models
from course_lib.widgets._board import Widget

__all__ = ["EvidenceBoard"]


class EvidenceBoard(Widget):
    """Source, date and weigh the documents of June 1950, tray by tray; the archive opens last.

    Takes ``tray``, how far this board goes, and ``chance``; boards of one ``name`` share what was weighed.
    See `course_lib.models.evidence_board.EvidenceBoard`.
    """

    kind = models.EvidenceBoard
