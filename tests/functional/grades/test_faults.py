"""An LMS that fails in every way the demo LMS can: afterwards its gradebook has the right score, taken once."""

import threading
from collections import Counter

import pytest

from lms_plugin.core.db.base import db
from lms_plugin.platforms.keys import make_key
from tests.functional.grades.clinic import Clinic, wait_until


def test_gr27_fi31_a_lost_answer_is_read_back(clinic: Clinic) -> None:
    """The LMS has the score, and says 409 to its repetition: ours is there, so nothing more is sent."""
    clinic.launch("amara")
    clinic.earn("amara", 833_333)
    clinic.house.trouble("lost_answers", times=1)
    clinic.house.deliver()
    assert (clinic.row().state, clinic.row().reason) == ("due", "platform_down")
    clinic.deliver_until_done()
    assert clinic.row().state == "accepted"
    assert clinic.outcomes() == ["platform_down", "read_back"]
    first, second = clinic.received()
    assert first == second
    assert len(clinic.received(200)) == 1
    assert clinic.grade("amara") == 83.3333


def test_gr27_refused_for_a_later_score_that_is_not_ours(clinic: Clinic) -> None:
    """Somebody else sent something later: ours goes again with a new stamp."""
    clinic.launch("amara")
    clinic.earn("amara", 500_000)
    clinic.house.deliver()
    with clinic.house.platform.store.writing() as rows:
        rows.execute("UPDATE result SET score = 10, stamp = stamp + 2")
    clinic.earn("amara", 600_000)
    clinic.deliver_until_done()
    assert clinic.grade("amara") == 60
    assert "older" in clinic.outcomes()


def test_gr33_an_answer_lost_before_the_lms_took_it(clinic: Clinic) -> None:
    clinic.launch("amara")
    clinic.earn("amara", 500_000)
    clinic.house.trouble("down", path="scores", times=1)
    clinic.house.deliver()
    clinic.deliver_until_done()
    assert (clinic.grade("amara"), clinic.row().state) == (50, "accepted")


def test_a_newer_score_while_the_end_of_the_last_is_unknown(clinic: Clinic) -> None:
    clinic.launch("amara")
    clinic.earn("amara", 500_000)
    clinic.house.trouble("lost_answers", times=1)
    clinic.house.deliver()
    clinic.earn("amara", 600_000)
    clinic.deliver_until_done()
    assert clinic.grade("amara") == 60
    assert [each["scoreGiven"] for each in clinic.received(200)] == [50, 60]


def test_a_newer_score_while_the_last_is_under_way(clinic: Clinic) -> None:
    clinic.launch("amara")
    clinic.earn("amara", 500_000)
    clinic.house.trouble("slow", path="scores", seconds=1, times=1)
    sending = threading.Thread(target=clinic.house.deliver)
    sending.start()
    wait_until(lambda: clinic.house.platform.platform.requests["scores"] > 0)
    clinic.earn("amara", 600_000)
    sending.join()
    clinic.deliver_until_done()
    assert [each["scoreGiven"] for each in clinic.received(200)] == [50, 60]
    assert clinic.grade("amara") == 60


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_gr32_refused_for_now(sqlite_clinic: Clinic, status: int) -> None:
    clinic = sqlite_clinic
    clinic.launch("amara")
    clinic.earn("amara", 500_000)
    clinic.house.trouble("status", status=status, path="scores", times=2)
    for _ in range(2):
        clinic.deliver_all(1)
        assert clinic.row().state == "due"
    clinic.deliver_until_done()
    assert (clinic.grade("amara"), len(clinic.received(200))) == (50, 1)


def test_fi15_an_lms_that_is_gone_for_a_while(clinic: Clinic) -> None:
    """Its server is not there at all; learners go on, nothing is lost, and at the end the newest score is there."""
    clinic.launch("amara", "bertil")
    clinic.house.platform.stop()
    for score in (100_000, 200_000, 300_000):
        clinic.earn("amara", score)
        clinic.earn("bertil", score + 1)
        clinic.deliver_all(2)
    assert clinic.states() == ["due", "due"]
    clinic.house.platform.start()
    clinic.deliver_until_done()
    assert (clinic.grade("amara"), clinic.grade("bertil")) == (30, 30.0001)
    assert len(clinic.received(200)) == 2


def test_fi16_an_lms_that_fails_again_and_again(clinic: Clinic) -> None:
    clinic.launch("amara", "bertil")
    kinds: tuple[dict[str, object], ...] = (
        {"kind": "lost_answers"},
        {"kind": "status", "status": 503, "path": "scores"},
        {"kind": "down", "path": "scores"},
        {"kind": "expired_tokens", "path": "scores"},
        {"kind": "down", "path": "token"},
    )
    for number, order in enumerate(kinds, start=1):
        clinic.house.platform.platform.trouble.switch({"on": True, "times": 1, **order})
        clinic.earn("amara", number * 100_000)
        clinic.earn("bertil", number * 100_000 + 1)
        clinic.deliver()
    clinic.deliver_until_done()
    assert (clinic.grade("amara"), clinic.grade("bertil")) == (50, 50.0001)
    taken = Counter((each["userId"], each["scoreGiven"]) for each in clinic.received(200))
    assert max(taken.values()) == 1


def test_gr13_an_expired_token_is_renewed_and_the_same_message_goes_again(clinic: Clinic) -> None:
    clinic.launch("amara")
    clinic.earn("amara", 500_000)
    clinic.house.trouble("expired_tokens", path="scores", times=1)
    assert clinic.house.deliver() == 1
    first, second = clinic.received()
    assert first == second
    assert [message.status for message in clinic.house.platform.platform.received] == [401, 200]
    assert clinic.house.platform.platform.requests["token"] == 2
    assert clinic.outcomes() == ["accepted"]


@pytest.mark.parametrize("trouble", [{"kind": "status", "status": 500}, {"kind": "down"}])
def test_gr17_the_token_endpoint_fails(sqlite_clinic: Clinic, trouble: dict[str, object]) -> None:
    clinic = sqlite_clinic
    clinic.launch("amara")
    clinic.earn("amara", 500_000)
    clinic.house.platform.platform.trouble.switch({"on": True, "path": "token", "times": 1, **trouble})
    clinic.house.deliver()
    assert (clinic.row().state, clinic.received()) == ("due", [])
    clinic.forget_tokens()
    clinic.deliver_until_done()
    assert clinic.grade("amara") == 50


def test_one_token_for_many_scores(clinic: Clinic) -> None:
    clinic.launch("amara", "bertil")
    for score in range(100_000, 400_000, 100_000):
        clinic.earn("amara", score)
        clinic.earn("bertil", score)
        clinic.deliver_until_done()
    assert len(clinic.received(200)) == 6
    assert clinic.house.platform.platform.requests["token"] == 1


def test_gr53_our_key_changes_between_two_scores(sqlite_clinic: Clinic) -> None:
    """The LMS kept our old key set; it fetches the new one when it meets the new key."""
    clinic = sqlite_clinic
    clinic.launch("amara")
    clinic.earn("amara", 500_000)
    clinic.house.deliver()
    with clinic.house.app.app_context():
        make_key(clinic.house.app.extensions["settings"].key_secret, now=clinic.row().due_at)
        db.session.commit()
    clinic.forget_tokens()
    clinic.earn("amara", 600_000)
    clinic.deliver_until_done()
    assert clinic.grade("amara") == 60
    assert clinic.house.platform.platform.requests["token"] == 2


def test_gr24_the_column_is_gone(clinic: Clinic) -> None:
    """Parked with its score; nothing else is sent there."""
    clinic.launch("amara")
    clinic.earn("amara", 500_000)
    with clinic.house.platform.store.writing() as rows:
        rows.execute("UPDATE line_item SET deleted = 1")
    clinic.house.deliver()
    assert (clinic.row().state, clinic.row().reason) == ("parked", "line_item_gone")
    assert clinic.deliver() == 0
    with clinic.house.platform.store.writing() as rows:
        rows.execute("UPDATE line_item SET deleted = 0")


def test_gr19_a_scope_that_was_taken_away(clinic: Clinic) -> None:
    """The launch promised it, the token endpoint does not give it (Moodle's registration does that)."""
    clinic.launch("amara")
    clinic.earn("amara", 500_000)
    platform = clinic.house.platform.platform
    everything = platform.granted
    platform.granted = frozenset(scope for scope in everything if not scope.endswith("/score"))
    clinic.house.deliver()
    assert clinic.row().state in ("due", "parked")
    assert clinic.row().reason in ("credentials", "permission")
    platform.granted = everything
    clinic.forget_tokens()
    clinic.deliver_until_done()
    assert clinic.grade("amara") == 50
