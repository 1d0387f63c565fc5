"""Platforms' key sets: rotation, outages, floods of unknown keys, and the refresh in the background."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from lms_plugin.core.db.base import db
from lms_plugin.core.outbound.client import Outbound
from lms_plugin.demo.platform.keys import KeyRing
from lms_plugin.lti.errors import KeySetUnavailableError
from lms_plugin.lti.keysets import KeySets
from lms_plugin.platforms.models import PlatformKeys
from lms_plugin.worker import JOBS, run_job
from tests.harness.front_door import begin, good_claims, launch_with, post_launch
from tests.harness.house import House

REFRESH = next(job for job in JOBS if job.name == "refresh_key_sets")


@pytest.fixture
def house(sqlite_house: House) -> House:
    return sqlite_house


def fetches(house: House) -> int:
    return house.platform.platform.requests["jwks"]


def age(house: House, *, hours: float = 0) -> None:
    """As if the last fetch had been so long ago, and the pause over."""
    then = datetime.now(UTC) - timedelta(hours=hours, seconds=10)
    with house.app.app_context():
        db.session.execute(update(PlatformKeys).values(fetched_at=then, refetch_after=then))
        db.session.commit()
        db.session.remove()


def stored(house: House) -> PlatformKeys:
    with house.app.app_context():
        row = db.session.scalars(select(PlatformKeys)).one()
        db.session.remove()
        return row


def test_ky01_a_new_key_is_found_and_ky02_the_old_one_still_holds(house: House) -> None:
    assert launch_with(house, {}).status == 303
    old = house.platform.platform.keys.current
    house.platform.platform.keys.rotate()
    age(house)
    assert launch_with(house, {}).status == 303
    browser = house.browser()
    begun = begin(house, browser)
    assert post_launch(house, browser, begun.state, old.sign(good_claims(house, begun.nonce))).status == 303
    assert launch_with(house, {}, headers={"kid": old.kid}).status == 401
    assert {each["kid"] for each in stored(house).key_set["keys"]} >= {old.kid}


def test_ky03_unknown_keys_cause_few_fetches_and_ky04_a_known_key_outlives_an_outage(house: House) -> None:
    assert launch_with(house, {}).status == 303
    before = len(house.platform.platform.keys.published())
    began = time.monotonic()
    for number in range(20):
        assert launch_with(house, {}, headers={"kid": f"unknown-{number}"}).status == 401
    allowed = 1 + (time.monotonic() - began) / 5
    assert fetches(house) - 1 <= allowed
    house.trouble("status", path="jwks", status=500)
    age(house, hours=48)
    assert launch_with(house, {}).status == 303
    assert before == len(house.platform.platform.keys.published())


@pytest.mark.parametrize("key_set", [[], {"keys": None}, {"keys": ["a", 1, None]}, {"keys": []}, {"keys": {}}])
def test_ky11_a_broken_key_set_never_replaces_a_good_one(
    house: House, monkeypatch: pytest.MonkeyPatch, key_set: Any
) -> None:
    assert launch_with(house, {}).status == 303
    good = stored(house).key_set
    monkeypatch.setattr(KeyRing, "key_set", lambda _self: key_set)
    age(house)
    assert launch_with(house, {}, headers={"kid": "unknown"}).status == 401
    age(house, hours=2)
    run_job(house.app, REFRESH)
    assert stored(house).key_set == good
    assert launch_with(house, {}).status == 303


def test_the_worker_fetches_what_is_older_than_an_hour(house: House) -> None:
    assert launch_with(house, {}).status == 303
    run_job(house.app, REFRESH)
    assert fetches(house) == 1
    house.platform.platform.keys.rotate()
    age(house, hours=1)
    run_job(house.app, REFRESH)
    assert fetches(house) == 2
    assert len(stored(house).key_set["keys"]) == 2
    assert stored(house).fetched_at > datetime.now(UTC) - timedelta(minutes=1)


def test_private_addresses_are_refused_outside_a_trial(house: House) -> None:
    with house.app.app_context():
        (registration,) = house.app.extensions["registrations"].all().values()
        with pytest.raises(KeySetUnavailableError):
            KeySets(Outbound(trial=False)).get_key(registration, "k1")
    assert fetches(house) == 0
