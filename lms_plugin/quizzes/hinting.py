"""Taking a hint: an act of its own, kept with its moment. The words stand in the key part and are not read here."""

from datetime import datetime
from uuid import UUID

from lms_plugin.core.db.base import db
from lms_plugin.curriculum.services import get_quiz
from lms_plugin.progress.learner import Learner
from lms_plugin.quizzes.attempts import lock_attempt, refuse_shut
from lms_plugin.quizzes.errors import AnswerClosedError, AttemptOverError, BadSaveError
from lms_plugin.quizzes.models import HintTaken
from lms_plugin.quizzes.papers import Paper
from lms_plugin.quizzes.policies import thaw, tries_given
from lms_plugin.quizzes.taken import get_taken, hint_count


def take_hint(learner: Learner, attempt_id: UUID, question: str, nth: int, *, now: datetime) -> None:
    """Show the `nth` hint of a question from now on. One that was taken before stays as it is.

    Raises AttemptNotFoundError, AttemptOverError, NotInPaperError, AnswerLockedError, NotOpenYetError,
    AnswerClosedError (nothing can be changed any more) and BadSaveError (there is no such hint, or it is another one's
    turn).
    """
    attempt = lock_attempt(learner, attempt_id)
    policy, paper = thaw(attempt.policy), Paper.from_json(attempt.paper)
    if not attempt.is_open or attempt.is_time_up(now):
        raise AttemptOverError
    refuse_shut(attempt, paper, question)
    count = hint_count(policy, get_quiz(paper.quiz).question(question))
    taken = get_taken(attempt_id, question)
    if nth > count or nth > taken.hints + 1:
        raise BadSaveError("There is no such hint, or it is not its turn.")
    if nth <= taken.hints:
        return
    if taken.is_closed(tries_given(policy)):
        raise AnswerClosedError
    db.session.add(HintTaken(attempt_id=attempt_id, question_key=question, number=nth, taken_at=now))
    db.session.flush()
