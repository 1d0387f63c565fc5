"""The authorization endpoint (Security Framework 1.0, section 5.1.1; OpenID Connect Core, section 3.2)."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.datastructures import MultiDict

from lms_plugin.demo.platform.errors import AuthError, PlatformError
from lms_plugin.demo.platform.hospital import Platform, current_platform
from lms_plugin.demo.platform.pages import current_visit, post_page
from lms_plugin.demo.platform.reviews import review_claims
from lms_plugin.demo.platform.tools import ACTIVE
from lms_plugin.demo.platform.visits import CONTENT, REVIEW, Hint, Visit, find_hint, spend_hint

blueprint = Blueprint("oidc", __name__)


@blueprint.route("/auth", methods=["GET", "POST"])
def auth() -> Response:
    platform = current_platform()
    sent = _parameters(request.form if request.method == "POST" else request.args)
    platform = check_client(platform, sent)
    answer = {"state": sent["state"]} if "state" in sent else {}
    try:
        answer["id_token"] = _id_token(platform, sent)
    except AuthError as error:
        answer |= {"error": error.code, "error_description": error.description}
    return post_page("Opening the activity", sent["redirect_uri"], answer)


def check_client(platform: Platform, sent: Mapping[str, str]) -> Platform:
    """Whom to answer: the platform as that tool sees it.

    While this is open, nothing is sent anywhere: the error stays on a page of ours.
    """
    tool = next((tool for tool in platform.tools if tool.client_id == sent.get("client_id")), None)
    if tool is None:
        raise PlatformError(400, "The tool named a client id that is not registered here.")
    if sent.get("redirect_uri") not in tool.redirects:
        raise PlatformError(400, "The tool asked for an answer to an address that is not registered, to the letter.")
    if tool.state != ACTIVE:
        raise PlatformError(403, "An administrator has not activated this tool, or has switched it off.")
    return platform.within(tool=tool.key)


def _id_token(platform: Platform, sent: Mapping[str, str]) -> str:
    check_request(sent, prompt_required=not platform.settings.like_moodle)
    visit = current_visit(platform)
    if visit is None:
        raise AuthError("login_required", "Nobody is signed in to the LMS in this browser.")
    if sent.get("login_hint") != visit.person.sub:
        raise AuthError("access_denied", "login_hint is not the person who is signed in.")
    hint = _check_hint(platform, sent, visit)
    if hint.tool != platform.tool_key:
        raise AuthError("invalid_request", "lti_message_hint was given out for another tool.")
    claims = _claims(current_platform().within(hint.course, hint.tool), visit, hint, sent["nonce"])
    if not spend_hint(platform.store, hint, platform.clock()):
        raise _used()
    return platform.sign(claims)


def _claims(platform: Platform, visit: Visit, hint: Hint, nonce: str) -> dict[str, Any]:
    """What the hint was given out for: adding activities, or opening one."""
    if hint.link_id == CONTENT:
        return platform.content_claims(visit.person, hint.launch_id, nonce)
    if hint.link_id == REVIEW:
        return review_claims(platform, visit.person, hint.about, nonce)
    link = platform.find_link(hint.link_id)
    if link is None:
        raise AuthError("invalid_request", "The activity is not in the course any more.")
    return platform.launch_claims(visit.person, link, nonce)


def check_request(sent: Mapping[str, str], *, prompt_required: bool) -> None:
    """The parameters that do not depend on who asks."""
    if "openid" not in sent.get("scope", "").split():
        raise AuthError("invalid_scope", "scope must be openid.")
    if sent.get("response_type") != "id_token":
        raise AuthError("unsupported_response_type", "response_type must be id_token.")
    if sent.get("response_mode") != "form_post":
        raise AuthError("invalid_request", "response_mode must be form_post.")
    # Moodle lets prompt be absent.
    if sent.get("prompt", "" if prompt_required else "none") != "none":
        raise AuthError("invalid_request", "prompt must be none.")
    if not sent.get("nonce"):
        raise AuthError("invalid_request", "nonce is missing.")


def _check_hint(platform: Platform, sent: Mapping[str, str], visit: Visit) -> Hint:
    hint = find_hint(platform.store, sent.get("lti_message_hint", ""))
    if hint is None or hint.visit_id != visit.id:
        raise AuthError("invalid_request", "lti_message_hint is none that this LMS session gave out.")
    if hint.used:
        raise _used()
    return hint


def _used() -> PlatformError:
    return PlatformError(400, "This launch was used already. Open the activity from the course page again.")


def _parameters(sent: "MultiDict[str, str]") -> dict[str, str]:
    """Each parameter once (RFC 6749, section 3.1): with two of a kind nobody knows which one is meant."""
    for name, values in sent.lists():
        if len(values) > 1:
            raise PlatformError(400, f"The tool sent {name[:40]} more than once.")
    return dict(sent.items())
