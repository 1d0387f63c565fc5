"""The course page with the tool in a frame, and the start of a launch."""

from flask import Blueprint, request
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from lms_plugin.demo.platform.errors import PlatformError
from lms_plugin.demo.platform.hospital import Platform, current_platform
from lms_plugin.demo.platform.pages import current_visit, page, post_page
from lms_plugin.demo.platform.settings import Link
from lms_plugin.demo.platform.visits import make_hint

LONGEST_MESSAGE = 500  # characters of what a tool says when it sends someone back

blueprint = Blueprint("course", __name__)


@blueprint.get("/course")
def course() -> Response:
    platform = current_platform()
    visit = current_visit(platform)
    if visit is None:
        return redirect("/", 303)
    message, error = (request.args.get(name, "")[:LONGEST_MESSAGE] for name in ("lti_msg", "lti_errormsg"))
    return page(
        "course.html",
        visit,
        settings=platform.settings,
        link=_chosen(platform),
        came_back="closed" in request.args,
        message="" if error else message,  # Moodle shows the error alone where both are given
        error=error,
        tool_is_up=platform.reach.is_up(platform.settings.tool_url),
    )


@blueprint.get("/launch/<link_id>")
def launch(link_id: str) -> Response:
    """Third-party initiated login as Moodle does it: a form that posts itself (Security Framework 1.0, 5.1.1.1)."""
    platform = current_platform()
    visit = current_visit(platform)
    if visit is None:
        return redirect("/", 303)
    link = _get_link(platform, link_id)
    settings = platform.settings
    fields = {
        "iss": settings.issuer,
        "target_link_uri": settings.tool_launch_url,
        "login_hint": visit.person.sub,
        "lti_message_hint": make_hint(platform.store, visit, link.id, platform.clock()),
        "client_id": settings.client_id,
        "lti_deployment_id": settings.deployment_id,
    }
    return post_page(link.title, settings.tool_login_url, fields)


def _chosen(platform: Platform) -> Link | None:
    """The link that the address names, else the first; None in a course without any."""
    link_id = request.args.get("link")
    if link_id is None:
        return next(iter(platform.settings.links), None)
    return _get_link(platform, link_id)


def _get_link(platform: Platform, link_id: str) -> Link:
    link = platform.settings.find_link(link_id)
    if link is None:
        raise PlatformError(404, "There is no such activity in this course.")
    return link
