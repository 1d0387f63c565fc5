"""Checks that nobody asks for: once a week, only looking; and what they notice."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update

from lms_plugin.core.db.base import db
from lms_plugin.core.jobs.models import Job
from lms_plugin.platforms.models import Registration
from lms_plugin.preflight.keeper import CHECK_KIND, ask_for_checks
from lms_plugin.preflight.models import PreflightRun
from lms_plugin.preflight.services import KEPT, find_last_checks
from tests.functional.preflight.checks import check, come_in, registration_id
from tests.harness.house import House


def due_now(house: House) -> None:
    with house.app.app_context():
        ask_for_checks(now=datetime.now(UTC))
        db.session.execute(update(Job).where(Job.kind == CHECK_KIND).values(due_at=datetime.now(UTC)))
        db.session.commit()
        db.session.remove()


def runs(house: House) -> list[PreflightRun]:
    with house.app.app_context():
        found = list(db.session.scalars(select(PreflightRun).order_by(PreflightRun.at)))
        db.session.remove()
        return found


def test_once_a_week(house: House) -> None:
    come_in(house)
    due_now(house)
    house.work()
    house.work()
    (run,) = runs(house)
    assert (run.actor_kind, run.verdict) == ("system", "your_turn")
    assert house.platform.platform.requests["lineitems"] == 0
    assert house.platform.platform.requests["scores"] == 0
    with house.app.app_context():
        job = db.session.scalars(select(Job).where(Job.kind == CHECK_KIND)).one()
        assert timedelta(days=6) < job.due_at - run.at < timedelta(days=8)
        ask_for_checks(now=datetime.now(UTC))
        db.session.commit()
        assert db.session.scalars(select(Job).where(Job.kind == CHECK_KIND)).one().due_at == job.due_at
        db.session.remove()


def test_what_is_switched_off_is_left_alone(sqlite_house: House) -> None:
    due_now(sqlite_house)
    with sqlite_house.app.app_context():
        db.session.execute(update(Registration).values(status="disabled"))
        db.session.commit()
        db.session.remove()
    sqlite_house.work()
    assert runs(sqlite_house) == []
    with sqlite_house.app.app_context():
        assert db.session.scalar(select(Job).where(Job.kind == CHECK_KIND)) is None
        db.session.remove()


def test_a_lost_scope_is_named(house: House) -> None:
    come_in(house)
    check(house)
    house.order(f"tools/{house.platform.settings.client_id}", groups=["columns", "scores"])
    for _ in range(2):
        said = check(house)["token_roster"]
        assert said.verdict == "fail"
        assert "It was granted at the last check" in said.found, "and still at the one after"
    known = registration_id(house)
    with house.app.app_context():
        last = find_last_checks([known])[known]
        db.session.remove()
    assert [each.split(":")[0] for each in last.failed] == ["Token for the roster"]


def test_a_registration_without_a_check_has_no_last_one(sqlite_house: House) -> None:
    with sqlite_house.app.app_context():
        assert find_last_checks([registration_id(sqlite_house)]) == {}
        assert find_last_checks([]) == {}
        db.session.remove()


def test_old_runs_are_forgotten_unless_they_are_shared(sqlite_house: House) -> None:
    check(sqlite_house)
    with sqlite_house.app.app_context():
        first = db.session.scalars(select(PreflightRun)).one()
        values = {column.key: getattr(first, column.key) for column in PreflightRun.__table__.columns}
        for number in range(KEPT + 5):
            at = first.at - timedelta(days=number + 1)
            shared = {"share_id": "s", "shared_until": first.at + timedelta(days=1)} if number == KEPT + 4 else {}
            values.pop("id", None)
            db.session.add(PreflightRun(**{**values, "at": at, **shared}))
        db.session.commit()
        db.session.remove()
    check(sqlite_house)
    assert len(runs(sqlite_house)) == KEPT + 1
    assert runs(sqlite_house)[0].share_id == "s"
