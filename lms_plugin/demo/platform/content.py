"""Adding activities: a teacher opens the tool's picker, and the tool's answer comes back (LTI Deep Linking 2.0)."""

from urllib.parse import urlencode

from flask import Blueprint, request
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from lms_plugin.demo.platform.content_answers import Answer, read_answer, read_links
from lms_plugin.demo.platform.content_links import find_answer, take_answer
from lms_plugin.demo.platform.errors import PlatformError
from lms_plugin.demo.platform.hospital import Platform, current_platform
from lms_plugin.demo.platform.pages import current_visit, login_page
from lms_plugin.demo.platform.tools import ACTIVE
from lms_plugin.demo.platform.visits import CONTENT, Hint, Visit, find_request, make_hint

blueprint = Blueprint("content", __name__, url_prefix="/content")


@blueprint.get("/select")
def select() -> Response:
    """Third-party initiated login for a deep-linking request, to `tool` from `course`; absent: the first of each."""
    base = current_platform()
    visit = _teacher(base)
    course, tool = base.find_course(request.args.get("course", "")), request.args.get("tool", "")
    platform = base.within(course.key if course else "?", tool)
    if platform.first_state != ACTIVE:
        raise PlatformError(403, "This tool is switched off.")
    hint = make_hint(base.store, visit, CONTENT, base.clock(), course=platform.course_key, tool=tool)
    return login_page(platform, visit, "Choose what to add", hint, platform.settings.tool_picker_url)


@blueprint.post("/return")
def take() -> Response:
    """The tool's answer, posted by the teacher's browser. Moodle gets each one twice, so the second adds nothing."""
    platform = current_platform()
    visit = _teacher(platform)
    asked = find_request(platform.store, request.args.get("request", ""), visit)
    if asked is None or not asked.used:
        raise PlatformError(400, "This answer belongs to no request that you made here.")
    platform = platform.within(asked.course, asked.tool)
    answer = read_answer(
        request.form.getlist("JWT"), platform.settings, platform.tool_keys, platform.clock(), data=asked.launch_id
    )
    if not platform.settings.like_moodle and find_answer(platform.store, _nonce(asked, answer)):
        raise PlatformError(400, "The nonce of this answer was used before.")
    taken = take_answer(
        platform.store,
        _nonce(asked, answer),
        read_links(answer.items, platform.settings),
        asked.course,
        asked.tool,
    )
    where = {"link": taken.first, "added": taken.added} if taken.first else {}
    return redirect(platform.settings.course_path + (f"?{urlencode(where)}" if where else ""), 303)


def _nonce(asked: Hint, answer: Answer) -> str:
    """Two tools may use the same one."""
    return f"{asked.tool} {answer.nonce}" if asked.tool else answer.nonce


def _teacher(platform: Platform) -> Visit:
    visit = current_visit(platform)
    if visit is None:
        raise PlatformError(403, "Nobody is signed in to the LMS in this browser.")
    if not visit.person.teaches:
        raise PlatformError(403, "Only those who teach this course can add activities to it.")
    return visit
