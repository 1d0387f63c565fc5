"""Who is in the middle of a quiz that an educator is about to publish anew."""

from uuid import UUID

from sqlalchemy import func, select

from lms_plugin.core.db.base import db
from lms_plugin.curriculum.models import Activity
from lms_plugin.progress.learner import PREVIEW_CYCLE
from lms_plugin.quizzes.models import Attempt
from lms_plugin.roster.models import User


def count_running(tenant_id: UUID, course_key: str, path: str) -> int:
    """How many people of this hospital have an open try of the quiz at `path`. They finish on their version."""
    key = path.rpartition("/")[2].removesuffix(".yaml")
    statement = (
        select(func.count())
        .select_from(Attempt)
        .join(Activity, Activity.id == Attempt.activity_id)
        .join(User, User.id == Attempt.user_id)
        .where(
            Activity.course_key == course_key,
            Activity.kind == "quiz",
            Activity.key == key,
            Attempt.state == "open",
            Attempt.cycle != PREVIEW_CYCLE,
            User.tenant_id == tenant_id,
        )
    )
    return db.session.scalar(statement) or 0
