"""Administrators' sessions: rows that decide, at each request, whether a browser is still signed in."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import joinedload

from lms_plugin.accounts.models import Administrator, AdministratorSession
from lms_plugin.core.audit.services import Actor, record_event
from lms_plugin.core.db.base import db
from lms_plugin.core.db.ids import new_id

LIFE = timedelta(hours=12)
IDLE = timedelta(minutes=60)
SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class OpenedSession:
    """What the cookie holds: the row's id and the secret that is nowhere else."""

    id: UUID
    secret: str

    @property
    def token(self) -> str:
        return f"{self.id}.{self.secret}"


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def open_session(administrator_id: UUID, *, browser: str, now: datetime) -> OpenedSession:
    """A new session of an administrator, in the caller's transaction."""
    opened = OpenedSession(new_id(), secrets.token_urlsafe(32))
    db.session.add(
        AdministratorSession(
            id=opened.id,
            administrator_id=administrator_id,
            secret_hash=_hash(opened.secret),
            browser=browser,
            opened_at=now,
            seen_at=now,
            ended_at=None,
        )
    )
    db.session.flush()
    return opened


def find_session(token: str, *, now: datetime) -> AdministratorSession | None:
    """The session of a cookie's token with its administrator; None once it ended, lay idle, or the account is off."""
    name, _, secret = token.partition(".")
    try:
        session_id = UUID(name)
    except ValueError:
        return None
    row = db.session.scalar(
        select(AdministratorSession)
        .options(joinedload(AdministratorSession.administrator, innerjoin=True))
        .where(AdministratorSession.id == session_id)
    )
    if row is None or not hmac.compare_digest(row.secret_hash, _hash(secret)):
        return None
    return row if is_open(row, now=now) and row.administrator.disabled_at is None else None


def is_open(row: AdministratorSession, *, now: datetime) -> bool:
    """Whether it was not ended, is not too old, and did not lie idle for too long."""
    return row.ended_at is None and now < row.opened_at + LIFE and now < row.seen_at + IDLE


def _are_open(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """`is_open` as the database sees it."""
    return (
        AdministratorSession.ended_at.is_(None),
        AdministratorSession.opened_at > now - LIFE,
        AdministratorSession.seen_at > now - IDLE,
    )


def note_seen(session_id: UUID, *, now: datetime) -> None:
    """Write that a session is in use."""
    db.session.execute(
        update(AdministratorSession)
        .where(AdministratorSession.id == session_id, AdministratorSession.seen_at < now)
        .values(seen_at=now)
    )


def list_open(administrator_id: UUID, *, now: datetime) -> list[AdministratorSession]:
    """Where an administrator is signed in, newest first."""
    rows = db.session.scalars(
        select(AdministratorSession)
        .where(AdministratorSession.administrator_id == administrator_id, *_are_open(now))
        .order_by(AdministratorSession.opened_at.desc())
    )
    return list(rows)


def count_open(*, now: datetime) -> dict[UUID, int]:
    """How many open sessions each administrator has; those without one are left out."""
    owner = AdministratorSession.administrator_id
    rows = db.session.execute(select(owner, func.count().label("number")).where(*_are_open(now)).group_by(owner))
    return {row.administrator_id: row.number for row in rows}


def end_session(row: AdministratorSession, *, actor: Actor, verb: str, reason: str, now: datetime) -> None:
    """End one session; `verb` is "signed_out" for one's own and "session_ended" otherwise."""
    row.ended_at = now
    db.session.flush()
    record_event(
        f"administrator.{verb}",
        actor=actor,
        subject_kind="administrator",
        subject_id=row.administrator_id,
        details={"old": {"session": str(row.id)}, "reason": reason},
        tenant_id=db.session.scalar(select(Administrator.tenant_id).where(Administrator.id == row.administrator_id)),
        now=now,
    )


def end_sessions(administrator_id: UUID, *, but: UUID | None = None, actor: Actor, reason: str, now: datetime) -> None:
    """End all open sessions of an administrator, `but` one."""
    for row in list_open(administrator_id, now=now):
        if row.id != but:
            end_session(row, actor=actor, verb="session_ended", reason=reason, now=now)
