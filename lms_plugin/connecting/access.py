"""Which registrations and links an administrator looks after: everything, or what serves their own hospital.

`tenant_id` is the administrator's hospital, None for operators. What is another hospital's is not there: 404.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from lms_plugin.core.db.base import db
from lms_plugin.core.web.administrators import AdminNotAllowedError
from lms_plugin.platforms.errors import DeploymentNotFoundError, InvitationNotFoundError
from lms_plugin.platforms.models import Deployment, Invitation, Registration
from lms_plugin.platforms.visibility import get_visible, is_visible

BACK = "Go back to the list of platforms."


def list_visible(tenant_id: UUID | None) -> list[Registration]:
    """Registrations by name, with their deployments: two statements."""
    deployments = selectinload(Registration.deployments).joinedload(Deployment.tenant)
    statement = select(Registration).options(deployments).where(is_visible(tenant_id))
    return list(db.session.scalars(statement.order_by(Registration.name, Registration.client_id)))


def is_shared(row: Registration, tenant_id: UUID | None) -> bool:
    """Whether it serves other hospitals besides this one. Hosted LMSs share a registration."""
    mine = {tenant_id, None}
    return tenant_id is not None and (
        row.tenant_id not in mine or any(each.tenant_id not in mine for each in row.deployments)
    )


def get_own(registration_id: UUID, tenant_id: UUID | None) -> Registration:
    """One that this administrator may change. Raises RegistrationNotFoundError and AdminNotAllowedError."""
    row = get_visible(registration_id, tenant_id)
    if is_shared(row, tenant_id):
        raise AdminNotAllowedError("Other hospitals use this registration too, so only operators change it.")
    return row


def list_deployments(row: Registration, tenant_id: UUID | None) -> list[Deployment]:
    """Its deployments that are this administrator's business: those that wait first."""
    nobody = not is_shared(row, tenant_id)
    seen = [
        each
        for each in row.deployments
        if tenant_id is None or each.tenant_id == tenant_id or (nobody and each.tenant_id is None)
    ]
    order = {"pending": 0, "active": 1, "disabled": 2}
    return sorted(seen, key=lambda each: (order[each.status], each.deployment_id))


def get_deployment(deployment_id: UUID, tenant_id: UUID | None) -> Deployment:
    """One deployment by its row's id. Raises DeploymentNotFoundError."""
    row = db.session.get(Deployment, deployment_id)
    if row is None or row not in list_deployments(row.registration, tenant_id):
        raise DeploymentNotFoundError("There is no such deployment.", remedy=BACK)
    return row


def list_open_invitations(tenant_id: UUID | None, now: Any) -> list[Invitation]:
    """Links that may still be used, newest first."""
    statement = (
        select(Invitation)
        .where(Invitation.used_at.is_(None), Invitation.withdrawn_at.is_(None), Invitation.expires_at > now)
        .options(joinedload(Invitation.tenant), joinedload(Invitation.updates))
    )
    if tenant_id is not None:
        statement = statement.where(Invitation.tenant_id == tenant_id)
    return list(db.session.scalars(statement.order_by(Invitation.made_at.desc())))


def get_invitation_row(invitation_id: UUID, tenant_id: UUID | None) -> Invitation:
    """One link by its row's id. Raises InvitationNotFoundError."""
    row = db.session.get(Invitation, invitation_id)
    if row is None or (tenant_id is not None and row.tenant_id != tenant_id):
        raise InvitationNotFoundError("There is no such link.", remedy=BACK)
    return row
