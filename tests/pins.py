"""Write the version of all that the course installs into pyproject.toml: `uv run python -m tests.pins`.

The pins are constraints: they say which version, never from where, so that no registry's address is in the
file. They hold for all platforms and for every Python that the course supports, with markers where these
differ. Run it when a dependency is added or when newer versions are wanted; it needs the network.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

import hatchling.build
import tomlkit

ROOT = Path(__file__).parent.parent
CONSTRAINTS, BUILD = "constraint-dependencies", "build-constraint-dependencies"
KEYS = (CONSTRAINTS, BUILD)


def main() -> int:
    """Clear the pins, resolve, write them back, and print what changed."""
    path = ROOT / "pyproject.toml"
    document = tomlkit.parse(path.read_text("utf-8"))
    before = pins(document)
    clear(document)
    with tempfile.TemporaryDirectory() as folder:
        after = resolve(document, Path(folder))
    put(document, after)
    path.write_text(tomlkit.dumps(document), "utf-8", newline="\n")
    for key in KEYS:
        for line in sorted(set(before[key]) - set(after[key])):
            print(f"- {line}")
        for line in sorted(set(after[key]) - set(before[key])):
            print(f"+ {line}")
    print(f"{len(after[CONSTRAINTS])} pins, {len(after[BUILD])} for building.")
    return 0


def pins(document: Any) -> dict[str, list[str]]:
    """Return the pins of a parsed pyproject.toml, by key."""
    uv = document.get("tool", {}).get("uv", {})
    return {key: [str(line) for line in uv.get(key, [])] for key in KEYS}


def clear(document: tomlkit.TOMLDocument) -> None:
    """Take the pins out of the document."""
    uv = document.get("tool", {}).get("uv", {})
    for key in KEYS:
        uv.pop(key, None)


def put(document: tomlkit.TOMLDocument, found: dict[str, list[str]]) -> None:
    """Put pins into the document, one a line."""
    uv = document["tool"].setdefault("uv", tomlkit.table())
    for key in KEYS:
        lines = tomlkit.array()
        lines.extend(found[key])
        uv[key] = lines.multiline(True)


def resolve(document: tomlkit.TOMLDocument, folder: Path) -> dict[str, list[str]]:
    """Resolve what the project installs and what builds it, in a folder that holds nothing else."""
    (folder / "pyproject.toml").write_text(tomlkit.dumps(document), "utf-8")
    for name in ("README.md", "LICENSE"):
        (folder / name).write_text("", "utf-8")
    run(folder, "uv", "lock", "--quiet")
    no_wheel = without_wheel(tomllib.loads((folder / "uv.lock").read_text("utf-8")))
    if no_wheel:
        raise SystemExit(
            f"{', '.join(no_wheel)}: published as source only, so that what builds it would stay unpinned; "
            "choose another version or package."
        )
    exported = run(
        folder,
        *("uv", "export", "--quiet", "--frozen", "--all-extras", "--all-groups", "--no-emit-project"),
        *("--no-hashes", "--no-annotate", "--no-header", "--format", "requirements-txt"),
    )
    wanted = build_requirements(document)
    built = run(
        folder,
        *("uv", "pip", "compile", "--quiet", "--universal", "--python-version", lowest(document)),
        *("--no-annotate", "--no-header", "-"),
        text="\n".join(wanted),
    )
    return {CONSTRAINTS: lines_of(exported), BUILD: lines_of(built)}


def without_wheel(lock: dict[str, Any]) -> list[str]:
    """Return the packages of a lock file that have to be built."""
    published = (p for p in lock["package"] if "registry" in p["source"])
    return sorted(p["name"] for p in published if not p.get("wheels"))


def build_requirements(document: Any) -> list[str]:
    """Return what a wheel, an sdist and an editable install of this project need to be built."""
    wanted = {str(line) for line in document["build-system"]["requires"]}
    for hook in ("wheel", "sdist", "editable"):
        wanted.update(getattr(hatchling.build, f"get_requires_for_build_{hook}")())
    return sorted(wanted)


def lowest(document: Any) -> str:
    """Return the oldest Python that the project supports."""
    return str(document["project"]["requires-python"]).removeprefix(">=")


def lines_of(text: str) -> list[str]:
    """Return the requirements in uv's output, sorted."""
    return sorted(line.strip() for line in text.splitlines() if line.strip() and line[0] not in "#-")


def run(folder: Path, *command: str, text: str | None = None) -> str:
    """Run a command in the folder and return what it prints; its own errors stay on the screen."""
    done = subprocess.run(command, cwd=folder, input=text, stdout=subprocess.PIPE, encoding="utf-8")
    if done.returncode:
        raise SystemExit(f"`{' '.join(command[:3])}` failed; nothing was changed.")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
