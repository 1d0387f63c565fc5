"""Registrations kept for half a minute, so that a login makes no SQL statement."""

import time
from dataclasses import dataclass
from threading import Lock
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from lms_plugin.core.db.base import db, reading
from lms_plugin.platforms.models import Registration

CACHE_SECONDS = 30


@dataclass(frozen=True)
class KnownRegistration:
    """What the protocol needs of a registration; safe to keep for half a minute."""

    id: UUID
    issuer: str
    client_id: str
    name: str
    auth_login_url: str
    auth_token_url: str
    token_audience: str | None
    jwks_url: str
    family: str | None
    frame_origins: tuple[str, ...]
    active: bool


class RegistrationCache:
    """All registrations, read again after CACHE_SECONDS. A login asks here, so that it makes no SQL statement.

    A launch reads the status afresh, so a platform switched off stops at once.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._rows: dict[UUID, KnownRegistration] = {}
        self._read_at = float("-inf")

    def forget(self) -> None:
        """Read again at the next question: something was registered or changed in this process."""
        self._read_at = float("-inf")

    def all(self) -> dict[UUID, KnownRegistration]:
        """Every registration by id."""
        if time.monotonic() - self._read_at > CACHE_SECONDS:
            with self._lock:
                if time.monotonic() - self._read_at > CACHE_SECONDS:
                    self._rows = _read()
                    self._read_at = time.monotonic()
        return self._rows

    def find(self, issuer: str, client_id: str | None) -> list[KnownRegistration]:
        """The active registrations of an issuer, exactly; of one client id where the platform named it."""
        return [
            row
            for row in self.all().values()
            if row.active and row.issuer == issuer and client_id in (None, row.client_id)
        ]

    def get(self, registration_id: UUID) -> KnownRegistration | None:
        """One registration; asks the database where the cache does not know it yet."""
        found = self.all().get(registration_id)
        if found is None:
            self.forget()
            found = self.all().get(registration_id)
        return found


def _read() -> dict[UUID, KnownRegistration]:
    """On a connection of its own: a launch asks the platform for keys next, and must hold no transaction then."""
    with reading(), db.engine.connect() as connection:
        return {row.id: _known(row) for row in connection.execute(select(Registration.__table__))}


def _known(row: Row[Any]) -> KnownRegistration:
    return KnownRegistration(
        id=row.id,
        issuer=row.issuer,
        client_id=row.client_id,
        name=row.name,
        auth_login_url=row.auth_login_url,
        auth_token_url=row.auth_token_url,
        token_audience=row.token_audience,
        jwks_url=row.jwks_url,
        family=row.family,
        frame_origins=tuple(row.frame_origins),
        active=row.status == "active",
    )
