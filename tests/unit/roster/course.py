"""A course at an LMS for tests of its list of people, made straight in the database."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from lms_plugin.core.db.base import db
from lms_plugin.lti.nrps import Member, MemberPage
from lms_plugin.platforms.models import Deployment
from lms_plugin.platforms.services import add_tenant, register_platform
from lms_plugin.roster.listing import RosterTarget, find_target
from lms_plugin.roster.models import Context, Membership, User
from lms_plugin.roster.sync import Synced, sync_context

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def member(sub: str, *, roles: tuple[str, ...] = ("Learner",), status: Any = "active", **more: Any) -> Member:
    return Member(sub=sub, roles=roles, status=status, **more)


def page(*members: Member | str) -> MemberPage:
    return MemberPage(members=tuple(member(each) if isinstance(each, str) else each for each in members), skipped=0)


@dataclass
class CourseOfPeople:
    """One course; `sync` reads the pages given as its LMS's list."""

    target: RosterTarget

    @property
    def context(self) -> Context:
        db.session.expire_all()
        return db.session.get_one(Context, self.target.context_id)

    def sync(self, *pages: MemberPage, at: datetime = NOW, **more: Any) -> Synced:
        return sync_context(self.target, pages, started=at, **more)

    def broken(self, error: Exception, *pages: MemberPage, at: datetime = NOW) -> Synced:
        """A list that ends in an error."""

        def read() -> Iterator[MemberPage]:
            yield from pages
            raise error

        return sync_context(self.target, read(), started=at)

    def people(self) -> dict[str, tuple[str, str]]:
        """Role and status by `sub`."""
        rows = db.session.execute(
            select(User.sub, Membership.role, Membership.status)
            .join(Membership, Membership.user_id == User.id)
            .where(Membership.context_id == self.target.context_id)
        )
        return {row.sub: (row.role, row.status) for row in rows}

    def active(self) -> set[str]:
        return {sub for sub, (_, status) in self.people().items() if status == "active"}

    def user(self, sub: str) -> User:
        db.session.expire_all()
        return db.session.scalars(
            select(User).where(User.sub == sub, User.registration_id == self.target.registration_id)
        ).one()

    def arrive(self, sub: str, *, at: datetime, role: str = "learner", status: str = "active") -> UUID:
        """What a launch writes of somebody, new or known."""
        user = db.session.scalar(
            select(User).where(User.sub == sub, User.registration_id == self.target.registration_id)
        ) or User(
            tenant_id=self.target.tenant_id,
            registration_id=self.target.registration_id,
            sub=sub,
            name=None,
            email=None,
            person_number=None,
            display=None,
        )
        db.session.add(user)
        db.session.flush()
        membership = Membership(
            context_id=self.target.context_id,
            user_id=user.id,
            role=role,
            status=status,
            seen_on=date(2026, 11, 23),
            arrived_at=at,
        )
        db.session.merge(membership)
        db.session.commit()
        return user.id


def make_course(number: int = 1) -> CourseOfPeople:
    """A registration with one course, whose LMS shares its list."""
    base = f"https://lms{number}.example.org"
    tenant = add_tenant(f"Hospital {number}", timezone="UTC")
    registration = register_platform(
        tenant=tenant,
        issuer=base,
        client_id="tool",
        auth_login_url=f"{base}/auth",
        auth_token_url=f"{base}/token",
        jwks_url=f"{base}/certs",
        deployment_ids=("1",),
    )
    deployment = db.session.scalars(select(Deployment).where(Deployment.registration_id == registration.id)).one()
    context = Context(tenant_id=tenant.id, deployment_pk=deployment.id, lti_id="7", title="Course")
    db.session.add(context)
    db.session.flush()
    db.session.execute(update(Context).where(Context.id == context.id).values(members_url=f"{base}/members"))
    db.session.commit()
    target = find_target(context.id)
    assert target is not None
    return CourseOfPeople(target)
