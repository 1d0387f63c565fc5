"""Granting and revoking what one person gets beyond the rules; each act is audited and reaches running attempts.

Those in charge of a course of the LMS see and revoke what was given there, and nothing of other courses.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from lms_plugin.core.audit.services import record_event
from lms_plugin.core.db.base import db
from lms_plugin.core.db.ids import new_id
from lms_plugin.curriculum.policies import Allowance
from lms_plugin.progress.learner import PREVIEW_CYCLE, Learner
from lms_plugin.quizzes.accommodation_models import Accommodation
from lms_plugin.quizzes.adjusting import Giver, giver_of, reach_running
from lms_plugin.quizzes.errors import AccommodationNotFoundError
from lms_plugin.quizzes.models import Attempt
from lms_plugin.roster.models import Membership, User


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is to be granted. One of `user_id` and `match`; `course_key` or `activity_id`, or neither: everywhere."""

    user_id: UUID | None
    match: str | None
    course_key: str | None
    activity_id: UUID | None
    allowance: Allowance


def grant(giver: Learner, wanted: Wanted, *, now: datetime) -> Accommodation:
    """Grant it from now on, and to what runs already."""
    row = Accommodation(
        id=new_id(),
        tenant_id=giver.tenant_id,
        context_id=giver.context_id,
        user_id=wanted.user_id,
        match=wanted.match,
        course_key=wanted.course_key,
        activity_id=wanted.activity_id,
        grant=wanted.allowance.to_json(),
        granted_by=giver.user_id,
        granted_at=now,
    )
    db.session.add(row)
    db.session.flush()
    note_act("accommodation.granted", giver_of(giver), row, {"new": row.grant}, now)
    reach_running(giver_of(giver), row, now=now)
    return row


def revoke(giver: Learner, accommodation_id: UUID, *, now: datetime) -> Accommodation:
    """Grant it no more. What runs keeps its time. A second time changes nothing. Raises AccommodationNotFoundError."""
    row = db.session.scalar(
        select(Accommodation)
        .where(Accommodation.id == accommodation_id, Accommodation.context_id == giver.context_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise AccommodationNotFoundError
    if row.revoked_at is None:
        row.revoked_at, row.revoked_by = now, giver.user_id
        db.session.flush()
        note_act("accommodation.revoked", giver_of(giver), row, {"old": row.grant}, now)
    return row


def note_act(verb: str, giver: Giver, row: Accommodation, details: Mapping[str, Any], now: datetime) -> None:
    """The audit event of an act on a grant."""
    record_event(
        verb,
        actor=giver.actor,
        subject_kind="accommodation",
        subject_id=row.id,
        details=dict(details),
        tenant_id=giver.tenant_id,
        now=now,
    )


def list_accommodations(context_id: UUID) -> Sequence[Any]:
    """What holds of what was given in a course, newest first: rows with `accommodation`, and `name`, `sub`, `giver`."""
    givers = aliased(User)
    statement = (
        select(Accommodation.__table__, User.name, User.sub, givers.name.label("giver"))
        .select_from(Accommodation)
        .outerjoin(User, User.id == Accommodation.user_id)
        .outerjoin(givers, givers.id == Accommodation.granted_by)
        .where(Accommodation.context_id == context_id, Accommodation.revoked_at.is_(None))
        .order_by(Accommodation.granted_at.desc(), Accommodation.id.desc())
    )
    return db.session.execute(statement).all()


def list_running(context_id: UUID) -> Sequence[Any]:
    """The timed attempts that run in a course: id, activity_id, closes_at, name, sub."""
    statement = (
        select(Attempt.id, Attempt.activity_id, Attempt.closes_at, User.name, User.sub)
        .join(User, User.id == Attempt.user_id)
        .where(Attempt.context_id == context_id, Attempt.state == "open", Attempt.closes_at.is_not(None))
        .where(Attempt.cycle != PREVIEW_CYCLE)
        .order_by(Attempt.closes_at)
    )
    return db.session.execute(statement).all()


def list_people(context_id: UUID) -> Sequence[Any]:
    """The learners of a course: id, name, sub."""
    statement = (
        select(User.id, User.name, User.sub)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.context_id == context_id, Membership.role == "learner", Membership.status == "active")
        .where(User.is_test.is_(False))
        .order_by(func.lower(func.coalesce(User.name, "")), User.id)
    )
    return db.session.execute(statement).all()
