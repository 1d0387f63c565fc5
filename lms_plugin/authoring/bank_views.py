"""Making a bank: questions that quizzes draw from, or take."""

from datetime import UTC, datetime

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from lms_plugin.authoring.editor import author, blueprint, open_shelf
from lms_plugin.authoring.editor_views import LONGEST_TITLE
from lms_plugin.core.db.base import db
from lms_plugin.core.web.forgery import check_token
from lms_plugin.core.web.viewer import placers_only
from lms_plugin.drafts import services as drafts

UNNAMED = "Question bank"


@blueprint.post("/banks")
@placers_only
def add_bank() -> Response:
    """A new, empty bank on the hospital's shelf."""
    check_token()
    title = " ".join(request.form.get("bank_title", "").split())[:LONGEST_TITLE] or UNNAMED
    now = datetime.now(UTC)
    shelf = open_shelf(now)
    path = drafts.new_bank(author(), shelf, title=title, now=now)
    db.session.commit()
    return redirect(url_for("editor.quiz", course=shelf, path=path), 303)
