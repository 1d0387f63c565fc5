"""The one way out of this process: a pool of connections to pinned addresses, with limits on time and size."""

import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from urllib.parse import urlsplit

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, Timeout
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NameResolutionError, NewConnectionError
from urllib3.response import BaseHTTPResponse

from lms_plugin.core.outbound.addresses import PinnedAddress, pin_address
from lms_plugin.core.outbound.deadlines import limit_answers
from lms_plugin.core.outbound.errors import NotReachedError, UnknownEndError

AGENT = "lms-plugin"
MAX_POOLS = 256
CONNECTIONS = 32
PIN_SECONDS = 30.0


@dataclass(frozen=True)
class Answer:
    """What came back. Header names are lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The beginning of the body, readable and safe for a log."""
        return self.body[:2000].decode("utf-8", "replace")


class Outbound:
    """Requests to platforms. Redirects are never followed: a bearer token must not travel to another origin."""

    def __init__(self, *, trial: bool, connect_seconds: float = 3.05, read_seconds: float = 10.0) -> None:
        self._trial = trial
        self._timeout = Timeout(connect=connect_seconds, read=read_seconds)
        self._total = 2 * read_seconds
        self._lock = Lock()
        self._pools: OrderedDict[PinnedAddress, HTTPConnectionPool] = OrderedDict()
        self._pins: OrderedDict[tuple[str, str], tuple[float, PinnedAddress]] = OrderedDict()

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        max_bytes: int = 1024 * 1024,
    ) -> Answer:
        """Send one request and read its answer.

        Raises AddressRefusedError, NotReachedError (nothing was sent) and UnknownEndError (it may have been acted on).
        """
        pin = self._pin(url)
        parts = urlsplit(url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            response = self._pool(pin).urlopen(
                method,
                path,
                body=body,
                headers={"User-Agent": AGENT, "Host": pin.host_header, **(headers or {})},
                timeout=self._timeout,
                retries=False,
                redirect=False,
                preload_content=False,
            )
        except (NewConnectionError, ConnectTimeoutError, NameResolutionError) as error:
            raise NotReachedError(f"no connection to {pin.host}: {type(error).__name__}") from error
        except (HTTPError, OSError) as error:
            raise UnknownEndError(f"{pin.host} broke off: {type(error).__name__}") from error
        return self._read(response, pin, max_bytes)

    def _read(self, response: BaseHTTPResponse, pin: PinnedAddress, max_bytes: int) -> Answer:
        try:
            body = self._collect(response, max_bytes)
        except (HTTPError, OSError) as error:
            response.close()
            raise UnknownEndError(f"{pin.host} broke off its answer: {type(error).__name__}") from error
        if body is None:
            response.close()
            raise UnknownEndError(f"{pin.host} answered with too much")
        response.release_conn()
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status, headers, body)

    @staticmethod
    def _collect(response: BaseHTTPResponse, max_bytes: int) -> bytes | None:
        """The body; None where it grows too large."""
        body = bytearray()
        for chunk in response.stream(16_384):
            body += chunk
            if len(body) > max_bytes:
                return None
        return bytes(body)

    def _pin(self, url: str) -> PinnedAddress:
        parts = urlsplit(url)
        key = (parts.scheme, parts.netloc)
        kept = self._pins.get(key)
        if kept is not None and time.monotonic() < kept[0]:
            return kept[1]
        pin = pin_address(url, trial=self._trial)
        with self._lock:
            self._pins[key] = (time.monotonic() + PIN_SECONDS, pin)
            while len(self._pins) > MAX_POOLS:
                self._pins.popitem(last=False)
        return pin

    def _pool(self, pin: PinnedAddress) -> HTTPConnectionPool:
        with self._lock:
            if pin not in self._pools:
                self._pools[pin] = _make_pool(pin)
                limit_answers(self._pools[pin], self._total)
                if len(self._pools) > MAX_POOLS:
                    self._pools.popitem(last=False)[1].close()
            self._pools.move_to_end(pin)
            return self._pools[pin]


def _make_pool(pin: PinnedAddress) -> HTTPConnectionPool:
    if pin.scheme == "http":
        return HTTPConnectionPool(pin.ip, pin.port, maxsize=CONNECTIONS)
    return HTTPSConnectionPool(
        pin.ip, pin.port, maxsize=CONNECTIONS, server_hostname=pin.host, assert_hostname=pin.host
    )
