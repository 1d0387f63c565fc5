"""The id_token as a thing of three parts, and its signature checked with a key that we chose.

1EdTech Security Framework 1.1, section 5.1.3. RS256 only; header key material is ignored by construction, because the
verifier takes a key and never a header.
"""

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from lms_plugin.lti.errors import refuse_request, refuse_token
from lms_plugin.lti.strict_json import StrictJsonError, parse_object

MAX_TOKEN = 256 * 1024
MAX_KID = 512
PART = re.compile(r"[A-Za-z0-9_-]+\Z")


@dataclass(frozen=True)
class SignedToken:
    """An id_token split but not yet believed."""

    kid: str
    signed: bytes
    signature: bytes
    payload: bytes

    def verify(self, key: RSAPublicKey) -> dict[str, Any]:
        """The claims, once the signature holds. Raises LaunchRefusedError."""
        try:
            key.verify(self.signature, self.signed, PKCS1v15(), SHA256())
        except InvalidSignature:
            raise refuse_token("bad_signature", "the signature does not fit the platform's published key") from None
        try:
            return parse_object(self.payload)
        except StrictJsonError as error:
            raise refuse_token("bad_payload", f"the token's claims are not JSON that we accept: {error}") from None


def _decode(part: str) -> bytes:
    """The bytes of a part, written in the one way in which they can be (RFC 4648, section 3.5)."""
    data = base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
    if base64.urlsafe_b64encode(data).rstrip(b"=").decode() != part:
        raise binascii.Error("bits that stand for nothing")
    return data


def _parse_header(part: str) -> str:
    """The key id of an acceptable header."""
    try:
        header = parse_object(_decode(part))
    except (StrictJsonError, binascii.Error) as error:
        raise refuse_token("bad_header", f"the token's header is not JSON that we accept: {error}") from None
    if header.get("alg") != "RS256":
        raise refuse_token("bad_algorithm", "the token must be signed with RS256")
    if "crit" in header:
        raise refuse_token("unknown_critical_header", "the token demands a header extension that we do not know")
    kid = header.get("kid")
    if not isinstance(kid, str) or not 0 < len(kid) <= MAX_KID:
        raise refuse_token("no_kid", "the token's header names no key (kid)")
    return kid


def split_token(token: str) -> SignedToken:
    """Take an id_token apart (RFC 7515, compact serialisation). Raises LaunchRefusedError."""
    if not token:
        raise refuse_request("no_token", "the launch carries no id_token")
    if len(token) > MAX_TOKEN:
        raise refuse_request("token_too_large", f"the id_token is larger than {MAX_TOKEN // 1024} KiB")
    parts = token.split(".")
    if len(parts) != 3 or not all(PART.match(part) for part in parts):
        raise refuse_request("malformed_token", "the id_token does not consist of three base64url parts")
    kid = _parse_header(parts[0])
    try:
        return SignedToken(kid, f"{parts[0]}.{parts[1]}".encode(), _decode(parts[2]), _decode(parts[1]))
    except binascii.Error:
        raise refuse_request("malformed_token", "a part of the id_token is not base64url") from None
