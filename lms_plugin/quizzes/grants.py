"""Reading what was granted to a person, wherever it was given and however they were named."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select

from lms_plugin.core.db.base import db
from lms_plugin.curriculum.models import Activity
from lms_plugin.curriculum.policies import Allowance, Policy
from lms_plugin.progress.learner import Learner
from lms_plugin.quizzes.accommodation_models import Accommodation
from lms_plugin.quizzes.allowances import effective
from lms_plugin.roster.models import User


def is_for_user() -> ColumnElement[bool]:
    """Whether a grant is the joined person's: by id, or as the hospital's list names them, within the hospital."""
    return and_(
        Accommodation.tenant_id == User.tenant_id,
        or_(
            Accommodation.user_id == User.id,
            Accommodation.match == "number:" + func.lower(User.person_number),
            Accommodation.match == "email:" + func.lower(User.email),
        ),
    )


def is_for_activity(activity: Any) -> ColumnElement[bool]:
    """Whether a grant reaches an activity: given for it, for its course, or for the whole hospital."""
    course = select(Activity.course_key).where(Activity.id == activity).scalar_subquery()
    everywhere = and_(Accommodation.activity_id.is_(None), Accommodation.course_key.is_(None))
    return or_(everywhere, Accommodation.activity_id == activity, Accommodation.course_key == course)


def list_grants(learner: Learner, activity_id: UUID) -> list[Allowance]:
    """What counts for this person in this quiz today, in one statement."""
    statement = (
        select(Accommodation.grant)
        .join(User, is_for_user())
        .where(User.id == learner.user_id, is_for_activity(activity_id), Accommodation.revoked_at.is_(None))
    )
    return [Allowance.model_validate(grant) for grant in db.session.scalars(statement)]


def policy_for(learner: Learner, activity_id: UUID, policy: Policy) -> Policy:
    """The policy as it holds for this person now. What an attempt was begun with is never taken back."""
    return effective(policy, list_grants(learner, activity_id))
