"""The front door: login, launch, our key set; and within a launch entering, leaving and the reader's own settings."""

import time
from datetime import UTC, datetime
from secrets import token_urlsafe
from urllib.parse import unquote, urlencode

from flask import Blueprint, Response, current_app, g, jsonify, make_response, render_template, request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as BaseResponse

from lms_plugin.config import Settings
from lms_plugin.core.db.base import db
from lms_plugin.core.db.statements import in_transaction
from lms_plugin.core.web.blueprint import LaunchBlueprint
from lms_plugin.core.web.headers import answering_policy
from lms_plugin.core.web.viewer import get_viewer
from lms_plugin.launches.cookies import (
    BROWSER,
    BROWSER_SECONDS,
    LAUNCH,
    drop_cookie,
    read_browser,
    set_cookie,
    set_launch_cookie,
)
from lms_plugin.launches.entry import enter
from lms_plugin.launches.forms import DisplayForm, FinishForm
from lms_plugin.launches.refused import answer_refusals
from lms_plugin.launches.services import end_session, set_display
from lms_plugin.lti.errors import concerning, refuse_request
from lms_plugin.lti.login import LOGIN_PARAMETERS, begin_login
from lms_plugin.lti.state import LIFE as LOGIN_SECONDS
from lms_plugin.lti.verify import Verifier
from lms_plugin.platforms.keys import public_key_set

front = Blueprint("front", __name__, url_prefix="/lti")
blueprint = LaunchBlueprint("launches", __name__)
answer_refusals(front)

SEEN = "cookie_asked"
FORM = "application/x-www-form-urlencoded"
KEY_SET_SECONDS = 3600


def _verifier() -> Verifier:
    verifier: Verifier = current_app.extensions["verifier"]
    return verifier


@front.route("/login", methods=["GET", "POST"])
def login() -> BaseResponse:
    """Third-party initiated login. Makes no SQL statement.

    A browser that shows no cookie of ours is first sent once to ourselves, so that one which keeps none is known
    before the platform is asked and its one-use hint spent in vain.
    """
    if request.mimetype not in (FORM, ""):
        raise refuse_request("not_a_form", "a login is a link or a posted form")
    # Nothing else goes into an address of ours: what strangers send may be longer than any proxy passes on.
    given = request.values
    parameters = {name: value for name in LOGIN_PARAMETERS if (value := given.get(name)) is not None}
    settings: Settings = current_app.extensions["settings"]
    login = begin_login(
        parameters,
        registrations=_verifier().registrations,
        secret_key=settings.secret_key,
        public_url=settings.public_url,
        is_ours=_verifier().is_ours,
    )
    if read_browser(request.cookies) is None:
        again = url_for("front.login") + "?" + urlencode(parameters)
        if given.get(SEEN):
            return _offer_window(again, login.registration.auth_login_url)
        response = _see_other(f"{again}&{SEEN}=1")
        set_cookie(response, BROWSER, token_urlsafe(32), seconds=BROWSER_SECONDS)
        return response
    response = _see_other(login.address)
    set_cookie(response, login.state.state.cookie_name, login.state.cookie_value, seconds=LOGIN_SECONDS)
    return response


def _offer_window(address: str, platform_address: str) -> Response:
    """The link to the same login in a new window. An answer that is made there goes to the LMS from this page."""
    response = make_response(render_template("launches/open_window.html", address=address))
    response.headers["Content-Security-Policy"] = answering_policy(platform_address)
    return response


@front.post("/launch")
def launch() -> BaseResponse:
    """The only redirect URI. A good launch answers 303 to its own pages: a reload never posts the token again."""
    if request.mimetype != FORM:
        raise refuse_request("not_a_form", "a launch is a posted form")
    verified = _verifier().verify(request.form, request.cookies, now=time.time())
    # Frames that race on a first visit may overwrite each other's browser cookie; one that is missing is made anew.
    browser = read_browser(request.cookies) or token_urlsafe(32)
    with concerning(
        registration_id=verified.registration.id,
        platform=verified.registration.name,
        claim_names=verified.claim_names,
        message_type=verified.launch.message_type,
        return_url=verified.launch.return_url,
    ):
        opened = enter(verified, browser=browser, framed=_is_framed(), now=datetime.now(UTC))
    if in_transaction():  # a launch that changes nothing is one INSERT, which needs none
        db.session.commit()
    response = _see_other(url_for("progress.resume", launch_id=opened.launch_id))
    set_launch_cookie(response, opened.launch_id, opened.secret)
    set_cookie(response, BROWSER, browser, seconds=BROWSER_SECONDS)
    drop_cookie(response, verified.state.cookie_name)
    return response


def _is_framed() -> bool | None:
    """Whether the launch arrived inside a frame; None where the browser does not say."""
    destination = request.headers.get("Sec-Fetch-Dest")
    return None if destination is None else destination in ("iframe", "frame")


@front.get("/jwks")
def jwks() -> Response:
    """Our public keys (RFC 7517)."""
    response = jsonify(public_key_set())
    response.headers["Cache-Control"] = f"public, max-age={KEY_SET_SECONDS}"
    return response


@blueprint.get("/session")
def session() -> Response:
    """Who this session is for, in the platform's own ids; null where it sent none."""
    viewer = get_viewer()
    return jsonify(
        sub=viewer.sub,
        role=viewer.role,
        context=viewer.context_lti_id,
        resource_link=viewer.resource_link_lti_id,
    )


@blueprint.get("/not-you")
def not_you() -> str:
    """Three steps for somebody who sees another's name."""
    return render_template("launches/not_you.html")


@blueprint.post("/finish")
def finish() -> BaseResponse:
    """End the session, and show a page that leads back to the LMS by itself.

    No redirect: browsers check `form-action` against every hop that follows a form, and the LMS's address may hop on.
    """
    viewer = get_viewer()
    FinishForm(request.form).validate()
    end_session(viewer.launch_id, now=datetime.now(UTC))
    db.session.commit()
    g.viewer = None
    response = make_response(render_template("launches/finished.html", return_url=viewer.return_url, lms=viewer.lms))
    drop_cookie(response, LAUNCH, path=f"/l/{viewer.launch_id}/")
    return response


@blueprint.get("/display")
def display() -> str:
    """The reader's own settings."""
    viewer = get_viewer()
    form = DisplayForm(
        theme=viewer.display.theme, text=viewer.display.text, shortcuts=viewer.display.shortcuts, back=_own_path()
    )
    return render_template("launches/display.html", form=form)


@blueprint.post("/display")
def save_display() -> BaseResponse | tuple[str, int]:
    """Keep them with the person, so that they follow to another device."""
    form = DisplayForm(request.form)
    if not form.validate():
        return render_template("launches/display.html", form=form), 400
    set_display(
        get_viewer().user_id,
        {"theme": form.theme.data, "text": form.text.data, "shortcuts": form.shortcuts.data},
    )
    db.session.commit()
    return redirect(_own_path(form.back.data), 303)


def _own_path(wanted: str | None = None) -> str:
    """The page to go back to: one of this launch, nothing else."""
    home = url_for("progress.resume")
    wanted = wanted or request.args.get("back") or home
    # Browsers resolve dots in a path, also escaped ones.
    return wanted if wanted.startswith(home) and ".." not in unquote(wanted) else home


def _see_other(address: str) -> BaseResponse:
    """On to an address that we made: there is nothing to quote in it, as `redirect` would, and no page to write."""
    return Response(status=303, headers={"Location": address})
