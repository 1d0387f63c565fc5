"""Workers in processes of their own, killed without warning: nothing is lost, nothing is counted twice."""

from collections import Counter
from contextlib import AbstractContextManager
from functools import partial
from multiprocessing.context import ForkServerProcess

import pytest
from sqlalchemy import insert, select

from lms_plugin.core.db.base import db
from lms_plugin.core.db.ids import new_id
from lms_plugin.demo.platform import columns
from lms_plugin.grades.models import LineItem
from tests.functional.grades.clinic import Clinic, wait_until
from tests.harness.command_process import running_command


def running(clinic: Clinic, command: str) -> AbstractContextManager[ForkServerProcess]:
    """A process of ours; killed at the end if it still runs."""
    return running_command(command, environment=clinic.house.environment(), quiet=True)


@pytest.mark.parametrize("command", ["work", "deliver"])
def test_fi05_killed_after_the_lms_took_the_score(clinic: Clinic, command: str) -> None:
    """Between the LMS's taking it and our writing that down: the next worker repeats it, and finds it there."""
    clinic.launch("amara")
    clinic.earn("amara", 833_333)
    clinic.house.trouble("slow", path="scores", seconds=1, times=1)
    with running(clinic, command) as worker:
        wait_until(lambda: clinic.house.platform.platform.requests["scores"] == 1)
        worker.kill()
        worker.join()
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
    with running(clinic, "deliver") as worker:  # "work" also asks for tokens of other services
        wait_until(lambda: clinic.house.platform.platform.requests["token"] == 1)
        worker.kill()
        worker.join()
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
        worker.join()
    clinic.earn("amara", 600_000)
    clinic.deliver_until_done()
    assert clinic.grade("amara") == 60


def test_a_worker_that_is_told_to_stop_finishes_what_is_under_way(clinic: Clinic) -> None:
    clinic.launch("amara")
    clinic.earn("amara", 500_000)
    clinic.house.trouble("slow", path="scores", seconds=1, times=1)
    with running(clinic, "work") as worker:
        wait_until(lambda: clinic.house.platform.platform.requests["scores"] == 1)
        worker.terminate()
        worker.join(timeout=60)
        assert worker.exitcode == 0
    assert clinic.states() == ["accepted"]
    assert clinic.grade("amara") == 50


def test_fi31_the_answer_is_lost_and_the_worker_restarted(clinic: Clinic) -> None:
    clinic.launch("amara")
    clinic.earn("amara", 500_000)
    clinic.house.trouble("lost_answers", times=1)
    with running(clinic, "work") as worker:
        wait_until(lambda: clinic.outcomes() == ["platform_down"])
        worker.kill()
        worker.join()
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


COLUMNS = 100
LINE_ITEM = ("tenant_id", "deployment_pk", "registration_id", "context_id", "activity_id", "cycle", "origin", "state")


@pytest.fixture
def queue(clinic: Clinic) -> Counter[tuple[str, str]]:
    """Two hundred scores that are due: two learners in a hundred columns. Each (column, person) once."""
    clinic.launch("amara", "bertil")
    platform = clinic.house.platform
    for number in range(1, COLUMNS):
        columns.add_column(platform.store, columns.NewColumn(f"Column {number}", 100))
    urls = [columns.column_url(platform.settings, column) for column in columns.list_columns(platform.store)]
    with clinic.house.app.app_context():
        known = db.session.scalars(select(LineItem)).one()
        like_known = {name: getattr(known, name) for name in LINE_ITEM}
        db.session.execute(
            insert(LineItem),
            [{"id": new_id(), "url": url, "url_digest": url, **like_known} for url in urls if url != known.url],
        )
        db.session.commit()
    clinic.earn("amara", 500_000)
    clinic.earn("bertil", 600_000)
    return Counter((url, sub) for url in urls for sub in ("amara", "bertil"))


def _taken(clinic: Clinic) -> Counter[tuple[str, str]]:
    """What the LMS took, by column and person."""
    messages = clinic.house.platform.platform.received
    return Counter((each.line_item, each.json()["userId"]) for each in messages if each.status == 200)


def test_fi27_two_workers_drain_a_queue(clinic: Clinic, queue: Counter[tuple[str, str]]) -> None:
    """Each score is sent once, by whichever worker; on SQLite they take turns with the one write lock."""
    with running(clinic, "deliver"), running(clinic, "deliver"):
        wait_until(lambda: set(clinic.states()) == {"accepted"})
    assert _taken(clinic) == queue
    assert len(clinic.received()) == len(queue) == 2 * COLUMNS


def test_fi06_workers_killed_again_and_again(clinic: Clinic, queue: Counter[tuple[str, str]]) -> None:
    for taken in (40, 100, 160):
        with running(clinic, "deliver"):
            wait_until(partial(_has_taken, clinic, taken))
        clinic.hurry()
    with running(clinic, "deliver"):
        wait_until(lambda: set(clinic.states()) == {"accepted"})
    assert _taken(clinic) == queue
    assert set(clinic.outcomes()) <= {"accepted", "read_back"}


def _has_taken(clinic: Clinic, number: int) -> bool:
    return _taken(clinic).total() >= number
