"""Asking for the list of people anew, by those who teach."""

from datetime import UTC, datetime

from flask import render_template, request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from lms_plugin.core.db.base import db
from lms_plugin.core.web.blueprint import LaunchBlueprint
from lms_plugin.core.web.viewer import get_viewer, teachers_only
from lms_plugin.roster.forms import RefreshForm
from lms_plugin.roster.refresh import find_roster_line, request_roster

blueprint = LaunchBlueprint("roster", __name__)


@blueprint.post("/roster/refresh")
@teachers_only
def refresh() -> Response:
    """Ask for the list; `shorter` says that one with far fewer people is right. The worker reads it."""
    form = RefreshForm(request.form)
    form.validate()
    request_roster(get_viewer().context_id, now=datetime.now(UTC), shorter_is_right=bool(form.shorter.data))
    db.session.commit()
    return redirect(url_for("analytics.people"), 303)


@blueprint.get("/roster")
@teachers_only
def line() -> str:
    """The line as a fragment; `turn` counts how often it was asked for."""
    now = datetime.now(UTC)
    found = find_roster_line(get_viewer().context_id, now=now)
    number = request.args.get("turn", 0, type=int)
    return render_template("roster/line.html", line=found, number=number, looked_at=now)
