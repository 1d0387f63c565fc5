"""What waits for a person to mark it in one course, and what was marked lately. Previews are never among it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, exists, func, select
from sqlalchemy.orm import aliased

from lms_plugin.core.db.base import db
from lms_plugin.core.web.viewer import label_of
from lms_plugin.curriculum.services import get_course_view
from lms_plugin.progress.learner import PREVIEW_CYCLE
from lms_plugin.quizzes.models import Attempt, MarkRow
from lms_plugin.roster.models import User

LATELY = 20
_later, _marker = aliased(MarkRow), aliased(User)


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One answer that waits. `quiz` is the digest of the version that was asked, `course` the key of its course."""

    attempt_id: UUID
    key: str
    activity_id: UUID
    course: str
    quiz: str
    user_id: UUID
    label: str
    submitted_at: datetime

    @property
    def rank(self) -> str:
        """A place among the answers to one question that tells nothing about the person or the time."""
        return rank(self.attempt_id)


@dataclass(frozen=True, kw_only=True)
class MarkedLately:
    """One answer with a person's mark. `marker` is who gave it."""

    attempt_id: UUID
    key: str
    course: str
    quiz: str
    label: str
    marker: str
    credit: Any
    points: Any
    marked_at: datetime


def rank(attempt_id: UUID) -> str:
    """Sorts attempts in an order that tells nothing about them."""
    return sha256(attempt_id.bytes).hexdigest()


def _newest(statement: Select[*tuple[Any, ...]], context_id: UUID) -> Select[*tuple[Any, ...]]:
    """Of learners' attempts in a course, the marks that count of the questions that have points."""
    is_newer = and_(
        _later.attempt_id == MarkRow.attempt_id,
        _later.question_key == MarkRow.question_key,
        _later.round > MarkRow.round,
    )
    return (
        statement.select_from(Attempt)
        .join(MarkRow, MarkRow.attempt_id == Attempt.id)
        .join(User, User.id == Attempt.user_id)
        .where(
            Attempt.context_id == context_id,
            Attempt.cycle != PREVIEW_CYCLE,
            MarkRow.points_num > 0,
            ~exists().where(is_newer),
        )
    )


def _waiting(statement: Select[*tuple[Any, ...]], context_id: UUID) -> Select[*tuple[Any, ...]]:
    return _newest(statement, context_id).where(Attempt.state == "awaiting", MarkRow.credit_num.is_(None))


def count_waiting(context_id: UUID) -> int:
    """How many answers wait in a course. One statement."""
    return db.session.scalar(_waiting(select(func.count()), context_id)) or 0


def list_waiting(context_id: UUID) -> list[Waiting]:
    """Every answer that waits in a course, the longest waiting first. One statement."""
    columns = (Attempt.id, Attempt.activity_id, Attempt.publication_id, Attempt.user_id, Attempt.submitted_at)
    statement = _waiting(select(*columns, MarkRow.question_key, User.name, User.sub), context_id)
    rows = db.session.execute(statement.order_by(Attempt.submitted_at, Attempt.id, MarkRow.question_key)).all()
    return [
        Waiting(
            attempt_id=row.id,
            key=row.question_key,
            activity_id=row.activity_id,
            **_version(row.publication_id, row.activity_id),
            user_id=row.user_id,
            label=label_of(row.name, row.sub),
            submitted_at=row.submitted_at,
        )
        for row in rows
    ]


def list_marked(context_id: UUID) -> list[MarkedLately]:
    """The newest marks that persons gave in a course, newest first. One statement."""
    columns = (Attempt.id, Attempt.activity_id, Attempt.publication_id, MarkRow, User.name, User.sub)
    marker = (_marker.name.label("marker_name"), _marker.sub.label("marker_sub"))
    statement = _newest(select(*columns, *marker), context_id).join(_marker, _marker.id == MarkRow.marker_id)
    statement = statement.where(MarkRow.credit_num.is_not(None), MarkRow.ruling.is_(None))
    statement = statement.order_by(MarkRow.marked_at.desc()).limit(LATELY)
    return [
        MarkedLately(
            attempt_id=row.id,
            key=row.MarkRow.question_key,
            **_version(row.publication_id, row.activity_id),
            label=label_of(row.name, row.sub),
            marker=label_of(row.marker_name, row.marker_sub),
            credit=row.MarkRow.credit,
            points=row.MarkRow.points,
            marked_at=row.MarkRow.marked_at,
        )
        for row in db.session.execute(statement).all()
    ]


def list_same_question(context_id: UUID, activity_id: UUID, key: str) -> Sequence[UUID]:
    """The attempts whose answer to a question waited for a person, marked since or not, by rank. One statement."""
    statement = (
        select(Attempt.id)
        .join(MarkRow, MarkRow.attempt_id == Attempt.id)
        .where(
            Attempt.context_id == context_id,
            Attempt.activity_id == activity_id,
            Attempt.cycle != PREVIEW_CYCLE,
            Attempt.state.in_(("awaiting", "marked")),
            MarkRow.question_key == key,
            MarkRow.round == 1,
            MarkRow.points_num > 0,
            MarkRow.credit_num.is_(None),
        )
    )
    return sorted(db.session.scalars(statement), key=rank)


def _version(publication_id: UUID, activity_id: UUID) -> dict[str, str]:
    """The course, and the version of the quiz in the publication that an attempt began on."""
    course = get_course_view(publication_id)
    quiz = next(step.digest for step in course.steps() if step.activity_id == activity_id)
    return {"course": course.key, "quiz": quiz}
