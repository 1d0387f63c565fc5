"""Signs of life of an open page, and its lock when there are none: what the script of every page asks for."""

from datetime import UTC, datetime

from flask import Response, g, jsonify

from lms_plugin.core.db.base import db
from lms_plugin.core.web.blueprint import LaunchBlueprint
from lms_plugin.core.web.forgery import check_token
from lms_plugin.core.web.viewer import get_viewer
from lms_plugin.launches.services import end_session

blueprint = LaunchBlueprint("idle", __name__)


@blueprint.get("/alive")
def alive() -> Response:
    """Somebody reads or types: the answer renews the launch's cookie, as each answer does. Writes nothing."""
    return jsonify(alive=True)


@blueprint.post("/lock")
def lock() -> Response:
    """Nobody is there any more: end the session. The page that asked then asks for its own address and is told so."""
    check_token()
    end_session(get_viewer().launch_id, now=datetime.now(UTC))
    db.session.commit()
    g.viewer = None
    return jsonify(locked=True)
