"""Taking a page of the platform's list into users and memberships, with statements over many rows at once.

Nothing is read or written for a person who is as the list says, but the day's stamp that they were on it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    ColumnElement,
    String,
    Text,
    Uuid,
    and_,
    bindparam,
    case,
    false,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.types import TypeEngine

from lms_plugin.core.db.base import db, table_of
from lms_plugin.core.db.ids import new_id
from lms_plugin.core.db.json_rows import json_rows, write_rows
from lms_plugin.core.db.types import UtcDateTime
from lms_plugin.core.db.upsert import insert_into
from lms_plugin.lti.nrps import Member
from lms_plugin.lti.roles import is_test_user, role_of
from lms_plugin.platforms.models import Deployment
from lms_plugin.roster.models import Context, Membership, User

_user, _membership = table_of(User), table_of(Membership)
_FACTS = ("name", "email", "person_number")
_COLUMNS: dict[str, TypeEngine[Any]] = {"sub": String(), **dict.fromkeys(_FACTS, Text()), "is_test": Boolean()}


@dataclass(frozen=True, kw_only=True)
class RosterTarget:
    """The course whose list is read, and where it is."""

    context_id: UUID
    tenant_id: UUID
    registration_id: UUID
    members_url: str


@dataclass(frozen=True)
class _Listed:
    """A person as the list has them: `role` and `status` are what their membership should say."""

    sub: str
    name: str | None
    email: str | None
    person_number: str | None
    is_test: bool
    role: str
    status: str


def take_members(target: RosterTarget, members: Iterable[Member], *, started: datetime) -> int:
    """Write what of these members is new or has changed, and that all were on the list of the sync `started` then.

    Harmless to do twice. How many people it were: one who is named twice is one, and keeps the greater of two roles.
    """
    listed = _gather(members)
    known = _read_known(target, list(listed), started)
    same = [sub for sub, row in known.items() if _is_as_listed(listed[sub], row)]
    unchanged = set(same)
    meant = [_merge(person, known.get(sub)) for sub, person in listed.items() if sub not in unchanged]
    _add_users(target, [person for person in meant if person.sub not in known])
    _change_users(target, [person for person in meant if _is_changed(person, known.get(person.sub))])
    _write_memberships(target, [each for each in meant if not _is_member(each, known.get(each.sub))], started)
    _stamp(target, [*same, *(each.sub for each in meant if _is_member(each, known.get(each.sub)))], started)
    return len(listed)


def _gather(members: Iterable[Member]) -> dict[str, _Listed]:
    """The members by `sub`, in its order, so that two syncs lock people in one order."""
    found: dict[str, _Listed] = {}
    for member in members:
        person = _Listed(
            member.sub,
            member.name,
            member.email,
            member.person_number,
            is_test_user(member.roles),
            role_of(member.roles),
            member.status,
        )
        before = found.get(person.sub)
        found[person.sub] = person if before is None else _join(person, before)
    return dict(sorted(found.items()))


def _join(person: _Listed, other: Any) -> _Listed:
    """One person on two lines: the greater role, and in the course where either says so."""
    return replace(
        person,
        role="instructor" if "instructor" in (person.role, other.role) else "learner",
        status="active" if "active" in (person.status, other.status) else "inactive",
    )


def _read_known(target: RosterTarget, subs: Sequence[str], started: datetime) -> dict[str, Any]:
    """Those of them whom we know. `listed_now`: an earlier page of this sync named them; `arrived_since`: so did a
    launch.
    """
    rows = json_rows("listed", {"sub": String()})
    joined = and_(_membership.c.user_id == _user.c.id, _membership.c.context_id == target.context_id)
    statement = (
        select(
            _user.c.sub,
            *(_user.c[name] for name in (*_FACTS, "is_test")),
            _membership.c.role,
            _membership.c.status,
            _at_least(_membership.c.listed_at, started).label("listed_now"),
            _at_least(_membership.c.arrived_at, started).label("arrived_since"),
        )
        .select_from(_user)
        .outerjoin(_membership, joined)
        .where(_user.c.registration_id == target.registration_id, _user.c.sub.in_(select(rows.c.sub)))
    )
    found = db.session.execute(statement, {"rows": write_rows([{"sub": sub} for sub in subs])})
    return {row.sub: row for row in found}


def _at_least(column: ColumnElement[Any], moment: datetime) -> ColumnElement[bool]:
    return func.coalesce(column >= moment, false())


def _is_as_listed(person: _Listed, known: Any) -> bool:
    """Most people of most syncs: nothing about them has to be weighed."""
    return (person.role, person.status, person.name, person.email, person.person_number, person.is_test) == (
        known.role,
        known.status,
        known.name,
        known.email,
        known.person_number,
        known.is_test,
    )


def _merge(person: _Listed, known: Any) -> _Listed:
    """What the list leaves out is kept; a launch since the sync began says more than the list."""
    if known is None:
        return person
    if known.listed_now:
        person = _join(person, known)
    return replace(
        person,
        name=person.name or known.name,
        email=person.email or known.email,
        person_number=person.person_number or known.person_number,
        is_test=person.is_test or known.is_test,
        role=known.role if known.arrived_since else person.role,
        status="active" if known.arrived_since and known.status == "active" else person.status,
    )


def _is_changed(person: _Listed, known: Any) -> bool:
    return known is not None and any(getattr(person, name) != getattr(known, name) for name in (*_FACTS, "is_test"))


def _is_member(person: _Listed, known: Any) -> bool:
    return known is not None and (person.role, person.status) == (known.role, known.status)


def _rows(people: Sequence[_Listed], *names: str) -> str:
    return write_rows([{name: getattr(person, name) for name in ("sub", *names)} for person in people])


def _add_users(target: RosterTarget, people: Sequence[_Listed]) -> None:
    """Who appeared meanwhile, by a launch, is left as that launch wrote them."""
    if not people:
        return
    columns: dict[str, TypeEngine[Any]] = {
        "id": Uuid(),
        "sub": String(),
        **dict.fromkeys(_FACTS, Text()),
        "is_test": Boolean(),
    }
    rows = json_rows("added", columns)
    values = select(
        rows.c.id,
        literal(target.tenant_id, Uuid()),
        literal(target.registration_id, Uuid()),
        rows.c.sub,
        *(rows.c[name] for name in _FACTS),
        literal("active"),
        rows.c.is_test,
    ).where(rows.c.sub.is_not(None))
    names = ["id", "tenant_id", "registration_id", "sub", *_FACTS, "status", "is_test"]
    statement = insert_into(_user).from_select(names, values, include_defaults=False)
    fields = ("sub", *_FACTS, "is_test")
    parameter = [{"id": new_id().hex, **{name: getattr(person, name) for name in fields}} for person in people]
    db.session.execute(
        statement.on_conflict_do_nothing(index_elements=["registration_id", "sub"]), {"rows": write_rows(parameter)}
    )


def _change_users(target: RosterTarget, people: Sequence[_Listed]) -> None:
    if not people:
        return
    names = (*_FACTS, "is_test")
    statement = (
        update(_user)
        .where(_user.c.registration_id == target.registration_id, _user.c.sub == bindparam("of_sub"))
        .values({name: bindparam(f"new_{name}") for name in names})
    )
    rows = [{"of_sub": each.sub, **{f"new_{name}": getattr(each, name) for name in names}} for each in people]
    db.session.connection().execute(statement, rows)


def _write_memberships(target: RosterTarget, people: Sequence[_Listed], started: datetime) -> None:
    if not people:
        return
    rows = json_rows("members", {"sub": String(), "role": String(), "status": String()})
    # A subquery, not a join: SQLite would go through all users of the platform, and through the page for each of them.
    user_id = (
        select(_user.c.id)
        .where(_user.c.registration_id == target.registration_id, _user.c.sub == rows.c.sub)
        .scalar_subquery()
    )
    values = select(
        literal(target.context_id, Uuid()),
        user_id,
        rows.c.role,
        rows.c.status,
        literal(started, UtcDateTime()),
    ).where(rows.c.sub.is_not(None))
    statement = insert_into(_membership).from_select(
        ["context_id", "user_id", "role", "status", "listed_at"], values, include_defaults=False
    )
    # A launch between our reading and this writing says more than the list.
    arrived = _at_least(_membership.c.arrived_at, started)
    statement = statement.on_conflict_do_update(
        index_elements=["context_id", "user_id"],
        set_={
            "role": case((arrived, _membership.c.role), else_=statement.excluded.role),
            "status": case((arrived, _membership.c.status), else_=statement.excluded.status),
            "listed_at": statement.excluded.listed_at,
        },
    )
    db.session.execute(statement, {"rows": _rows(people, "role", "status")})


def _stamp(target: RosterTarget, subs: Sequence[str], started: datetime) -> None:
    if not subs:
        return
    rows = json_rows("seen", {"sub": String()})
    people = select(_user.c.id).where(
        _user.c.registration_id == target.registration_id, _user.c.sub.in_(select(rows.c.sub))
    )
    statement = (
        update(_membership)
        .where(_membership.c.context_id == target.context_id, _membership.c.user_id.in_(people))
        .values(listed_at=started)
    )
    db.session.execute(statement, {"rows": write_rows([{"sub": sub} for sub in subs])})


def _leavers(context_id: UUID, started: datetime) -> ColumnElement[bool]:
    """Active, not on the list of the sync that began then, and not launched since.

    Whoever teaches and was on no list ever has not left it: administrators of some LMSs launch without being enrolled.
    """
    return and_(
        _membership.c.context_id == context_id,
        _membership.c.status == "active",
        ~_at_least(_membership.c.listed_at, started),
        ~_at_least(_membership.c.arrived_at, started),
        or_(_membership.c.listed_at.is_not(None), _membership.c.role == "learner"),
    )


def count_leavers(context_id: UUID, *, started: datetime) -> int:
    """How many would be marked inactive after a complete sync."""
    return db.session.scalar(select(func.count()).select_from(_membership).where(_leavers(context_id, started))) or 0


def mark_leavers(context_id: UUID, *, started: datetime) -> None:
    """Mark inactive whom the list no longer names. Their records stay."""
    db.session.execute(update(_membership).where(_leavers(context_id, started)).values(status="inactive"))


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
