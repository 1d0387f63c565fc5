"""The pages that move a launch to a window of its own: the button's, in the frame, and the address that it gives."""

from datetime import UTC, datetime

from flask import Blueprint, Response, current_app, jsonify, render_template, request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as BaseResponse

from lms_plugin.config import Settings
from lms_plugin.core.db.base import db, declare_read_only
from lms_plugin.core.web.blueprint import LaunchBlueprint
from lms_plugin.core.web.errors import wants_json
from lms_plugin.core.web.forgery import check_token
from lms_plugin.core.web.viewer import get_viewer
from lms_plugin.launches.cookies import BROWSER, BROWSER_SECONDS, set_cookie, set_launch_cookie
from lms_plugin.launches.errors import HandoverRefusedError
from lms_plugin.launches.handovers import make_handover, open_handover

door = Blueprint("handover", __name__)
blueprint = LaunchBlueprint("windows", __name__)


def _secret_key() -> str:
    settings: Settings = current_app.extensions["settings"]
    return settings.secret_key


@blueprint.post("/window")
def hand_over() -> Response | str:
    """A handover address: as JSON for the script, which has opened the window already; else a page with the link.

    No redirect to that page: it would need the address's secret in an address of its own.
    """
    check_token()
    token = make_handover(
        get_viewer().launch_id, request.cookies[BROWSER], secret_key=_secret_key(), now=datetime.now(UTC)
    )
    db.session.commit()
    address = url_for("handover.open_window", token=token)
    return jsonify(address=address) if wants_json() else render_template("launches/window.html", address=address)


@door.get("/open/<token>")
def open_window(token: str) -> BaseResponse:
    """Open the launch here. The one GET that changes anything, so only a page of ours may lead to it.

    A refused one is left unspent: a mail scanner or another site that learned the address can neither use nor burn it.
    """
    if request.headers.get("Sec-Fetch-Site") != "same-origin":
        raise HandoverRefusedError("Only the page with the New window button can open this address.")
    declare_read_only(False)
    opened = open_handover(token, secret_key=_secret_key(), now=datetime.now(UTC))
    db.session.commit()
    response = redirect(url_for("progress.resume", launch_id=opened.launch_id), 303)
    set_launch_cookie(response, opened.launch_id, opened.secret, idle_minutes=opened.idle_minutes)
    set_cookie(response, BROWSER, opened.browser, seconds=BROWSER_SECONDS)
    return response
