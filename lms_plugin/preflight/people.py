"""Which test users an LMS has shown us."""

from uuid import UUID

from sqlalchemy import select

from lms_plugin.core.db.base import db
from lms_plugin.roster.models import User

MOST = 10


def list_test_users(registration_id: UUID, tenant_id: UUID | None) -> list[User]:
    """The newest people whom the LMS marks as test users."""
    statement = select(User).where(User.registration_id == registration_id, User.is_test, User.status == "active")
    if tenant_id is not None:
        statement = statement.where(User.tenant_id == tenant_id)
    return list(db.session.scalars(statement.order_by(User.id.desc()).limit(MOST)))
