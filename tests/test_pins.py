"""What is installed is what pyproject.toml pins; no network is asked."""

from __future__ import annotations

import sysconfig
import tomllib
from importlib.metadata import distributions

import pytest
import tomlkit
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests import pins
from tests.built import ROOT

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PROJECT = PYPROJECT["project"]["name"]
# They install the others and come with the machine.
INSTALLERS = {"pip", "uv"}


def selected(key: str) -> dict[str, list[str]]:
    """Return the pinned versions that this platform and Python select, by name."""
    found: dict[str, list[str]] = {}
    for line in PYPROJECT["tool"]["uv"][key]:
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate():
            (version,) = requirement.specifier
            assert version.operator == "==", f"{line} does not say one version"
            found.setdefault(canonicalize_name(requirement.name), []).append(version.version)
    return found


def test_every_installed_distribution_has_its_pinned_version():
    pinned = selected(pins.CONSTRAINTS)
    # Not sys.path: setuptools, once imported, adds its private copies of other packages to it.
    folders = sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")})
    installed = {canonicalize_name(d.metadata["Name"]): d.version for d in distributions(path=folders)}
    assert PROJECT in installed
    differing = [
        f"{name} {version} is installed, the pin is {pinned.get(name)}"
        for name, version in sorted(installed.items())
        if name not in {PROJECT, *INSTALLERS} and pinned.get(name) != [version]
    ]
    assert not differing, "Run `uv sync`, or `uv run python -m tests.pins` after a change of dependencies."


def test_every_direct_dependency_is_pinned():
    groups = [
        PYPROJECT["project"]["dependencies"],
        *PYPROJECT["project"]["optional-dependencies"].values(),
        *PYPROJECT["dependency-groups"].values(),
    ]
    named = {canonicalize_name(Requirement(line).name) for group in groups for line in group} - {PROJECT}
    assert named <= set(selected(pins.CONSTRAINTS))


def test_what_builds_the_package_is_pinned_too():
    named = {canonicalize_name(Requirement(line).name) for line in pins.build_requirements(PYPROJECT)}
    assert "hatchling" in named
    assert named <= set(selected(pins.BUILD))


@pytest.mark.parametrize("key", pins.KEYS)
def test_pins_are_sorted_one_a_line_and_name_no_registry(key):
    lines = PYPROJECT["tool"]["uv"][key]
    assert lines == sorted(lines)
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    assert all(f'\n    "{line}",\n' in text for line in lines)
    assert "://" not in text
    assert not {"index", "index-url", "find-links", "sources"} & set(PYPROJECT["tool"]["uv"])


def test_writing_the_pins_back_changes_nothing_else():
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    document = tomlkit.parse(text)
    before = pins.pins(document)
    pins.clear(document)
    cleared = tomllib.loads(tomlkit.dumps(document))
    assert not set(pins.KEYS) & set(cleared["tool"]["uv"])
    pins.put(document, before)
    assert tomlkit.dumps(document) == text


def test_markers_of_other_platforms_are_kept():
    lines = PYPROJECT["tool"]["uv"][pins.CONSTRAINTS]
    assert any("sys_platform == 'darwin'" in line for line in lines)
    assert any("nt'" in line or "win32'" in line for line in lines)
    assert pins.lines_of("# made by uv\n-e .\n\nb==2 ; os_name == 'nt'\na==1\n") == [
        "a==1",
        "b==2 ; os_name == 'nt'",
    ]


def test_a_package_without_a_wheel_is_found():
    lock = {
        "package": [
            {"name": "built", "source": {"registry": "x"}, "wheels": [{}]},
            {"name": "raw", "source": {"registry": "x"}},
            {"name": "ours", "source": {"editable": "."}},
        ]
    }
    assert pins.without_wheel(lock) == ["raw"]
