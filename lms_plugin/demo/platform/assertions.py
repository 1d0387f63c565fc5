"""The tool's client assertion (RFC 7523, section 3; Security Framework 1.0, section 4.1.1), checked with no leeway."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt

from lms_plugin.demo.platform.errors import PlatformError, TokenError
from lms_plugin.demo.platform.payload import number, read_object
from lms_plugin.demo.platform.settings import PlatformSettings
from lms_plugin.demo.platform.tool_keys import KeysUnavailableError, ToolKeys


@dataclass(frozen=True)
class Assertion:
    """A good assertion: its one-use id, and when it ends (seconds since 1970)."""

    jti: str
    expires: float


def read_assertion(token: str, settings: PlatformSettings, tool_keys: ToolKeys, now: float) -> Assertion:
    """The assertion, if the tool signed it for this token endpoint and for now; else `invalid_client`."""
    claims = _verified_claims(token, settings, tool_keys)
    if claims.get("iss") != settings.client_id or claims.get("sub") != settings.client_id:
        raise _refused("iss and sub must both be the client id")
    audience = claims.get("aud")
    if settings.token_audience not in (audience if isinstance(audience, list) else [audience]):
        own = settings.token_audience != settings.token_url
        raise _refused("aud must be " + (settings.token_audience if own else "the address of this token endpoint"))
    jti = claims.get("jti")
    if not isinstance(jti, str) or not jti:
        raise _refused("jti is missing")
    return Assertion(jti, _check_times(claims, now))


def claimed_client(token: str) -> str:
    """The client id that an assertion names, not verified yet; empty where it names none."""
    try:
        claims = jwt.decode(token, options={"verify_signature": False})
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError):
        return ""
    issuer = claims.get("iss")
    return issuer if isinstance(issuer, str) and issuer.isprintable() else ""


def _verified_claims(token: str, settings: PlatformSettings, tool_keys: ToolKeys) -> dict[str, Any]:
    signer = jwt.PyJWS()
    try:
        header = signer.get_unverified_header(token)
        kid = header.get("kid")
        if header.get("alg") != "RS256" or not isinstance(kid, str) or not kid:
            raise _refused("the header must say RS256 and name the key with kid")
        key = tool_keys.find(settings.tool_jwks_url, kid)
        if key is None:
            raise _refused("the tool's key set has no RSA key with this kid")
        return read_object(signer.decode(token, key, algorithms=["RS256"]), "the claims are no JSON object")
    except KeysUnavailableError as error:
        raise _refused(str(error)) from error
    except PlatformError as error:
        raise _refused(error.message) from error
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as error:
        raise _refused("the assertion is no JWT that the tool's key signed") from error


def _check_times(claims: Mapping[str, Any], now: float) -> float:
    """Moodle grants no clock skew at all: an `iat` that lies ahead is refused."""
    issued, expires = number(claims.get("iat")), number(claims.get("exp"))
    if issued is None or expires is None:
        raise _refused("iat and exp must be there, as numbers")
    if issued > now:
        raise _refused("iat lies in the future")
    if expires <= now or expires <= issued:
        raise _refused("the assertion has expired")
    not_before = claims.get("nbf", 0)
    if number(not_before) is None or not_before > now:
        raise _refused("nbf lies in the future")
    return expires


def _refused(reason: str) -> TokenError:
    return TokenError("invalid_client", reason)
