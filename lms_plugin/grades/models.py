"""Results, line items, deliveries and the append-only history of sends."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms_plugin.core.db.base import Base, RowId

DUE = "state = 'due'"
PPM = "score_ppm BETWEEN 0 AND 1000000"


class Result(Base):
    """What the grade *should* be, whether or not the LMS has a column yet. `revision` rises only with the score."""

    __tablename__ = "results"
    __table_args__ = (CheckConstraint(PPM, name="score_ppm"), CheckConstraint("revision > 0", name="revision"))

    context_id: Mapped[UUID] = mapped_column(ForeignKey("contexts.id"), primary_key=True)
    activity_id: Mapped[UUID] = mapped_column(ForeignKey("activities.id"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    cycle: Mapped[int] = mapped_column(primary_key=True)
    score_ppm: Mapped[int | None]
    revision: Mapped[int]
    # Rows of rooms above are named by id alone: a constraint would turn the arrow round.
    attempt_id: Mapped[UUID | None]
    submitted_at: Mapped[datetime | None]
    comment: Mapped[str | None]
    changed_at: Mapped[datetime]


class LineItem(Base):
    """A grade column of the LMS. One that we did not create ("coupled") is never changed in kind or deleted."""

    __tablename__ = "line_items"
    __table_args__ = (
        UniqueConstraint("deployment_pk", "url_digest"),
        Index("ix_line_items_activity", "context_id", "activity_id", "cycle"),
        CheckConstraint("origin IN ('coupled', 'created')", name="origin"),
        CheckConstraint("state IN ('active', 'gone', 'no_scope')", name="state"),
    )

    id: Mapped[RowId]
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id"), index=True)
    deployment_pk: Mapped[UUID] = mapped_column(ForeignKey("deployments.id"))
    registration_id: Mapped[UUID] = mapped_column(ForeignKey("registrations.id"))
    context_id: Mapped[UUID] = mapped_column(ForeignKey("contexts.id"))
    activity_id: Mapped[UUID] = mapped_column(ForeignKey("activities.id"))
    cycle: Mapped[int]
    resource_link_id: Mapped[UUID | None] = mapped_column(ForeignKey("resource_links.id"))
    url: Mapped[str]
    url_digest: Mapped[str]
    origin: Mapped[str] = mapped_column(default="coupled")
    state: Mapped[str] = mapped_column(default="active")


class Delivery(Base):
    """One person in one column: desired state and queue at once, so a newer score replaces an unsent one."""

    __tablename__ = "deliveries"
    __table_args__ = (
        CheckConstraint("state IN ('due', 'accepted', 'confirmed', 'parked', 'overridden', 'withheld')", name="state"),
        CheckConstraint("accepted_revision <= wanted_revision", name="accepted"),
        Index(
            "ix_deliveries_due", "due_at", sqlite_where=text("state = 'due'"), postgresql_where=text("state = 'due'")
        ),
    )

    line_item_id: Mapped[UUID] = mapped_column(ForeignKey("line_items.id"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    wanted_revision: Mapped[int]
    state: Mapped[str] = mapped_column(default="due")
    reason: Mapped[str | None]
    due_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    lease: Mapped[str | None]
    leased_until: Mapped[datetime | None]
    # Fixed before anything is sent, so that a send without a known end can go again unchanged.
    sending_revision: Mapped[int | None]
    sending_ppm: Mapped[int | None]
    sending_stamp: Mapped[datetime | None]
    accepted_revision: Mapped[int] = mapped_column(default=0)
    accepted_ppm: Mapped[int | None]
    # The last stamp that any message carried: stamps only rise, a whole second at least (Moodle compares seconds).
    last_stamp: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]


class Send(Base):
    """One message to the LMS and its outcome. Append-only; holds neither `sub` nor names."""

    __tablename__ = "sends"
    __table_args__ = (Index("ix_sends_delivery", "line_item_id", "user_id", "at"),)

    id: Mapped[RowId]
    line_item_id: Mapped[UUID] = mapped_column(ForeignKey("line_items.id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    revision: Mapped[int]
    stamp: Mapped[datetime]
    score_ppm: Mapped[int | None]
    http_status: Mapped[int | None]
    answer: Mapped[str | None]
    outcome: Mapped[str]
    at: Mapped[datetime]
