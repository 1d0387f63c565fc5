"""Workers in processes of their own, killed without warning: nothing is lost, nothing is counted twice."""

import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, insert, select

from lms_plugin.core.db.base import db
from lms_plugin.core.db.ids import new_id
from lms_plugin.demo.platform import people
from lms_plugin.grades.models import Delivery, LineItem, Send
from lms_plugin.grades.services import record_result
from lms_plugin.roster.models import Membership, User
from tests.functional.grades.clinic import Clinic, wait_until


@contextmanager
def running(clinic: Clinic, *command: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process of ours; killed at the end if it still runs."""
    words = [sys.executable, "-m", "lms_plugin.cli", *command]
    with subprocess.Popen(words, env=clinic.house.environment(), stderr=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize("command", ["work", "deliver"])
def test_fi05_killed_after_the_lms_took_the_score(clinic: Clinic, command: str) -> None:
    """Between the LMS's taking it and our writing that down: the next worker repeats it, and finds it there."""
    clinic.launch("amara")
    clinic.earn("amara", 833_333)
    clinic.house.trouble("slow", path="scores", seconds=1, times=1)
    with running(clinic, command) as worker:
        wait_until(lambda: clinic.house.platform.platform.requests["scores"] == 1)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    wait_until(lambda: len(clinic.received(200)) == 1)
    row = clinic.row()
    assert (row.state, row.accepted_revision) == ("due", 0)
    assert row.lease is not None
    assert clinic.outcomes() == []

    clinic.hurry()
    with running(clinic, command):
        wait_until(lambda: clinic.states() == ["accepted"])
    first, second = clinic.received()
    assert first == second
    assert clinic.outcomes() == ["read_back"]
    assert (clinic.grade("amara"), len(clinic.received(200))) == (83.3333, 1)


def test_fi04_killed_before_the_lms_took_the_score(clinic: Clinic) -> None:
    clinic.launch("amara")
    clinic.earn("amara", 500_000)
    clinic.house.trouble("slow", path="token", seconds=1, times=1)
    with running(clinic, "work") as worker:
        wait_until(lambda: clinic.house.platform.platform.requests["token"] == 1)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    assert clinic.received() == []
    clinic.hurry()
    with running(clinic, "work"):
        wait_until(lambda: clinic.states() == ["accepted"])
    assert (clinic.grade("amara"), len(clinic.received())) == (50, 1)


def test_a_newer_score_after_the_worker_was_killed(clinic: Clinic) -> None:
    clinic.launch("amara")
    clinic.earn("amara", 500_000)
    clinic.house.trouble("slow", path="scores", seconds=1, times=1)
    with running(clinic, "work") as worker:
        wait_until(lambda: clinic.house.platform.platform.requests["scores"] == 1)
        worker.kill()
        worker.wait()
    clinic.earn("amara", 600_000)
    clinic.deliver_until_done()
    assert clinic.grade("amara") == 60


def test_a_worker_that_is_told_to_stop_finishes_what_is_under_way(clinic: Clinic) -> None:
    clinic.launch("amara")
    clinic.earn("amara", 500_000)
    clinic.house.trouble("slow", path="scores", seconds=1, times=1)
    with running(clinic, "work") as worker:
        wait_until(lambda: clinic.house.platform.platform.requests["scores"] == 1)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=60) == 0
    assert clinic.states() == ["accepted"]
    assert clinic.grade("amara") == 50


def test_fi31_the_answer_is_lost_and_the_worker_restarted(clinic: Clinic) -> None:
    clinic.launch("amara")
    clinic.earn("amara", 500_000)
    clinic.house.trouble("lost_answers", times=1)
    with running(clinic, "work") as worker:
        wait_until(lambda: clinic.outcomes() == ["platform_down"])
        worker.kill()
        worker.wait()
    clinic.hurry()
    with running(clinic, "work"):
        wait_until(lambda: clinic.states() == ["accepted"])
    assert clinic.outcomes() == ["platform_down", "read_back"]
    assert (clinic.grade("amara"), len(clinic.received(200))) == (50, 1)


def test_the_worker_delivers_what_comes_while_it_runs_and_survives_an_outage(clinic: Clinic) -> None:
    """Its own waiting is short enough to be watched: two seconds, and then four."""
    clinic.launch("amara", "bertil")
    with running(clinic, "work"):
        clinic.earn("amara", 500_000)
        wait_until(lambda: clinic.grade("amara") == 50)
        clinic.house.trouble("down", seconds=1)
        clinic.earn("bertil", 600_000)
        wait_until(lambda: clinic.grade("bertil") == 60)
        clinic.house.trouble("status", status=503, path="scores", seconds=1)
        clinic.earn("amara", 700_000)
        wait_until(lambda: clinic.grade("amara") == 70)


PEOPLE = 200


@pytest.fixture
def ward(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Two hundred more people in the LMS's course, each with a score that is due."""
    clinic.launch("amara")
    subs = [f"nurse-{number}" for number in range(PEOPLE)]
    learner = people.LEARNERS[0]
    found = dict.fromkeys(subs, learner) | {person.sub: person for person in people.LEARNERS}
    monkeypatch.setattr("lms_plugin.demo.platform.scores.find_learner", found.get)
    now = datetime.now(UTC)
    with clinic.house.app.app_context():
        column = db.session.scalars(select(LineItem)).one()
        known = db.session.scalars(select(User)).one()
        rows = [
            {
                "id": new_id(),
                "tenant_id": known.tenant_id,
                "registration_id": known.registration_id,
                "sub": sub,
                "status": "active",
                "is_test": False,
            }
            for sub in subs
        ]
        db.session.execute(insert(User), rows)
        member = {"context_id": column.context_id, "role": "learner", "status": "active", "seen_on": date(2026, 1, 1)}
        db.session.execute(insert(Membership), [{"user_id": row["id"], **member} for row in rows])
        for number, row in enumerate(rows):
            record_result(
                context_id=column.context_id,
                activity_id=column.activity_id,
                user_id=row["id"],
                score_ppm=1000 * number,
                attempt_id=None,
                submitted_at=now,
                comment=None,
                now=now,
            )
        db.session.commit()
    return subs


def _in_state(clinic: Clinic, state: str) -> int:
    with clinic.house.app.app_context():
        return db.session.scalar(select(func.count()).select_from(Delivery).where(Delivery.state == state)) or 0


def test_fi27_two_workers_drain_a_queue(clinic: Clinic, ward: list[str]) -> None:
    """Each score is taken once, by whichever worker; on SQLite they take turns with the one write lock."""
    with running(clinic, "deliver"), running(clinic, "deliver"):
        wait_until(lambda: _in_state(clinic, "accepted") == PEOPLE)
    taken = Counter((each["userId"], each["scoreGiven"]) for each in clinic.received())
    assert taken == Counter({(sub, number / 10): 1 for number, sub in enumerate(ward)})


def test_fi06_workers_killed_again_and_again(clinic: Clinic, ward: list[str]) -> None:
    for share in (0.2, 0.5, 0.8):
        with running(clinic, "deliver"):
            wait_until(lambda share=share: len(clinic.received(200)) >= share * PEOPLE)
        clinic.hurry()
    with running(clinic, "deliver"):
        wait_until(lambda: _in_state(clinic, "accepted") == PEOPLE)
    taken = Counter((each["userId"], each["scoreGiven"]) for each in clinic.received(200))
    assert taken == Counter({(sub, number / 10): 1 for number, sub in enumerate(ward)})
    with clinic.house.app.app_context():
        assert set(db.session.scalars(select(Send.outcome).distinct())) <= {"accepted", "read_back"}
