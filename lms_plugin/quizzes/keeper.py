"""The work that dates make due, a try a transaction: handing in what a quiz closed over, sending what waited."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select, update

from lms_plugin.core.db.base import db
from lms_plugin.core.jobs.runner import Turn
from lms_plugin.progress.learner import Learner
from lms_plugin.progress.models import Progress
from lms_plugin.quizzes.attempts import lock_tries_beside, owner_of
from lms_plugin.quizzes.closing import closes_by_date, is_over
from lms_plugin.quizzes.models import Attempt
from lms_plugin.quizzes.policies import thaw
from lms_plugin.quizzes.releasing import look_again, when_told
from lms_plugin.quizzes.submission import record_grades_of, submit_attempt
from lms_plugin.quizzes.timing import widened_window
from lms_plugin.roster.models import Context


def close_attempt(turn: Turn) -> datetime | None:
    """Hand in a try that is still open when its quiz closes; later, where the person was given more time meanwhile."""
    now = datetime.now(UTC)
    found = _find(turn.subject)
    if found is None or not (found[1].is_open and closes_by_date(found[1])):
        return None
    learner, attempt = found
    if not is_over(learner, attempt, now):
        return widened_window(learner, attempt).closes
    submit_attempt(learner, attempt.id, now=now)
    return None


def release_attempt(turn: Turn) -> datetime | None:
    """Send the grade that waited for the due date; later, where that was moved meanwhile."""
    now = datetime.now(UTC)
    found = _find(turn.subject)
    if found is None or found[1].submitted_at is None or found[1].state == "voided":
        return None
    learner, attempt = found
    lock_tries_beside(attempt)
    window = widened_window(learner, attempt)
    _tell(attempt, when_told(thaw(attempt.policy), window, now))
    if not window.is_due_over(now):
        return None if window.due is None else look_again(attempt, window.due, now)
    record_grades_of(learner, attempt, now=now)
    return None


def _find(subject: str) -> tuple[Learner, Attempt] | None:
    row = db.session.execute(
        select(Attempt, Context.tenant_id)
        .join(Context, Context.id == Attempt.context_id)
        .where(Attempt.id == UUID(subject))
    ).one_or_none()
    return (owner_of(*row), row[0]) if row is not None else None


def _tell(attempt: Attempt, told_at: datetime | None) -> None:
    """The outline's own moment follows the date, where that was moved."""
    db.session.execute(
        update(Progress)
        .where(
            Progress.context_id == attempt.context_id,
            Progress.user_id == attempt.user_id,
            Progress.activity_id == attempt.activity_id,
            Progress.cycle == attempt.cycle,
            Progress.told_at.is_not(None),
        )
        .values(told_at=told_at)
        .execution_options(synchronize_session=False)
    )
