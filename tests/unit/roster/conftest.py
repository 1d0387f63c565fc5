"""A course on both engines."""

import pytest
from flask import Flask

from tests.unit.roster.course import CourseOfPeople, make_course


@pytest.fixture
def course(app: Flask) -> CourseOfPeople:
    return make_course()
