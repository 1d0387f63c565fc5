"""Tenants, registrations, deployments, cached platform key sets, our signing keys."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms_plugin.core.db.base import Base, RowId
from lms_plugin.core.db.types import Json


class Tenant(Base):
    """A hospital: it owns deployments, people, courses of its own, settings and records."""

    __tablename__ = "tenants"
    __table_args__ = (CheckConstraint("status IN ('active', 'suspended', 'left')", name="status"),)

    id: Mapped[RowId]
    name: Mapped[str] = mapped_column(unique=True)
    timezone: Mapped[str]
    title: Mapped[str | None]
    status: Mapped[str] = mapped_column(default="active")


class Registration(Base):
    """A platform that knows us, found by (issuer, client_id). Hosted LMSs share one issuer between hospitals."""

    __tablename__ = "registrations"
    __table_args__ = (
        UniqueConstraint("issuer", "client_id"),
        CheckConstraint("status IN ('active', 'disabled')", name="status"),
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

    deployments: Mapped[list["Deployment"]] = relationship(back_populates="registration")


class Deployment(Base):
    """One installation of us at a platform; it finds the tenant. Pending until somebody approves it.

    Pages lock after `idle_minutes` without a sign of life; None is the default (core.web.viewer.IDLE_MINUTES).
    """

    __tablename__ = "deployments"
    __table_args__ = (
        UniqueConstraint("registration_id", "deployment_id"),
        CheckConstraint("status IN ('pending', 'active', 'disabled')", name="status"),
        CheckConstraint("status = 'pending' OR tenant_id IS NOT NULL", name="tenant_known"),
        CheckConstraint("idle_minutes BETWEEN 2 AND 480", name="idle_minutes"),
    )

    id: Mapped[RowId]
    registration_id: Mapped[UUID] = mapped_column(ForeignKey("registrations.id"))
    deployment_id: Mapped[str]
    tenant_id: Mapped[UUID | None] = mapped_column(ForeignKey("tenants.id"), index=True)
    status: Mapped[str] = mapped_column(default="pending")
    idle_minutes: Mapped[int | None]

    registration: Mapped[Registration] = relationship(back_populates="deployments")
    tenant: Mapped[Tenant | None] = relationship()


class PlatformKeys(Base):
    """The last good key set of a registration. `refetch_after` holds back all processes from asking too often."""

    __tablename__ = "platform_keys"

    registration_id: Mapped[UUID] = mapped_column(ForeignKey("registrations.id"), primary_key=True)
    key_set: Mapped[dict[str, Any]] = mapped_column(Json())
    fetched_at: Mapped[datetime]
    refetch_after: Mapped[datetime]


class ToolKey(Base):
    """One of our signing keys (RSA). The private half is encrypted with KEY_SECRET."""

    __tablename__ = "tool_keys"

    kid: Mapped[str] = mapped_column(primary_key=True)
    public_jwk: Mapped[dict[str, Any]] = mapped_column(Json())
    private_pem: Mapped[str]
    published_at: Mapped[datetime]
    signs_from: Mapped[datetime]
    retired_at: Mapped[datetime | None]
