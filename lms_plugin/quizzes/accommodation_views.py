"""Extra time, tries and days: a page for those who teach in the course, and for nobody else."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms_plugin.core.db.base import db
from lms_plugin.core.web.blueprint import LaunchBlueprint
from lms_plugin.core.web.forgery import check_token
from lms_plugin.core.web.viewer import get_viewer, label_of, teachers_only
from lms_plugin.progress.asking import get_asked_place, learner_of
from lms_plugin.progress.places import Place
from lms_plugin.quizzes import accommodations
from lms_plugin.quizzes.accepting import accept_late, list_late_answers
from lms_plugin.quizzes.accommodation_forms import WHOLE_COURSE, GrantForm, MinutesForm, RevokeForm
from lms_plugin.quizzes.adjusting import get_running, give_minutes
from lms_plugin.quizzes.allowances import given_words
from lms_plugin.quizzes.granted_elsewhere import list_granted_elsewhere

blueprint = LaunchBlueprint("accommodations", __name__, prefix="/extra-time")


@blueprint.get("/")
@teachers_only
def start() -> str:
    """Who has what, who is in a timed try now, and the form."""
    place = get_asked_place(get_viewer())
    return _page(place, _form(place, GrantForm()))


@blueprint.post("/")
@teachers_only
def add() -> Response | tuple[str, int]:
    """Grant it."""
    place = get_asked_place(get_viewer())
    form = _form(place, GrantForm(request.form))
    if not form.validate():
        return _page(place, form), 400
    accommodations.grant(learner_of(get_viewer()), form.wanted(place.course.key), now=datetime.now(UTC))
    db.session.commit()
    return redirect(url_for("accommodations.start", said="given"), 303)


@blueprint.post("/<uuid:accommodation_id>/revoke")
@teachers_only
def revoke(accommodation_id: UUID) -> Response:
    """Grant it no more."""
    RevokeForm(request.form).validate()
    accommodations.revoke(learner_of(get_viewer()), accommodation_id, now=datetime.now(UTC))
    db.session.commit()
    return redirect(url_for("accommodations.start", said="revoked"), 303)


@blueprint.post("/attempts/<uuid:attempt_id>/minutes")
@teachers_only
def minutes(attempt_id: UUID) -> Response | tuple[str, int]:
    """More minutes for one running try."""
    check_token()
    learner, form = learner_of(get_viewer()), MinutesForm(request.form)
    attempt = get_running(learner, attempt_id)
    if not form.validate():
        db.session.rollback()
        place = get_asked_place(get_viewer())
        return _page(place, _form(place, GrantForm()), problem="Give 1 to 600 minutes."), 400
    give_minutes(learner, attempt, form.minutes.data or 0, now=datetime.now(UTC))
    db.session.commit()
    return redirect(url_for("accommodations.start", said="minutes"), 303)


@blueprint.post("/attempts/<uuid:attempt_id>/late")
@teachers_only
def accept(attempt_id: UUID) -> Response:
    """Let answers count that came too late."""
    check_token()
    accept_late(learner_of(get_viewer()), attempt_id, now=datetime.now(UTC))
    db.session.commit()
    return redirect(url_for("accommodations.start", said="late"), 303)


def _quizzes(place: Place) -> dict[UUID, str]:
    """The quizzes of the course, by activity."""
    return {step.activity_id: step.title for step in place.course.steps() if step.kind == "quiz"}


def _form(place: Place, form: GrantForm) -> GrantForm:
    people = accommodations.list_people(get_viewer().context_id)
    form.person.choices = [("", "Nobody chosen"), *((str(row.id), _label(row)) for row in people)]
    quizzes = [(str(key), title) for key, title in _quizzes(place).items()]
    form.quiz.choices = [(WHOLE_COURSE, "Every quiz of this course"), *quizzes]
    return form


def _label(row: Any) -> str:
    """Who a row is of; where nobody with it has come yet, their e-mail or staff number."""
    return label_of(row.name, row.sub) if row.sub else str(row.match.partition(":")[2])


def _page(place: Place, form: GrantForm, problem: str = "") -> str:
    context_id, quizzes = get_viewer().context_id, _quizzes(place)
    return render_template(
        "quizzes/accommodations.html",
        form=form,
        rows=accommodations.list_accommodations(context_id),
        late=list_late_answers(context_id),
        running=accommodations.list_running(context_id),
        elsewhere=list_granted_elsewhere(learner_of(get_viewer()), place.course.key, quizzes),
        quizzes=quizzes,
        course=place.course,
        label=_label,
        words=given_words,
        problem=problem,
        said=request.args.get("said", ""),
    )
