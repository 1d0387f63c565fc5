"""The clock hands in what is stored when the time and its grace are over, for everybody who went away.

Exactly once beside a person who hands in at the same moment: both lock the attempt first.
"""

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, and_, select, tuple_

from lms_plugin.core.db.base import db, reading
from lms_plugin.progress.learner import Learner
from lms_plugin.quizzes.attempts import owner_of
from lms_plugin.quizzes.models import Attempt
from lms_plugin.quizzes.submission import submit_attempt
from lms_plugin.roster.models import Context

BATCH = 100
# What was received in time may still wait for its transaction.
SETTLING = timedelta(seconds=5)

log = structlog.get_logger()


def submit_overdue(*, now: datetime, batch: int = BATCH) -> int:
    """Hand in every attempt whose time is over; how many. Commits after each, so that a faulty one holds up nobody."""
    done, after = 0, None
    while True:
        with reading():
            rows = _list_overdue(now, after, batch)
            db.session.rollback()
        for attempt_id, _ in rows:
            done += _submit(attempt_id, now)
        if len(rows) < batch:
            return done
        after = rows[-1]


def _is_overdue(now: datetime) -> ColumnElement[bool]:
    return and_(Attempt.state == "open", Attempt.clock_at <= now - SETTLING)


def _list_overdue(now: datetime, after: tuple[UUID, datetime] | None, batch: int) -> list[tuple[UUID, datetime]]:
    statement = select(Attempt.id, Attempt.clock_at).where(_is_overdue(now))
    if after is not None:
        statement = statement.where(tuple_(Attempt.clock_at, Attempt.id) > (after[1], after[0]))
    rows = db.session.execute(statement.order_by(Attempt.clock_at, Attempt.id).limit(batch)).all()
    return [(row[0], row[1]) for row in rows if row[1] is not None]


def _submit(attempt_id: UUID, now: datetime) -> bool:
    try:
        learner = _claim(attempt_id, now)
        if learner is not None:
            submit_attempt(learner, attempt_id, now=now)
        db.session.commit()
    except Exception:  # whatever one attempt does, the others are handed in; this one is tried again
        db.session.rollback()
        log.exception("clock_failed", attempt=str(attempt_id))
        return False
    return learner is not None


def _claim(attempt_id: UUID, now: datetime) -> Learner | None:
    """Whose attempt it is, locked; None where somebody else has it in hand or was first."""
    row = db.session.execute(
        select(Attempt, Context.tenant_id)
        .join(Context, Context.id == Attempt.context_id)
        .where(Attempt.id == attempt_id, _is_overdue(now))
        .with_for_update(skip_locked=True, of=Attempt)
    ).one_or_none()
    return owner_of(*row) if row is not None else None
