"""Giving a running attempt more time: an appended row says what, who and when, and the clock moves at once.

Nothing ever makes a deadline earlier: what was promised stays, also when an accommodation is revoked.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from lms_plugin.core.audit.services import Actor, record_event
from lms_plugin.core.db.base import db
from lms_plugin.core.db.ids import new_id
from lms_plugin.curriculum.policies import Allowance
from lms_plugin.progress.learner import Learner
from lms_plugin.quizzes.accommodation_models import Accommodation, Adjustment
from lms_plugin.quizzes.attempts import learners_attempt, owner_of
from lms_plugin.quizzes.closing import watch_closing
from lms_plugin.quizzes.errors import AttemptNotFoundError, NotRunningError
from lms_plugin.quizzes.grants import is_for_activity, is_for_user
from lms_plugin.quizzes.models import Attempt
from lms_plugin.quizzes.policies import thaw
from lms_plugin.quizzes.time_limits import Change, clock_at, deadline
from lms_plugin.roster.models import User


@dataclass(frozen=True)
class Giver:
    """Who gives something in a hospital: a person there (`user_id`), or an administrator of ours."""

    tenant_id: UUID
    actor: Actor
    user_id: UUID | None = None


def giver_of(learner: Learner) -> Giver:
    """One who came by a launch."""
    return Giver(learner.tenant_id, Actor("person", learner.user_id, learner.launch_id), learner.user_id)


def get_running(giver: Learner, attempt_id: UUID) -> Attempt:
    """A timed attempt that runs in the giver's course, locked. Raises AttemptNotFoundError and NotRunningError."""
    statement = learners_attempt(giver.context_id, attempt_id).with_for_update()
    attempt = db.session.scalar(statement.execution_options(populate_existing=True))
    if attempt is None:
        raise AttemptNotFoundError
    if not attempt.is_open or attempt.closes_at is None:
        raise NotRunningError
    return attempt


def give_minutes(giver: Learner, attempt: Attempt, minutes: int, *, now: datetime) -> None:
    """Add minutes to a running attempt (`get_running`)."""
    _adjust(giver_of(giver), attempt, Change(minutes=minutes), now)


def reach_running(giver: Giver, accommodation: Accommodation, *, now: datetime) -> int:
    """Let the running attempts that a new accommodation covers have its time at once; how many got more."""
    allowance = Allowance.model_validate(accommodation.grant)
    change = Change(multiplier=allowance.multiplier, no_limit=bool(allowance.no_limit))
    if change == Change():
        return 0
    covered = (
        select(Attempt)
        .join(User, User.id == Attempt.user_id)
        .join(Accommodation, is_for_user())
        .where(Accommodation.id == accommodation.id, Attempt.state == "open", Attempt.closes_at.is_not(None))
        .where(is_for_activity(Attempt.activity_id))
        .order_by(Attempt.id)
        .with_for_update(of=Attempt)
        .execution_options(populate_existing=True)
    )
    return sum(_adjust(giver, attempt, change, now) for attempt in db.session.scalars(covered).all())


def _adjust(giver: Giver, attempt: Attempt, change: Change, now: datetime) -> bool:
    """Append the change, where it changes anything."""
    policy, before = thaw(attempt.policy), attempt.closes_at
    closes_at = deadline(policy, attempt.started_at, [*list_changes(attempt.id), change])
    if closes_at == before:
        return False
    db.session.add(
        Adjustment(id=new_id(), attempt_id=attempt.id, change=change.to_json(), made_by=giver.user_id, made_at=now)
    )
    attempt.closes_at, attempt.clock_at = closes_at, clock_at(policy, closes_at)
    db.session.flush()
    watch_closing(owner_of(attempt, giver.tenant_id), attempt, now=now)
    record_event(
        "attempt.adjusted",
        actor=giver.actor,
        subject_kind="attempt",
        subject_id=attempt.id,
        details={"old": {"closes_at": _text(before)}, "new": {"closes_at": _text(closes_at), **change.to_json()}},
        tenant_id=giver.tenant_id,
        now=now,
    )
    return True


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None


def list_changes(attempt_id: UUID) -> list[Change]:
    """What an attempt was given since its start, in order."""
    rows = select(Adjustment.change).where(Adjustment.attempt_id == attempt_id).order_by(Adjustment.made_at)
    return [Change.from_json(change) for change in db.session.scalars(rows)]
