"""The ledger's first half: claiming what is due. Its other half settles what became of it.

Between them a message is sent without any transaction open. The claim fixes revision, score and stamp in the row
before anything is sent; only the holder of the lease may settle.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    Update,
    Uuid,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    tuple_,
    update,
)

from lms_plugin.core.db.base import db
from lms_plugin.core.db.types import UtcDateTime
from lms_plugin.grades.models import Delivery, LineItem, Result
from lms_plugin.platforms.models import Registration
from lms_plugin.roster.models import Membership, User

# Longer than a send takes. Should one outlive it, the same message goes twice with one stamp, which does no harm.
LEASE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
# A claim looks at so many of the longest due: enough to find every registration whose turn it is, few enough to be
# quick when an outage has left tens of thousands.
LOOK_AT = 256


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


NOW = bindparam("now", type_=UtcDateTime())
# The state is written out, not bound: SQLite takes a partial index only where the query says the same as the index.
IS_DUE: ColumnElement[bool] = and_(
    Delivery.state == literal_column("'due'"),
    Delivery.due_at <= NOW,
    or_(Delivery.leased_until.is_(None), Delivery.leased_until <= NOW),
)
RESULT_OF_DELIVERY: ColumnElement[bool] = and_(
    Result.context_id == LineItem.context_id,
    Result.activity_id == LineItem.activity_id,
    Result.cycle == LineItem.cycle,
    Result.user_id == Delivery.user_id,
)
# What may be sent at :now: due, unclaimed, with a score, and for somebody and something that are still switched on.
# Statements are built once; building them took longer than running them.
DUE = (
    select(Delivery.line_item_id, Delivery.user_id, Delivery.due_at, LineItem.registration_id)
    .join(LineItem, LineItem.id == Delivery.line_item_id)
    .join(Registration, Registration.id == LineItem.registration_id)
    .join(User, User.id == Delivery.user_id)
    .join(Membership, and_(Membership.context_id == LineItem.context_id, Membership.user_id == Delivery.user_id))
    .join(Result, RESULT_OF_DELIVERY)
    .where(
        IS_DUE,
        LineItem.state == "active",
        Registration.status == "active",
        User.status == "active",
        Membership.status == "active",
        Result.score_ppm.is_not(None),
    )
)
ANY_DUE = DUE.limit(1)


def _choose() -> Select[*tuple[Any, ...]]:
    """The longest due, at most :each of a registration and those in turn, without the registrations :busy."""
    busy = bindparam("busy", type_=Uuid(), expanding=True)
    longest = DUE.where(LineItem.registration_id.not_in(busy)).order_by(Delivery.due_at).limit(LOOK_AT)
    due = longest.subquery()
    place = func.row_number().over(partition_by=due.c.registration_id, order_by=due.c.due_at).label("place")
    line = select(due.c.line_item_id, due.c.user_id, place).subquery()
    return (
        select(line.c.line_item_id, line.c.user_id)
        .where(line.c.place <= bindparam("each"))
        .order_by(line.c.place)
        .limit(bindparam("limit"))
    )


CLAIM = (
    select(
        Delivery.__table__,
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
    .join(Result, RESULT_OF_DELIVERY)
    .where(tuple_(Delivery.line_item_id, Delivery.user_id).in_(_choose()), IS_DUE)
    .with_for_update(of=Delivery, skip_locked=True)
)
OF_ROW = and_(Delivery.line_item_id == bindparam("of_line_item"), Delivery.user_id == bindparam("of_user"))
HOLD_BACK = update(Delivery).where(OF_ROW).values(due_at=bindparam("stamp"))
FIX = (
    update(Delivery)
    .where(OF_ROW)
    .values(
        sending_revision=bindparam("revision"),
        sending_ppm=bindparam("score_ppm"),
        sending_stamp=bindparam("stamp"),
        last_stamp=bindparam("stamp"),
        lease=bindparam("new_lease"),
        leased_until=bindparam("until"),
    )
)


def is_anything_due(now: datetime) -> bool:
    """Whether a claim is worth its write lock."""
    return db.session.execute(ANY_DUE, {"now": now}).first() is not None


def claim(now: datetime, *, limit: int, each: int, busy: Collection[UUID] = ()) -> list[Claimed]:
    """Claim up to `limit` messages, at most `each` of a registration, so that one broken platform holds up nobody.

    `busy` are registrations to be left out. The caller commits before it sends.
    """
    rows = db.session.execute(CLAIM, {"now": now, "limit": limit, "each": each, "busy": list(busy)}).all()
    stamps = [_stamp(row, now) for row in rows]
    # A stamp ahead of the clock waits for its second: one from the future would lock the grade at the LMS.
    _write(HOLD_BACK, [_key(row) | {"stamp": stamp} for row, stamp in zip(rows, stamps, strict=True) if stamp > now])
    claimed = [_take(row, stamp) for row, stamp in zip(rows, stamps, strict=True) if stamp <= now]
    _write(FIX, [_fix(each, now) for each in claimed])
    return claimed


def _write(statement: Update, rows: list[dict[str, Any]]) -> None:
    if rows:
        db.session.connection().execute(statement, rows)


def _key(row: Any) -> dict[str, Any]:
    return {"of_line_item": row.line_item_id, "of_user": row.user_id}


def _fix(claimed: Claimed, now: datetime) -> dict[str, Any]:
    """The message as its row keeps it, before anything is sent."""
    return _key(claimed) | {
        "revision": claimed.revision,
        "score_ppm": claimed.score_ppm,
        "stamp": claimed.stamp,
        "new_lease": claimed.lease,
        "until": now + LEASE,
    }


def _is_unfinished(row: Any) -> bool:
    """Nobody knows the end of a send of this very revision: exactly that message goes again."""
    return row.sending_revision == row.revision and row.sending_ppm is not None and row.sending_stamp is not None


def _stamp(row: Any, now: datetime) -> datetime:
    """Now, or the next whole second after the last stamp: never two in one second (Moodle compares seconds)."""
    if _is_unfinished(row):
        stamp: datetime = row.sending_stamp
        return stamp
    now = now.replace(microsecond=now.microsecond // 1000 * 1000)
    return now if row.last_stamp is None else max(now, row.last_stamp.replace(microsecond=0) + SECOND)


def _take(row: Any, stamp: datetime) -> Claimed:
    return Claimed(
        line_item_id=row.line_item_id,
        user_id=row.user_id,
        registration_id=row.registration_id,
        url=row.url,
        sub=row.sub,
        revision=row.revision,
        score_ppm=row.sending_ppm if _is_unfinished(row) else row.score_ppm,
        stamp=stamp,
        submitted_at=row.submitted_at,
        comment=row.comment,
        lease=token_hex(16),
        tries=row.tries,
    )
