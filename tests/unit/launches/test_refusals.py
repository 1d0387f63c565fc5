"""Keeping refusals: sixty rows a minute for each registration, the rest counted."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from lms_plugin.core.db.base import db, declare_read_only
from lms_plugin.launches import refusals
from lms_plugin.launches.models import Refusal
from lms_plugin.launches.refusals import NewRefusal, RefusalLog
from lms_plugin.platforms.services import add_tenant, register_platform

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
ISSUER = "https://lms.example.org"


def new(seconds: float = 0, registration_id: UUID | None = None, reference: str = "K7QF-4MD2") -> NewRefusal:
    return NewRefusal(
        registration_id=registration_id,
        reference=reference,
        at=NOW + timedelta(seconds=seconds),
        stage="launch",
        reason="expired",
        claim_names=("exp", "sub"),
    )


def counts(registration_id: UUID | None = None) -> list[int]:
    rows = db.session.scalars(
        select(Refusal.count).where(Refusal.registration_id == registration_id).order_by(Refusal.at)
    ).all()
    db.session.rollback()
    return list(rows)


@pytest.fixture
def registration_id(app: Flask) -> UUID:
    registration = register_platform(
        tenant=add_tenant("North", timezone="UTC"),
        issuer=ISSUER,
        client_id="c",
        auth_login_url=ISSUER,
        auth_token_url=ISSUER,
        jwks_url=ISSUER,
    )
    made = registration.id
    db.session.commit()
    return made


def test_sixty_rows_a_minute_and_the_rest_is_counted(registration_id: UUID) -> None:
    log = RefusalLog()
    for number in range(100):
        log.keep(new(number / 100, registration_id))
    log.keep(new(2.5, registration_id))
    assert len(counts(registration_id)) == 60
    assert sum(counts(registration_id)) == 101
    log.keep(new(62, registration_id))
    assert len(counts(registration_id)) == 61


def test_unknown_issuers_have_sixty_of_their_own(registration_id: UUID) -> None:
    log = RefusalLog()
    for number in range(61):
        log.keep(new(number / 100))
    log.keep(new(1, registration_id))
    assert counts() == [1] * 59 + [2]
    assert counts(registration_id) == [1]


def test_processes_share_the_sixty(registration_id: UUID) -> None:
    one, other = RefusalLog(), RefusalLog()
    for number in range(50):
        one.keep(new(number / 100, registration_id))
        other.keep(new(number / 100, registration_id))
    assert len(counts(registration_id)) == 60


def test_a_refused_get_is_kept_too(app: Flask) -> None:
    declare_read_only(True)
    try:
        RefusalLog().keep(new())
    finally:
        declare_read_only(False)
    assert counts() == [1]


def test_a_database_that_is_out_raises_nothing_and_the_refusal_is_counted_later(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def out(*_arguments: object) -> bool:
        raise OperationalError("INSERT", {}, Exception("out"))

    write: Callable[..., bool] = refusals._write
    log = RefusalLog()
    monkeypatch.setattr(refusals, "_write", out)
    log.keep(new())
    monkeypatch.setattr(refusals, "_write", write)
    log.keep(new(1))
    assert counts() == [2]
