"""Delivering scores: many in flight at once, each settled as soon as its end is known."""

import random
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import UTC, datetime, timedelta
from uuid import UUID

import structlog

from lms_plugin.core.db.base import db, reading
from lms_plugin.core.outbound.client import Outbound
from lms_plugin.core.outbound.errors import OutboundError
from lms_plugin.grades.ledger import Claimed, Settlement, claim, is_anything_due, settle
from lms_plugin.lti.access_tokens import AccessTokens
from lms_plugin.lti.ags import GradeService, Score
from lms_plugin.lti.outcomes import Verdict, judge
from lms_plugin.lti.service_errors import ServiceRefusedError
from lms_plugin.platforms.cache import RegistrationCache
from lms_plugin.platforms.keys import SigningKey, get_signing_key

IN_FLIGHT = 32
IN_FLIGHT_PER_REGISTRATION = 12
FIRST_WAIT = 2.0
LONGEST_WAIT = 3600.0
PAUSE = 0.5
# A platform may keep fewer decimals than we send: half a thousandth of full credit is the same grade.
SAME_PPM = 500

log = structlog.get_logger()


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
    status, words = (answer.status, answer.text[:500]) if answer else (None, str(error)[:500])
    if verdict.step == "read_back" and _is_there(claimed, service):
        return Settlement(claimed=claimed, outcome="read_back", next_state="accepted", http_status=status, answer=words)
    return Settlement(
        claimed=claimed,
        outcome=verdict.reason,
        next_state="parked" if verdict.step == "park" else "due",
        reason=verdict.reason,
        wait=_wait(verdict, claimed.tries),
        repeat=verdict.step == "again",
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


class Courier:
    """Takes what is due to the platforms. Any number may run on PostgreSQL; the leases keep them apart."""

    def __init__(
        self, *, outbound: Outbound, tokens: AccessTokens, registrations: RegistrationCache, key_secret: str
    ) -> None:
        self._outbound, self._tokens, self._registrations = outbound, tokens, registrations
        self._key_secret = key_secret
        self._flying: dict[Future[Settlement], Claimed] = {}

    def run(self, *, once: bool = False, stopped: Callable[[], bool] = lambda: False) -> int:
        """Deliver until `stopped`, or with `once` until nothing is due. Returns how many messages ended."""
        ended = 0
        with ThreadPoolExecutor(IN_FLIGHT, thread_name_prefix="courier") as pool:
            while not stopped():
                started = self._start(pool)
                if not self._flying:
                    if once:
                        break
                    time.sleep(PAUSE)
                    continue
                done, _ = wait(self._flying, timeout=PAUSE if not started else None, return_when=FIRST_COMPLETED)
                ended += self._finish(done)
            done, _ = wait(self._flying)
            ended += self._finish(done)
        return ended

    def _start(self, pool: ThreadPoolExecutor) -> int:
        """Claim what there is room for and send it off; how many."""
        room = IN_FLIGHT - len(self._flying)
        flying = Counter(claimed.registration_id for claimed in self._flying.values())
        busy = {registration for registration, count in flying.items() if count >= IN_FLIGHT_PER_REGISTRATION}
        if room <= 0:
            return 0
        now = datetime.now(UTC)
        with reading():
            anything = is_anything_due(now)
            db.session.rollback()
        if not anything:
            return 0
        key = get_signing_key(self._key_secret, now=now)
        claimed = claim(now, limit=min(room, IN_FLIGHT_PER_REGISTRATION), busy=busy)
        services = {each: self._service(each, key) for each in {one.registration_id for one in claimed}}
        db.session.commit()
        for one in claimed:
            self._flying[pool.submit(send, one, services[one.registration_id])] = one
        return len(claimed)

    def _service(self, registration_id: UUID, key: SigningKey) -> GradeService:
        registration = self._registrations.get(registration_id)
        if registration is None:
            raise LookupError(f"registration {registration_id} is gone, though a line item names it")
        return GradeService(registration, outbound=self._outbound, tokens=self._tokens, key=key)

    def _finish(self, done: set[Future[Settlement]]) -> int:
        settlements = []
        for future in done:
            claimed = self._flying.pop(future)
            if error := future.exception():
                # A fault of ours: the lease runs out and the message goes again.
                log.error("send_fault", error=repr(error), line_item=str(claimed.line_item_id))
                continue
            settlements.append(future.result())
        if settlements:
            settle(settlements, now=datetime.now(UTC))
            db.session.commit()
        for each in settlements:
            log.info(
                "score_sent",
                outcome=each.outcome,
                state=each.next_state,
                status=each.http_status,
                line_item=str(each.claimed.line_item_id),
                person=str(each.claimed.user_id),
                revision=each.claimed.revision,
            )
        return len(settlements)
