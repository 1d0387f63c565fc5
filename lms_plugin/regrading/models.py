"""A regrade that was applied: which question, by which rule, who, when and why, and whether it was undone."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms_plugin.core.db.base import Base, JsonObject, RowId


class Regrade(Base):
    """One act. Its marks carry its id; what they replaced is the round before each.

    `digest` is of the preview that was applied, so that the same is applied once. `scope` is what the proposal asked
    for, `figures` the totals that the preview told.
    """

    __tablename__ = "regrades"
    __table_args__ = (
        UniqueConstraint("tenant_id", "digest", name="uq_regrades_tenant_id"),
        CheckConstraint("rule IN ('remark', 'either_key', 'credit_all', 'drop')", name="rule"),
        CheckConstraint("(undone_by IS NULL) = (undone_at IS NULL)", name="undone"),
        Index("ix_regrades_tenant_id_course_key", "tenant_id", "course_key"),
    )

    id: Mapped[RowId]
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id"))
    course_key: Mapped[str] = mapped_column(ForeignKey("courses.key"))
    question_key: Mapped[str]
    rule: Mapped[str]
    never_lower: Mapped[bool]
    scope: Mapped[JsonObject]
    figures: Mapped[JsonObject]
    reason: Mapped[str]
    digest: Mapped[str]
    made_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime]
    undone_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    undone_at: Mapped[datetime | None]
