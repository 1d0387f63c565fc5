"""Access tokens for a platform's services: one for each registration and set of scopes, renewed before it ends.

Security Framework 1.1, section 4.1 (client credentials with a signed assertion). Keyed by registration and never by
issuer: hosted LMSs are one issuer for every hospital.
"""

import json
import time
from dataclasses import dataclass, field
from secrets import token_urlsafe
from threading import Lock
from urllib.parse import urlencode
from uuid import UUID

import jwt

from lms_plugin.core.outbound.client import Answer, Outbound
from lms_plugin.core.outbound.errors import OutboundError
from lms_plugin.lti.service_errors import ServiceRefusedError
from lms_plugin.platforms.cache import KnownRegistration
from lms_plugin.platforms.keys import SigningKey

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ASSERTION_SECONDS = 240
CLOCK_SLACK = 5  # Moodle refuses an `iat` that is ahead of its own clock by so much as a second
RENEW_EARLY = 60
PAUSE_AFTER_FAILURE = 60.0
REFUSED_TWICE = Answer(401, {}, b"new access tokens were refused twice within a minute")


@dataclass
class _Kept:
    lock: Lock = field(default_factory=Lock)
    token: str = ""
    good_until: float = float("-inf")
    dropped_at: float = float("-inf")
    failed_at: float = float("-inf")
    failure: Exception | None = None
    kid: str = ""


class AccessTokens:
    """The tokens of one process. 32 threads that start cold fetch one token.

    A token outlives the key that it was asked for with: the platform knows it, not the key. A refusal does not: what a
    platform said to one key is no answer to the next.
    """

    def __init__(self, outbound: Outbound) -> None:
        self._outbound = outbound
        self._lock = Lock()
        self._kept: dict[tuple[UUID, tuple[str, ...]], _Kept] = {}

    def get(self, registration: KnownRegistration, scopes: tuple[str, ...], key: SigningKey) -> str:
        """A token good for at least a minute.

        Raises ServiceRefusedError (the platform said no) and OutboundError (it did not answer). After a refusal the
        platform is left alone for a minute and the same error is raised again; where it did not answer, all who waited
        for that answer get the error at once.
        """
        kept = self._slot(registration.id, scopes)
        asked_at = time.monotonic()
        if asked_at < kept.good_until:
            return kept.token
        with kept.lock:
            if time.monotonic() < kept.good_until:
                return kept.token
            if kept.kid != key.kid:
                kept.kid, kept.failure = key.kid, None
            pause = PAUSE_AFTER_FAILURE if isinstance(kept.failure, ServiceRefusedError) else 0.0
            if kept.failure is not None and asked_at < kept.failed_at + pause:
                raise kept.failure.with_traceback(None)
            try:
                kept.token, seconds = self._fetch(registration, scopes, key)
            except (ServiceRefusedError, OutboundError) as error:
                kept.failure, kept.failed_at = error, time.monotonic()
                raise
            kept.failure = None
            kept.good_until = time.monotonic() + max(seconds - RENEW_EARLY, min(seconds, 1))
            return kept.token

    def drop(self, registration: KnownRegistration, scopes: tuple[str, ...], token: str) -> None:
        """The platform no longer takes this token: fetch a new one next time.

        Where it refuses the new one too within a minute, our credentials are at fault: it is left alone for a minute.
        """
        kept = self._slot(registration.id, scopes)
        with kept.lock:
            if kept.token != token or kept.good_until == float("-inf"):
                return  # somebody else was told so, too
            now = time.monotonic()
            if now < kept.dropped_at + PAUSE_AFTER_FAILURE:
                kept.failure, kept.failed_at = ServiceRefusedError("service", REFUSED_TWICE), now
            kept.good_until, kept.dropped_at = float("-inf"), now

    def _slot(self, registration_id: UUID, scopes: tuple[str, ...]) -> _Kept:
        with self._lock:
            return self._kept.setdefault((registration_id, tuple(sorted(scopes))), _Kept())

    def _fetch(self, registration: KnownRegistration, scopes: tuple[str, ...], key: SigningKey) -> tuple[str, int]:
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": make_assertion(registration, key),
            "scope": " ".join(sorted(scopes)),
        }
        answer = self._outbound.request(
            "POST",
            registration.auth_token_url,
            headers={"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"},
            body=urlencode(form).encode(),
        )
        if answer.status not in (200, 201):
            raise ServiceRefusedError("token", answer)
        # Moodle labels its JSON as text/html, so the label is not asked.
        try:
            content = json.loads(answer.body)
            token, seconds = content["access_token"], int(content.get("expires_in", 3600))
        except (ArithmeticError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            raise ServiceRefusedError("token", answer) from error
        if not isinstance(token, str) or not token:
            raise ServiceRefusedError("token", answer)
        return token, seconds


def make_assertion(registration: KnownRegistration, key: SigningKey) -> str:
    """The signed assertion (RFC 7523): who we are, for this platform, once, for four minutes."""
    now = int(time.time())
    claims = {
        "iss": registration.client_id,
        "sub": registration.client_id,
        "aud": registration.token_audience or registration.auth_token_url,
        "iat": now - CLOCK_SLACK,
        "exp": now + ASSERTION_SECONDS,
        "jti": token_urlsafe(24),
    }
    return jwt.encode(claims, key.private_key, algorithm="RS256", headers={"kid": key.kid})
