"""The shipped courses, read from their files once a test process; and the right answers of their quizzes."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from lms_plugin.curriculum.course import Course
from lms_plugin.curriculum.loader import load_course
from lms_plugin.demo.setup import read_courses

COURSES = Path(__file__).parents[2] / "courses"


@cache
def shipped_courses() -> tuple[Course, ...]:
    """The shipped courses; reading them took half of a house's time to stand."""
    return tuple(read_courses(COURSES))


def read_course(folder: Path, *, today: date) -> Course:
    """A course as of a day: a shipped one is read once, one that a test wrote each time."""
    return _read_shipped(folder, today) if folder.parent == COURSES else load_course(folder, today=today)


@cache
def _read_shipped(folder: Path, today: date) -> Course:
    return load_course(folder, today=today)


@cache
def right_answers(course: str = "social-media-in-healthcare") -> dict[str, Any]:
    """The full response of each question by its key."""
    return {each.spec.key: each.spec.full_response() for each in load_course(COURSES / course).questions()}
