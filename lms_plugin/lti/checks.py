"""The checks of a verified token against its login: issuer, audience, time, nonce (Security Framework, 5.1.3).

Each check is a small function from claims to nothing; it raises where the launch does not hold.
"""

from collections.abc import Mapping
from typing import Any

from lms_plugin.lti.errors import refuse_stale, refuse_token
from lms_plugin.platforms.cache import KnownRegistration

LEEWAY = 60
MAX_AGE = 600
MAX_LIFE = 24 * 3600


def check_issuer(claims: Mapping[str, Any], registration: KnownRegistration) -> None:
    """Exactly the issuer that the login began with; the token does not choose its platform."""
    if claims.get("iss") != registration.issuer:
        raise refuse_token("wrong_issuer", "the issuer (iss) is not the platform where this login began")


def check_audience(claims: Mapping[str, Any], registration: KnownRegistration) -> None:
    """For us alone: an audience that we do not know makes the token unacceptable."""
    audience, presenter = claims.get("aud"), claims.get("azp")
    if audience != registration.client_id:
        if not isinstance(audience, list) or registration.client_id not in audience:
            raise refuse_token("wrong_audience", "the audience (aud) is not our client id")
        if any(other != registration.client_id for other in audience):
            raise refuse_token("unknown_audience", "the audience (aud) names others besides us")
    if presenter is not None and presenter != registration.client_id:
        raise refuse_token("wrong_presenter", "the authorised party (azp) is not our client id")


def _moment(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise refuse_token(f"bad_{name}", f"the claim {name} is missing or is not a number")
    return value


def _duration(seconds: float) -> str:
    """In words, and never more exact than a person needs: no number of the token comes back."""
    if seconds >= 86_400:
        return "more than a day"
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "h"), (minutes, "min"), (rest if not hours else 0, "s"))
    return " ".join(f"{number} {unit}" for number, unit in parts if number) or "less than a second"


def check_time(claims: Mapping[str, Any], now: float) -> None:
    """Not expired, not from the future, not old, not made to last; both clocks may differ by LEEWAY seconds."""
    expires, issued = _moment(claims, "exp"), _moment(claims, "iat")
    if now - LEEWAY > expires:
        raise refuse_stale("expired", f"the expiry (exp) was {_duration(now - expires)} ago; {LEEWAY} s are allowed")
    if issued - LEEWAY > now:
        raise refuse_token(
            "from_the_future", f"the token was issued (iat) {_duration(issued - now)} ahead of our clock"
        )
    if now - issued > MAX_AGE + LEEWAY:
        raise refuse_stale(
            "too_old", f"the token was issued (iat) {_duration(now - issued)} ago; {_duration(MAX_AGE)} are allowed"
        )
    if expires <= issued or expires - issued > MAX_LIFE:
        raise refuse_token("bad_life", "the token's life (iat to exp) is not between nothing and a day")
    if claims.get("nbf") is not None and _moment(claims, "nbf") - LEEWAY > now:
        raise refuse_token("not_yet", "the token is not valid yet (nbf)")


def check_nonce(claims: Mapping[str, Any], nonce: str) -> None:
    """The nonce of this very login. That it is used once is seen to by the launch session's UNIQUE constraint."""
    if not isinstance(claims.get("nonce"), str) or claims["nonce"] != nonce:
        raise refuse_stale("wrong_nonce", "the nonce is not the one of this login")
