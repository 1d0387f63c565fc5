"""How far one person is with one activity of one course."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from lms_plugin.core.db.base import Base, JsonObject


class Progress(Base):
    """A module, lesson or quiz as one person left it. A recertification is a new `cycle` and leaves the old row alone.

    `position` is where to go on. In a lesson: `block` in view, `far`, the farthest one, the `digest` of the text,
    `part` of `parts`, `minutes_left`. In a quiz with an open try: `attempt`, `number` (null on the check page), `of`;
    `awaiting` where the last try waits for a person to mark it.
    `checks` holds the answers of a lesson's inline questions: `{question key: {"value": response, "at": time}}`.
    `best_ppm` is the best score in a quiz, in millionths, cut, for what requires one: no page shows it.
    Before `told_at`, where it is set, no page of the learner tells how the quiz went, nor that its module is complete.
    """

    __tablename__ = "progress"
    __table_args__ = (
        CheckConstraint("state IN ('not_started', 'in_progress', 'not_passed', 'passed', 'done')", name="state"),
        CheckConstraint("cycle >= 1", name="cycle"),
        CheckConstraint("(state IN ('passed', 'done')) = (completed_at IS NOT NULL)", name="completed"),
        Index("ix_progress_matrix", "context_id", "activity_id", "cycle", "user_id"),
    )

    context_id: Mapped[UUID] = mapped_column(ForeignKey("contexts.id"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    activity_id: Mapped[UUID] = mapped_column(ForeignKey("activities.id"), primary_key=True)
    cycle: Mapped[int] = mapped_column(primary_key=True, default=1)
    state: Mapped[str]
    position: Mapped[JsonObject | None]
    checks: Mapped[JsonObject | None]
    publication_id: Mapped[UUID] = mapped_column(ForeignKey("publications.id"))
    completed_at: Mapped[datetime | None]
    best_ppm: Mapped[int | None]
    told_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]
