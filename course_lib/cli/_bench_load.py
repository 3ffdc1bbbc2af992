"""How long a student waits for a table, once pandas is there."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from statistics import median

from course_lib.data import describe, load, names

__all__ = ["Loaded", "measure"]

#: The aims: milliseconds for any table, and megabytes for all.
AIM_MS, AIM_MB = 50, 2


@dataclass(frozen=True)
class Loaded:
    """Milliseconds for each table: the first time in a process, and the median of the times after it.

    Attributes
    ----------
    first, again : dict of str to float
        Milliseconds by table, in the order of names.
    bare : dict of str to float
        Milliseconds that pandas alone takes to read the same file, the median.
    size : int
        Bytes of all tables and their descriptions.
    """

    first: dict[str, float]
    again: dict[str, float]
    bare: dict[str, float]
    size: int

    @property
    def reached(self) -> bool:
        """Whether the aims are met."""
        return max(self.first.values()) < AIM_MS and self.size < AIM_MB * 1_000_000

    def __str__(self) -> str:
        lines = [f"{'table':<24}{'rows':>6}{'first':>11}{'again':>11}{'pandas':>11}"]
        for name, first in self.first.items():
            cells = (f"{value:.1f} ms" for value in (first, self.again[name], self.bare[name]))
            lines.append(f"{name:<24}{describe(name).rows:>6}" + "".join(f"{cell:>11}" for cell in cells))
        verdict = "reached" if self.reached else "missed"
        return "\n".join(
            [
                *lines,
                f"All tables and their descriptions: {self.size / 1_000_000:.2f} MB.",
                f"Aim: each table in under {AIM_MS} ms, all under {AIM_MB} MB: {verdict}.",
            ]
        )


def measure(repeats: int) -> Loaded:
    """Load every table, in this process, beside pandas reading the bare file.

    Parameters
    ----------
    repeats : int
        How often each is loaded after the first time.

    Returns
    -------
    Loaded
        The times.
    """
    import pandas as pd

    # The first file that pandas reads at all pays for pandas, not for the table.
    pd.read_csv(io.StringIO("a\n1\n"))
    first, again, bare = {}, {}, {}
    folder = files("course_lib.data").joinpath("tables")
    for name in names():
        # The description is read the first time only; nothing else is kept from one call to the next.
        first[name] = _ms(lambda name=name: load(name))
        again[name] = median(_ms(lambda name=name: load(name)) for _ in range(repeats))
        text = folder.joinpath(f"{name}.csv").read_text(encoding="utf-8")
        bare[name] = median(_ms(lambda text=text: pd.read_csv(io.StringIO(text))) for _ in range(repeats))
    size = sum(len(file.read_bytes()) for file in folder.iterdir())
    return Loaded(first, again, bare, size)


def _ms(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000
