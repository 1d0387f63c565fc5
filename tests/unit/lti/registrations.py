"""Registrations as the protocol sees them, without a database."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from lms_plugin.lti.launch import CLAIM
from lms_plugin.platforms.cache import KnownRegistration

ISSUER = "https://lms.example.org"
CLIENT = "client-7"
NOW = 1_800_000_000
ABSENT: Final = object()


def make_known(number: int = 1, **changes: Any) -> KnownRegistration:
    values: dict[str, Any] = {
        "id": UUID(int=number),
        "issuer": ISSUER,
        "client_id": CLIENT,
        "name": "Example LMS",
        "auth_login_url": f"{ISSUER}/auth",
        "auth_token_url": f"{ISSUER}/token",
        "token_audience": None,
        "jwks_url": f"{ISSUER}/certs",
        "family": None,
        "frame_origins": (ISSUER,),
        "active": True,
    }
    return KnownRegistration(**values | changes)


def is_ours(address: str) -> bool:
    return address.startswith("https://tool.example.org/")


def good_claims(changes: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The claims of a good launch with changes: "lti:roles" stands for LTI's own roles claim, ABSENT takes it out."""
    claims: dict[str, Any] = {
        "iss": ISSUER,
        "aud": CLIENT,
        "sub": "amara",
        "iat": NOW,
        "exp": NOW + 60,
        "nonce": "nonce-of-this-login",
        f"{CLAIM}version": "1.3.0",
        f"{CLAIM}message_type": "LtiResourceLinkRequest",
        f"{CLAIM}deployment_id": "1",
        f"{CLAIM}target_link_uri": "https://tool.example.org/lti/launch",
        f"{CLAIM}roles": ["http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"],
        f"{CLAIM}resource_link": {"id": "3"},
    }
    for name, value in (changes or {}).items():
        claims[name.replace("lti:", CLAIM)] = value
    return {name: value for name, value in claims.items() if value is not ABSENT}
