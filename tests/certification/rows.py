"""Rows of the table: what is changed in a good launch, and what has to come of it."""

import re
from collections.abc import Callable
from typing import Any, Final

import pytest
from _pytest.mark.structures import ParameterSet
from sqlalchemy import func, select

from lms_plugin.core.db.base import db
from lms_plugin.demo.platform.launch import LTI
from lms_plugin.platforms.models import Deployment
from tests.harness.browser import Browser
from tests.harness.house import House
from tests.harness.pages import Page
from tests.unit.launches import desk

Claims = dict[str, Any]
Change = Callable[[Claims], Claims]

AGS: Final = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
NRPS: Final = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
V2: Final = "http://purl.imsglobal.org/vocab/lis/v2"
INSTRUCTOR: Final = f"{V2}/membership#Instructor"
LEARNER: Final = f"{V2}/membership#Learner"
REFERENCE = re.compile(r"\b[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}\b")
PII: Final = ("name", "given_name", "family_name", "email", "lti:lis")


def row(name: str, *values: Any) -> ParameterSet:
    return pytest.param(*values, id=name)


def put(name: str, value: Any) -> Change:
    """Set a claim; "lti:roles" stands for LTI's own roles claim."""
    return lambda claims: {**claims, name.replace("lti:", f"{LTI}/"): value}


def drop(*names: str) -> Change:
    left_out = {name.replace("lti:", f"{LTI}/") for name in names}
    return lambda claims: {name: value for name, value in claims.items() if name not in left_out}


def both(*changes: Change) -> Change:
    def change(claims: Claims) -> Claims:
        for each in changes:
            claims = each(claims)
        return claims

    return change


def same(claims: Claims) -> Claims:
    return claims


def count_rows(house: House) -> dict[str, int]:
    """How many rows each table holds, but for two: any launch may fetch the key set, and each refusal is logged.

    A deployment that waits for approval counts for nothing.
    """
    with house.app.app_context():
        found = {
            table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
            for table in db.metadata.sorted_tables
            if table.name not in ("platform_keys", "refusals", "deployments")
        }
        usable = select(func.count()).select_from(Deployment).where(Deployment.status != "pending")
        found["deployments"] = db.session.scalar(usable) or 0
        db.session.remove()
        return found


def has_session(browser: Browser) -> bool:
    return any(name == "__Secure-launch" for _, _, name in browser.cookies)


def assert_refused(page: Page, browser: Browser, reason: str | None) -> None:
    """A 4xx page with plain words and a reference, that echoes nothing, and no session."""
    assert page.status in (400, 401, 403), page.text
    assert "text/html" in page.headers["content-type"]
    assert REFERENCE.search(page.text), page.text
    assert "What to do" in page.text
    assert "Still stuck?" in page.text
    assert f"( {reason} )" in page.text, page.text
    assert not has_session(browser)


def refuse(house: House, browser: Browser, send: Callable[[], Page], reason: str | None) -> Page:
    """Send what has to be refused, and see that nothing came of it."""
    before = count_rows(house)
    page = send()
    assert_refused(page, browser, reason)
    assert count_rows(house) == before
    return page


def refuse_claims(house: House, change: Change, reason: str, sub: str = "amara") -> Page:
    """A well-signed token with changed claims has to be refused."""
    browser = house.browser()
    begun = desk.begin(house, browser)
    claims = change(desk.claims_for(house, begun.nonce, sub))
    return refuse(house, browser, lambda: desk.launch_with(house, browser, claims, begun.state), reason)


def accept(house: House, browser: Browser, send: Callable[[], Page]) -> Page:
    """Send a launch that has to end in a page of its own; that page."""
    page = send()
    assert page.status == 303, page.text
    assert re.fullmatch(r"/l/[0-9a-f]{32}/", page.headers["location"])
    shown = browser.get(house.tool_url + page.headers["location"])
    assert shown.status == 200, shown.text
    return shown


def session(house: House, browser: Browser) -> dict[str, Any]:
    """Who the session is for that the browser's latest page belongs to."""
    launch = browser.visited[-1].url.removeprefix(house.tool_url).split("/")[2]
    found: dict[str, Any] = browser.get(f"{house.tool_url}/l/{launch}/session").json()
    return found


def accept_claims(house: House, change: Change, sub: str = "amara") -> tuple[Page, dict[str, Any]]:
    """A well-signed token with changed claims has to open its page; that page, and who the session is for."""
    browser = house.browser()
    begun = desk.begin(house, browser)
    claims = change(desk.claims_for(house, begun.nonce, sub))
    page = accept(house, browser, lambda: desk.launch_with(house, browser, claims, begun.state))
    return page, session(house, browser)
