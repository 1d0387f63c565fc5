"""The platform's own signing keys: made once, kept in the database, rotated with overlap."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from lms_plugin.demo.platform.store import Store


@dataclass(frozen=True)
class SigningKey:
    kid: str
    private: rsa.RSAPrivateKey

    @property
    def jwk(self) -> dict[str, Any]:
        """The public half, as it stands in the key set (RFC 7517)."""
        public = json.loads(RSAAlgorithm.to_jwk(self.private.public_key()))
        return {"kty": "RSA", "n": public["n"], "e": public["e"], "kid": self.kid, "alg": "RS256", "use": "sig"}

    def sign(self, claims: Mapping[str, Any] | bytes, headers: Mapping[str, Any] | None = None) -> str:
        """A compact JWS: RS256 with `kid`. `headers` adds to the header or, where a value is None, takes from it.

        What is signed is not looked at, so that tests can sign what no platform should.
        """
        payload = claims if isinstance(claims, bytes) else json.dumps(claims, separators=(",", ":")).encode()
        header = {"kid": self.kid, **(headers or {})}
        kept = {name: value for name, value in header.items() if value is not None}
        return jwt.PyJWS().encode(payload, self.private, algorithm="RS256", headers=kept)


class KeyRing:
    """All keys that the key set publishes. The newest signs. Read from the database once, and after each change."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._keys = self._read()
        if not self._keys:
            self.rotate()

    @property
    def current(self) -> SigningKey:
        return self.published()[0]

    def published(self) -> list[SigningKey]:
        """Newest first."""
        return list(self._keys)

    def key_set(self) -> dict[str, Any]:
        return {"keys": [key.jwk for key in self.published()]}

    def rotate(self) -> SigningKey:
        """A new key signs from now on. The old ones stay published until they are retired."""
        key = SigningKey(secrets.token_hex(10), rsa.generate_private_key(public_exponent=65537, key_size=2048))
        self._store.write(
            "INSERT INTO signing_key SELECT ?, ?, coalesce(max(serial), 0) + 1 FROM signing_key",
            (key.kid, _dump(key.private)),
        )
        self._keys = self._read()
        return key

    def retire(self, kid: str) -> None:
        """Stop publishing this key."""
        self._store.write("DELETE FROM signing_key WHERE kid = ?", (kid,))
        self._keys = self._read()

    def _read(self) -> list[SigningKey]:
        rows = self._store.rows("SELECT kid, pem FROM signing_key ORDER BY serial DESC")
        return [SigningKey(row["kid"], _load(row["pem"])) for row in rows]


def _dump(key: rsa.RSAPrivateKey) -> str:
    kind, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    return key.private_bytes(kind, form, serialization.NoEncryption()).decode()


def _load(pem: str) -> rsa.RSAPrivateKey:
    # Our own file: testing the primes again would cost a tenth of a second at each start.
    key = serialization.load_pem_private_key(pem.encode(), password=None, unsafe_skip_rsa_key_validation=True)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("the database holds a key that is not RSA")
    return key
