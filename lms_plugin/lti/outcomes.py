"""What an answer to a score means: errors are data. Every platform's habit that the sender answers to stands here.

The table goes from the platform's status and words to what is to be done; what is not in it is parked and shown.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Literal

from lms_plugin.core.outbound.client import Answer
from lms_plugin.core.outbound.errors import AddressRefusedError, OutboundError
from lms_plugin.lti.service_errors import ServiceRefusedError

Step = Literal["read_back", "retry", "again", "park"]

OLDER = (
    "last updated timestamp",  # Canvas
    "already exists for the provided timestamp",  # Open edX, the same stamp
    "updated to a later point in time",  # Open edX, an older one
    "newer",
    "out of order",
)
PERSON = (
    "user could not be found",  # Blackboard, 400
    "not enrolled",  # Brightspace, 403
    "does not exist",  # Brightspace, 404
    "not a student",  # Canvas, 422
    "not found in course",  # Canvas, 422
    "not gradable",
    "incorrect score received",  # Moodle, 400: a teacher, an administrator, somebody not enrolled
)
THROTTLED = ("rate limit exceeded", "throttled")
LONGEST_WAIT = 3600.0


@dataclass(frozen=True)
class Verdict:
    """What to do now. `reason` is a word for the ledger; `wait` the seconds the platform asks for, if it does."""

    step: Step
    reason: str
    wait: float | None = None

    @property
    def is_general(self) -> bool:
        """Whether it concerns everything that we send to that platform, not this one score."""
        return self.step in ("retry", "again")


def _retry_after(answer: Answer, now: datetime) -> float | None:
    """Seconds, at most an hour, from the header's seconds or date."""
    value = answer.headers.get("retry-after", "").strip()
    try:
        seconds = float(value) if value.isdecimal() else (parsedate_to_datetime(value) - now).total_seconds()
    except (ValueError, TypeError):
        return None
    return min(max(0.0, seconds), LONGEST_WAIT)


def _judge_answer(answer: Answer, now: datetime) -> Verdict:
    words = answer.text.lower()
    status = answer.status
    throttled = status == 429 or answer.headers.get("x-rate-limit-remaining", "").split(".")[0] == "0"
    if throttled or any(word in words for word in THROTTLED):
        return Verdict("retry", "throttled", _retry_after(answer, now))
    # A stored score that is not older than ours: Moodle and the specification say 409, Canvas and Open edX 400.
    if status == 409 or (status == 400 and any(word in words for word in OLDER)):
        return Verdict("read_back", "older")
    if status in (400, 403, 404, 422) and any(word in words for word in PERSON):
        return Verdict("park", "person_refused")
    if status == 401:
        return Verdict("retry", "credentials")
    if status == 403:
        return Verdict("park", "permission")
    if status in (404, 410):
        return Verdict("park", "line_item_gone")
    if status in (408, 425) or status >= 500:
        return Verdict("retry", "platform_down", _retry_after(answer, now))
    if 300 <= status < 400:
        return Verdict("park", "redirected")
    return Verdict("park", "refused")


def judge(error: ServiceRefusedError | OutboundError, now: datetime | None = None) -> Verdict:
    """What a failed send means.

    `again`: nobody knows whether it arrived, so exactly this message goes again.
    """
    now = now or datetime.now(UTC)
    if isinstance(error, AddressRefusedError):
        return Verdict("park", "address_refused")
    if isinstance(error, OutboundError):
        return Verdict("again" if error.sent else "retry", "platform_down")
    if error.at == "token":
        # Whatever the token endpoint says of us concerns all grades of that platform, so none is given up.
        down = error.answer.status >= 500 or error.answer.status == 429
        return Verdict("retry", "platform_down" if down else "credentials", _retry_after(error.answer, now))
    return _judge_answer(error.answer, now)
