"""Waiting: for one message, and for a platform in trouble."""

import time
from datetime import timedelta
from uuid import uuid4

import pytest

from lms_plugin.grades.delivery import LONGEST_WAIT, backoff
from lms_plugin.grades.patience import Patience

ONE, TWO = uuid4(), uuid4()


@pytest.mark.parametrize("tries", [0, 1, 2, 5, 10, 11, 50, 10_000])
def test_gr32_a_message_waits_twice_as_long_each_time_and_an_hour_at_most(tries: int) -> None:
    whole = min(LONGEST_WAIT, 2.0 * 2 ** min(tries, 20))
    for _ in range(50):
        assert timedelta(seconds=0.75 * whole) <= backoff(tries) <= timedelta(seconds=whole)
    assert whole <= 3600


def test_messages_do_not_wait_equally_long() -> None:
    assert len({backoff(8) for _ in range(20)}) > 1


class Clock:
    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.now = time.monotonic()
        patch.setattr("lms_plugin.grades.patience.time.monotonic", lambda: self.now)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def seconds_of(patience: Patience, clock: Clock) -> int:
    """How long the platform is left alone from now on."""
    for second in range(10_000):
        if ONE not in patience.waiting():
            return second
        clock.now += 1
    raise AssertionError("for ever")


def test_a_platform_in_trouble_is_left_alone_for_longer_each_time(clock: Clock) -> None:
    held, waits = Patience(), []
    for _ in range(8):
        held.note(ONE, timedelta(0))
        waits.append(seconds_of(held, clock))
    assert waits == [2, 4, 8, 16, 32, 60, 60, 60]


def test_failures_that_were_under_way_together_count_once(clock: Clock) -> None:
    held = Patience()
    for _ in range(40):
        held.note(ONE, timedelta(0))
    assert seconds_of(held, clock) == 2


def test_a_success_ends_it(clock: Clock) -> None:
    held = Patience()
    for _ in range(4):
        held.note(ONE, timedelta(0))
        clock.now += 60
    held.note(ONE, None)
    held.note(ONE, timedelta(0))
    assert seconds_of(held, clock) == 2


def test_gr21_as_long_as_it_asks(clock: Clock) -> None:
    held = Patience()
    held.note(ONE, timedelta(seconds=300))
    held.note(ONE, timedelta(0))
    assert seconds_of(held, clock) == 300


def test_the_others_go_on(clock: Clock) -> None:
    held = Patience()
    held.note(ONE, timedelta(seconds=300))
    held.note(TWO, None)
    assert held.waiting() == {ONE}
