"""Authentication of launch pages: the Viewer of a request, from its two cookies and one SQL statement.

Each answer renews the launch's cookie, which lives as long as a page may be idle.
"""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, Response, current_app, g, request
from sqlalchemy import Row

from lms_plugin.config import Settings
from lms_plugin.core.web.forgery import SAFE_METHODS, has_token
from lms_plugin.core.web.viewer import IDLE_MINUTES, Display, Viewer, find_viewer
from lms_plugin.launches.cookies import BROWSER, LAUNCH, set_launch_cookie
from lms_plugin.launches.errors import LaunchOverError, MovedError, SomeoneElseError
from lms_plugin.launches.services import find_session, rebind_browser
from lms_plugin.lti.launch import DEEP_LINKING_MESSAGE, REVIEW_MESSAGE
from lms_plugin.lti.roles import STANDINGS

# Asked by script without anybody's doing: no sign of life, and it must not put back a secret that is void by then.
QUIET = frozenset({"launches.session", "clock.left"})
TYPED = ("text", "typed")  # the fields of a page that hold a person's own words


def _read_display(value: dict[str, Any] | None) -> Display:
    return Display(**value) if value else Display()


def make_viewer(row: Row[Any], settings: Settings) -> Viewer:
    """The Viewer of a session row (launches.services.find_session)."""
    standing = STANDINGS[row.standing]
    origins = [*row.frame_origins, *([row.frame_origin] if row.frame_origin else [])]
    return Viewer(
        tenant_id=row.tenant_id,
        user_id=row.user_id,
        context_id=row.context_id,
        launch_id=row.launch_id,
        role=row.role,
        sub=row.sub,
        name=row.name,
        context_lti_id=row.context_lti_id or None,
        context_title=row.context_title,
        resource_link_lti_id=row.link_lti_id,
        resource_link_id=row.resource_link_id,
        activity_id=row.activity_id,
        platform_name=row.details.get("platform_name"),
        return_url=row.return_url,
        frame_origins=tuple(dict.fromkeys(origins)),
        timezone=ZoneInfo(row.timezone),
        title=row.title or settings.title,
        sends_grades=row.line_item_url is not None,
        display=_read_display(row.display),
        idle_minutes=row.idle_minutes or IDLE_MINUTES,
        is_placing=row.message == DEEP_LINKING_MESSAGE,
        is_reviewing=row.message == REVIEW_MESSAGE,
        may_place=standing.places,
        is_graded=standing.is_graded,
    )


def authenticate_launch() -> None:
    """Before each request of a launch page: fill `g.viewer`, or refuse with 401."""
    launch_id = g.get("launch_id")
    if launch_id is None:
        return
    browser = request.cookies.get(BROWSER)
    try:
        row = find_session(launch_id, secret=request.cookies.get(LAUNCH), browser=browser, now=datetime.now(UTC))
    except LaunchOverError as error:
        error.typed = _typed(error)
        raise
    if browser and request.method not in SAFE_METHODS:
        rebind_browser(row, browser)
    g.viewer = make_viewer(row, current_app.extensions["settings"])


def _typed(error: LaunchOverError) -> tuple[str, ...]:
    """What a form brought to a launch that is over, handed back to the browser which had it and to nobody else."""
    if not error.is_same_browser or isinstance(error, SomeoneElseError | MovedError) or not has_token():
        return ()
    return tuple(text for name in TYPED for text in request.form.getlist(name) if text.strip())


def renew_cookie(response: Response) -> Response:
    """After each answer of a launch: its page is in use. An answer that ends the launch has no Viewer any more."""
    viewer, secret = find_viewer(), request.cookies.get(LAUNCH)
    if viewer is not None and secret and request.endpoint not in QUIET:
        set_launch_cookie(response, viewer.launch_id, secret, idle_minutes=viewer.idle_minutes)
    return response


def init_auth(app: Flask) -> None:
    """Authenticate every page of a launch, whichever room it belongs to."""
    app.before_request(authenticate_launch)
    app.after_request(renew_cookie)
