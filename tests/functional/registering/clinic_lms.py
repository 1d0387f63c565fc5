"""The demo LMS's administrator at work: habits, registering a tool by its link, activating it."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from lms_plugin.core.db.base import db
from lms_plugin.platforms.invitations import invite, invite_to_update
from lms_plugin.platforms.models import Registration
from lms_plugin.platforms.registering import find_registration
from lms_plugin.platforms.services import list_tenants
from tests.harness.browser import Browser
from tests.harness.house import House
from tests.harness.pages import Page


def order(house: House, path: str, **content: Any) -> Page:
    page = house.browser().post_json(f"{house.platform.url}/api/{path}", json.dumps(content).encode(), token="")
    assert page.status in (201, 204), page.body
    return page


def make_link(house: House, *, updates: UUID | None = None) -> str:
    """The address that the people who run the tool hand out."""
    now = datetime.now(UTC)
    with house.app.app_context():
        made = invite_to_update(updates, now=now) if updates else invite(now=now, tenant_id=list_tenants()[0].id)
        db.session.commit()
        db.session.remove()
    return made.address(house.tool_url)


def open_link(house: House, browser: Browser, link: str, **more: Any) -> Page:
    """Paste it into the LMS: the tool's page in the LMS's frame."""
    begun = order(house, "registrations", url=link, **more).json()
    return browser.get(begun["url"], origin=house.platform.url)


def register(house: House, link: str, **more: Any) -> Page:
    browser = house.browser()
    page = open_link(house, browser, link, **more)
    assert page.status == 200, page.text
    return browser.submit(page, page.form("/lti/register"), follow=False)


def latest_tool(house: House) -> dict[str, Any]:
    """The tool that registered last, as the LMS has it."""
    tools: list[dict[str, Any]] = house.browser().get(f"{house.platform.url}/api/tools").json()
    return tools[-1]


def activate(house: House, client_id: str) -> None:
    order(house, f"tools/{client_id}", state="active")


def choose_with(house: House, browser: Browser, client_id: str, *, follow: bool = True) -> Page:
    """A teacher of the LMS picks content of this tool, as far as the tool's first page."""
    browser.post(f"{house.platform.url}/become/dana", {})
    login = browser.get(f"{house.platform.url}/content/select?tool={client_id}")
    if login.status != 200:
        return login
    auth = browser.submit(login, login.form("/lti/login"))
    if auth.status != 200:
        return auth
    return browser.submit(auth, auth.form("/lti/launch"), follow=follow)


def known(house: House, client_id: str) -> Registration:
    """What the tool stored."""
    with house.app.app_context():
        row = find_registration(house.platform.settings.issuer, client_id)
        assert row is not None
        _ = row.deployments
        db.session.expunge_all()
        db.session.remove()
    return row
