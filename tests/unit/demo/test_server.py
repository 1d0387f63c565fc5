"""The development server under browsers that do not wait."""

import gc
import http.client
import socket
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, Response, send_file
from werkzeug.serving import make_server

from lms_plugin.demo.platform.server import QuietHandler

SIZE = 20_000  # bytes, less than the sockets between two processes hold
RESET = struct.pack("ii", 1, 0)  # SO_LINGER: hang up at once


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """A server of one file that answers one request after the other."""
    (tmp_path / "file").write_bytes(bytes(SIZE))
    app = Flask(__name__)

    @app.get("/file")
    def file() -> Response:
        return send_file(tmp_path / "file", mimetype="application/octet-stream")

    with make_server("127.0.0.1", 0, app, request_handler=QuietHandler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def test_a_file_is_closed_where_the_browser_hangs_up(port: int) -> None:
    """An open file would be a ResourceWarning of the collector, which fails the test."""
    for _ in range(10):  # the server waits 10 ms for more from the browser: the moment to hang up in
        with socket.create_connection(("127.0.0.1", port)) as browser:
            browser.sendall(b"GET /file HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert len(browser.recv(SIZE, socket.MSG_WAITALL)) == SIZE
            browser.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", "/file")
    assert len(connection.getresponse().read()) == SIZE
    connection.close()
    gc.collect()
