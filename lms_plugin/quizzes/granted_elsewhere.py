"""What reaches the people of a course though it was given elsewhere: read there, and taken back where it was given."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select

from lms_plugin.core.db.base import db
from lms_plugin.progress.learner import Learner
from lms_plugin.quizzes.accommodation_models import Accommodation
from lms_plugin.quizzes.grants import is_for_user
from lms_plugin.roster.models import Membership, User


def list_granted_elsewhere(reader: Learner, course_key: str, quizzes: Collection[UUID]) -> Sequence[Any]:
    """What holds for learners of the reader's course in our course or one of its quizzes, and was not given there.

    Rows, by person: name, sub, grant, activity_id, course_key, granted_at, and context_id: None where it was given for
    the whole hospital. Who gave it, and in which course, is not said. One statement.
    """
    everywhere = and_(Accommodation.activity_id.is_(None), Accommodation.course_key.is_(None))
    reaches = or_(everywhere, Accommodation.course_key == course_key, Accommodation.activity_id.in_(list(quizzes)))
    elsewhere = or_(Accommodation.context_id.is_(None), Accommodation.context_id != reader.context_id)
    here = and_(
        Membership.user_id == User.id,
        Membership.context_id == reader.context_id,
        Membership.role == "learner",
        Membership.status == "active",
    )
    columns = ("id", "grant", "activity_id", "course_key", "context_id", "granted_at")
    statement = (
        select(User.name, User.sub, *(getattr(Accommodation, name) for name in columns))
        .select_from(Accommodation)
        .join(User, is_for_user())
        .join(Membership, here)
        .where(Accommodation.tenant_id == reader.tenant_id, Accommodation.revoked_at.is_(None))
        .where(elsewhere, reaches, User.is_test.is_(False))
        .order_by(User.name, User.id, Accommodation.granted_at.desc(), Accommodation.id.desc())
    )
    return db.session.execute(statement).all()
