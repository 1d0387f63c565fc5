"""People, contexts, memberships and resource links, as the platform names them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms_plugin.core.db.base import Base, RowId
from lms_plugin.core.db.types import Json

STANDING = "standing IN ('learner', 'instructor', 'assistant', 'designer', 'observer', 'test')"


class User(Base):
    """A person at one registration. Never merged by e-mail: two registrations are two people."""

    __tablename__ = "users"
    __table_args__ = (
        UniqueConstraint("registration_id", "sub"),
        CheckConstraint("status IN ('active', 'suspended')", name="status"),
    )

    id: Mapped[RowId]
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id"), index=True)
    registration_id: Mapped[UUID] = mapped_column(ForeignKey("registrations.id"))
    sub: Mapped[str]
    name: Mapped[str | None]
    email: Mapped[str | None]
    person_number: Mapped[str | None]
    status: Mapped[str] = mapped_column(default="active")
    is_test: Mapped[bool] = mapped_column(default=False)
    display: Mapped[dict[str, Any] | None] = mapped_column(Json())


class Context(Base):
    """A course of the LMS. A launch without one belongs to the deployment's context with the empty lti_id.

    `notices_url` is where the platform, in its last launch, offered to tell us of copied courses.
    `synced_at` is when the platform's list of people was last read to its end, `roster_at` when it was last asked for,
    and `roster_state` how that ended: listed, refused (not shared with us), failing (no answer, or an odd one), held
    (far shorter than before, so nobody was taken out).
    """

    __tablename__ = "contexts"
    __table_args__ = (
        UniqueConstraint("deployment_pk", "lti_id"),
        CheckConstraint("roster_state IN ('listed', 'refused', 'failing', 'held')", name="roster_state"),
    )

    id: Mapped[RowId]
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id"), index=True)
    deployment_pk: Mapped[UUID] = mapped_column(ForeignKey("deployments.id"))
    lti_id: Mapped[str]
    title: Mapped[str | None]
    # No constraint: the course that this one was copied from may be forgotten before it.
    copied_from: Mapped[UUID | None]
    notices_url: Mapped[str | None]
    members_url: Mapped[str | None]
    synced_at: Mapped[datetime | None]
    roster_at: Mapped[datetime | None]
    roster_state: Mapped[str | None]


class Membership(Base):
    """A person in a context. `seen_on` is written once a day at most, and absent for who never launched.

    `arrived_at` is the launch that last wrote this row, `listed_at` the beginning of the last sync that wrote it;
    it is absent for who was on no list of the platform ever.
    `standing` is the row of lti.roles.TABLE; a learner by `role` who is none by `standing` is in no report.
    """

    __tablename__ = "memberships"
    __table_args__ = (
        CheckConstraint("role IN ('learner', 'instructor')", name="role"),
        CheckConstraint("status IN ('active', 'inactive')", name="status"),
        CheckConstraint(STANDING, name="standing"),
    )

    context_id: Mapped[UUID] = mapped_column(ForeignKey("contexts.id"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    role: Mapped[str]
    standing: Mapped[str] = mapped_column(default="learner")
    status: Mapped[str] = mapped_column(default="active")
    seen_on: Mapped[date | None]
    arrived_at: Mapped[datetime | None]
    listed_at: Mapped[datetime | None]


class ResourceLink(Base):
    """A link in a course, and the activity that stands behind it.

    `origin` says who decided that: the link's own `custom` parameters; an educator who had `chosen` it here; a link of
    another course that this one was `copied` from (`copied_from`); or an educator who took such a copy back (`undone`).
    """

    __tablename__ = "resource_links"
    __table_args__ = (
        UniqueConstraint("context_id", "lti_id"),
        CheckConstraint("origin IN ('custom', 'chosen', 'copied', 'undone')", name="origin"),
    )

    id: Mapped[RowId]
    context_id: Mapped[UUID] = mapped_column(ForeignKey("contexts.id"))
    lti_id: Mapped[str]
    activity_id: Mapped[UUID | None] = mapped_column(ForeignKey("activities.id"))
    origin: Mapped[str] = mapped_column(default="custom")
    copied_from: Mapped[UUID | None]
    title: Mapped[str | None]
    custom: Mapped[dict[str, str]] = mapped_column(Json())
    line_item_url: Mapped[str | None]
    line_items_url: Mapped[str | None]
    scopes: Mapped[list[str]] = mapped_column(Json())


class PersonFact(Base):
    """What the hospital's own list says of a person: unit, job, manager, day of hiring.

    `match` is how the list names the person (`email:…`, `number:…`, in lower case), so that a fact may be there before
    its person is. Of two facts for one person the number's counts.
    """

    __tablename__ = "people_facts"

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    match: Mapped[str] = mapped_column(primary_key=True)
    unit: Mapped[str | None]
    job_role: Mapped[str | None]
    manager: Mapped[str | None]
    hired_on: Mapped[date | None]
    source: Mapped[UUID | None] = mapped_column(ForeignKey("fact_uploads.id"))


class FactUpload(Base):
    """A list that somebody uploaded: kept as read until it is confirmed, and with what it replaced until it is undone.

    `digest` is of the file; `rows` what was read of it, `before` the facts as they were, both emptied once of no use.
    """

    __tablename__ = "fact_uploads"
    __table_args__ = (
        CheckConstraint("state IN ('preview', 'applied', 'undone', 'dropped')", name="state"),
        Index("ix_fact_uploads_tenant_id_made_at", "tenant_id", "made_at"),
    )

    id: Mapped[RowId]
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id"))
    context_id: Mapped[UUID] = mapped_column(ForeignKey("contexts.id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    file_name: Mapped[str]
    digest: Mapped[str]
    state: Mapped[str] = mapped_column(default="preview")
    all_or_nothing: Mapped[bool]
    rows: Mapped[list[Any]] = mapped_column(Json())
    before: Mapped[list[Any] | None] = mapped_column(Json())
    made_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]
