"""Sending one score, and what the answer means for its row in the ledger."""

import random
from datetime import timedelta

from lms_plugin.core.outbound.errors import OutboundError
from lms_plugin.grades.ledger import Claimed
from lms_plugin.grades.settlement import Settlement
from lms_plugin.lti.ags import GradeService, Score
from lms_plugin.lti.outcomes import Verdict, judge
from lms_plugin.lti.service_errors import ServiceRefusedError

FIRST_WAIT = 2.0
LONGEST_WAIT = 3600.0
# A platform may keep fewer decimals than we send: half a thousandth of full credit is the same grade.
SAME_PPM = 500


def backoff(tries: int) -> timedelta:
    """2 s, 4 s, 8 s … at most an hour, spread by a quarter so that a returning platform is not met by all at once."""
    seconds = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(tries, 20))
    return timedelta(seconds=seconds * random.uniform(0.75, 1.0))  # noqa: S311 - jitter, not a secret


def send(claimed: Claimed, service: GradeService) -> Settlement:
    """Send one message and say what became of it. Touches no database."""
    score = Score(
        user=claimed.sub,
        score_ppm=claimed.score_ppm,
        stamp=claimed.stamp,
        submitted_at=min(claimed.submitted_at, claimed.stamp) if claimed.submitted_at else None,
        comment=claimed.comment,
    )
    try:
        service.send_score(claimed.url, score)
    except (ServiceRefusedError, OutboundError) as error:
        return _after_failure(claimed, service, error)
    return Settlement(claimed=claimed, outcome="accepted", next_state="accepted")


def _after_failure(claimed: Claimed, service: GradeService, error: ServiceRefusedError | OutboundError) -> Settlement:
    verdict = judge(error)
    answer = error.answer if isinstance(error, ServiceRefusedError) else None
    status, words = (answer.status, answer.text) if answer else (None, str(error))
    words = words.replace("\x00", "")[:500]  # PostgreSQL takes no NUL in text
    if verdict.step == "read_back" and _is_there(claimed, service):
        return Settlement(claimed=claimed, outcome="read_back", next_state="accepted", http_status=status, answer=words)
    return Settlement(
        claimed=claimed,
        outcome=verdict.reason,
        next_state="parked" if verdict.step == "park" else "due",
        reason=verdict.reason,
        wait=_wait(verdict, claimed.tries),
        repeat=verdict.step == "again",
        pause=timedelta(seconds=verdict.wait or 0) if verdict.is_general else None,
        http_status=status,
        answer=words,
    )


def _wait(verdict: Verdict, tries: int) -> timedelta:
    if verdict.step == "park":
        return timedelta(0)
    asked = timedelta(seconds=verdict.wait) if verdict.wait is not None else timedelta(0)
    return max(asked, backoff(tries))


def _is_there(claimed: Claimed, service: GradeService) -> bool:
    """Whether the LMS holds this very score already: then the refusal only meant that we repeated ourselves."""
    try:
        held = service.read_result(claimed.url, claimed.sub)
    except (ServiceRefusedError, OutboundError):
        return False
    return held is not None and abs(held - claimed.score_ppm) <= SAME_PPM
