"""Copying a course: its page for teachers and administrators, and the same for tests.

- `POST /api/courses` with `{"from": "<context id>", "title": "...", "people": true}`, all optional, copies a course;
  201 with `context_id`, `title`, `path` and `links`, a list of `{"id", "title", "from"}`, `from` being the id it was
  copied from. Tools with a handler get their notice in the background.
- `GET /api/courses` lists all courses in the same form, the first one first.
- `POST /api/histories` with `{"on": false}` leaves `$Context.id.history` and `$ResourceLink.id.history` unexpanded;
  204.
- `GET /api/notices` lists the notices that were sent or given up: `{"handler", "status", "attempts"}`.
"""

from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from lms_plugin.demo.platform.content_links import list_added
from lms_plugin.demo.platform.courses import Course, copy_course
from lms_plugin.demo.platform.errors import PlatformError
from lms_plugin.demo.platform.hospital import Platform, current_platform
from lms_plugin.demo.platform.notices import tell_of_copy
from lms_plugin.demo.platform.pages import current_visit, page
from lms_plugin.demo.platform.payload import read_object
from lms_plugin.demo.platform.services import answer_json
from lms_plugin.demo.platform.visits import Visit

LONGEST = 200  # characters of a title

blueprint = Blueprint("copies", __name__)


@blueprint.get("/copy")
def ask() -> Response:
    platform = current_platform()
    visit = _allowed(platform)
    return page("copy.html", visit, course=_source(platform, request.args.get("course", "")))


@blueprint.post("/copy")
def copy() -> AnyResponse:
    platform = current_platform()
    _allowed(platform)
    source = _source(platform, request.form.get("course", ""))
    made = make_copy(platform, source, request.form.get("title", ""), with_people="people" in request.form)
    return redirect(made.path, 303)


@blueprint.get("/api/courses")
def list_all() -> Response:
    platform = current_platform()
    return jsonify([_as_json(platform, course) for course in platform.courses])


@blueprint.post("/api/courses")
def copy_json() -> Response:
    platform = current_platform()
    order = read_object(request.get_data(), "The body must be a JSON object.")
    source, title, people = order.get("from", ""), order.get("title", ""), order.get("people", True)
    if not isinstance(source, str) or not isinstance(title, str) or not isinstance(people, bool):
        raise PlatformError(400, "from and title are texts, people is true or false.")
    made = make_copy(platform, _source(platform, source), title, with_people=people)
    return answer_json(_as_json(platform, made), "application/json", 201)


@blueprint.post("/api/histories")
def histories() -> Response:
    on = read_object(request.get_data(), "The body must be a JSON object.").get("on")
    if not isinstance(on, bool):
        raise PlatformError(400, "on is true or false.")
    current_platform().histories = on
    return Response(status=204)


@blueprint.get("/api/notices")
def notices() -> Response:
    return jsonify([asdict(delivery) for delivery in current_platform().sender.delivered])


def make_copy(platform: Platform, source: Course, title: str, *, with_people: bool) -> Course:
    """Copy the course and tell the tools that want to know."""
    title = title.strip()[:LONGEST] or f"{source.title}, copy"
    links = platform.within(source.key).links
    made = copy_course(platform.store, source, links, title, with_people=with_people)
    tell_of_copy(platform, made)
    return made


def _as_json(platform: Platform, course: Course) -> dict[str, Any]:
    links = list_added(platform.store, course.key) if course.key else platform.links
    found = [{"id": link.id, "title": link.title, "from": next(iter(link.history), None)} for link in links]
    return {"context_id": course.context_id, "title": course.title, "path": course.path, "links": found}


def _source(platform: Platform, context_id: str) -> Course:
    found = platform.find_course(context_id)
    if found is None:
        raise PlatformError(404, "There is no such course.")
    return found


def _allowed(platform: Platform) -> Visit:
    visit = current_visit(platform)
    if visit is None or not (visit.person.teaches or visit.person.administers):
        raise PlatformError(403, "Only those who teach this course, and administrators, can copy it.")
    return visit
