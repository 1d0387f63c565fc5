"""The three cookies of a launch, each with one job; all Secure, HttpOnly, SameSite=None and Partitioned.

Only partitioned cookies come back in a frame where third-party cookies are blocked. Plain http on the loopback keeps
Secure cookies too, so there is no other mode for trials.
"""

import re
from collections.abc import Mapping

from werkzeug.wrappers import Response

from lms_plugin.core.web.viewer import IDLE_MINUTES

BROWSER = "__Host-browser"
LAUNCH = "__Secure-launch"
BROWSER_SECONDS = 30 * 24 * 3600
OURS = re.compile(r"[A-Za-z0-9_-]{1,128}\Z")
SAFE = re.compile(r"[A-Za-z0-9_-]*\Z")
ATTRIBUTES = "Secure; HttpOnly; SameSite=None; Partitioned"
GRACE_SECONDS = 60  # the page's own lock comes first, and needs the cookie to say so


def set_cookie(response: Response, name: str, value: str, *, path: str = "/", seconds: int) -> None:
    """Set one of our cookies. A value that we made needs no quoting; a browser may have brought another one."""
    if SAFE.match(value):
        response.headers.add("Set-Cookie", f"{name}={value}; Max-Age={seconds}; Path={path}; {ATTRIBUTES}")
    else:
        response.set_cookie(
            name, value, path=path, max_age=seconds, secure=True, httponly=True, samesite="None", partitioned=True
        )


def drop_cookie(response: Response, name: str, *, path: str = "/") -> None:
    """Remove one of our cookies."""
    set_cookie(response, name, "", path=path, seconds=0)


def read_browser(cookies: Mapping[str, str]) -> str | None:
    """The browser's own cookie; None where it has none, or one that we cannot have set and so never send back."""
    value = cookies.get(BROWSER, "")
    return value if OURS.match(value) else None


def set_launch_cookie(response: Response, launch_id: str, secret: str, *, idle_minutes: int | None = None) -> None:
    """The launch's secret, sent back to this launch's pages alone.

    It lives for the idle time and is renewed by each answer (launches.auth): a page that nobody uses closes itself
    without a write for each request, and also where script is off.
    """
    seconds = (idle_minutes or IDLE_MINUTES) * 60 + GRACE_SECONDS
    set_cookie(response, LAUNCH, secret, path=f"/l/{launch_id}/", seconds=seconds)
