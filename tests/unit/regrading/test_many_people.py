"""Three hundred people regraded at once: a few statements, and grades that hold up nobody's own."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from lms_plugin.core.db.base import db
from lms_plugin.core.db.ids import new_id
from lms_plugin.grades.models import Delivery, LineItem, Result
from lms_plugin.platforms.models import Registration
from lms_plugin.quizzes.marking import list_marks
from lms_plugin.quizzes.models import Attempt, Response
from lms_plugin.regrading import services
from lms_plugin.regrading.rulings import copy_of
from lms_plugin.roster.models import Context, User
from tests.functional.learning.school import School
from tests.unit.regrading.ward import COURSE, LATER, QUESTION, hand_in, mend, open_ward, regrader

PEOPLE = 300
FEW = 30


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


def multiply(attempt: Attempt) -> None:
    """As many people with the same try, the same answers, marks and grade."""
    amara, answers = db.session.get_one(User, attempt.user_id), db.session.scalars(select(Response)).all()
    marks, results = list_marks(attempt.id).values(), db.session.scalars(select(Result)).all()
    for number in range(1, PEOPLE):
        user, own = copy_of(amara, id=new_id(), sub=f"p{number}"), new_id()
        db.session.add(user)
        db.session.flush()
        db.session.add(copy_of(attempt, id=own, user_id=user.id))
        db.session.flush()
        db.session.add_all(copy_of(row, attempt_id=own) for row in [*answers, *marks])
        db.session.add_all(copy_of(row, user_id=user.id, attempt_id=own) for row in results)
    db.session.commit()


def add_column(school: School, attempt: Attempt) -> None:
    """A grade column for the quiz."""
    column: dict[str, Any] = {
        "tenant_id": school.tenant_id,
        "deployment_pk": db.session.get_one(Context, school.context_id).deployment_pk,
        "registration_id": db.session.scalars(select(Registration.id)).one(),
        "context_id": school.context_id,
        "activity_id": attempt.activity_id,
        "cycle": 1,
        "url": "http://127.0.0.1:8001/li/1",
        "url_digest": "x",
    }
    db.session.add(LineItem(id=new_id(), **column))
    db.session.commit()


def test_three_hundred_grades_in_a_few_statements(app: Flask, tmp_path: Path) -> None:
    school = open_ward(tmp_path)
    attempt = hand_in(school, "amara", "bggo")
    add_column(school, attempt)
    multiply(attempt)
    mend(school, tmp_path)
    proposal = services.propose(school.tenant_id, COURSE, QUESTION, rule="remark")
    found = services.preview(proposal, now=LATER)
    assert (found.figures.people, found.figures.grades) == (PEOPLE, PEOPLE)
    db.session.rollback()
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    services.apply(proposal, found.digest, "The key was wrong.", regrader(school), now=LATER)
    db.session.commit()
    event.remove(db.engine, "before_cursor_execute", note)
    assert len(seen) <= FEW, "\n".join(each[:80] for each in seen)
    due = sorted(db.session.scalars(select(Delivery.due_at).where(Delivery.state == "due")))
    assert len(due) == PEOPLE
    assert due[-1] - due[0] == timedelta(seconds=PEOPLE // 10 - 1)  # whoever hands in meanwhile goes between them
