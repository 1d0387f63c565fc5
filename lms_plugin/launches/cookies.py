"""The three cookies of a launch, each with one job; all Secure, HttpOnly, SameSite=None and Partitioned.

Only partitioned cookies come back in a frame where third-party cookies are blocked. Plain http on the loopback keeps
Secure cookies too, so there is no other mode for trials.
"""

from werkzeug.wrappers import Response

from lms_plugin.launches.services import LIFE

BROWSER = "__Host-browser"
LAUNCH = "__Secure-launch"
BROWSER_SECONDS = 30 * 24 * 3600


def set_cookie(response: Response, name: str, value: str, *, path: str = "/", seconds: int) -> None:
    """Set one of our cookies."""
    response.set_cookie(
        name, value, path=path, max_age=seconds, secure=True, httponly=True, samesite="None", partitioned=True
    )


def drop_cookie(response: Response, name: str, *, path: str = "/") -> None:
    """Remove one of our cookies."""
    set_cookie(response, name, "", path=path, seconds=0)


def set_launch_cookie(response: Response, launch_id: str, secret: str) -> None:
    """The launch's secret, sent back to this launch's pages alone."""
    set_cookie(response, LAUNCH, secret, path=f"/l/{launch_id}/", seconds=int(LIFE.total_seconds()))
