"""A course that is being written, loaded from a folder made for the moment: faults name files as the course does."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from lms_plugin.curriculum.course import Course
from lms_plugin.curriculum.errors import ContentError, ContentErrors
from lms_plugin.curriculum.loader import load_course


def load_from(root: Path, *, now: datetime) -> Course:
    """The course in a folder. Raises ContentErrors."""
    try:
        course = load_course(root, today=now.date())
    except ContentErrors as error:
        raise ContentErrors(inside(error.errors, root)) from error
    return replace(course, warnings=tuple(inside(course.warnings, root)))


def inside(errors: Iterable[ContentError], root: Path) -> list[ContentError]:
    """The same faults with paths from the course's folder on."""
    return [replace(each, path=each.path.removeprefix(f"{root}/")) for each in errors]
