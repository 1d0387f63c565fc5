"""Administrators for tests: made as the command makes them, signed in as a browser does."""

from datetime import UTC, datetime
from uuid import UUID

from flask import Flask
from sqlalchemy import select

from lms_plugin.accounts.services import create_administrator
from lms_plugin.core.audit.models import AuditEvent
from lms_plugin.core.audit.services import Actor
from lms_plugin.core.db.base import db
from tests.harness.browser import Browser
from tests.harness.house import House
from tests.harness.pages import Page

EMAIL = "robin@lakeside.example"
PASSWORD = "four lamps on a quay"


def add_administrator(
    app: Flask, email: str = EMAIL, *, role: str = "operator", tenant_id: UUID | None = None, password: str = PASSWORD
) -> UUID:
    """An account; its id."""
    with app.app_context():
        row = create_administrator(
            email, password, role=role, tenant_id=tenant_id, actor=Actor.command(), now=datetime.now(UTC)
        )
        db.session.commit()
        made = row.id
        db.session.remove()
        return made


def sign_in(house: House, browser: Browser, email: str = EMAIL, *, password: str = PASSWORD) -> Page:
    """Sign in on the login page; the page that it leads to, or the login page again."""
    page = browser.get(f"{house.tool_url}/admin/login")
    return browser.submit(page, page.form("/admin/login"), email=email, password=password)


def signed_in(house: House, email: str = EMAIL, *, role: str = "operator", tenant_id: UUID | None = None) -> Browser:
    """A new account and a browser in which it is signed in."""
    add_administrator(house.app, email, role=role, tenant_id=tenant_id)
    browser = house.browser()
    page = sign_in(house, browser, email)
    assert page.status == 200, page.text
    return browser


def verbs(app: Flask, subject_kind: str = "administrator") -> list[str]:
    """What the audit trail says was done, oldest first."""
    with app.app_context():
        found = db.session.scalars(
            select(AuditEvent.verb).where(AuditEvent.subject_kind == subject_kind).order_by(AuditEvent.id)
        )
        names = list(found)
        db.session.remove()
        return names
