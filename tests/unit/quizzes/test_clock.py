"""The clock beside people, and accommodations that reach what runs; on both engines."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from threading import Barrier, Thread
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update
from sqlalchemy.exc import DBAPIError

from lms_plugin.core.audit.models import AuditEvent
from lms_plugin.core.db.base import db
from lms_plugin.curriculum.policies import Allowance
from lms_plugin.platforms.models import Tenant
from lms_plugin.quizzes.accommodation_models import Adjustment
from lms_plugin.quizzes.accommodations import Wanted, grant, list_accommodations, revoke
from lms_plugin.quizzes.adjusting import get_running, give_minutes
from lms_plugin.quizzes.clock import SETTLING, submit_overdue
from lms_plugin.quizzes.errors import (
    AccommodationNotFoundError,
    AnswerLockedError,
    AttemptNotFoundError,
    NotRunningError,
)
from lms_plugin.quizzes.models import Attempt, MarkRow, Response, ResponseSave
from lms_plugin.quizzes.saving import Save, save_response
from lms_plugin.quizzes.submission import submit_attempt
from lms_plugin.roster.models import User
from tests.functional.learning.school import NOW, School, open_school, write_course
from tests.unit.quizzes.acts import asked, save, start

LIMIT, GRACE = timedelta(minutes=30), timedelta(seconds=30)
OVER = NOW + LIMIT + GRACE
SECOND = timedelta(seconds=1)


@pytest.fixture
def school(app: Flask, tmp_path: Path) -> School:
    head = "purpose: module_quiz\npolicy: {time_limit: 30m, attempts: 1}\n"
    school = open_school(write_course(tmp_path, quizzes={"timed": (head, 3)}), slots={})
    db.session.remove()
    return school


def begin(school: School, name: str = "amara") -> UUID:
    attempt = start(school, school.learner(name)).id
    db.session.commit()
    return attempt


def row(attempt: UUID) -> Attempt:
    return db.session.get_one(Attempt, attempt, populate_existing=True)


def wanted(school: School, name: str | None = "amara", **more: object) -> Wanted:
    fields: dict[str, Any] = {"match": None, "course_key": None, "activity_id": None}
    fields |= {"allowance": Allowance(multiplier=Fraction(3, 2)), **more}
    return Wanted(user_id=school.people[name] if name else None, **fields)


def test_the_clock_hands_in_what_is_stored_and_leaves_others_alone(school: School) -> None:
    amara, ben = begin(school), begin(school, "ben")
    save(school.learner(), amara, "timed-1", {"choice": "good"}, draft=True)
    db.session.execute(update(Attempt).where(Attempt.id == ben).values(closes_at=OVER, clock_at=OVER + SECOND))
    db.session.commit()
    assert submit_overdue(now=OVER + SETTLING - SECOND) == 0
    assert submit_overdue(now=OVER + SETTLING) == 1
    done = row(amara)
    assert (done.state, done.submitted_by, done.submitted_at) == ("marked", "clock", NOW + LIMIT)
    assert done.earned == 1
    assert row(ben).is_open
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "attempt.submitted")).one()
    assert (event.actor_kind, event.detail.details) == ("system", {"reason": "closed by clock"})


def test_one_that_cannot_be_marked_holds_up_nobody(school: School) -> None:
    amara, ben = begin(school), begin(school, "ben")
    paper = row(amara).paper
    db.session.execute(update(Attempt).where(Attempt.id == amara).values(paper=paper | {"quiz": "gone"}))
    db.session.commit()
    assert submit_overdue(now=OVER + SETTLING, batch=1) == 1
    assert (row(amara).state, row(ben).state) == ("open", "marked")


def test_the_clock_and_people_at_the_same_moment_hand_in_once(app: Flask, school: School) -> None:
    attempt = begin(school)
    save(school.learner(), attempt, "timed-1", {"choice": "good"})
    db.session.commit()
    db.session.remove()
    together = Barrier(8)

    def person() -> None:
        submit_attempt(school.learner(), attempt, now=OVER + SETTLING)
        db.session.commit()

    def clock() -> None:
        submit_overdue(now=OVER + SETTLING)

    def run(act: object) -> None:
        with app.app_context():
            together.wait()
            act()  # type: ignore[operator]
            db.session.remove()

    threads = [Thread(target=run, args=(act,)) for act in [person, clock] * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (row(attempt).state, row(attempt).submitted_by) == ("marked", "clock")
    assert db.session.scalar(select(func.count()).select_from(MarkRow)) == 3
    handed_in = select(AuditEvent.subject_id).where(AuditEvent.verb == "attempt.submitted")
    assert db.session.scalars(handed_in).all() == [str(attempt)]


def test_an_accommodation_reaches_the_running_attempt_and_revoking_takes_nothing_back(school: School) -> None:
    attempt, dana = begin(school), school.learner("dana")
    given = grant(dana, wanted(school, activity_id=school.quiz.activity_id), now=NOW)
    db.session.commit()
    assert row(attempt).closes_at == NOW + LIMIT * 1.5
    grant(dana, wanted(school), now=NOW)  # no wider than the first
    assert [each.change for each in db.session.scalars(select(Adjustment))] == [{"multiplier": "1.5"}]
    give_minutes(dana, get_running(dana, attempt), 5, now=NOW)
    assert row(attempt).closes_at == NOW + LIMIT * 1.5 + timedelta(minutes=5)
    revoke(dana, given.id, now=NOW)
    db.session.commit()
    assert row(attempt).closes_at == NOW + LIMIT * 1.5 + timedelta(minutes=5)
    assert row(attempt).clock_at == NOW + LIMIT * 1.5 + timedelta(minutes=5) + GRACE


def test_a_grant_for_others_or_elsewhere_changes_nothing(school: School) -> None:
    attempt, dana = begin(school), school.learner("dana")
    grant(dana, wanted(school, "ben"), now=NOW)
    grant(dana, wanted(school, course_key="another-course"), now=NOW)
    grant(dana, wanted(school, activity_id=school.module.activity_id), now=NOW)
    grant(dana, wanted(school, None, match="email:nobody@lakeside.example"), now=NOW)
    assert row(attempt).closes_at == NOW + LIMIT


@pytest.mark.parametrize("match", ["email:amara@lakeside.example", "number:a-17"])
def test_a_grant_from_before_the_person_came_is_found_by_e_mail_or_number(school: School, match: str) -> None:
    grant(school.learner("dana"), wanted(school, None, match=match, course_key=school.course.key), now=NOW)
    db.session.execute(
        update(User)
        .where(User.id == school.people["amara"])
        .values(email="Amara@Lakeside.example", person_number="A-17")
    )
    assert row(begin(school)).closes_at == NOW + LIMIT * 1.5
    assert row(begin(school, "ben")).closes_at == NOW + LIMIT


def test_the_same_e_mail_in_another_hospital_gets_nothing(school: School) -> None:
    """By e-mail a person is known within their hospital alone."""
    dana = school.learner("dana")
    given = grant(dana, wanted(school, None, match="email:amara@lakeside.example"), now=NOW)
    other = uuid4()
    db.session.execute(update(User).where(User.id == school.people["amara"]).values(email="amara@lakeside.example"))
    db.session.add(Tenant(id=other, name="Riverside", timezone="UTC", title=None))
    db.session.flush()
    given.tenant_id = other
    db.session.flush()
    assert row(begin(school)).closes_at == NOW + LIMIT


def test_what_was_given_in_a_course_is_seen_there_alone(school: School) -> None:
    dana = school.learner("dana")
    given = grant(dana, wanted(school), now=NOW)
    assert [each.id for each in list_accommodations(dana.context_id)] == [given.id]
    assert list_accommodations(uuid4()) == []
    revoke(dana, given.id, now=NOW)
    assert list_accommodations(dana.context_id) == []


def test_further_tries_are_honored(school: School) -> None:
    grant(school.learner("dana"), wanted(school, allowance=Allowance(extra_attempts=1)), now=NOW)
    for number in (1, 2):
        attempt = begin(school)
        assert row(attempt).number == number
        submit_attempt(school.learner(), attempt, now=NOW)
        db.session.commit()


def test_no_limit_stops_the_clock(school: School) -> None:
    attempt = begin(school)
    grant(school.learner("dana"), wanted(school, allowance=Allowance(no_limit=True)), now=NOW)
    assert (row(attempt).closes_at, row(attempt).clock_at) == (None, None)


def test_only_a_running_attempt_of_the_own_course_gets_minutes(school: School) -> None:
    attempt, dana = begin(school), school.learner("dana")
    elsewhere = type(dana)(tenant_id=dana.tenant_id, context_id=uuid4(), user_id=dana.user_id)
    with pytest.raises(AttemptNotFoundError):
        get_running(elsewhere, attempt)
    with pytest.raises(AccommodationNotFoundError):
        revoke(elsewhere, grant(dana, wanted(school), now=NOW).id, now=NOW)
    submit_attempt(school.learner(), attempt, now=NOW)
    with pytest.raises(NotRunningError):
        get_running(dana, attempt)


def test_what_a_running_attempt_was_given_is_never_changed(school: School) -> None:
    dana = school.learner("dana")
    give_minutes(dana, get_running(dana, begin(school)), 5, now=NOW)
    db.session.commit()
    with pytest.raises(DBAPIError):
        db.session.execute(update(Adjustment).values(change={}))


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(received=st.lists(st.integers(-40, 90), min_size=1, max_size=6))
def test_nothing_after_the_grace_is_marked_and_every_late_save_is_kept(school: School, received: list[int]) -> None:
    """Seconds after the deadline, in the order in which they arrive."""
    learner = school.learner()
    db.session.rollback()
    attempt = start(school, learner).id
    question, counted = asked(learner, attempt)[0], None
    for place, seconds in enumerate(sorted(received)):
        at = NOW + LIMIT + timedelta(seconds=seconds)
        value = {"choice": ("good", "bad", "other")[place % 3]}
        revision = 0 if counted is None else counted[1]
        saved = save_response(learner, attempt, question, Save(save_id=uuid4(), base=revision, value=value), now=at)
        assert saved.late is (seconds > 30)
        if not saved.late:
            counted = value, saved.revision
    stored = db.session.scalar(select(Response).where(Response.attempt_id == attempt))
    assert (stored.value if stored else None) == (counted[0] if counted else None)
    late = select(func.count()).where(ResponseSave.attempt_id == attempt, ResponseSave.late)
    assert db.session.scalar(late) == sum(seconds > 30 for seconds in received)
    done = submit_attempt(learner, attempt, now=OVER + SECOND)
    assert done.earned == (1 if counted and counted[0] == {"choice": "good"} else 0)
    db.session.rollback()


def test_a_late_answer_to_a_locked_question_is_refused_as_locked(school: School) -> None:
    learner = school.learner()
    attempt = start(school, learner)
    first = asked(learner, attempt.id)[0]
    save(learner, attempt.id, first, {"choice": "good"})
    attempt.locked = [first]
    db.session.commit()
    late = Save(save_id=uuid4(), base=1, value={"choice": "bad"})
    for _ in range(2):  # while it is open still, and when the clock has handed it in
        with pytest.raises(AnswerLockedError):
            save_response(learner, attempt.id, first, late, now=OVER + SECOND)
        db.session.rollback()
        same = save_response(learner, attempt.id, first, replace(late, value={"choice": "good"}), now=OVER + SECOND)
        assert (same.revision, same.late) == (1, False)
        submit_attempt(learner, attempt.id, now=OVER + SECOND)
        db.session.commit()
    assert db.session.scalar(select(func.count()).where(ResponseSave.late)) == 0
