"""Launch sessions as rows, for tests of who is let in; every launch of a test has the same secret."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select

from lms_plugin.core.db.base import db
from lms_plugin.core.db.ids import new_launch_id
from lms_plugin.launches.models import LaunchSession
from lms_plugin.launches.services import LIFE, hash_secret
from lms_plugin.platforms.models import Deployment, Registration, Tenant
from lms_plugin.roster.models import Context, Membership, User

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
BROWSER, SECRET = "the-browser", "the-secret"


@dataclass(frozen=True)
class Door:
    """One hospital with one course."""

    tenant_id: UUID
    registration_id: UUID
    context_id: UUID

    def launch(self, sub: str, *, browser: str = BROWSER, at: datetime = NOW - timedelta(minutes=1)) -> str:
        """A person's launch; its id."""
        session = LaunchSession(
            id=new_launch_id(),
            tenant_id=self.tenant_id,
            registration_id=self.registration_id,
            nonce=uuid4().hex,
            secret_hash=hash_secret(SECRET),
            browser_hash=hash_secret(browser),
            user_id=self._person(sub),
            context_id=self.context_id,
            resource_link_id=None,
            message="LtiResourceLinkRequest",
            role="learner",
            frame_origin=None,
            return_url="https://lms.example/course",
            details={},
            opened_at=at,
            expires_at=at + LIFE,
            ended_at=None,
        )
        db.session.add(session)
        db.session.flush()
        return session.id

    def _person(self, sub: str) -> UUID:
        known = db.session.scalar(select(User.id).where(User.sub == sub))
        if known is not None:
            return known
        user = User(
            tenant_id=self.tenant_id,
            registration_id=self.registration_id,
            sub=sub,
            name=None,
            email=None,
            person_number=None,
            display=None,
        )
        db.session.add(user)
        db.session.flush()
        db.session.add(Membership(context_id=self.context_id, user_id=user.id, role="learner", seen_on=NOW.date()))
        return user.id


def open_door() -> Door:
    """The rows that a launch needs."""
    tenant = Tenant(name="Lakeside", timezone="America/Chicago", title=None)
    registration = Registration(
        issuer="https://lms.example",
        client_id="1",
        name="LMS",
        auth_login_url="https://lms.example/auth",
        auth_token_url="https://lms.example/token",
        token_audience=None,
        jwks_url="https://lms.example/keys",
        family=None,
        frame_origins=[],
    )
    db.session.add_all([tenant, registration])
    db.session.flush()
    deployment = Deployment(registration_id=registration.id, deployment_id="1", tenant_id=tenant.id, status="active")
    db.session.add(deployment)
    db.session.flush()
    context = Context(tenant_id=tenant.id, deployment_pk=deployment.id, lti_id="c1", title="Course")
    db.session.add(context)
    db.session.flush()
    return Door(tenant.id, registration.id, context.id)
