"""Taking a page of the platform's list into users and memberships, with statements over many rows at once.

Nothing is written for a person who is as the list says. Who was on a list only the sync that reads it remembers, in its
own memory (a few MB for a course of 20 000): nobody asks but that sync, once it has read to the end, and one that ends
early is begun anew with nothing remembered.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    Boolean,
    String,
    Text,
    Uuid,
    and_,
    bindparam,
    case,
    literal,
    select,
    update,
)
from sqlalchemy.types import TypeEngine

from lms_plugin.core.db.base import db, table_of
from lms_plugin.core.db.ids import new_id
from lms_plugin.core.db.json_rows import is_among, json_rows, write_rows, write_values
from lms_plugin.core.db.types import UtcDateTime
from lms_plugin.core.db.upsert import insert_into
from lms_plugin.core.web.viewer import Role
from lms_plugin.lti.nrps import Member
from lms_plugin.lti.roles import STANDINGS, is_test_user, standing_of
from lms_plugin.roster.leavers import at_or_after
from lms_plugin.roster.models import Membership, User
from lms_plugin.roster.targets import RosterTarget

_user, _membership = table_of(User), table_of(Membership)
_FACTS = ("name", "email", "person_number")
_ORDER = tuple(STANDINGS)


class _Listed(NamedTuple):
    """A person as the list has them: `standing` (lti.roles) and `status` are what their membership should say.

    A tuple, in the order in which `_read_known` selects, so that twenty thousand people are compared in no time.
    """

    sub: str
    name: str | None
    email: str | None
    person_number: str | None
    is_test: bool
    standing: str
    status: str

    @property
    def role(self) -> Role:
        """What follows from the standing."""
        return STANDINGS[self.standing].role


_WIDTH = len(_Listed._fields)


def take_members(target: RosterTarget, members: Iterable[Member], *, started: datetime, seen: set[str]) -> None:
    """Write what of these members is new or has changed, and add each `sub` to those whom the sync has `seen`.

    Harmless to do twice. Who is named twice, on one page or on two, is one person, of the greater standing.
    """
    listed = _gather(members)
    known = _read_known(target, list(listed), started)
    meant = [
        _merge(person, known.get(sub), again=sub in seen)
        for sub, person in listed.items()
        if not _is_as_listed(person, known.get(sub))
    ]
    _add_users(target, [person for person in meant if person.sub not in known])
    _change_users(target, [person for person in meant if _is_changed(person, known.get(person.sub))])
    _write_memberships(target, [each for each in meant if not _is_member(each, known.get(each.sub))], started)
    seen.update(listed)


def _gather(members: Iterable[Member]) -> dict[str, _Listed]:
    """The members by `sub`, in its order, so that two syncs lock people in one order."""
    found: dict[str, _Listed] = {}
    for sub, roles, status, name, email, person_number in members:
        person = _Listed(sub, name, email, person_number, *_weigh(roles), status)
        before = found.get(sub)
        found[sub] = person if before is None else _join(person, before)
    return dict(sorted(found.items()))


@lru_cache(maxsize=256)
def _weigh(roles: tuple[str, ...]) -> tuple[bool, str]:
    """Whether these are a test user's, and the standing: a course has few different lists of roles."""
    return is_test_user(roles), standing_of(roles).name


def _join(person: _Listed, other: Any) -> _Listed:
    """One person on two lines: the greater standing, and in the course where either says so."""
    return person._replace(
        standing=min(person.standing, other.standing, key=_ORDER.index),
        status="active" if "active" in (person.status, other.status) else "inactive",
    )


def _read_known(target: RosterTarget, subs: Sequence[str], started: datetime) -> dict[str, Any]:
    """Those of them whom we know: a row begins as `_Listed`.

    `was_listed`: the platform's list has named them before, now or earlier. `arrived_since`: a launch came since then.
    """
    joined = and_(_membership.c.user_id == _user.c.id, _membership.c.context_id == target.context_id)
    statement = (
        select(
            _user.c.sub,
            *(_user.c[name] for name in (*_FACTS, "is_test")),
            _membership.c.standing,
            _membership.c.status,
            _membership.c.listed_at.is_not(None).label("was_listed"),
            at_or_after(_membership.c.arrived_at, started).label("arrived_since"),
        )
        .select_from(_user)
        .outerjoin(_membership, joined)
        .where(_user.c.registration_id == target.registration_id, is_among(_user.c.sub))
    )
    found = db.session.execute(statement, {"values": write_values(subs)}).all()
    return {row[0]: row for row in found}


def _is_as_listed(person: _Listed, known: Any) -> bool:
    """Most people of most syncs: nothing about them has to be weighed."""
    return known is not None and known[:_WIDTH] == person and known.was_listed


def _merge(person: _Listed, known: Any, *, again: bool) -> _Listed:
    """What the list leaves out is kept; a launch since the sync began says more than the list.

    `again`: the same list has named this person before.
    """
    if known is None:
        return person
    if again:
        person = _join(person, known)
    return person._replace(
        name=person.name or known.name,
        email=person.email or known.email,
        person_number=person.person_number or known.person_number,
        is_test=person.is_test or known.is_test,
        standing=known.standing if known.arrived_since else person.standing,
        status="active" if known.arrived_since and known.status == "active" else person.status,
    )


def _is_changed(person: _Listed, known: Any) -> bool:
    return known is not None and any(getattr(person, name) != getattr(known, name) for name in (*_FACTS, "is_test"))


def _is_member(person: _Listed, known: Any) -> bool:
    """Nothing to write: the membership is as the list says, and says that a list did."""
    return known is not None and known.was_listed and person[-2:] == (known.standing, known.status)


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
    rows = json_rows("members", {"sub": String(), "role": String(), "standing": String(), "status": String()})
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
        rows.c.standing,
        rows.c.status,
        literal(started, UtcDateTime()),
    ).where(rows.c.sub.is_not(None))
    statement = insert_into(_membership).from_select(
        ["context_id", "user_id", "role", "standing", "status", "listed_at"], values, include_defaults=False
    )
    # A launch between our reading and this writing says more than the list.
    arrived = at_or_after(_membership.c.arrived_at, started)
    statement = statement.on_conflict_do_update(
        index_elements=["context_id", "user_id"],
        set_={
            **{
                name: case((arrived, _membership.c[name]), else_=statement.excluded[name])
                for name in ("role", "standing", "status")
            },
            "listed_at": statement.excluded.listed_at,
        },
    )
    db.session.execute(statement, {"rows": _rows(people, "role", "standing", "status")})
