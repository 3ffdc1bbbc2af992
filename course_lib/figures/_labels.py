"""Where labels of a map stand: near their marks, none over another, pulled aside where needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, sin

__all__ = ["LINE", "Box", "Label", "place_labels"]

#: How high a line of the smallest type is, in pixels.
LINE = 16.0
#: How far labels are pulled aside, at most.
FAR = 96
#: What a label costs that hides something.
CLASH = 130
#: How many places are looked at for each.
MOST = 32


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels, y upward."""

    left: float
    bottom: float
    right: float
    top: float

    def covers(self, other: Box) -> bool:
        """Say whether two rectangles share more than an edge."""
        return (
            min(self.right, other.right) > max(self.left, other.left)
            and min(self.top, other.top) > max(self.bottom, other.bottom)
        )  # fmt: skip

    def holds(self, other: Box) -> bool:
        """Say whether another lies wholly inside."""
        return (
            self.left <= other.left
            and self.bottom <= other.bottom
            and other.right <= self.right
            and other.top <= self.top
        )


@dataclass(frozen=True)
class Label:
    """Where a label stands, seen from its mark, and where the line to it ends, if it needs one."""

    dx: float
    dy: float
    box: Box
    leader: tuple[float, float] | None
    cost: float
    reach: Box


def place_labels(
    marks: Sequence[tuple[float, float, float]],
    widths: Sequence[float],
    weights: Sequence[float],
    room: Box,
    taken: Sequence[Box] = (),
    spared: Sequence[Box] = (),
) -> list[Label]:
    """Find for each mark a place for its label, near it if that is free, else at the end of a thin line.

    Parameters
    ----------
    marks : sequence of tuple of float
        x, y and radius of each mark in pixels, y upward.
    widths : sequence of float
        How wide each label is.
    weights : sequence of float
        How much each deserves to be near its mark: 1, or more.
    room : Box
        Inside which they must stand.
    taken : sequence of Box
        Where nothing else may stand.
    spared : sequence of Box
        Where nothing else should stand, if there is room elsewhere.

    Returns
    -------
    list of Label
        In the order given. Where there is no free place at all, the least bad one.
    """
    choices = [_choices(mark, wide, room) for mark, wide in zip(marks, widths, strict=True)]
    fixed: list[list[float]] = []
    for n, labels in enumerate(choices):
        costs = [label.cost * weights[n] + _hidden(label, n, marks, taken, spared) for label in labels]
        # The worst are never needed, and looking at all would take a second.
        best = sorted(range(len(labels)), key=costs.__getitem__)[:MOST]
        choices[n] = [labels[k] for k in best]
        fixed.append([costs[k] for k in best])
    # Those with the fewest places that are free of marks go first; if that leaves one label over another,
    # those farthest left, or right: whatever comes out best.
    few = sorted(range(len(marks)), key=lambda n: sum(cost < FAR for cost in fixed[n]))
    left = sorted(range(len(marks)), key=lambda n: marks[n][0])
    tried: list[tuple[float, list[Label]]] = []
    for order in (few, left, left[::-1]):
        tried.append(_settled(choices, fixed, order))
        if tried[-1][0] < CLASH:
            break
    return min(tried, key=lambda found: found[0])[1]


def _settled(
    choices: list[list[Label]],
    fixed: list[list[float]],
    order: list[int],
) -> tuple[float, list[Label]]:
    """Place labels one by one, then move each as long as that helps; return also the highest cost."""
    found: dict[int, Label] = {}
    worst = 0.0
    for _ in range(6):
        before, worst = dict(found), 0.0
        for n in order:
            others = [label for m, label in found.items() if m != n]
            costs = (
                (cost + sum(_clash(label, other) for other in others), number)
                for number, (cost, label) in enumerate(zip(fixed[n], choices[n], strict=True))
            )
            cost, number = min(costs)
            found[n] = choices[n][number]
            worst = max(worst, cost)
        if found == before:
            break
    return worst, [found[n] for n in range(len(choices))]


def _choices(mark: tuple[float, float, float], wide: float, room: Box) -> list[Label]:
    radius = mark[2]
    half, tall = wide / 2, LINE / 2
    near = radius + 3
    steps = [(near + half, 0, 0), (-near - half, 0, 1), (0, near + tall - 2, 2), (0, -near - tall + 2, 2)]
    steps += [(a * (near * 0.7 + half), b * (near * 0.7 + tall - 3), 3) for a in (1, -1) for b in (1, -1)]
    out = [_label(mark, dx, dy, wide, None, cost) for dx, dy, cost in steps]
    for far in range(16, FAR, 8):
        for turn in range(16):
            ex, ey = (radius + far) * cos(turn * pi / 8), (radius + far) * sin(turn * pi / 8)
            # The line ends at the side of the label that looks at the mark.
            dx = ex + (half + 2 if ex > 1 else -half - 2 if ex < -1 else 0)
            dy = ey + (0 if abs(ex) > 1 else tall if ey > 0 else -tall)
            out.append(_label(mark, dx, dy, wide, (ex, ey), 8 + far * 0.5))
    return [label for label in out if room.holds(label.box)] or out[:1]


def _label(
    mark: tuple[float, float, float],
    dx: float,
    dy: float,
    wide: float,
    leader: tuple[float, float] | None,
    cost: float,
) -> Label:
    x, y = mark[0] + dx, mark[1] + dy
    box = Box(x - wide / 2, y - LINE / 2, x + wide / 2, y + LINE / 2)
    reach = Box(
        min(box.left, mark[0]) - 2,
        min(box.bottom, mark[1]),
        max(box.right, mark[0]) + 2,
        max(box.top, mark[1]),
    )
    return Label(dx, dy, box, leader, cost, reach if leader else box)


def _hidden(
    label: Label,
    number: int,
    marks: Sequence[tuple[float, float, float]],
    taken: Sequence[Box],
    spared: Sequence[Box],
) -> float:
    """Return what it costs that a label or its line lies over marks or over what is there already."""
    cost = sum(200.0 for box in taken if label.box.covers(box))
    cost += sum(9.0 for box in spared if label.box.covers(box))
    for other, (x, y, radius) in enumerate(marks):
        if other == number:
            continue
        near = radius + 1
        cost += 200 * label.box.covers(Box(x - near, y - near, x + near, y + near))
        # Beside another mark it would be read as that one's name.
        cost += 40 * label.box.covers(Box(x - near - 9, y - near / 2, x + near + 9, y + near / 2))
        if label.leader:
            mx, my, _ = marks[number]
            cost += 60 * (_away((x, y), (mx, my), (mx + label.leader[0], my + label.leader[1])) < near)
    return cost


def _clash(label: Label, other: Label) -> float:
    if not label.reach.covers(other.reach):
        return 0.0
    cost = 400.0 * label.box.covers(other.box)
    for one, two in ((label, other), (other, label)):
        if one.leader:
            begin, end = _line(one)
            # The line is looked at in a few places: it is short.
            points = (
                (begin[0] + (end[0] - begin[0]) * k / 8, begin[1] + (end[1] - begin[1]) * k / 8)
                for k in range(9)
            )
            cost += 150 * any(
                two.box.left - 2 < x < two.box.right + 2 and two.box.bottom < y < two.box.top
                for x, y in points
            )
    if label.leader and other.leader:
        cost += 80 * _cross(*_line(label), *_line(other))
    return cost


def _line(label: Label) -> tuple[tuple[float, float], tuple[float, float]]:
    x, y = (
        (label.box.left + label.box.right) / 2 - label.dx,
        (label.box.bottom + label.box.top) / 2 - label.dy,
    )
    return (x, y), (x + label.leader[0], y + label.leader[1])


def _away(
    point: tuple[float, float], begin: tuple[float, float], end: tuple[float, float]
) -> float:  # fmt: skip
    dx, dy = end[0] - begin[0], end[1] - begin[1]
    length = dx * dx + dy * dy or 1
    part = max(0, min(1, ((point[0] - begin[0]) * dx + (point[1] - begin[1]) * dy) / length))
    return hypot(point[0] - begin[0] - part * dx, point[1] - begin[1] - part * dy)


def _cross(
    a: tuple[float, float], b: tuple[float, float], c: tuple[float, float], d: tuple[float, float]
) -> bool:
    def side(p: tuple[float, float], q: tuple[float, float], r: tuple[float, float]) -> bool:
        return (q[0] - p[0]) * (r[1] - p[1]) > (q[1] - p[1]) * (r[0] - p[0])

    return side(a, b, c) != side(a, b, d) and side(c, d, a) != side(c, d, b)
