"""Learners compare an answer with its model after handing in, and tick the levels they see in it: kept, unscored."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from lms_plugin.core.db.base import db
from lms_plugin.curriculum.keys import get_quiz_questions
from lms_plugin.progress.learner import Learner
from lms_plugin.questions.free_text import FreeTextSpec
from lms_plugin.quizzes.attempts import SUBMITTED, get_sheet, lock_attempt
from lms_plugin.quizzes.errors import NotInPaperError
from lms_plugin.quizzes.judgements import read_levels
from lms_plugin.quizzes.marking import list_marks
from lms_plugin.quizzes.models import MarkRow
from lms_plugin.quizzes.releasing import read_telling


def keep_own_levels(learner: Learner, attempt_id: UUID, key: str, typed: Mapping[str, str], *, now: datetime) -> None:
    """Keep what a learner ticked, as a round without credit; the same again is kept once.

    Raises AttemptNotFoundError, and NotInPaperError where there is nothing to compare, or not yet.
    """
    attempt = lock_attempt(learner, attempt_id)
    sheet = get_sheet(learner, attempt_id)
    spec = get_quiz_questions(sheet.paper.quiz).get(key)
    current = list_marks(attempt_id).get(key)
    is_open = attempt.state in SUBMITTED and read_telling(learner, sheet, now=now).released.feedback
    if not isinstance(spec, FreeTextSpec) or spec.marking != "self" or current is None or not is_open:
        raise NotInPaperError("There is nothing to compare this answer with.")
    chosen = read_levels(spec, typed)
    if chosen == (current.chosen or {}):
        return
    db.session.add(
        MarkRow(
            attempt_id=attempt_id,
            question_key=key,
            round=current.round + 1,
            points_num=current.points_num,
            points_den=current.points_den,
            answered=current.answered,
            parts={},
            feedback=[],
            marker_id=learner.user_id,
            chosen=chosen,
            marked_at=now,
        )
    )
