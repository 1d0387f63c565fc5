"""A cheap brake on addresses that strangers may call: so many requests a minute from one client, in memory.

Each process counts for itself; what must hold across processes is a row (key-set refetches, refusals kept).
"""

import time
from collections.abc import Callable, Mapping
from functools import wraps
from ipaddress import IPv6Address, ip_address
from typing import Any

from flask import Flask, Response, request
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

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


def init_limits(app: Flask, a_minute: Mapping[str, int]) -> None:
    """Brake endpoints, each at its own number of requests a minute for one client; 0 means no brake."""
    windows = FixedWindowRateLimiter(MemoryStorage())

    def braked(endpoint: str, number: int) -> Callable[..., Any]:
        view, limit = app.view_functions[endpoint], RateLimitItemPerMinute(number)

        @wraps(view)
        def answer(*args: Any, **kwargs: Any) -> Any:
            who = (endpoint, client_address())
            if windows.hit(limit, *who):
                return view(*args, **kwargs)
            return _let_wait(windows.get_window_stats(limit, *who).reset_time)

        return answer

    for endpoint, number in a_minute.items():
        if number:
            app.view_functions[endpoint] = braked(endpoint, number)


def _let_wait(until: float) -> Response:
    kind = TooManySignInsError if is_admin_request() else TooManyRequestsError
    response = handle_known(
        kind("Very many requests came from your network within a minute, so we let them wait for a moment.")
    )
    response.headers["Retry-After"] = str(max(1, round(until - time.time())))
    return response
