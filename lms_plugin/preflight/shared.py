"""A shared check: one run, read-only, for whoever has the link. No session, no cookie, no secret, in nobody's frame."""

from datetime import UTC, datetime

from flask import Blueprint, Response, make_response, render_template

from lms_plugin.core.db.base import db
from lms_plugin.core.web.headers import content_security_policy
from lms_plugin.platforms.models import Registration
from lms_plugin.preflight.services import get_shared
from lms_plugin.preflight.views import describe

blueprint = Blueprint("shared_check", __name__)


@blueprint.get("/check/<share_id>")
def show(share_id: str) -> Response:
    """The run as administrators see it, without the ids that they see."""
    run = get_shared(share_id, now=datetime.now(UTC))
    row = db.session.get_one(Registration, run.registration_id)
    response = make_response(render_template("preflight/shared.html", run=run, row=row, **describe(row, run)))
    response.headers["Content-Security-Policy"] = content_security_policy(frames=("'none'",))
    response.headers["X-Frame-Options"] = "DENY"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
