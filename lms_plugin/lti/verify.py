"""Deciding whether a launch is good, each step on the result of the one before.

Read the state that we signed (it names the platform) → split the token strictly → verify its signature with a key of
that platform → check the login's cookie → check every claim. The nonce is spent last, by the INSERT of the launch
session.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from lms_plugin.lti.checks import check_audience, check_issuer, check_nonce, check_time
from lms_plugin.lti.errors import (
    MESSAGE_TYPE,
    LaunchRefusedError,
    concerning,
    known_message,
    name_claims,
    refuse_request,
)
from lms_plugin.lti.keysets import KeySets
from lms_plugin.lti.launch import Launch, parse_launch
from lms_plugin.lti.state import LoginState, check_cookie, read_state
from lms_plugin.lti.tokens import split_token
from lms_plugin.platforms.cache import KnownRegistration, RegistrationCache

ERROR_CODES = frozenset(
    {
        "access_denied",
        "consent_required",
        "interaction_required",
        "invalid_request",
        "invalid_scope",
        "login_required",
        "server_error",
        "temporarily_unavailable",
        "unauthorized_client",
        "unsupported_response_type",
    }
)


@dataclass(frozen=True)
class VerifiedLaunch:
    """A launch that holds, the registration it came through, and its login."""

    launch: Launch
    registration: KnownRegistration
    state: LoginState
    claim_names: tuple[str, ...]


@dataclass(frozen=True)
class Verifier:
    """All that deciding needs; one per app."""

    secret_key: str
    registrations: RegistrationCache
    key_sets: KeySets
    is_ours: Callable[[str], bool]
    trial: bool = False

    def verify(self, form: Mapping[str, str], cookies: Mapping[str, str], *, now: float) -> VerifiedLaunch:
        """Decide a launch from its form and the browser's cookies; `now` in seconds of the epoch.

        Raises LaunchRefusedError.
        """
        if "error" in form and not form.get("state"):
            raise _platform_error(form)
        state = read_state(self.secret_key, form.get("state", ""))
        registration = self.registrations.get(state.registration_id)
        if registration is None or not registration.active:
            raise refuse_request("registration_off", "the registration was switched off or removed")
        with concerning(registration_id=registration.id, platform=registration.name):
            if "error" in form:
                raise _platform_error(form)
            token = split_token(form.get("id_token", ""))
            claims = token.verify(self.key_sets.get_key(registration, token.kid))
            names = name_claims(claims)
            with concerning(claim_names=names, message_type=known_message(claims.get(MESSAGE_TYPE))):
                check_cookie(state, cookies.get(state.cookie_name))
                launch = self._check(claims, registration, state, now)
        return VerifiedLaunch(launch, registration, state, names)

    def _check(
        self, claims: Mapping[str, Any], registration: KnownRegistration, state: LoginState, now: float
    ) -> Launch:
        check_issuer(claims, registration)
        check_audience(claims, registration)
        check_time(claims, now)
        check_nonce(claims, state.nonce)
        return parse_launch(claims, client_id=registration.client_id, is_ours=self.is_ours, trial=self.trial)


def _platform_error(form: Mapping[str, str]) -> LaunchRefusedError:
    """The LMS's own refusal (OpenID Connect Core, section 3.1.2.6). Its code is named only where we know it."""
    code = form.get("error", "")
    named = f" ({code})" if code in ERROR_CODES else ""
    return LaunchRefusedError(
        "platform_error",
        "Your LMS did not let the launch go on.",
        detail=f"the LMS answered our authentication request with an error{named} instead of a token",
    )
