"""Forgetting previews: what somebody tried who is not here to learn is nobody's record."""

from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, delete, select

from lms_plugin.core.db.base import db
from lms_plugin.progress.learner import PREVIEW_CYCLE
from lms_plugin.progress.models import Progress
from lms_plugin.quizzes.accommodation_models import Adjustment
from lms_plugin.quizzes.models import Attempt, HintTaken, MarkRow, QuestionTry, Response, ResponseSave

BATCH = 200


def forget_previews(*, before: datetime, batch: int = BATCH) -> int:
    """Delete one batch of previews that were begun, or last read in, before then; how many rows went."""
    statement = select(Attempt.id).where(Attempt.cycle == PREVIEW_CYCLE, Attempt.started_at < before).limit(batch)
    attempts = list(db.session.scalars(statement))
    for model in (Response, ResponseSave, MarkRow, HintTaken, QuestionTry, Adjustment):
        _delete(model, model.attempt_id.in_(attempts))
    gone = _delete(Attempt, Attempt.id.in_(attempts))
    if gone == batch:
        return gone
    return gone + _delete(Progress, Progress.cycle == PREVIEW_CYCLE, Progress.updated_at < before)


def _delete(model: Any, *conditions: Any) -> int:
    result: CursorResult[Any] = db.session.execute(  # type: ignore[assignment]  # a DELETE has a row count
        delete(model).where(*conditions).execution_options(synchronize_session=False)
    )
    return result.rowcount
