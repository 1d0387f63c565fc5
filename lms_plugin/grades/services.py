"""Recording what a grade should be, in the learner's own transaction, and telling what the LMS has of it."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Uuid, bindparam, delete, func, literal, or_, select, update

from lms_plugin.core.db.base import db, table_of
from lms_plugin.core.db.ids import new_id
from lms_plugin.core.db.statements import Statement
from lms_plugin.core.db.upsert import insert_into
from lms_plugin.grades.models import Delivery, LineItem, Result
from lms_plugin.lti.ags import SCORE_SCOPE
from lms_plugin.roster.models import Context, Membership, ResourceLink, User

SECOND = timedelta(seconds=1)
AT_ONCE = 10  # grades of many people that are due in each second
ROWS = 500  # in one statement: SQLite takes 32 766 parameters


def record_result(
    *,
    context_id: UUID,
    activity_id: UUID,
    user_id: UUID,
    score_ppm: int,
    attempt_id: UUID | None,
    submitted_at: datetime,
    comment: str | None,
    now: datetime,
    cycle: int = 1,
) -> None:
    """Write what the grade should be, and make one delivery due for each column of that activity.

    Nothing happens where the score (millionths of full credit) is the one we have. Whoever is no learner of that course
    (lti.roles) has no delivery.
    """
    values = {
        "context_id": context_id,
        "activity_id": activity_id,
        "user_id": user_id,
        "cycle": cycle,
        "score_ppm": score_ppm,
        "revision": 1,
        "attempt_id": attempt_id,
        "submitted_at": submitted_at,
        "comment": comment,
        "changed_at": now,
    }
    statement = insert_into(Result).values(**values)
    taken_over = {name: values[name] for name in ("score_ppm", "attempt_id", "submitted_at", "comment", "changed_at")}
    statement = statement.on_conflict_do_update(
        index_elements=["context_id", "activity_id", "user_id", "cycle"],
        set_={**taken_over, "revision": Result.revision + 1},
        where=or_(Result.score_ppm != score_ppm, Result.score_ppm.is_(None)),
    )
    if db.session.execute(statement.returning(Result.revision)).scalar_one_or_none() is None:
        return
    _make_due(
        now,
        LineItem.context_id == context_id,
        LineItem.activity_id == activity_id,
        LineItem.cycle == cycle,
        Result.user_id == user_id,
    )


@dataclass(frozen=True, kw_only=True)
class Desired:
    """What a grade should be, one of many at once. Without a score it is taken back: what is not sent stays here."""

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
        names = ("score_ppm", "attempt_id", "submitted_at", "changed_at")
        differs = or_(Result.score_ppm != new.score_ppm, Result.score_ppm.is_(None) != new.score_ppm.is_(None))
        statement = statement.on_conflict_do_update(
            index_elements=["context_id", "activity_id", "user_id", "cycle"],
            set_={**{name: new[name] for name in names}, "revision": Result.revision + 1},
            where=differs,
        )
        db.session.execute(statement)
    activities = {each.activity_id for each in ordered}
    _make_due(now, Result.changed_at == now, Result.activity_id.in_(activities))
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


def _make_due(now: datetime, *conditions: object, again: Collection[str] = ()) -> None:
    """One delivery due per column and result under `conditions`. INSERT … SELECT: nothing is read and lost between.

    What was sent before is due only where the score is a newer one, or the delivery in one of the states `again`.
    """
    rows = (
        select(
            LineItem.id,
            Result.user_id,
            Result.revision,
            literal("due"),
            literal(now),
            literal(0),
            literal(0),
        )
        .select_from(LineItem)
        .join(
            Result,
            (Result.context_id == LineItem.context_id)
            & (Result.activity_id == LineItem.activity_id)
            & (Result.cycle == LineItem.cycle),
        )
        .join(User, User.id == Result.user_id)
        .outerjoin(Membership, (Membership.context_id == Result.context_id) & (Membership.user_id == Result.user_id))
        .where(
            LineItem.state == "active",
            Result.score_ppm.is_not(None),
            User.is_test.is_(False),
            func.coalesce(Membership.standing, "learner") == "learner",
            *conditions,  # type: ignore[arg-type]
        )
        # The order in which the courier settles: so the two never wait for each other.
        .order_by(LineItem.id, Result.user_id)
    )
    statement = insert_into(Delivery).from_select(
        ["line_item_id", "user_id", "wanted_revision", "state", "due_at", "tries", "accepted_revision"], rows
    )
    statement = statement.on_conflict_do_update(
        index_elements=["line_item_id", "user_id"],
        set_={
            "wanted_revision": statement.excluded.wanted_revision,
            "state": "due",
            "reason": None,
            "due_at": statement.excluded.due_at,
            "tries": 0,
        },
        where=or_(Delivery.wanted_revision < statement.excluded.wanted_revision, Delivery.state.in_(again)),
    )
    db.session.execute(statement)


def note_line_item(resource_link_id: UUID, *, registration_id: UUID, now: datetime) -> None:
    """Take in the column that a launch named. Grades earned before it existed become due.

    A link that now names another column sends there from now on; one whose activity changed carries the new activity.
    """
    link = db.session.execute(
        select(ResourceLink, Context.tenant_id, Context.deployment_pk)
        .join(Context, Context.id == ResourceLink.context_id)
        .where(ResourceLink.id == resource_link_id)
    ).one()
    row: ResourceLink = link.ResourceLink
    if row.line_item_url is None or row.activity_id is None:
        return
    values = {
        "id": new_id(),
        "tenant_id": link.tenant_id,
        "deployment_pk": link.deployment_pk,
        "registration_id": registration_id,
        "context_id": row.context_id,
        "activity_id": row.activity_id,
        "cycle": 1,
        "resource_link_id": row.id,
        "url": row.line_item_url,
        "url_digest": sha256(row.line_item_url.encode()).hexdigest(),
        "origin": "coupled",
        "state": "active" if SCORE_SCOPE in row.scopes else "no_scope",
    }
    _forget_other_activity(values)
    statement = insert_into(LineItem).values(**values)
    taken_over = {name: values[name] for name in ("activity_id", "resource_link_id", "state")}
    statement = statement.on_conflict_do_update(index_elements=["deployment_pk", "url_digest"], set_=taken_over)
    line_item_id = db.session.execute(statement.returning(LineItem.id)).scalar_one()
    db.session.execute(
        update(LineItem)
        .where(LineItem.resource_link_id == row.id, LineItem.id != line_item_id, LineItem.state == "active")
        .values(state="gone")
    )
    _make_due(now, LineItem.id == line_item_id, again=("parked",))


def _forget_other_activity(line_item: Mapping[str, Any]) -> None:
    """A column that stands for another activity from now on starts anew: revisions of the two have nothing in common.

    What is on its way for the old one changes nothing any more when it ends.
    """
    of_other = select(LineItem.id).where(
        LineItem.deployment_pk == line_item["deployment_pk"],
        LineItem.url_digest == line_item["url_digest"],
        LineItem.activity_id != line_item["activity_id"],
    )
    db.session.execute(delete(Delivery).where(Delivery.line_item_id.in_(of_other)))


def count_results(context_id: UUID, activity_id: UUID) -> int:
    """How many people of a course have a result in an activity."""
    people = select(func.count(Result.user_id.distinct()))
    return db.session.scalar(people.where(Result.context_id == context_id, Result.activity_id == activity_id)) or 0


def drop_line_items(resource_link_ids: Collection[UUID]) -> None:
    """These links open something else, or nothing, from now on: their columns get nothing more from us."""
    db.session.execute(
        update(LineItem)
        .where(LineItem.resource_link_id.in_(list(resource_link_ids)), LineItem.state == "active")
        .values(state="gone")
    )


def make_due_what_was_missed(*, since: datetime, now: datetime) -> None:
    """A submission and the first launch that names its column may miss each other; results changed since are compared.

    Nothing happens where every column has its delivery.
    """
    _make_due(now, Result.changed_at >= since)


def free_parked(user_ids: Collection[UUID], *, now: datetime) -> None:
    """These people launched again: what the LMS refused for them may be taken now."""
    db.session.execute(
        update(Delivery)
        .where(Delivery.user_id.in_(user_ids), Delivery.state == "parked")
        .values(state="due", reason=None, due_at=now, tries=0)
    )


@dataclass(frozen=True, kw_only=True)
class GradeLine:
    """What a learner is told of a grade: `sent`, `waiting`, `refused`, `not_yet` (nothing earned so far), or `none`
    (the link has no grade column).
    """

    state: Literal["sent", "waiting", "refused", "not_yet", "none"]
    sent_at: datetime | None = None
    score_ppm: int | None = None


_line_item, _delivery = table_of(LineItem), table_of(Delivery)

# Built once: every page with a grade line asks.
_STANDING = Statement(
    select(_delivery.c.state, _delivery.c.accepted_at, _delivery.c.accepted_ppm)
    .select_from(_line_item)
    .outerjoin(
        _delivery,
        (_delivery.c.line_item_id == _line_item.c.id) & (_delivery.c.user_id == bindparam("user_id", type_=Uuid())),
    )
    .where(
        _line_item.c.context_id == bindparam("context_id", type_=Uuid()),
        _line_item.c.activity_id == bindparam("activity_id", type_=Uuid()),
        _line_item.c.cycle == bindparam("cycle"),
        _line_item.c.state == "active",
    )
    .order_by(_delivery.c.state.desc())
    .limit(1)
)


def find_grade_line(*, context_id: UUID, activity_id: UUID, user_id: UUID, cycle: int = 1) -> GradeLine:
    """How the grade of this person and activity stands at the LMS. One statement."""
    keys = {"context_id": context_id, "activity_id": activity_id, "user_id": user_id, "cycle": cycle}
    row = _STANDING.one_or_none(keys)
    if row is None:
        return GradeLine(state="none")
    if row.state is None:
        return GradeLine(state="not_yet")
    if row.state in {"accepted", "confirmed"}:
        return GradeLine(state="sent", sent_at=row.accepted_at, score_ppm=row.accepted_ppm)
    return GradeLine(state="refused" if row.state == "parked" else "waiting")
