"""A real JupyterLab in a real browser: how the tests start it, open a notebook, run, click and look."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from course_lib.cli._lab import free_port

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


def find_chromium() -> str | None:
    """Return the path of the system's Chromium, or None."""
    return next((path for name in CHROMIUM if (path := shutil.which(name))), None)


class Server:
    """A JupyterLab in a process of its own: `course lab` on a working copy, or another command in `cwd`."""

    def __init__(
        self, folder: Path, log: Path, command: list[str] | None = None, cwd: Path | None = None
    ) -> None:
        student = [sys.executable, "-m", "course_lib.cli", "lab", "--no-browser", "--port", "0"]
        self.folder, self.log, self.command, self.cwd = folder, log, command or student, cwd
        self.start()

    def start(self) -> None:
        """Start the server and wait until it answers."""
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("JPY_", "JUPYTER"))}
        environment |= {"SKIN_DEEP_DIR": str(self.folder), "PYTHONUNBUFFERED": "1"}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, env=environment, cwd=self.cwd, stdout=log, stderr=subprocess.STDOUT
            )
        started = len(self.log.read_text("utf-8", "replace"))
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline:
            text = self.log.read_text("utf-8", "replace")[max(0, started - 4000) :]
            found = re.findall(r"http://127\.0\.0\.1:(\d+)/[^\s?]*\?token=(\w+)", text)
            if found and self.process.poll() is None:
                port, self.token = found[-1]
                self.url = f"http://127.0.0.1:{port}"
                try:
                    urllib.request.urlopen(f"{self.url}/api/status?token={self.token}", timeout=5).close()
                    return
                except OSError:
                    pass
            if self.process.poll() is not None:
                break
            time.sleep(0.2)
        raise AssertionError(f"JupyterLab did not start:\n{self.log.read_text('utf-8', 'replace')[-4000:]}")

    def stop(self) -> None:
        """Stop the server as Ctrl+C does, and its kernels with it."""
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Lab:
    """One page with JupyterLab, seen as a student sees it."""

    def __init__(self, page, server: Server) -> None:
        self.page, self.server, self.path = page, server, ""

    def open(self, path: str) -> None:
        """Open a notebook of the working copy and wait for its kernel."""
        self.path = path
        self.page.goto(f"{self.server.url}/lab/tree/{path}?token={self.server.token}&reset")
        self.page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
        self.idle()

    def idle(self, timeout: int = 90_000) -> None:
        """Wait until the kernel has rested for a while: between two cells it rests for an instant."""
        self.page.wait_for_function(
            """() => {
              const panel = document.querySelector('.jp-NotebookPanel:not(.lm-mod-hidden)');
              const status = panel && panel.querySelector('.jp-Notebook-ExecutionIndicator');
              const busy = !status || status.dataset.status !== 'idle'
                || [...panel.querySelectorAll('.jp-InputPrompt')].some((p) => p.textContent.includes('*'));
              if (busy) window.restedSince = 0;
              else window.restedSince = window.restedSince || Date.now();
              return window.restedSince && Date.now() - window.restedSince > 1000;
            }""",
            timeout=timeout,
            polling=100,
        )
        self.page.evaluate("() => { window.restedSince = 0 }")

    def menu(self, *labels: str) -> None:
        """Choose an entry of the menu bar."""
        self.page.locator(".lm-MenuBar-itemLabel", has_text=re.compile(f"^{labels[0]}$")).click()
        for label in labels[1:]:
            entry = self.page.locator(".lm-Menu-itemLabel", has_text=re.compile(f"^{re.escape(label)}"))
            entry.first.click()

    def run_all(self) -> None:
        """Run all cells and wait until they are done."""
        # JupyterLab forgets what it is asked to run in the moment before its kernel is connected.
        for _ in range(4):
            self.menu("Run", "Run All Cells")
            self.page.wait_for_timeout(300)
            self.idle()
            if self.page.locator(".jp-InputPrompt", has_text=re.compile(r"\[\d+\]")).count():
                return
            self.page.wait_for_timeout(1000)

    def save(self) -> None:
        """Save with the keyboard and wait until the file is written."""
        self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook").press("Control+s")
        self.page.wait_for_timeout(1200)

    def question(self, name: str):
        """Return the live control of a question by the id of its cell."""
        from playwright.sync_api import TimeoutError as TooLate

        for _ in range(4):
            control = self.cell(name).locator(".sd-question")
            try:
                control.wait_for(timeout=5_000)
            except TooLate:
                # A late scroll of JupyterLab's own took the cell out of the window: walk there again.
                continue
            break
        return control

    def cell(self, cell_id: str):
        """Return a cell of the open notebook by its id."""
        notebook = self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook")
        index = [c["id"] for c in self.notebook()["cells"]].index(cell_id)
        # JupyterLab draws only the cells near the window: walk there as a reader scrolls.
        found = notebook.evaluate(
            """async (node, i) => {
              const outer = node.querySelector('.jp-WindowedPanel-outer') || node;
              const get = () => node.querySelector(`[data-windowed-list-index="${i}"]`);
              const rest = (ms) => new Promise((done) => setTimeout(done, ms));
              const here = outer.scrollTop;
              for (let by = 0; !get() && by <= outer.scrollHeight; by += 400) {
                // On from here, then from the top.
                outer.scrollTop = (here + by) % (outer.scrollHeight + 400);
                await rest(50);
              }
              for (let n = 0; get() && n < 4; n += 1) {
                get().scrollIntoView({block: 'start'});
                await rest(80);
              }
              return Boolean(get());
            }""",
            index,
        )
        assert found, f"No cell {cell_id} is drawn."
        return notebook.locator(f'[data-windowed-list-index="{index}"]')

    def validate(self) -> str:
        """Press Validate and return what the dialog says."""
        self.page.get_by_role("button", name="Validate").first.click()
        return self.validated()

    def validated(self) -> str:
        """Wait for the dialog of Validate, close it and return what it says."""
        dialog = self.page.locator(".jp-Dialog")
        dialog.locator("text=/cell failed|Success|Your notebook/").first.wait_for(timeout=120_000)
        text = dialog.inner_text()
        dialog.locator("button").last.click()
        dialog.wait_for(state="detached")
        return text

    def notebook(self) -> dict:
        """Return the saved file of the open notebook."""
        return json.loads((self.server.folder / self.path).read_text("utf-8"))


@contextmanager
def formgrader(page, root: Path, folder: Path):
    """Serve a course with formgrader, log the page in, and yield the address of formgrader."""
    port, token = free_port(0), "formgradertest"
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", f"--ServerApp.port={port}", "--allow-root"]
    command += [f"--IdentityProvider.token={token}", "--ServerApp.ip=127.0.0.1"]
    log = folder / "formgrader.log"
    log.write_text(f"http://127.0.0.1:{port}/lab?token={token}\n", "utf-8")
    server = Server(root, log, command, cwd=root)
    try:
        page.goto(f"{server.url}/lab?token={server.token}")
        page.wait_for_selector("#jp-top-panel")
        yield f"{server.url}/formgrader"
    finally:
        server.stop()


@contextmanager
def chromium():
    """Yield a browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()
