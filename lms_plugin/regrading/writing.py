"""Writing a plan: marks, scores, grades and progress, in a few statements however many people it reaches."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, bindparam, insert, inspect, or_, update
from sqlalchemy.orm.attributes import set_committed_value

from lms_plugin.core.db.base import db
from lms_plugin.grades.services import Desired, record_results
from lms_plugin.progress.models import Progress
from lms_plugin.quizzes.models import Attempt, MarkRow
from lms_plugin.quizzes.signing import is_unsigned
from lms_plugin.quizzes.submission import place_of, record_progress
from lms_plugin.regrading.planning import NO_SCORE, Change, GradeChange, Plan, Standing

WRITTEN = ("state", *NO_SCORE)


def write_plan(plan: Plan, *, now: datetime) -> None:
    """Everything but the record of who and why. A grade without a score any more is taken back."""
    _write_marks(plan.changes)
    _write_scores([change for change in plan.changes if _differs(change)])
    record_results([_desired(grade, now) for grade in plan.grades], now=now)
    _raise_best(plan.changes, now)
    for standing in plan.people.values():
        if standing.old != standing.new:
            _write_progress(standing, now)


def _write_marks(changes: Sequence[Change]) -> None:
    columns = [column.key for column in inspect(MarkRow).columns]
    rows = [{name: getattr(change.new, name) for name in columns} for change in changes]
    db.session.execute(insert(MarkRow), rows)


def _differs(change: Change) -> bool:
    return any(getattr(change.before, name) != getattr(change.after, name) for name in WRITTEN)


def _write_scores(changes: Sequence[Change]) -> None:
    if not changes:
        return
    statement = (
        update(Attempt.__table__)  # type: ignore[arg-type]
        .where(Attempt.id == bindparam("of_attempt", type_=Uuid()))
        .values({name: bindparam(f"new_{name}") for name in WRITTEN})
    )
    rows: list[dict[str, Any]] = [
        {"of_attempt": change.before.id, **{f"new_{name}": getattr(change.after, name) for name in WRITTEN}}
        for change in changes
    ]
    db.session.connection().execute(statement, rows)
    for change in changes:  # the session knows what the statement wrote
        for name in WRITTEN:
            set_committed_value(change.before, name, getattr(change.after, name))


def _desired(grade: GradeChange, now: datetime) -> Desired:
    context_id, activity_id, user_id, cycle = grade.key
    source = grade.worth.attempt if grade.worth is not None else None
    return Desired(
        context_id=context_id,
        activity_id=activity_id,
        user_id=user_id,
        cycle=cycle,
        score_ppm=grade.new,
        attempt_id=source.id if source is not None else None,
        submitted_at=(source.submitted_at if source is not None else None) or now,
    )


def _raise_best(changes: Sequence[Change], now: datetime) -> None:
    """Of a quiz's scores the best stays, for what requires one."""
    best: dict[tuple[UUID, UUID, UUID, int], int] = {}
    for change in changes:
        if change.after.state == "marked" and change.after.score_ppm is not None and not is_unsigned(change.after):
            best[change.key] = max(best.get(change.key, 0), change.after.score_ppm)
    statement = (
        update(Progress.__table__)  # type: ignore[arg-type]
        .where(
            Progress.context_id == bindparam("of_context", type_=Uuid()),
            Progress.activity_id == bindparam("of_activity", type_=Uuid()),
            Progress.user_id == bindparam("of_user", type_=Uuid()),
            Progress.cycle == bindparam("of_cycle"),
            or_(Progress.best_ppm.is_(None), Progress.best_ppm < bindparam("best")),
        )
        .values(best_ppm=bindparam("best"), updated_at=now)
    )
    names = ("of_context", "of_activity", "of_user", "of_cycle")
    rows = [dict(zip(names, key, strict=True)) | {"best": score} for key, score in sorted(best.items())]
    if rows:
        db.session.connection().execute(statement, rows)


def _write_progress(standing: Standing, now: datetime) -> None:
    """Progress where the outcome is another one: what is complete stays complete."""
    found = place_of(standing.anchor)
    record_progress(standing.learner, standing.anchor, found, standing.attempts, now=now)
