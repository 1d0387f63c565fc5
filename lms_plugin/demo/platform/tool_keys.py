"""The tool's public keys, fetched from its key set over HTTP and kept until an unknown `kid` turns up."""

import json
import threading
from typing import Any

import jwt
import urllib3

FETCH_TIMEOUT = urllib3.Timeout(connect=3, read=5)
LARGEST = 200_000  # bytes
LEAST_BITS = 2048  # RFC 7518, section 3.3


class KeysUnavailableError(Exception):
    """The key set could not be had, or is none."""


class ToolKeys:
    """One tool's key set. Safe from several threads."""

    def __init__(self) -> None:
        self._http = urllib3.PoolManager(retries=False)
        self._lock = threading.Lock()
        self._keys: dict[tuple[str, str], Any] = {}

    def find(self, url: str, kid: str) -> Any | None:
        """The RSA public key with this `kid`; the set is fetched anew when it is not among those known."""
        if (url, kid) not in self._keys:
            with self._lock:
                if (url, kid) not in self._keys:
                    fetched = {(url, name): key for name, key in self._fetch(url).items()}
                    self._keys = fetched
        return self._keys.get((url, kid))

    def _fetch(self, url: str) -> dict[str, Any]:
        try:
            answer = self._http.request(
                "GET", url, headers={"Accept": "application/json"}, timeout=FETCH_TIMEOUT, preload_content=False
            )
            try:
                body, status = answer.read(LARGEST + 1), answer.status
            finally:
                answer.close()
        except urllib3.exceptions.HTTPError as error:
            raise KeysUnavailableError("the tool's key set does not answer") from error
        if status != 200 or len(body) > LARGEST:
            raise KeysUnavailableError(f"the tool's key set answers {status}")
        return read_key_set(body)


def read_key_set(body: bytes) -> dict[str, Any]:
    """RSA signing keys by `kid` (RFC 7517). Keys of other kinds, and malformed ones, are passed over."""
    try:
        entries = json.loads(body)["keys"]
    except (ValueError, RecursionError, KeyError, TypeError) as error:
        raise KeysUnavailableError("the tool's key set is no JSON key set") from error
    keys = {}
    for entry in entries if isinstance(entries, list) else []:
        if isinstance(entry, dict) and entry.get("kty") == "RSA" and isinstance(entry.get("kid"), str):
            key = _public_key(entry)
            if key is not None:
                keys[entry["kid"]] = key
    return keys


def _public_key(entry: dict[str, Any]) -> Any | None:
    if entry.get("use", "sig") != "sig" or entry.get("alg", "RS256") != "RS256" or "d" in entry:
        return None
    try:
        key = jwt.PyJWK(entry, algorithm="RS256").key
    except (jwt.PyJWTError, ValueError, TypeError):
        return None
    return key if key.key_size >= LEAST_BITS else None
