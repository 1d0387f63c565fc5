"""Acts on one question before handing in: take the next hint, have the answer checked."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from lms_plugin.core.db.base import db
from lms_plugin.core.web.blueprint import LaunchBlueprint
from lms_plugin.core.web.forgery import check_token
from lms_plugin.core.web.viewer import get_viewer
from lms_plugin.curriculum.services import get_quiz
from lms_plugin.progress.answer_fields import read_answer
from lms_plugin.progress.asking import learner_of
from lms_plugin.questions.errors import ResponseError
from lms_plugin.quizzes.attempts import get_sheet
from lms_plugin.quizzes.checking import check_answer
from lms_plugin.quizzes.errors import AnswerClosedError, AttemptOverError, NewerAnswerError
from lms_plugin.quizzes.forms import read_nth, read_step
from lms_plugin.quizzes.hinting import take_hint
from lms_plugin.quizzes.saving import save_response
from lms_plugin.quizzes.showing import show_refused

blueprint = LaunchBlueprint("tries", __name__)

Page = Response | tuple[str, int]


@blueprint.post("/attempts/<uuid:attempt_id>/questions/<int:number>/try")
def check(attempt_id: UUID, number: int) -> Page:
    """Save what the form holds and say what it is worth, as far as the quiz tells it at once."""
    return _act(attempt_id, number, "try", check_answer)


@blueprint.post("/attempts/<uuid:attempt_id>/questions/<int:number>/hint")
def hint(attempt_id: UUID, number: int) -> Page:
    """Save what the form holds and show the next hint."""
    return _act(attempt_id, number, "hint", take_hint)


def _act(attempt_id: UUID, number: int, button: str, act: Callable[..., None]) -> Page:
    check_token()
    learner, now = learner_of(get_viewer()), datetime.now(UTC)
    sheet = get_sheet(learner, attempt_id)
    key = sheet.get_asked(number).key
    shown = get_quiz(sheet.paper.quiz).question(key)
    nth, save = read_nth(request.form.get(button)), read_step(request.form, shown, flagged=None)
    try:
        saved = save_response(learner, attempt_id, key, save, now=now)
        if saved.late:
            db.session.commit()
            return redirect(url_for("quizzes.result", attempt_id=attempt_id), 303)
        _act_or_keep(partial(act, learner, attempt_id, key, nth, now=now))
    except (ResponseError, NewerAnswerError) as error:
        db.session.rollback()
        return show_refused(learner, attempt_id, number, read_answer(shown, request.form.getlist), error)
    db.session.commit()
    return redirect(
        url_for("quizzes.question", attempt_id=attempt_id, number=number, _anchor=f"{button}-said-{number}"), 303
    )


def _act_or_keep(act: Callable[[], None]) -> None:
    """Do it; where it comes too late, the answer that was sent with it is kept all the same."""
    try:
        act()
    except (AttemptOverError, AnswerClosedError):
        db.session.commit()
        raise
