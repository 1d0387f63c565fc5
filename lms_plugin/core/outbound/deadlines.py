"""Answers with an end: a timeout alone begins anew with every byte, and a server that drips would hold us for hours."""

import io
import time
from http.client import HTTPResponse
from socket import socket
from typing import Any

from urllib3 import HTTPConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection


class TimedReader(io.RawIOBase):
    """Reads a socket for `seconds` altogether, however often something arrives."""

    def __init__(self, sock: socket, seconds: float) -> None:
        self._socket = sock
        self._idle = sock.gettimeout()
        self._inner = sock.makefile("rb", buffering=0)
        self._end = time.monotonic() + seconds

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError("the answer comes in too slowly")
        self._socket.settimeout(left if self._idle is None else min(left, self._idle))
        try:
            return self._inner.readinto(buffer)
        finally:
            self._socket.settimeout(self._idle)

    def close(self) -> None:
        self._inner.close()
        super().close()


def limit_answers(pool: HTTPConnectionPool, seconds: float) -> None:
    """Give every answer on this pool's connections `seconds` from its status line to its last byte."""

    class TimedResponse(HTTPResponse):
        def __init__(self, sock: socket, *arguments: Any, **more: Any) -> None:
            super().__init__(sock, *arguments, **more)
            self.fp.close()
            self.fp = io.BufferedReader(TimedReader(sock, seconds))

    class TimedConnection(HTTPConnection):
        response_class = TimedResponse

    class TimedHttpsConnection(HTTPSConnection):
        response_class = TimedResponse

    pool.ConnectionCls = TimedConnection if pool.scheme == "http" else TimedHttpsConnection
