"""Tenants, registrations, invitations, deployments, cached platform key sets, our signing keys."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms_plugin.core.db.base import Base, RowId
from lms_plugin.core.db.types import Json


class Tenant(Base):
    """A hospital: it owns deployments, people, courses of its own, settings and records.

    With `needs_second_person`, what an educator wrote there is published by a colleague who checked it.
    """

    __tablename__ = "tenants"
    __table_args__ = (CheckConstraint("status IN ('active', 'suspended', 'left')", name="status"),)

    id: Mapped[RowId]
    name: Mapped[str] = mapped_column(unique=True)
    timezone: Mapped[str]
    title: Mapped[str | None]
    status: Mapped[str] = mapped_column(default="active")
    needs_second_person: Mapped[bool] = mapped_column(default=False)


class Registration(Base):
    """A platform that knows us, found by (issuer, client_id). Hosted LMSs share one issuer between hospitals.

    `pending` is held for an administrator of ours, who reads in `unusual` (sentences) why. `family` is a key of
    lti.families, `version` the LMS's own. `scopes_granted` is what the platform said it granted, None where it said
    nothing: some say more than they grant, so what a launch or a token carries counts. New deployments are accepted
    at once, for `tenant_id`, only with `accept_new_deployments`.
    """

    __tablename__ = "registrations"
    __table_args__ = (
        UniqueConstraint("issuer", "client_id"),
        CheckConstraint("status IN ('pending', 'active', 'disabled')", name="status"),
        CheckConstraint("NOT accept_new_deployments OR tenant_id IS NOT NULL", name="accepts_for"),
    )

    id: Mapped[RowId]
    issuer: Mapped[str]
    client_id: Mapped[str]
    name: Mapped[str]
    auth_login_url: Mapped[str]
    auth_token_url: Mapped[str]
    token_audience: Mapped[str | None]
    jwks_url: Mapped[str]
    family: Mapped[str | None]
    frame_origins: Mapped[list[str]] = mapped_column(Json())
    status: Mapped[str] = mapped_column(default="active")
    version: Mapped[str | None]
    tenant_id: Mapped[UUID | None] = mapped_column(ForeignKey("tenants.id"), index=True)
    accept_new_deployments: Mapped[bool] = mapped_column(default=False)
    scopes_asked: Mapped[list[str] | None] = mapped_column(Json())
    scopes_granted: Mapped[list[str] | None] = mapped_column(Json())
    unusual: Mapped[list[str]] = mapped_column(Json(), default=list)
    registered_at: Mapped[datetime | None]

    deployments: Mapped[list["Deployment"]] = relationship(back_populates="registration")


class Deployment(Base):
    """One installation of us at a platform; it finds the tenant. Pending until somebody approves it.

    One that nobody registered has knocked: `knocks` launches named it since `first_knock`. A refused one is disabled,
    and belongs to no hospital. Pages lock after `idle_minutes` without a sign of life; None is the default
    (core.web.viewer.IDLE_MINUTES).
    """

    __tablename__ = "deployments"
    __table_args__ = (
        UniqueConstraint("registration_id", "deployment_id"),
        CheckConstraint("status IN ('pending', 'active', 'disabled')", name="status"),
        CheckConstraint("status <> 'active' OR tenant_id IS NOT NULL", name="tenant_known"),
        CheckConstraint("(knocks = 0) = (first_knock IS NULL) AND knocks >= 0", name="knocks"),
        CheckConstraint("idle_minutes BETWEEN 2 AND 480", name="idle_minutes"),
    )

    id: Mapped[RowId]
    registration_id: Mapped[UUID] = mapped_column(ForeignKey("registrations.id"))
    deployment_id: Mapped[str]
    tenant_id: Mapped[UUID | None] = mapped_column(ForeignKey("tenants.id"), index=True)
    status: Mapped[str] = mapped_column(default="pending")
    idle_minutes: Mapped[int | None]
    first_knock: Mapped[datetime | None]
    last_knock: Mapped[datetime | None]
    knocks: Mapped[int] = mapped_column(default=0)

    registration: Mapped[Registration] = relationship(back_populates="deployments")
    tenant: Mapped[Tenant | None] = relationship()


class Invitation(Base):
    """A one-use link for dynamic registration; only the secret's hash is kept.

    With `updates_id` it is good for that registration alone; `registration_id` is what came of it. Whoever posts to
    the platform has it until `claimed_until`, so that a second click does not register twice.
    """

    __tablename__ = "invitations"
    __table_args__ = (
        CheckConstraint("(used_at IS NULL) = (registration_id IS NULL)", name="used_for"),
        CheckConstraint("used_at IS NULL OR withdrawn_at IS NULL", name="used_or_withdrawn"),
    )

    id: Mapped[RowId]
    secret_hash: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str | None]
    tenant_id: Mapped[UUID | None] = mapped_column(ForeignKey("tenants.id"), index=True)
    updates_id: Mapped[UUID | None] = mapped_column(ForeignKey("registrations.id"), index=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    claimed_until: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    registration_id: Mapped[UUID | None] = mapped_column(ForeignKey("registrations.id"), index=True)

    tenant: Mapped[Tenant | None] = relationship()
    updates: Mapped[Registration | None] = relationship(foreign_keys=[updates_id])
    registration: Mapped[Registration | None] = relationship(foreign_keys=[registration_id])

    def state(self, now: datetime) -> str:
        """`used`, `withdrawn`, `expired`, or `open`."""
        if self.used_at is not None:
            return "used"
        if self.withdrawn_at is not None:
            return "withdrawn"
        return "open" if now < self.expires_at else "expired"


class PlatformKeys(Base):
    """The last good key set of a registration. `refetch_after` holds back all processes from asking too often."""

    __tablename__ = "platform_keys"

    registration_id: Mapped[UUID] = mapped_column(ForeignKey("registrations.id"), primary_key=True)
    key_set: Mapped[dict[str, Any]] = mapped_column(Json())
    fetched_at: Mapped[datetime]
    refetch_after: Mapped[datetime]


class ToolKey(Base):
    """One of our signing keys (RSA). The private half is encrypted with KEY_SECRET, and deleted when it retires."""

    __tablename__ = "tool_keys"
    __table_args__ = (
        CheckConstraint("(retired_at IS NULL) = (private_pem IS NOT NULL)", name="private_until_retired"),
    )

    kid: Mapped[str] = mapped_column(primary_key=True)
    public_jwk: Mapped[dict[str, Any]] = mapped_column(Json())
    private_pem: Mapped[str | None]
    published_at: Mapped[datetime]
    signs_from: Mapped[datetime]
    retired_at: Mapped[datetime | None]
