"""What a hospital's administrators give one person reaches them in every course there; on both engines."""

from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select, update

from lms_plugin.core.audit.models import AuditEvent
from lms_plugin.core.audit.services import Actor
from lms_plugin.core.db.base import db
from lms_plugin.curriculum.policies import Allowance
from lms_plugin.quizzes.adjusting import Giver
from lms_plugin.quizzes.errors import AccommodationNotFoundError
from lms_plugin.quizzes.hospital_grants import get_everywhere, give_everywhere, list_everywhere, revoke_everywhere
from lms_plugin.quizzes.models import Attempt
from lms_plugin.roster.models import User
from tests.functional.learning.school import NOW, School, open_school, write_course
from tests.unit.quizzes.acts import start

LIMIT = timedelta(minutes=30)


@pytest.fixture
def school(app: Flask, tmp_path: Path) -> School:
    head = "purpose: module_quiz\npolicy: {time_limit: 30m, attempts: 1}\n"
    school = open_school(write_course(tmp_path, quizzes={"timed": (head, 3)}), slots={})
    db.session.execute(update(User).where(User.id == school.people["amara"]).values(person_number="A-17"))
    db.session.commit()
    return school


def test_it_reaches_what_runs_and_what_begins_and_is_taken_back_for_what_comes(school: School) -> None:
    giver = Giver(school.tenant_id, Actor.administrator(uuid4()))
    running = start(school, school.learner()).id
    given = give_everywhere(giver, "number:a-17", Allowance(multiplier=Fraction(2)), now=NOW)
    assert db.session.get_one(Attempt, running, populate_existing=True).closes_at == NOW + LIMIT * 2
    [listed] = list_everywhere(school.tenant_id)
    assert (listed.named, listed.people) == ("a-17", ("Amara Okafor",))
    revoke_everywhere(giver, get_everywhere(given.id, school.tenant_id), now=NOW)
    assert list_everywhere(school.tenant_id) == []
    assert db.session.get_one(Attempt, running, populate_existing=True).closes_at == NOW + LIMIT * 2
    found = db.session.scalars(select(AuditEvent).where(AuditEvent.actor_kind == "administrator")).all()
    assert sorted(each.verb for each in found) == ["accommodation.granted", "accommodation.revoked", "attempt.adjusted"]


def test_another_hospital_s_administrators_do_not_find_it(school: School) -> None:
    giver = Giver(school.tenant_id, Actor.administrator(uuid4()))
    given = give_everywhere(giver, "number:a-17", Allowance(extra_days=1), now=NOW)
    assert list_everywhere(uuid4()) == []
    with pytest.raises(AccommodationNotFoundError):
        get_everywhere(given.id, uuid4())
