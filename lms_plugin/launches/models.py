"""Launch sessions, one for each accepted launch, whose UNIQUE spends the nonce; handovers; refusals; notices."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms_plugin.core.db.base import Base, RowId
from lms_plugin.core.db.types import Json
from lms_plugin.roster.models import STANDING


class LaunchSession(Base):
    """A person's launch. Kept 30 days, far longer than a `state` lives, so that a nonce cannot come back.

    `moved_secret_hash` is the frame's void secret, so that the frame can say where its launch went.
    """

    __tablename__ = "launch_sessions"
    __table_args__ = (
        UniqueConstraint("registration_id", "nonce"),
        Index("ix_launch_sessions_browser_hash_opened_at", "browser_hash", "opened_at"),
        CheckConstraint("role IN ('learner', 'instructor')", name="role"),
        CheckConstraint(STANDING, name="standing"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id"))
    registration_id: Mapped[UUID] = mapped_column(ForeignKey("registrations.id"))
    nonce: Mapped[str]
    secret_hash: Mapped[str]
    browser_hash: Mapped[str]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    context_id: Mapped[UUID] = mapped_column(ForeignKey("contexts.id"))
    resource_link_id: Mapped[UUID | None] = mapped_column(ForeignKey("resource_links.id"))
    message: Mapped[str]
    role: Mapped[str]
    standing: Mapped[str] = mapped_column(default="learner")
    frame_origin: Mapped[str | None]
    return_url: Mapped[str | None]
    details: Mapped[dict[str, Any]] = mapped_column(Json())
    opened_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
    moved_secret_hash: Mapped[str | None]


class FirstLaunch(Base):
    """When a person first opened a link; written before the launches of that time are forgotten."""

    __tablename__ = "first_launches"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    resource_link_id: Mapped[UUID] = mapped_column(ForeignKey("resource_links.id"), primary_key=True)
    opened_at: Mapped[datetime]


class Handover(Base):
    """A one-use address that moves a launch from its frame to a window of its own."""

    __tablename__ = "handovers"

    secret_hash: Mapped[str] = mapped_column(primary_key=True)
    # A handover has no life without its launch, and is forgotten with it.
    launch_id: Mapped[str] = mapped_column(ForeignKey("launch_sessions.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class NoticeReceived(Base):
    """A notice of the platform that we took in; its key refuses a replay. Forgotten with the launches of its time."""

    __tablename__ = "notices_received"

    registration_id: Mapped[UUID] = mapped_column(ForeignKey("registrations.id"), primary_key=True)
    nonce: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    received_at: Mapped[datetime] = mapped_column(index=True)


class NoticeHandler(Base):
    """Our standing order for notices at one address of a platform; `subscribed_at` is None until it is accepted."""

    __tablename__ = "notice_handlers"

    registration_id: Mapped[UUID] = mapped_column(ForeignKey("registrations.id"), primary_key=True)
    url: Mapped[str] = mapped_column(primary_key=True)
    tried_at: Mapped[datetime]
    subscribed_at: Mapped[datetime | None]
    outcome: Mapped[str]


class Refusal(Base):
    """A refused login or launch: which check failed, and of the token no more than the names of its claims.

    `count` is how many refusals this row stands for: under a flood the later ones are only counted.
    """

    __tablename__ = "refusals"
    __table_args__ = (
        Index("ix_refusals_registration_id_at", "registration_id", "at"),
        CheckConstraint("stage IN ('login', 'launch')", name="stage"),
        CheckConstraint("count >= 1", name="count"),
    )

    id: Mapped[RowId]
    registration_id: Mapped[UUID | None] = mapped_column(ForeignKey("registrations.id"))
    reference: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    stage: Mapped[str]
    reason: Mapped[str]
    message_type: Mapped[str | None]
    claim_names: Mapped[list[str]] = mapped_column(Json())
    count: Mapped[int] = mapped_column(default=1)
