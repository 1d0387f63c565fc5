"""Administrators, their open sessions, and the recovery codes of their second factor."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms_plugin.core.db.base import Base, RowId


class Administrator(Base):
    """Someone who looks after the installation (operator) or one hospital (admin, officer).

    `failures` are wrong passwords and codes since the last sign-in; until `locked_until` nobody gets in. The second
    factor's secret is encrypted with KEY_SECRET and asked for once it was confirmed; `totp_last_step` is the newest
    30-second step whose code was used, so that no code works twice.
    """

    __tablename__ = "administrators"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email"),
        CheckConstraint("role IN ('operator', 'admin', 'officer')", name="role"),
        CheckConstraint("(role = 'operator') = (tenant_id IS NULL)", name="tenant_known"),
        CheckConstraint("failures >= 0", name="failures"),
        CheckConstraint("totp_confirmed_at IS NULL OR totp_secret IS NOT NULL", name="totp"),
    )

    id: Mapped[RowId]
    email: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str]
    password_changed_at: Mapped[datetime]
    role: Mapped[str]
    tenant_id: Mapped[UUID | None] = mapped_column(ForeignKey("tenants.id"))
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    totp_secret: Mapped[str | None]
    totp_confirmed_at: Mapped[datetime | None]
    totp_last_step: Mapped[int | None]
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]

    @property
    def has_second_factor(self) -> bool:
        """Whether a code is asked for after the password."""
        return self.totp_confirmed_at is not None


class AdministratorSession(Base):
    """One browser in which an administrator signed in. The cookie holds the secret, the row its SHA-256."""

    __tablename__ = "administrator_sessions"

    id: Mapped[RowId]
    administrator_id: Mapped[UUID] = mapped_column(ForeignKey("administrators.id"), index=True)
    secret_hash: Mapped[str]
    browser: Mapped[str]
    opened_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    administrator: Mapped[Administrator] = relationship()


class RecoveryCode(Base):
    """A one-use code for one who has lost the phone; kept as a keyed hash."""

    __tablename__ = "recovery_codes"

    administrator_id: Mapped[UUID] = mapped_column(ForeignKey("administrators.id"), primary_key=True)
    code_hash: Mapped[str] = mapped_column(primary_key=True)
    used_at: Mapped[datetime | None]
