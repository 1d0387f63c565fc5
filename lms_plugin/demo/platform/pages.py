"""What the LMS's pages share: who is signed in, the session cookie, the page that posts a form by itself."""

from collections.abc import Mapping
from typing import Any

from flask import Response, g, make_response, render_template, request

from lms_plugin.demo.platform.hospital import Platform
from lms_plugin.demo.platform.launch import HOSPITAL
from lms_plugin.demo.platform.visits import Visit, find_visit

COOKIE = "lakeside_session"


def current_visit(platform: Platform) -> Visit | None:
    visit_id = request.cookies.get(COOKIE)
    return find_visit(platform.store, visit_id) if visit_id else None


def keep_visit(answer: Response, visit: Visit) -> None:
    """The cookie must come back when the tool, inside the frame, sends the browser to our authorization address.

    That is a cross-site navigation, so SameSite=None, which browsers take only with Secure; on loopback addresses
    they keep Secure cookies over plain http.
    """
    answer.set_cookie(COOKIE, visit.id, httponly=True, secure=True, samesite="None", path="/")


def page(template: str, visit: Visit | None = None, status: int = 200, **values: Any) -> Response:
    """One page of the LMS."""
    person = visit.person if visit else None
    return make_response(render_template(f"demo/{template}", hospital=HOSPITAL, person=person, **values), status)


def login_page(platform: Platform, visit: Visit, title: str, hint: str, target: str = "") -> Response:
    """The start of a launch or of a deep-linking request: the tool's login, posted."""
    settings = platform.settings
    fields = {
        "iss": settings.issuer,
        "target_link_uri": target or settings.tool_launch_url,
        "login_hint": visit.person.sub,
        "lti_message_hint": hint,
        "client_id": settings.client_id,
        "lti_deployment_id": settings.deployment_id,
    }
    return post_page(title, settings.tool_login_url, fields)


def post_page(title: str, action: str, fields: Mapping[str, str]) -> Response:
    """A page whose form goes to another site by itself, or by its button where there is no script."""
    g.posts_elsewhere = True
    return page("post.html", title=title, action=action, fields=fields)
