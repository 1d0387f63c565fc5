"""The ledger's other half: writing what became of messages."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Boolean, Integer, Update, and_, bindparam, case, insert, update

from lms_plugin.core.db.base import db
from lms_plugin.core.db.ids import new_id
from lms_plugin.core.db.types import UtcDateTime
from lms_plugin.grades.ledger import Claimed
from lms_plugin.grades.models import Delivery, Send


@dataclass(frozen=True, kw_only=True)
class Settlement:
    """What became of a message. `next_state` is accepted, due or parked.

    `wait` holds a due one back for so long; `repeat` says that exactly this message has to go again. `pause` is set
    where the answer concerns the whole platform: how long it asks to be left alone, zero where it does not say.
    """

    claimed: Claimed
    outcome: str
    next_state: str
    reason: str | None = None
    wait: timedelta = timedelta(0)
    repeat: bool = False
    pause: timedelta | None = None
    http_status: int | None = None
    answer: str | None = None


def settle(settlements: Collection[Settlement], *, now: datetime) -> None:
    """Write what became of messages. Whoever lost the lease changes nothing but the history."""
    if settlements:
        # In one order everywhere, so that this and a learner's submission never wait for each other.
        ordered = sorted(settlements, key=lambda each: (each.claimed.line_item_id, each.claimed.user_id))
        connection = db.session.connection()
        connection.execute(insert(Send), [_history(each, now) for each in ordered])
        connection.execute(SETTLE, [_outcome(each, now) for each in ordered])


def _history(settlement: Settlement, now: datetime) -> dict[str, Any]:
    claimed = settlement.claimed
    return {
        "id": new_id(),
        "line_item_id": claimed.line_item_id,
        "user_id": claimed.user_id,
        "revision": claimed.revision,
        "stamp": claimed.stamp,
        "score_ppm": claimed.score_ppm,
        "http_status": settlement.http_status,
        "answer": settlement.answer,
        "outcome": settlement.outcome,
        "at": now,
    }


def _outcome(settlement: Settlement, now: datetime) -> dict[str, Any]:
    claimed = settlement.claimed
    return {
        "of_line_item": claimed.line_item_id,
        "of_user": claimed.user_id,
        "of_lease": claimed.lease,
        "taken": settlement.next_state == "accepted",
        "repeat": settlement.repeat,
        "sent_revision": claimed.revision,
        "sent_ppm": claimed.score_ppm,
        "settled_at": now,
        "next_state": settlement.next_state,
        "next_reason": settlement.reason,
        "next_due": now + settlement.wait,
    }


def _settle_statement() -> Update:
    row = Delivery
    taken, repeat = bindparam("taken", type_=Boolean), bindparam("repeat", type_=Boolean)
    revision = bindparam("sent_revision", type_=Integer)
    return (
        update(Delivery)
        .where(
            row.line_item_id == bindparam("of_line_item"),
            row.user_id == bindparam("of_user"),
            row.lease == bindparam("of_lease"),
        )
        .values(
            lease=None,
            leased_until=None,
            reason=bindparam("next_reason"),
            due_at=bindparam("next_due"),
            tries=case((taken, 0), else_=row.tries + 1),
            # A newer score while this one was under way: the row is due again.
            state=case((and_(taken, row.wanted_revision > revision), "due"), else_=bindparam("next_state")),
            sending_revision=case((repeat, row.sending_revision)),
            sending_ppm=case((repeat, row.sending_ppm)),
            sending_stamp=case((repeat, row.sending_stamp)),
            # Lower only where a submission and a new column missed each other.
            wanted_revision=case((and_(taken, row.wanted_revision < revision), revision), else_=row.wanted_revision),
            accepted_revision=case((taken, revision), else_=row.accepted_revision),
            accepted_ppm=case((taken, bindparam("sent_ppm", type_=Integer)), else_=row.accepted_ppm),
            accepted_at=case((taken, bindparam("settled_at", type_=UtcDateTime())), else_=row.accepted_at),
        )
    )


SETTLE = _settle_statement()
