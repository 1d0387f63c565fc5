"""The ledger as operators see it: `scores list`, `work --once`, `deliver --once`, `doctor`, and `/metrics`."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from lms_plugin.core.db.base import db
from lms_plugin.grades.models import Delivery
from lms_plugin.roster.models import Membership
from tests.functional.grades.clinic import Clinic
from tests.harness.command import run_command
from tests.harness.house import House


@pytest.fixture
def clinic(sqlite_house: House) -> Clinic:
    clinic = Clinic(sqlite_house)
    clinic.launch("amara", "bertil")
    clinic.refuse("bertil")
    return clinic


def run(clinic: Clinic, *words: str, code: int = 0) -> str:
    done = run_command(*words, environment=clinic.house.environment())
    assert done.code == code, done
    return done.out


def change(clinic: Clinic, **values: object) -> None:
    with clinic.house.app.app_context():
        db.session.execute(update(Delivery).values(**values))
        db.session.commit()


def figures(clinic: Clinic) -> dict[str, float]:
    text = clinic.house.browser().get(f"{clinic.house.tool_url}/metrics").body.decode()
    found = re.findall(r'^lms_plugin_(?:deliveries\{state="(\w+)"\}|(oldest_due_seconds)) (\S+)$', text, re.MULTILINE)
    return {state or name: float(value) for state, name, value in found}


@pytest.mark.parametrize("command", ["work", "deliver"])
def test_once_sends_what_is_due_and_ends(clinic: Clinic, command: str) -> None:
    clinic.earn("amara", 500_000)
    run(clinic, command, "--once")
    assert clinic.grade("amara") == 50
    run(clinic, command, "--once")
    assert len(clinic.received()) == 1


def test_work_once_runs_the_jobs_first(clinic: Clinic) -> None:
    """Whoever was refused and has launched since is tried again in the same run."""
    clinic.earn("bertil", 500_000)
    clinic.house.deliver()
    assert clinic.states() == ["parked"]
    clinic.launch("bertil")
    change(clinic, last_stamp=datetime.now(UTC) - timedelta(seconds=2))
    run(clinic, "work", "--once")
    assert len(clinic.received(400)) == 2


def test_scores_list(clinic: Clinic) -> None:
    assert run(clinic, "scores", "list") == "Nothing in the ledger.\n"
    assert run(clinic, "scores", "list", "--state", "parked") == "Nothing is parked.\n"
    clinic.earn("amara", 500_000)
    clinic.earn("bertil", 500_000)
    clinic.house.deliver()
    parked = run(clinic, "scores", "list", "--state", "parked")
    assert parked.startswith("parked ")
    assert "person_refused" in parked
    assert len(parked.splitlines()) == 1
    rows = json.loads(run(clinic, "scores", "list", "--json"))
    assert {row["state"] for row in rows} == {"accepted", "parked"}
    assert {(row["wanted_revision"], row["tries"]) for row in rows} == {(1, 0), (1, 1)}
    for secret in ("Amara", "Okafor", "amara", "example.org"):
        assert secret not in run(clinic, "scores", "list")


def test_what_waits_says_how_long(clinic: Clinic) -> None:
    clinic.earn("amara", 500_000)
    clinic.house.trouble("status", status=503, path="scores", times=1)
    clinic.house.deliver()
    assert re.search(r"^due .*platform_down, next try in \d+ s", run(clinic, "scores", "list"))


def test_metrics(clinic: Clinic) -> None:
    assert figures(clinic) == {"oldest_due_seconds": 0}
    clinic.earn("amara", 500_000)
    clinic.earn("bertil", 500_000)
    change(clinic, due_at=datetime.now(UTC) - timedelta(hours=1))
    seen = figures(clinic)
    assert seen.pop("oldest_due_seconds") >= 3600
    assert seen == {"due": 2}
    clinic.house.deliver()
    assert figures(clinic) == {"accepted": 1, "parked": 1, "oldest_due_seconds": 0}


def test_doctor_sees_grades_that_nobody_sends(clinic: Clinic) -> None:
    clinic.earn("amara", 500_000)
    assert "no grade waits for the worker" in run(clinic, "doctor")
    change(clinic, due_at=datetime.now(UTC) - timedelta(minutes=6))
    assert "WRONG  1 grades wait for more than 5 minutes" in run(clinic, "doctor", code=1)


def test_doctor_is_not_alarmed_by_who_has_left(clinic: Clinic) -> None:
    clinic.earn("amara", 500_000)
    change(clinic, due_at=datetime.now(UTC) - timedelta(days=6))
    with clinic.house.app.app_context():
        db.session.execute(update(Membership).values(status="inactive"))
        db.session.commit()
    assert "no grade waits for the worker" in run(clinic, "doctor")
    assert figures(clinic)["oldest_due_seconds"] == 0


def test_doctor_sees_what_was_refused_and_what_fails_again_and_again(clinic: Clinic) -> None:
    clinic.earn("bertil", 500_000)
    clinic.house.deliver()
    assert "WRONG  1 grades were refused by an LMS" in run(clinic, "doctor", code=1)
    change(clinic, state="due", reason="credentials", tries=5, due_at=datetime.now(UTC) + timedelta(hours=1))
    assert "WRONG  1 grades are tried again and again: credentials" in run(clinic, "doctor", code=1)
