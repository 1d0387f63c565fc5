"""Accepting answers that came too late: an educator's act. New marks are added, the first ones stay.

content-format.md 3.2 and 5.1: what a lost network delivered late is kept unmarked, and may be accepted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from lms_plugin.core.audit.services import Actor, record_event
from lms_plugin.core.db.base import db
from lms_plugin.core.db.ids import new_id
from lms_plugin.progress.learner import PREVIEW_CYCLE, Learner
from lms_plugin.quizzes.accommodation_models import Adjustment
from lms_plugin.quizzes.attempts import get_sheet, learners_attempt, lock_tries_beside, owner_of
from lms_plugin.quizzes.checking import weigh
from lms_plugin.quizzes.errors import AttemptNotFoundError, NothingLateError
from lms_plugin.quizzes.late import list_late
from lms_plugin.quizzes.marking import add_marks, list_marks, mark_paper
from lms_plugin.quizzes.models import Attempt, Response, ResponseSave
from lms_plugin.quizzes.submission import record_what_follows, settle
from lms_plugin.roster.models import User

ACCEPTED = {"late": "accepted"}


@dataclass(frozen=True, kw_only=True)
class LateAnswers:
    """An attempt with late answers that nobody has accepted: to how many questions, and when the last one came."""

    attempt_id: UUID
    activity_id: UUID
    name: str | None
    sub: str
    closes_at: datetime
    last_at: datetime
    count: int


def list_late_answers(context_id: UUID) -> list[LateAnswers]:
    """The late answers of a course that wait for a word, newest first: two statements."""
    rows = db.session.execute(
        select(Attempt.id, Attempt.activity_id, Attempt.closes_at, User.name, User.sub, ResponseSave)
        .join(ResponseSave, ResponseSave.attempt_id == Attempt.id)
        .join(User, User.id == Attempt.user_id)
        .where(Attempt.context_id == context_id, Attempt.cycle != PREVIEW_CYCLE, ResponseSave.late)
        .where(Attempt.submitted_by == "clock", Attempt.state == "marked")
    ).all()
    accepted = _accepted_at({row.id for row in rows})
    found: dict[UUID, list[Any]] = {}
    for row in rows:
        if row.id not in accepted or row.ResponseSave.saved_at > accepted[row.id]:
            found.setdefault(row.id, []).append(row)
    listed = [_late_answers(each) for each in found.values()]
    return sorted(listed, key=lambda each: each.last_at, reverse=True)


def _late_answers(rows: Sequence[Any]) -> LateAnswers:
    return LateAnswers(
        attempt_id=rows[0].id,
        activity_id=rows[0].activity_id,
        name=rows[0].name,
        sub=rows[0].sub,
        closes_at=rows[0].closes_at,
        last_at=max(row.ResponseSave.saved_at for row in rows),
        count=len({row.ResponseSave.question_key for row in rows}),
    )


def _accepted_at(attempts: set[UUID]) -> dict[UUID, datetime]:
    """When the late answers of these attempts were accepted last."""
    rows = select(Adjustment).where(Adjustment.attempt_id.in_(attempts)).order_by(Adjustment.made_at)
    return {row.attempt_id: row.made_at for row in db.session.scalars(rows) if row.change == ACCEPTED}


def accept_late(giver: Learner, attempt_id: UUID, *, now: datetime) -> Attempt:
    """Let the late answers of an attempt count: of each question the last one. The score is that of all marks.

    Raises AttemptNotFoundError, and NothingLateError where none waits.
    """
    attempt = db.session.scalar(learners_attempt(giver.context_id, attempt_id))
    if attempt is None:
        raise AttemptNotFoundError
    lock_tries_beside(attempt)
    since = _accepted_at({attempt_id}).get(attempt_id)
    waiting = [save for save in list_late(attempt_id) if since is None or save.saved_at > since]
    if attempt.state != "marked" or not waiting:
        raise NothingLateError
    newest = {save.question_key: save for save in waiting}
    _store(attempt_id, newest)
    _mark_anew(owner_of(attempt, giver.tenant_id), attempt, newest, now)
    db.session.add(Adjustment(id=new_id(), attempt_id=attempt_id, change=ACCEPTED, made_by=giver.user_id, made_at=now))
    record_event(
        "attempt.late_accepted",
        actor=Actor("person", giver.user_id, giver.launch_id),
        subject_kind="attempt",
        subject_id=attempt_id,
        details={"new": {"questions": sorted(newest)}},
        tenant_id=giver.tenant_id,
        now=now,
    )
    return attempt


def _store(attempt_id: UUID, newest: Mapping[str, ResponseSave]) -> None:
    """Make the late answers the ones that stand."""
    for key, save in newest.items():
        response = db.session.get(Response, (attempt_id, key), populate_existing=True)
        if response is None:
            response = Response(attempt_id=attempt_id, question_key=key, revision=0, flagged=False)
            db.session.add(response)
        response.revision, response.value = response.revision + 1, save.value
        response.is_draft, response.saved_at = False, save.saved_at
    db.session.flush()


def _mark_anew(learner: Learner, attempt: Attempt, newest: Mapping[str, ResponseSave], now: datetime) -> None:
    """Add a round of marks for these questions, and score the attempt by the marks that count then."""
    sheet = get_sheet(learner, attempt.id)
    current = list_marks(attempt.id)
    for item in weigh(sheet, mark_paper(sheet.paper, sheet.responses)):
        standing = current.get(item.key)
        if item.key in newest and (standing is None or standing.ruling not in ("drop", "credit_all")):
            add_marks(attempt.id, [item], now=now, nth=1 if standing is None else standing.round + 1)
    settle(attempt, list_marks(attempt.id).values())
    db.session.flush()
    record_what_follows(learner, attempt, now=now)
