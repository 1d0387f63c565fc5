"""Ending a long-running command by signal: what is under way is finished first."""

import signal
from threading import Event
from types import FrameType


def stop_on_signal() -> Event:
    """An event that SIGINT or SIGTERM sets."""
    stop = Event()

    def handle(number: int, frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, handle)
    return stop
