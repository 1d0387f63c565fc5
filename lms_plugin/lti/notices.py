"""Notices of a platform: deciding whether one is good, and asking for them (LTI Platform Notification Service 1.0).

No login stands behind a notice, so the token names its platform; it is believed once a key of that platform says so.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lms_plugin.core.outbound.client import Outbound
from lms_plugin.lti.access_tokens import AccessTokens
from lms_plugin.lti.checks import check_audience, check_issuer, check_time
from lms_plugin.lti.connector import Connector
from lms_plugin.lti.errors import LaunchRefusedError, concerning, name_claims, refuse_request, refuse_token
from lms_plugin.lti.notice_claims import CONTEXT_COPY, SCOPE, Notice, parse_notice
from lms_plugin.lti.strict_json import StrictJsonError, parse_object
from lms_plugin.lti.tokens import split_token
from lms_plugin.lti.verify import Verifier
from lms_plugin.platforms.cache import KnownRegistration
from lms_plugin.platforms.keys import SigningKey

MOST = 100
JSON = "application/json"


@dataclass(frozen=True)
class VerifiedNotice:
    """A notice that holds, and the registration that it came through."""

    notice: Notice
    registration: KnownRegistration


def verify_notices(body: bytes, verifier: Verifier, *, now: float) -> list[VerifiedNotice]:
    """All notices of one request, as the platform posts them; one that does not hold refuses them all.

    Raises LaunchRefusedError: 400 for what is no list of notices, 401 for the rest.
    """
    try:
        sent = parse_object(body).get("notices")
    except StrictJsonError as error:
        raise refuse_request("bad_notices", f"the notices are not JSON that we accept: {error}") from None
    if not isinstance(sent, list) or not 0 < len(sent) <= MOST:
        raise refuse_request("bad_notices", f"the notices are not a list of 1 to {MOST}")
    tokens = [each.get("jwt") if isinstance(each, dict) else None for each in sent]
    return [_verify(token if isinstance(token, str) else "", verifier, now) for token in tokens]


def _verify(jwt: str, verifier: Verifier, now: float) -> VerifiedNotice:
    token = split_token(jwt)
    registration = _find_registration(token.payload, verifier)
    with concerning(registration_id=registration.id, platform=registration.name):
        claims = token.verify(verifier.key_sets.get_key(registration, token.kid))
        with concerning(claim_names=name_claims(claims)):
            check_issuer(claims, registration)
            check_audience(claims, registration)
            check_time(claims, now)
            return VerifiedNotice(parse_notice(claims), registration)


def _find_registration(payload: bytes, verifier: Verifier) -> KnownRegistration:
    """The registration that the token claims to be for: nothing is believed yet, but whose key to ask for."""
    try:
        claims = parse_object(payload)
    except StrictJsonError as error:
        raise refuse_token("bad_payload", f"the notice's claims are not JSON that we accept: {error}") from None
    issuer, audience = claims.get("iss"), claims.get("aud")
    named = audience if isinstance(audience, list) else [audience]
    for client_id in named[:MOST]:
        if isinstance(issuer, str) and isinstance(client_id, str):
            for registration in verifier.registrations.find(issuer, client_id):
                return registration
    raise _unknown()


def _unknown() -> LaunchRefusedError:
    return refuse_token("unknown_platform", "issuer (iss) and audience (aud) are no registration of ours")


@dataclass(frozen=True)
class NoticeService:
    """A platform's notification service."""

    outbound: Outbound
    tokens: AccessTokens

    def subscribe(self, registration: KnownRegistration, url: str, *, handler: str, key: SigningKey) -> None:
        """Ask for notices of copied courses at `handler`; asking again changes nothing.

        Raises ServiceRefusedError and OutboundError.
        """
        order: Mapping[str, Any] = {"notice_type": CONTEXT_COPY, "handler": handler, "max_batch_size": MOST}
        connector = Connector(registration, outbound=self.outbound, tokens=self.tokens, key=key)
        headers = {"Accept": JSON, "Content-Type": JSON}
        connector.exchange((SCOPE,), "PUT", url, headers, json.dumps(order))
