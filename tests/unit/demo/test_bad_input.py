"""Whatever is sent, the platform answers 4xx in plain words, never 5xx, and goes on."""

import random
import socket
from urllib.parse import urlsplit

import pytest

from .tool import LINE_ITEM, SCORE, Visitor

PATHS = (
    "/",
    "/become/amara",
    "/become/%00%ff",
    "/course",
    "/launch/1",
    "/launch/%F0%9F%92%A9",
    "/gradebook",
    "/trouble",
    "/api/gradebook",
    "/api/trouble",
    "/api/nothing",
    "/auth",
    "/token",
    "/certs",
    "/ags/7/lineitems",
    "/ags/7/lineitems/1/lineitem",
    "/ags/%ff/lineitems/%00/lineitem",
    "/ags/7/lineitems/1/lineitem/scores",
    "/ags/7/lineitems/1/lineitem/results",
    "/static/../app.py",
    "/static/%00",
    "//[",
)
QUERIES = ("", "?type_id=1", "?type_id=1&limit=x&from=y", "?link=%ff", "?%ff=%00&&=", "?user_id=%00&type_id=1")
BODIES = (b"", b"{}", b"[]", b"null", b"\xff\xfe", b'{"kind": {}}', b"a=%ff&a=%00&=", b"do=%ff", b"[" * 50_000)
TYPES = ("", "text/plain", "application/json", "application/x-www-form-urlencoded", "multipart/form-data", SCORE)
HEADERS: tuple[dict[str, str], ...] = (
    {},
    {"Cookie": 'lakeside_session="\xff\x01; ='},
    {"Authorization": "Bearer"},
    {"Authorization": "Bearer \xff"},
    {"Authorization": "Basic x"},
    {"Accept": ";;;q=x,/"},
    {"Host": "[::1"},
    {"Host": ""},
)


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "BREW"])
def test_every_address_by_every_method(visitor: Visitor, method: str) -> None:
    visitor.become("rosa")
    token, chance = visitor.token(), random.Random(method)
    for path in PATHS:
        for _ in range(6):
            headers = {
                "Authorization": f"Bearer {token}",
                "Content-Type": chance.choice((*TYPES, LINE_ITEM)),
                **chance.choice(HEADERS),
            }
            status = raw(visitor, method, path + chance.choice(QUERIES), headers, chance.choice(BODIES))
            assert 200 <= status < 500, (method, path, headers)
    assert visitor.ask("GET", "/api/gradebook").status == 200


@pytest.mark.parametrize(
    "line",
    [b"\r\n", b"\x00\x01\x02\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET http://[ HTTP/1.1\r\n\r\n"],
)
def test_broken_requests(visitor: Visitor, line: bytes) -> None:
    status = exchange(visitor, line)
    assert status in (0, 400, 505)
    assert visitor.ask("GET", "/").status == 200


def test_refusals_are_plain_words(visitor: Visitor) -> None:
    page = visitor.ask("GET", "/nowhere").data.decode()
    assert "could not do that" in page
    assert visitor.ask("GET", "/api/nothing").data == b'{"error": "Not Found."}'


def raw(visitor: Visitor, method: str, target: str, headers: dict[str, str], body: bytes) -> int:
    """The status that a request gets which no well-behaved client would send; 0: none."""
    sent = {"Host": urlsplit(visitor.running.url).netloc, "Content-Length": str(len(body)), **headers}
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in sent.items()), "", ""]
    return exchange(visitor, "\r\n".join(lines).encode("latin-1") + body)


def exchange(visitor: Visitor, request: bytes) -> int:
    address = urlsplit(visitor.running.url)
    with socket.create_connection((address.hostname or "", address.port or 0), timeout=10) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while part := connection.recv(65_536):
            answer += part
    return int(answer.split()[1]) if answer.startswith(b"HTTP/") else 0
