"""The verbs of progress: keep a place, keep a check's answer, record what is complete. One upsert each."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, bindparam, case, func, select, update

from lms_plugin.core.db.base import JsonObject, db, table_of
from lms_plugin.core.db.statements import Statement
from lms_plugin.core.db.upsert import insert_into
from lms_plugin.progress.learner import Learner
from lms_plugin.progress.models import Progress
from lms_plugin.progress.rules import AWAITING, COMPLETE, HANDED_IN

_KEY = ("context_id", "user_id", "activity_id", "cycle")


_progress = table_of(Progress)


@dataclass(frozen=True)
class ProgressRow:
    """What pages need of a row of Progress."""

    activity_id: UUID
    state: str
    position: JsonObject | None
    checks: JsonObject | None
    completed_at: datetime | None
    updated_at: datetime
    best_ppm: int | None = None
    told_at: datetime | None = None

    def is_held(self, now: datetime) -> bool:
        """Handed in, and how it went is not told yet."""
        return self.state in HANDED_IN and self.told_at is not None and now < self.told_at

    @property
    def is_complete(self) -> bool:
        """Done for good in this cycle: nothing later takes it back."""
        return self.state in COMPLETE

    @property
    def standing(self) -> str:
        """The state, or `awaiting` where the last try waits for a person to mark it."""
        is_awaiting = self.state == "in_progress" and bool((self.position or {}).get(AWAITING))
        return AWAITING if is_awaiting else self.state


@lru_cache(maxsize=64)
def _rows(count: int) -> Statement:
    """The rows of so many activities. Built once: every page asks."""
    wanted = [bindparam(f"activity_{number}", type_=Uuid()) for number in range(count)]
    return Statement(
        select(*(_progress.c[each.name] for each in fields(ProgressRow))).where(
            _progress.c.context_id == bindparam("context_id", type_=Uuid()),
            _progress.c.user_id == bindparam("user_id", type_=Uuid()),
            _progress.c.cycle == bindparam("cycle"),
            _progress.c.activity_id.in_(wanted),
        )
    )


def list_progress(learner: Learner, activity_ids: Collection[UUID]) -> dict[UUID, ProgressRow]:
    """The rows there are for these activities, by activity. One statement."""
    if not activity_ids:
        return {}
    keys = {
        "context_id": learner.context_id,
        "user_id": learner.user_id,
        "cycle": learner.cycle,
        **{f"activity_{number}": activity_id for number, activity_id in enumerate(activity_ids)},
    }
    return {row.activity_id: ProgressRow(*row) for row in _rows(len(activity_ids)).all(keys)}


def find_progress(learner: Learner, activity_id: UUID) -> ProgressRow | None:
    """The row of one activity."""
    return list_progress(learner, [activity_id]).get(activity_id)


def keep_place(
    learner: Learner, *, activity_id: UUID, publication_id: UUID, position: JsonObject, now: datetime
) -> None:
    """Remember where to go on. What was not started is in progress now; what is complete stays so."""
    statement = _insert(learner, activity_id, publication_id, now, state="in_progress", position=position)
    begun = case((Progress.state == "not_started", "in_progress"), else_=Progress.state)
    _upsert(statement, {"state": begun, "position": statement.excluded.position})


def record_outcome(
    learner: Learner,
    *,
    activity_id: UUID,
    publication_id: UUID,
    state: str,
    now: datetime,
    keeps_place: bool = False,
    score_ppm: int | None = None,
    told_at: datetime | None = None,
) -> None:
    """Record `in_progress`, `not_passed`, `passed`, `done` or `awaiting`, and leave the place. Complete stays so.

    `keeps_place`: another try is open, and its place stays. Of a quiz's scores the best stays, for what requires one.
    Until `told_at` no page tells the outcome.
    """
    is_awaiting = state == AWAITING
    values = {
        "state": "in_progress" if is_awaiting else state,
        "completed_at": now if state in COMPLETE else None,
        "position": {AWAITING: True} if is_awaiting else None,
        "best_ppm": score_ppm,
        "told_at": told_at,
    }
    statement = _insert(learner, activity_id, publication_id, now, **values)
    new = statement.excluded
    is_better = new.best_ppm > func.coalesce(Progress.best_ppm, -1)
    changes = {
        "state": case((Progress.state.in_(sorted(COMPLETE)), Progress.state), else_=new.state),
        "completed_at": func.coalesce(Progress.completed_at, new.completed_at),
        "told_at": new.told_at,
        "best_ppm": case((is_better, new.best_ppm), else_=Progress.best_ppm),
    }
    _upsert(statement, changes if keeps_place else {**changes, "position": new.position})


def begin_module(learner: Learner, *, activity_id: UUID, publication_id: UUID, now: datetime) -> None:
    """Note that something in a module was begun; changes nothing from the second time on."""
    statement = _insert(learner, activity_id, publication_id, now, state="in_progress")
    db.session.execute(statement.on_conflict_do_nothing(index_elements=_KEY))


def keep_check(
    learner: Learner, *, activity_id: UUID, publication_id: UUID, question: str, answer: JsonObject, now: datetime
) -> None:
    """Keep the answer to one inline question, as given. The row is locked, so that two answers at once both stay."""
    statement = _insert(learner, activity_id, publication_id, now, state="in_progress")
    db.session.execute(statement.on_conflict_do_nothing(index_elements=_KEY))
    where = [getattr(Progress, name) == value for name, value in _values(learner, activity_id).items()]
    row = db.session.execute(select(Progress.checks, Progress.state).where(*where).with_for_update()).one()
    state = "in_progress" if row.state == "not_started" else row.state
    checks = (row.checks or {}) | {question: answer}
    db.session.execute(
        update(Progress)
        .where(*where)
        .values(checks=checks, state=state, publication_id=publication_id, updated_at=now)
        .execution_options(synchronize_session=False)
    )


def _values(learner: Learner, activity_id: UUID) -> dict[str, Any]:
    return {
        "context_id": learner.context_id,
        "user_id": learner.user_id,
        "activity_id": activity_id,
        "cycle": learner.cycle,
    }


def _insert(learner: Learner, activity_id: UUID, publication_id: UUID, now: datetime, **values: Any) -> Any:
    return insert_into(Progress).values(
        **_values(learner, activity_id), publication_id=publication_id, updated_at=now, **values
    )


def _upsert(statement: Any, changes: dict[str, Any]) -> None:
    new = statement.excluded
    always = {"publication_id": new.publication_id, "updated_at": new.updated_at}
    db.session.execute(statement.on_conflict_do_update(index_elements=_KEY, set_=always | changes))
