"""The page with all questions of a try, and saving it: by one form, and by script as the answers are given."""

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

from flask import jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms_plugin.core.db.base import db
from lms_plugin.core.web.blueprint import LaunchBlueprint
from lms_plugin.core.web.filters import clock
from lms_plugin.core.web.forgery import check_token
from lms_plugin.core.web.viewer import get_viewer
from lms_plugin.curriculum.services import get_quiz
from lms_plugin.progress.asking import learner_of
from lms_plugin.progress.learner import Learner
from lms_plugin.quizzes.all_forms import read_button, read_saves
from lms_plugin.quizzes.all_page import all_page
from lms_plugin.quizzes.attempts import Sheet, get_sheet
from lms_plugin.quizzes.errors import LateAnswer, NewerAnswerError
from lms_plugin.quizzes.saving import Save, keep_position
from lms_plugin.quizzes.saving_all import Outcome, Refused, save_page
from lms_plugin.quizzes.showing import show_instead

blueprint = LaunchBlueprint("all_questions", __name__)

Page = Response | str | tuple[str, int]


@blueprint.get("/attempts/<uuid:attempt_id>/questions")
def page(attempt_id: UUID) -> Page:
    """All questions, as they were left."""
    learner = learner_of(get_viewer())
    sheet = get_sheet(learner, attempt_id)
    if (instead := show_instead(learner, sheet)) is not None:
        return instead
    if sheet.policy.layout != "all":
        return redirect(url_for("quizzes.question", attempt_id=attempt_id, number=1))
    return render_template("quizzes/all.html", **all_page(learner, sheet))


@blueprint.post("/attempts/<uuid:attempt_id>/questions")
def step(attempt_id: UUID) -> Page:
    """Save what the form holds, and stay or go on to the check. This is how answering works without script."""
    check_token()
    learner, now = learner_of(get_viewer()), datetime.now(UTC)
    button = read_button(request.form)
    sheet, saves, outcome = _save(learner, attempt_id, now)
    if outcome.late or not sheet.attempt.is_open:
        db.session.commit()
        return redirect(url_for("quizzes.result", attempt_id=attempt_id), 303)
    if button.do == "check" and not outcome.refused:
        keep_position(learner, sheet.attempt, sheet.paper, None, now=now)
    db.session.commit()
    if outcome.refused:
        context = all_page(learner, get_sheet(learner, attempt_id), sent=saves, outcome=outcome)
        return render_template("quizzes/all.html", **context), _status(outcome)
    if button.do == "check":
        return redirect(url_for("quizzes.check", attempt_id=attempt_id, all=1), 303)
    anchor = f"question-{button.number}" if button.number else None
    return redirect(url_for("all_questions.page", attempt_id=attempt_id, _anchor=anchor), 303)


@blueprint.post("/attempts/<uuid:attempt_id>/responses")
def save(attempt_id: UUID) -> tuple[Response, int]:
    """Save the fields of the page by script: 200 with what became of each question under its number."""
    check_token()
    learner, now = learner_of(get_viewer()), datetime.now(UTC)
    sheet, saves, outcome = _save(learner, attempt_id, now)
    db.session.commit()
    if outcome.late:
        return jsonify(saved=False, late=True, error=LateAnswer.title, remedy=LateAnswer.remedy), LateAnswer.status
    numbers = {question.key: str(number) for number, question in enumerate(sheet.paper.asked, 1)}
    return (
        jsonify(
            saved=not outcome.refused,
            clock=clock(now),
            answered=_count_answered(sheet, saves, outcome),
            revisions={numbers[key]: revision for key, revision in outcome.revisions.items()},
            refused={numbers[key]: _words(error) for key, error in outcome.refused.items()},
        ),
        200,
    )


def _save(learner: Learner, attempt_id: UUID, now: datetime) -> tuple[Sheet, Mapping[str, Save], Outcome]:
    sheet = get_sheet(learner, attempt_id)
    saves = read_saves(request.form, get_quiz(sheet.paper.quiz), sheet.paper, read_button(request.form))
    return sheet, saves, save_page(learner, sheet, saves, now=now)


def _words(error: Refused) -> Mapping[str, object]:
    """Why an answer was not taken; of one that was changed elsewhere the page with both answers says more."""
    return {"newer": True} if isinstance(error, NewerAnswerError) else {"message": str(error)}


def _count_answered(sheet: Sheet, saves: Mapping[str, Save], outcome: Outcome) -> int:
    keys = [question.key for question in sheet.paper.asked]
    return sum(saves[key].value is not None if key in outcome.revisions else sheet.is_answered(key) for key in keys)


def _status(outcome: Outcome) -> int:
    return max(error.status for error in outcome.refused.values())
