"""Our own address, the platform's key set, its login page."""

import ipaddress
import secrets
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from lms_plugin.core.outbound.client import Answer
from lms_plugin.core.outbound.errors import OutboundError
from lms_plugin.lti.keysets import MAX_BYTES, parse_key_set
from lms_plugin.lti.service_errors import ServiceRefusedError
from lms_plugin.lti.strict_json import StrictJsonError, parse_object
from lms_plugin.preflight.kit import Kit
from lms_plugin.preflight.trouble import say_what_happened, say_what_to_do
from lms_plugin.preflight.verdicts import Finding

NO_LAUNCH = "Nobody can come in from this LMS once our copy of its keys is a day old. What people saved is safe."
NO_LOGIN = "Whoever opens a link to this tool ends on an error page of the LMS. What people saved is safe."
GONE = frozenset({404, 405, 410, 501})
UNKNOWN_CLIENT = (b"invalid_client", b"unauthorized_client")


def look_at_our_address(kit: Kit) -> Finding:
    """By configuration alone: whether others reach us is shown by the launch and by our keys being fetched."""
    parts = urlsplit(kit.facts.public_url)
    if kit.facts.trial:
        return Finding(
            verdict="pass",
            found=f"{kit.facts.public_url}. This is a trial, so plain http and this machine alone are let through",
        )
    if parts.scheme != "https" or not _is_public_name(parts.hostname or ""):
        return Finding(
            verdict="fail",
            found=f"PUBLIC_URL is {kit.facts.public_url}",
            means="Browsers keep no cookie of ours inside the LMS, and the LMS cannot fetch our keys.",
            fix="Give this tool a name on the public internet with a certificate, and set LMS_PLUGIN_PUBLIC_URL to its "
            "https address. Then put the new addresses into the LMS.",
        )
    return Finding(verdict="pass", found=f"{kit.facts.public_url}, over https and under a public name")


def _is_public_name(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith((".local", ".localhost", ".internal", ".lan"))


def look_at_their_keys(kit: Kit) -> Finding:
    """Fetch the key set as a launch would."""
    url = kit.facts.registration.jwks_url
    fix = (
        f"Compare the public keyset URL of the registration, {url}, with the LMS's own. It must answer with its key "
        "set, without a sign-in and without a redirect to another address."
    )
    try:
        answer = kit.wire.request("GET", url, headers={"Accept": "application/json"}, max_bytes=MAX_BYTES)
        _accept(answer, answer.status == 200)
    except (OutboundError, ServiceRefusedError) as error:
        return Finding(verdict="fail", found=say_what_happened(error), means=NO_LAUNCH, fix=say_what_to_do(error, fix))
    try:
        key_set = parse_object(answer.body)
    except StrictJsonError:
        return Finding(verdict="fail", found="What stands there is no key set (not JSON)", means=NO_LAUNCH, fix=fix)
    keys = len(parse_key_set(key_set))
    if not keys:
        return Finding(
            verdict="fail", found="The key set has no RSA key of 2048 bits or more", means=NO_LAUNCH, fix=fix
        )
    return Finding(verdict="pass", found=f"{_count(keys)}, answered in {kit.wire.milliseconds} ms")


def _count(keys: int) -> str:
    return "The key set has 1 key" if keys == 1 else f"The key set has {keys} keys"


def _accept(answer: Answer, is_good: bool) -> None:
    if not is_good:
        raise ServiceRefusedError("service", answer)


def look_at_their_login(kit: Kit) -> Finding:
    """Ask as a browser would that nobody is signed in with: a page or an error for a person is all we can hope for."""
    registration = kit.facts.registration
    fix = (
        f"Compare the authentication request URL of the registration, {registration.auth_login_url}, with the LMS's "
        f"own. {kit.facts.remedy('launch')}"
    )
    try:
        answer = kit.wire.request("GET", _login_request(kit), headers={"Accept": "text/html"}, max_bytes=512 * 1024)
        _accept(answer, answer.status not in GONE and answer.status < 500)
    except (OutboundError, ServiceRefusedError) as error:
        return Finding(verdict="fail", found=say_what_happened(error), means=NO_LOGIN, fix=say_what_to_do(error, fix))
    if answer.status in (400, 401) and any(code in answer.body for code in UNKNOWN_CLIENT):
        return Finding(verdict="fail", found="They do not know our client id", means=NO_LOGIN, fix=fix)
    if answer.status == 403:
        return Finding(
            verdict="fail",
            found="They answered 403, so the tool may be switched off there, or not active yet",
            means=NO_LOGIN,
            fix=kit.facts.remedy("launch"),
        )
    return Finding(verdict="pass", found="The login page answers")


def _login_request(kit: Kit) -> str:
    registration = kit.facts.registration
    asked = {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": registration.client_id,
        "redirect_uri": f"{kit.facts.public_url}/lti/launch",
        "login_hint": "connection-check",
        "state": "connection-check",
        "nonce": secrets.token_urlsafe(16),
    }
    parts = urlsplit(registration.auth_login_url)
    query = urlencode([*parse_qsl(parts.query, keep_blank_values=True), *asked.items()])
    return urlunsplit(parts._replace(query=query, fragment=""))
