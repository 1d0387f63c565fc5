"""The first page: people to become."""

from flask import Blueprint, Response
from werkzeug.wrappers import Response as AnyResponse

from lms_plugin.demo.platform.errors import PlatformError
from lms_plugin.demo.platform.hospital import current_platform
from lms_plugin.demo.platform.members import find_anyone
from lms_plugin.demo.platform.pages import current_visit, keep_visit, page
from lms_plugin.demo.platform.people import LEARNERS, MORE, STAFF
from lms_plugin.demo.platform.visits import begin_visit

blueprint = Blueprint("people", __name__)


@blueprint.get("/")
def people() -> Response:
    return page("people.html", current_visit(current_platform()), learners=LEARNERS, staff=STAFF, more=MORE)


@blueprint.post("/become/<sub>")
def become(sub: str) -> AnyResponse:
    platform = current_platform()
    person = find_anyone(platform.store, sub)
    if person is None:
        raise PlatformError(404, "Nobody of that name works here.")
    before = current_visit(platform)
    visit = begin_visit(platform.store, person, platform.clock(), instead_of=before.id if before else "")
    answer = Response(status=303, headers={"Location": "/course"})
    keep_visit(answer, visit)
    return answer
