"""Which registrations are a hospital's business: its own, and those with a deployment for it. None is for all."""

from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, true

from lms_plugin.core.db.base import db
from lms_plugin.platforms.errors import RegistrationNotFoundError
from lms_plugin.platforms.models import Deployment, Registration


def is_visible(tenant_id: UUID | None) -> ColumnElement[bool]:
    """The condition on `registrations`."""
    if tenant_id is None:
        return true()
    deployed = select(Deployment.registration_id).where(Deployment.tenant_id == tenant_id)
    return or_(Registration.tenant_id == tenant_id, Registration.id.in_(deployed))


def get_visible(registration_id: UUID, tenant_id: UUID | None) -> Registration:
    """One of them. Raises RegistrationNotFoundError, also for what is another hospital's."""
    row = db.session.scalar(select(Registration).where(Registration.id == registration_id, is_visible(tenant_id)))
    if row is None:
        raise RegistrationNotFoundError(
            "There is no registration of that id.", remedy="Go back to the list of platforms."
        )
    return row
