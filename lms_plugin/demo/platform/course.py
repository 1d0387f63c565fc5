"""The course page with the tool in a frame, and the start of a launch."""

from collections.abc import Sequence

from flask import Blueprint, request
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from lms_plugin.demo.platform.errors import PlatformError
from lms_plugin.demo.platform.hospital import Platform, current_platform
from lms_plugin.demo.platform.members import ACTIVE, find_member
from lms_plugin.demo.platform.pages import current_visit, login_page, page
from lms_plugin.demo.platform.settings import Link
from lms_plugin.demo.platform.tools import ACTIVE as ACTIVE_TOOL
from lms_plugin.demo.platform.tools import Tool
from lms_plugin.demo.platform.visits import make_hint

LONGEST_MESSAGE = 500  # characters of what a tool says when it sends someone back

blueprint = Blueprint("course", __name__)


@blueprint.get("/course")
@blueprint.get("/courses/<context_id>")
def course(context_id: str = "") -> AnyResponse:
    base = current_platform()
    visit = current_visit(base)
    if visit is None:
        return redirect("/", 303)
    found = base.find_course(context_id)
    platform = base.within(found.key if found else "?")
    adding = "add" in request.args and visit.person.teaches
    link = None if adding else _chosen(platform)
    tools = [tool for tool in base.tools if tool.state == ACTIVE_TOOL and tool.picker_url]
    tool = _wanted_tool(tools) if adding else _tool_of(base, link.tool if link else "")
    tool_url = base.within(tool=tool.key).settings.tool_url if tool else ""
    message, error = (request.args.get(name, "")[:LONGEST_MESSAGE] for name in ("lti_msg", "lti_errormsg"))
    return page(
        "course.html",
        visit,
        settings=platform.settings,
        here=platform.settings.course_path,
        courses=base.courses,
        copied=found is not None and found.key != "",
        links=platform.links,
        link=link,
        adding=adding,
        tools=tools,
        tool=tool,
        may_add=visit.person.teaches,
        may_copy=visit.person.teaches or visit.person.administers,
        added=_added(),
        came_back="closed" in request.args,
        message="" if error else message,  # Moodle shows the error alone where both are given
        error=error,
        tool_url=tool_url,
        tool_is_up=not tool_url or base.reach.is_up(tool_url),
    )


@blueprint.get("/launch/<link_id>")
def launch(link_id: str) -> AnyResponse:
    """Third-party initiated login as Moodle does it: a form that posts itself (Security Framework 1.0, 5.1.1.1)."""
    base = current_platform()
    visit = current_visit(base)
    if visit is None:
        return redirect("/", 303)
    link = base.find_any_link(link_id)
    if link is None:
        raise PlatformError(404, "There is no such activity in this course.")
    platform = base.within(link.course, link.tool)
    if platform.first_state != ACTIVE_TOOL:
        raise PlatformError(403, "An administrator has switched this tool off.")
    member = find_member(platform.store, platform.settings.context_id, visit.person.sub)
    if member is not None and member.status != ACTIVE:
        raise PlatformError(403, "You are not enrolled in this course any more.")
    hint = make_hint(platform.store, visit, link.id, platform.clock(), course=link.course, tool=link.tool)
    return login_page(platform, visit, link.title, hint, link.url)


def _wanted_tool(tools: Sequence[Tool]) -> Tool | None:
    """The tool to add with: the only one, or the one that the address names; None: the teacher has to choose."""
    if len(tools) == 1:
        return tools[0]
    return next((tool for tool in tools if tool.client_id == request.args["add"]), None)


def _tool_of(platform: Platform, key: str) -> Tool | None:
    return next((tool for tool in platform.tools if tool.key == key), None)


def _added() -> int:
    """How many activities the address says were just added."""
    number = request.args.get("added", 0, type=int)
    return number if 0 < number < 100 else 0


def _chosen(platform: Platform) -> Link | None:
    """The link that the address names, else the first; None in a course without any."""
    link_id = request.args.get("link")
    if link_id is None:
        return next(iter(platform.links), None)
    link = platform.find_link(link_id)
    if link is None:
        raise PlatformError(404, "There is no such activity in this course.")
    return link
