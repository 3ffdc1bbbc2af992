"""What the screen shows while a verb is at work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape

#: Progress goes to stderr, so that what a verb prints can be kept in a file.
screen = Console(stderr=True)


@contextmanager
def counted(what: str) -> Iterator[Callable[[int, int, str], None]]:
    """Show on the screen how far a long run has come; yields what it calls after each step."""
    with screen.status(f"{what} ...") as status:
        # Brackets in the name of a folder would be read as markup.
        yield lambda done, total, who: status.update(escape(f"{what}: {done} of {total} ({who})"))


def many(number: int, what: str) -> str:
    """Return a number with its noun, such as "no faults" or "1 fault"."""
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"
