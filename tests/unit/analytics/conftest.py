"""The shipped course at a hospital, and rows of progress and grades put in by hand."""

import pytest
from flask import Flask

from lms_plugin.core.db.base import db
from tests.functional.learning.school import open_school
from tests.unit.analytics.room import Room


@pytest.fixture
def room(app: Flask) -> Room:
    school = open_school()
    db.session.remove()
    return Room(school)
