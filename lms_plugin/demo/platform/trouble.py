"""Switches that make the services misbehave on purpose. Kept in memory: a restart puts everything right."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from lms_plugin.demo.platform.errors import PlatformError
from lms_plugin.demo.platform.payload import number

KINDS = ("down", "slow", "status", "expired_tokens", "lost_answers")
PATHS = ("scores", "token", "jwks", "auth", "results", "lineitems", "members", "notices")
LONGEST = 86_400.0  # seconds


@dataclass(frozen=True)
class Trouble:
    """One switch that is on. `path` None: every service. `until` and `left` say when it lifts itself."""

    kind: str
    path: str | None = None
    delay: float = 0.0
    status: int = 503
    until: float | None = None
    left: int | None = None


class Switchboard:
    """What is wrong just now. Safe from several threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._on: dict[tuple[str, str | None], Trouble] = {}

    def switch(self, order: Mapping[str, Any]) -> None:
        """Carry out one `POST /api/trouble`: its JSON is checked whole before anything changes."""
        trouble, on = read_order(order, self._clock())
        with self._lock:
            if on:
                self._on[trouble.kind, trouble.path] = trouble
                return
            for key in [key for key in self._on if key[0] == trouble.kind and order.get("path") in (None, key[1])]:
                del self._on[key]

    def clear(self) -> None:
        with self._lock:
            self._on.clear()

    def now(self) -> list[Trouble]:
        """Everything that is on."""
        with self._lock:
            return self._alive()

    def find(self, kind: str, service: str) -> Trouble | None:
        """The switch of this kind that hits this service; finding it uses up one of its `times`."""
        with self._lock:
            found = next((item for item in self._alive() if item.kind == kind and item.path in (None, service)), None)
            if found and found.left is not None:
                self._on[found.kind, found.path] = replace(found, left=found.left - 1)
            return found

    def seconds_left(self, trouble: Trouble) -> float | None:
        return None if trouble.until is None else max(0.0, trouble.until - self._clock())

    def _alive(self) -> list[Trouble]:
        self._on = {key: trouble for key, trouble in self._on.items() if not self._is_over(trouble)}
        return list(self._on.values())

    def _is_over(self, trouble: Trouble) -> bool:
        return (trouble.until is not None and trouble.until <= self._clock()) or trouble.left == 0


def read_order(order: Mapping[str, Any], now: float) -> tuple[Trouble, bool]:
    """The switch that an order is about, and whether it goes on; 400 for what makes no sense."""
    kind, on, path = order.get("kind"), order.get("on", True), order.get("path")
    if not isinstance(kind, str) or kind not in KINDS:
        raise PlatformError(400, f"kind is one of {', '.join(KINDS)}.")
    if not isinstance(on, bool):
        raise PlatformError(400, "on is true or false.")
    if path is not None and path not in PATHS:
        raise PlatformError(400, f"path is one of {', '.join(PATHS)}, or absent for all of them.")
    if path is None and kind == "lost_answers":
        path = "scores"
    seconds, times = _seconds(order), _whole(order, "times", 1, 1_000_000)
    delay = 2.0 if seconds is None else seconds
    status = _whole(order, "status", 200, 599)
    until = None if seconds is None or kind == "slow" else now + seconds
    return Trouble(kind, path, delay, 503 if status is None else status, until, times), on


def _seconds(order: Mapping[str, Any]) -> float | None:
    if order.get("seconds") is None:
        return None
    seconds = number(order["seconds"])
    if seconds is None or not 0 <= seconds <= LONGEST:
        raise PlatformError(400, f"seconds is a number from 0 to {LONGEST:.0f}.")
    return seconds


def _whole(order: Mapping[str, Any], name: str, least: int, most: int) -> int | None:
    value = order.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise PlatformError(400, f"{name} is a whole number from {least} to {most}.")
    return value
