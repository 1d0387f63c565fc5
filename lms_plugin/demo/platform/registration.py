"""Dynamic registration (LTI Dynamic Registration 1.0): the platform's configuration, and tools that register.

`GET /.well-known/openid-configuration` says where everything is; Canvas wants the registration token for that.
`POST /register` takes a tool's configuration as JSON with the token as bearer. The tool is then pending, in Brightspace
disabled, until the administrator activates it. A refused configuration does not use the token up.
"""

import json
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, request

from lms_plugin.demo.platform import scopes, variables
from lms_plugin.demo.platform.errors import PlatformError
from lms_plugin.demo.platform.hospital import Platform, current_platform
from lms_plugin.demo.platform.invitations import Invitation, find_invitation, spend
from lms_plugin.demo.platform.payload import read_object
from lms_plugin.demo.platform.tool_configuration import (
    CONFIGURATION,
    MESSAGES,
    Configuration,
    ConfigurationError,
    read_configuration,
)
from lms_plugin.demo.platform.tools import Tool, add_tool, change_tool, find_tool

CLAIMS = ("iss", "sub", "name", "given_name", "family_name", "email")
PLATFORM = "https://purl.imsglobal.org/spec/lti-platform-configuration"
ECHOED = (
    "application_type",
    "client_name",
    "grant_types",
    "initiate_login_uri",
    "jwks_uri",
    "logo_uri",
    "redirect_uris",
    "response_types",
    "token_endpoint_auth_method",
)

blueprint = Blueprint("registration", __name__)


@blueprint.get("/.well-known/openid-configuration")
def configuration() -> Response:
    platform = current_platform()
    if platform.settings.habits.configuration_needs_token and _invitation(platform) is None:
        answer = _refuse(platform, "invalid_token", "The registration token must be sent as a bearer token.", 401)
        answer.headers["WWW-Authenticate"] = "Bearer"
        return answer
    return Response(json.dumps(_configuration(platform)), content_type="application/json")


@blueprint.post("/register")
def register() -> Response:
    platform = current_platform()
    invitation = _invitation(platform)
    if invitation is None:
        answer = _refuse(platform, "invalid_token", "The registration token is unknown, used or an hour old.", 401)
        answer.headers["WWW-Authenticate"] = "Bearer"
        return answer
    if request.mimetype != "application/json":
        return _refuse(platform, "invalid_client_metadata", "The body must be application/json.", 400)
    try:
        sent = read_object(request.get_data(), "The body must be a JSON object.")
        read = read_configuration(sent, platform.settings, invitation.allowed)
    except PlatformError as error:
        return _refuse(platform, "invalid_client_metadata", error.message, 400)
    except ConfigurationError as error:
        return _refuse(platform, error.code, f"{error.description}.", 400)
    if not spend(platform.store, invitation):
        return _refuse(platform, "invalid_token", "The registration token was used before.", 401)
    tool = _store(platform, invitation, read)
    return Response(json.dumps(_answer(platform, tool, read)), platform.settings.habits.created, _json_headers())


def _store(platform: Platform, invitation: Invitation, read: Configuration) -> Tool:
    """A new tool; or the known one with new addresses, the same ids and the state it was in."""
    known = find_tool(platform.store, invitation.updates) if invitation.updates else None
    if known is None:
        return add_tool(platform.store, read.tool, platform.settings.profile)
    return change_tool(platform.store, known.client_id, replace(read.tool, state=known.state))


def _answer(platform: Platform, tool: Tool, read: Configuration) -> dict[str, Any]:
    """What was registered. Moodle claims grade columns for whoever may do anything with grades, granted or not."""
    settings = platform.settings
    told = {scope for scope in read.asked if scope in scopes.EVERY_SCOPE}
    if settings.like_moodle and told & scopes.SCOPES:
        told |= scopes.SCOPES
    lti = {name: value for name, value in read.sent[CONFIGURATION].items() if name != "deployment_id"}
    lti["target_link_uri"] = tool.target_url
    if settings.like_moodle:  # the one message that Moodle reads
        lti["messages"] = [one for one in lti["messages"] if one["type"] == "LtiDeepLinkingRequest"]
    if settings.habits.tells_deployment:
        lti["deployment_id"] = tool.deployment_id
    return {
        "client_id": tool.client_id,
        **{name: read.sent[name] for name in ECHOED if name in read.sent},
        "scope": " ".join(sorted(told)),
        CONFIGURATION: lti,
    }


def _configuration(platform: Platform) -> dict[str, Any]:
    settings, habits = platform.settings, platform.settings.habits
    known = [name for name in variables.NAMES if platform.histories or name not in variables.HISTORIES]
    return {
        "issuer": settings.issuer,
        "authorization_endpoint": settings.auth_url,
        "token_endpoint": settings.token_url,
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["RS256"],
        "jwks_uri": settings.certs_url,
        "registration_endpoint": f"{settings.base_url}/register",
        "scopes_supported": ["openid", *sorted(scopes.EVERY_SCOPE)],
        "response_types_supported": ["id_token"],
        "subject_types_supported": ["public", "pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "claims_supported": list(CLAIMS),
        **({"authorization_server": settings.token_audience} if habits.own_audience else {}),
        PLATFORM: {
            "product_family_code": habits.family_code,
            "version": habits.version,
            "messages_supported": [_message(platform, kind) for kind in MESSAGES],
            "variables": known,
            **habits.extra,
        },
    }


def _message(platform: Platform, kind: str) -> dict[str, Any]:
    placements = platform.settings.habits.placements
    if kind == "LtiDeepLinkingRequest" and placements:
        return {"type": kind, "placements": list(placements)}
    return {"type": kind}


def _invitation(platform: Platform) -> Invitation | None:
    """The living invitation whose token came as bearer."""
    sent = request.authorization
    token = sent.token if sent is not None and sent.type == "bearer" else None
    found = find_invitation(platform.store, token) if token else None
    return None if found is None or found.used or found.expires <= platform.clock() else found


def _refuse(platform: Platform, code: str, description: str, status: int) -> Response:
    if platform.settings.habits.plain_errors:  # Moodle's errors are plain text that calls itself HTML
        return Response(f"{code}: {description}", status, content_type="text/html; charset=utf-8")
    content = {"error": code, "error_description": description}
    return Response(json.dumps(content), status, _json_headers())


def _json_headers() -> dict[str, str]:
    return {"Content-Type": "application/json", "Cache-Control": "no-store"}
