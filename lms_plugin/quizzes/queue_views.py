"""Marking by hand, for those who teach in the launched course: what waits, and one answer after the other."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms_plugin.core.db.base import db
from lms_plugin.core.web.blueprint import LaunchBlueprint
from lms_plugin.core.web.forgery import check_token
from lms_plugin.core.web.viewer import get_viewer, teachers_only
from lms_plugin.progress.asking import learner_of
from lms_plugin.quizzes.errors import NewerMarkError, UnfinishedMarkError
from lms_plugin.quizzes.forms import read_round
from lms_plugin.quizzes.hand_marks import Marker, get_hand_marked, mark_by_hand, question_of, take_back
from lms_plugin.quizzes.judgements import Judgement, read_levels
from lms_plugin.quizzes.queue_page import Typed, following, in_order, mark_page, queue_page, read_sorting
from lms_plugin.quizzes.waiting import count_waiting, list_waiting

blueprint = LaunchBlueprint("marking", __name__, prefix="/marking")

Page = Response | str | tuple[str, int]


@blueprint.app_template_global("answers_waiting")
def answers_waiting() -> int:
    """For the bar of those who teach: how many answers wait in the launched course."""
    return count_waiting(get_viewer().context_id)


@blueprint.get("/")
@teachers_only
def queue() -> str:
    """What waits, by question or by person. How it is looked at is in the address."""
    viewer = get_viewer()
    page = queue_page(viewer.tenant_id, viewer.context_id, read_sorting(request.args))
    return render_template("quizzes/queue.html", saved=_saved(), **page)


@blueprint.get("/<uuid:attempt_id>/<key>")
@teachers_only
def answer(attempt_id: UUID, key: str) -> str:
    """One answer beside its rubric, marked or not."""
    page = mark_page(learner_of(get_viewer()), attempt_id, key, read_sorting(request.args))
    return render_template("quizzes/mark.html", saved=_saved(), **page)


@blueprint.post("/<uuid:attempt_id>/<key>")
@teachers_only
def save(attempt_id: UUID, key: str) -> Page:
    """Keep the mark and go to the next answer. One that was marked meanwhile is shown, and nothing is lost."""
    check_token()
    marker, sorting = _marker(), read_sorting(request.form)
    spec = question_of(get_hand_marked(marker.context_id, attempt_id), key)
    judgement = Judgement(
        base=read_round(request.form),
        chosen=read_levels(spec, request.form),
        comment=request.form.get("comment", ""),
        reason=request.form.get("reason", ""),
    )
    waiting = in_order(list_waiting(marker.context_id), sorting)
    is_queued = any((item.attempt_id, item.key) == (attempt_id, key) for item in waiting)
    try:
        mark_by_hand(marker, attempt_id, key, judgement, now=datetime.now(UTC))
    except (UnfinishedMarkError, NewerMarkError) as error:
        db.session.rollback()
        return _refused(attempt_id, key, judgement, error)
    db.session.commit()
    after = following(waiting, attempt_id, key) if is_queued else None
    said: dict[str, Any] = {**sorting.address, "saved": f"{attempt_id}.{key}"}
    if after is None:
        return redirect(url_for("marking.queue", **said), 303)
    return redirect(url_for("marking.answer", attempt_id=after.attempt_id, key=after.key, **said), 303)


@blueprint.post("/<uuid:attempt_id>/<key>/back")
@teachers_only
def back(attempt_id: UUID, key: str) -> Response:
    """Take a mark back while other answers of the same try still wait."""
    check_token()
    take_back(_marker(), attempt_id, key, read_round(request.form), now=datetime.now(UTC))
    db.session.commit()
    return redirect(
        url_for("marking.answer", attempt_id=attempt_id, key=key, **read_sorting(request.form).address), 303
    )


def _refused(
    attempt_id: UUID, key: str, judgement: Judgement, error: UnfinishedMarkError | NewerMarkError
) -> tuple[str, int]:
    """The same page with what was sent: what is missing is named, or the other's mark stands beside it."""
    typed = Typed(
        chosen=judgement.chosen,
        comment=judgement.comment,
        reason=judgement.reason,
        problems=error.places if isinstance(error, UnfinishedMarkError) else {},
        is_late=isinstance(error, NewerMarkError),
    )
    page = mark_page(learner_of(get_viewer()), attempt_id, key, read_sorting(request.form), typed)
    return render_template("quizzes/mark.html", saved=None, **page), error.status


def _marker() -> Marker:
    viewer = get_viewer()
    return Marker(
        tenant_id=viewer.tenant_id,
        context_id=viewer.context_id,
        user_id=viewer.user_id,
        launch_id=viewer.launch_id,
    )


def _saved() -> dict[str, Any] | None:
    """Which answer was marked just before, for a link back to it."""
    attempt_id, _, key = request.args.get("saved", "").partition(".")
    try:
        return {"attempt_id": UUID(attempt_id), "key": key} if key else None
    except ValueError:
        return None
