"""Platforms' key sets: fetched once, kept parsed, fetched anew in the background and when a token names an unknown one.

A fetch happens outside any transaction of the launch, so that a slow platform never holds our write lock.
"""

import json
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Any
from uuid import UUID

import structlog
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.algorithms import RSAAlgorithm
from jwt.exceptions import InvalidKeyError
from sqlalchemy import case, select, update

from lms_plugin.core.db.base import db, reading, table_of
from lms_plugin.core.db.upsert import insert_into
from lms_plugin.core.outbound.client import Outbound
from lms_plugin.core.outbound.errors import OutboundError
from lms_plugin.lti.errors import KeySetUnavailableError, LaunchRefusedError, refuse_token
from lms_plugin.lti.strict_json import StrictJsonError, parse_object
from lms_plugin.platforms.cache import KnownRegistration
from lms_plugin.platforms.models import PlatformKeys

MEMORY_SECONDS = 600
STALE_AFTER = timedelta(hours=24)
REFRESH_AFTER = timedelta(hours=1)
REFETCH_PAUSE = timedelta(seconds=5)
WAIT_SECONDS = 0.05
LOOK_SECONDS = 1
MAX_BYTES = 256 * 1024
MIN_BITS = 2048

# What `fetched_at` says of a platform that has not answered so far: its first fetch is under way, or came to nothing.
NEVER = datetime.min.replace(tzinfo=UTC)
FIRST_FETCH = datetime.fromtimestamp(0, UTC)
FAILED_FETCH = datetime.fromtimestamp(1, UTC)

log = structlog.get_logger()

ParsedKeys = dict[str, RSAPublicKey]


def parse_key_set(key_set: dict[str, Any]) -> ParsedKeys:
    """The RSA signing keys of a key set by their kid; whatever else it holds is passed over."""
    found: ParsedKeys = {}
    keys = key_set.get("keys")
    for jwk in keys if isinstance(keys, list) else []:
        if not isinstance(jwk, dict) or jwk.get("kty") != "RSA" or not isinstance(jwk.get("kid"), str):
            continue
        if jwk.get("use", "sig") != "sig" or jwk.get("alg", "RS256") != "RS256":
            continue
        try:
            key = RSAAlgorithm.from_jwk(json.dumps({name: jwk.get(name) for name in ("kty", "n", "e")}))
        except (InvalidKeyError, ValueError, TypeError):
            continue
        if isinstance(key, RSAPublicKey) and key.key_size >= MIN_BITS:
            found[jwk["kid"]] = key
    return found


def _refuse_unknown() -> LaunchRefusedError:
    return refuse_token("unknown_kid", "the token names a key (kid) that the platform's key set does not have")


@dataclass
class _Kept:
    lock: Lock = field(default_factory=Lock)
    keys: ParsedKeys = field(default_factory=dict)
    read_at: float = float("-inf")
    look_after: float = float("-inf")
    address: str = ""

    def follow(self, address: str) -> None:
        """A platform registered anew with another key set: the old one's keys are no longer its own."""
        if self.address != address:
            self.keys, self.address = {}, address
            self.read_at = self.look_after = float("-inf")

    @property
    def fresh(self) -> bool:
        return time.monotonic() - self.read_at < MEMORY_SECONDS


class KeySets:
    """The keys of all platforms. One of these lives in each process; the rows behind it are shared by all."""

    def __init__(self, outbound: Outbound) -> None:
        self._outbound = outbound
        self._lock = Lock()
        self._kept: dict[UUID, _Kept] = {}

    def get_key(self, registration: KnownRegistration, kid: str) -> RSAPublicKey:
        """The platform's key of that id.

        Warm: neither SQL nor a request. Raises LaunchRefusedError (the platform has no such key) and
        KeySetUnavailableError (its key set cannot be had).
        """
        with self._lock:
            kept = self._kept.setdefault(registration.id, _Kept())
            kept.follow(registration.jwks_url)
        key = kept.keys.get(kid)
        if key is not None and kept.fresh:
            return key
        if key is None and time.monotonic() < kept.look_after:
            raise _refuse_unknown()
        # Somebody else may be fetching: who already has a key need not wait for that.
        if not kept.lock.acquire(blocking=key is None) and key is not None:
            return key
        try:
            return self._look_again(registration, kept, kid)
        finally:
            kept.lock.release()

    def refresh(self, registrations: Iterable[KnownRegistration], *, now: datetime) -> None:
        """Fetch anew the key sets that are older than an hour; the worker's job, outside learners' requests."""
        with reading(), db.engine.connect() as connection:
            old = set(
                connection.scalars(
                    select(PlatformKeys.registration_id).where(PlatformKeys.fetched_at < now - REFRESH_AFTER)
                )
            )
        for registration in registrations:
            if registration.active and registration.id in old and self._claim_fetch(registration.id):
                self._fetch(registration, _Kept())

    def _look_again(self, registration: KnownRegistration, kept: _Kept, kid: str) -> RSAPublicKey:
        if kid in kept.keys and kept.fresh:
            return kept.keys[kid]
        fetched_at = self._read_row(registration.id, kept)
        if kid in kept.keys and fetched_at > datetime.now(UTC) - STALE_AFTER:
            return kept.keys[kid]
        if self._claim_fetch(registration.id):
            try:
                self._fetch(registration, kept)
            finally:
                self._hold_off(registration.id)
        elif not kept.keys:
            self._wait_for_other(registration.id, kept)
        if kid in kept.keys:
            return kept.keys[kid]
        if not kept.keys:
            raise KeySetUnavailableError(f"the public keyset URL {registration.jwks_url} gave no usable key set")
        # A flood of unknown keys costs one look a second: neither SQL nor this lock for the rest of it.
        kept.look_after = time.monotonic() + LOOK_SECONDS
        raise _refuse_unknown()

    def _wait_for_other(self, registration_id: UUID, kept: _Kept) -> None:
        """Another process asks this platform for the first time: a link opened meanwhile waits for the answer."""
        end = time.monotonic() + REFETCH_PAUSE.total_seconds()
        while self._read_row(registration_id, kept) == FIRST_FETCH and not kept.keys and time.monotonic() < end:
            time.sleep(WAIT_SECONDS)

    def _read_row(self, registration_id: UUID, kept: _Kept) -> datetime:
        """Take over what another process fetched; when that was."""
        with reading(), db.engine.connect() as connection:
            row = connection.execute(
                select(PlatformKeys.key_set, PlatformKeys.fetched_at).where(
                    PlatformKeys.registration_id == registration_id
                )
            ).one_or_none()
        if row is None:
            return NEVER
        keys = parse_key_set(row.key_set)
        if keys:
            kept.keys, kept.read_at = keys, time.monotonic()
        fetched_at: datetime = row.fetched_at
        return fetched_at

    @staticmethod
    def _claim_fetch(registration_id: UUID) -> bool:
        """Whether it is our turn to ask the platform: at most every five seconds, whoever asks, in any process."""
        now = datetime.now(UTC)
        statement = insert_into(PlatformKeys).values(
            registration_id=registration_id,
            key_set={},
            fetched_at=FIRST_FETCH,
            refetch_after=now + REFETCH_PAUSE,
        )
        statement = statement.on_conflict_do_update(
            index_elements=[PlatformKeys.registration_id],
            set_={"refetch_after": now + REFETCH_PAUSE},
            where=PlatformKeys.refetch_after <= now,
        )
        # The row that comes back, not `rowcount`: for an INSERT on PostgreSQL that is unknown.
        with db.engine.begin() as connection:
            return connection.execute(statement.returning(PlatformKeys.registration_id)).first() is not None

    @staticmethod
    def _hold_off(registration_id: UUID) -> None:
        """Count the pause from the end of a slow fetch, so that who waited for it does not wait for another.

        A first fetch that brought nothing is over too: nobody waits for it any more.
        """
        keys = table_of(PlatformKeys)
        asked_at = case((keys.c.fetched_at == FIRST_FETCH, FAILED_FETCH), else_=keys.c.fetched_at)
        with db.engine.begin() as connection:
            connection.execute(
                update(keys)
                .where(keys.c.registration_id == registration_id)
                .values(refetch_after=datetime.now(UTC) + REFETCH_PAUSE, fetched_at=asked_at)
            )

    def _fetch(self, registration: KnownRegistration, kept: _Kept) -> None:
        """Ask the platform. Whatever goes wrong, the keys that we have stay; an empty set never replaces them."""
        try:
            answer = self._outbound.request(
                "GET", registration.jwks_url, headers={"Accept": "application/json"}, max_bytes=MAX_BYTES
            )
            key_set = parse_object(answer.body) if answer.status == 200 else {}
        except (OutboundError, StrictJsonError) as error:
            log.warning("key_set_failed", registration=str(registration.id), problem=str(error))
            return
        keys = parse_key_set(key_set)
        if not keys:
            log.warning("key_set_unusable", registration=str(registration.id), status=answer.status)
            return
        kept.keys, kept.read_at = keys, time.monotonic()
        with db.engine.begin() as connection:
            connection.execute(
                update(PlatformKeys)
                .where(PlatformKeys.registration_id == registration.id)
                .values(key_set={"keys": key_set["keys"]}, fetched_at=datetime.now(UTC))
            )
