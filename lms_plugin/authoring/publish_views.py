"""From draft to version: what changes, whom it touches, a note; a colleague's check, where one is asked for."""

from datetime import UTC, datetime
from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from lms_plugin.authoring.editor import author, blueprint
from lms_plugin.authoring.publish_page import publish_page
from lms_plugin.core.db.base import db
from lms_plugin.core.web.forgery import check_token
from lms_plugin.core.web.viewer import get_viewer, placers_only
from lms_plugin.curriculum.errors import ContentErrors
from lms_plugin.drafts import publishing
from lms_plugin.drafts.errors import ReviewEndedError, SecondPersonError
from lms_plugin.drafts.files import get_draft, list_drafts
from lms_plugin.drafts.reviews import return_review, send_for_review
from lms_plugin.drafts.states import read_state
from lms_plugin.errors import InvalidInputError

LONGEST_NOTE = 300
LONGEST_COMMENT = 1_000
Refusal = tuple[str, int]


@blueprint.get("/<course>/<path:path>/publish")
@placers_only
def review(course: str, path: str) -> str:
    """What publishing would change, and what stands in the way."""
    return publish_page(course, path, _chosen(course, path))


def _chosen(course: str, path: str) -> list[str]:
    """The file itself, and the others that were ticked."""
    known = {draft.path for draft in list_drafts(get_viewer().tenant_id, course)}
    return [path, *(each for each in request.values.getlist("also") if each in known and each != path)]


def _line(name: str, longest: int) -> str:
    return " ".join(request.form.get(name, "").split())[:longest]


@blueprint.post("/<course>/<path:path>/publish")
@placers_only
def publish(course: str, path: str) -> Response | Refusal:
    """Publish it, or with `do` = `review` ask a colleague to check it first. Nothing of a grade is sent by this."""
    check_token()
    get_draft(get_viewer().tenant_id, course, path)
    note, chosen = _line("note", LONGEST_NOTE), _chosen(course, path)
    if not note:
        return publish_page(course, path, chosen, problem="Say in one line what changed."), 400
    now = datetime.now(UTC)
    try:
        if request.form.get("do") == "review":
            publishing.plan(read_state(get_viewer().tenant_id, course), chosen, now=now)
            send_for_review(author(), course, path, chosen, note=note, now=now)
            db.session.commit()
            return redirect(url_for("editor.review", course=course, path=path), 303)
        done = publishing.publish(author(), course, chosen, note=note, now=now)
    except ContentErrors:
        db.session.rollback()
        return publish_page(course, path, chosen, problem="Mend what stands in the way first.", note=note), 409
    except SecondPersonError as error:
        db.session.rollback()
        return publish_page(course, path, chosen, problem=f"{error.title}. {error}", note=note), error.status
    db.session.commit()
    return redirect(url_for("editor.history", course=course, path=path, published=done.number), 303)


@blueprint.post("/<course>/<path:path>/reviews/<uuid:review_id>")
@placers_only
def answer(course: str, path: str, review_id: UUID) -> Response | Refusal:
    """Answer a colleague's request: `do` is `publish`, or `return` with a comment."""
    check_token()
    get_draft(get_viewer().tenant_id, course, path)
    do, now = request.form.get("do", ""), datetime.now(UTC)
    comment = request.form.get("comment", "").strip()[:LONGEST_COMMENT]
    if do not in ("publish", "return"):
        raise InvalidInputError("There is no such answer.")
    if do == "return" and not comment:
        return publish_page(course, path, [path], missing="Say what should be changed."), 400
    try:
        if do == "return":
            return_review(author(), review_id, comment, now=now)
            db.session.commit()
            return redirect(url_for("editor.quiz", course=course, path=path), 303)
        done = publishing.approve(author(), review_id, now=now)
    except (ContentErrors, SecondPersonError, ReviewEndedError) as error:
        db.session.rollback()
        said = "Mend what stands in the way first." if isinstance(error, ContentErrors) else f"{error.title}. {error}"
        return publish_page(course, path, [path], problem=said), 409
    db.session.commit()
    return redirect(url_for("editor.history", course=course, path=path, published=done.number), 303)
