"""Adding activities: a teacher opens the tool's picker, and the tool's answer comes back (LTI Deep Linking 2.0)."""

from urllib.parse import urlencode

from flask import Blueprint, request
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from lms_plugin.demo.platform.content_answers import read_answer, read_links
from lms_plugin.demo.platform.content_links import find_answer, take_answer
from lms_plugin.demo.platform.errors import PlatformError
from lms_plugin.demo.platform.hospital import Platform, current_platform
from lms_plugin.demo.platform.pages import current_visit, login_page
from lms_plugin.demo.platform.visits import CONTENT, Visit, find_request, make_hint

blueprint = Blueprint("content", __name__, url_prefix="/content")


@blueprint.get("/select")
def select() -> Response:
    """Third-party initiated login for a deep-linking request."""
    platform = current_platform()
    visit = _teacher(platform)
    hint = make_hint(platform.store, visit, CONTENT, platform.clock())
    return login_page(platform, visit, "Choose what to add", hint)


@blueprint.post("/return")
def take() -> Response:
    """The tool's answer, posted by the teacher's browser. Moodle gets each one twice, so the second adds nothing."""
    platform = current_platform()
    visit = _teacher(platform)
    asked = find_request(platform.store, request.args.get("request", ""), visit)
    if asked is None or not asked.used:
        raise PlatformError(400, "This answer belongs to no request that you made here.")
    answer = read_answer(
        request.form.getlist("JWT"), platform.settings, platform.tool_keys, platform.clock(), data=asked.launch_id
    )
    if not platform.settings.like_moodle and find_answer(platform.store, answer.nonce):
        raise PlatformError(400, "The nonce of this answer was used before.")
    taken = take_answer(platform.store, answer.nonce, read_links(answer.items, platform.settings))
    where = {"link": taken.first, "added": taken.added} if taken.first else {}
    return redirect(f"/course?{urlencode(where)}" if where else "/course", 303)


def _teacher(platform: Platform) -> Visit:
    visit = current_visit(platform)
    if visit is None:
        raise PlatformError(403, "Nobody is signed in to the LMS in this browser.")
    if not visit.person.teaches:
        raise PlatformError(403, "Only those who teach this course can add activities to it.")
    return visit
