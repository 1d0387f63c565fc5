"""Making a hospital's own copy of a course that it is offered."""

from datetime import UTC, datetime

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from lms_plugin.authoring.editor import author, blueprint
from lms_plugin.core.db.base import db
from lms_plugin.core.web.forgery import check_token
from lms_plugin.core.web.viewer import get_viewer, teachers_only
from lms_plugin.drafts.copying import copy_course, list_sources
from lms_plugin.drafts.errors import DraftNotFoundError


@blueprint.post("/copy")
@teachers_only
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
