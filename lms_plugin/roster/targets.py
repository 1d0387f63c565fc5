"""Where the list of people of a course is."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from lms_plugin.core.db.base import db
from lms_plugin.platforms.models import Deployment
from lms_plugin.roster.models import Context


@dataclass(frozen=True, kw_only=True)
class RosterTarget:
    """The course whose list is read, and where it is."""

    context_id: UUID
    tenant_id: UUID
    registration_id: UUID
    members_url: str


def find_target(context_id: UUID) -> RosterTarget | None:
    """Where the list of a course is; None where the platform named no address."""
    row = db.session.execute(
        select(Context.tenant_id, Context.members_url, Deployment.registration_id)
        .join(Deployment, Deployment.id == Context.deployment_pk)
        .where(Context.id == context_id, Context.members_url.is_not(None))
    ).one_or_none()
    if row is None:
        return None
    return RosterTarget(
        context_id=context_id,
        tenant_id=row.tenant_id,
        registration_id=row.registration_id,
        members_url=row.members_url,
    )
