"""The switches for trouble: each does what it says to the services, and lifts as it was told."""

import json
from collections.abc import Callable
from time import monotonic
from typing import Any

import pytest
import urllib3

from lms_plugin.demo.platform.trouble import Switchboard

from .tool import Visitor, score

PATHS = ["scores", "token", "jwks", "auth", "results", "lineitems", "members", "notices"]


def ask(visitor: Visitor, token: str, path: str) -> urllib3.BaseHTTPResponse:
    """Some request to one of the services."""
    item = visitor.line_item()
    ways: dict[str, Callable[[], urllib3.BaseHTTPResponse]] = {
        "scores": lambda: visitor.post_score(token, score()),
        "token": visitor.ask_token,
        "jwks": lambda: visitor.ask("GET", "/certs"),
        "auth": lambda: visitor.ask("GET", "/auth"),
        "results": lambda: visitor.serve("GET", item.replace("/lineitem?", "/lineitem/results?"), token),
        "lineitems": lambda: visitor.serve("GET", item, token),
        "members": lambda: visitor.serve("GET", f"{visitor.running.url}/nrps/7/bindings/1/memberships", token),
        "notices": lambda: visitor.serve("GET", f"{visitor.running.url}/notices/1", token),
    }
    return ways[path]()


@pytest.fixture
def token(visitor: Visitor) -> str:
    return visitor.token()


@pytest.mark.parametrize("path", PATHS)
def test_down_closes_every_service_without_an_answer(visitor: Visitor, token: str, path: str) -> None:
    visitor.trouble("down")
    with pytest.raises(urllib3.exceptions.ProtocolError):
        ask(visitor, token, path)
    assert visitor.gradebook()["score"] is None, "the page and the API stay up"
    visitor.trouble("down", on=False)
    ask(visitor, token, path)


@pytest.mark.parametrize("path", PATHS)
def test_status_hits_its_path_only(visitor: Visitor, token: str, path: str) -> None:
    visitor.trouble("status", path=path, status=502)
    assert {other: ask(visitor, token, other).status == 502 for other in PATHS} == {
        other: other == path for other in PATHS
    }


def test_status_on_all_is_503_unless_told(visitor: Visitor, token: str) -> None:
    visitor.trouble("status")
    assert {ask(visitor, token, path).status for path in PATHS} == {503}


def test_refused_score_is_not_taken(visitor: Visitor, token: str) -> None:
    visitor.trouble("status", path="scores", status=500)
    visitor.post_score(token, score())
    assert visitor.gradebook()["timestamp"] is None
    assert visitor.running.platform.received == []


def test_retry_after_says_when_it_lifts(visitor: Visitor, token: str) -> None:
    visitor.trouble("status", path="scores", status=429, seconds=30)
    assert 25 <= int(visitor.post_score(token, score()).headers["Retry-After"]) <= 30


def test_lost_answer_is_carried_out_first(visitor: Visitor, token: str) -> None:
    visitor.trouble("lost_answers")
    with pytest.raises(urllib3.exceptions.ProtocolError):
        visitor.post_score(token, score())
    assert visitor.gradebook()["score"] == 93.75
    assert [message.status for message in visitor.running.platform.received] == [200]
    assert visitor.ask_token().status == 200, "scores alone are hit"


def test_expired_tokens(visitor: Visitor, token: str) -> None:
    visitor.trouble("expired_tokens")
    assert visitor.post_score(token, score()).status == 401
    assert visitor.post_score(visitor.token(), score()).status == 401
    visitor.trouble("expired_tokens", on=False)
    assert visitor.post_score(token, score()).status == 200


def test_slow_waits(visitor: Visitor, token: str) -> None:
    visitor.trouble("slow", path="scores", seconds=0.4)
    began = monotonic()
    assert visitor.post_score(token, score()).status == 200
    assert monotonic() - began >= 0.4
    began = monotonic()
    visitor.ask_token()
    assert monotonic() - began < 0.4


def test_troubles_lift_themselves_but_slow_stays() -> None:
    now = 100.0
    board = Switchboard(lambda: now)
    for kind in ("down", "slow", "status", "expired_tokens", "lost_answers"):
        board.switch({"kind": kind, "on": True, "seconds": 2})
    assert len(board.now()) == 5
    now = 102.0
    assert [item.kind for item in board.now()] == ["slow"]


def test_times_count_down() -> None:
    board = Switchboard()
    board.switch({"kind": "status", "path": "scores", "times": 2})
    assert [board.find("status", path) is not None for path in ("token", "scores", "scores", "scores")] == [
        False,
        True,
        True,
        False,
    ]


def test_switching_off_by_path_and_by_kind() -> None:
    board = Switchboard()
    for path in ("scores", "token"):
        board.switch({"kind": "down", "path": path})
    board.switch({"kind": "slow"})
    board.switch({"kind": "down", "on": False, "path": "scores"})
    assert [(item.kind, item.path) for item in board.now()] == [("down", "token"), ("slow", None)]
    board.switch({"kind": "down", "on": False})
    assert [item.kind for item in board.now()] == ["slow"]


@pytest.mark.parametrize(
    "order",
    [
        {},
        {"kind": "earthquake", "on": True},
        {"kind": ["down"], "on": True},
        {"kind": "down", "on": "yes"},
        {"kind": "down", "on": None},
        {"kind": "slow", "on": True, "seconds": -1},
        {"kind": "slow", "on": True, "seconds": "2"},
        {"kind": "slow", "on": True, "seconds": True},
        {"kind": "slow", "on": True, "seconds": 10**400},
        {"kind": "status", "on": True, "status": 99},
        {"kind": "status", "on": True, "status": "503"},
        {"kind": "status", "on": True, "status": 503.5},
        {"kind": "status", "on": True, "path": "gradebook"},
        {"kind": "status", "on": True, "path": ["scores"]},
        {"kind": "status", "on": True, "times": 0},
    ],
)
def test_orders_that_make_no_sense(visitor: Visitor, order: dict[str, Any]) -> None:
    answer = visitor.ask("POST", "/api/trouble", body=json.dumps(order))
    assert answer.status == 400
    assert json.loads(answer.data)["error"].endswith(".")
    assert visitor.running.platform.trouble.now() == []


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b"down", b"\xff", b"[" * 100_000, b'{"kind": "down", "seconds": NaN}']
)
def test_bodies_that_are_no_json_object(visitor: Visitor, body: bytes) -> None:
    answer = visitor.ask("POST", "/api/trouble", body=body)
    assert answer.status == 400
    assert "error" in json.loads(answer.data)


def test_requests_are_counted_by_service(visitor: Visitor) -> None:
    requests = visitor.running.platform.requests
    token = visitor.token()
    visitor.trouble("down", path="scores")
    with pytest.raises(urllib3.exceptions.ProtocolError):
        visitor.post_score(token, score())
    ask(visitor, token, "results")
    ask(visitor, token, "lineitems")
    ask(visitor, token, "jwks")
    visitor.ask("GET", "/")
    assert requests == {"token": 1, "scores": 1, "results": 1, "lineitems": 1, "jwks": 1}
