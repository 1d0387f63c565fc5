"""Who came, in which course, through which link: one statement reads it all, and only what changed is written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, select, update

from lms_plugin.core.db.base import Base, db, table_of
from lms_plugin.core.db.ids import new_id
from lms_plugin.core.db.statements import Statement
from lms_plugin.core.db.upsert import insert_into
from lms_plugin.core.web.viewer import Role
from lms_plugin.lti.errors import LaunchRefusedError
from lms_plugin.lti.histories import read_context_history
from lms_plugin.lti.launch import RESOURCE_LINK_MESSAGE, Launch
from lms_plugin.lti.roles import Standing, is_test_user, standing_of
from lms_plugin.platforms.models import Deployment, Registration, Tenant
from lms_plugin.roster.copies import find_copied_link, find_origin
from lms_plugin.roster.models import Context, Membership, ResourceLink, User

FindActivity = Callable[[UUID, Mapping[str, str]], UUID | None]


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


_user, _membership, _context, _link = table_of(User), table_of(Membership), table_of(Context), table_of(ResourceLink)
_registration, _deployment, _tenant = table_of(Registration), table_of(Deployment), table_of(Tenant)

# Built once, over tables: each launch makes it, and building it costs more than its execution.
_KNOWN = Statement(
    select(
        _deployment.c.id.label("deployment_pk"),
        _deployment.c.status.label("deployment_status"),
        _deployment.c.tenant_id,
        _registration.c.status.label("registration_status"),
        _tenant.c.status.label("tenant_status"),
        _user.c.id.label("user_id"),
        _user.c.name,
        _user.c.email,
        _user.c.person_number,
        _user.c.is_test,
        _user.c.status.label("user_status"),
        _context.c.id.label("context_id"),
        _context.c.title.label("context_title"),
        _context.c.copied_from.label("context_copied_from"),
        _context.c.notices_url,
        _context.c.members_url,
        _membership.c.role,
        _membership.c.standing,
        _membership.c.status.label("membership_status"),
        _membership.c.seen_on,
        _link.c.id.label("link_id"),
        _link.c.activity_id,
        _link.c.origin,
        _link.c.copied_from,
        _link.c.title.label("link_title"),
        _link.c.custom,
        _link.c.line_item_url,
        _link.c.line_items_url,
        _link.c.scopes,
    )
    .select_from(_registration)
    .outerjoin(
        _deployment,
        and_(
            _deployment.c.registration_id == _registration.c.id,
            _deployment.c.deployment_id == bindparam("deployment_id"),
        ),
    )
    .outerjoin(_tenant, _tenant.c.id == _deployment.c.tenant_id)
    .outerjoin(_user, and_(_user.c.registration_id == _registration.c.id, _user.c.sub == bindparam("sub")))
    .outerjoin(
        _context, and_(_context.c.deployment_pk == _deployment.c.id, _context.c.lti_id == bindparam("context_lti_id"))
    )
    .outerjoin(_membership, and_(_membership.c.context_id == _context.c.id, _membership.c.user_id == _user.c.id))
    .outerjoin(_link, and_(_link.c.context_id == _context.c.id, _link.c.lti_id == bindparam("link_lti_id")))
    .where(_registration.c.id == bindparam("registration_id"))
)


def _read(launch: Launch, registration_id: UUID) -> Any:
    """Everything known about this launch, by unique keys, in one statement."""
    keys = {
        "registration_id": registration_id,
        "deployment_id": launch.deployment_id,
        "sub": launch.sub,
        "context_lti_id": context_key(launch),
        "link_lti_id": launch.resource_link_id,
    }
    return _KNOWN.one_or_none(keys)


def context_key(launch: Launch) -> str:
    """The course's id; empty for a launch without a course, so that nothing below has a context that is none."""
    return launch.context.id if launch.context else ""


def _check_standing(row: Any) -> None:
    """Refuse what was switched off: registration, deployment, hospital, person."""
    if row.registration_status != "active":
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


def _link_facts(
    row: Any, launch: Launch, find_activity: FindActivity, context_id: UUID, origin: UUID | None
) -> dict[str, Any]:
    """What the link should say now."""
    service = launch.grade_service
    return {
        **_decide_activity(row, launch, find_activity, context_id, origin),
        "title": launch.resource_link_title,
        "custom": dict(launch.custom),
        "line_item_url": service.line_item if service else None,
        "line_items_url": service.line_items if service else None,
        "scopes": list(service.scopes) if service else [],
    }


def _decide_activity(
    row: Any, launch: Launch, find_activity: FindActivity, context_id: UUID, origin: UUID | None
) -> dict[str, Any]:
    """What the link opens, and who says so; looked for where its parameters changed or it opens nothing so far.

    Parameters that lead somewhere win, then what an educator chose here; a link without either may be a copy.
    """
    changed = launch.custom != row.custom
    now = {"activity_id": row.activity_id, "origin": row.origin or "custom", "copied_from": row.copied_from}
    if not changed and (row.activity_id is not None or row.origin == "undone"):
        return now
    own = find_activity(row.tenant_id, launch.custom)
    if row.origin in ("undone", "chosen") and own is not None and _leads_as_before(row, launch):
        return now
    is_new = row.link_id is None
    if own is not None:
        copy = find_copied_link(launch, **_where(row, context_id, origin)) if is_new and origin is not None else None
        from_link = copy.id if copy is not None else row.copied_from
        return {"activity_id": own, "origin": "custom", "copied_from": from_link}
    if row.origin in ("chosen", "copied", "undone"):
        return now
    copy = find_copied_link(launch, **_where(row, context_id, origin))
    if copy is None:
        return {**now, "activity_id": None}
    return {"activity_id": copy.activity_id, "origin": "copied", "copied_from": copy.id}


def _leads_as_before(row: Any, launch: Launch) -> bool:
    """Whether the parameters that name content are the ones of before, whatever else has changed."""
    return all(launch.custom.get(name) == row.custom.get(name) for name in ("course", "module", "lesson", "quiz"))


def _where(row: Any, context_id: UUID, origin: UUID | None) -> dict[str, Any]:
    return {"deployment_pk": row.deployment_pk, "context_id": context_id, "origin": origin}


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
        facts = _link_facts(row, launch, find_activity, context_id, origin)
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
