"""What stands on a page of a try: what is asked, and beside it what was taken of it; or why nothing is asked any more.

For views alone.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms_plugin.curriculum.services import get_quiz
from lms_plugin.progress.learner import Learner
from lms_plugin.questions.errors import ResponseError
from lms_plugin.quizzes.attempts import Sheet, get_sheet
from lms_plugin.quizzes.closing import is_over
from lms_plugin.quizzes.errors import NewerAnswerError
from lms_plugin.quizzes.pages import question_page
from lms_plugin.quizzes.told import tell


def show_instead(learner: Learner, sheet: Sheet) -> Response | str | None:
    """What a page of a try that takes no more answers shows in its place; None while it does take them."""
    now = datetime.now(UTC)
    if not sheet.attempt.is_open:
        return redirect(url_for("quizzes.result", attempt_id=sheet.attempt.id))
    if is_over(learner, sheet.attempt, now):
        # The quiz closed over the try: its start page says so, and hands in.
        return redirect(url_for("quizzes.start_page", key=get_quiz(sheet.paper.quiz).key))
    if sheet.attempt.is_time_up(now):
        return render_template("quizzes/time_up.html", sheet=sheet, quiz=get_quiz(sheet.paper.quiz))
    return None


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
