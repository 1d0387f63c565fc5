"""Answers that come when the time is over: the attempt is handed in, the answer is kept, and is not marked."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select

from lms_plugin.core.db.base import db
from lms_plugin.quizzes.models import Attempt, Response, ResponseSave


def is_late(attempt: Attempt, now: datetime) -> bool:
    """Whether what comes now is too late to be marked and yet to be kept. Whoever handed in themselves is done."""
    return attempt.is_overdue(now) or (not attempt.is_open and attempt.submitted_by == "clock")


def keep_late(attempt_id: UUID, save_id: UUID, question: str, value: Any, *, revision: int, now: datetime) -> None:
    """Add the answer to the history alone."""
    db.session.add(
        ResponseSave(
            attempt_id=attempt_id,
            save_id=save_id,
            question_key=question,
            revision=revision,
            value=value,
            is_draft=False,
            flagged=False,
            saved_at=now,
            late=True,
        )
    )
    db.session.flush()


def count_late(attempt: Attempt) -> int:
    """How many questions of an attempt have an answer that came too late and does not count.

    Asks only where there is a clock.
    """
    if attempt.submitted_by != "clock":
        return 0
    counts = and_(
        Response.attempt_id == ResponseSave.attempt_id,
        Response.question_key == ResponseSave.question_key,
        Response.saved_at >= ResponseSave.saved_at,  # accepted since
    )
    statement = select(func.count(ResponseSave.question_key.distinct())).outerjoin(Response, counts)
    late = and_(ResponseSave.attempt_id == attempt.id, ResponseSave.late, Response.attempt_id.is_(None))
    return db.session.scalar(statement.where(late)) or 0


def list_late(attempt_id: UUID) -> Sequence[ResponseSave]:
    """Every late save of an attempt, oldest first."""
    late = select(ResponseSave).where(ResponseSave.attempt_id == attempt_id, ResponseSave.late)
    return db.session.scalars(late.order_by(ResponseSave.saved_at)).all()
