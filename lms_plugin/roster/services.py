"""Who came, in which course, through which link: one statement reads it all, and only what changed is written."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update

from lms_plugin.core.db.base import Base, db
from lms_plugin.core.db.ids import new_id
from lms_plugin.core.db.upsert import insert_into
from lms_plugin.core.web.viewer import Role
from lms_plugin.lti.errors import LaunchRefusedError
from lms_plugin.lti.histories import read_context_history
from lms_plugin.lti.launch import RESOURCE_LINK_MESSAGE, Launch
from lms_plugin.lti.roles import Standing, is_test_user, standing_of
from lms_plugin.roster.copies import find_origin
from lms_plugin.roster.link_facts import FindActivity, link_facts
from lms_plugin.roster.models import Context, Membership, ResourceLink, User
from lms_plugin.roster.reading import KNOWN


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """A launch as rows: everything that a launch session points to. A deep-linking request has no link."""

    tenant_id: UUID
    user_id: UUID
    context_id: UUID
    resource_link_id: UUID | None
    activity_id: UUID | None
    role: Role
    standing: Standing
    grades_changed: bool
    roster_changed: bool


def _read(launch: Launch, registration_id: UUID) -> Any:
    """Everything known about this launch, by unique keys, in one statement."""
    keys = {
        "registration_id": registration_id,
        "deployment_id": launch.deployment_id,
        "sub": launch.sub,
        "context_lti_id": context_key(launch),
        "link_lti_id": launch.resource_link_id,
    }
    return KNOWN.one_or_none(keys)


def context_key(launch: Launch) -> str:
    """The course's id; empty for a launch without a course, so that nothing below has a context that is none."""
    return launch.context.id if launch.context else ""


def _check_standing(row: Any) -> None:
    """Refuse what was switched off: registration, deployment, hospital, person."""
    if row is None or row.registration_status != "active":
        raise LaunchRefusedError("registration_off", "This LMS was switched off for this tool.", status=403)
    if row.deployment_pk is None:
        raise LaunchRefusedError(
            "unknown_deployment",
            "This installation of the tool in your LMS is not known here.",
            detail="no deployment with this deployment_id is registered for this client id",
        )
    if row.deployment_status != "active" or row.tenant_id is None:
        raise LaunchRefusedError(
            "deployment_off",
            "This installation of the tool in your LMS is not switched on.",
            detail="the deployment is pending or disabled",
            status=403,
        )
    if row.tenant_status != "active":
        raise LaunchRefusedError("hospital_off", "Your hospital's access to this tool has been paused.", status=403)
    if row.user_status not in (None, "active"):
        raise LaunchRefusedError("person_suspended", "Your access to this tool has been paused.", status=403)


def _upsert(model: type[Base], keys: tuple[str, ...], values: dict[str, Any], changing: tuple[str, ...]) -> Any:
    """Insert a row, or take over `changing` on the row that is there; its id where it has one."""
    statement = insert_into(model).values(**values)
    statement = statement.on_conflict_do_update(
        index_elements=list(keys), set_={name: values[name] for name in changing}
    )
    if "id" in values:
        return db.session.execute(statement.returning(model.__table__.c.id)).scalar_one()
    return db.session.execute(statement)


def _write_user(row: Any, launch: Launch, registration_id: UUID) -> Any:
    """Names are taken over where the platform sends them, and kept where it does not."""
    facts = {
        "name": launch.name or row.name,
        "email": launch.email or row.email,
        "person_number": launch.person_number or row.person_number,
        "is_test": is_test_user(launch.roles),
    }
    if row.user_id is not None:
        if any(getattr(row, name) != value for name, value in facts.items()):
            db.session.execute(update(User).where(User.id == row.user_id).values(**facts))
        return row.user_id
    values = {
        "id": new_id(),
        "tenant_id": row.tenant_id,
        "registration_id": registration_id,
        "sub": launch.sub,
        "status": "active",
        **facts,
    }
    return UUID(str(_upsert(User, ("registration_id", "sub"), values, tuple(facts))))


def _write_context(row: Any, launch: Launch) -> tuple[UUID, UUID | None]:
    """The course's id, and the id of the course that it was copied from.

    What a launch does not name is kept: Moodle names no list of people before a course has its first activity.
    """
    facts: dict[str, Any] = {
        "title": (launch.context.title if launch.context else None) or row.context_title,
        "copied_from": row.context_copied_from or _find_origin(row, launch),
        "notices_url": launch.notices_url or row.notices_url,
        "members_url": launch.members_url or row.members_url,
    }
    if row.context_id is not None:
        before = (row.context_title, row.context_copied_from, row.notices_url, row.members_url)
        if tuple(facts.values()) != before:
            db.session.execute(update(Context).where(Context.id == row.context_id).values(**facts))
        return row.context_id, facts["copied_from"]
    values = {
        "id": new_id(),
        "tenant_id": row.tenant_id,
        "deployment_pk": row.deployment_pk,
        "lti_id": context_key(launch),
        **facts,
    }
    return UUID(str(_upsert(Context, ("deployment_pk", "lti_id"), values, tuple(facts)))), facts["copied_from"]


def _find_origin(row: Any, launch: Launch) -> UUID | None:
    """The course that this one was copied from; looked for where the course or what the link says of it is new."""
    history = read_context_history(launch.custom)
    if not history or (row.context_id is not None and dict(launch.custom) == row.custom):
        return None
    return find_origin(row.deployment_pk, history, but=context_key(launch))


def _write_membership(row: Any, context_id: UUID, user_id: UUID, standing: Standing, now: datetime) -> None:
    values: dict[str, Any] = {
        "role": standing.role,
        "standing": standing.name,
        "status": "active",
        "seen_on": now.date(),
    }
    if (row.role, row.standing, row.membership_status, row.seen_on) == tuple(values.values()):
        return
    values["arrived_at"] = now
    _upsert(
        Membership,
        ("context_id", "user_id"),
        {"context_id": context_id, "user_id": user_id, **values},
        tuple(values),
    )


def _write_link(row: Any, context_id: UUID, launch: Launch, facts: dict[str, Any]) -> tuple[UUID, bool]:
    """The link's id, and whether anything changed that decides where grades go."""
    before = {name: getattr(row, "link_title" if name == "title" else name) for name in facts}
    if row.link_id is not None:
        changed = {name for name in facts if before[name] != facts[name]}
        if changed:
            db.session.execute(update(ResourceLink).where(ResourceLink.id == row.link_id).values(**facts))
        return row.link_id, bool(changed - {"title", "custom", "origin", "copied_from"})
    values = {"id": new_id(), "context_id": context_id, "lti_id": launch.resource_link_id, **facts}
    return UUID(str(_upsert(ResourceLink, ("context_id", "lti_id"), values, tuple(facts)))), True


def record_arrival(launch: Launch, *, registration_id: UUID, find_activity: FindActivity, now: datetime) -> Arrival:
    """Take a verified launch into the roster. One statement where nothing changed, at most five more on a first visit.

    Raises LaunchRefusedError where the deployment is unknown or something was switched off.
    """
    row = _read(launch, registration_id)
    _check_standing(row)
    standing = standing_of(launch.roles)
    user_id = _write_user(row, launch, registration_id)
    context_id, origin = _write_context(row, launch)
    _write_membership(row, context_id, user_id, standing, now)
    link_id, activity_id, grades_changed = row.link_id, row.activity_id, False
    if launch.message_type == RESOURCE_LINK_MESSAGE:
        facts = link_facts(row, launch, find_activity, context_id, origin)
        link_id, grades_changed = _write_link(row, context_id, launch, facts)
        activity_id = facts["activity_id"]
    return Arrival(
        tenant_id=row.tenant_id,
        user_id=user_id,
        context_id=context_id,
        resource_link_id=link_id,
        activity_id=activity_id,
        role=standing.role,
        standing=standing,
        grades_changed=grades_changed,
        roster_changed=launch.members_url is not None and launch.members_url != row.members_url,
    )
