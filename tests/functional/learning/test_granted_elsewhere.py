"""What was given to a person in another course of the LMS, or for the whole hospital, is read where it holds too."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from flask import Flask

from lms_plugin.core.db.base import db
from lms_plugin.curriculum.policies import Allowance
from lms_plugin.progress.learner import Learner
from lms_plugin.quizzes.accommodation_models import Accommodation
from lms_plugin.quizzes.accommodations import Wanted, grant
from lms_plugin.roster.models import Context
from tests.functional.learning.conftest import MakeDesk
from tests.functional.learning.school import Desk, School


@pytest.fixture
def dana(seat: MakeDesk) -> Desk:
    return seat("dana", role="instructor")


@pytest.fixture
def other(app: Flask, school: School) -> UUID:
    """Another course of the same LMS, with the same course of ours."""
    here = db.session.get_one(Context, school.context_id)
    row = Context(tenant_id=here.tenant_id, deployment_pk=here.deployment_pk, lti_id="c2", title="Other")
    db.session.add(row)
    db.session.commit()
    found = row.id
    db.session.remove()
    return found


def give(
    school: School, context_id: UUID, *, user: str | None, course_key: str | None, match: str | None = None
) -> UUID:
    wanted = Wanted(
        user_id=school.people[user] if user else None,
        match=match,
        course_key=course_key,
        activity_id=None,
        allowance=Allowance(extra_days=3),
    )
    giver = Learner(tenant_id=school.tenant_id, context_id=context_id, user_id=school.people["dana"])
    found = grant(giver, wanted, now=datetime.now(UTC)).id
    db.session.commit()
    db.session.remove()
    return found


def test_it_is_listed_and_cannot_be_taken_back_there(dana: Desk, school: School, other: UUID) -> None:
    given = give(school, other, user="amara", course_key=school.course.key)
    page = dana.get("/extra-time/").text
    assert "Amara Okafor" in page.split("Given elsewhere")[1].split("<form")[0]
    assert "3 more days · every quiz of this course · given in another course of your LMS" in page
    assert "Nobody has anything beyond the rules yet." in page
    assert f"{given}/revoke" not in page
    assert dana.post(f"/extra-time/{given}/revoke").status_code == 404


def test_what_was_given_there_is_not_said_twice(dana: Desk, school: School) -> None:
    give(school, school.context_id, user="amara", course_key=school.course.key)
    assert "Given elsewhere" not in dana.get("/extra-time/").text


def test_of_the_whole_hospital_it_says_so(dana: Desk, school: School, other: UUID) -> None:
    given = give(school, other, user="ben", course_key=None)
    db.session.get_one(Accommodation, given).context_id = None
    db.session.commit()
    db.session.remove()
    page = dana.get("/extra-time/").text
    assert "every quiz of the hospital · given for the whole hospital" in page


def test_what_holds_for_nobody_here_stays_unsaid(dana: Desk, school: School, other: UUID) -> None:
    give(school, other, user="amara", course_key="another-course")
    give(school, other, user=None, match="email:stranger@lakeside.example", course_key=school.course.key)
    give(school, other, user="dana", course_key=school.course.key)  # teaches here, and learns elsewhere
    assert "Given elsewhere" not in dana.get("/extra-time/").text
