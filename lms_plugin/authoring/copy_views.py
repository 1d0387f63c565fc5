"""Making a hospital's own copy of a course that it is offered, and adding lessons and quizzes to its modules."""

from datetime import UTC, datetime

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from lms_plugin.authoring.editor import author, blueprint
from lms_plugin.core.db.base import db
from lms_plugin.core.web.forgery import check_token
from lms_plugin.core.web.viewer import get_viewer, placers_only
from lms_plugin.drafts.copying import LONGEST_NAME, copy_course, list_sources
from lms_plugin.drafts.errors import DraftNotFoundError
from lms_plugin.drafts.steps import FOLDERS, add_step
from lms_plugin.errors import InvalidInputError


@blueprint.post("/copy")
@placers_only
def copy() -> Response:
    """Copy a course (`source`) under a `name`, or one made of its own. The same name again leads to the same copy."""
    check_token()
    key, tenant_id = request.form.get("source", ""), get_viewer().tenant_id
    source = next((each for each in list_sources(tenant_id) if each.key == key), None)
    if source is None:
        raise DraftNotFoundError("There is no such course.")
    name = request.form.get("name", "").strip() or f"{source.title}, our copy"
    made = copy_course(author(), key, name, now=datetime.now(UTC))
    db.session.commit()
    return redirect(url_for("editor.start", copied=made, _anchor=made), 303)


@blueprint.post("/<course>/modules/<module>/steps")
@placers_only
def add(course: str, module: str) -> Response:
    """A new lesson or quiz (`kind`) called `title` in a module."""
    check_token()
    kind = next((each for each in FOLDERS if each == request.form.get("kind")), None)
    title = " ".join(request.form.get("title", "").split())[:LONGEST_NAME]
    if kind is None or not title:
        raise InvalidInputError("It needs a name.", remedy="Go back, and give it a name.")
    path = add_step(author(), course, module, kind, title, now=datetime.now(UTC))
    db.session.commit()
    return redirect(url_for("editor.quiz", course=course, path=path, said="new"), 303)
