"""Making and switching off accounts; who is left."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from lms_plugin.accounts.browsers import describe_browser
from lms_plugin.accounts.errors import AdministratorExistsError, BadEmailError, LastOperatorError, RoleError
from lms_plugin.accounts.models import Administrator
from lms_plugin.accounts.services import create_administrator, disable_administrator, reset_administrator
from lms_plugin.accounts.sessions import list_open, open_session
from lms_plugin.core.audit.services import Actor
from lms_plugin.core.db.base import db
from lms_plugin.core.db.ids import new_id
from lms_plugin.core.web.administrators import safe_next
from lms_plugin.platforms.services import add_tenant

NOW = datetime(2026, 11, 22, 14, 2, tzinfo=UTC)
PASSWORD = "four lamps on a quay"
WHO = Actor.command()


def make(email: str = "robin@lakeside.example", role: str = "operator", tenant: str | None = None) -> Administrator:
    tenant_id = add_tenant(tenant, timezone="UTC").id if tenant else None
    return create_administrator(email, PASSWORD, role=role, tenant_id=tenant_id, actor=WHO, now=NOW)


def test_one_account_for_an_email(app: Flask) -> None:
    assert make(" Robin@Lakeside.EXAMPLE ").email == "robin@lakeside.example"
    with pytest.raises(AdministratorExistsError):
        make("ROBIN@lakeside.example")


@pytest.mark.parametrize(
    "email", ["", "robin", "@lakeside.example", "robin@", "a b@c.example", f"{'x' * 250}@c.example"]
)
def test_what_is_no_email(app: Flask, email: str) -> None:
    with pytest.raises(BadEmailError):
        make(email)


@pytest.mark.parametrize(("role", "tenant"), [("operator", "Lakeside"), ("admin", None), ("officer", None)])
def test_role_and_hospital_fit(app: Flask, role: str, tenant: str | None) -> None:
    with pytest.raises(RoleError):
        make(role=role, tenant=tenant)


@pytest.mark.parametrize(
    "values", [{"email": "Robin@x.example"}, {"role": "king"}, {"role": "admin"}, {"failures": -1}]
)
def test_the_database_holds_it_too(app: Flask, values: dict[str, object]) -> None:
    basics = {"id": new_id(), "email": "robin@x.example", "role": "operator", "failures": 0}
    row = Administrator(**{**basics, **values}, password_hash="x", password_changed_at=NOW, created_at=NOW)
    db.session.add(row)
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_the_last_operator_stays(app: Flask) -> None:
    first, second = make(), make("kim@lakeside.example")
    make("sam@lakeside.example", role="admin", tenant="Lakeside")
    disable_administrator(first, actor=WHO, now=NOW)
    with pytest.raises(LastOperatorError):
        disable_administrator(second, actor=WHO, now=NOW)


def test_switched_off_means_signed_out(app: Flask) -> None:
    make()
    row = make("kim@lakeside.example")
    open_session(row.id, browser="A browser", now=NOW)
    disable_administrator(row, actor=WHO, now=NOW)
    assert list_open(row.id, now=NOW) == []


def test_a_reset_opens_the_account_and_ends_its_sessions(app: Flask) -> None:
    row = make()
    open_session(row.id, browser="A browser", now=NOW)
    row.failures, row.locked_until, row.disabled_at, row.totp_secret, row.totp_confirmed_at = 9, NOW, NOW, "x", NOW
    reset_administrator(row, "five lamps on a quay", actor=WHO, now=NOW)
    db.session.commit()
    kept = db.session.get_one(Administrator, row.id)
    assert [kept.failures, kept.locked_until, kept.disabled_at, kept.has_second_factor] == [0, None, None, False]
    assert list_open(row.id, now=NOW) == []


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (None, "A browser"),
        ("curl/8", "A browser"),
        ("Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14) AppleWebKit/605 Version/18 Safari/605", "Safari on macOS"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537 Chrome/140.0 Mobile Safari/537", "Chrome on Android"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537 Chrome/140.0 Safari/537 Edg/140.0", "Edge on Windows"),
        ("<script>alert(1)</script>", "A browser"),
    ],
)
def test_browsers(user_agent: str | None, words: str) -> None:
    assert describe_browser(user_agent) == words


@pytest.mark.parametrize("address", ["/admin/", "/admin/launches?outcome=refused&since=1d", "/admin/platforms/1/edit"])
def test_pages_to_go_on_to(address: str) -> None:
    assert safe_next(address) == address


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "/",
        "/l/0/",
        "/admin",
        "/administrator",
        "//evil.example/admin/",
        "https://evil.example/admin/",
        "\\\\evil.example/admin/",
        "/admin/\\evil.example",
        "/admin/../l/0/",
        "/admin/%2e%2e/l/0/",
        "/admin/.%2E/l/0/",
        "/admin/\n",
        "/admin/ x",
        "/admin/login",
        "/admin/logout",
        "javascript:alert(1)//admin/",
        "http://[/admin/",
    ],
)
def test_pages_not_to_go_on_to(address: str | None) -> None:
    assert safe_next(address) is None
