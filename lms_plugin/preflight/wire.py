"""The way out of a preflight: notes each exchange without secrets, and stops asking when the run's time is over."""

import re
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from lms_plugin.core.outbound.client import Answer, Outbound
from lms_plugin.core.outbound.errors import AddressRefusedError, NotReachedError, OutboundError
from lms_plugin.preflight.verdicts import Exchange

RUN_SECONDS = 15.0  # after this nothing new is asked; the request under way ends by its own timeouts
CONNECT_SECONDS = 2.0
READ_SECONDS = 3.0

# Codes of OAuth and of the LTI services are such words. Nothing else of a body is kept: it may hold anything.
_CODE = re.compile(r"[\"']error[\"']\s*:\s*\"([a-z][a-z_]{2,39})\"")


class OutOfTimeError(OutboundError):
    """The run has used up its time, so this was not asked any more."""


def find_error_code(answer: Answer) -> str:
    """The machine-readable error of an answer; empty where it names none. Moodle's is not always valid JSON."""
    found = _CODE.search(answer.text)
    return found[1] if found else ""


class Wire(Outbound):
    """An Outbound for one run. `lap()` gives the exchanges since the last lap; `spare()` makes time to clean up."""

    def __init__(self, *, trial: bool, seconds: float = RUN_SECONDS, read_seconds: float = READ_SECONDS) -> None:
        super().__init__(trial=trial, connect_seconds=CONNECT_SECONDS, read_seconds=read_seconds)
        self._until = time.monotonic() + seconds
        self._noted: list[Exchange] = []
        self.clock_gaps: list[float] = []
        self.kids: set[str] = set()

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        max_bytes: int = 1024 * 1024,
    ) -> Answer:
        """As Outbound's, noted. Raises OutOfTimeError besides."""
        if time.monotonic() > self._until:
            raise OutOfTimeError("the time of this check was over")
        began = time.monotonic()
        try:
            answer = super().request(method, url, headers=headers, body=body, max_bytes=max_bytes)
        except OutboundError as error:
            self._note(method, url, _name_problem(error), began)
            raise
        code = find_error_code(answer) if answer.status >= 400 else ""
        self._note(method, url, f"{answer.status} {code}".strip(), began)
        self._read_clock(answer)
        return answer

    def lap(self) -> tuple[Exchange, ...]:
        """The exchanges since the last time this was asked."""
        noted, self._noted = tuple(self._noted), []
        return noted

    @property
    def milliseconds(self) -> int:
        """How long the last exchange of this lap took."""
        return self._noted[-1].milliseconds if self._noted else 0

    def spare(self, seconds: float) -> None:
        """Allow requests for at least so long from now: what was made has to be taken away, however late it is."""
        self._until = max(self._until, time.monotonic() + seconds)

    def _note(self, method: str, url: str, answer: str, began: float) -> None:
        parts = urlsplit(url)
        self._noted.append(
            Exchange(
                method=method,
                host=parts.netloc.rpartition("@")[2],
                path=parts.path or "/",
                answer=answer,
                milliseconds=round((time.monotonic() - began) * 1000),
                at=datetime.now(UTC).strftime("%H:%M:%S"),
            )
        )

    def _read_clock(self, answer: Answer) -> None:
        try:
            theirs = parsedate_to_datetime(answer.headers.get("date", ""))
        except (TypeError, ValueError):
            return
        if theirs.tzinfo is not None:
            self.clock_gaps.append((theirs - datetime.now(UTC)).total_seconds())


def _name_problem(error: OutboundError) -> str:
    if isinstance(error, AddressRefusedError):
        return "not sent"
    return "no connection" if isinstance(error, NotReachedError) else "no whole answer"
