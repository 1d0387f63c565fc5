"""The launch log as administrators see it."""

import time
from typing import Any

from sqlalchemy import select, update

from lms_plugin.core.db.base import db
from lms_plugin.launches.models import LaunchSession, Refusal
from lms_plugin.platforms.models import Deployment
from lms_plugin.platforms.services import add_tenant, list_registrations, list_tenants
from tests.functional.front.test_refusals import refusals
from tests.harness.administrators import signed_in
from tests.harness.front_door import launch_with
from tests.harness.house import House
from tests.harness.pages import Page


def one_of_each(house: House) -> str:
    """An accepted and a refused launch; the refusal's reference."""
    launch_with(house, {})
    launch_with(house, {"exp": 1_000_000, "iat": 999_000})
    while not (found := refusals(house)):
        time.sleep(0.02)
    return str(found[0].reference)


def outcomes(page: Page) -> tuple[bool, bool]:
    assert page.status == 200, page.text
    body = page.body.decode()
    return "Accepted</span>" in body, "Refused</span>" in body


def test_the_filters(house: House) -> None:
    reference = one_of_each(house)
    browser = signed_in(house)
    log = f"{house.tool_url}/admin/launches"
    with house.app.app_context():
        platform = list_registrations()[0].id
    both, none = (True, True), (False, False)
    expected: dict[str, Any] = {
        "": both,
        "?outcome=accepted": (True, False),
        "?outcome=refused": (False, True),
        f"?platform={platform}": both,
        "?platform=0190c0de-0000-7000-8000-000000000001": none,
        "?since=1h": both,
        f"?reference={reference.lower().replace('-', '%20')}": (False, True),
        "?reference=AAAA-AAAA": none,
        "?since=nonsense&platform=nonsense&outcome=nonsense&before=nonsense": both,
        "?before=2001-01-01T00:00:00%2B00:00": none,
        "?before=0001-01-01T00:00:00%2B14:00": both,
        "?before=9999-12-31T23:59:59-14:00": both,
    }
    assert {query: outcomes(browser.get(log + query)) for query in expected} == expected


def test_what_it_says_of_a_refusal(sqlite_house: House) -> None:
    reference = one_of_each(sqlite_house)
    page = signed_in(sqlite_house).get(f"{sqlite_house.tool_url}/admin/launches")
    assert reference in page.text
    assert "compare the clocks of both servers" in page.text
    assert "Amara" not in page.text


def test_nobody_yet(sqlite_house: House) -> None:
    assert "Nobody has come in yet" in signed_in(sqlite_house).get(f"{sqlite_house.tool_url}/admin/launches").text


def test_older_pages(sqlite_house: House) -> None:
    launch_with(sqlite_house, {})
    with sqlite_house.app.app_context():
        made = db.session.scalars(select(LaunchSession)).one()
        values = {column.key: getattr(made, column.key) for column in LaunchSession.__table__.columns}
        for number in range(60):
            db.session.add(LaunchSession(**{**values, "id": f"{number:032x}", "nonce": f"n{number}"}))
        db.session.flush()
        for number in range(60):
            moment = made.opened_at.replace(hour=0, minute=number, second=0)
            statement = update(LaunchSession).where(LaunchSession.id == f"{number:032x}")
            db.session.execute(statement.values(opened_at=moment.replace(year=2001)))
        db.session.commit()
        db.session.remove()
    browser = signed_in(sqlite_house)
    page = browser.get(f"{sqlite_house.tool_url}/admin/launches")
    assert page.body.count(b"Accepted</span>") == 50
    page = browser.get(page.link("Older launches"))
    assert page.body.count(b"Accepted</span>") == 11
    assert "Older launches" not in page.links


def test_a_hospital_sees_its_own_alone(house: House) -> None:
    one_of_each(house)
    with house.app.app_context():
        ours = list_tenants()[0].id
        other = add_tenant("Harbor Clinic", timezone="UTC").id
        db.session.commit()
        db.session.remove()
    log = f"{house.tool_url}/admin/launches"
    assert outcomes(signed_in(house, "a@x.example", role="admin", tenant_id=ours).get(log)) == (True, True)
    stranger = signed_in(house, "b@x.example", role="officer", tenant_id=other)
    page = stranger.get(log)
    assert outcomes(page) == (False, False)
    assert "Lakeside Learning" not in page.text


def test_refusals_of_a_shared_platform_are_the_operators(sqlite_house: House) -> None:
    """A refused launch does not say for which of its hospitals it was."""
    one_of_each(sqlite_house)
    with sqlite_house.app.app_context():
        ours = list_tenants()[0].id
        other = add_tenant("Harbor Clinic", timezone="UTC")
        registration = list_registrations()[0]
        db.session.add(
            Deployment(registration_id=registration.id, deployment_id="another", tenant_id=other.id, status="active")
        )
        db.session.commit()
        assert db.session.scalar(select(Refusal.id)) is not None
        db.session.remove()
    log = f"{sqlite_house.tool_url}/admin/launches"
    assert outcomes(signed_in(sqlite_house, "a@x.example", role="admin", tenant_id=ours).get(log)) == (True, False)
    assert outcomes(signed_in(sqlite_house).get(log)) == (True, True)
