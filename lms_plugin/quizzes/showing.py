"""The page of one question: what is asked, and beside it what was taken of it. For views alone."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import render_template, request

from lms_plugin.progress.learner import Learner
from lms_plugin.questions.errors import ResponseError
from lms_plugin.quizzes.attempts import Sheet, get_sheet
from lms_plugin.quizzes.errors import NewerAnswerError
from lms_plugin.quizzes.pages import question_page
from lms_plugin.quizzes.told import tell


def show_question(learner: Learner, sheet: Sheet, number: int, **refused: Any) -> str:
    """The page as HTML; `refused` as in `question_page`: then what was sent stands on it."""
    context = question_page(learner, sheet, number, **refused)
    return render_template("quizzes/question.html", told=tell(sheet, number), sent=request.form, **context)


def show_refused(
    learner: Learner,
    attempt_id: UUID,
    number: int,
    given: Mapping[str, Any] | None,
    error: ResponseError | NewerAnswerError,
) -> tuple[str, int]:
    """The same page with what was sent and why it was not taken."""
    newer = error if isinstance(error, NewerAnswerError) else None
    words = "" if newer else str(error)
    sheet = get_sheet(learner, attempt_id)
    return show_question(learner, sheet, number, given=given, error=words, newer=newer), error.status
