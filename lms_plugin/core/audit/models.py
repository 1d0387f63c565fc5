"""Audit events, and their details apart: the text of a detail may go one day, the event and its digest stay."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms_plugin.core.db.base import Base, RowId
from lms_plugin.core.db.types import Json


class AuditEvent(Base):
    """One act. Append-only: triggers refuse changes on both engines.

    `details_digest` is the SHA-256 of the details (core.audit.services.digest_of). Neither tenant nor actor is a
    foreign key: the trail outlives both.
    """

    __tablename__ = "audit_events"
    __table_args__ = (
        Index("ix_audit_events_subject_kind_subject_id_at", "subject_kind", "subject_id", "at"),
        CheckConstraint("actor_kind IN ('administrator', 'person', 'system', 'command')", name="actor_kind"),
        CheckConstraint("actor_kind IN ('system', 'command') OR actor_id IS NOT NULL", name="actor_known"),
    )

    id: Mapped[RowId]
    tenant_id: Mapped[UUID | None]
    at: Mapped[datetime] = mapped_column(index=True)
    actor_kind: Mapped[str]
    actor_id: Mapped[UUID | None]
    launch_id: Mapped[str | None]
    verb: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[str]
    details_digest: Mapped[str]

    detail: Mapped["AuditDetail"] = relationship(back_populates="event")


class AuditDetail(Base):
    """What an event changed and why: {"old": …, "new": …, "reason": …}, each left out where there is none."""

    __tablename__ = "audit_details"

    event_id: Mapped[UUID] = mapped_column(ForeignKey("audit_events.id"), primary_key=True)
    details: Mapped[dict[str, Any]] = mapped_column(Json())

    event: Mapped[AuditEvent] = relationship(back_populates="detail")
