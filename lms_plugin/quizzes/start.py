"""Beginning a try: policy, paper and publication are pinned; full-credit answers of the last try may come along."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from lms_plugin.core.db.base import db
from lms_plugin.core.db.ids import new_id
from lms_plugin.core.db.upsert import insert_into
from lms_plugin.curriculum.policies import Policy
from lms_plugin.curriculum.services import get_course_view, get_quiz
from lms_plugin.progress.learner import Learner
from lms_plugin.progress.locks import find_missing
from lms_plugin.progress.services import begin_module
from lms_plugin.quizzes.attempts import SUBMITTED, list_attempts
from lms_plugin.quizzes.checking import carry_tries
from lms_plugin.quizzes.closing import refuse_after_close, watch_closing
from lms_plugin.quizzes.dates import Window
from lms_plugin.quizzes.errors import CannotStartError, NotOpenError
from lms_plugin.quizzes.grants import policy_for
from lms_plugin.quizzes.laying_out import QuizPlace, lay_out
from lms_plugin.quizzes.models import Attempt, Response, ResponseSave
from lms_plugin.quizzes.papers import Paper
from lms_plugin.quizzes.policies import attempts_left, freeze, opens_again
from lms_plugin.quizzes.saving import keep_position
from lms_plugin.quizzes.time_limits import clock_at, deadline
from lms_plugin.quizzes.timing import read_window


def start_attempt(learner: Learner, quiz: QuizPlace, *, now: datetime) -> Attempt:
    """Open a try, or give back the open one. Raises CannotStartError where no try is left or it is too early,
    NotOpenError where the quiz is not open, QuizClosedError where it closed since the open try began."""
    attempts = list_attempts(learner, [quiz.activity_id])
    open_one = next((attempt for attempt in attempts if attempt.is_open), None)
    if open_one is not None:
        refuse_after_close(learner, open_one, now)
        return open_one
    policy = policy_for(learner, quiz.activity_id, get_quiz(quiz.digest).policy)
    if learner.graded:
        window = read_window(learner, policy, quiz.activity_id, quiz.publication_id)
        refuse_opening(learner, quiz, policy, window, now)
    done = [attempt for attempt in attempts if attempt.state in SUBMITTED]
    refuse_start(policy, done, now)
    paper = lay_out(learner, quiz, done[-1] if done else None, now=now)
    attempt = _open(learner, quiz, policy, paper, number=1 + max((a.number for a in attempts), default=0), now=now)
    if attempt is None:  # two starts at once: the other one was first
        return next(a for a in list_attempts(learner, [quiz.activity_id]) if a.is_open)
    watch_closing(learner, attempt, now=now)
    if paper.carried:
        _carry(done[-1].id, attempt.id, paper, now)
    if quiz.module_activity_id is not None:
        begin_module(learner, activity_id=quiz.module_activity_id, publication_id=quiz.publication_id, now=now)
    keep_position(learner, attempt, paper, 1, now=now)
    return attempt


def refuse_opening(learner: Learner, quiz: QuizPlace, policy: Policy, window: Window, now: datetime) -> None:
    """Raise NotOpenError where the quiz is given no more, not yet, or not before something else is done."""
    if policy.retired:
        raise NotOpenError("This quiz is not given any more.")
    if window.is_before(now):
        raise NotOpenError("This quiz opens later.")
    if window.is_closed(now):
        raise NotOpenError("This quiz has closed.")
    if find_missing(learner, get_course_view(quiz.publication_id), quiz.activity_id, now=now):
        raise NotOpenError("Something else comes first.")


def refuse_start(policy: Policy, done: Sequence[Attempt], now: datetime) -> None:
    """Raise CannotStartError unless the policy lets another try begin."""
    if attempts_left(policy, len(done)) == 0:
        raise CannotStartError("You have used all the tries that this quiz gives.")
    again = opens_again(policy, done[-1].submitted_at if done else None)
    if again is not None and now < again:
        raise CannotStartError("The next try opens later.", remedy="The start page of the quiz says when.")


def _open(
    learner: Learner, quiz: QuizPlace, policy: Policy, paper: Paper, *, number: int, now: datetime
) -> Attempt | None:
    """Insert the attempt; None where another one was opened at the same moment."""
    attempt_id, closes_at = new_id(), deadline(policy, now)
    statement = (
        insert_into(Attempt)
        .values(
            id=attempt_id,
            context_id=learner.context_id,
            activity_id=quiz.activity_id,
            user_id=learner.user_id,
            cycle=learner.cycle,
            number=number,
            publication_id=quiz.publication_id,
            state="open",
            policy=freeze(policy),
            paper=paper.to_json(),
            started_at=now,
            closes_at=closes_at,
            clock_at=clock_at(policy, closes_at),
        )
        .on_conflict_do_nothing()
        .returning(Attempt.id)
    )
    if db.session.execute(statement).scalar() is None:
        return None
    return db.session.get_one(Attempt, attempt_id)


def _carry(earlier: UUID, attempt_id: UUID, paper: Paper, now: datetime) -> None:
    """Copy the carried answers, each with a save of its own, so that the history is whole."""
    keys = [question.key for question in paper.carried]
    found = db.session.scalars(
        select(Response).where(Response.attempt_id == earlier, Response.question_key.in_(keys))
    ).all()
    rows = [
        {
            "attempt_id": attempt_id,
            "question_key": response.question_key,
            "revision": 1,
            "value": response.value,
            "is_draft": False,
            "flagged": False,
            "saved_at": now,
            "certainty": response.certainty,
        }
        for response in found
    ]
    db.session.execute(insert_into(Response).values(rows))
    db.session.execute(insert_into(ResponseSave).values([row | {"save_id": new_id()} for row in rows]))
    carry_tries(earlier, attempt_id, {response.question_key: response for response in found}, now=now)
