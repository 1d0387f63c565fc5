"""The launch log: accepted and refused, newest first, without names or tokens; and what is too old to keep."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import CursorResult, Row, delete, func, null, select

from lms_plugin.core.db.base import db
from lms_plugin.core.db.upsert import insert_into
from lms_plugin.launches.models import FirstLaunch, LaunchSession, Refusal
from lms_plugin.platforms.models import Deployment, Registration

BATCH = 1000


@dataclass(frozen=True, kw_only=True)
class LaunchFilter:
    """Which rows to show. A launch has no reference, so a reference finds refusals alone.

    `tenant_id` keeps to one hospital: its launches, and the refusals of platforms that are its own alone.
    """

    accepted: bool = True
    refused: bool = True
    since: datetime | None = None
    before: datetime | None = None
    registration_id: UUID | None = None
    reference: str | None = None
    tenant_id: UUID | None = None


def _accepted() -> Any:
    return select(
        LaunchSession.opened_at.label("at"),
        LaunchSession.id,
        LaunchSession.registration_id,
        Registration.name.label("platform"),
        LaunchSession.user_id,
        LaunchSession.role,
        LaunchSession.message.label("message_type"),
        null().label("stage"),
        null().label("reason"),
        null().label("reference"),
        null().label("claim_names"),
        null().label("times"),
    ).join(Registration, Registration.id == LaunchSession.registration_id)


def _refused() -> Any:
    return select(
        Refusal.at,
        Refusal.id,
        Refusal.registration_id,
        Registration.name.label("platform"),
        null().label("user_id"),
        null().label("role"),
        Refusal.message_type,
        Refusal.stage,
        Refusal.reason,
        Refusal.reference,
        Refusal.claim_names,
        Refusal.count.label("times"),
    ).outerjoin(Registration, Registration.id == Refusal.registration_id)


def own_registrations(tenant_id: UUID) -> Any:
    """The ids of the platforms that serve this hospital and no other: hosted LMSs share a registration."""
    theirs = select(Deployment.registration_id).where(Deployment.tenant_id == tenant_id)
    others = select(Deployment.registration_id).where(Deployment.tenant_id != tenant_id)
    return theirs.except_(others)


def _newest(statement: Any, model: Any, moment: Any, wanted: LaunchFilter, limit: int) -> Iterator[Row[Any]]:
    if wanted.since is not None:
        statement = statement.where(moment >= wanted.since)
    if wanted.before is not None:
        statement = statement.where(moment < wanted.before)
    if wanted.registration_id is not None:
        statement = statement.where(model.registration_id == wanted.registration_id)
    return iter(db.session.execute(statement.order_by(moment.desc()).limit(limit)).all())


def _newest_accepted(wanted: LaunchFilter, limit: int) -> Iterator[Row[Any]]:
    statement = _accepted()
    if wanted.tenant_id is not None:
        statement = statement.where(LaunchSession.tenant_id == wanted.tenant_id)
    return _newest(statement, LaunchSession, LaunchSession.opened_at, wanted, limit)


def _newest_refused(wanted: LaunchFilter, limit: int) -> Iterator[Row[Any]]:
    statement = _refused()
    if wanted.reference is not None:
        statement = statement.where(Refusal.reference == wanted.reference)
    if wanted.tenant_id is not None:
        statement = statement.where(Refusal.registration_id.in_(own_registrations(wanted.tenant_id)))
    return _newest(statement, Refusal, Refusal.at, wanted, limit)


def find_launches(wanted: LaunchFilter, *, limit: int) -> list[Row[Any]]:
    """Launches and refusals, newest first; a row with a `reason` is a refusal."""
    rows: list[Row[Any]] = []
    if wanted.accepted and wanted.reference is None:
        rows += _newest_accepted(wanted, limit)
    if wanted.refused:
        rows += _newest_refused(wanted, limit)
    return list(islice(sorted(rows, key=attrgetter("at"), reverse=True), limit))


def forget_launches(*, before: datetime, batch: int = BATCH) -> int:
    """Delete one batch of launches that ended, and of refusals that happened, before then; how many rows went."""
    _keep_first_launches(before)
    return _delete(LaunchSession, LaunchSession.expires_at, before, batch) + _delete(Refusal, Refusal.at, before, batch)


def _keep_first_launches(before: datetime) -> None:
    """What deadlines are reckoned from stays when its launch goes. The first one counts: it is the first to go."""
    session = LaunchSession
    first = (
        select(session.user_id, session.resource_link_id, func.min(session.opened_at))
        .where(session.expires_at < before, session.resource_link_id.is_not(None))
        .group_by(session.user_id, session.resource_link_id)
    )
    statement = insert_into(FirstLaunch).from_select(["user_id", "resource_link_id", "opened_at"], first)
    db.session.execute(statement.on_conflict_do_nothing())


def _delete(model: type[LaunchSession | Refusal], moment: Any, before: datetime, batch: int) -> int:
    old = select(model.id).where(moment < before).order_by(moment).limit(batch)
    result: CursorResult[Any] = db.session.execute(  # type: ignore[assignment]  # a DELETE has a row count
        delete(model).where(model.id.in_(old)).execution_options(synchronize_session=False)
    )
    return result.rowcount
