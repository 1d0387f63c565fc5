"""The audit trail of attempts: who handed in, and who tried to reach another person's attempt."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select

from lms_plugin.core.audit.services import Actor, record_event
from lms_plugin.core.db.base import db
from lms_plugin.progress.learner import Learner
from lms_plugin.quizzes.models import Attempt


def note_act(verb: str, learner: Learner, attempt_id: UUID, *, now: datetime) -> None:
    """Add what the learner did to an attempt to the trail, in the caller's transaction."""
    record_event(
        verb,
        actor=Actor("person", learner.user_id, learner.launch_id),
        subject_kind="attempt",
        subject_id=attempt_id,
        tenant_id=learner.tenant_id,
        now=now,
    )


def note_submitted(learner: Learner, attempt: Attempt, *, now: datetime) -> None:
    """Note that an attempt was handed in, and that the clock did it where it did."""
    if attempt.submitted_by == "learner":
        note_act("attempt.submitted", learner, attempt.id, now=now)
        return
    record_event(
        "attempt.submitted",
        actor=Actor.system(),
        subject_kind="attempt",
        subject_id=attempt.id,
        details={"reason": f"closed by {attempt.submitted_by}"},
        tenant_id=learner.tenant_id,
        now=now,
    )


def note_refused(learner: Learner, attempt_id: UUID, *, now: datetime) -> None:
    """Note that somebody sent something to an attempt that is not theirs; nothing where there is no such attempt."""
    if db.session.scalar(select(exists().where(Attempt.id == attempt_id))):
        note_act("attempt.refused", learner, attempt_id, now=now)
