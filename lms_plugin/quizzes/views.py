"""The pages of a quiz: start, questions, check, result; and the saving of answers by script and by form."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms_plugin.core.db.base import db
from lms_plugin.core.web.blueprint import LaunchBlueprint
from lms_plugin.core.web.errors import handle_known
from lms_plugin.core.web.filters import clock
from lms_plugin.core.web.forgery import check_token
from lms_plugin.core.web.viewer import get_viewer
from lms_plugin.curriculum.services import get_quiz
from lms_plugin.grades.services import find_grade_line
from lms_plugin.progress.answer_fields import read_answer
from lms_plugin.progress.asking import find_asked_place, get_asked_place, inner_addresses, learner_of
from lms_plugin.questions.errors import ResponseError
from lms_plugin.quizzes.acts import note_refused
from lms_plugin.quizzes.attempts import get_sheet
from lms_plugin.quizzes.errors import (
    AttemptNotFoundError,
    LateAnswer,
    NewerAnswerError,
    NotSignedError,
    QuizClosedError,
)
from lms_plugin.quizzes.forms import read_save, read_step, read_target
from lms_plugin.quizzes.laying_out import QuizPlace
from lms_plugin.quizzes.moving import landing, move_on
from lms_plugin.quizzes.pages import check_page
from lms_plugin.quizzes.pages import start_page as start_context
from lms_plugin.quizzes.results_page import result_page
from lms_plugin.quizzes.saving import keep_position, save_response
from lms_plugin.quizzes.showing import show_instead, show_question, show_refused
from lms_plugin.quizzes.signing import Signature
from lms_plugin.quizzes.start import start_attempt
from lms_plugin.quizzes.submission import submit_attempt
from lms_plugin.quizzes.taken import is_closed

blueprint = LaunchBlueprint("quizzes", __name__)

Page = Response | str | tuple[str, int]


@blueprint.app_errorhandler(AttemptNotFoundError)
def foreign(error: AttemptNotFoundError) -> Response:
    """Another person's attempt is not there, as if there were none; that something was sent to it is in the trail."""
    db.session.rollback()
    attempt_id = (request.view_args or {}).get("attempt_id")
    if request.method == "POST" and attempt_id is not None:
        note_refused(learner_of(get_viewer()), attempt_id, now=datetime.now(UTC))
        db.session.commit()
    return handle_known(error)


@blueprint.app_errorhandler(QuizClosedError)
def closed(error: QuizClosedError) -> Response:
    """The quiz closed over an open try: it is handed in as it was saved, whatever was sent now."""
    db.session.rollback()
    try:
        submit_attempt(learner_of(get_viewer()), error.attempt_id, now=datetime.now(UTC))
        db.session.commit()
    except NotSignedError:  # more days were given this moment: the try goes on
        db.session.rollback()
    return handle_known(error)


@blueprint.get("/quizzes/<key>")
def start_page(key: str) -> str:
    """What holds for this quiz, said before it begins."""
    viewer = get_viewer()
    place = get_asked_place(viewer)
    context = start_context(learner_of(viewer), place, place.get_step("quiz", key), now=datetime.now(UTC))
    return render_template("quizzes/start.html", addresses=inner_addresses(place), **context)


@blueprint.post("/quizzes/<key>/start")
def start(key: str) -> Response:
    """Begin a try, or go on with the open one."""
    check_token()
    viewer = get_viewer()
    place = get_asked_place(viewer)
    step = place.get_step("quiz", key)
    quiz = QuizPlace(
        activity_id=step.activity_id,
        digest=step.digest,
        publication_id=place.publication_id,
        module_activity_id=place.module.activity_id if place.module is not None else None,
    )
    attempt_id = start_attempt(learner_of(viewer), quiz, now=datetime.now(UTC)).id
    db.session.commit()
    if request.form.get("layout") == "all":
        return redirect(url_for("all_questions.page", attempt_id=attempt_id), 303)
    return redirect(url_for("quizzes.question", attempt_id=attempt_id, number=1), 303)


@blueprint.get("/attempts/<uuid:attempt_id>/questions/<int:number>")
def question(attempt_id: UUID, number: int) -> Page:
    """One question, as it was left."""
    learner = learner_of(get_viewer())
    sheet = get_sheet(learner, attempt_id)
    if (instead := show_instead(learner, sheet)) is not None:
        return instead
    sheet.get_asked(number)
    nearest = landing(sheet, number)
    if nearest is None:
        return redirect(url_for("quizzes.check", attempt_id=attempt_id))
    if nearest != number:
        return redirect(url_for("quizzes.question", attempt_id=attempt_id, number=nearest))
    return show_question(learner, sheet, number, asks="unanswered" in request.args)


@blueprint.post("/attempts/<uuid:attempt_id>/questions/<int:number>")
def step(attempt_id: UUID, number: int) -> Page:
    """Save what the form holds, and move. This is how answering works without script."""
    check_token()
    learner, now = learner_of(get_viewer()), datetime.now(UTC)
    sheet = get_sheet(learner, attempt_id)
    key = sheet.get_asked(number).key
    go = "stay" if "move" in request.form else request.form.get("go", "next")
    shown = get_quiz(sheet.paper.quiz).question(key)
    save = read_step(request.form, shown, flagged=not sheet.is_flagged(key) if go == "flag" else None)
    if is_closed(sheet.attempt, key):  # its page has no fields for an answer
        save = replace(save, value=sheet.responses[key].value, certainty=None)
    target = read_target(go, number, len(sheet.paper.asked))
    try:
        saved = save_response(learner, attempt_id, key, save, now=now)
    except (ResponseError, NewerAnswerError) as error:
        db.session.rollback()
        return show_refused(learner, attempt_id, number, read_answer(shown, request.form.getlist), error)
    if saved.late or not sheet.attempt.is_open:
        db.session.commit()
        return redirect(url_for("quizzes.result", attempt_id=attempt_id), 303)
    move = move_on(learner, attempt_id, number, go, target, now=now)
    db.session.commit()
    if move.number is None:
        return redirect(url_for("quizzes.check", attempt_id=attempt_id), 303)
    asking = 1 if move.asks else None
    where = url_for("quizzes.question", attempt_id=attempt_id, number=move.number, unanswered=asking)
    return redirect(f"{where}#empty" if move.asks else where, 303)


@blueprint.post("/attempts/<uuid:attempt_id>/responses/<key>")
def save(attempt_id: UUID, key: str) -> tuple[Response, int]:
    """Save an answer by script: 200 with the new revision, or 409 with the newer answer."""
    check_token()
    learner, now = learner_of(get_viewer()), datetime.now(UTC)
    try:
        saved = save_response(learner, attempt_id, key, read_save(request.get_json(silent=True)), now=now)
    except NewerAnswerError as error:
        db.session.rollback()
        return _said(False, error.revision, error.saved_at, value=error.value), error.status
    db.session.commit()
    if saved.late:
        return jsonify(saved=False, late=True, error=LateAnswer.title, remedy=LateAnswer.remedy), LateAnswer.status
    return _said(True, saved.revision, saved.saved_at), 200


def _said(is_saved: bool, revision: int, at: datetime, **more: Any) -> Response:
    return jsonify(saved=is_saved, revision=revision, at=at.isoformat(), clock=clock(at), **more)


@blueprint.get("/attempts/<uuid:attempt_id>/check")
def check(attempt_id: UUID) -> Page:
    """What is missing, and the button that hands in."""
    learner = learner_of(get_viewer())
    sheet = get_sheet(learner, attempt_id)
    if (instead := show_instead(learner, sheet)) is not None:
        return instead
    return render_template("quizzes/check.html", from_all="all" in request.args, **check_page(learner, sheet))


@blueprint.post("/attempts/<uuid:attempt_id>/place")
def place(attempt_id: UUID) -> Response:
    """Go to a question from the list of answers, and keep that as the place to go on from."""
    check_token()
    learner = learner_of(get_viewer())
    sheet = get_sheet(learner, attempt_id)
    number = request.form.get("number", 0, type=int)
    if not sheet.attempt.is_open:
        return redirect(url_for("quizzes.result", attempt_id=attempt_id), 303)
    sheet.get_asked(number)
    keep_position(learner, sheet.attempt, sheet.paper, number, now=datetime.now(UTC))
    db.session.commit()
    if "all" in request.form:
        anchor = f"question-{number}"
        return redirect(url_for("all_questions.page", attempt_id=attempt_id, _anchor=anchor), 303)
    return redirect(url_for("quizzes.question", attempt_id=attempt_id, number=number), 303)


@blueprint.post("/attempts/<uuid:attempt_id>/submit")
def submit(attempt_id: UUID) -> Page:
    """Hand in; a second time leads to the first result."""
    check_token()
    viewer, typed = get_viewer(), request.form.get("name", "")
    learner = learner_of(viewer)
    try:
        submit_attempt(learner, attempt_id, Signature(typed, viewer.name), now=datetime.now(UTC))
    except NotSignedError as error:
        db.session.rollback()
        page = check_page(learner, get_sheet(learner, attempt_id), name=typed, error=str(error))
        return render_template("quizzes/check.html", from_all=False, **page), error.status
    db.session.commit()
    return redirect(url_for("quizzes.result", attempt_id=attempt_id), 303)


@blueprint.get("/attempts/<uuid:attempt_id>/result")
def result(attempt_id: UUID) -> Page:
    """The outcome of a submitted try, as far as it is released."""
    viewer = get_viewer()
    learner = learner_of(viewer)
    sheet = get_sheet(learner, attempt_id)
    if sheet.attempt.is_open:
        return redirect(url_for("quizzes.check", attempt_id=attempt_id))
    place = find_asked_place(viewer)
    line, addresses = None, inner_addresses(place) if place is not None else {}
    if place is not None and learner.graded:
        line = find_grade_line(
            context_id=viewer.context_id, activity_id=place.activity.id, user_id=viewer.user_id, cycle=learner.cycle
        )
    return render_template(
        "quizzes/result.html", line=line, **result_page(learner, place, sheet, addresses, now=datetime.now(UTC))
    )
