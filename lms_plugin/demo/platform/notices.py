"""The Platform Notification Service (1EdTech PNS 1.0): where a tool says who takes notices, and what stands in one.

`GET /notices/<deployment>` lists the tool's handlers, `PUT` sets one: `{"notice_type": "LtiContextCopyNotice",
"handler": "https://..."}`, or removes it with an empty handler. `max_batch_size` is kept, and each notice goes alone.
"""

import uuid
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, request

from lms_plugin.demo.platform.courses import Course
from lms_plugin.demo.platform.errors import PlatformError
from lms_plugin.demo.platform.hospital import Platform, current_platform
from lms_plugin.demo.platform.launch import LTI, NOTICE_TYPES, context_claim
from lms_plugin.demo.platform.payload import read_object
from lms_plugin.demo.platform.scopes import NOTICES
from lms_plugin.demo.platform.services import answer_json, check_token
from lms_plugin.demo.platform.tool_configuration import is_address
from lms_plugin.demo.platform.tools import ACTIVE, NewTool

JSON = "application/json"
LIFE = 3600  # seconds

blueprint = Blueprint("notices", __name__, url_prefix="/notices")


@blueprint.get("/<deployment_id>")
def show(deployment_id: str) -> Response:
    platform = _admitted(deployment_id)
    held = _handlers(platform)
    content = {
        "client_id": platform.settings.client_id,
        "deployment_id": deployment_id,
        "notice_handlers": [{"notice_type": kind, "handler": held.get(kind, "")} for kind in NOTICE_TYPES],
    }
    return answer_json(content, JSON)


@blueprint.put("/<deployment_id>")
def change(deployment_id: str) -> Response:
    platform = _admitted(deployment_id)
    if request.mimetype != JSON:
        raise PlatformError(415, f"The body must be {JSON}.")
    content = read_object(request.get_data(), "The body must be a JSON object.")
    kind, handler, most = content.get("notice_type"), content.get("handler"), content.get("max_batch_size")
    if kind not in NOTICE_TYPES:
        raise PlatformError(400, f"notice_type must be one of {', '.join(NOTICE_TYPES)}.")
    if not isinstance(handler, str) or (handler and not _is_ours(platform, handler)):
        raise PlatformError(400, "handler must be an address of the tool, or empty.")
    if most is not None and (isinstance(most, bool) or not isinstance(most, int) or most < 1):
        raise PlatformError(400, "max_batch_size must be a whole number from 1 up.")
    _keep(platform, kind, handler, most)
    return answer_json({"notice_type": kind, "handler": handler}, JSON)


def tell_of_copy(platform: Platform, copy: Course) -> None:
    """Send every active tool that wants to know a notice of the new course."""
    for tool in platform.tools:
        seen = platform.within(copy.key, tool.key)
        handler = _handlers(seen).get("LtiContextCopyNotice")
        if handler and tool.state == ACTIVE and NOTICES in seen.granted:
            platform.sender.send(handler, platform.sign(copy_claims(seen, copy.history[0])))


def copy_claims(platform: Platform, origin: str) -> dict[str, Any]:
    """The claims of an LtiContextCopyNotice to this tool about this course, which was copied from `origin`."""
    now, settings = int(platform.clock()), platform.settings
    stamp = datetime.fromtimestamp(now, UTC).isoformat().replace("+00:00", "Z")
    return {
        "iss": settings.issuer,
        "aud": settings.client_id,
        "azp": settings.client_id,
        "iat": now,
        "exp": now + LIFE,
        "nonce": str(uuid.uuid4()),
        f"{LTI}/version": "1.3.0",
        f"{LTI}/deployment_id": settings.deployment_id,
        f"{LTI}/notice": {"id": str(uuid.uuid4()), "timestamp": stamp, "type": "LtiContextCopyNotice"},
        f"{LTI}/context": context_claim(settings),
        f"{LTI}/origin_contexts": [origin],
    }


def _admitted(deployment_id: str) -> Platform:
    platform = current_platform()
    platform = platform.within(tool=check_token(platform, (NOTICES,)).tool)
    if platform.settings.deployment_id != deployment_id:
        raise PlatformError(404, "There is no such deployment of this tool.")
    return platform


def _handlers(platform: Platform) -> dict[str, str]:
    rows = platform.store.rows("SELECT notice_type, url FROM handler WHERE tool = ?", (platform.tool_key,))
    return {row["notice_type"]: row["url"] for row in rows}


def _keep(platform: Platform, kind: str, handler: str, most: int | None) -> None:
    with platform.store.writing() as rows:
        rows.execute("DELETE FROM handler WHERE tool = ? AND notice_type = ?", (platform.tool_key, kind))
        if handler:
            rows.execute("INSERT INTO handler VALUES (?, ?, ?, ?)", (platform.tool_key, kind, handler, most))


def _is_ours(platform: Platform, handler: str) -> bool:
    """Whether the handler is on the tool's own host."""
    sites = [NewTool("", "", url, (), "", frozenset()).site for url in (handler, platform.settings.tool_launch_url)]
    return is_address(handler) and sites[0] == sites[1]
