"""One course with a learner; and the same with a grade column, in which the learner's first score is due."""

import pytest
from flask import Flask

from .ward import URL, Ward, make_activity, open_place


@pytest.fixture
def ward(app: Flask) -> Ward:
    place = open_place()
    return Ward(place, make_activity(), place.person("amara"))


@pytest.fixture
def queued(ward: Ward) -> Ward:
    ward.place.column(ward.activity, URL)
    ward.earn(500_000)
    return ward
