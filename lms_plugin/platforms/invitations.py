"""Invitations: one-use links with which an LMS's administrator registers it by dynamic registration."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy import or_, select, update

from lms_plugin.core.db.base import db
from lms_plugin.platforms.errors import InvitationBusyError, InvitationNotFoundError, InvitationRefusedError
from lms_plugin.platforms.models import Invitation, Registration

DEFAULT_DAYS = 7
MAX_DAYS = 90
CLAIM = timedelta(seconds=90)  # longer than a platform may take to answer


@dataclass(frozen=True)
class NewInvitation:
    """An invitation with its secret, which nobody can read again."""

    id: UUID
    secret: str
    expires_at: datetime

    def address(self, public_url: str) -> str:
        """The link to paste into the LMS."""
        return f"{public_url}/lti/register?invite={self.secret}"


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def invite(
    *,
    now: datetime,
    tenant_id: UUID | None = None,
    name: str | None = None,
    updates_id: UUID | None = None,
    days: int = DEFAULT_DAYS,
) -> NewInvitation:
    """Make an invitation good for `days` (1 to 90) and one registration; with `updates_id` to update that one.

    Without a hospital, deployments wait for somebody to name one.
    """
    secret = secrets.token_urlsafe(24)
    row = Invitation(
        secret_hash=_hash(secret),
        name=name,
        tenant_id=tenant_id,
        updates_id=updates_id,
        made_at=now,
        expires_at=now + timedelta(days=min(max(days, 1), MAX_DAYS)),
    )
    db.session.add(row)
    db.session.flush()
    return NewInvitation(row.id, secret, row.expires_at)


def invite_to_update(registration_id: UUID, *, now: datetime, days: int = DEFAULT_DAYS) -> NewInvitation:
    """An invitation that updates a registration. Raises InvitationNotFoundError where there is no such registration."""
    row = db.session.get(Registration, registration_id)
    if row is None:
        raise InvitationNotFoundError("There is no registration of that id.")
    return invite(now=now, name=row.name, tenant_id=row.tenant_id, updates_id=row.id, days=days)


def list_invitations() -> list[Invitation]:
    """All invitations, newest first; `Invitation.state(now)` says how each stands."""
    return list(db.session.scalars(select(Invitation).order_by(Invitation.made_at.desc(), Invitation.id.desc())))


def withdraw_invitation(invitation_id: UUID, *, now: datetime) -> None:
    """Make an unused link useless. Raises InvitationNotFoundError (none, used already, or withdrawn)."""
    found = db.session.scalar(
        update(Invitation)
        .where(Invitation.id == invitation_id, Invitation.used_at.is_(None), Invitation.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
        .returning(Invitation.id)
    )
    if found is None:
        raise InvitationNotFoundError("There is no unused invitation of that id.")


def get_invitation(secret: str, *, now: datetime) -> Invitation:
    """The open invitation of a link. Raises InvitationRefusedError; the words name no more than the link's own fate."""
    row = db.session.scalar(select(Invitation).where(Invitation.secret_hash == _hash(secret))) if secret else None
    state = row.state(now) if row else "unknown"
    if row is None or state != "open":
        raise InvitationRefusedError(state)
    return row


def claim_invitation(invitation_id: UUID, *, now: datetime) -> None:
    """Hold an invitation while the platform is asked. Raises InvitationBusyError where another request holds it."""
    found = db.session.scalar(
        update(Invitation)
        .where(Invitation.id == invitation_id, Invitation.used_at.is_(None), Invitation.withdrawn_at.is_(None))
        .where(or_(Invitation.claimed_until.is_(None), Invitation.claimed_until <= now))
        .values(claimed_until=now + CLAIM)
        .returning(Invitation.id)
    )
    if found is None:
        raise InvitationBusyError


def release_invitation(invitation_id: UUID) -> None:
    """Nothing came of it: the link is good for another try."""
    db.session.execute(update(Invitation).where(Invitation.id == invitation_id).values(claimed_until=None))


def spend_invitation(invitation_id: UUID, registration_id: UUID, *, now: datetime) -> None:
    """Use an invitation up, in the transaction that stores the registration. Raises InvitationRefusedError."""
    found = db.session.scalar(
        update(Invitation)
        .where(Invitation.id == invitation_id, Invitation.used_at.is_(None), Invitation.withdrawn_at.is_(None))
        .values(used_at=now, registration_id=registration_id, claimed_until=None)
        .returning(Invitation.id)
    )
    if found is None:
        raise InvitationRefusedError("used")
