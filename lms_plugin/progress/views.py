"""The learner's pages: where to go on, the module's home, a lesson and its inline questions."""

from datetime import UTC, datetime
from typing import Any

from flask import jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms_plugin.core.db.base import db
from lms_plugin.core.web.blueprint import LaunchBlueprint
from lms_plugin.core.web.errors import wants_json
from lms_plugin.core.web.forgery import check_token
from lms_plugin.core.web.viewer import Viewer, get_viewer
from lms_plugin.curriculum.shown import StepView
from lms_plugin.grades.services import find_grade_line
from lms_plugin.progress.answer_fields import read_answer
from lms_plugin.progress.asking import find_asked_place, get_asked_place, inner_addresses, learner_of
from lms_plugin.progress.checks import answer_check
from lms_plugin.progress.errors import BadPlaceError, LockedError
from lms_plugin.progress.lessons import complete_lesson, keep_reading, make_reading
from lms_plugin.progress.locks import Missing, find_missing, refuse_locked
from lms_plugin.progress.outline import Outline, Step, read_outline
from lms_plugin.progress.pages import get_check, home_page, lesson_page
from lms_plugin.progress.places import Place
from lms_plugin.questions.errors import ResponseError

blueprint = LaunchBlueprint("progress", __name__)


@blueprint.get("/")
def resume() -> Response | str | tuple[str, int]:
    """Where every launch begins: an open attempt's question; else the block of a half-read lesson; else the module.

    Home and lesson are shown at once, without a redirect; script writes the page's own address into the address bar.
    Those who teach begin at their course's people, or choose what to put into it, or see whose answers the LMS names.
    """
    viewer = get_viewer()
    if viewer.is_placing:
        return redirect(url_for("placing.picker"))
    if viewer.is_reviewing:
        return redirect(url_for("reviewing.review"))
    place = find_asked_place(viewer)
    if place is None and viewer.may_place:
        return redirect(url_for("choosing.choose"))
    if viewer.teaches:
        return redirect(url_for("analytics.people"))
    if place is None:
        return render_template("progress/nothing.html")
    outline = read_outline(learner_of(viewer), place, now=datetime.now(UTC))
    step = _resume_step(outline)
    if step is None:
        return _home_page(viewer, outline)
    if step.view.kind == "quiz":
        return redirect(step_address(step))
    if step.missing:
        return _locked_page(place, step.view, step.missing), LockedError.status
    return _lesson_page(place, step.view.key, reading=make_reading(step.view, step.row))


def _resume_step(outline: Outline) -> Step | None:
    """What to go on with; None for the module's home."""
    alone = outline.place.step
    own = (alone, outline.place.retired)
    steps = outline.steps if alone is None else [step for step in outline.steps if step.view in own]
    open_ones = (s for s in steps if s.updated_at is not None and not s.missing)
    begun = sorted(open_ones, key=lambda s: str(s.updated_at), reverse=True)
    for step in begun:
        if step.open_attempt:
            return step
    for step in begun:
        if step.state == "in_progress" and step.position.get("block"):
            return step
    return steps[0] if alone is not None else None


def step_address(step: Step) -> str:
    """Where a step is gone on with: the exact question or block."""
    if step.view.kind == "lesson":
        block = None if step.is_complete else step.position.get("block")
        return url_for("progress.lesson", key=step.view.key, _anchor=block)
    if step.open_attempt is None:
        return url_for("quizzes.start_page", key=step.view.key)
    number = step.position.get("number")
    if number is None:
        return url_for("quizzes.check", attempt_id=step.open_attempt)
    return url_for("quizzes.question", attempt_id=step.open_attempt, number=number)


@blueprint.get("/module")
def home() -> Response | str:
    """The module: what is next, the steps with their states, the grade."""
    viewer = get_viewer()
    place = find_asked_place(viewer)
    if place is None:
        return render_template("progress/nothing.html")
    outline = read_outline(learner_of(viewer), place, now=datetime.now(UTC))
    if place.module is None and (step := _resume_step(outline)):
        return redirect(step_address(step))
    return _home_page(viewer, outline)


def _home_page(viewer: Viewer, outline: Outline) -> str:
    line = find_grade_line(
        context_id=viewer.context_id,
        activity_id=outline.place.activity.id,
        user_id=viewer.user_id,
        cycle=learner_of(viewer).cycle,
    )
    addresses = inner_addresses(outline.place)
    return render_template(
        "progress/home.html", line=line, address=step_address, addresses=addresses, **home_page(outline)
    )


@blueprint.get("/lessons/<key>")
def lesson(key: str) -> str | tuple[str, int]:
    """A lesson, from the block where the person stopped; or what comes before it."""
    viewer = get_viewer()
    place = get_asked_place(viewer)
    step = place.get_step("lesson", key)
    missing = find_missing(learner_of(viewer), place.course, step.activity_id, now=datetime.now(UTC))
    if missing:
        return _locked_page(place, step, missing), LockedError.status
    return _lesson_page(place, key, again=request.args.get("again"))


def _locked_page(place: Place, step: StepView, missing: Missing) -> str:
    addresses = inner_addresses(place)
    return render_template("progress/locked.html", place=place, step=step, missing=missing, addresses=addresses)


def _get_open_step(viewer: Viewer, place: Place, key: str) -> StepView:
    """A lesson that may be read. Raises StepNotFoundError and LockedError."""
    step = place.get_step("lesson", key)
    refuse_locked(learner_of(viewer), place.course, step, now=datetime.now(UTC))
    return step


def _lesson_page(place: Place, key: str, **changes: Any) -> str:
    step = place.get_step("lesson", key)
    page = lesson_page(learner_of(get_viewer()), place, step, inner_addresses(place), **changes)
    return render_template("progress/lesson.html", **page)


@blueprint.post("/lessons/<key>/checks/<question>")
def check(key: str, question: str) -> Response | str | tuple[str, int]:
    """Answer an inline question: kept, and told at once what it is worth."""
    check_token()
    viewer = get_viewer()
    place, learner = get_asked_place(viewer), learner_of(viewer)
    step = _get_open_step(viewer, place, key)
    shown = get_check(step, question)
    sent = request.get_json(silent=True) if request.is_json else None
    value = sent.get("value") if isinstance(sent, dict) else read_answer(shown, request.form.getlist)
    if "move" in request.form:  # an item was moved without script; nothing is asked yet
        return _lesson_page(place, key, again=question, refused={question: (value, "")})
    now = datetime.now(UTC)
    try:
        answer_check(learner, place, step, question, value if value is not None else {}, now=now)
    except ResponseError as error:
        if wants_json():
            raise
        db.session.rollback()
        refused = {question: (None if sent else value, str(error))}
        return _lesson_page(place, key, again=question, refused=refused), error.status
    db.session.commit()
    if wants_json():
        page = lesson_page(learner, place, step, inner_addresses(place))
        html = render_template("progress/_check.html", panel=page["panels"][question], **page)
        return jsonify(saved=True, html=html)
    return redirect(url_for("progress.lesson", key=key, _anchor=f"check-{question}"), 303)


@blueprint.post("/lessons/<key>/position")
def position(key: str) -> Response:
    """Keep the block in view; sent by script."""
    check_token()
    viewer = get_viewer()
    place = get_asked_place(viewer)
    sent = request.get_json(silent=True)
    block = sent.get("block") if isinstance(sent, dict) else None
    if not isinstance(block, str):
        raise BadPlaceError("The place is missing.")
    step = _get_open_step(viewer, place, key)
    reading = keep_reading(learner_of(viewer), place, step, block, now=datetime.now(UTC))
    db.session.commit()
    return jsonify(saved=True, parts=[part.state for part in reading])


@blueprint.post("/lessons/<key>/done")
def finish_lesson(key: str) -> Response:
    """Done with a lesson: on to the next step."""
    check_token()
    viewer = get_viewer()
    place = get_asked_place(viewer)
    step = _get_open_step(viewer, place, key)
    following = complete_lesson(learner_of(viewer), place, step, now=datetime.now(UTC))
    db.session.commit()
    if following is None:
        return redirect(url_for("progress.home"), 303)
    endpoint = "progress.lesson" if following.kind == "lesson" else "quizzes.start_page"
    return redirect(url_for(endpoint, key=following.key), 303)
