"""The wheel and the sdist of the tree as it is, built once a test run and shared by its workers."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

from filelock import FileLock

ROOT = Path(__file__).resolve().parent.parent


def built(tmp_path_factory, suffix: str) -> Path:
    """Return the path of the wheel (".whl") or of the sdist (".tar.gz")."""
    # A worker's base folder lies in that of the whole run.
    folder = tmp_path_factory.getbasetemp().parent / "dist"
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            # The sdist first and the wheel from it, as publishing does; no isolation: no network.
            command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
            done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
            assert done.returncode == 0, done.stdout + done.stderr
    (found,) = folder.glob(f"*{suffix}")
    return found


def installed(tmp_path_factory) -> Path:
    """Return a folder that holds what installing the wheel puts into site-packages."""
    wheel = built(tmp_path_factory, ".whl")
    folder = wheel.parent / "installed"
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            with zipfile.ZipFile(wheel) as archive:
                archive.extractall(folder)
    return folder
