"""Storing what a dynamic registration brought: a new registration, or the update of the one the invitation names."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lms_plugin.core.audit.services import Actor
from lms_plugin.core.db.base import db
from lms_plugin.platforms.changes import forget_keys, record
from lms_plugin.platforms.errors import RegistrationExistsError
from lms_plugin.platforms.invitations import spend_invitation
from lms_plugin.platforms.models import Deployment, Invitation, Registration


@dataclass(frozen=True, kw_only=True)
class NewRegistration:
    """What a platform told of itself and answered. `unusual` (sentences) makes it wait for an administrator of ours.

    `frame_origins` are where pages of the platform come from; `scopes_granted` is None where it said nothing.
    """

    issuer: str
    client_id: str
    auth_login_url: str
    auth_token_url: str
    jwks_url: str
    token_audience: str | None
    deployment_id: str | None
    family: str
    version: str | None
    frame_origins: tuple[str, ...]
    scopes_asked: tuple[str, ...]
    scopes_granted: tuple[str, ...] | None
    unusual: tuple[str, ...] = ()


def find_registration(issuer: str, client_id: str) -> Registration | None:
    """The registration that (issuer, client_id) names."""
    return db.session.scalar(
        select(Registration).where(Registration.issuer == issuer, Registration.client_id == client_id)
    )


def check_may_update(known: str, issuer: str) -> None:
    """An invitation to update fits the platform of that registration alone. Raises RegistrationExistsError."""
    if known != issuer:
        raise RegistrationExistsError(
            "This link updates the registration of another LMS.",
            remedy="Open it in the LMS that it was made for, or ask for a link of your own. Nothing was changed.",
        )


def store_registration(invitation: Invitation, new: NewRegistration, *, now: datetime) -> Registration:
    """Store a registration and spend its invitation, in the caller's transaction.

    An (issuer, client id) that is there is changed by an invitation made for that registration alone. Raises
    RegistrationExistsError and InvitationRefusedError.
    """
    if invitation.updates is not None:
        check_may_update(invitation.updates.issuer, new.issuer)
    known = find_registration(new.issuer, new.client_id)
    if known is not None and known.id != invitation.updates_id:
        raise _is_there()
    registration = invitation.updates or Registration(
        name=invitation.name or urlsplit(new.issuer).hostname or new.issuer, tenant_id=invitation.tenant_id
    )
    if invitation.updates is not None and invitation.updates.jwks_url != new.jwks_url:
        forget_keys(invitation.updates)
    _take_over(registration, new, now)
    db.session.add(registration)
    try:
        db.session.flush()
    except IntegrityError as error:
        db.session.rollback()
        raise _is_there() from error
    if new.deployment_id is not None:
        _accept_deployment(registration, new.deployment_id, invitation)
    spend_invitation(invitation.id, registration.id, now=now)
    # The LMS's administrator is nobody to us; whoever made the invitation is in its own event.
    verb = "registered" if invitation.updates is None else "registered_anew"
    record(verb, registration, actor=Actor.system(), now=now, details={"new": {"invitation": str(invitation.id)}})
    return registration


def _is_there() -> RegistrationExistsError:
    return RegistrationExistsError(
        "Your LMS gave us a client id that is registered here already.",
        remedy="To update that registration, ask the people who run this tool for a link made for it. "
        "What is registered stays as it is.",
    )


def _take_over(registration: Registration, new: NewRegistration, now: datetime) -> None:
    """One that was switched off stays so."""
    for name in (
        *("issuer", "client_id", "auth_login_url", "auth_token_url", "token_audience", "jwks_url"),
        *("family", "version"),
    ):
        setattr(registration, name, getattr(new, name))
    registration.frame_origins = sorted(new.frame_origins)
    registration.scopes_asked = list(new.scopes_asked)
    registration.scopes_granted = None if new.scopes_granted is None else list(new.scopes_granted)
    registration.unusual = list(new.unusual)
    registration.registered_at = now
    if registration.status != "disabled":
        registration.status = "pending" if new.unusual else "active"


def _accept_deployment(registration: Registration, deployment_id: str, invitation: Invitation) -> None:
    """The one that came with an invited registration is approved by the invitation, where that names the hospital."""
    row = db.session.scalar(
        select(Deployment).where(
            Deployment.registration_id == registration.id, Deployment.deployment_id == deployment_id
        )
    )
    if row is None:
        row = Deployment(registration_id=registration.id, deployment_id=deployment_id)
        db.session.add(row)
    if row.status in (None, "pending") and invitation.tenant_id is not None:
        row.status, row.tenant_id = "active", invitation.tenant_id
    db.session.flush()
