"""The right answers of the shipped quizzes, read from the course files as an author has them."""

from functools import cache
from pathlib import Path
from typing import Any

from lms_plugin.curriculum.loader import load_course

COURSES = Path(__file__).parents[2] / "courses"


@cache
def right_answers(course: str = "social-media-in-healthcare") -> dict[str, Any]:
    """The full response of each question by its key."""
    return {each.spec.key: each.spec.full_response() for each in load_course(COURSES / course).questions()}
