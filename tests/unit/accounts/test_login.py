"""How long an account waits, and what counts as a try."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask

from lms_plugin.accounts.login import count_try, give_back, pass_password, sign_in, waiting_time
from lms_plugin.accounts.models import Administrator
from lms_plugin.accounts.services import create_administrator, get_administrator
from lms_plugin.core.audit.services import Actor
from lms_plugin.core.db.base import db

NOW = datetime(2026, 11, 22, 14, 2, tzinfo=UTC)
EMAIL, PASSWORD = "robin@lakeside.example", "four lamps on a quay"


@pytest.fixture
def robin(app: Flask) -> Administrator:
    row = create_administrator(EMAIL, PASSWORD, role="operator", tenant_id=None, actor=Actor.command(), now=NOW)
    db.session.commit()
    return row


@pytest.mark.parametrize(
    ("failures", "minutes"), [(0, None), (4, None), (5, 1), (6, 2), (7, 4), (8, 8), (9, 15), (10, 15), (10_000, 15)]
)
def test_waiting(failures: int, minutes: int | None) -> None:
    assert waiting_time(failures) == (timedelta(minutes=minutes) if minutes else None)


def test_a_locked_account_is_not_looked_at(robin: Administrator) -> None:
    tries = [count_try(EMAIL, now=NOW).administrator_id for _ in range(7)]
    assert tries == [robin.id] * 5 + [None] * 2
    assert (robin.failures, robin.locked_until) == (5, NOW + timedelta(minutes=1))
    assert count_try(EMAIL, now=NOW + timedelta(seconds=59)).administrator_id is None
    assert count_try(EMAIL, now=NOW + timedelta(seconds=60)).administrator_id == robin.id
    assert robin.locked_until == NOW + timedelta(seconds=60) + timedelta(minutes=2)


def test_a_right_password_alone_forgives_nothing(robin: Administrator) -> None:
    for _ in range(3):
        count_try(EMAIL, now=NOW)
    count_try(EMAIL, now=NOW)
    give_back(robin)
    assert robin.failures == 3


def test_a_whole_sign_in_forgives_all(robin: Administrator) -> None:
    for _ in range(5):
        count_try(EMAIL, now=NOW)
    sign_in(robin, browser="A browser", now=NOW + timedelta(minutes=2))
    assert (robin.failures, robin.locked_until) == (0, None)


def test_an_account_that_is_not_there_or_off(robin: Administrator) -> None:
    assert count_try("nobody@lakeside.example", now=NOW).administrator_id is None
    robin.disabled_at = NOW
    assert count_try(EMAIL, now=NOW).administrator_id is None


def test_an_old_hash_is_made_anew(robin: Administrator) -> None:
    from argon2 import PasswordHasher

    robin.password_hash = old = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    db.session.commit()
    assert pass_password(count_try(EMAIL, now=NOW), "wrong wrong wrong") is None
    assert get_administrator(robin.id).password_hash == old
    assert pass_password(count_try(EMAIL, now=NOW), PASSWORD) is robin
    assert robin.password_hash != old
    assert pass_password(count_try(EMAIL, now=NOW), PASSWORD) is robin


def test_the_id_alone_is_no_password(robin: Administrator) -> None:
    from lms_plugin.accounts.sessions import find_session, open_session

    opened = open_session(robin.id, browser="A browser", now=NOW)
    assert find_session(opened.token, now=NOW) is not None
    for token in ("", "x", str(opened.id), f"{opened.id}.", f"{opened.id}.{opened.secret}x", f"{UUID(int=7)}.x"):
        assert find_session(token, now=NOW) is None
