"""Changing our signing keys: published ahead, kept after, retired without their private half; by age and at once."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from lms_plugin.core.db.base import db
from lms_plugin.platforms.keys import ensure_key, get_signing_key, list_keys, public_key_set
from lms_plugin.platforms.models import ToolKey
from lms_plugin.platforms.rotation import (
    KEEP_PUBLISHED,
    PUBLISH_AHEAD,
    key_standings,
    replace_keys,
    rotate_by_age,
    rotate_key,
)

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SECRET = "k" * 40
SECOND = timedelta(seconds=1)


def published() -> list[str]:
    return [key["kid"] for key in public_key_set()["keys"]]


def states(now: datetime) -> list[str]:
    return [each.state for each in key_standings(now)]


def signing(now: datetime) -> str:
    return get_signing_key(SECRET, now=now).kid


def test_the_next_key_is_published_a_day_before_it_signs(app: Flask) -> None:
    ensure_key(SECRET, now=NOW)
    old = signing(NOW)
    following = rotate_key(SECRET, now=NOW).kid
    assert published() == [old, following]
    assert signing(NOW + PUBLISH_AHEAD - SECOND) == old
    assert signing(NOW + PUBLISH_AHEAD) == following
    assert timedelta(hours=24) <= PUBLISH_AHEAD


def test_the_states_one_after_another(app: Flask) -> None:
    ensure_key(SECRET, now=NOW)
    assert states(NOW) == ["signing"]
    rotate_key(SECRET, now=NOW)
    assert states(NOW) == ["next", "signing"]
    later = NOW + PUBLISH_AHEAD
    assert states(later) == ["signing", "published"]
    rotate_by_age(SECRET, days=0, now=later + KEEP_PUBLISHED - SECOND)
    assert states(later + KEEP_PUBLISHED) == ["signing", "published"]
    rotate_by_age(SECRET, days=0, now=later + KEEP_PUBLISHED)
    assert states(later + KEEP_PUBLISHED) == ["signing", "retired"]
    assert len(published()) == 1
    assert timedelta(hours=24) <= KEEP_PUBLISHED


def test_until_when_a_state_lasts(app: Flask) -> None:
    ensure_key(SECRET, now=NOW)
    [only] = key_standings(NOW)
    assert only.until is None
    rotate_key(SECRET, now=NOW)
    assert [each.until for each in key_standings(NOW)] == [NOW + PUBLISH_AHEAD] * 2
    assert key_standings(NOW + PUBLISH_AHEAD)[1].until == NOW + PUBLISH_AHEAD + KEEP_PUBLISHED


def test_a_retired_key_has_no_private_half(app: Flask) -> None:
    ensure_key(SECRET, now=NOW)
    rotate_key(SECRET, now=NOW)
    rotate_by_age(SECRET, days=0, now=NOW + PUBLISH_AHEAD + KEEP_PUBLISHED)
    assert [each.private_pem is None for each in list_keys()] == [False, True]


def test_the_database_keeps_no_private_half_of_a_retired_key(app: Flask) -> None:
    values = {"kid": "k", "public_jwk": {}, "published_at": NOW, "signs_from": NOW, "retired_at": NOW}
    with pytest.raises(IntegrityError):
        db.session.execute(insert(ToolKey).values(private_pem="still here", **values))


def test_rotating_twice_makes_one_key(app: Flask) -> None:
    ensure_key(SECRET, now=NOW)
    first = rotate_key(SECRET, now=NOW).kid
    assert rotate_key(SECRET, now=NOW + timedelta(hours=1)).kid == first
    assert len(list_keys()) == 2


def test_the_first_key_signs_at_once(app: Flask) -> None:
    assert rotate_key(SECRET, now=NOW).kid == signing(NOW)


def test_a_leaked_key_is_gone_at_once(app: Flask) -> None:
    ensure_key(SECRET, now=NOW)
    rotate_key(SECRET, now=NOW)
    made = replace_keys(SECRET, now=NOW + SECOND).kid
    assert published() == [made]
    assert signing(NOW + SECOND) == made
    # The key that was to be the next has lain beside the one that leaked.
    assert signing(NOW + 2 * PUBLISH_AHEAD) == made
    assert [each.private_pem is None for each in list_keys() if each.kid != made] == [True, True]


@pytest.mark.parametrize(("days", "age", "count"), [(180, 179, 1), (180, 180, 2), (0, 9999, 1), (1, 1, 2)])
def test_by_age(app: Flask, days: int, age: int, count: int) -> None:
    ensure_key(SECRET, now=NOW)
    for _ in range(2):
        rotate_by_age(SECRET, days=days, now=NOW + timedelta(days=age))
    assert len(list_keys()) == count


def test_twelve_days_of_hours(app: Flask) -> None:
    """Whatever the hour, what signs has been published for a day, and what signed within a day is still there."""
    ensure_key(SECRET, now=NOW)
    signed: dict[str, datetime] = {}
    for hour in range(24 * 12):
        now = NOW + timedelta(hours=hour)
        rotate_by_age(SECRET, days=2, now=now)
        kid = signing(now)
        row = db.session.get_one(ToolKey, kid)
        assert row.published_at == NOW or now - row.published_at >= timedelta(hours=24)
        signed[kid] = now
        lately = {kid for kid, at in signed.items() if now - at < timedelta(hours=24)}
        assert lately <= set(published())
    assert len(signed) > 3
    assert len(published()) <= 3
