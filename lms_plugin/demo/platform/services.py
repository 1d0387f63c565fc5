"""What every grade service checks first: media type, access token and scope, the address; and how it answers."""

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from flask import Response, request

from lms_plugin.demo.platform import grants
from lms_plugin.demo.platform.columns import Column, find_column
from lms_plugin.demo.platform.errors import PlatformError
from lms_plugin.demo.platform.faults import service_of
from lms_plugin.demo.platform.hospital import Platform
from lms_plugin.demo.platform.tools import ACTIVE

LINE_ITEM = "application/vnd.ims.lis.v2.lineitem+json"
LINE_ITEMS = "application/vnd.ims.lis.v2.lineitemcontainer+json"
RESULTS = "application/vnd.ims.lis.v2.resultcontainer+json"
SCORES = "application/vnd.ims.lis.v1.score+json"


def admit(platform: Platform, context_id: str, media_type: str | None, *scopes: str) -> Platform:
    """Let the request in, or refuse it; the platform as this tool sees it in this course.

    Any one of `scopes` opens the address. `media_type` None: no body, no answer. In Moodle's order: the media type,
    then the token, then whether there is such a place.
    """
    if media_type is not None:
        check_media_type(platform, media_type)
    grant = check_token(platform, scopes)
    seen = within(platform, context_id, grant)
    if request.args.get("type_id") != seen.settings.deployment_id:
        raise PlatformError(404, "The address must keep its query, type_id. /scores and /results go before it.")
    return seen


def within(platform: Platform, context_id: str, grant: grants.Grant) -> Platform:
    """The course as the tool with this token sees it; 404 where there is none."""
    course = platform.find_course(context_id) if context_id else None
    if course is None:
        raise PlatformError(404, "There is no such course.")
    return platform.within(course.key, grant.tool)


def get_column(platform: Platform, column_id: str) -> Column:
    number = int(column_id) if column_id.isascii() and column_id.isdigit() and len(column_id) < 15 else -1
    column = find_column(platform.store, number)
    if column is None or (column.course, column.tool) != (platform.course_key, platform.tool_key):
        raise PlatformError(404, "There is no such line item.")
    return column


def answer_json(content: Any, media_type: str, status: int = 200) -> Response:
    return Response(json.dumps(content), status, content_type=media_type)


def answer_page(platform: Platform, items: Sequence[Any], base: str, media_type: str) -> Response:
    """A container, or the part of it that `limit` asks for, with a link to the next part (AGS 2.0, section 3.2.4)."""
    limit, start = positive("limit"), positive("from") or 0
    if limit is None:
        return answer_json(items, media_type)
    answer = answer_json(items[start : start + limit], media_type)
    if start + limit < len(items):
        kept = {name: value for name, value in request.args.items() if name not in ("type_id", "from")}
        following = f"{base}&{urlencode({**kept, 'from': start + limit})}"
        answer.headers["Link"] = _link(platform, following)
    return answer


def as_number(value: float) -> float | int:
    """100, not 100.0."""
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


def _link(platform: Platform, url: str) -> str:
    if platform.settings.like_moodle:  # Moodle escapes the address for HTML and sets curly quotes
        return f"<{url.replace('&', '&amp;')}>; rel=“next”".encode().decode("latin-1")
    return f'<{url}>; rel="next"'


def positive(name: str) -> int | None:
    """The parameter as a whole number above 0; None where it is absent."""
    text = request.args.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) > 0):
        raise PlatformError(400, f"{name} is a whole number from 1 up.")
    return int(text)


def check_media_type(platform: Platform, media_type: str) -> None:
    """The body must be of this type, or the answer be wanted in it."""
    like_moodle = platform.settings.like_moodle
    if request.method in ("POST", "PUT"):
        if request.mimetype != media_type:
            raise PlatformError(400 if like_moodle else 415, f"No handler found: the body must be {media_type}")
        return
    accept = request.headers.get("Accept", "")
    if like_moodle:  # Moodle compares the whole header with the one type it knows
        accepted = accept in ("", media_type) or "*/*" in accept
    else:
        accepted = not accept or request.accept_mimetypes.best_match([media_type]) is not None
    if not accepted:
        raise PlatformError(400 if like_moodle else 406, f"No handler found: the answer is {media_type}")


def check_token(platform: Platform, scopes: Sequence[str]) -> grants.Grant:
    """The access token; 401 without a living one, or where the tool is off, 403 without any of the scopes."""
    sent = request.authorization
    value = sent.token if sent is not None and sent.type == "bearer" else None
    grant = grants.find_token(platform.store, value) if value else None
    if grant is None:
        raise PlatformError(401, "An access token from the token endpoint is needed.")
    expired = platform.trouble.find("expired_tokens", service_of(request.path) or "")
    if expired or grant.expires <= platform.clock():
        raise PlatformError(401, "The access token has expired.")
    if not grant.scopes.intersection(scopes):
        raise PlatformError(403, "The access token lacks the scope for this.")
    if platform.within(tool=grant.tool).first_state != ACTIVE:
        raise PlatformError(401, "The tool is switched off.")
    return grant
