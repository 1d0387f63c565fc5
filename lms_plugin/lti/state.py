"""The `state` of a login: signed, good for ten minutes, bound to a cookie made for this one login.

Nothing is stored, so strangers cannot fill a table. It names the nonce, the registration, the target and the hash of
the login's cookie; the launch must agree with all of them.
"""

import base64
import hmac
import secrets
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from uuid import UUID

from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from lms_plugin.lti.errors import refuse_request, refuse_stale

LIFE = 600
COOKIE = "__Host-login-"
MAX_STATE = 4096


@dataclass(frozen=True)
class LoginState:
    """What a login decided, as it comes back with the launch."""

    nonce: str
    registration_id: UUID
    login_id: str
    cookie_hash: str

    @property
    def cookie_name(self) -> str:
        """One cookie for each login, so that frames which load together cannot overwrite each other."""
        return COOKIE + self.login_id


@dataclass(frozen=True)
class NewState:
    """A state just made, with the cookie's secret, which is told to the browser alone."""

    state: LoginState
    signed: str
    cookie_value: str


def _hash(value: str) -> str:
    return sha256(value.encode()).hexdigest()


@lru_cache(maxsize=8)
def _serializer(secret_key: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret_key, salt="login-state")


def make_state(secret_key: str, registration_id: UUID) -> NewState:
    """Begin a login: nonce and cookie secret of 128 random bits and more."""
    cookie_value = secrets.token_urlsafe(32)
    state = LoginState(secrets.token_urlsafe(24), registration_id, secrets.token_hex(8), _hash(cookie_value))
    signed = _serializer(secret_key).dumps([state.nonce, registration_id.hex, state.login_id, state.cookie_hash])
    return NewState(state, signed, cookie_value)


def _is_canonical(signed: str) -> bool:
    """Whether the signature is written in the one way in which it can be: the serializer reads base64 loosely."""
    signature = signed.rpartition(".")[2]
    try:
        data = base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
    except ValueError:
        return False
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode() == signature


def read_state(secret_key: str, signed: str) -> LoginState:
    """The state that we signed at most LIFE seconds ago. Raises LaunchRefusedError."""
    if not signed:
        raise refuse_request("no_state", "the launch carries no state")
    if len(signed) > MAX_STATE or not _is_canonical(signed):
        raise refuse_request("bad_state", "the state is not one of ours")
    try:
        nonce, registration, login_id, cookie_hash = _serializer(secret_key).loads(signed, max_age=LIFE)
    except SignatureExpired:
        raise refuse_stale("state_expired", f"the login began more than {LIFE // 60} minutes ago") from None
    except (BadSignature, ValueError, TypeError):
        raise refuse_request("bad_state", "the state is not one of ours") from None
    return LoginState(nonce, UUID(registration), login_id, cookie_hash)


def check_cookie(state: LoginState, cookie_value: str | None) -> None:
    """The launch must come from the browser where the login began (login CSRF)."""
    if cookie_value is None or not hmac.compare_digest(_hash(cookie_value), state.cookie_hash):
        raise refuse_stale("other_browser", "the cookie of this login did not come back with the launch")
