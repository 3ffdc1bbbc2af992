"""A writer is killed, or refused, between any two of its file operations: no acknowledged answer is lost.

`lives` runs in a process of its own, which forks one child a life. A life writes each answer that `keep` has
acknowledged into a pipe; what came out of the pipe must be in the file, whatever happened to the child.
"""

from __future__ import annotations

import errno
import json
import os
import random
import subprocess
import sys
from pathlib import Path

from course_lib.errors import AnswersUnavailable
from course_lib.quiz import answers

ROOT = Path(__file__).resolve().parents[2]
FOLDERS, LIVES, CLICKS, OPERATIONS = 42, 6, 7, 75
ITEMS = ("one", "two", "three")
#: Operations that Python reports before it does them; `os.fsync` is the only one of ours that it does not.
REPORTED = {
    "fcntl.flock",
    "open",
    "os.link",
    "os.listdir",
    "os.remove",
    "os.rename",
    "os.scandir",
    "shutil.copyfile",
    "shutil.copystat",
}
UNLOCK = 8


class Fault:
    """At one file operation the process dies, or from it on the system refuses some operations."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.folder, self.chance = str(folder), chance
        self.left = chance.randrange(1, OPERATIONS)
        self.dies = chance.random() < 0.7
        self.refusals = 0 if self.dies else chance.choice((1, 1, 3, 10**6))
        self.fsync = os.fsync
        os.fsync = self.sync
        sys.addaudithook(self.hook)

    def hook(self, event: str, args: tuple) -> None:
        # Modules that Python loads meanwhile are none of our files; a lock is never refused its release.
        ours = event == "fcntl.flock" or (args and self.folder in str(args[0]))
        if event in REPORTED and ours and not (event == "fcntl.flock" and not self.dies and args[1] & UNLOCK):
            self.tick()

    def tick(self) -> None:
        self.left -= 1
        if self.left > 0:
            return
        if self.dies:
            os._exit(9)
        if self.refusals > 0:
            self.refusals -= 1
            number = self.chance.choice((errno.ENOSPC, errno.EIO, errno.EROFS, errno.EMFILE))
            raise OSError(number, os.strerror(number))

    def sync(self, descriptor: int) -> None:
        if self.dies and self.left == 1:
            # What had not reached the disk when the process died.
            os.ftruncate(descriptor, self.chance.randrange(os.fstat(descriptor).st_size))
        self.tick()
        self.fsync(descriptor)


def life(folder: Path, seed: int, pipe: int, faulty: bool) -> None:
    """Answer, merge what a notebook might bring, and say what was acknowledged."""
    chance = random.Random(seed)
    if faulty:
        Fault(folder, chance)
    for click in range(CLICKS):
        item = chance.choice(ITEMS)
        response = f"{seed}-{click}"
        try:
            answers.keep(folder, item, "rev", response)
        except AnswersUnavailable:
            continue
        os.write(pipe, json.dumps([item, response]).encode() + b"\n")
        if chance.random() < 0.3:
            older = answers.Record("four", "rev", "older", "2026-01-01T00:00:00.000Z")
            try:
                answers.merge(folder, {"four": older})
            except AnswersUnavailable:
                continue
            os.write(pipe, json.dumps(["four", "older"]).encode() + b"\n")


def born(folder: Path, seed: int, faulty: bool) -> tuple[int, int]:
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    code = 7
    try:
        os.close(reading)
        life(folder, seed, writing, faulty)
        code = 0
    except BaseException as error:
        os.write(writing, json.dumps(["error", f"{type(error).__name__}: {error}"]).encode() + b"\n")
    finally:
        os._exit(code)


def lives(root: Path) -> dict:
    """Run all lives; each folder sees several, one after the other, and in a third of them two at once."""
    problems, deaths, acknowledged = [], 0, 0
    for number in range(FOLDERS):
        folder = root / str(number)
        folder.mkdir()
        seen: list[tuple[str, str]] = []
        first: dict[str, str] = {}
        for nth in range(LIVES):
            seed = 1000 * number + 10 * nth
            children = [born(folder, seed, True)]
            if number % 3 == 0:
                children.append(born(folder, seed + 1, nth % 2 == 0))
            for child, pipe in children:
                with os.fdopen(pipe, "rb") as lines:
                    told = [json.loads(line) for line in lines.read().splitlines()]
                deaths += os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
                problems += [f"{seed}: {text}" for item, text in told if item == "error"]
                seen += [(item, text) for item, text in told if item != "error"]
            held = answers.read(folder)
            if held.damage or list(folder.glob("*.damaged-*")):
                problems.append(f"{seed}: {held.damage or 'a whole file was set aside'}")
            tries = {i: [h["response"] for h in r.history] + [r.response] for i, r in held.items.items()}
            problems += [
                f"{seed}: {click} is lost" for click in seen if click[1] not in tries.get(click[0], [])
            ]
            for item, responses in tries.items():
                if first.setdefault(item, responses[0]) != responses[0]:
                    problems.append(f"{seed}: the first attempt at {item} was {first[item]}")
                own = [text for name, text in seen if name == item]
                if item in ITEMS and number % 3 and [t for t in responses if t in own] != own:
                    problems.append(f"{seed}: the attempts at {item} are out of order")
        acknowledged += len(seen)
        # Whatever was left lying about does not keep the next student from answering.
        if answers.keep(folder, "last", "rev", "x").items["last"].response != "x":
            problems.append(f"{number}: nothing can be kept any more")
    return {"problems": problems[:20], "deaths": deaths, "acknowledged": acknowledged}


def test_no_acknowledged_answer_is_lost_whenever_the_writer_dies(tmp_path):
    code = "import json, pathlib, sys; from tests.quiz.test_faults import lives; "
    code += "print(json.dumps(lives(pathlib.Path(sys.argv[1]))))"
    # A process with one thread: a fork of one with several may stand still.
    run = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, timeout=600
    )
    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)
    assert found["problems"] == []
    # The faults were there: of more than 200 lives with one most ended early, and clicks came before.
    assert FOLDERS * LIVES >= 200
    assert found["deaths"] > 100
    assert found["acknowledged"] > 500
