"""Access tokens: one request for all threads, renewed early, a pause after a refusal, never shared."""

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs

import jwt
import pytest

from lms_plugin.core.outbound.client import Outbound
from lms_plugin.core.outbound.errors import OutboundError
from lms_plugin.lti import access_tokens
from lms_plugin.lti.access_tokens import AccessTokens, make_assertion
from lms_plugin.lti.service_errors import ServiceRefusedError
from lms_plugin.platforms.keys import SigningKey
from tests.unit.core.answering import AnsweringServer, Asked, Reply
from tests.unit.lti.keys import rsa_key
from tests.unit.lti.registrations import CLIENT, make_known

KEY = SigningKey("our-kid", rsa_key())
SCORE = ("https://purl.imsglobal.org/spec/lti-ags/scope/score",)
RESULT = ("https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly",)


class Endpoint:
    """A token endpoint that numbers its tokens."""

    def __init__(self, **changes: Any) -> None:
        self.changes = changes
        self._lock = threading.Lock()
        self.given = 0

    def __call__(self, asked: Asked) -> Reply:
        with self._lock:
            self.given += 1
            content = {"access_token": f"token-{self.given}", "expires_in": 3600, **self.changes}
        return Reply(200, json.dumps(content).encode(), {"Content-Type": "text/html"})


@pytest.fixture
def tokens() -> AccessTokens:
    return AccessTokens(Outbound(trial=True, connect_seconds=1, read_seconds=2))


def test_what_is_asked(tokens: AccessTokens) -> None:
    with AnsweringServer(Endpoint()) as server:
        known = make_known(auth_token_url=f"{server.url}/token")
        assert tokens.get(known, (*SCORE, *RESULT), KEY) == "token-1"
    [asked] = server.asked
    assert (asked.method, asked.path) == ("POST", "/token")
    assert asked.headers["content-type"] == "application/x-www-form-urlencoded"
    form = {name: value for name, [value] in parse_qs(asked.body.decode()).items()}
    assert form["grant_type"] == "client_credentials"
    assert form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    assert form["scope"].split() == sorted((*SCORE, *RESULT))
    assert jwt.decode(form["client_assertion"], KEY.private_key.public_key(), ["RS256"], audience=known.auth_token_url)


def test_the_assertion() -> None:
    known = make_known()
    first, second = make_assertion(known, KEY), make_assertion(known, KEY)
    assert jwt.get_unverified_header(first) == {"alg": "RS256", "typ": "JWT", "kid": "our-kid"}
    claims = jwt.decode(first, KEY.private_key.public_key(), ["RS256"], audience=known.auth_token_url)
    assert claims["iss"] == claims["sub"] == CLIENT
    assert claims["iat"] < time.time() < claims["exp"] <= claims["iat"] + 300
    assert claims["jti"] != jwt.decode(second, options={"verify_signature": False})["jti"]
    audience = make_assertion(make_known(token_audience="https://auth.example/"), KEY)
    assert jwt.decode(audience, options={"verify_signature": False})["aud"] == "https://auth.example/"


def test_32_threads_that_start_cold_fetch_one_token(tokens: AccessTokens) -> None:
    together = threading.Barrier(32)
    with AnsweringServer(Endpoint()) as server:
        known = make_known(auth_token_url=server.url)

        def ask() -> str:
            together.wait(20)
            return tokens.get(known, SCORE, KEY)

        with ThreadPoolExecutor(32) as pool:
            found = [each.result() for each in [pool.submit(ask) for _ in range(32)]]
    assert found == ["token-1"] * 32
    assert len(server.asked) == 1


def test_each_set_of_scopes_has_its_own_token_in_any_order(tokens: AccessTokens) -> None:
    with AnsweringServer(Endpoint()) as server:
        known = make_known(auth_token_url=server.url)
        assert tokens.get(known, SCORE, KEY) == "token-1"
        assert tokens.get(known, RESULT, KEY) == "token-2"
        assert tokens.get(known, (*SCORE, *RESULT), KEY) == tokens.get(known, (*RESULT, *SCORE), KEY) == "token-3"


def test_two_registrations_on_one_issuer_never_share(tokens: AccessTokens) -> None:
    with AnsweringServer(Endpoint()) as server:
        first, second = (make_known(n, client_id=f"client-{n}", auth_token_url=server.url) for n in (1, 2))
        assert tokens.get(first, SCORE, KEY) == "token-1"
        assert tokens.get(second, SCORE, KEY) == "token-2"
        assert tokens.get(first, SCORE, KEY) == "token-1"


@pytest.mark.parametrize(
    ("expires_in", "passed", "fetches"),
    [(3600, 3539, 1), (3600, 3541, 2), (61, 0.5, 1), (61, 1.5, 2), (5, 0.5, 1), (5, 1.5, 2), (0, 0, 2), (-9, 0, 2)],
)
def test_renewed_a_minute_before_it_ends(
    tokens: AccessTokens, monkeypatch: pytest.MonkeyPatch, expires_in: int, passed: float, fetches: int
) -> None:
    now = time.monotonic()
    with AnsweringServer(Endpoint(expires_in=expires_in)) as server:
        known = make_known(auth_token_url=server.url)
        monkeypatch.setattr(time, "monotonic", lambda: now)
        tokens.get(known, SCORE, KEY)
        monkeypatch.setattr(time, "monotonic", lambda: now + passed)
        tokens.get(known, SCORE, KEY)
        monkeypatch.undo()
    assert len(server.asked) == fetches


def test_a_life_that_is_not_named_is_an_hour(tokens: AccessTokens) -> None:
    with AnsweringServer(lambda asked: Reply(200, b'{"access_token": "t"}')) as server:
        known = make_known(auth_token_url=server.url)
        assert tokens.get(known, SCORE, KEY) == tokens.get(known, SCORE, KEY) == "t"
    assert len(server.asked) == 1


def test_a_dropped_token_is_fetched_anew_once(tokens: AccessTokens) -> None:
    with AnsweringServer(Endpoint()) as server:
        known = make_known(auth_token_url=server.url)
        tokens.drop(known, SCORE, tokens.get(known, SCORE, KEY))
        assert tokens.get(known, SCORE, KEY) == "token-2"
        tokens.drop(known, SCORE, "token-1")  # another thread, that still had the old one
        assert tokens.get(known, SCORE, KEY) == "token-2"


def test_after_a_refusal_the_platform_is_left_alone_for_a_minute(
    tokens: AccessTokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    with AnsweringServer(lambda asked: Reply(400, b'{"error": "invalid_client"}')) as server:
        known = make_known(auth_token_url=server.url)
        other = make_known(2, auth_token_url=server.url)
        for _ in range(5):
            with pytest.raises(ServiceRefusedError) as caught:
                tokens.get(known, SCORE, KEY)
            assert (caught.value.at, caught.value.answer.status) == ("token", 400)
        assert len(server.asked) == 1
        with pytest.raises(ServiceRefusedError):
            tokens.get(other, SCORE, KEY)
        assert len(server.asked) == 2

        server.answer = Endpoint()
        now = time.monotonic()
        monkeypatch.setattr(time, "monotonic", lambda: now + access_tokens.PAUSE_AFTER_FAILURE + 1)
        assert tokens.get(known, SCORE, KEY) == "token-1"
        monkeypatch.undo()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b"null",
        b"7",
        b"{}",
        b'{"access_token": ""}',
        b'{"access_token": 7}',
        b'{"access_token": null}',
        b'{"access_token": "t", "expires_in": "soon"}',
        b'{"access_token": "t", "expires_in": Infinity}',
        b'{"access_token": "t", "expires_in": NaN}',
        b'{"access_token": "t", "expires_in": [1]}',
        b'{"error" : ""kid" invalid"}',
        b"[" * 100_000,
        b"\xff\xfe\xfd",
    ],
)
def test_a_success_without_a_token_is_a_refusal(tokens: AccessTokens, body: bytes) -> None:
    with AnsweringServer(lambda asked: Reply(200, body)) as server, pytest.raises(ServiceRefusedError) as caught:
        tokens.get(make_known(auth_token_url=server.url), SCORE, KEY)
    assert caught.value.at == "token"


def test_a_platform_that_does_not_answer(tokens: AccessTokens) -> None:
    with AnsweringServer() as server:
        pass
    with pytest.raises(OutboundError):
        tokens.get(make_known(auth_token_url=server.url), SCORE, KEY)


def test_a_refusal_is_forgotten_when_our_key_changes(tokens: AccessTokens) -> None:
    """What the platform said to the old key is no answer to the new one; a good token stays."""
    endpoint, refused = Endpoint(), Reply(400, b'{"error": "invalid_client"}')
    with AnsweringServer(lambda asked: refused) as server:
        known = make_known(auth_token_url=f"{server.url}/token")
        for _ in range(2):
            with pytest.raises(ServiceRefusedError):
                tokens.get(known, SCORE, KEY)
        assert len(server.asked) == 1
        server.answer = endpoint
        following = SigningKey("next-kid", rsa_key(1))
        assert tokens.get(known, SCORE, following) == "token-1"
        assert tokens.get(known, SCORE, KEY) == "token-1"
        assert len(server.asked) == 2
