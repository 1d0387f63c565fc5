"""WSGI: counts the requests to each service and lets the trouble that is switched on happen to them."""

import math
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING, NoReturn

from werkzeug.wrappers import Response

from lms_plugin.demo.platform.trouble import Switchboard, Trouble

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MOST_BODY = 1_000_000  # bytes; what is longer is left to the application
FIXED = {"/token": "token", "/certs": "jwks", "/auth": "auth"}


def service_of(path: str) -> str | None:
    """The service that answers at this path; None for the LMS's own pages."""
    if path.startswith("/nrps/"):
        return "members"
    if path.startswith("/notices/"):
        return "notices"
    if not path.startswith("/ags/"):
        return FIXED.get(path)
    last = path.rsplit("/", 1)[-1]
    return last if last in ("scores", "results") else "lineitems"


class Faults:
    """Stands before the application. Trouble needs the real socket: a dropped connection is no HTTP answer."""

    def __init__(self, application: "WSGIApplication", trouble: Switchboard, requests: "Counter[str]") -> None:
        self._application = application
        self._trouble = trouble
        self._requests = requests
        self._lock = threading.Lock()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        service = service_of(environ.get("PATH_INFO", ""))
        if service is None:
            return self._application(environ, start_response)
        _read_body(environ)
        with self._lock:
            self._requests[service] += 1
        return self._serve(service, environ, start_response)

    def _serve(self, service: str, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if self._trouble.find("down", service):
            _drop(environ)
        if slow := self._trouble.find("slow", service):
            time.sleep(slow.delay)
        if status := self._trouble.find("status", service):
            return self._refusal(status)(environ, start_response)
        answer = self._application(environ, start_response)
        if self._trouble.find("lost_answers", service):
            _finish(answer)
            _drop(environ)
        return answer

    def _refusal(self, trouble: Trouble) -> Response:
        answer = Response(f"Trouble is switched on: this service answers {trouble.status}.\n", trouble.status)
        left = self._trouble.seconds_left(trouble)
        if left is not None and trouble.status in (429, 503):
            answer.headers["Retry-After"] = str(max(1, math.ceil(left)))
        return answer


def _read_body(environ: "WSGIEnvironment") -> None:
    """Have the request here in full before it counts: what happens to its client from then on takes nothing back."""
    length = environ.get("CONTENT_LENGTH") or ""
    if length.isdecimal() and int(length) <= MOST_BODY:
        environ["wsgi.input"] = BytesIO(environ["wsgi.input"].read(int(length)))


def _finish(answer: Iterable[bytes]) -> None:
    for _part in answer:
        pass
    if close := getattr(answer, "close", None):
        close()


def _drop(environ: "WSGIEnvironment") -> NoReturn:
    """Close the connection without a word. Werkzeug's server takes the exception for a client that went away."""
    connection = environ.get("werkzeug.socket")
    if isinstance(connection, socket.socket):
        connection.shutdown(socket.SHUT_RDWR)
    raise ConnectionAbortedError("trouble is switched on: the connection is dropped")
