"""One row for each piece of work that is due once or again and again."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from lms_plugin.core.db.base import Base
from lms_plugin.core.db.types import Json


class Job(Base):
    """Work of a kind on a subject (an id). The key makes two requests one job; the lease makes it one worker's.

    `asked_at` is the latest request: one that comes while the work is being done makes it due once more.
    `checkpoint` is the work's own note of how far it got, or of what it was asked for.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        Index("ix_jobs_due_at", "due_at"),
        CheckConstraint("tries >= 0", name="tries"),
        CheckConstraint("(lease IS NULL) = (leased_until IS NULL)", name="lease"),
    )

    kind: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    due_at: Mapped[datetime]
    asked_at: Mapped[datetime]
    lease: Mapped[str | None]
    leased_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    checkpoint: Mapped[dict[str, Any] | None] = mapped_column(Json())
