"""Running the platform: for good on a port, or on a thread for as long as a test needs it."""

import sys
import threading
import weakref
from dataclasses import replace
from types import TracebackType
from typing import IO, Any, Self

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.wsgi import FileWrapper

from lms_plugin.demo.platform.app import create_platform
from lms_plugin.demo.platform.hospital import Platform
from lms_plugin.demo.platform.settings import PlatformSettings
from lms_plugin.demo.platform.store import Store


def wrap_file(file: IO[bytes], size: int = 8192) -> FileWrapper:
    """A file as a body (PEP 3333, wsgi.file_wrapper) that is closed with its last reference.

    Werkzeug's server closes no body of an answer during which the browser hangs up.
    """
    body = FileWrapper(file, size)
    weakref.finalize(body, file.close)
    return body


class QuietHandler(WSGIRequestHandler):
    """Says nothing about requests; only what goes wrong in here is worth a line."""

    def make_environ(self) -> dict[str, Any]:
        return super().make_environ() | {"wsgi.file_wrapper": wrap_file}

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002
        if type == "error":
            sys.stderr.write(f"demo LMS: {message % args if args else message}\n")

    def run_wsgi(self) -> None:
        try:
            super().run_wsgi()
        except ValueError:  # a request line that is no address, such as //[
            self.send_error(400)


def serve(settings: PlatformSettings, *, host: str, port: int) -> None:
    """Answer requests until the process ends."""
    with make_server(host, port, create_platform(settings), threaded=True, request_handler=QuietHandler) as server:
        server.serve_forever()


class RunningPlatform:
    """A platform on a thread, at `http://host:port`; port 0 takes a free one. `settings.base_url` follows from it.

    Stopping and starting again keeps the port and the database, so that it is the same platform.
    """

    app: Flask
    platform: Platform

    def __init__(self, settings: PlatformSettings, *, host: str = "127.0.0.1", port: int = 0) -> None:
        self.settings = settings
        self._host = host
        self._port = port
        self._server: BaseWSGIServer | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        return self.settings.base_url

    @property
    def store(self) -> Store:
        return self.platform.store

    def start(self) -> None:
        # The port is known only once it is bound, and the application needs to know its address.
        server = make_server(self._host, self._port, Flask("starting"), threaded=True, request_handler=QuietHandler)
        self._port = server.server_port
        self.settings = replace(self.settings, base_url=f"http://{self._host}:{self._port}")
        try:
            self.app = server.app = create_platform(self.settings)
        except BaseException:
            server.server_close()
            raise
        self.platform = self.app.extensions["platform"]
        self._server = server
        self._thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()
            self._server = self._thread = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
