"""The LMS's list of people: read in the background, shown to those who teach, never in a launch's way."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from lms_plugin.core.db.base import db
from lms_plugin.core.jobs.models import Job
from lms_plugin.grades.models import Delivery
from lms_plugin.launches.models import LaunchSession
from lms_plugin.launches.rosters import LIVE, hasten_live_rosters
from lms_plugin.roster.models import Context, Membership, User
from tests.certification.rows import row
from tests.functional.test_the_whole_way import answer_all
from tests.harness.browser import Browser
from tests.harness.house import House
from tests.harness.pages import Page


def people(house: House, browser: Browser, page: Page, **query: str) -> Page:
    launch = page.url.split("/l/")[1].split("/")[0]
    words = "&".join(f"{name}={value}" for name, value in query.items())
    return browser.get(f"{house.tool_url}/l/{launch}/people?{words}")


def status_of(house: House, sub: str) -> str | None:
    with house.app.app_context():
        found = db.session.scalar(
            select(Membership.status).join(User, User.id == Membership.user_id).where(User.sub == sub)
        )
        db.session.remove()
    return found


def change(house: House, statement: Any) -> None:
    with house.app.app_context():
        db.session.execute(statement)
        db.session.commit()
        db.session.remove()


def hasten(house: House, now: datetime) -> int:
    """How many lists of people are due after looking at open pages."""
    with house.app.app_context():
        hasten_live_rosters(now=now)
        db.session.commit()
        due = db.session.scalar(select(func.count()).select_from(Job).where(Job.due_at <= now)) or 0
        db.session.remove()
    return due


def test_who_never_opened_the_link_is_shown_as_not_started(house: House) -> None:
    house.order("people", sub="nia", given_name="Nia", family_name="Obi")
    dana = house.browser()
    page = people(house, dana, house.launch(dana, "dana"))
    assert "We are asking" in page.text
    assert "Nia Obi" not in page.text
    house.work()
    page = people(house, dana, page)
    assert "Nia Obi" in page.text
    assert "was last read today at" in page.text


@pytest.mark.parametrize(("count", "page_size", "shown"), [(120, 7, 3), row("PN06", 10_000, 500, 201)])
def test_a_list_in_pages_is_complete(house: House, count: int, page_size: int, shown: int) -> None:
    house.order("people", count=count)
    house.order("roster", page=page_size)
    dana = house.browser()
    page = house.launch(dana, "dana")
    house.work()
    with house.app.app_context():
        subs = list(db.session.scalars(select(User.sub)))
        db.session.remove()
    assert len(subs) == len(set(subs))
    assert {f"p-{number:05}" for number in range(1, count + 1)} <= set(subs)
    assert f"page 1 of {shown}" in people(house, dana, page).text


@pytest.mark.parametrize("status", [row("AC11", "Deleted"), row("PN08", "Inactive")])
def test_whoever_leaves_loses_open_pages_and_keeps_the_record(house: House, status: str) -> None:
    dana, amara = house.browser(), house.browser()
    house.launch(dana, "dana")
    house.work()
    home = house.launch(amara, "amara")
    house.order("people/amara", status=status)
    refresh(house, dana)
    house.work()
    assert amara.get(home.url).status == 401
    assert status_of(house, "amara") == "inactive"


def refresh(house: House, browser: Browser) -> Page:
    page = people(house, browser, house.launch(browser, "dana"))
    return browser.submit(page, page.form("/roster/refresh"))


@pytest.mark.parametrize("status", [row("PN08-deleted", "Deleted"), row("PN08-inactive", "Inactive")])
def test_pending_scores_wait_while_somebody_is_out_of_the_course(house: House, status: str) -> None:
    dana, amara = house.browser(), house.browser()
    house.launch(dana, "dana")
    house.work()
    home = house.launch(amara, "amara")
    check = answer_all(amara, amara.get(home.link("Module quiz"), origin=home.url), wrong=3)
    amara.submit(check, check.form("/submit"))
    house.order("people/amara", status=status)
    refresh(house, dana)
    house.work()
    assert house.deliver() == 0
    assert house.gradebook("amara")["score"] is None
    house.order("people/amara", status="Active")
    refresh(house, dana)
    house.work()
    assert house.deliver() > 0
    assert house.gradebook("amara")["score"] == 70
    with house.app.app_context():
        assert set(db.session.scalars(select(Delivery.state))) == {"accepted"}
        db.session.remove()


def test_who_launches_after_the_list_was_read_is_in_at_once(house: House) -> None:
    dana, amara = house.browser(), house.browser()
    house.order("people/amara", status="Deleted")
    house.launch(dana, "dana")
    house.work()
    assert status_of(house, "amara") is None
    house.order("people/amara", status="Active")
    assert house.launch(amara, "amara").status == 200
    assert status_of(house, "amara") == "active"


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        row(
            "PN09-403",
            {"kind": "status", "status": 403, "path": "members"},
            "does not share its list of people, so we see only",
        ),
        row("PN09-down", {"kind": "down", "path": "members"}, "did not give us its list of people. We keep trying."),
        row(
            "PN09-503",
            {"kind": "status", "status": 503, "path": "members"},
            "did not give us its list of people. We keep trying.",
        ),
    ],
)
def test_a_list_that_cannot_be_read_leaves_launches_as_they_are(
    house: House, trouble: dict[str, Any], words: str
) -> None:
    house.trouble(**trouble)
    dana, amara = house.browser(), house.browser()
    page = house.launch(dana, "dana")
    house.work()
    assert house.launch(amara, "amara").status == 200
    page = people(house, dana, page)
    assert words in page.text
    assert "Amara" in page.text


def test_refresh_is_for_those_who_teach(sqlite_house: House) -> None:
    amara, dana = sqlite_house.browser(), sqlite_house.browser()
    page = people(sqlite_house, dana, sqlite_house.launch(dana, "dana"))
    home = sqlite_house.launch(amara, "amara")
    launch = home.url.split("/l/")[1].split("/")[0]
    token = home.form("/finish").fields["csrf_token"][0] if any("/finish" in f.action for f in home.forms) else "x"
    answer = amara.post(f"{sqlite_house.tool_url}/l/{launch}/roster/refresh", {"csrf_token": token}, origin=home.url)
    assert answer.status == 403
    forged = dana.post(page.form("/roster/refresh").action, {"csrf_token": "x"}, origin=page.url)
    assert forged.status == 403


def test_courses_with_open_pages_are_read_every_ten_minutes_others_once_a_day(house: House) -> None:
    dana = house.browser()
    house.launch(dana, "dana")
    house.work()
    now = datetime.now(UTC)
    assert hasten(house, now + LIVE / 2) == 0
    assert hasten(house, now + LIVE + timedelta(seconds=1)) == 1
    change(house, update(Job).values(due_at=now))
    house.work()
    change(house, update(LaunchSession).values(ended_at=now))
    with house.app.app_context():
        due_at = db.session.scalar(select(Job.due_at))
        db.session.remove()
    assert due_at is not None
    assert timedelta(hours=20) < due_at - now < timedelta(hours=28)
    assert hasten(house, now + LIVE * 2) == 0


def test_a_list_that_is_not_shared_is_asked_for_once_a_day(house: House) -> None:
    house.trouble("status", status=403, path="members")
    dana = house.browser()
    house.launch(dana, "dana")
    house.work()
    now = datetime.now(UTC)
    assert hasten(house, now + LIVE * 2) == 0
    change(house, update(LaunchSession).values(expires_at=now + timedelta(days=3)))
    change(house, update(Context).values(roster_at=now - timedelta(days=1)))
    assert hasten(house, now) == 1


def test_a_course_that_nobody_opens_any_more_is_left_alone(house: House) -> None:
    dana = house.browser()
    house.launch(dana, "dana")
    change(house, update(LaunchSession).values(opened_at=datetime.now(UTC) - timedelta(days=31)))
    house.work()
    with house.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Job)) == 0
        db.session.remove()
