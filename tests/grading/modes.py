"""nbgrader's own command, with our configuration or with none of our steps."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

#: A configuration as nbgrader's own guide has it, with none of our steps.
STOCK = """\
c = get_config()
c.CourseDirectory.course_id = "skin-deep"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "assignments"
"""


def nbgrader(root: Path, *arguments: str) -> str:
    """Run nbgrader in a course and return what it logged."""
    path = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=root,
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stderr
