"""The shipped courses: they load without errors, and every question's key earns all of its points."""

from pathlib import Path

import pytest

from lms_plugin.curriculum.course import Course
from lms_plugin.curriculum.loader import find_courses, load_course
from lms_plugin.curriculum.objects import compile_course
from lms_plugin.curriculum.rendering import render_text
from lms_plugin.questions.registry import check_response_shown, join_question

COURSES = find_courses(Path(__file__).parents[2] / "courses")


@pytest.fixture(scope="module", params=COURSES, ids=[course.name for course in COURSES])
def course(request: pytest.FixtureRequest) -> Course:
    return load_course(request.param)


def test_nothing_is_warned_about(course: Course) -> None:
    assert [str(warning) for warning in course.warnings] == []


def test_every_key_earns_all_points(course: Course) -> None:
    for written in course.questions():
        spec = written.spec
        response = check_response_shown(spec.shown(), spec.full_response())
        mark = spec.mark(response)
        assert mark.credit == (1 if spec.is_scored and not spec.by_person else None), spec.key
        assert mark.answered


def test_every_wrong_option_has_a_reason(course: Course) -> None:
    for written in course.questions():
        for option in written.spec.shown().get("options", []):
            right = option["key"] in str(written.spec.full_response())
            assert right or written.spec.feedback_text(f"option:{option['key']}"), (written.spec.key, option["key"])


def test_every_question_survives_being_stored(course: Course) -> None:
    for written in course.questions():
        assert join_question(written.spec.shown(), written.spec.key_part()) == written.spec


def test_every_text_of_a_question_renders(course: Course) -> None:
    slots = {slot.key: "https://example.org/" for slot in course.spec.slots}
    for written in course.questions():
        assert "{{" not in render_text(written.spec.stem, slots)


def test_every_object_has_a_hash_of_its_own(course: Course) -> None:
    objects = compile_course(course)
    assert len({item.digest for item in objects}) == len(objects)
    assert {item.digest for item in compile_course(course)} == {item.digest for item in objects}
