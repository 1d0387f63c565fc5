"""Signing in and out, and what a session is worth."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from lms_plugin.accounts.models import AdministratorSession
from lms_plugin.core.db.base import db
from tests.harness.administrators import EMAIL, PASSWORD, add_administrator, sign_in, signed_in, verbs
from tests.harness.house import House


def change_sessions(house: House, **values: object) -> None:
    with house.app.app_context():
        db.session.execute(update(AdministratorSession).values(**values))
        db.session.commit()
        db.session.remove()


def session_rows(house: House) -> list[AdministratorSession]:
    with house.app.app_context():
        rows = list(db.session.scalars(select(AdministratorSession).order_by(AdministratorSession.id)))
        db.session.remove()
        return rows


def test_in_and_out(house: House) -> None:
    add_administrator(house.app)
    browser = house.browser()
    account = f"{house.tool_url}/admin/account"
    turned_away = browser.get(account, follow=False)
    assert (turned_away.status, turned_away.headers["location"]) == (303, "/admin/login?next=/admin/account")
    page = browser.get(account)
    page = browser.submit(page, page.form("/admin/login"), email=" Robin@Lakeside.example", password=PASSWORD)
    assert (page.status, page.url) == (200, account)
    assert f"Signed in as {EMAIL}" in page.text
    page = browser.submit(page, page.form("/admin/logout"))
    assert "You are signed out." in page.text
    assert browser.get(account, follow=False).status == 303
    assert verbs(house.app) == ["administrator.created", "administrator.signed_in", "administrator.signed_out"]


def test_the_first_page_is_a_section(house: House) -> None:
    browser = signed_in(house)
    page = browser.get(f"{house.tool_url}/admin/")
    assert page.status == 200
    assert page.url.startswith(f"{house.tool_url}/admin/")


def test_a_copied_cookie_is_void_after_signing_out(sqlite_house: House) -> None:
    browser = signed_in(sqlite_house)
    kept = dict(browser.cookies)
    page = browser.get(f"{sqlite_house.tool_url}/admin/account")
    browser.submit(page, page.form("/admin/logout"))
    browser.cookies = kept
    assert browser.get(f"{sqlite_house.tool_url}/admin/account", follow=False).status == 303


@pytest.mark.parametrize("moment", ["opened_at", "seen_at"])
def test_a_session_ends_by_itself(sqlite_house: House, moment: str) -> None:
    browser = signed_in(sqlite_house)
    account = f"{sqlite_house.tool_url}/admin/account"
    limit = {"opened_at": timedelta(hours=12), "seen_at": timedelta(minutes=60)}[moment]
    change_sessions(sqlite_house, **{moment: datetime.now(UTC) - limit + timedelta(minutes=1)})
    assert browser.get(account, follow=False).status == 200
    change_sessions(sqlite_house, **{moment: datetime.now(UTC) - limit - timedelta(seconds=1)})
    assert browser.get(account, follow=False).status == 303


def test_use_is_written_once_a_minute(house: House) -> None:
    browser = signed_in(house)
    account = f"{house.tool_url}/admin/account"
    with house.statements() as seen:
        browser.get(account)
    assert not [statement for statement in seen if statement.startswith(("UPDATE", "INSERT"))]
    earlier = datetime.now(UTC) - timedelta(minutes=5)
    change_sessions(house, seen_at=earlier)
    assert browser.get(account).status == 200
    assert session_rows(house)[0].seen_at > earlier + timedelta(minutes=4)


def test_the_cookie(sqlite_house: House) -> None:
    add_administrator(sqlite_house.app)
    with sqlite_house.app.test_client() as client:
        answer = client.post(
            "/admin/login",
            base_url=sqlite_house.tool_url,
            headers={"Sec-Fetch-Site": "same-origin"},
            data={"email": EMAIL, "password": PASSWORD},
        )
        assert answer.status_code == 303
        (cookie,) = answer.headers.getlist("Set-Cookie")
    name, *attributes = (part.strip() for part in cookie.split(";"))
    assert name.startswith("__Secure-admin=")
    assert set(attributes) == {"Secure", "HttpOnly", "Path=/admin", "SameSite=Strict"}


def test_a_form_of_another_site_is_refused(sqlite_house: House) -> None:
    add_administrator(sqlite_house.app)
    browser = sqlite_house.browser()
    page = browser.post(
        f"{sqlite_house.tool_url}/admin/login",
        {"email": EMAIL, "password": PASSWORD},
        origin="https://evil.example/",
        follow=False,
    )
    assert page.status == 403
    assert not browser.cookies


def test_a_form_without_the_token_is_refused(sqlite_house: House) -> None:
    browser = signed_in(sqlite_house)
    page = browser.post(f"{sqlite_house.tool_url}/admin/logout", {"csrf_token": "f" * 64}, follow=False)
    assert page.status == 403
    assert browser.get(f"{sqlite_house.tool_url}/admin/account", follow=False).status == 200


def test_signing_in_again_makes_a_new_session(sqlite_house: House) -> None:
    browser = signed_in(sqlite_house)
    first = dict(browser.cookies)
    browser.cookies.clear()
    sign_in(sqlite_house, browser)
    assert browser.cookies != first
    assert len({row.id for row in session_rows(sqlite_house)}) == 2
