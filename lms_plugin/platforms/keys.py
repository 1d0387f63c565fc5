"""Our signing keys: made once, encrypted at rest, parsed once a process (parsing costs a hundred signatures)."""

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, cast

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from jwt.algorithms import RSAAlgorithm
from sqlalchemy import select

from lms_plugin.core.db.base import db
from lms_plugin.platforms.models import ToolKey

BITS = 2048
_parsed: dict[str, RSAPrivateKey] = {}


@dataclass(frozen=True)
class SigningKey:
    """The key we sign with now."""

    kid: str
    private_key: RSAPrivateKey


def _box(key_secret: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(sha256(b"tool-keys:" + key_secret.encode()).digest()))


def _thumbprint(jwk: dict[str, Any]) -> str:
    """RFC 7638: the same key always has the same kid."""
    canonical = json.dumps({name: jwk[name] for name in ("e", "kty", "n")}, sort_keys=True, separators=(",", ":"))
    return base64.urlsafe_b64encode(sha256(canonical.encode()).digest()).rstrip(b"=").decode()


def make_key(key_secret: str, *, now: datetime, signs_from: datetime | None = None) -> ToolKey:
    """Make a key, published now, that signs from `signs_from` on; default: from now on."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    jwk = RSAAlgorithm.to_jwk(private.public_key(), as_dict=True)
    jwk = {"kty": jwk["kty"], "n": jwk["n"], "e": jwk["e"], "alg": "RS256", "use": "sig"}
    jwk["kid"] = _thumbprint(jwk)
    row = ToolKey(
        kid=jwk["kid"],
        public_jwk=jwk,
        private_pem=_box(key_secret).encrypt(pem).decode(),
        published_at=now,
        signs_from=signs_from or now,
        retired_at=None,
    )
    db.session.add(row)
    db.session.flush()
    return row


def ensure_key(key_secret: str, *, now: datetime) -> None:
    """Make the first key of an installation; nothing where there is one."""
    if db.session.scalar(select(ToolKey.kid).limit(1)) is None:
        make_key(key_secret, now=now)


def list_keys() -> list[ToolKey]:
    """All keys, newest first."""
    return list(db.session.scalars(select(ToolKey).order_by(ToolKey.signs_from.desc())))


def get_signing_key(key_secret: str, *, now: datetime) -> SigningKey:
    """The newest key whose time to sign has come. Raises LookupError where the installation has none."""
    row = db.session.scalar(
        select(ToolKey)
        .where(ToolKey.signs_from <= now, ToolKey.retired_at.is_(None))
        .order_by(ToolKey.signs_from.desc())
    )
    if row is None or row.private_pem is None:
        raise LookupError("this installation has no signing key; run: lms-plugin keys rotate --now")
    private = _parsed.get(row.kid)
    if private is None:
        pem = _box(key_secret).decrypt(row.private_pem.encode())
        private = cast("RSAPrivateKey", serialization.load_pem_private_key(pem, password=None))
        forget_parsed()
        _parsed[row.kid] = private
    return SigningKey(row.kid, private)


def forget_parsed() -> None:
    """Keep no private key in memory; the one that signs is parsed again when it is needed."""
    _parsed.clear()


def public_key_set() -> dict[str, list[dict[str, Any]]]:
    """Our key set (RFC 7517): public members only."""
    rows = db.session.scalars(select(ToolKey).where(ToolKey.retired_at.is_(None)).order_by(ToolKey.published_at))
    return {"keys": [row.public_jwk for row in rows]}
