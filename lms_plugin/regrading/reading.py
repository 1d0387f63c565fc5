"""Everything that a regrade looks at, in a fixed number of statements; locked where it is to be changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlalchemy.orm import aliased

from lms_plugin.core.db.base import db
from lms_plugin.core.web.viewer import label_of
from lms_plugin.curriculum.models import Activity
from lms_plugin.grades.models import Delivery, LineItem, Result
from lms_plugin.progress.learner import PREVIEW_CYCLE
from lms_plugin.quizzes.models import Attempt, MarkRow, QuestionTry, Response
from lms_plugin.regrading.proposals import Proposal
from lms_plugin.roster.models import Context, User

HANDED_IN = ("awaiting", "marked")
Key = tuple[UUID, UUID, UUID, int]  # context, activity, person, cycle


@dataclass(frozen=True, kw_only=True)
class Whose:
    """Who made an attempt, and in which course of the LMS, for reading."""

    label: str
    context: str


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What counts of a person's answer to the question, and which save or try it is, for the digest."""

    value: Mapping[str, Any] | None
    mark: str


@dataclass(frozen=True, kw_only=True)
class Material:
    """`attempts` are all of these people at the quizzes of the course, in order; `whose` those that may change.

    `rounds` are the marks of the latter: by attempt, by question, every round in order.
    """

    attempts: Sequence[Attempt]
    whose: Mapping[UUID, Whose]
    rounds: Mapping[UUID, Mapping[str, Sequence[MarkRow]]]
    answers: Mapping[UUID, Answer]


def read_material(proposal: Proposal, *, locked: bool = False) -> Material:
    """What the proposal reaches. `locked`: nothing of these people is handed in or marked until the transaction ends.

    Everything is read after the lock, so that what another transaction wrote before it let go is seen.
    """
    own = _touched(proposal)
    attempts = read_attempts(proposal.tenant_id, proposal.course_key, own, locked=locked)
    rows = db.session.execute(_with_names(own)).all()
    names = {row.id: Whose(label=label_of(row.name, row.sub), context=row.title or "a course") for row in rows}
    whose = {each.id: names[each.id] for each in attempts if each.id in names and proposal.fits(each.paper)}
    ids = own.with_only_columns(Attempt.id)
    return Material(
        attempts=attempts,
        whose=whose,
        rounds=read_rounds(ids),
        answers=_answers(ids, proposal.question),
    )


def read_attempts(tenant_id: UUID, course_key: str, own: Select[Any], *, locked: bool) -> Sequence[Attempt]:
    """Every attempt at the course's quizzes of whoever made one of `own`, in one order, as it is now."""
    mine = own.with_only_columns(Attempt.context_id, Attempt.user_id).distinct().subquery()
    beside = exists().where(mine.c.context_id == Attempt.context_id, mine.c.user_id == Attempt.user_id)
    activities = select(Activity.id).where(Activity.course_key == course_key)
    statement = select(Attempt).where(beside, Attempt.activity_id.in_(activities), Attempt.cycle != PREVIEW_CYCLE)
    statement = statement.order_by(Attempt.id).execution_options(populate_existing=True)
    return db.session.scalars(statement.with_for_update() if locked else statement).all()


def read_rounds(ids: Select[Any]) -> dict[UUID, dict[str, list[MarkRow]]]:
    """Every mark of these attempts."""
    found: dict[UUID, dict[str, list[MarkRow]]] = {}
    rows = db.session.scalars(select(MarkRow).where(MarkRow.attempt_id.in_(ids)).order_by(MarkRow.round))
    for row in rows:
        found.setdefault(row.attempt_id, {}).setdefault(row.question_key, []).append(row)
    return found


def of_tenant(tenant_id: UUID, course_key: str) -> Select[Any]:
    """The attempts of a hospital's learners at the quizzes of a course."""
    return (
        select(Attempt)
        .join(Context, Context.id == Attempt.context_id)
        .join(Activity, Activity.id == Attempt.activity_id)
        .where(Context.tenant_id == tenant_id, Activity.course_key == course_key, Attempt.cycle != PREVIEW_CYCLE)
    )


def _touched(proposal: Proposal) -> Select[Any]:
    """Handed in, within the scope, with a mark for the question."""
    asked = exists().where(MarkRow.attempt_id == Attempt.id, MarkRow.question_key == proposal.question)
    found = of_tenant(proposal.tenant_id, proposal.course_key).where(Attempt.state.in_(HANDED_IN), asked)
    if proposal.since is not None:
        found = found.where(Attempt.submitted_at >= proposal.since)
    if proposal.until is not None:
        found = found.where(Attempt.submitted_at < proposal.until)
    if proposal.publications:
        found = found.where(Attempt.publication_id.in_(proposal.publications))
    return found


def _with_names(own: Select[Any]) -> Select[*tuple[Any, ...]]:
    return own.join(User, User.id == Attempt.user_id).with_only_columns(Attempt.id, User.name, User.sub, Context.title)


def _answers(ids: Select[Any], question: str) -> dict[UUID, Answer]:
    """By attempt: the answer that was checked last counts, else the saved one."""
    saved = select(Response).where(Response.attempt_id.in_(ids), Response.question_key == question)
    tries = select(QuestionTry).where(QuestionTry.attempt_id.in_(ids), QuestionTry.question_key == question)
    fresh = saved.execution_options(populate_existing=True)
    found = {row.attempt_id: Answer(value=row.value, mark=f"r{row.revision}") for row in db.session.scalars(fresh)}
    for row in db.session.scalars(tries.order_by(QuestionTry.number)):
        found[row.attempt_id] = Answer(value=row.value, mark=f"t{row.number}")
    return found


def count_open(proposal: Proposal) -> int:
    """How many are still answering the question: they keep their version, and are handed in and marked by it."""
    statement = of_tenant(proposal.tenant_id, proposal.course_key).where(Attempt.state == "open")
    papers = db.session.scalars(statement.with_only_columns(Attempt.paper))
    return sum(proposal.fits(paper) for paper in papers)


@dataclass(frozen=True, kw_only=True)
class Sent:
    """How a grade stands at the LMS: what it took last, none where it took nothing yet."""

    score_ppm: int | None
    state: str | None


def read_sent(proposal: Proposal) -> dict[Key, Sent]:
    """What the LMS has of the grades of these people for which it has a column. One statement."""
    people = _touched(proposal).with_only_columns(Attempt.user_id)
    columns = (LineItem.context_id, LineItem.activity_id, Result.user_id, LineItem.cycle)
    statement = (
        select(*columns, Delivery.accepted_ppm, Delivery.state)
        .join(Activity, Activity.id == LineItem.activity_id)
        .join(Result, _same_grade())
        .outerjoin(Delivery, and_(Delivery.line_item_id == LineItem.id, Delivery.user_id == Result.user_id))
        .where(LineItem.tenant_id == proposal.tenant_id, LineItem.state == "active", Result.user_id.in_(people))
        .where(Activity.course_key == proposal.course_key)
    )
    rows = db.session.execute(statement)
    return {(row[0], row[1], row[2], row[3]): Sent(score_ppm=row.accepted_ppm, state=row.state) for row in rows}


def _same_grade() -> ColumnElement[bool]:
    return and_(
        Result.context_id == LineItem.context_id,
        Result.activity_id == LineItem.activity_id,
        Result.cycle == LineItem.cycle,
    )


_later = aliased(MarkRow)


def regraded(regrade_id: UUID) -> Select[Any]:
    """The attempts of which a mark that counts is one of this regrade."""
    newer = select(func.max(_later.round)).where(
        _later.attempt_id == MarkRow.attempt_id, _later.question_key == MarkRow.question_key
    )
    counts = exists().where(
        MarkRow.attempt_id == Attempt.id,
        MarkRow.regrade_id == regrade_id,
        MarkRow.round == newer.correlate(MarkRow).scalar_subquery(),
    )
    return select(Attempt).where(counts)
