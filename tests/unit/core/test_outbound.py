"""Requests to other machines: limits on time and size, no redirects, and how each can fail."""

import gzip
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from lms_plugin.core.outbound.client import Answer, Outbound
from lms_plugin.core.outbound.errors import AddressRefusedError, NotReachedError, UnknownEndError
from tests.unit.core.answering import AnsweringServer, Reply


@pytest.fixture
def outbound() -> Outbound:
    return Outbound(trial=True, connect_seconds=1, read_seconds=2)


@contextmanager
def raw_server(serve: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that does with each connection what `serve` says."""
    listener = socket.create_server(("127.0.0.1", 0))

    def run() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                try:
                    connection.recv(65_536)
                    serve(connection)
                except OSError:
                    pass

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def test_a_request_and_its_answer(outbound: Outbound) -> None:
    with AnsweringServer(lambda asked: Reply(201, b"made", {"X-Rate-Limit-Remaining": "9"})) as server:
        answer = outbound.request("POST", f"{server.url}/scores?type_id=1", headers={"A": "b"}, body=b"{}")
    assert (answer.status, answer.body, answer.headers["x-rate-limit-remaining"]) == (201, b"made", "9")
    [asked] = server.asked
    assert (asked.method, asked.path, asked.body) == ("POST", "/scores?type_id=1", b"{}")
    assert (asked.headers["user-agent"], asked.headers["a"]) == ("lms-plugin", "b")
    assert asked.headers["host"] == server.url.removeprefix("http://")


def test_every_status_is_an_answer(outbound: Outbound) -> None:
    with AnsweringServer(lambda asked: Reply(int(asked.path[1:]))) as server:
        for status in (204, 400, 401, 404, 409, 422, 429, 500, 503):
            assert outbound.request("GET", f"{server.url}/{status}").status == status


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(outbound: Outbound, status: int) -> None:
    with AnsweringServer() as elsewhere:
        location = {"Location": f"{elsewhere.url}/"}
        with AnsweringServer(lambda asked: Reply(status, headers=location)) as server:
            answer = outbound.request("GET", server.url, headers={"Authorization": "Bearer t"})
        assert (answer.status, answer.headers["location"]) == (status, f"{elsewhere.url}/")
    assert elsewhere.asked == []


def test_connections_are_kept(outbound: Outbound) -> None:
    accepted = []

    def serve(connection: socket.socket) -> None:
        accepted.append(1)
        for number in range(5):
            if number:
                connection.recv(65_536)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    with raw_server(serve) as url:
        for _ in range(5):
            assert outbound.request("GET", url).body == b"ok"
    assert len(accepted) == 1


def test_nothing_is_sent_to_a_refused_address() -> None:
    with AnsweringServer() as server:
        with pytest.raises(AddressRefusedError) as caught:
            Outbound(trial=False).request("GET", server.url)
        with pytest.raises(AddressRefusedError):
            Outbound(trial=False).request("GET", server.url.replace("http:", "https:"))
    assert server.asked == []
    assert not caught.value.sent


def test_not_reached(outbound: Outbound) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(NotReachedError) as caught:
        outbound.request("POST", f"http://127.0.0.1:{port}/", body=b"{}")
    assert not caught.value.sent


def test_an_answer_that_is_lost_has_an_unknown_end(outbound: Outbound) -> None:
    with raw_server(lambda connection: None) as url, pytest.raises(UnknownEndError) as caught:
        outbound.request("POST", url, body=b"{}")
    assert caught.value.sent


def test_an_answer_that_is_no_http(outbound: Outbound) -> None:
    with raw_server(lambda connection: connection.sendall(b"SSH-2.0-x\r\n")) as url, pytest.raises(UnknownEndError):
        outbound.request("POST", url, body=b"{}")


def test_an_answer_cut_short(outbound: Outbound) -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"
    with raw_server(lambda connection: connection.sendall(answer)) as url, pytest.raises(UnknownEndError):
        outbound.request("GET", url)


@pytest.mark.parametrize("length", ["Content-Length: 2000\r\n", ""])
def test_an_answer_that_is_too_large(outbound: Outbound, length: str) -> None:
    answer = f"HTTP/1.1 200 OK\r\nConnection: close\r\n{length}\r\n{'x' * 2000}".encode()
    with raw_server(lambda connection: connection.sendall(answer)) as url:
        with pytest.raises(UnknownEndError, match="too much"):
            outbound.request("GET", url, max_bytes=1999)
        assert len(outbound.request("GET", url, max_bytes=2000).body) == 2000


def test_a_small_answer_that_unpacks_to_a_large_one(outbound: Outbound) -> None:
    packed = gzip.compress(b"x" * 3_000_000)
    reply = Reply(200, packed, {"Content-Encoding": "gzip"})
    with AnsweringServer(lambda asked: reply) as server, pytest.raises(UnknownEndError, match="too much"):
        outbound.request("GET", server.url, max_bytes=10_000)


def drip(start: bytes, stop: threading.Event) -> Callable[[socket.socket], None]:
    def serve(connection: socket.socket) -> None:
        connection.sendall(start)
        while not stop.wait(0.02):
            connection.sendall(b"a")

    return serve


@pytest.mark.parametrize(
    "start",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX-Endless: ",
        b"HTTP/1.1 200 ",
    ],
    ids=["body", "body without length", "header", "status line"],
)
def test_an_answer_that_drips(start: bytes) -> None:
    """Each byte comes in time, and there would be hours of them."""
    outbound = Outbound(trial=True, connect_seconds=0.1, read_seconds=0.2)
    stop = threading.Event()
    ended: list[BaseException | Answer] = []

    def ask(url: str) -> None:
        try:
            ended.append(outbound.request("GET", url))
        except UnknownEndError as error:
            ended.append(error)

    with raw_server(drip(start, stop)) as url:
        asking = threading.Thread(target=ask, args=(url,), daemon=True)
        asking.start()
        asking.join(timeout=15)
        stop.set()
        assert [type(each) for each in ended] == [UnknownEndError]
        asking.join()


def test_an_answer_that_does_not_come() -> None:
    stop = threading.Event()

    def keep_waiting(_connection: socket.socket) -> None:
        stop.wait(10)

    with raw_server(keep_waiting) as url:
        with pytest.raises(UnknownEndError):
            Outbound(trial=True, connect_seconds=0.1, read_seconds=0.1).request("GET", url)
        stop.set()


@pytest.mark.parametrize("path", ["/a b", "/é?name=ü", "/%20?q=[x]"])
def test_an_address_with_odd_characters_is_sent_encoded(outbound: Outbound, path: str) -> None:
    with AnsweringServer() as server:
        assert outbound.request("GET", f"{server.url}{path}").status == 200
    [asked] = server.asked
    assert asked.path.isascii()
    assert " " not in asked.path


def test_the_name_is_looked_up_once(outbound: Outbound, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up = []
    original = socket.getaddrinfo

    def look_up(host: str, *rest: object, **more: object) -> object:
        if host == "localhost":
            looked_up.append(host)
        return original(host, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with AnsweringServer() as server:
        for _ in range(3):
            outbound.request("GET", server.url.replace("127.0.0.1", "localhost"))
    assert looked_up == ["localhost"]


def test_the_beginning_of_an_answer_is_readable() -> None:
    assert Answer(400, {}, b"\xff" + b"x" * 5000).text == "�" + "x" * 1999


def test_many_threads(outbound: Outbound) -> None:
    sent = [str(number).encode() for number in range(20)]
    with AnsweringServer(lambda asked: Reply(200, asked.body)) as server, ThreadPoolExecutor(20) as pool:
        answers = pool.map(lambda body: outbound.request("POST", server.url, body=body).body, sent)
        assert list(answers) == sent
