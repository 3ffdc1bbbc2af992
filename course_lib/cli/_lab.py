"""JupyterLab for one working copy or, for an instructor, a clone: own settings, a free port, a clean end.

Everything that this JupyterLab writes for itself goes into `.jupyter` in that folder, and the course's own
settings stand first in Jupyter's search path: neither the settings in the home folder nor those of the
environment are changed.
"""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from course_lib.errors import CourseError

SETTINGS = Path(__file__).with_name("jupyter")
FIRST_PORT, PORTS = 8888, 100
STARTS_WITHIN = 120
#: Seconds that an interrupted server has to stop by itself; its kernels get five to answer.
STOPS_WITHIN = 15
# Where Jupyter finds programs and data; other variables of a surrounding Jupyter would steer ours.
KEPT = ("JUPYTER_PATH", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_PLATFORM_DIRS")


class Lab:
    """A JupyterLab in a process of its own; ends with the `with` block.

    Parameters
    ----------
    folder : Path
        The working copy or the clone, the only folder that its file browser shows.
    notebook : str
        Path in the folder of the notebook to open, or "".
    port : int or None
        0 takes any free port, None the first free one from 8888 on.
    browser : bool
        Whether to open a browser where there is a display.
    instructor : bool
        Whether formgrader and *Create assignment* are there.

    Raises
    ------
    CourseError
        When the port is taken.
    """

    def __init__(
        self,
        folder: Path,
        notebook: str = "",
        port: int | None = None,
        *,
        browser: bool = True,
        instructor: bool = False,
    ) -> None:
        page = f"/lab/tree/{quote(notebook)}" if notebook else "/lab"
        self.port, self.token = free_port(port), secrets.token_hex(24)
        self.url = self.address(page)
        self._command = [
            *(sys.executable, "-m", "jupyterlab", "--Application.log_level=WARN", "--ServerApp.ip=127.0.0.1"),
            *(f"--ServerApp.port={self.port}", "--ServerApp.port_retries=0", f"--LabApp.default_url={page}"),
            *(f"--ServerApp.root_dir={folder}", f"--ServerApp.open_browser={browser and has_display()}"),
            # Jupyter refuses to run as root; in a container there is often nobody else.
            *(["--ServerApp.allow_root=True"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
        ]
        self._folder, self._environment = folder, environment(folder, self.token, instructor=instructor)

    def address(self, page: str) -> str:
        """Return the address of a page with the token that opens it.

        Parameters
        ----------
        page : str
            Path on the server, with a leading slash.

        Returns
        -------
        str
            For a browser on this machine.
        """
        return f"http://127.0.0.1:{self.port}{page}?token={self.token}"

    def __enter__(self) -> Lab:
        own = self._folder / ".jupyter"
        # In a clone, Jupyter's own files are nobody's change to the course.
        with suppress(OSError):
            own.mkdir(exist_ok=True)
            (own / ".gitignore").write_text("*\n", "utf-8")
        # nbgrader reads its configuration from the current folder: Validate never the instructor's.
        self._process = subprocess.Popen(self._command, cwd=self._folder, env=self._environment)
        signal.signal(signal.SIGTERM, lambda *_: self._process.terminate())
        return self

    def __exit__(self, *error: object) -> None:
        if self._process.poll() is None:
            self._process.terminate()
            self.wait()

    def wait_until_ready(self) -> None:
        """Wait until the server answers.

        Raises
        ------
        CourseError
            When it ends or does not answer.
        """
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api/status", headers={"Authorization": f"token {self.token}"}
        )
        # A proxy named in the environment is not on the way to this machine itself.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        deadline = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < deadline and self._process.poll() is None:
            with suppress(OSError), opener.open(request, timeout=5):
                return
            time.sleep(0.1)
        raise CourseError(
            "JupyterLab did not start; its own messages are above. Try another port with --port, or "
            'install the course again with pip install "skin-deep-course[lab]".'
        )

    def wait(self) -> None:
        """Wait until the server ends. Ctrl+C reaches it too; it then stops its kernels first."""
        patience = None
        while True:
            try:
                self._process.wait(patience)
                return
            except KeyboardInterrupt:
                # In a terminal Jupyter asks whether to stop. Elsewhere an interrupt can be lost in what
                # it was just doing, and it would run on: it is then asked in the way that it never misses.
                patience = None if sys.stdin is not None and sys.stdin.isatty() else STOPS_WITHIN
            except subprocess.TimeoutExpired:
                self._process.terminate()
                patience = None


def environment(folder: Path, token: str, *, instructor: bool = False) -> dict[str, str]:
    """Return the environment of a JupyterLab of the course.

    Parameters
    ----------
    folder : Path
        The working copy or the clone.
    token : str
        The server's token; in the environment, since everybody on a machine can read command lines.
    instructor : bool
        Whether nbgrader shows all of itself, or *Validate* alone.

    Returns
    -------
    dict of str to str
        This process's environment with the course's settings first and Jupyter's own in the folder.
    """
    settings = [SETTINGS / ("instructor" if instructor else "student"), SETTINGS / "both"]
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in KEPT or not name.startswith(("JUPYTER", "JPY_"))
    }
    return kept | {
        "JUPYTER_CONFIG_DIR": str(folder / ".jupyter"),
        "JUPYTER_CONFIG_PATH": os.pathsep.join(map(str, settings)),
        "JUPYTER_PREFER_ENV_PATH": "1",
        "JUPYTER_TOKEN": token,
        # Formgrader calls `alembic` from the PATH.
        "PATH": os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", os.defpath)]),
    }


def has_display() -> bool:
    """Say whether a browser opened here would be seen by the person who typed the command.

    Returns
    -------
    bool
        False over SSH and on a Linux without a display, unless the variable BROWSER names a way.
    """
    if os.environ.get("BROWSER"):
        return True
    if os.environ.get("SSH_CONNECTION") or os.environ.get("SSH_TTY"):
        return False
    own_screen = sys.platform in ("win32", "darwin")
    return own_screen or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def free_port(wanted: int | None) -> int:
    """Return a port that nobody listens on.

    Parameters
    ----------
    wanted : int or None
        This one only; 0: any; None: the first free one from 8888 on.

    Returns
    -------
    int
        The port.

    Raises
    ------
    CourseError
        When the wanted port, or every one from 8888 on, is taken.
    """
    candidates = range(FIRST_PORT, FIRST_PORT + PORTS) if wanted is None else [wanted]
    for port in candidates:
        with socket.socket() as probe, suppress(OSError):
            if sys.platform != "win32":
                # As the server does: a port is free again as soon as the last server has ended.
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return probe.getsockname()[1]
    taken = (
        f"Port {wanted} is" if wanted is not None else f"The ports {FIRST_PORT} to {FIRST_PORT + PORTS} are"
    )
    raise CourseError(f"{taken} in use: choose another one with --port, or --port 0 for any that is free.")
