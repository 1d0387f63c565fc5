"""Administrators' accounts: making, listing, changing and disabling them; each act leaves an audit row."""

import re
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select

from lms_plugin.accounts.errors import (
    AdministratorExistsError,
    AdministratorNotFoundError,
    BadEmailError,
    LastOperatorError,
    RoleError,
    WrongPasswordError,
)
from lms_plugin.accounts.models import Administrator, RecoveryCode
from lms_plugin.accounts.passwords import check_password, hash_password, verify_password
from lms_plugin.accounts.sessions import end_sessions
from lms_plugin.core.audit.services import Actor, record_event
from lms_plugin.core.db.base import JsonObject, db
from lms_plugin.core.db.ids import new_id

EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)*\Z")


def normal_email(email: str) -> str:
    """As it is kept: without spaces around it, in lower case. Raises BadEmailError."""
    plain = email.strip().lower()
    if len(plain) > 254 or not EMAIL.match(plain) or not plain.isprintable():
        raise BadEmailError(f"{email.strip()!r} is not an e-mail address.")
    return plain


def record(verb: str, row: Administrator, *, actor: Actor, now: datetime, details: JsonObject | None = None) -> None:
    """An audit event about an account, such as "administrator.created"."""
    record_event(
        f"administrator.{verb}",
        actor=actor,
        subject_kind="administrator",
        subject_id=row.id,
        details=details,
        tenant_id=row.tenant_id,
        now=now,
    )


def create_administrator(
    email: str, password: str, *, role: str, tenant_id: UUID | None, actor: Actor, now: datetime
) -> Administrator:
    """Make an account. Raises BadEmailError, WeakPasswordError, RoleError, AdministratorExistsError."""
    email = normal_email(email)
    if (role == "operator") != (tenant_id is None):
        raise RoleError("An operator belongs to no hospital." if tenant_id else "Say to which hospital it belongs.")
    if db.session.scalar(select(Administrator.id).where(Administrator.email == email)):
        raise AdministratorExistsError(f"There is an account for {email} already.")
    check_password(password, email=email)
    row = Administrator(
        id=new_id(),
        email=email,
        password_hash=hash_password(password),
        password_changed_at=now,
        role=role,
        tenant_id=tenant_id,
        created_at=now,
    )
    db.session.add(row)
    db.session.flush()
    record("created", row, actor=actor, now=now, details={"new": {"role": role}})
    return row


def list_administrators() -> list[Administrator]:
    """All accounts by e-mail."""
    return list(db.session.scalars(select(Administrator).order_by(Administrator.email)))


def count_administrators() -> int:
    """How many accounts can sign in."""
    return db.session.scalar(select(func.count()).where(Administrator.disabled_at.is_(None))) or 0


def get_administrator(administrator_id: UUID) -> Administrator:
    """Raises AdministratorNotFoundError."""
    row = db.session.get(Administrator, administrator_id)
    if row is None:
        raise AdministratorNotFoundError("There is no such account.", remedy="Reload the list of administrators.")
    return row


def get_by_email(email: str) -> Administrator:
    """Raises BadEmailError, AdministratorNotFoundError."""
    row = db.session.scalar(select(Administrator).where(Administrator.email == normal_email(email)))
    if row is None:
        raise AdministratorNotFoundError(f"There is no account for {email}.")
    return row


def change_password(row: Administrator, *, old: str, new: str, keep_session: UUID, actor: Actor, now: datetime) -> None:
    """Change one's own password and end one's other sessions. Raises WrongPasswordError, WeakPasswordError."""
    if not verify_password(row.password_hash, old):
        raise WrongPasswordError("The current password was not right, so nothing was changed.")
    check_password(new, email=row.email)
    row.password_hash, row.password_changed_at = hash_password(new), now
    record("password_changed", row, actor=actor, now=now)
    end_sessions(row.id, but=keep_session, actor=actor, reason="password changed", now=now)


def reset_administrator(row: Administrator, password: str, *, actor: Actor, now: datetime) -> None:
    """A new password for one who lost theirs: ends all sessions, takes the second factor away, unlocks, enables."""
    check_password(password, email=row.email)
    row.password_hash, row.password_changed_at = hash_password(password), now
    row.failures, row.locked_until, row.disabled_at = 0, None, None
    forget_second_factor(row)
    record("reset", row, actor=actor, now=now)
    end_sessions(row.id, actor=actor, reason="account reset", now=now)


def forget_second_factor(row: Administrator) -> None:
    """Secret and recovery codes go; `totp_last_step` stays, should the same secret ever come back."""
    row.totp_secret = row.totp_confirmed_at = None
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.administrator_id == row.id))
    db.session.flush()


def disable_administrator(row: Administrator, *, actor: Actor, now: datetime) -> None:
    """Nobody signs in with this account any more; its sessions end. Raises LastOperatorError."""
    if row.disabled_at is not None:
        return
    if row.role == "operator" and not db.session.scalar(
        select(Administrator.id)
        .where(Administrator.role == "operator", Administrator.disabled_at.is_(None), Administrator.id != row.id)
        .limit(1)
    ):
        raise LastOperatorError("Without an operator nobody could make or change accounts here.")
    row.disabled_at = now
    record("disabled", row, actor=actor, now=now)
    end_sessions(row.id, actor=actor, reason="account disabled", now=now)


def enable_administrator(row: Administrator, *, actor: Actor, now: datetime) -> None:
    """The account may sign in again."""
    if row.disabled_at is not None:
        row.disabled_at = None
        record("enabled", row, actor=actor, now=now)
