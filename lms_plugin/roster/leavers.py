"""Who left a course: whom a list that was read to its end no longer names, and how many that would be."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, update

from lms_plugin.core.db.base import db, table_of
from lms_plugin.core.db.json_rows import is_among, write_values
from lms_plugin.roster.models import Membership, User
from lms_plugin.roster.targets import RosterTarget

_user, _membership = table_of(User), table_of(Membership)


def at_or_after(column: ColumnElement[Any], moment: datetime) -> ColumnElement[bool]:
    """False where there is no moment."""
    return func.coalesce(column >= moment, false())


def _leavers(context_id: UUID, started: datetime) -> ColumnElement[bool]:
    """Active, not written by the sync that began then, and not launched since.

    Whoever teaches and was on no list ever has not left it: administrators of some LMSs launch without being enrolled.
    """
    return and_(
        _membership.c.context_id == context_id,
        _membership.c.status == "active",
        ~at_or_after(_membership.c.listed_at, started),
        ~at_or_after(_membership.c.arrived_at, started),
        or_(_membership.c.listed_at.is_not(None), _membership.c.role == "learner"),
    )


def find_leavers(context_id: UUID, *, started: datetime, seen: set[str]) -> list[str]:
    """The `sub` of everybody whom a list that was read to its end no longer names."""
    statement = select(_user.c.sub).join(_membership, _membership.c.user_id == _user.c.id)
    found = db.session.scalars(statement.where(_leavers(context_id, started)))
    return sorted(sub for sub in found if sub not in seen)


def mark_leavers(target: RosterTarget, subs: Iterable[str], *, started: datetime) -> None:
    """Mark them inactive, but for who was launched meanwhile. Their records stay."""
    chosen = _membership.c.user_id.in_(_named(target))
    statement = update(_membership).where(_leavers(target.context_id, started), chosen).values(status="inactive")
    db.session.execute(statement, {"values": write_values(subs)})


def stamp_seen(target: RosterTarget, subs: Iterable[str], *, started: datetime) -> None:
    """Write down whom a list named that takes nobody out, so that `count_leavers` can say of how many that was."""
    in_course = _membership.c.context_id == target.context_id
    statement = update(_membership).where(in_course, _membership.c.user_id.in_(_named(target)))
    db.session.execute(statement.values(listed_at=started), {"values": write_values(subs)})


def count_leavers(context_id: UUID, *, started: datetime) -> int:
    """How many the list of the sync that began then would take out, where `stamp_seen` wrote down whom it named."""
    return db.session.scalar(select(func.count()).select_from(_membership).where(_leavers(context_id, started))) or 0


def _named(target: RosterTarget) -> Select[UUID]:
    """The people of this registration whom the parameter `values` names."""
    return select(_user.c.id).where(_user.c.registration_id == target.registration_id, is_among(_user.c.sub))
