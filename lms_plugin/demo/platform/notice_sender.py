"""Delivering notices: a thread of the LMS posts each to its handler, and tries twice more where that fails."""

import json
import queue
import threading
import time
from dataclasses import dataclass

import urllib3

TIMEOUT = urllib3.Timeout(connect=3, read=5)
PAUSES = (1.0, 5.0)  # seconds before the second and before the third attempt


@dataclass(frozen=True)
class Delivery:
    """What became of a notice. `status` is the last answer's, None where nobody answered."""

    handler: str
    status: int | None
    attempts: int


class NoticeSender:
    """Sends in the order it was told, on a thread of its own that begins with the first notice."""

    def __init__(self) -> None:
        self.pauses: tuple[float, ...] = PAUSES
        self.delivered: list[Delivery] = []
        self._http = urllib3.PoolManager(retries=False)
        self._waiting: queue.Queue[tuple[str, str]] = queue.Queue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def send(self, handler: str, jwt: str) -> None:
        """Post this notice soon."""
        self._waiting.put((handler, jwt))
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, daemon=True)
                self._thread.start()

    def wait(self) -> None:
        """Until everything was sent, or given up."""
        self._waiting.join()

    def _run(self) -> None:
        while True:
            handler, jwt = self._waiting.get()
            self.delivered.append(self._deliver(handler, jwt))
            self._waiting.task_done()

    def _deliver(self, handler: str, jwt: str) -> Delivery:
        status: int | None = None
        for attempt, pause in enumerate((0.0, *self.pauses), start=1):
            time.sleep(pause)
            status = self._post(handler, jwt)
            if status is not None and status < 300:
                return Delivery(handler, status, attempt)
        return Delivery(handler, status, 1 + len(self.pauses))

    def _post(self, handler: str, jwt: str) -> int | None:
        body = json.dumps({"notices": [{"jwt": jwt}]}).encode()
        headers = {"Content-Type": "application/json"}
        try:
            answer = self._http.request("POST", handler, body=body, headers=headers, timeout=TIMEOUT, redirect=False)
        except urllib3.exceptions.HTTPError:
            return None
        return answer.status
