"""What all tests share."""

from __future__ import annotations

from hypothesis import settings

# How fast a loaded machine is says nothing about the code: speed is measured by `course bench`.
settings.register_profile("course", deadline=None)
settings.load_profile("course")
