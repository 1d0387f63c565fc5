"""RSA keys and signed tokens for tests, made without the library that the product uses."""

import base64
import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256, HashAlgorithm


@cache
def rsa_key(number: int = 0, bits: int = 2048) -> RSAPrivateKey:
    """The same key for the same number: making one takes longer than a test."""
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def encode_part(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _number(value: int) -> str:
    return encode_part(value.to_bytes((value.bit_length() + 7) // 8))


def public_jwk(key: RSAPrivateKey, kid: str, **more: Any) -> dict[str, Any]:
    numbers = key.public_key().public_numbers()
    return {
        "kty": "RSA",
        "kid": kid,
        "alg": "RS256",
        "use": "sig",
        "n": _number(numbers.n),
        "e": _number(numbers.e),
        **more,
    }


def key_set(*jwks: dict[str, Any]) -> bytes:
    return json.dumps({"keys": list(jwks)}).encode()


def make_token(
    header: Mapping[str, Any] | bytes,
    payload: Mapping[str, Any] | bytes,
    key: RSAPrivateKey | None = None,
    hashed: HashAlgorithm | None = None,
) -> str:
    """A compact JWS over exactly these bytes (RFC 7515); nothing of it is looked at."""
    head, body = (part if isinstance(part, bytes) else json.dumps(part).encode() for part in (header, payload))
    signed = f"{encode_part(head)}.{encode_part(body)}"
    signature = (key or rsa_key()).sign(signed.encode(), PKCS1v15(), hashed or SHA256())
    return f"{signed}.{encode_part(signature)}"
