"""The launch log: accepted and refused, newest first, without names or tokens; and what is too old to keep."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from operator import attrgetter
from typing import Any

from sqlalchemy import CursorResult, Row, delete, null, select

from lms_plugin.core.db.base import db
from lms_plugin.launches.models import LaunchSession, Refusal
from lms_plugin.platforms.models import Registration

BATCH = 1000


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


def _newest(statement: Any, moment: Any, since: datetime | None, limit: int) -> Iterator[Row[Any]]:
    if since is not None:
        statement = statement.where(moment >= since)
    return iter(db.session.execute(statement.order_by(moment.desc()).limit(limit)).all())


def list_launches(*, accepted: bool, refused: bool, since: datetime | None, limit: int) -> list[Row[Any]]:
    """Launches and refusals, newest first; a row with a `reason` is a refusal."""
    rows: list[Row[Any]] = []
    if accepted:
        rows += _newest(_accepted(), LaunchSession.opened_at, since, limit)
    if refused:
        rows += _newest(_refused(), Refusal.at, since, limit)
    return list(islice(sorted(rows, key=attrgetter("at"), reverse=True), limit))


def forget_launches(*, before: datetime, batch: int = BATCH) -> int:
    """Delete one batch of launches that ended, and of refusals that happened, before then; how many rows went."""
    return _delete(LaunchSession, LaunchSession.expires_at, before, batch) + _delete(Refusal, Refusal.at, before, batch)


def _delete(model: type[LaunchSession | Refusal], moment: Any, before: datetime, batch: int) -> int:
    old = select(model.id).where(moment < before).order_by(moment).limit(batch)
    result: CursorResult[Any] = db.session.execute(  # type: ignore[assignment]  # a DELETE has a row count
        delete(model).where(model.id.in_(old)).execution_options(synchronize_session=False)
    )
    return result.rowcount
