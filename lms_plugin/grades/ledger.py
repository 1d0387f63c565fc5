"""The ledger's two halves: claiming what is due, and settling what became of it.

Between them a message is sent without any transaction open. The claim fixes revision, score and stamp in the row
before anything is sent; only the holder of the lease may settle.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any
from uuid import UUID

from sqlalchemy import and_, case, func, or_, select, tuple_, update

from lms_plugin.core.db.base import db
from lms_plugin.grades.models import Delivery, LineItem, Result, Send
from lms_plugin.platforms.models import Registration
from lms_plugin.roster.models import Membership, User

# Longer than a send takes. Should one outlive it, the same message goes twice with one stamp, which does no harm.
LEASE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True)
class Claimed:
    """One message to send, as it stands in the ledger."""

    line_item_id: UUID
    user_id: UUID
    registration_id: UUID
    url: str
    sub: str
    revision: int
    score_ppm: int
    stamp: datetime
    submitted_at: datetime | None
    comment: str | None
    lease: str
    tries: int


@dataclass(frozen=True, kw_only=True)
class Settlement:
    """What became of a message. `next_state` is accepted, due or parked.

    `wait` holds a due one back for so long; `repeat` says that exactly this message has to go again.
    """

    claimed: Claimed
    outcome: str
    next_state: str
    reason: str | None = None
    wait: timedelta = timedelta(0)
    repeat: bool = False
    http_status: int | None = None
    answer: str | None = None


def _is_free(now: datetime) -> Any:
    return or_(Delivery.leased_until.is_(None), Delivery.leased_until <= now)


def _due(now: datetime) -> Any:
    """Due, unclaimed, and for somebody and something that are still switched on."""
    return (
        select(
            Delivery.line_item_id,
            Delivery.user_id,
            func.row_number()
            .over(partition_by=LineItem.registration_id, order_by=Delivery.due_at)
            .label("place_in_line"),
        )
        .join(LineItem, LineItem.id == Delivery.line_item_id)
        .join(Registration, Registration.id == LineItem.registration_id)
        .join(User, User.id == Delivery.user_id)
        .join(Membership, and_(Membership.context_id == LineItem.context_id, Membership.user_id == Delivery.user_id))
        .where(
            Delivery.state == "due",
            Delivery.due_at <= now,
            _is_free(now),
            LineItem.state == "active",
            Registration.status == "active",
            User.status == "active",
            Membership.status == "active",
        )
    )


def is_anything_due(now: datetime) -> bool:
    """Whether a claim is worth its write lock."""
    return db.session.execute(_due(now).limit(1)).first() is not None


def claim(now: datetime, *, limit: int, busy: Collection[UUID] = ()) -> list[Claimed]:
    """Claim up to `limit` messages, going round the registrations so that one broken platform holds up nobody.

    `busy` are registrations that have enough in flight. The caller commits before it sends.
    """
    due = _due(now).where(LineItem.registration_id.not_in(busy)).subquery()
    chosen = select(due.c.line_item_id, due.c.user_id).order_by(due.c.place_in_line).limit(limit)
    rows = db.session.execute(
        select(
            Delivery,
            LineItem.url,
            LineItem.registration_id,
            User.sub,
            Result.revision,
            Result.score_ppm,
            Result.submitted_at,
            Result.comment,
        )
        .join(LineItem, LineItem.id == Delivery.line_item_id)
        .join(User, User.id == Delivery.user_id)
        .join(
            Result,
            and_(
                Result.context_id == LineItem.context_id,
                Result.activity_id == LineItem.activity_id,
                Result.cycle == LineItem.cycle,
                Result.user_id == Delivery.user_id,
            ),
        )
        .where(
            tuple_(Delivery.line_item_id, Delivery.user_id).in_(chosen),
            Delivery.state == "due",
            _is_free(now),
            Result.score_ppm.is_not(None),
        )
        .with_for_update(of=Delivery, skip_locked=True)
    ).all()
    claimed = [taken for row in rows if (taken := _take(row, now)) is not None]
    db.session.flush()
    return claimed


def _take(row: Any, now: datetime) -> Claimed | None:
    """Fix the message in the row. None where its stamp would lie ahead of the clock: then it waits for that second."""
    delivery: Delivery = row.Delivery
    message = _unfinished(delivery, row.revision) or (row.score_ppm, _next_stamp(delivery.last_stamp, now))
    score_ppm, stamp = message
    if stamp > now:
        delivery.due_at = stamp
        return None
    delivery.sending_revision, delivery.sending_ppm, delivery.sending_stamp = row.revision, score_ppm, stamp
    delivery.last_stamp = stamp
    delivery.lease, delivery.leased_until = token_hex(16), now + LEASE
    return Claimed(
        line_item_id=delivery.line_item_id,
        user_id=delivery.user_id,
        registration_id=row.registration_id,
        url=row.url,
        sub=row.sub,
        revision=row.revision,
        score_ppm=score_ppm,
        stamp=stamp,
        submitted_at=row.submitted_at,
        comment=row.comment,
        lease=delivery.lease,
        tries=delivery.tries,
    )


def _unfinished(delivery: Delivery, revision: int) -> tuple[int, datetime] | None:
    """Score and stamp of a send of this very revision whose end nobody knows: exactly that message goes again."""
    if delivery.sending_revision != revision or delivery.sending_ppm is None or delivery.sending_stamp is None:
        return None
    return delivery.sending_ppm, delivery.sending_stamp


def _next_stamp(last: datetime | None, now: datetime) -> datetime:
    """Now, or the next whole second after the last stamp: never two in one second, never one from the future."""
    now = now.replace(microsecond=now.microsecond // 1000 * 1000)
    if last is None:
        return now
    return max(now, last.replace(microsecond=0) + SECOND)


def settle(settlements: Collection[Settlement], *, now: datetime) -> None:
    """Write what became of messages. Whoever lost the lease changes nothing but the history."""
    for settlement in settlements:
        db.session.add(_history(settlement, now))
        _settle_row(settlement, now)
    db.session.flush()


def _history(settlement: Settlement, now: datetime) -> Send:
    claimed = settlement.claimed
    return Send(
        line_item_id=claimed.line_item_id,
        user_id=claimed.user_id,
        revision=claimed.revision,
        stamp=claimed.stamp,
        score_ppm=claimed.score_ppm,
        http_status=settlement.http_status,
        answer=settlement.answer,
        outcome=settlement.outcome,
        at=now,
    )


def _settle_row(settlement: Settlement, now: datetime) -> None:
    claimed = settlement.claimed
    values: dict[str, Any] = {"lease": None, "leased_until": None, "reason": settlement.reason}
    if not settlement.repeat:
        values |= {"sending_revision": None, "sending_ppm": None, "sending_stamp": None}
    if settlement.next_state == "accepted":
        moved_on = Delivery.wanted_revision > claimed.revision
        values |= {
            "accepted_revision": claimed.revision,
            "accepted_ppm": claimed.score_ppm,
            "accepted_at": now,
            "tries": 0,
            "state": case((moved_on, "due"), else_="accepted"),
            "due_at": now,
        }
    else:
        values |= {"state": settlement.next_state, "due_at": now + settlement.wait, "tries": Delivery.tries + 1}
    db.session.execute(
        update(Delivery)
        .where(
            Delivery.line_item_id == claimed.line_item_id,
            Delivery.user_id == claimed.user_id,
            Delivery.lease == claimed.lease,
        )
        .values(**values)
        .execution_options(synchronize_session=False)
    )
