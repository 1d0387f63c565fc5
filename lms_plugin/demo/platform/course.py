"""The course page with the tool in a frame, and the start of a launch."""

from flask import Blueprint, request
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from lms_plugin.demo.platform.errors import PlatformError
from lms_plugin.demo.platform.hospital import Platform, current_platform
from lms_plugin.demo.platform.members import ACTIVE, find_member
from lms_plugin.demo.platform.pages import current_visit, login_page, page
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
    adding = "add" in request.args and visit.person.teaches
    message, error = (request.args.get(name, "")[:LONGEST_MESSAGE] for name in ("lti_msg", "lti_errormsg"))
    return page(
        "course.html",
        visit,
        settings=platform.settings,
        links=platform.links,
        link=None if adding else _chosen(platform),
        adding=adding,
        may_add=visit.person.teaches,
        added=_added(),
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
    member = find_member(platform.store, platform.settings.context_id, visit.person.sub)
    if member is not None and member.status != ACTIVE:
        raise PlatformError(403, "You are not enrolled in this course any more.")
    link = _get_link(platform, link_id)
    hint = make_hint(platform.store, visit, link.id, platform.clock())
    return login_page(platform, visit, link.title, hint, link.url)


def _added() -> int:
    """How many activities the address says were just added."""
    number = request.args.get("added", 0, type=int)
    return number if 0 < number < 100 else 0


def _chosen(platform: Platform) -> Link | None:
    """The link that the address names, else the first; None in a course without any."""
    link_id = request.args.get("link")
    if link_id is None:
        return next(iter(platform.links), None)
    return _get_link(platform, link_id)


def _get_link(platform: Platform, link_id: str) -> Link:
    link = platform.find_link(link_id)
    if link is None:
        raise PlatformError(404, "There is no such activity in this course.")
    return link
