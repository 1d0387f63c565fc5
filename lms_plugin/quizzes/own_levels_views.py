"""Where learners keep the levels that they tick themselves, on the page of their result."""

from datetime import UTC, datetime
from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from lms_plugin.core.db.base import db
from lms_plugin.core.web.blueprint import LaunchBlueprint
from lms_plugin.core.web.forgery import check_token
from lms_plugin.core.web.viewer import get_viewer
from lms_plugin.progress.asking import learner_of
from lms_plugin.quizzes.own_levels import keep_own_levels

blueprint = LaunchBlueprint("own_levels", __name__)


@blueprint.post("/attempts/<uuid:attempt_id>/own/<key>")
def keep(attempt_id: UUID, key: str) -> Response:
    """Keep what was ticked, and go back to the same answer."""
    check_token()
    keep_own_levels(learner_of(get_viewer()), attempt_id, key, request.form, now=datetime.now(UTC))
    db.session.commit()
    return redirect(url_for("quizzes.result", attempt_id=attempt_id, _anchor=f"of-{key}"), 303)
