"""Which registrations an administrator may check, and which test users the LMS has shown us there."""

from uuid import UUID

from sqlalchemy import or_, select

from lms_plugin.core.db.base import db
from lms_plugin.platforms.errors import RegistrationNotFoundError
from lms_plugin.platforms.models import Deployment, Registration
from lms_plugin.roster.models import User

MOST = 10


def get_visible(registration_id: UUID, tenant_id: UUID | None) -> Registration:
    """A registration that serves this hospital; any for operators. Raises RegistrationNotFoundError."""
    statement = select(Registration).where(Registration.id == registration_id)
    if tenant_id is not None:
        theirs = select(Deployment.registration_id).where(Deployment.tenant_id == tenant_id)
        statement = statement.where(or_(Registration.tenant_id == tenant_id, Registration.id.in_(theirs)))
    row = db.session.scalar(statement)
    if row is None:
        raise RegistrationNotFoundError("There is no registration of that id.", remedy="Go back to the platforms.")
    return row


def list_test_users(registration_id: UUID, tenant_id: UUID | None) -> list[User]:
    """The newest people whom the LMS marks as test users."""
    statement = select(User).where(User.registration_id == registration_id, User.is_test, User.status == "active")
    if tenant_id is not None:
        statement = statement.where(User.tenant_id == tenant_id)
    return list(db.session.scalars(statement.order_by(User.id.desc()).limit(MOST)))
