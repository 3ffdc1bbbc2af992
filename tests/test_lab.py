"""`course lab`: a real server for a student, with private settings and a clean end."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from course_lib.cli._lab import environment, free_port, has_display
from course_lib.errors import CourseError
from course_lib.grading.build import bank_names
from tests.built import ROOT

STARTED = re.compile(r"http://127\.0\.0\.1:(\d+)(/lab[^?\s]*)\?token=(\w+)")


def test_a_taken_port_is_said_and_the_next_free_one_is_found():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        with pytest.raises(CourseError, match=f"Port {taken} is in use"):
            free_port(taken)
    assert free_port(0) > 0
    assert free_port(None) >= 8888


@pytest.mark.parametrize(
    ("variables", "seen"),
    [
        ({}, False),
        ({"DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True),
        ({"DISPLAY": ":10", "SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"}, False),
        ({"BROWSER": "firefox"}, True),
    ],
)
def test_a_browser_is_opened_only_where_it_would_be_seen(monkeypatch, variables, seen):
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "SSH_CONNECTION", "SSH_TTY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert has_display() is seen


def test_a_surrounding_jupyter_does_not_steer_the_students(monkeypatch, tmp_path):
    monkeypatch.setenv("JUPYTER_NO_CONFIG", "1")
    monkeypatch.setenv("JUPYTERLAB_SETTINGS_DIR", "/elsewhere")
    monkeypatch.setenv("JPY_SESSION_NAME", "/elsewhere/x.ipynb")
    ours = environment(tmp_path, "secret")
    assert not {"JUPYTER_NO_CONFIG", "JUPYTERLAB_SETTINGS_DIR", "JPY_SESSION_NAME"} & set(ours)
    assert ours["JUPYTER_CONFIG_DIR"] == str(tmp_path / ".jupyter")
    scripts, _, others = ours["PATH"].partition(os.pathsep)
    assert others == os.environ["PATH"]
    # What formgrader calls by its bare name.
    assert (Path(scripts) / "alembic").exists()


@pytest.mark.parametrize(("instructor", "whose"), [(False, "student"), (True, "instructor")])
def test_what_both_have_comes_after_the_readers_own_settings(tmp_path, instructor, whose):
    paths = environment(tmp_path, "secret", instructor=instructor)["JUPYTER_CONFIG_PATH"].split(os.pathsep)
    assert [Path(path).name for path in paths] == [whose, "both"]
    assert all((Path(path) / "labconfig" / "page_config.json").is_file() for path in paths)


class Running:
    """`course lab` in a process of its own, and what a browser would ask it."""

    def __init__(self, folder: Path, *arguments: str, cwd: Path | None = None) -> None:
        self.folder, self.printed = folder, ""
        # A home folder of its own shows what is written there.
        self.home = folder.parent / "home"
        self.home.mkdir(exist_ok=True)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "course_lib.cli", "lab", "--no-browser", "--port", "0", *arguments],
            cwd=cwd or folder.parent,
            env=os.environ | {"SKIN_DEEP_DIR": str(folder), "HOME": str(self.home)},
            # In a terminal Jupyter would ask before it stops.
            stdin=subprocess.DEVNULL,
            # Where the tests run in the background, interrupts are ignored, and would be by what they start.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        watchdog = threading.Timer(120, self.process.kill)
        watchdog.start()
        for line in self.process.stdout:
            self.printed += line
            if found := STARTED.search(line):
                break
        watchdog.cancel()
        assert found, self.printed
        self.port, self.page, self.token = found.groups()
        # Somebody has to read on: the server would stop at a full pipe.
        self.rest = threading.Thread(target=self.process.stdout.read, daemon=True)
        self.rest.start()

    def get(self, path: str, body: dict | None = None, *, token: bool = True) -> bytes:
        headers = {"Authorization": f"token {self.token}"} if token else {}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data=data, headers=headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.read()

    def refusal(self, path: str, *, token: bool = True) -> int:
        with pytest.raises(urllib.error.HTTPError) as refused:
            self.get(path, token=token)
        refused.value.close()
        return refused.value.code

    def page_config(self) -> dict:
        text = self.get("/lab").decode()
        return json.loads(
            re.search(r'id="jupyter-config-data"[^>]*>(.*?)</script>', text, re.DOTALL).group(1)
        )

    def stop(self, how: int = signal.SIGTERM) -> int:
        self.process.send_signal(how)
        code = self.process.wait(60)
        self.rest.join(60)
        self.process.stdout.close()
        return code


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    server = Running(tmp_path_factory.mktemp("student") / "copy", "6")
    yield server
    server.stop()


@pytest.mark.xdist_group("server")
class TestAServerForAStudent:
    def test_it_answers_with_its_token_and_not_without(self, running):
        assert "version" in json.loads(running.get("/api"))
        assert "kernels" in json.loads(running.get("/api/status"))
        assert running.refusal("/api/status", token=False) == 403

    def test_it_opens_the_lesson_that_was_asked_for(self, running):
        assert running.page == "/lab/tree/lessons/06_article_4_article_51.ipynb"
        assert running.get(running.page)

    def test_it_shows_the_working_copy_and_not_the_clone(self, running):
        shown = json.loads(running.get("/api/contents/"))["content"]
        assert {entry["name"] for entry in shown} == {"lessons", "assignments"}
        for outside in ("/api/contents/solutions", "/api/contents/.jupyter", "/api/contents/..%2F..%2Fhome"):
            assert running.refusal(outside) in (403, 404)

    def test_nobody_is_asked_about_news_and_nothing_is_fetched(self, running):
        name = "@jupyterlab/apputils-extension:notification"
        settings = json.loads(running.get(f"/lab/api/settings/{name}"))
        assert settings["schema"]["properties"]["fetchNews"]["default"] == "false"
        assert settings["schema"]["properties"]["checkForUpdates"]["default"] is False
        assert json.loads(running.get("/lab/api/news"))["news"] == []
        assert json.loads(running.get("/lab/api/update"))["notification"] is None

    def test_a_student_sees_validate_and_nothing_else_of_nbgrader(self, running):
        config = running.page_config()
        disabled = {name for name in config["disabledExtensions"] if name.startswith("@jupyter/nbgrader")}
        assert "@jupyter/nbgrader" in {ext["name"] for ext in config["federated_extensions"]}
        assert disabled == {
            f"@jupyter/nbgrader:{part}"
            for part in ("assignment-list", "course-list", "create-assignment", "formgrader", "menu")
        }
        for closed in ("/formgrader", "/assignments", "/formgraders"):
            assert running.refusal(closed) == 404

    def test_validate_runs_and_names_what_is_missing(self, running):
        answer = json.loads(
            running.get("/assignments/validate", {"path": "assignments/treaty_text/treaty_text.ipynb"})
        )
        assert answer["success"], answer["value"]
        assert answer["value"]["failed"][0]["error"].startswith("Question a1 has no answer yet")

    def test_what_jupyter_keeps_for_itself_is_in_the_copy(self, running):
        layout = {"data": {}, "metadata": {"id": "default"}}
        request = urllib.request.Request(
            f"http://127.0.0.1:{running.port}/lab/api/workspaces/default",
            data=json.dumps(layout).encode(),
            headers={"Authorization": f"token {running.token}"},
            method="PUT",
        )
        urllib.request.urlopen(request, timeout=30).close()
        assert list((running.folder / ".jupyter").rglob("*.jupyterlab-workspace"))
        assert not (running.home / ".jupyter").exists()


@pytest.fixture(scope="module")
def teaching(tmp_path_factory):
    clone = tmp_path_factory.mktemp("instructor") / "clone"
    for part in ("lessons", "assignments", "solutions"):
        shutil.copytree(ROOT / part, clone / part, ignore=shutil.ignore_patterns(".*", "answers.*"))
    shutil.copy2(ROOT / "nbgrader_config.py", clone)
    server = Running(clone, "treaty_text", "--instructor", cwd=clone / "lessons")
    yield server
    server.stop()


@pytest.mark.xdist_group("server")
class TestAServerForAnInstructor:
    def test_it_opens_the_clone_and_nbgraders_source_of_the_assignment(self, teaching):
        assert teaching.page == "/lab/tree/solutions/treaty_text/treaty_text.ipynb"
        shown = json.loads(teaching.get("/api/contents/"))["content"]
        assert {"lessons", "solutions", "assignments"} <= {entry["name"] for entry in shown}
        # The variable names a copy; here it is not made.
        assert not (teaching.folder / ".skin-deep.json").exists()

    def test_formgrader_lists_the_assignment_and_needs_the_token(self, teaching):
        listed = json.loads(teaching.get("/formgrader/api/assignments"))
        assert sorted(entry["name"] for entry in listed) == bank_names(ROOT)
        # Without it one is led to the page that asks for it.
        page = teaching.get("/formgrader/api/assignments", token=False)
        assert b"duedate" not in page
        assert b'name="password"' in page

    def test_nbgrader_is_there_but_for_what_needs_an_exchange(self, teaching):
        disabled = {
            name
            for name in teaching.page_config()["disabledExtensions"]
            if name.startswith(("@jupyter/nbgrader", "jupyterlab-jupytext"))
        }
        assert disabled == {"@jupyter/nbgrader:assignment-list", "@jupyter/nbgrader:course-list"}

    def test_nobody_is_asked_about_news(self, teaching):
        settings = json.loads(teaching.get("/lab/api/settings/@jupyterlab/apputils-extension:notification"))
        assert settings["schema"]["properties"]["fetchNews"]["default"] == "false"
        assert json.loads(teaching.get("/lab/api/news"))["news"] == []

    def test_what_jupyter_keeps_for_itself_is_no_change_to_the_clone(self, teaching):
        assert (teaching.folder / ".jupyter" / ".gitignore").read_text("utf-8") == "*\n"
        assert not (teaching.home / ".jupyter").exists()


@pytest.mark.xdist_group("server")
@pytest.mark.parametrize(
    ("how", "reached"),
    [(signal.SIGTERM, 0), (signal.SIGINT, 1), (signal.SIGINT, 0)],
    ids=["term", "int", "lost"],
)
def test_a_stopped_server_leaves_nothing_running(tmp_path, how, reached):
    server = Running(tmp_path / "copy")
    assert server.page == "/lab"
    kernel = json.loads(server.get("/api/kernels", {}))
    assert kernel["execution_state"]
    group = children(server.process.pid)
    assert group
    # Ctrl+C reaches the server too, which now and then loses it.
    for pid in group[:reached]:
        os.kill(pid, how)
    assert server.stop(how) == 0
    assert not [pid for pid in group if alive(pid)]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def children(pid: int) -> list[int]:
    """Return the processes below one, nearest first."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            found += [child, *children(child)]
    return found
