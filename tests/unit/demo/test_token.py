"""The token endpoint: only the registered tool, with a fresh assertion of its own, gets what it was granted."""

import json
from time import time
from typing import Any

import jwt
import pytest
from urllib3 import BaseHTTPResponse

from lms_plugin.demo.platform.scopes import SCOPES, SCORE

from .tool import StubTool, Visitor, new_key, score


def refusal(answer: BaseHTTPResponse, status: int = 400) -> str:
    """The OAuth error code."""
    content = json.loads(answer.data)
    assert answer.status == status
    assert content["error_description"]
    assert "access_token" not in content
    return str(content["error"])


def test_good_assertion_gets_a_token(visitor: Visitor) -> None:
    answer = visitor.ask_token()
    content = json.loads(answer.data)
    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith("text/html"), "Moodle calls it so"
    assert answer.headers["Cache-Control"] == "no-store"
    assert (content["token_type"], content["expires_in"]) == ("Bearer", 3600)
    assert set(content["scope"].split()) == SCOPES
    assert content["access_token"] != json.loads(visitor.ask_token().data)["access_token"]


def test_specification_calls_it_json(strict: Visitor) -> None:
    assert strict.ask_token().headers["Content-Type"] == "application/json"
    assert refusal(strict.ask_token("a.b.c"), status=401) == "invalid_client"
    assert refusal(strict.ask_token(scope="x")) == "invalid_scope"


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "somebody"},
        {"iss": None},
        {"sub": "somebody"},
        {"sub": None},
        {"aud": "http://127.0.0.1/token"},
        {"aud": []},
        {"aud": None},
        {"jti": None},
        {"jti": ""},
        {"jti": 7},
        {"iat": None},
        {"exp": None},
        {"exp": "tomorrow"},
        {"exp": True},
        {"exp": 10**400},
        {"nbf": "soon"},
        {"jti": "\ud800"},
    ],
)
def test_wrong_claims(visitor: Visitor, changes: dict[str, Any]) -> None:
    assert refusal(visitor.ask_token(visitor.tool.key.sign(visitor.assertion(**changes)))) == "invalid_client"


@pytest.mark.parametrize(("claim", "off"), [("iat", 5), ("exp", -1), ("nbf", 5)])
def test_no_clock_skew_is_granted(visitor: Visitor, claim: str, off: int) -> None:
    assertion = visitor.assertion(**{claim: int(time()) + off})
    assert refusal(visitor.ask_token(visitor.tool.key.sign(assertion))) == "invalid_client"


def test_exp_before_iat(visitor: Visitor) -> None:
    now = int(time())
    visitor.running.platform.clock = lambda: now + 0.5
    assertion = visitor.assertion(iat=now - 10, exp=now - 20)
    assert refusal(visitor.ask_token(visitor.tool.key.sign(assertion))) == "invalid_client"


def test_audience_may_be_a_list_with_us(visitor: Visitor) -> None:
    audience = ["http://other.example", visitor.running.platform.settings.token_url]
    assert visitor.ask_token(visitor.tool.key.sign(visitor.assertion(aud=audience))).status == 200


def test_assertion_works_once(visitor: Visitor) -> None:
    assertion = visitor.tool.key.sign(visitor.assertion())
    assert visitor.ask_token(assertion).status == 200
    assert refusal(visitor.ask_token(assertion)) == "invalid_client"


def test_used_assertions_are_remembered_over_a_restart(visitor: Visitor) -> None:
    assertion = visitor.tool.key.sign(visitor.assertion())
    visitor.ask_token(assertion)
    visitor.running.stop()
    visitor.running.start()
    assert refusal(visitor.ask_token(assertion)) == "invalid_client"


@pytest.mark.parametrize("content", [b"[]", b'"text"', b"", b"{", b'{"iat": NaN}', b"[" * 100_000, b"\xff"])
def test_claims_that_are_no_object(visitor: Visitor, content: bytes) -> None:
    assert refusal(visitor.ask_token(visitor.tool.key.sign(content))) == "invalid_client"


@pytest.mark.parametrize("assertion", ["x", "a.b", "a.b.c", "..", "a.b.c.d", "é.é.é", "W10.W10.W10"])
def test_no_jwt_at_all(visitor: Visitor, assertion: str) -> None:
    assert refusal(visitor.ask_token(assertion)) == "invalid_client"


def test_other_keys_and_algorithms(visitor: Visitor) -> None:
    claims = visitor.assertion()
    signed = [
        new_key().sign(claims),  # the right kid, another key
        visitor.tool.key.sign(claims, {"kid": None}),
        visitor.tool.key.sign(claims, {"kid": "unknown"}),
        visitor.tool.key.sign(claims, {"crit": ["b64"], "b64": False}),
        jwt.encode(claims, visitor.tool.key.private, algorithm="RS512", headers={"kid": "tool-1"}),
        jwt.encode(claims, "x" * 64, algorithm="HS256", headers={"kid": "tool-1"}),
        jwt.encode(claims, "", algorithm="none", headers={"kid": "tool-1"}),
    ]
    assert [refusal(visitor.ask_token(one)) for one in signed] == ["invalid_client"] * 7


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": None}, "invalid_request"),
        ({"client_assertion_type": "x"}, "invalid_request"),
        ({"client_assertion_type": None}, "invalid_request"),
        ({"client_assertion": None}, "invalid_request"),
        ({"scope": None}, "invalid_request"),
        ({"scope": "https://purl.imsglobal.org/spec/lti-ts/scope/toolsetting"}, "invalid_scope"),
    ],
)
def test_wrong_parameters(visitor: Visitor, changes: dict[str, str | None], error: str) -> None:
    assert refusal(visitor.ask_token(**changes)) == error


def test_parameters_may_not_repeat(visitor: Visitor) -> None:
    body = "grant_type=client_credentials&grant_type=client_credentials"
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert refusal(visitor.ask("POST", "/token", body=body, headers=headers)) == "invalid_request"


def test_only_a_form_is_read(visitor: Visitor) -> None:
    headers = {"Content-Type": "application/json"}
    assert refusal(visitor.ask("POST", "/token", body="{}", headers=headers)) == "invalid_request"
    assert visitor.ask("GET", "/token").status == 405


def test_ungranted_scopes_are_dropped_in_silence(visitor: Visitor) -> None:
    visitor.running.platform.granted = frozenset({SCORE})
    content = json.loads(visitor.ask_token().data)
    assert content["scope"] == SCORE


def test_token_lives_an_hour(visitor: Visitor) -> None:
    token = visitor.token()
    now = time()
    visitor.running.platform.clock = lambda: now + 3590
    assert visitor.post_score(token, score()).status == 200
    visitor.running.platform.clock = lambda: now + 3601
    assert visitor.post_score(token, score()).status == 401


def test_tokens_survive_a_restart(visitor: Visitor) -> None:
    token = visitor.token()
    visitor.running.stop()
    visitor.running.start()
    assert visitor.post_score(token, score()).status == 200


def test_key_set_is_cached_and_fetched_anew_for_an_unknown_kid(visitor: Visitor, tool: StubTool) -> None:
    visitor.token()
    visitor.token()
    assert tool.fetches == 1
    second = new_key("tool-2")
    tool.published = [second, tool.key]
    assert visitor.ask_token(second.sign(visitor.assertion())).status == 200
    visitor.token()
    assert tool.fetches == 2


def test_key_that_the_tool_withdrew_stops_working_at_the_next_fetch(visitor: Visitor, tool: StubTool) -> None:
    visitor.token()
    second = new_key("tool-2")
    tool.published = [second]
    assert visitor.ask_token(second.sign(visitor.assertion())).status == 200
    assert refusal(visitor.ask_token()) == "invalid_client"


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b'{"keys": 7}', b'{"keys": [7, {"kty": "RSA"}]}', b"[" * 100_000, b" " * 300_000, b"\xff",
     b'{"keys": [{"kty": "RSA", "kid": "tool-1", "n": "!", "e": "AQAB"}]}',
     b'{"keys": [{"kty": "RSA", "kid": "tool-1", "n": 7, "e": []}]}',
     b'{"keys": [{"kty": "EC", "kid": "tool-1"}]}'],
)  # fmt: skip
def test_broken_key_sets(visitor: Visitor, tool: StubTool, body: bytes) -> None:
    tool.body = body
    assert refusal(visitor.ask_token()) == "invalid_client"


def test_key_set_that_cannot_be_had(visitor: Visitor, tool: StubTool) -> None:
    tool.status = "503 Service Unavailable"
    assert refusal(visitor.ask_token()) == "invalid_client"
    tool.reset()
    assert visitor.ask_token().status == 200, "nothing of the failure is remembered"


def test_short_and_foreign_keys_are_passed_over(visitor: Visitor, tool: StubTool) -> None:
    short = new_key("short", bits=1024)
    tool.published = [short]
    assert refusal(visitor.ask_token(jwt_by(visitor, short))) == "invalid_client"
    tool.body = json.dumps({"keys": [{**tool.key.jwk, "use": "enc"}]}).encode()
    assert refusal(visitor.ask_token()) == "invalid_client"


def jwt_by(visitor: Visitor, key: Any) -> str:
    with pytest.warns(jwt.InsecureKeyLengthWarning):
        return str(key.sign(visitor.assertion()))
