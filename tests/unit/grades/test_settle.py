"""Settling: what becomes of a message changes its row once, and only for whoever holds the lease."""

from datetime import timedelta

from lms_plugin.core.db.base import db
from lms_plugin.grades.ledger import LEASE
from lms_plugin.grades.models import Send
from lms_plugin.grades.settlement import Settlement, settle

from .ward import NOW, SECOND, Ward, accept, claim_all, claim_one, fail, get_delivery, list_sends


def test_accepted(queued: Ward) -> None:
    accept(claim_one(), now=NOW + SECOND)
    row = get_delivery(queued.amara)
    assert (row.state, row.accepted_revision, row.accepted_ppm, row.accepted_at) == (
        "accepted",
        1,
        500_000,
        NOW + SECOND,
    )
    assert (row.lease, row.leased_until, row.sending_revision, row.sending_ppm, row.sending_stamp) == (None,) * 5
    assert (row.tries, row.reason, row.last_stamp) == (0, None, NOW)


def test_a_failure_is_due_again_later(queued: Ward) -> None:
    fail(claim_one(), wait=2)
    row = get_delivery(queued.amara)
    assert (row.state, row.reason, row.tries, row.due_at) == ("due", "platform_down", 1, NOW + 2 * SECOND)
    assert (row.lease, row.sending_revision, row.accepted_revision) == (None, None, 0)


def test_an_unknown_end_keeps_the_message(queued: Ward) -> None:
    claimed = claim_one()
    fail(claimed, repeat=True)
    row = get_delivery(queued.amara)
    assert (row.sending_revision, row.sending_ppm, row.sending_stamp) == (1, 500_000, claimed.stamp)


def test_parked_waits_for_somebody(queued: Ward) -> None:
    fail(claim_one(), state="parked", wait=0)
    assert get_delivery(queued.amara).state == "parked"


def test_success_forgets_the_tries_before(queued: Ward) -> None:
    fail(claim_one())
    accept(claim_one(NOW + 2 * SECOND))
    assert get_delivery(queued.amara).tries == 0


def test_a_newer_score_during_the_send_is_due_again(queued: Ward) -> None:
    claimed = claim_one()
    queued.earn(600_000)
    accept(claimed, now=NOW + SECOND)
    row = get_delivery(queued.amara)
    assert (row.state, row.wanted_revision, row.accepted_revision) == ("due", 2, 1)
    again = claim_one(NOW + 2 * SECOND)
    assert (again.revision, again.score_ppm) == (2, 600_000)
    accept(again, now=NOW + 2 * SECOND)
    assert (get_delivery(queued.amara).state, get_delivery(queued.amara).accepted_ppm) == ("accepted", 600_000)


def test_a_late_worker_changes_nothing_but_the_history(queued: Ward) -> None:
    late = claim_one()
    second = claim_one(NOW + LEASE)
    before = get_delivery(queued.amara).lease
    accept(late, now=NOW + LEASE)
    row = get_delivery(queued.amara)
    assert (row.state, row.lease, row.accepted_revision) == ("due", before, 0)
    assert len(list_sends()) == 1
    accept(second, now=NOW + LEASE + SECOND)
    assert get_delivery(queued.amara).state == "accepted"


def test_a_late_failure_does_not_undo_a_success(queued: Ward) -> None:
    late = claim_one()
    accept(claim_one(NOW + LEASE), now=NOW + LEASE)
    fail(late, state="parked", now=NOW + LEASE + SECOND)
    assert get_delivery(queued.amara).state == "accepted"


def test_settling_twice_changes_nothing(queued: Ward) -> None:
    claimed = claim_one()
    accept(claimed)
    fail(claimed)
    assert get_delivery(queued.amara).state == "accepted"


def test_every_message_leaves_a_line_of_history(queued: Ward) -> None:
    fail(claim_one(), now=NOW + SECOND)
    accept(claim_one(NOW + 3 * SECOND), now=NOW + 4 * SECOND)
    lines = [(each.outcome, each.http_status, each.revision, each.score_ppm, each.at) for each in list_sends()]
    assert lines == [
        ("platform_down", 503, 1, 500_000, NOW + SECOND),
        ("accepted", None, 1, 500_000, NOW + 4 * SECOND),
    ]


def test_many_at_once_each_by_its_own_end(queued: Ward) -> None:
    ben, cem = (queued.place.person(name) for name in ("ben", "cem"))
    for person in (ben, cem):
        queued.earn(700_000, person=person)
    claimed = {each.user_id: each for each in claim_all()}
    settle(
        [
            Settlement(claimed=claimed[queued.amara], outcome="accepted", next_state="accepted"),
            Settlement(
                claimed=claimed[ben],
                outcome="throttled",
                next_state="due",
                reason="throttled",
                wait=timedelta(seconds=30),
            ),
            Settlement(claimed=claimed[cem], outcome="person_refused", next_state="parked", reason="person_refused"),
        ],
        now=NOW,
    )
    rows = [get_delivery(each) for each in (queued.amara, ben, cem)]
    assert [(row.state, row.reason, row.due_at) for row in rows] == [
        ("accepted", None, NOW),
        ("due", "throttled", NOW + timedelta(seconds=30)),
        ("parked", "person_refused", NOW),
    ]


def test_a_row_that_was_behind_its_result_catches_up(queued: Ward) -> None:
    """A submission and the first launch of a column can miss each other, so that the row wants an older revision."""
    queued.earn(600_000)
    get_delivery(queued.amara).wanted_revision = 1
    db.session.flush()
    claimed = claim_one()
    assert (claimed.revision, claimed.score_ppm) == (2, 600_000)
    accept(claimed)
    row = get_delivery(queued.amara)
    assert (row.state, row.wanted_revision, row.accepted_revision) == ("accepted", 2, 2)


def test_the_history_names_nobody(queued: Ward) -> None:
    accept(claim_one())
    [line] = list_sends()
    values = {str(getattr(line, column.key)) for column in Send.__table__.columns}
    assert str(queued.amara) in values
    assert not values & {"amara", "Amara"}
