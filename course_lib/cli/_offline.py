"""A notebook run top to bottom in a fresh kernel whose Python reaches this machine's own addresses only."""

from __future__ import annotations

import os
from pathlib import Path

from nbclient import NotebookClient
from nbformat import NotebookNode

__all__ = ["run"]

# Audit hooks cannot be taken out again, so that no library in the kernel can turn the network back on.
OFF = """
import sys

def refuse(event, args):
    if event == "socket.getaddrinfo" or event.startswith("socket.gethostby"):
        host = args[0]
    elif event in ("socket.connect", "socket.sendto", "socket.sendmsg") and isinstance(args[1], tuple):
        host = args[1][0]
    else:
        return
    host = host.decode() if isinstance(host, bytes) else host
    if host not in (None, "", "localhost", "::1") and not str(host).startswith("127."):
        raise OSError(f"The network is off: {event} to {host}")

sys.addaudithook(refuse)
"""
#: What tells a kernel that it runs in JupyterLab or is being validated.
STRANGE = ("JPY_SESSION_NAME", "NBGRADER_VALIDATING", "NBGRADER_EXECUTION")


def run(notebook: NotebookNode, folder: Path, scratch: Path) -> NotebookNode:
    """Run a notebook; its outputs, and the state of its widgets, are in it afterwards.

    Parameters
    ----------
    notebook : NotebookNode
        What to run; it is changed.
    folder : Path
        The kernel's working folder, where answers are kept.
    scratch : Path
        A folder for what makes the kernel's Python refuse the network.

    Returns
    -------
    NotebookNode
        The same notebook.
    """
    site = scratch / "site"
    site.mkdir(exist_ok=True)
    (site / "sitecustomize.py").write_text(OFF, "utf-8")
    env = {name: value for name, value in os.environ.items() if name not in STRANGE}
    env["PYTHONPATH"] = os.pathsep.join(filter(None, [str(site), env.get("PYTHONPATH", "")]))
    env["IPYTHONDIR"] = str(scratch / "ipython")
    client = NotebookClient(
        notebook,
        timeout=120,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
        # A kernel warns that it speaks over TCP; this one is heard on this machine only.
        extra_arguments=["--log-level=ERROR"],
    )
    client.execute(env=env)
    return notebook
