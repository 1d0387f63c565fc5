"""Whom it touches that a file is published anew: people in the middle of a try, and people who have results."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import case, func, select

from lms_plugin.core.db.base import db
from lms_plugin.curriculum.models import Activity
from lms_plugin.progress.learner import PREVIEW_CYCLE
from lms_plugin.quizzes.models import Attempt
from lms_plugin.roster.models import User


@dataclass(frozen=True, kw_only=True)
class Touched:
    """People of this hospital, each counted once: with an open try, and with one that is handed in."""

    running: int = 0
    finished: int = 0


def count_touched(tenant_id: UUID, course_key: str, path: str) -> Touched:
    """Of the quiz at `path`; of a bank, nobody is counted: it is asked in quizzes, each with people of its own."""
    folder, _, name = path.rpartition("/")
    if not folder.endswith("quizzes"):
        return Touched()
    statement = (
        select(_people(Attempt.state == "open"), _people(Attempt.state.in_(("submitted", "awaiting", "marked"))))
        .select_from(Attempt)
        .join(Activity, Activity.id == Attempt.activity_id)
        .join(User, User.id == Attempt.user_id)
        .where(
            Activity.course_key == course_key,
            Activity.kind == "quiz",
            Activity.key == name.removesuffix(".yaml"),
            Attempt.cycle != PREVIEW_CYCLE,
            User.tenant_id == tenant_id,
        )
    )
    running, finished = db.session.execute(statement).one()
    return Touched(running=running, finished=finished)


def _people(condition: Any) -> Any:
    return func.count(func.distinct(case((condition, Attempt.user_id))))
