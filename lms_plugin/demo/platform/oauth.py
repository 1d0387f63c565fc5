"""The token endpoint (RFC 6749, section 4.4, with the client assertion of RFC 7523) and the key set."""

import json

from flask import Blueprint, Response, request

from lms_plugin.demo.platform import grants
from lms_plugin.demo.platform.assertions import claimed_client, read_assertion
from lms_plugin.demo.platform.errors import TokenError
from lms_plugin.demo.platform.hospital import Platform, current_platform
from lms_plugin.demo.platform.tools import ACTIVE, find_tool

FORM = "application/x-www-form-urlencoded"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
PARAMETERS = ("grant_type", "client_assertion_type", "client_assertion", "scope")

blueprint = Blueprint("oauth", __name__)


@blueprint.get("/certs")
def certs() -> Response:
    return Response(json.dumps(current_platform().keys.key_set()), content_type="application/json")


@blueprint.post("/token")
def token() -> Response:
    platform = current_platform()
    try:
        grant = _grant(platform)
    except TokenError as error:
        # RFC 6749 allows 401 for a client that is not believed; Moodle answers 400 to everything.
        strict = error.code == "invalid_client" and not platform.settings.like_moodle
        return _answer(platform, {"error": error.code, "error_description": error.description}, 401 if strict else 400)
    scope = " ".join(sorted(grant.scopes))
    fields = {"access_token": grant.value, "token_type": "Bearer", "expires_in": grants.TOKEN_LIFE, "scope": scope}
    return _answer(platform, fields, 200)


def _grant(platform: Platform) -> grants.Grant:
    if request.mimetype != FORM:
        raise TokenError("invalid_request", f"send the parameters as {FORM}")
    sent = {name: _one(name) for name in PARAMETERS}
    if sent["grant_type"] != "client_credentials":
        raise TokenError("unsupported_grant_type", "grant_type must be client_credentials")
    if sent["client_assertion_type"] != ASSERTION_TYPE:
        raise TokenError("invalid_request", f"client_assertion_type must be {ASSERTION_TYPE}")
    now = platform.clock()
    known = find_tool(platform.store, claimed_client(sent["client_assertion"]))
    platform = platform.within(tool=known.key if known else "")
    assertion = read_assertion(sent["client_assertion"], platform.settings, platform.tool_keys, now)
    if not grants.spend_assertion(platform.store, assertion.jti, assertion.expires, now):
        raise TokenError("invalid_client", "this jti was used before")
    if platform.first_state != ACTIVE:
        raise TokenError("invalid_client", "an administrator has not activated this tool, or has switched it off")
    scopes = [scope for scope in sent["scope"].split() if scope in platform.granted]
    if not scopes:
        raise TokenError("invalid_scope", "none of these scopes is granted to the tool")
    return grants.give_token(platform.store, scopes, now, platform.tool_key)


def _one(name: str) -> str:
    """The parameter, which must be there once (RFC 6749, section 3.2)."""
    values = request.form.getlist(name)
    if len(values) != 1 or not values[0]:
        raise TokenError("invalid_request", f"{name} must be there, once")
    return values[0]


def _answer(platform: Platform, fields: dict[str, object], status: int) -> Response:
    # Moodle calls its JSON text/html.
    content_type = "text/html; charset=utf-8" if platform.settings.like_moodle else "application/json"
    answer = Response(json.dumps(fields), status, content_type=content_type)
    answer.headers["Cache-Control"] = "no-store"
    return answer
