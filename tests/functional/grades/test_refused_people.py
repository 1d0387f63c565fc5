"""Grades that the LMS refuses for a person are parked, and tried again once that person has launched since."""

from collections.abc import Callable
from datetime import UTC, datetime

from flask import Flask
from sqlalchemy import select, update

from lms_plugin.core.db.base import db
from lms_plugin.roster.models import Membership, User
from lms_plugin.worker import JOBS, Job, run_job
from tests.functional.grades.clinic import Clinic


def run_jobs(app: Flask) -> None:
    """What the worker runs once a minute."""
    for job in JOBS:
        run_job(app, job)


def test_gr26_whom_the_gradebook_has_no_row_for_is_parked_and_freed_at_the_next_launch(clinic: Clinic) -> None:
    """Moodle: 400 'Incorrect score received' for whoever is not graded there."""
    clinic.launch("bertil", "amara")
    clinic.refuse("bertil")
    clinic.earn("bertil", 500_000)
    clinic.earn("amara", 600_000)
    clinic.house.deliver()
    rows = {row.user_id: (row.state, row.reason) for _, row in clinic.rows()}
    assert rows[clinic.person("bertil")] == ("parked", "person_refused")
    assert rows[clinic.person("amara")] == ("accepted", None)

    run_jobs(clinic.house.app)
    assert clinic.deliver() == 0

    clinic.launch("bertil")
    run_jobs(clinic.house.app)
    clinic.deliver_all(1)
    assert sorted(clinic.states()) == ["accepted", "parked"]

    run_jobs(clinic.house.app)
    assert clinic.deliver() == 0
    assert (clinic.grade("amara"), len(clinic.received(400))) == (60, 2)

    clinic.refuse("bertil", on=False)
    clinic.launch("bertil")
    run_jobs(clinic.house.app)
    clinic.deliver_all(1)
    assert (clinic.states(), clinic.grade("bertil")) == (["accepted", "accepted"], 50)


def test_somebody_elses_launch_frees_nothing(sqlite_clinic: Clinic) -> None:
    clinic = sqlite_clinic
    clinic.launch("bertil")
    clinic.refuse("bertil")
    clinic.earn("bertil", 500_000)
    clinic.house.deliver()
    clinic.launch("amara")
    run_jobs(clinic.house.app)
    assert clinic.states() == ["parked"]


def test_a_launch_before_the_refusal_frees_nothing(sqlite_clinic: Clinic) -> None:
    clinic = sqlite_clinic
    clinic.launch("bertil")
    clinic.refuse("bertil")
    clinic.earn("bertil", 500_000)
    clinic.launch("bertil")
    clinic.house.deliver()
    run_jobs(clinic.house.app)
    assert clinic.states() == ["parked"]


def test_who_teaches_is_never_sent(sqlite_clinic: Clinic) -> None:
    """The LMS would refuse it; a teacher's score is no grade."""
    clinic = sqlite_clinic
    clinic.launch("dana")
    clinic.earn("dana", 500_000)
    assert (clinic.deliver(), clinic.received(), clinic.states()) == (0, [], [])


def test_gr48_who_left_the_course_gets_the_grade_when_back(clinic: Clinic) -> None:
    clinic.launch("amara")

    def set_status(status: str) -> None:
        with clinic.house.app.app_context():
            of_amara = select(User.id).where(User.sub == "amara").scalar_subquery()
            db.session.execute(update(Membership).where(Membership.user_id == of_amara).values(status=status))
            db.session.commit()

    set_status("inactive")
    clinic.earn("amara", 500_000)
    assert (clinic.deliver(), clinic.received()) == (0, [])
    clinic.launch("amara")
    assert clinic.deliver() == 1
    assert clinic.grade("amara") == 50


def test_a_suspended_person_waits_for_an_administrator(sqlite_clinic: Clinic) -> None:
    clinic = sqlite_clinic
    clinic.launch("amara")
    clinic.earn("amara", 500_000)
    for status, ended in (("suspended", 0), ("active", 1)):
        with clinic.house.app.app_context():
            db.session.execute(update(User).where(User.sub == "amara").values(status=status))
            db.session.commit()
        assert clinic.deliver() == ended


def test_a_job_that_fails_is_logged_and_ends_nothing(sqlite_clinic: Clinic) -> None:
    def fail(now: datetime) -> None:
        db.session.execute(update(User).values(sub=None))

    runs: list[datetime] = []
    record: Callable[[datetime], None] = runs.append
    for job in (Job("fails", 1, fail), Job("works", 1, record)):
        run_job(sqlite_clinic.house.app, job)
    assert [run.tzinfo for run in runs] == [UTC]
