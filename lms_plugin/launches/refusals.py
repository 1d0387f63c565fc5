"""Keeping refusals: after the answer, in a transaction of its own, and never so many that a flood fills the table."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from uuid import UUID

import structlog
from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from lms_plugin.core.db.base import db, writing
from lms_plugin.core.db.ids import new_id
from lms_plugin.launches.models import Refusal

A_MINUTE = 60
MINUTE = timedelta(minutes=1)
PAUSE = timedelta(seconds=1)

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class NewRefusal:
    """What is kept of a refusal. Nothing in it is a value from a token."""

    registration_id: UUID | None
    reference: str
    at: datetime
    stage: str
    reason: str
    message_type: str | None = None
    claim_names: tuple[str, ...] = ()


@dataclass
class _Gate:
    """The flow of one registration's refusals through this process."""

    lock: Lock = field(default_factory=Lock)
    waiting: int = 0
    full_at: datetime | None = None

    def is_shut(self, now: datetime) -> bool:
        return self.full_at is not None and now - self.full_at < PAUSE


class RefusalLog:
    """At most sixty rows a minute for each registration, and sixty for all unknown issuers together.

    What comes beyond is only counted, on the newest row, and written once a second at most.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._gates: dict[UUID | None, _Gate] = {}

    def keep(self, refusal: NewRefusal) -> None:
        """Keep or count a refusal. Never raises for the database: the answer has gone out already."""
        with self._lock:
            gate = self._gates.setdefault(refusal.registration_id, _Gate())
        with gate.lock:
            gate.waiting += 1
            if gate.is_shut(refusal.at):
                return
            try:
                with writing(), db.engine.begin() as connection:
                    kept = _write(connection, refusal, gate.waiting)
            except SQLAlchemyError as error:
                log.warning("refusal_not_kept", reference=refusal.reference, error=type(error).__name__)
                return
            gate.waiting = 0
            gate.full_at = None if kept else refusal.at


def _write(connection: Connection, refusal: NewRefusal, waiting: int) -> bool:
    """Insert a row, or count on the newest one where this minute has its sixty; whether it was inserted."""
    recent = connection.scalars(
        select(Refusal.id)
        .where(Refusal.registration_id == refusal.registration_id, Refusal.at > refusal.at - MINUTE)
        .order_by(Refusal.at.desc())
        .limit(A_MINUTE)
    ).all()
    if len(recent) >= A_MINUTE:
        connection.execute(update(Refusal).where(Refusal.id == recent[0]).values(count=Refusal.count + waiting))
        return False
    connection.execute(
        insert(Refusal).values(
            id=new_id(),
            registration_id=refusal.registration_id,
            reference=refusal.reference,
            at=refusal.at,
            stage=refusal.stage,
            reason=refusal.reason,
            message_type=refusal.message_type,
            claim_names=list(refusal.claim_names),
            count=waiting,
        )
    )
    return True
