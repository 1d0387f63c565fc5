"""Runs of the preflight with what each step found, and the test columns that must not be forgotten."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from lms_plugin.core.db.base import Base, RowId
from lms_plugin.core.db.types import Json


class PreflightRun(Base):
    """One run. `steps` is a list of StepResult as JSON: no tokens, no ids of people.

    `tenant_id` is the hospital whose launches were looked at, None for all of a shared registration. `share_id` is the
    random part of a link that shows this run to anybody until `shared_until`.
    """

    __tablename__ = "preflight_runs"
    __table_args__ = (
        CheckConstraint("verdict IN ('pass', 'fail', 'not_offered', 'your_turn', 'not_checked')", name="verdict"),
        CheckConstraint("actor_kind IN ('administrator', 'command', 'system')", name="actor_kind"),
        CheckConstraint("(share_id IS NULL) = (shared_until IS NULL)", name="shared"),
        Index("ix_preflight_runs_registration_id_at", "registration_id", "at"),
    )

    id: Mapped[RowId]
    registration_id: Mapped[UUID] = mapped_column(ForeignKey("registrations.id"))
    tenant_id: Mapped[UUID | None] = mapped_column(ForeignKey("tenants.id"), index=True)
    at: Mapped[datetime]
    actor_kind: Mapped[str]
    actor_id: Mapped[UUID | None]
    reference: Mapped[str]
    verdict: Mapped[str]
    steps: Mapped[list[dict[str, Any]]] = mapped_column(Json())
    share_id: Mapped[str | None] = mapped_column(unique=True)
    shared_until: Mapped[datetime | None]


class TestColumn(Base):
    """A grade column of ours at a platform, from before it is made until it is known to be gone.

    `url` is None until the platform has told the address; `mark` is what it is found by until then.
    """

    __test__ = False  # no test class, whatever pytest thinks of the name
    __tablename__ = "preflight_columns"

    mark: Mapped[str] = mapped_column(primary_key=True)
    registration_id: Mapped[UUID] = mapped_column(ForeignKey("registrations.id"), index=True)
    line_items_url: Mapped[str]
    url: Mapped[str | None]
    made_at: Mapped[datetime]
