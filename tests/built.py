"""The wheel and the sdist of the tree as it is, built once a test run and shared by its workers."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

from filelock import FileLock

ROOT = Path(__file__).resolve().parent.parent


def built(tmp_path_factory, suffix: str) -> Path:
    """Return the path of the wheel (".whl") or of the sdist (".tar.gz")."""
    base = tmp_path_factory.getbasetemp()
    # A worker's base folder lies in that of the whole run; without workers it is that of the run, and what
    # lies beside it is older.
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "dist"
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            build(ROOT, folder)
    (found,) = folder.glob(f"*{suffix}")
    return found


def build(root: Path, folder: Path) -> None:
    """Build wheel and sdist of a tree into a folder."""
    # The sdist first and the wheel from it, as publishing does; no isolation: no network.
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(root)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr


def installed(tmp_path_factory) -> Path:
    """Return a folder that holds what installing the wheel puts into site-packages."""
    wheel = built(tmp_path_factory, ".whl")
    folder = wheel.parent / "installed"
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            with zipfile.ZipFile(wheel) as archive:
                archive.extractall(folder)
    return folder
