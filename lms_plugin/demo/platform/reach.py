"""Whether the tool is there at all, so that the course page can say which command starts it."""

import threading
import time

import urllib3

REMEMBERED = 3.0  # seconds
TIMEOUT = urllib3.Timeout(connect=0.5, read=0.5)


class ToolReach:
    """Asks the tool's `/healthz`. Any answer, or none in time, counts as up: only nobody listening is down."""

    def __init__(self) -> None:
        self._http = urllib3.PoolManager(retries=False)
        self._lock = threading.Lock()
        self._known: tuple[str, bool, float] = ("", False, 0.0)

    def is_up(self, tool_url: str) -> bool:
        with self._lock:
            url, up, asked = self._known
            if url != tool_url or time.monotonic() - asked > REMEMBERED:
                up = self._ask(tool_url)
                self._known = (tool_url, up, time.monotonic())
        return up

    def _ask(self, tool_url: str) -> bool:
        try:
            self._http.request("GET", f"{tool_url}/healthz", timeout=TIMEOUT, redirect=False)
        except (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError):
            return False
        except urllib3.exceptions.HTTPError:
            return True
        return True
