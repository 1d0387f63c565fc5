"""A handover: one use, one minute, only while its launch lives; the frame's secret is void afterwards."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms_plugin.core.db.base import db
from lms_plugin.launches.errors import HandoverRefusedError, LaunchOverError, MovedError, SomeoneElseError
from lms_plugin.launches.handovers import make_handover, open_handover
from lms_plugin.launches.log import forget_launches
from lms_plugin.launches.models import Handover, LaunchSession
from lms_plugin.launches.services import find_session, rebind_browser
from tests.unit.launches.sessions import BROWSER, NOW, SECRET, Door, open_door

KEY = "k" * 40
MINUTE = timedelta(minutes=1)


@pytest.fixture
def door(app: Flask) -> Door:
    return open_door()


def test_the_window_gets_the_launch_and_the_frame_is_told(door: Door) -> None:
    launch = door.launch("amara")
    token = make_handover(launch, BROWSER, secret_key=KEY, now=NOW)
    opened = open_handover(token, secret_key=KEY, now=NOW + MINUTE / 2)
    assert (opened.launch_id, opened.browser) == (launch, BROWSER)
    row = find_session(launch, secret=opened.secret, browser=BROWSER, now=NOW + MINUTE)
    assert row.opened_at == NOW + MINUTE / 2
    with pytest.raises(MovedError):
        find_session(launch, secret=SECRET, browser=BROWSER, now=NOW + MINUTE)


def test_only_hashes_are_kept(door: Door) -> None:
    make_handover(door.launch("amara"), BROWSER, secret_key=KEY, now=NOW)
    kept = db.session.scalars(select(Handover)).one()
    assert len(kept.secret_hash) == 64
    assert kept.expires_at == NOW + MINUTE


def test_it_is_good_once_and_ends_its_siblings(door: Door) -> None:
    launch = door.launch("amara")
    first, second = (make_handover(launch, BROWSER, secret_key=KEY, now=NOW) for _ in range(2))
    open_handover(first, secret_key=KEY, now=NOW)
    for token in (first, second):
        with pytest.raises(HandoverRefusedError, match="used before"):
            open_handover(token, secret_key=KEY, now=NOW)


def test_it_is_good_for_a_minute(door: Door) -> None:
    token = make_handover(door.launch("amara"), BROWSER, secret_key=KEY, now=NOW)
    with pytest.raises(HandoverRefusedError, match="older than a minute"):
        open_handover(token, secret_key=KEY, now=NOW + MINUTE)


@pytest.mark.parametrize("key", ["x" * 40, KEY])
def test_a_token_that_is_not_ours(door: Door, key: str) -> None:
    token = make_handover(door.launch("amara"), BROWSER, secret_key=key, now=NOW)
    with pytest.raises(HandoverRefusedError, match="not one of ours"):
        open_handover(token if key != KEY else token + "x" * 2000, secret_key=KEY, now=NOW)


def test_a_launch_that_ended_cannot_be_moved(door: Door) -> None:
    launch = door.launch("amara")
    token = make_handover(launch, BROWSER, secret_key=KEY, now=NOW)
    db.session.get_one(LaunchSession, launch).ended_at = NOW
    with pytest.raises(LaunchOverError):
        open_handover(token, secret_key=KEY, now=NOW)


def test_a_launch_that_another_person_closed_cannot_be_moved(door: Door) -> None:
    token = make_handover(door.launch("amara"), BROWSER, secret_key=KEY, now=NOW)
    door.launch("bertil", at=NOW + MINUTE / 4)
    with pytest.raises(SomeoneElseError):
        open_handover(token, secret_key=KEY, now=NOW + MINUTE / 2)


def test_moving_closes_what_another_person_had_open_before(door: Door) -> None:
    """It counts as opening anew: in the window's own partition Bertil worked under another cookie."""
    theirs = door.launch("bertil", browser="window", at=NOW)
    token = make_handover(door.launch("amara"), BROWSER, secret_key=KEY, now=NOW)
    open_handover(token, secret_key=KEY, now=NOW + MINUTE / 2)
    with pytest.raises(SomeoneElseError):
        find_session(theirs, secret=SECRET, browser=BROWSER, now=NOW + MINUTE)


def test_a_changed_browser_cookie_beside_the_secret_is_let_in_and_taken_over(door: Door) -> None:
    launch = door.launch("amara")
    row = find_session(launch, secret=SECRET, browser="overwritten", now=NOW)
    with pytest.raises(LaunchOverError):
        find_session(launch, secret=None, browser="overwritten", now=NOW)
    rebind_browser(row, "overwritten")
    with pytest.raises(LaunchOverError) as refused:
        find_session(launch, secret=None, browser="overwritten", now=NOW)
    assert refused.value.is_same_browser


def test_another_person_s_launch_under_the_new_cookie_locks_too(door: Door) -> None:
    launch = door.launch("amara")
    door.launch("bertil", browser="overwritten", at=NOW + MINUTE)
    with pytest.raises(SomeoneElseError):
        find_session(launch, secret=SECRET, browser="overwritten", now=NOW + MINUTE)
    find_session(launch, secret=SECRET, browser=BROWSER, now=NOW + MINUTE)


def test_a_stranger_is_told_nothing_of_a_launch(door: Door) -> None:
    launch = door.launch("amara")
    with pytest.raises(LaunchOverError) as refused:
        find_session(launch, secret="guess", browser="guess", now=datetime.now(UTC))
    assert not refused.value.is_same_browser
    assert refused.value.return_url is None


def test_an_old_launch_is_forgotten_with_its_handovers(door: Door) -> None:
    launch_id = door.launch("amara")
    open_handover(make_handover(launch_id, BROWSER, secret_key=KEY, now=NOW), secret_key=KEY, now=NOW)
    make_handover(launch_id, BROWSER, secret_key=KEY, now=NOW)
    assert forget_launches(before=NOW + timedelta(days=31)) == 1
    assert db.session.scalar(select(func.count()).select_from(Handover)) == 0
