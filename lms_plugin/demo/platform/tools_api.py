"""Tools and their registration, for tests. All take and give JSON, answer 400 with `error` for what makes no sense.

- `POST /api/profile` with `{"family": "moodle"|"canvas"|"brightspace"|"sakai"|"specification"}` takes on those habits
  for everything, until the platform ends; 204.
- `POST /api/registrations` with `{"url": "<the tool's registration address>"}` gives 201 and `{"token", "url"}`, the
  latter being what the administrator's iframe would open. `"groups": ["columns", "scores", "roster", "notices"]` limits
  what the tool can be granted; `"update": "<client id>"` registers a known tool anew.
- `GET /api/tools` lists all tools, the one that the platform began with first: `name`, `state` ("active", "pending",
  "disabled", "off"), `client_id`, `deployment_id`, `issuer`, `authorization_url`, `token_url`, `token_audience`,
  `keyset_url`, `scopes`, `groups`, `names`, `emails`, and the tool's own addresses.
- `POST /api/tools` adds one by hand, active at once: `{"name", "target_url", "login_url", "redirect_uris": [],
  "keyset_url"}`, and optional `groups`, `names`, `emails`, `custom`; 201 with the tool as in the list.
- `POST /api/tools/<client id>` changes any of `state`, `groups` or `scopes`, `names`, `emails`, `custom`; 204.
"""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, jsonify, request

from lms_plugin.demo.platform import administration, scopes
from lms_plugin.demo.platform.errors import PlatformError
from lms_plugin.demo.platform.hospital import current_platform
from lms_plugin.demo.platform.payload import read_object
from lms_plugin.demo.platform.services import answer_json
from lms_plugin.demo.platform.tools import NewTool

blueprint = Blueprint("tools_api", __name__, url_prefix="/api")


@blueprint.post("/profile")
def profile() -> Response:
    administration.choose_profile(current_platform(), _text(_order(), "family"))
    return Response(status=204)


@blueprint.post("/registrations")
def begin() -> Response:
    platform, order = current_platform(), _order()
    allowed = _groups(order) if "groups" in order else scopes.EVERY_SCOPE
    begun = administration.begin_registration(platform, _text(order, "url"), allowed, _text(order, "update", ""))
    content = {"token": begun.token, "url": begun.address(platform.settings)}
    return answer_json(content, "application/json", 201)


@blueprint.get("/tools")
def list_all() -> Response:
    platform = current_platform()
    return jsonify([administration.described(platform, tool) for tool in platform.tools])


@blueprint.post("/tools")
def add() -> Response:
    platform, order = current_platform(), _order()
    target = _text(order, "target_url")
    new = NewTool(
        name=_text(order, "name"),
        login_url=_text(order, "login_url"),
        target_url=target,
        redirects=tuple(_texts(order, "redirect_uris")),
        jwks_url=_text(order, "keyset_url"),
        scopes=_groups(order) if "groups" in order else scopes.EVERY_SCOPE,
        picker_url=target,
        names=_flag(order, "names"),
        emails=_flag(order, "emails"),
        custom=_custom(order),
    )
    content = administration.described(platform, administration.add_by_hand(platform, new))
    return answer_json(content, "application/json", 201)


@blueprint.post("/tools/<client_id>")
def change(client_id: str) -> Response:
    order = _order()
    changes: dict[str, Any] = {name: _flag(order, name) for name in ("names", "emails") if name in order}
    if "state" in order:
        changes["state"] = _text(order, "state")
    if "scopes" in order:
        changes["scopes"] = frozenset(_texts(order, "scopes")) & scopes.EVERY_SCOPE
    if "groups" in order:
        changes["scopes"] = _groups(order)
    if "custom" in order:
        changes["custom"] = _custom(order)
    administration.change(current_platform(), client_id, changes)
    return Response(status=204)


def _order() -> dict[str, Any]:
    return read_object(request.get_data(), "The body must be a JSON object.")


def _custom(order: Mapping[str, Any]) -> dict[str, str]:
    custom = order.get("custom", {})
    if not isinstance(custom, dict) or not all(isinstance(value, str) for value in custom.values()):
        raise PlatformError(400, "custom must be an object of texts.")
    return custom


def _groups(order: Mapping[str, Any]) -> frozenset[str]:
    return scopes.of_groups(_texts(order, "groups"))


def _text(order: Mapping[str, Any], name: str, default: str | None = None) -> str:
    value = order.get(name, default)
    if not isinstance(value, str):
        raise PlatformError(400, f"{name} must be text.")
    return value


def _texts(order: Mapping[str, Any], name: str) -> list[str]:
    value = order.get(name)
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise PlatformError(400, f"{name} must be a list of texts.")
    return value


def _flag(order: Mapping[str, Any], name: str) -> bool:
    value = order.get(name, True)
    if not isinstance(value, bool):
        raise PlatformError(400, f"{name} is true or false.")
    return value
