"""What can be wrong with a folder of facts: `examine` reads everything once and says it in sentences."""

from __future__ import annotations

from pathlib import Path

from course_lib.data._check import references, rows, sources, tables, treaties
from course_lib.data._check.references import References
from course_lib.data._read import read_sources, read_table, read_toml
from course_lib.errors import BadFacts

__all__ = ["examine", "problems"]


def problems(folder: Path) -> list[str]:
    """Find what is wrong with a folder of facts.

    Parameters
    ----------
    folder : pathlib.Path
        A folder laid out as `course_lib/data`: `sources.toml`, `treaties/`, `tables/`.

    Returns
    -------
    list of str
        One sentence a problem, naming the file and the row; empty where all is well.
    """
    return examine(folder)[0]


def examine(folder: Path) -> tuple[list[str], References]:
    """Read a folder of facts once, for what is wrong with it and for what it holds.

    Parameters
    ----------
    folder : pathlib.Path
        As for `problems`.

    Returns
    -------
    tuple of list of str and References
        What `problems` returns, and the sources and keys that were read: all, where nothing is wrong.
    """
    try:
        named = read_sources(folder)
    except BadFacts as error:
        # Without sources every row would be reported; one sentence is enough to begin with.
        return [str(error)], References({})
    found = list(sources.problems(named))
    seen = References(named)
    broken = False
    for file in sorted(folder.joinpath("treaties").glob("*.toml")):
        try:
            found += treaties.problems(read_toml(file), file.stem, seen)
        except BadFacts as error:
            found.append(str(error))
            broken = True
    for name in sorted({file.stem for file in folder.joinpath("tables").glob("*.*")}):
        try:
            table = read_table(folder, name)
            found += tables.problems(table, name)
            found += rows.problems(rows.read(folder, table), table, seen)
        except BadFacts as error:
            found.append(str(error))
            broken = True
    # What stands in an unread file cannot be counted as missing.
    return (found if broken else found + list(references.problems(seen))), seen
