"""Claiming: who is due, in which order, with which stamp, and that the message stands in the row before it is sent."""

from datetime import datetime, timedelta

import pytest

from lms_plugin.core.db.base import db
from lms_plugin.grades.ledger import LEASE, claim, is_anything_due
from lms_plugin.grades.models import LineItem, Result
from lms_plugin.platforms.models import Registration
from lms_plugin.roster.models import Membership, User

from .ward import (
    NOW,
    SECOND,
    URL,
    Ward,
    accept,
    claim_all,
    claim_one,
    fail,
    get_delivery,
    make_activity,
    open_place,
    switch,
)


def test_the_message(queued: Ward) -> None:
    claimed = claim_one()
    assert (claimed.url, claimed.sub, claimed.registration_id) == (URL, "amara", queued.place.registration_id)
    assert (claimed.revision, claimed.score_ppm, claimed.stamp, claimed.submitted_at) == (1, 500_000, NOW, NOW)


def test_it_stands_in_the_row_before_it_is_sent(queued: Ward) -> None:
    claimed = claim_one()
    row = get_delivery(queued.amara)
    assert (row.sending_revision, row.sending_ppm, row.sending_stamp) == (1, 500_000, claimed.stamp)
    assert (row.lease, row.leased_until, row.last_stamp) == (claimed.lease, NOW + LEASE, claimed.stamp)


def test_nobody_else_gets_it_while_the_lease_lasts(queued: Ward) -> None:
    first = claim_one()
    assert claim_all(NOW + LEASE - SECOND) == []
    assert not is_anything_due(NOW + LEASE - SECOND)
    assert claim_one(NOW + LEASE).lease != first.lease


def test_not_before_it_is_due(queued: Ward) -> None:
    assert claim_all(NOW - SECOND) == []
    assert not is_anything_due(NOW - SECOND)


def test_a_worker_that_died_is_repeated_exactly(queued: Ward) -> None:
    first = claim_one()
    again = claim_one(NOW + 2 * LEASE)
    assert (again.revision, again.score_ppm, again.stamp) == (first.revision, first.score_ppm, first.stamp)


def test_gr33_an_unknown_end_is_repeated_exactly(queued: Ward) -> None:
    first = claim_one()
    fail(first, repeat=True)
    again = claim_one(NOW + 2 * SECOND)
    assert (again.revision, again.score_ppm, again.stamp, again.tries) == (1, 500_000, first.stamp, 1)


def test_a_known_failure_gets_a_new_stamp(queued: Ward) -> None:
    first = claim_one()
    fail(first)
    assert claim_one(NOW + 2 * SECOND).stamp == NOW + 2 * SECOND > first.stamp


def test_a_newer_score_after_an_unknown_end_gets_a_stamp_of_its_own(queued: Ward) -> None:
    first = claim_one()
    fail(first, repeat=True)
    queued.earn(600_000)
    again = claim_one(NOW + SECOND)
    assert (again.revision, again.score_ppm) == (2, 600_000)
    assert again.stamp >= first.stamp.replace(microsecond=0) + SECOND


def test_gr04_stamps_are_a_whole_second_apart_and_never_ahead_of_the_clock(queued: Ward) -> None:
    """Moodle compares whole seconds, and a stamp from the future would lock the grade."""
    now, stamps = NOW, []
    for score in range(100_000, 600_000, 50_000):
        queued.earn(score, now=now)
        for _ in range(8):
            for claimed in claim_all(now):
                assert claimed.stamp <= now
                stamps.append(claimed.stamp)
                accept(claimed, now=now)
            now += timedelta(milliseconds=170)
    seconds = [int(stamp.timestamp()) for stamp in stamps]
    assert len(stamps) == 10
    assert seconds == sorted(set(seconds))


@pytest.mark.parametrize("late", [timedelta(milliseconds=1), timedelta(milliseconds=749)])
def test_gr06_a_second_score_in_the_same_second_waits_for_the_next(queued: Ward, late: timedelta) -> None:
    accept(claim_one())
    queued.earn(600_000, now=NOW + late)
    assert claim_all(NOW + late) == []
    next_second = NOW.replace(microsecond=0) + SECOND
    assert get_delivery(queued.amara).due_at == next_second
    assert claim_one(next_second).stamp == next_second


def test_gr07_zero_is_a_score(queued: Ward) -> None:
    queued.earn(0)
    assert claim_one().score_ppm == 0


def test_gr11_only_the_newest_score_is_sent(queued: Ward) -> None:
    for score in (600_000, 700_000, 800_000):
        queued.earn(score)
    claimed = claim_one()
    assert (claimed.revision, claimed.score_ppm) == (4, 800_000)


@pytest.mark.parametrize("what", ["membership", "person", "registration", "column", "score"])
def test_gr48_what_is_switched_off_waits_and_goes_when_it_is_on_again(queued: Ward, what: str) -> None:
    models = {
        "membership": (Membership, "status", "inactive", "active"),
        "person": (User, "status", "suspended", "active"),
        "registration": (Registration, "status", "disabled", "active"),
        "column": (LineItem, "state", "gone", "active"),
        "score": (Result, "score_ppm", None, 500_000),
    }
    model, column, off, on = models[what]
    switch(model, **{column: off})
    assert (claim_all(), is_anything_due(NOW)) == ([], False)
    switch(model, **{column: on})
    assert (len(claim_all()), get_delivery(queued.amara).state) == (1, "due")


def test_fi18_what_cannot_be_sent_stands_in_nobodys_way(queued: Ward) -> None:
    """More people than one claim looks at have left; they were due long before the one who is here."""
    gone = [queued.place.person(f"gone-{number}") for number in range(300)]
    for person in gone:
        queued.earn(400_000, person=person, now=NOW - 60 * SECOND)
    switch(Membership, Membership.user_id.in_(gone), status="inactive")
    [claimed] = claim(NOW, limit=4, each=4)
    assert claimed.sub == "amara"


def test_fairness_goes_round_the_registrations(queued: Ward) -> None:
    """A platform with many due before all others gets a few sent, and each of the others, too."""
    for number in range(20):
        queued.earn(400_000, person=queued.place.person(f"p{number}"), now=NOW - SECOND)
    for name in ("c2", "c3"):
        other = open_place(name)
        activity = make_activity(name)
        other.column(activity, f"https://{name}.example/li")
        other.earn(other.person("solo"), activity, 100_000)
    subs = [each.sub for each in claim(NOW, limit=6, each=4)]
    assert subs.count("solo") == 2
    assert len(subs) == 6


def test_at_most_so_many_of_each(queued: Ward) -> None:
    for number in range(5):
        queued.earn(400_000, person=queued.place.person(f"p{number}"))
    assert len(claim(NOW, limit=100, each=4)) == 4


def test_the_longest_due_first(queued: Ward) -> None:
    early = queued.place.person("early")
    queued.earn(400_000, person=early, now=NOW - SECOND)
    assert [each.sub for each in claim(NOW, limit=1, each=1)] == ["early"]


def test_a_busy_registration_is_left_out(queued: Ward) -> None:
    assert claim(NOW, limit=9, each=9, busy=[queued.place.registration_id]) == []
    assert len(claim(NOW, limit=9, each=9, busy=[])) == 1


@pytest.mark.parametrize("state", ["accepted", "confirmed", "parked", "overridden", "withheld"])
def test_only_what_is_due(queued: Ward, state: str) -> None:
    get_delivery(queued.amara).state = state
    db.session.flush()
    assert claim_all() == []


def test_gr49_the_person_is_the_sub_of_that_registration(queued: Ward) -> None:
    other = open_place("c2")
    activity = make_activity("m2")
    other.column(activity, "https://c2.example/li")
    other.earn(other.person("amara"), activity, 900_000)
    assert {(each.sub, each.url, each.score_ppm) for each in claim_all()} == {
        ("amara", URL, 500_000),
        ("amara", "https://c2.example/li", 900_000),
    }


def test_a_clock_that_was_set_back_waits_for_the_last_stamp(queued: Ward) -> None:
    accept(claim_one(NOW + timedelta(hours=1)), now=NOW + timedelta(hours=1))
    queued.earn(600_000)
    before: datetime = NOW + SECOND
    assert claim_all(before) == []
    assert claim_one(NOW + timedelta(hours=1, seconds=1)).revision == 2
