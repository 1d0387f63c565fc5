"""The first step: a third-party initiated login becomes an authentication request to the platform.

Security Framework 1.1, section 5.1.1. Nothing is stored, and no SQL statement is made.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit, urlunsplit

from lms_plugin.lti.errors import LaunchRefusedError, concerning, refuse_request
from lms_plugin.lti.state import NewState, make_state
from lms_plugin.platforms.cache import KnownRegistration, RegistrationCache

LAUNCH_PATH = "/lti/launch"
LOGIN_PARAMETERS = ("iss", "login_hint", "target_link_uri", "lti_message_hint", "client_id", "lti_deployment_id")
MAX_PARAMETER = 4000


@dataclass(frozen=True)
class Login:
    """Where to send the browser, and the cookie that binds it."""

    registration: KnownRegistration
    address: str
    state: NewState


def _optional(parameters: Mapping[str, str], name: str) -> str:
    value = parameters.get(name, "")
    if len(value) > MAX_PARAMETER:
        raise refuse_request(f"bad_{name}", f"the {name} of the login is longer than {MAX_PARAMETER} characters")
    return value


def _required(parameters: Mapping[str, str], name: str) -> str:
    value = _optional(parameters, name)
    if not value:
        raise refuse_request(f"bad_{name}", f"the login has no {name}")
    return value


def choose_registration(parameters: Mapping[str, str], registrations: RegistrationCache) -> KnownRegistration:
    """The one registration that the login names. Where an issuer has several, the client id must be there."""
    issuer = _required(parameters, "iss")
    found = registrations.find(issuer, parameters.get("client_id") or None)
    if len(found) == 1:
        return found[0]
    if found:
        raise refuse_request("no_client_id", "several registrations share this issuer, and the login has no client_id")
    raise LaunchRefusedError(
        "unknown_platform",
        "This LMS is not registered with this tool.",
        detail="no registration has this issuer and client id; compare them letter by letter, also a slash at the end",
        status=400,
    )


def begin_login(
    parameters: Mapping[str, str],
    *,
    registrations: RegistrationCache,
    secret_key: str,
    public_url: str,
    is_ours: Callable[[str], bool],
) -> Login:
    """Decide a login. Raises LaunchRefusedError."""
    registration = choose_registration(parameters, registrations)
    with concerning(registration_id=registration.id, platform=registration.name):
        hint = _required(parameters, "login_hint")
        message_hint = _optional(parameters, "lti_message_hint")
        _optional(parameters, "lti_deployment_id")
        if not is_ours(_required(parameters, "target_link_uri")):
            raise refuse_request("bad_target_link_uri", "the target_link_uri is not an address of this tool")
    new = make_state(secret_key, registration.id)
    query = {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": registration.client_id,
        "redirect_uri": public_url + LAUNCH_PATH,
        "login_hint": hint,
        "state": new.signed,
        "nonce": new.state.nonce,
    }
    if message_hint:
        query["lti_message_hint"] = message_hint
    return Login(registration, _with_query(registration.auth_login_url, query), new)


def _with_query(address: str, query: Mapping[str, str]) -> str:
    parts = urlsplit(address)
    joined = "&".join(part for part in (parts.query, urlencode(query)) if part)
    return urlunsplit(parts._replace(query=joined))
