"""The names that lessons call: there, light, documented, and in their layer."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from numpydoc.validate import validate

import course_lib
from tests.built import ROOT

HEAVY = ("pandas", "plotly", "ipywidgets", "anywidget", "nbgrader", "IPython", "typer", "pydantic")
MODULES = sorted(
    found.name
    for found in pkgutil.walk_packages(course_lib.__path__, "course_lib.")
    if not found.name.endswith("__main__")
)


def public_functions() -> list[str]:
    """Return the dotted name of every public function and method in the module that defines it."""
    found = []
    for name in (m for m in MODULES if "._" not in m):
        module = importlib.import_module(name)
        for export in getattr(module, "__all__", ()):
            thing = getattr(module, export)
            if getattr(thing, "__module__", None) != name:
                continue
            if inspect.isfunction(inspect.unwrap(thing)):
                found.append(f"{name}.{export}")
            elif inspect.isclass(thing):
                # What a method of nbgrader's takes stands with the class that it comes from.
                inherited = {name for base in thing.__mro__[1:] for name in vars(base)}
                methods = [m for m in vars(thing) if not m.startswith("_") and m not in inherited]
                found += [f"{name}.{export}.{m}" for m in methods if inspect.isroutine(getattr(thing, m))]
    return found


def test_what_is_exported_is_sorted_and_importable():
    assert course_lib.__all__ == sorted(set(course_lib.__all__))
    for name in course_lib.__all__:
        assert getattr(course_lib, name) is not None
    assert set(course_lib.__all__) <= set(dir(course_lib))
    with pytest.raises(AttributeError, match="no attribute 'aks'"):
        course_lib.aks  # noqa: B018


def test_no_export_is_named_like_a_submodule():
    submodules = {found.name for found in pkgutil.iter_modules(course_lib.__path__)}
    assert not submodules & set(course_lib.__all__)


def test_the_names_that_lessons_are_promised_are_there():
    promised = {"ask", "answer", "recall", "load", "names", "describe", "cite", "treaty", "compare", "duties"}
    assert promised | {"Scenario"} <= set(course_lib.__all__)


@pytest.mark.parametrize(
    "module", ["course_lib", "course_lib.quiz", "course_lib.quiz.scoring", "course_lib.workspace"]
)
def test_a_light_import_stays_light(module):
    code = f"import sys; before = set(sys.modules); import {module}; print(*set(sys.modules) - before)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert not set(HEAVY) & set(done.stdout.split())


@pytest.mark.parametrize("name", MODULES)
def test_a_module_exports_what_it_has(name):
    module = importlib.import_module(name)
    assert [export for export in getattr(module, "__all__", ()) if not hasattr(module, export)] == []


def test_every_public_function_says_what_it_takes_and_gives():
    problems = []
    names = public_functions()
    assert "course_lib.quiz.view.ask" in names
    for name in names:
        for code, message in validate(name)["errors"]:
            if code in ("GL08", "PR01", "RT01"):
                problems.append(f"{name}: {code} {message}")
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize(
    "command", [["ruff", "check"], ["lint-imports", "--no-logo"]], ids=["ruff", "imports"]
)
def test_style_and_layers_hold(command):
    program = shutil.which(command[0], path=str(Path(sys.executable).parent))
    done = subprocess.run([program, *command[1:]], cwd=ROOT, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
