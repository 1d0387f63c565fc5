"""Authentication of launch pages: the Viewer of a request, from its two cookies and one SQL statement."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, current_app, g, request
from sqlalchemy import Row

from lms_plugin.config import Settings
from lms_plugin.core.web.viewer import Display, Viewer
from lms_plugin.launches.cookies import BROWSER, LAUNCH
from lms_plugin.launches.services import find_session
from lms_plugin.lti.launch import DEEP_LINKING_MESSAGE


def _read_display(value: dict[str, Any] | None) -> Display:
    return Display(**value) if value else Display()


def make_viewer(row: Row[Any], settings: Settings) -> Viewer:
    """The Viewer of a session row (launches.services.find_session)."""
    session = row.LaunchSession
    origins = [*row.frame_origins, *([session.frame_origin] if session.frame_origin else [])]
    return Viewer(
        tenant_id=session.tenant_id,
        user_id=session.user_id,
        context_id=session.context_id,
        launch_id=session.id,
        role=session.role,
        sub=row.sub,
        name=row.name,
        context_lti_id=row.context_lti_id or None,
        context_title=row.context_title,
        resource_link_lti_id=row.link_lti_id,
        resource_link_id=session.resource_link_id,
        activity_id=row.activity_id,
        platform_name=session.details.get("platform_name"),
        return_url=session.return_url,
        frame_origins=tuple(dict.fromkeys(origins)),
        timezone=ZoneInfo(row.timezone),
        title=row.title or settings.title,
        sends_grades=row.line_item_url is not None,
        display=_read_display(row.display),
        is_placing=session.message == DEEP_LINKING_MESSAGE,
    )


def authenticate_launch() -> None:
    """Before each request of a launch page: fill `g.viewer`, or refuse with 401."""
    launch_id = g.get("launch_id")
    if launch_id is None:
        return
    row = find_session(
        launch_id,
        secret=request.cookies.get(LAUNCH),
        browser=request.cookies.get(BROWSER),
        now=datetime.now(UTC),
    )
    g.viewer = make_viewer(row, current_app.extensions["settings"])


def init_auth(app: Flask) -> None:
    """Authenticate every page of a launch, whichever room it belongs to."""
    app.before_request(authenticate_launch)
