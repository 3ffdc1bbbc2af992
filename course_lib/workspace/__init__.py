"""The course in folders of its readers: a student's working copy, and an edition to hand out."""

from course_lib.workspace._copy import MANIFEST, Report, default_folder, open_workspace
from course_lib.workspace._edition import Edition, start_edition
from course_lib.workspace._files import course_files, find_notebook

__all__ = [
    "MANIFEST",
    "Edition",
    "Report",
    "course_files",
    "default_folder",
    "find_notebook",
    "open_workspace",
    "start_edition",
]
