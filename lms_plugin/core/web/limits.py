"""A cheap brake on addresses that strangers may call: so many requests a minute from one client, in memory.

Each process counts for itself; what must hold across processes is a row (key-set refetches, refusals kept).
"""

import time
from collections.abc import Callable, Mapping
from ipaddress import IPv6Address, ip_address

from flask import Flask, Response, request
from flask_limiter import Limiter, RateLimitExceeded

from lms_plugin.core.web.administrators import is_admin_request
from lms_plugin.core.web.errors import handle_known
from lms_plugin.errors import LmsPluginError

IPV6_NETWORK = 64


class TooManyRequestsError(LmsPluginError):
    """More requests a minute than one client address may make."""

    status = 429
    title = "Too many links are being opened at once"
    remedy = "Wait a minute and open the link again from your LMS. Nothing you did before is lost."


class TooManySignInsError(TooManyRequestsError):
    """More tries to sign in a minute than one client address may make."""

    title = "Too many tries to sign in"
    remedy = "Wait a minute and try again."


def client_address() -> str:
    """The client's address; for IPv6 its network, since one client has as many addresses there as it likes."""
    try:
        address = ip_address((request.remote_addr or "").split("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address):
        return str(int(address) >> (128 - IPV6_NETWORK))
    return str(address)


class Brake(Limiter):
    """Looks at the endpoints that it brakes, and not into every other request too."""

    def _check_request_limit(self, callable_name: str | None = None, in_middleware: bool = True) -> None:
        if not in_middleware:
            super()._check_request_limit(callable_name, in_middleware)


def init_limits(app: Flask, a_minute: Mapping[str, int]) -> None:
    """Brake endpoints, each at its own number of requests a minute for one client; 0 means no brake."""
    limiter = Brake(client_address, storage_uri="memory://", strategy="fixed-window")
    limiter.init_app(app)
    for endpoint, number in a_minute.items():
        if number:
            view: Callable[..., Response] = app.ensure_sync(app.view_functions[endpoint])
            app.view_functions[endpoint] = limiter.limit(f"{number} per minute")(view)

    @app.errorhandler(RateLimitExceeded)
    def slow_down(_error: RateLimitExceeded) -> Response:
        limit = limiter.current_limit
        seconds = max(1, limit.reset_at - int(time.time())) if limit else 60
        kind = TooManySignInsError if is_admin_request() else TooManyRequestsError
        response = handle_known(
            kind("Very many requests came from your network within a minute, so we let them wait for a moment.")
        )
        response.headers["Retry-After"] = str(seconds)
        return response
