"""Which platforms are left alone for a while: those that asked for it, and those that are in trouble. No I/O."""

import time
from datetime import timedelta
from uuid import UUID

LONGEST = 60.0


class Patience:
    """Remembered by one process. A platform in trouble is asked again after 2, 4, 8 … 60 seconds, with a few grades.

    So ten thousand grades that wait for a platform cost it (and us) a handful of requests a minute, and none of them
    has to wait for long once it is back.
    """

    def __init__(self) -> None:
        self._failures: dict[UUID, int] = {}
        self._until: dict[UUID, float] = {}

    def note(self, registration_id: UUID, pause: timedelta | None) -> None:
        """An answer came: None where the platform works, else how long it asked to be left alone."""
        if pause is None:
            self._failures.pop(registration_id, None)
            return
        now = time.monotonic()
        if now >= self._until.get(registration_id, now):
            self._failures[registration_id] = self._failures.get(registration_id, 0) + 1
        own = min(LONGEST, 2.0 ** self._failures.get(registration_id, 1))
        self._until[registration_id] = max(self._until.get(registration_id, now), now + max(pause.total_seconds(), own))

    def waiting(self) -> set[UUID]:
        """The platforms not to be asked now."""
        now = time.monotonic()
        return {registration_id for registration_id, until in self._until.items() if until > now}
