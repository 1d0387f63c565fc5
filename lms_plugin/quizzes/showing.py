"""The page of one question: what is asked, and beside it what was taken of it. For views alone."""

from typing import Any

from flask import render_template, request

from lms_plugin.progress.learner import Learner
from lms_plugin.quizzes.attempts import Sheet
from lms_plugin.quizzes.pages import question_page
from lms_plugin.quizzes.told import tell


def show_question(learner: Learner, sheet: Sheet, number: int, **refused: Any) -> str:
    """The page as HTML; `refused` as in `question_page`: then what was sent stands on it."""
    context = question_page(learner, sheet, number, **refused)
    return render_template("quizzes/question.html", told=tell(sheet, number), sent=request.form, **context)
