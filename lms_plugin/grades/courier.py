"""Delivering scores: many in flight at once, each settled as soon as its end is known."""

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import UTC, datetime
from uuid import UUID

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionError

from lms_plugin.core.db.base import db, reading
from lms_plugin.core.outbound.client import Outbound
from lms_plugin.grades.delivery import send
from lms_plugin.grades.ledger import Claimed, claim, is_anything_due
from lms_plugin.grades.patience import Patience
from lms_plugin.grades.settlement import Settlement, settle
from lms_plugin.lti.access_tokens import AccessTokens
from lms_plugin.lti.ags import GradeService
from lms_plugin.platforms.cache import RegistrationCache
from lms_plugin.platforms.keys import get_signing_key

# Connections in flight deliver scores to a slow platform. Each platform has threads of its own, so that one which hangs
# takes none from another; a batch more than they can send is claimed, so that none of them has to wait for a claim.
CONNECTIONS = 32
BATCH = 16
CLAIMED = 512
PAUSE = 0.5
GATHER = 0.02
KEEP_SERVICES = 30.0
DATABASE_OUT = (InterfaceError, OperationalError, NoConnectionError)

log = structlog.get_logger()


class Courier:
    """Takes what is due to the platforms. Any number may run on PostgreSQL; the leases keep them apart."""

    def __init__(
        self, *, outbound: Outbound, tokens: AccessTokens, registrations: RegistrationCache, key_secret: str
    ) -> None:
        self._outbound, self._tokens, self._registrations = outbound, tokens, registrations
        self._key_secret = key_secret
        self._patience = Patience()
        self._flying: dict[Future[Settlement], Claimed] = {}
        self._ended: list[Settlement] = []
        self._threads: dict[UUID, ThreadPoolExecutor] = {}
        self._services: dict[UUID, GradeService] = {}
        self._services_until = 0.0
        self._left_out: set[UUID] = set()
        self._look_again = 0.0

    def run(self, *, once: bool = False, stopped: Callable[[], bool] = lambda: False) -> int:
        """Deliver until `stopped`, or with `once` until nothing is due. Returns how many messages ended.

        Where the database is out for a while it waits; with `once` it raises.
        """
        ended = 0
        try:
            while not stopped():
                try:
                    ended += self._turn()
                except DATABASE_OUT as error:
                    if once:
                        raise
                    db.session.rollback()
                    log.warning("database_out", error=repr(error))
                    time.sleep(PAUSE)
                if self._flying:
                    wait(self._flying, timeout=PAUSE, return_when=FIRST_COMPLETED)
                    # Some more that end at nearly the same time share its transaction.
                    wait(self._flying, timeout=GATHER)
                elif once:
                    break
                else:
                    self._rest()
                    time.sleep(PAUSE)
        finally:
            self._rest()
        self._collect()
        return ended + self._settle()

    def _turn(self) -> int:
        """Settle what has ended and claim anew, in one transaction; how many messages ended."""
        self._collect()
        room = CLAIMED - len(self._flying)
        looking = room >= BATCH and self._is_time_to_look()
        if not looking or not (self._ended or self._is_anything_due()):
            return self._settle()
        settle(self._ended, now=datetime.now(UTC))
        claimed = self._claim(room)
        services = [self._service(one.registration_id) for one in claimed]
        ended = self._commit()
        for one, service in zip(claimed, services, strict=True):
            self._flying[self._threads_of(one.registration_id).submit(send, one, service)] = one
        return ended

    def _rest(self) -> None:
        """Let what is in flight end, and give the threads back."""
        for threads in self._threads.values():
            threads.shutdown()
        self._threads.clear()

    def _collect(self) -> None:
        """Take in the messages that have ended since."""
        for future in [each for each in self._flying if each.done()]:
            claimed = self._flying.pop(future)
            if error := future.exception():
                # A fault of ours: the lease runs out and the message goes again.
                log.error("send_fault", error=repr(error), line_item=str(claimed.line_item_id))
                continue
            settlement = future.result()
            self._patience.note(claimed.registration_id, settlement.pause)
            self._ended.append(settlement)

    def _is_time_to_look(self) -> bool:
        """Whether anything may have become free to send since the last claim."""
        flying = Counter(claimed.registration_id for claimed in self._flying.values())
        busy = {each for each, count in flying.items() if count > CONNECTIONS}
        before, self._left_out = self._left_out, busy | self._patience.waiting()
        return bool(before - self._left_out) or time.monotonic() >= self._look_again

    def _is_anything_due(self) -> bool:
        with reading():
            anything = is_anything_due(datetime.now(UTC))
            db.session.rollback()
        return anything

    def _claim(self, room: int) -> list[Claimed]:
        began = time.monotonic()
        claimed = claim(datetime.now(UTC), limit=room, each=BATCH, busy=self._left_out)
        full = max(Counter(one.registration_id for one in claimed).values(), default=0) == BATCH
        # With nothing more to be had, look again in a while: later where looking takes long, as in a great backlog.
        took = time.monotonic() - began
        self._look_again = 0.0 if full or len(claimed) == room else time.monotonic() + max(PAUSE, 10 * took)
        return claimed

    def _service(self, registration_id: UUID) -> GradeService:
        """The platform's grade columns, with our key and its addresses as they were half a minute ago at most."""
        if time.monotonic() >= self._services_until:
            self._services.clear()
            self._services_until = time.monotonic() + KEEP_SERVICES
        if registration_id not in self._services:
            registration = self._registrations.get(registration_id)
            if registration is None:
                raise LookupError(f"registration {registration_id} is gone, though a line item names it")
            key = get_signing_key(self._key_secret, now=datetime.now(UTC))
            self._services[registration_id] = GradeService(
                registration, outbound=self._outbound, tokens=self._tokens, key=key
            )
        return self._services[registration_id]

    def _threads_of(self, registration_id: UUID) -> ThreadPoolExecutor:
        if registration_id not in self._threads:
            self._threads[registration_id] = ThreadPoolExecutor(CONNECTIONS, thread_name_prefix="courier")
        return self._threads[registration_id]

    def _settle(self) -> int:
        if not self._ended:
            return 0
        settle(self._ended, now=datetime.now(UTC))
        return self._commit()

    def _commit(self) -> int:
        """End the transaction. Only then is what ended forgotten here, and told."""
        db.session.commit()
        ended, self._ended = self._ended, []
        for each in ended:
            log.info(
                "score_sent",
                outcome=each.outcome,
                state=each.next_state,
                status=each.http_status,
                line_item=str(each.claimed.line_item_id),
                person=str(each.claimed.user_id),
                revision=each.claimed.revision,
            )
        return len(ended)
