"""An administrator at work on the page of one registration."""

import time
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from lms_plugin.core.db.base import db
from lms_plugin.demo.setup import HOSPITAL
from lms_plugin.launches.log import forget_launches
from lms_plugin.launches.models import Refusal
from lms_plugin.platforms.approvals import hold_deployment
from lms_plugin.platforms.models import Registration
from lms_plugin.platforms.registering import find_registration
from lms_plugin.platforms.services import add_tenant, list_tenants
from lms_plugin.roster.models import Membership
from tests.harness.browser import Browser
from tests.harness.house import House
from tests.harness.pages import Form, Page


def demo(house: House) -> UUID:
    """The registration of the demo LMS."""
    with house.app.app_context():
        row = find_registration(house.platform.settings.issuer, house.platform.settings.client_id)
        assert row is not None
        found = row.id
        db.session.remove()
        return found


def hospital(house: House) -> UUID:
    """The hospital of the demo LMS."""
    with house.app.app_context():
        found = next(row.id for row in list_tenants() if row.name == HOSPITAL)
        db.session.remove()
        return found


def another_hospital(house: House, name: str = "Harbor") -> UUID:
    with house.app.app_context():
        made = add_tenant(name, timezone="UTC").id
        db.session.commit()
        db.session.remove()
        return made


def look(house: House, browser: Browser, registration_id: UUID | None = None) -> Page:
    page = browser.get(f"{house.tool_url}/admin/platforms/{registration_id or demo(house)}")
    assert page.status == 200, page.text
    return page


def find_form(page: Page, end: str) -> Form:
    """The first form whose address ends so."""
    return next(form for form in page.forms if form.action.endswith(end))


def press(browser: Browser, page: Page, end: str, **values: Any) -> Page:
    return browser.submit(page, find_form(page, end), **values)


def knock(house: House, deployment_id: str, *, times: int = 1, at: datetime | None = None) -> None:
    with house.app.app_context():
        for _ in range(times):
            hold_deployment(demo(house), deployment_id, now=at)


def row_of(house: House, registration_id: UUID | None = None) -> Registration:
    wanted = registration_id or demo(house)
    with house.app.app_context():
        row = db.session.scalars(select(Registration).where(Registration.id == wanted)).one()
        _ = list(row.deployments)
        db.session.expunge_all()
        db.session.remove()
    return row


def change_rows(house: House, **values: object) -> None:
    """Write into the registration of the demo LMS, past all services."""
    wanted = demo(house)
    with house.app.app_context():
        db.session.execute(update(Registration).where(Registration.id == wanted).values(values))
        db.session.commit()
        db.session.remove()


def visited_on(house: House, day: date) -> None:
    """Everybody was here last on that day, and the log has forgotten it."""
    with house.app.app_context():
        db.session.execute(update(Membership).values(seen_on=day))
        db.session.commit()
        forget_launches(before=datetime.fromisoformat("2999-01-01T00:00:00+00:00"))
        db.session.commit()
        db.session.remove()


def wait_for_refusal(house: House) -> None:
    """The row of a refusal is written after its answer."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with house.app.app_context():
            found = db.session.scalar(select(Refusal.id).limit(1))
            db.session.remove()
        if found:
            return
        time.sleep(0.02)
    raise AssertionError("no refusal was kept")
