"""Who is in a course, for tests. All take and give JSON, answer 400 with `error` for what makes no sense.

- `POST /api/people` enrols one person: `{"sub": "nia", "given_name": "Nia", "family_name": "Obi", "email": "",
  "staff_number": "N-1", "roles": ["Learner"]}`, all but `sub` optional; 201, or 409 where the person was enrolled
  before. Roles are short membership roles or whole addresses.
- `POST /api/people` with `{"count": 20000}` adds that many made-up learners, `p-00001` and on; 201.
- `POST /api/people/<sub>` changes a member: any of `given_name`, `family_name`, `email`, `staff_number`, `roles` and
  `status` ("Active", "Inactive" for suspended, "Deleted" for removed); 204, 404 for somebody never enrolled.
- `POST /api/roster` with `{"page": 50}` limits pages to so many people, null lifts that; 204.

`"course": "<context id>"` in any body names another course than the first.
"""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, request

from lms_plugin.demo.platform import members
from lms_plugin.demo.platform.errors import PlatformError
from lms_plugin.demo.platform.hospital import Platform, current_platform
from lms_plugin.demo.platform.payload import read_object
from lms_plugin.demo.platform.people import LEARNER, MEMBERSHIP, Person
from lms_plugin.demo.platform.services import answer_json

TEXTS = ("given_name", "family_name", "email", "staff_number")
MOST = 200_000  # people in one order

blueprint = Blueprint("roster_api", __name__, url_prefix="/api")


@blueprint.post("/people")
def add() -> Response:
    platform, order = current_platform(), _order()
    course = _course(platform, order)
    if "count" in order:
        added = members.enrol_many(platform.store, course, _whole(order, "count", MOST))
        return answer_json({"added": added}, "application/json", 201)
    person = _person(order)
    if not members.enrol(platform.store, course, [person]):
        raise PlatformError(409, "This person was enrolled before: change them at /api/people/<sub>.")
    return answer_json({"sub": person.sub}, "application/json", 201)


@blueprint.post("/people/<sub>")
def change(sub: str) -> Response:
    platform, order = current_platform(), _order()
    changes = {name: _text(order, name) for name in TEXTS if name in order}
    if "roles" in order:
        changes["roles"] = " ".join(_roles(order))
    if "status" in order:
        changes["status"] = _text(order, "status")
    if changes.get("status", members.ACTIVE) not in members.STATUSES:
        raise PlatformError(400, f"status is one of {', '.join(members.STATUSES)}.")
    if not changes:
        raise PlatformError(400, f"Say what to change: status, roles, {', '.join(TEXTS)}.")
    if not members.change_member(platform.store, _course(platform, order), sub, changes):
        raise PlatformError(404, "Nobody of that name was ever in this course.")
    return Response(status=204)


@blueprint.post("/roster")
def set_page() -> Response:
    order = _order()
    current_platform().roster_page = None if order.get("page") is None else _whole(order, "page", MOST)
    return Response(status=204)


def _order() -> dict[str, Any]:
    return read_object(request.get_data(), "The body must be a JSON object.")


def _course(platform: Platform, order: Mapping[str, Any]) -> str:
    found = platform.find_course(_text(order, "course"))
    if found is None:
        raise PlatformError(404, "There is no such course.")
    return found.context_id


def _person(order: Mapping[str, Any]) -> Person:
    sub, texts = _text(order, "sub"), {name: _text(order, name) for name in TEXTS}
    if not sub or not sub.isascii() or " " in sub or len(sub) > 255:
        raise PlatformError(400, "sub must be there, as up to 255 ASCII characters without spaces.")
    roles = _roles(order) if "roles" in order else (LEARNER,)
    return Person(sub, texts["given_name"], texts["family_name"], "", "", texts["staff_number"], roles, texts["email"])


def _roles(order: Mapping[str, Any]) -> tuple[str, ...]:
    roles = order["roles"]
    if not isinstance(roles, list) or not all(isinstance(role, str) and role and " " not in role for role in roles):
        raise PlatformError(400, "roles is a list of texts without spaces.")
    return tuple(role if ":" in role else f"{MEMBERSHIP}#{role}" for role in roles)


def _text(order: Mapping[str, Any], name: str) -> str:
    value = order.get(name, "")
    if not isinstance(value, str):
        raise PlatformError(400, f"{name} must be text.")
    return value


def _whole(order: Mapping[str, Any], name: str, most: int) -> int:
    value = order[name]
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        raise PlatformError(400, f"{name} is a whole number from 1 to {most}.")
    return value
