"""What a grading run did, as a table that a person reads."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Report", "Row"]


@dataclass(frozen=True)
class Row:
    """One submission.

    Attributes
    ----------
    student : str
        Name of the folder under ``submitted/``.
    points, max_points : float
        Automatic points, and the most that they could be.
    manual : int
        Written answers that wait for a person.
    differences : tuple of str
        Answers that the instructor should look at, each with its slot.
    mended : tuple of str
        What was put back in the notebook before grading.
    problem : str
        Why the submission could not be graded, or "".
    """

    student: str
    points: float = 0.0
    max_points: float = 0.0
    manual: int = 0
    differences: tuple[str, ...] = ()
    mended: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True)
class Report:
    """A grading run.

    Attributes
    ----------
    name : str
        The assignment.
    rows : tuple of Row
        One a submission, by student.
    """

    name: str
    rows: tuple[Row, ...]

    @property
    def problems(self) -> tuple[str, ...]:
        """One sentence for each submission that could not be graded."""
        return tuple(f"{row.student}: {row.problem}" for row in self.rows if row.problem)

    def __str__(self) -> str:
        width = max([7, *(len(row.student) for row in self.rows)])
        lines = [f"{'student':<{width}}  {'automatic':>13}  to read  to look at"]
        for row in self.rows:
            earned = "not graded" if row.problem else f"{row.points:g} of {row.max_points:g}"
            look = len(row.differences) + len(row.mended)
            lines.append(
                f"{row.student:<{width}}  {earned:>13}  {row.manual or '':>7}  {look or '':>10}".rstrip()
            )
        for row in self.rows:
            lines += [f"{row.student}: {line}" for line in (*row.differences, *row.mended)]
        return "\n".join([*lines, *self.problems])


@dataclass(frozen=True)
class FeedbackRow:
    """One page of feedback.

    Attributes
    ----------
    student : str
        Name of the folder under ``feedback/``.
    points, max_points : float
        Points in all, a late penalty taken off, and the most that they could be.
    waiting : tuple of str
        Written answers that nobody has marked yet.
    remarks : tuple of str
        What the grader should look at before the page is handed out.
    problem : str
        Why there is no page, or "".
    """

    student: str
    points: float = 0.0
    max_points: float = 0.0
    waiting: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True)
class FeedbackReport:
    """The pages of feedback that were made.

    Attributes
    ----------
    name : str
        The assignment.
    rows : tuple of FeedbackRow
        One a page, by student.
    """

    name: str
    rows: tuple[FeedbackRow, ...]

    @property
    def problems(self) -> tuple[str, ...]:
        """One sentence for each page that could not be made."""
        return tuple(f"{row.student}: {row.problem}" for row in self.rows if row.problem)

    def __str__(self) -> str:
        width = max([7, *(len(row.student) for row in self.rows)])
        lines = [f"{'student':<{width}}  {'points':>13}  not marked yet"]
        for row in self.rows:
            points = "no page" if row.problem else f"{row.points:g} of {row.max_points:g}"
            lines.append(f"{row.student:<{width}}  {points:>13}  {', '.join(row.waiting)}".rstrip())
        lines += [f"{row.student}: {line}" for row in self.rows for line in row.remarks]
        made = sum(not row.problem for row in self.rows)
        pages = f"{made} page{'' if made == 1 else 's'} in feedback/<student>/{self.name}/."
        return "\n".join([*lines, *self.problems, pages])
