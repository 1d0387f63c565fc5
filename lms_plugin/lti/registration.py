"""The two requests of a dynamic registration: read the platform's configuration, post ours and read the answer.

Through core.outbound alone: public https addresses, no redirects, limits on size and time.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lms_plugin.core.outbound.addresses import split_web_address
from lms_plugin.core.outbound.client import Answer, Outbound
from lms_plugin.core.outbound.errors import AddressRefusedError, NotReachedError, OutboundError
from lms_plugin.lti.claims import MAX_ID, MAX_URL, as_object, short_texts
from lms_plugin.lti.registration_configuration import PlatformConfiguration, parse_configuration
from lms_plugin.lti.registration_errors import RegistrationFailedError
from lms_plugin.lti.registration_message import TOOL
from lms_plugin.lti.strict_json import StrictJsonError, parse_object

MAX_BYTES = 256 * 1024
MAX_TOKEN = 4000
QUOTED = 300


@dataclass(frozen=True)
class RegistrationAnswer:
    """What the platform made of us. `scopes` is None where it does not say; Moodle says more than it grants."""

    client_id: str
    deployment_id: str | None
    scopes: tuple[str, ...] | None


def read_configuration(outbound: Outbound, address: str, token: str) -> PlatformConfiguration:
    """Ask a platform what it says about itself. Canvas wants its token for that. Raises RegistrationFailedError."""
    if not address:
        raise RegistrationFailedError("no_configuration", "openid_configuration is missing")
    if len(address) > MAX_URL or split_web_address(address) is None:
        raise RegistrationFailedError("address_refused", "openid_configuration is no https address of a public host")
    try:
        answer = outbound.request("GET", address, headers=_headers(token), max_bytes=MAX_BYTES)
    except AddressRefusedError as error:
        raise RegistrationFailedError("address_refused", str(error)) from error
    except NotReachedError as error:
        raise RegistrationFailedError("not_reached", str(error)) from error
    except OutboundError as error:
        raise RegistrationFailedError("no_answer", str(error)) from error
    if 300 <= answer.status < 400:
        raise RegistrationFailedError("redirected", f"the configuration answered {answer.status}")
    if answer.status != 200:
        raise RegistrationFailedError("bad_answer", f"the configuration answered {answer.status}")
    try:
        return parse_configuration(parse_object(answer.body), address)
    except StrictJsonError as error:
        raise RegistrationFailedError("bad_answer", f"the configuration is not JSON: {error}") from error


def post_registration(
    outbound: Outbound, configuration: PlatformConfiguration, token: str, message: Mapping[str, Any]
) -> RegistrationAnswer:
    """Register with a platform. Raises RegistrationFailedError; with `lost` the platform may have made a tool."""
    headers = {**_headers(token), "Content-Type": "application/json"}
    try:
        answer = outbound.request(
            "POST",
            configuration.registration_endpoint,
            headers=headers,
            body=json.dumps(message).encode(),
            max_bytes=MAX_BYTES,
        )
    except AddressRefusedError as error:
        raise RegistrationFailedError("address_refused", str(error)) from error
    except NotReachedError as error:
        raise RegistrationFailedError("not_reached", str(error)) from error
    except OutboundError as error:
        raise RegistrationFailedError("lost", str(error)) from error
    return parse_answer(answer)


def parse_answer(answer: Answer) -> RegistrationAnswer:
    """Read a registration response leniently: Moodle labels it text/html, scopes are a text or a list.

    Raises RegistrationFailedError.
    """
    if answer.status not in (200, 201):
        said = " ".join(answer.text.split())[:QUOTED]
        raise RegistrationFailedError("refused", f"the registration endpoint answered {answer.status}: {said}")
    try:
        content = parse_object(answer.body)
    except StrictJsonError as error:
        raise RegistrationFailedError("bad_registration", f"the answer is not JSON: {error}") from error
    client_id = _id(content.get("client_id"))
    if client_id is None:
        raise RegistrationFailedError("bad_registration", "client_id is missing")
    return RegistrationAnswer(
        client_id, _id(as_object(content.get(TOOL)).get("deployment_id")), _scopes(content.get("scope"))
    )


def _id(value: Any) -> str | None:
    """An id as text; some platforms write theirs as a number."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return value if isinstance(value, str) and 0 < len(value) <= MAX_ID and value.isprintable() else None


def _scopes(value: Any) -> tuple[str, ...] | None:
    if isinstance(value, str):
        value = value.split()
    return short_texts(value) if isinstance(value, list) else None


def _headers(token: str) -> dict[str, str]:
    """The platform's token, where it gave one that may stand in a header."""
    headers = {"Accept": "application/json"}
    if token and len(token) <= MAX_TOKEN and token.isascii() and token.isprintable() and " " not in token:
        headers["Authorization"] = f"Bearer {token}"
    return headers
