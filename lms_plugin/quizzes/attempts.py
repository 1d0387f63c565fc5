"""Reading attempts: one person's, found by id or by quiz. Another person's attempt is not there at all."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select

from lms_plugin.core.db.base import db
from lms_plugin.curriculum.policies import Policy
from lms_plugin.progress.learner import PREVIEW_CYCLE, Learner
from lms_plugin.quizzes.errors import AnswerLockedError, AttemptNotFoundError, NotInPaperError, NotOpenYetError
from lms_plugin.quizzes.locks import Locks
from lms_plugin.quizzes.models import Attempt, Response
from lms_plugin.quizzes.papers import Paper, PaperQuestion
from lms_plugin.quizzes.policies import thaw

SUBMITTED = ("submitted", "awaiting", "marked")


@dataclass(frozen=True)
class Sheet:
    """An attempt with its paper and the answers so far, by question key."""

    attempt: Attempt
    paper: Paper
    responses: Mapping[str, Response]

    @property
    def policy(self) -> Policy:
        """The rules as they were when the attempt began."""
        return thaw(self.attempt.policy)

    def get_asked(self, number: int) -> PaperQuestion:
        """The question that is asked under a number. Raises NotInPaperError."""
        if not 1 <= number <= len(self.paper.asked):
            raise NotInPaperError("The question is not asked in this try.")
        return self.paper.asked[number - 1]

    def is_answered(self, key: str) -> bool:
        """Whether something is saved for a question."""
        response = self.responses.get(key)
        return response is not None and bool(response.value)

    def is_flagged(self, key: str) -> bool:
        """Whether the person marked a question to look at it again."""
        response = self.responses.get(key)
        return response is not None and response.flagged

    @property
    def locks(self) -> Locks:
        """Which questions take answers."""
        return locks_of(self.attempt, self.paper)

    @property
    def missing(self) -> tuple[int, ...]:
        """The numbers of the asked questions without an answer."""
        return tuple(n for n, question in enumerate(self.paper.asked, 1) if not self.is_answered(question.key))


def locks_of(attempt: Attempt, paper: Paper) -> Locks:
    """Which questions of a try take answers."""
    return Locks(paper, frozenset(attempt.locked or ()), attempt.policy.get("navigation") == "forward")


def refuse_shut(attempt: Attempt, paper: Paper, question: str) -> None:
    """Raise NotInPaperError, AnswerLockedError or NotOpenYetError unless the question takes answers."""
    asked = paper.find(question)
    if asked is None:
        raise NotInPaperError("The question is not asked in this try.")
    standing = locks_of(attempt, paper).standing(asked)
    if standing != "open":
        raise AnswerLockedError if standing == "locked" else NotOpenYetError


def own_attempt(learner: Learner, attempt_id: UUID) -> Select[Attempt]:
    """The attempt, if it is this person's in this course: a preview's in a preview, and a real one else."""
    is_preview = Attempt.cycle == PREVIEW_CYCLE
    return select(Attempt).where(
        Attempt.id == attempt_id,
        Attempt.context_id == learner.context_id,
        Attempt.user_id == learner.user_id,
        is_preview if learner.cycle == PREVIEW_CYCLE else ~is_preview,
    )


def learners_attempt(context_id: UUID, attempt_id: UUID) -> Select[Attempt]:
    """The attempt as those in charge of a course find it: one of that course, and nobody's preview."""
    return select(Attempt).where(
        Attempt.id == attempt_id, Attempt.context_id == context_id, Attempt.cycle != PREVIEW_CYCLE
    )


def owner_of(attempt: Attempt, tenant_id: UUID) -> Learner:
    """Whose attempt it is, for what somebody else or the clock does to it."""
    return Learner(
        tenant_id=tenant_id,
        context_id=attempt.context_id,
        user_id=attempt.user_id,
        cycle=attempt.cycle,
        graded=attempt.cycle != PREVIEW_CYCLE,
    )


def get_sheet(learner: Learner, attempt_id: UUID) -> Sheet:
    """An attempt and its answers, in one statement. Raises AttemptNotFoundError."""
    statement = own_attempt(learner, attempt_id).outerjoin(Response, Response.attempt_id == Attempt.id)
    fresh = statement.add_columns(Response).execution_options(populate_existing=True)  # saves go past the session
    rows = db.session.execute(fresh).all()
    if not rows:
        raise AttemptNotFoundError
    attempt = rows[0][0]
    responses = {row[1].question_key: row[1] for row in rows if row[1] is not None}
    return Sheet(attempt, Paper.from_json(attempt.paper), responses)


def lock_attempt(learner: Learner, attempt_id: UUID) -> Attempt:
    """The attempt, locked until the transaction ends: saving and submitting never overlap. Raises AttemptNotFoundError.

    Answers are read by a statement after this one: what another transaction wrote before it let go is seen then.
    """
    statement = own_attempt(learner, attempt_id).with_for_update().execution_options(populate_existing=True)
    attempt = db.session.scalar(statement)
    if attempt is None:
        raise AttemptNotFoundError
    return attempt


def lock_tries_beside(attempt: Attempt) -> None:
    """Lock everything of this person in the course, in one order, and read it anew.

    Tries that are scored at once then see each other's scores, and none is handed in while what all are worth is read:
    the older worth would win.
    """
    mine = (Attempt.context_id == attempt.context_id, Attempt.user_id == attempt.user_id)
    statement = select(Attempt).where(*mine).order_by(Attempt.id).with_for_update()
    db.session.scalars(statement.execution_options(populate_existing=True)).all()


def list_attempts(learner: Learner, activity_ids: Collection[UUID]) -> list[Attempt]:
    """This person's attempts at these quizzes in this cycle, in the order they were made; voided ones left out."""
    statement = (
        select(Attempt)
        .where(
            Attempt.context_id == learner.context_id,
            Attempt.user_id == learner.user_id,
            Attempt.cycle == learner.cycle,
            Attempt.activity_id.in_(list(activity_ids)),
            Attempt.state != "voided",
        )
        .order_by(Attempt.number)
    )
    return list(db.session.scalars(statement))


def submitted(attempts: Collection[Attempt], activity_id: UUID) -> list[Attempt]:
    """Those of one quiz that were handed in."""
    return [attempt for attempt in attempts if attempt.activity_id == activity_id and attempt.state in SUBMITTED]


def get_times(learner: Learner, attempt_id: UUID) -> tuple[bool, datetime | None]:
    """Whether an attempt is open, and its deadline, in one short statement. Raises AttemptNotFoundError."""
    times = own_attempt(learner, attempt_id).with_only_columns(Attempt.state, Attempt.closes_at)
    row = db.session.execute(times).one_or_none()
    if row is None:
        raise AttemptNotFoundError
    return row.state == "open", row.closes_at
