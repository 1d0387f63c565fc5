"""The launch log: what `launches list` shows, and what the worker forgets."""

import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from lms_plugin.cli import group
from lms_plugin.core.db.base import db
from lms_plugin.launches.log import forget_launches
from lms_plugin.launches.models import LaunchSession, Refusal
from lms_plugin.worker import JOBS, run_job
from tests.functional.front.test_refusals import refusals
from tests.harness.front_door import launch_with
from tests.harness.house import House

FORGET = next(job for job in JOBS if job.name == "forget_old_launches")


def listed(house: House, *arguments: str) -> Any:
    result = house.app.test_cli_runner().invoke(group, ["launches", "list", *arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return json.loads(result.output) if "--json" in arguments else result.output


def rows(house: House) -> tuple[int, int]:
    with house.app.app_context():
        found = len(db.session.scalars(select(LaunchSession)).all()), len(db.session.scalars(select(Refusal)).all())
        db.session.remove()
        return found


def test_launches_and_refusals_without_names_or_tokens(house: House) -> None:
    assert launch_with(house, {}).status == 303
    assert launch_with(house, {"exp": 1_000_000, "iat": 999_000}).status == 401
    (refusal,) = refusals(house)
    newest, oldest = listed(house, "--json")
    assert (newest["outcome"], newest["reason"], newest["reference"]) == ("refused", "expired", refusal.reference)
    assert (newest["stage"], newest["message_type"], newest["count"]) == ("launch", "LtiResourceLinkRequest", 1)
    assert (oldest["outcome"], oldest["role"], oldest["platform"]) == ("accepted", "learner", "Lakeside Learning")
    everything = json.dumps([newest, oldest]) + listed(house)
    assert not any(word in everything for word in ("Amara", "amara", "eyJ"))
    assert [row["outcome"] for row in listed(house, "--json", "--refused")] == ["refused"]
    assert [row["outcome"] for row in listed(house, "--json", "--accepted")] == ["accepted"]
    assert len(listed(house, "--json", "--limit", "1")) == 1
    assert len(listed(house, "--json", "--since", "1h")) == 2
    assert listed(house, "--json", "--since", "2099-01-01") == []


def test_the_worker_forgets_what_is_older_than_thirty_days(house: House) -> None:
    for _ in range(2):
        launch_with(house, {})
        launch_with(house, {"exp": 1_000_000, "iat": 999_000})
    while rows(house) != (2, 2):  # a refusal is written after its answer
        time.sleep(0.02)
    old = datetime.now(UTC) - timedelta(days=31)
    with house.app.app_context():
        for model, moment in ((LaunchSession, "expires_at"), (Refusal, "at")):
            one = db.session.scalars(select(model.id).limit(1)).one()
            db.session.execute(update(model).where(model.id == one).values({moment: old}))
        db.session.commit()
        db.session.remove()
    run_job(house.app, FORGET)
    assert rows(house) == (1, 1)
    with house.app.app_context():
        later = datetime.now(UTC) + timedelta(days=1)
        assert [forget_launches(before=later, batch=1) for _ in range(2)] == [2, 0]
        db.session.rollback()
