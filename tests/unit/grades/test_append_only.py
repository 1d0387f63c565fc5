"""What was sent, answered and marked is history: the database itself refuses to change or delete it."""

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from lms_plugin.core.db.base import Base, db
from lms_plugin.core.db.ids import new_id
from lms_plugin.curriculum.models import Publication
from lms_plugin.grades.models import Send
from lms_plugin.quizzes.models import Attempt, MarkRow, ResponseSave

from .ward import NOW, Ward, accept, claim_one


@pytest.fixture
def history(queued: Ward) -> None:
    """A row in each of the tables."""
    accept(claim_one())
    publication = Publication(course_key="course", number=1, digest="d", published_at=NOW, note="")
    db.session.add(publication)
    db.session.flush()
    attempt = Attempt(
        context_id=queued.place.context_id,
        activity_id=queued.activity,
        user_id=queued.amara,
        number=1,
        publication_id=publication.id,
        policy={},
        paper={},
        started_at=NOW,
    )
    db.session.add(attempt)
    db.session.flush()
    db.session.add_all(
        [
            ResponseSave(
                attempt_id=attempt.id,
                save_id=new_id(),
                question_key="q",
                revision=1,
                value=None,
                is_draft=False,
                flagged=False,
                saved_at=NOW,
            ),
            MarkRow(
                attempt_id=attempt.id,
                question_key="q",
                points_num=1,
                points_den=1,
                answered=True,
                parts={},
                feedback=[],
                marked_at=NOW,
            ),
        ]
    )
    db.session.commit()


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize(
    ("model", "change"),
    [(Send, "outcome = 'accepted'"), (ResponseSave, "revision = 2"), (MarkRow, "answered = NOT answered")],
)
def test_rows_cannot_be_changed_or_deleted(model: type[Base], change: str) -> None:
    table = model.__tablename__
    for statement in (f"UPDATE {table} SET {change}", f"DELETE FROM {table}"):  # noqa: S608 - our own names
        with pytest.raises(DBAPIError, match=f"{table} is append-only"):
            db.session.execute(text(statement))
        db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(model)) == 1
