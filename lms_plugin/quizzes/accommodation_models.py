"""What people get beyond the rules of a quiz: what was granted to a person, and to an attempt that runs."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from lms_plugin.core.db.base import Base, JsonObject, RowId


class Accommodation(Base):
    """More time, tries or days for one person: in one quiz, in a course, or everywhere in the hospital.

    The person is `user_id`, or `match` as in the hospital's own list (`email:…`, `number:…`, in lower case), so that it
    may be set before they come. `grant` is curriculum.policies.Allowance. `context_id` is the course of the LMS in
    which it was given: only those in charge there see it. A row is never changed but for being revoked.
    """

    __tablename__ = "accommodations"
    __table_args__ = (
        CheckConstraint("(user_id IS NULL) <> (match IS NULL)", name="person"),
        CheckConstraint("course_key IS NULL OR activity_id IS NULL", name="reach"),
        Index("ix_accommodations_tenant_id_match", "tenant_id", "match"),
    )

    id: Mapped[RowId]
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id"))
    context_id: Mapped[UUID | None] = mapped_column(ForeignKey("contexts.id"))
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"), index=True)
    match: Mapped[str | None]
    course_key: Mapped[str | None]
    activity_id: Mapped[UUID | None] = mapped_column(ForeignKey("activities.id"))
    grant: Mapped[JsonObject]
    granted_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    granted_at: Mapped[datetime]
    revoked_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    revoked_at: Mapped[datetime | None]


class Adjustment(Base):
    """A change of a running attempt's time (quizzes.time_limits.Change); append-only."""

    __tablename__ = "adjustments"

    id: Mapped[RowId]
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempts.id"), index=True)
    change: Mapped[JsonObject]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime]
