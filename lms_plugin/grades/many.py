"""Recording what the grades of many people should be, in a few statements, and sending them in turn."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Uuid, bindparam, case, or_, select, update

from lms_plugin.core.db.base import db
from lms_plugin.core.db.upsert import insert_into
from lms_plugin.grades.models import Delivery, LineItem, Result
from lms_plugin.grades.services import make_due

SECOND = timedelta(seconds=1)
AT_ONCE = 10  # grades of many people that are due in each second
ROWS = 500  # in one statement: SQLite takes 32 766 parameters


@dataclass(frozen=True, kw_only=True)
class Desired:
    """What a grade should be, one of many at once. Without a score it is taken back: what is not sent stays here.

    The same score of another try is noted, and nothing is sent.
    """

    context_id: UUID
    activity_id: UUID
    user_id: UUID
    cycle: int
    score_ppm: int | None
    attempt_id: UUID | None
    submitted_at: datetime


def record_results(desired: Collection[Desired], *, now: datetime) -> None:
    """`record_result` for many people, in a few statements.

    Deliveries are due one after the other, AT_ONCE in each second, so that whoever hands in meanwhile need not wait for
    all of them to go out.
    """
    ordered = sorted(desired, key=lambda each: (each.activity_id, each.context_id, each.user_id, each.cycle))
    for start in range(0, len(ordered), ROWS):
        rows = [{**asdict(each), "revision": 1, "changed_at": now} for each in ordered[start : start + ROWS]]
        statement = insert_into(Result).values(rows)
        new = statement.excluded
        names = ("score_ppm", "attempt_id", "submitted_at")
        differs = Result.score_ppm.is_distinct_from(new.score_ppm)
        statement = statement.on_conflict_do_update(
            index_elements=["context_id", "activity_id", "user_id", "cycle"],
            set_={
                **{name: new[name] for name in names},
                "changed_at": case((differs, new.changed_at), else_=Result.changed_at),
                "revision": Result.revision + case((differs, 1), else_=0),
            },
            where=or_(differs, Result.attempt_id.is_distinct_from(new.attempt_id)),
        )
        db.session.execute(statement)
    activities = {each.activity_id for each in ordered}
    make_due(now, Result.changed_at == now, Result.activity_id.in_(activities))
    _spread(ordered, now)


def _spread(desired: Collection[Desired], now: datetime) -> None:
    """Let what is due at this moment be due in turn."""
    of_activity = select(LineItem.id).where(
        LineItem.context_id == bindparam("of_context", type_=Uuid()),
        LineItem.activity_id == bindparam("of_activity", type_=Uuid()),
        LineItem.cycle == bindparam("of_cycle"),
    )
    later = [
        {
            "of_context": each.context_id,
            "of_activity": each.activity_id,
            "of_cycle": each.cycle,
            "of_user": each.user_id,
            "due": now + SECOND * (nth // AT_ONCE),
        }
        for nth, each in enumerate(desired)
        if nth >= AT_ONCE
    ]
    if later:
        statement = (
            update(Delivery)
            .where(
                Delivery.line_item_id.in_(of_activity),
                Delivery.user_id == bindparam("of_user", type_=Uuid()),
                Delivery.state == "due",
                Delivery.due_at == now,
            )
            .values(due_at=bindparam("due"))
        )
        db.session.connection().execute(statement, later)
