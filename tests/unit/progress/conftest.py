"""A school in the database, on both engines."""

import pytest
from flask import Flask

from lms_plugin.core.db.base import db
from tests.functional.learning.school import School, open_school


@pytest.fixture
def school(app: Flask) -> School:
    school = open_school()
    db.session.remove()
    return school
