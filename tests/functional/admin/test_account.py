"""One's own account, and what operators do with others'."""

from typing import Any

import pytest

from lms_plugin.platforms.services import list_tenants
from tests.harness.administrators import EMAIL, PASSWORD, add_administrator, sign_in, signed_in, verbs
from tests.harness.house import House

KIM = "kim@lakeside.example"
NEW = "five lamps on a quay"


def tenant(house: House) -> str:
    with house.app.app_context():
        return str(list_tenants()[0].id)


def test_changing_the_password_ends_other_sessions(house: House) -> None:
    browser, other = signed_in(house), house.browser()
    sign_in(house, other)
    account = f"{house.tool_url}/admin/account"
    page = browser.get(account)
    page = browser.submit(page, page.form("/password"), old=PASSWORD, new=NEW, again=NEW)
    assert "Your password is changed" in page.text
    assert browser.get(account, follow=False).status == 200
    assert other.get(account, follow=False).status == 303
    assert verbs(house.app)[-2:] == ["administrator.password_changed", "administrator.session_ended"]
    assert sign_in(house, other, password=NEW).status == 200


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"old": "wrong wrong wrong", "new": NEW, "again": NEW}, "was not right"),
        ({"old": PASSWORD, "new": NEW, "again": NEW + "s"}, "are not the same"),
        ({"old": PASSWORD, "new": "short", "again": "short"}, "shorter than 12"),
        ({"old": PASSWORD, "new": EMAIL, "again": EMAIL}, "your e-mail"),
        ({"old": "", "new": "", "again": ""}, "Type a new password"),
    ],
)
def test_a_password_that_is_not_changed(sqlite_house: House, values: dict[str, Any], said: str) -> None:
    browser = signed_in(sqlite_house)
    page = browser.get(f"{sqlite_house.tool_url}/admin/account")
    page = browser.submit(page, page.form("/password"), **values)
    assert page.status == 400
    assert said in page.text
    assert sign_in(sqlite_house, sqlite_house.browser()).status == 200


def test_ending_a_session_of_mine(house: House) -> None:
    browser, other = signed_in(house), house.browser()
    sign_in(house, other)
    account = f"{house.tool_url}/admin/account"
    page = browser.get(account)
    page = browser.submit(page, page.form("/sessions/0"))
    assert "That session has ended." in page.text
    assert other.get(account, follow=False).status == 303
    assert browser.get(account, follow=False).status == 200


def test_ending_all_others(sqlite_house: House) -> None:
    browser = signed_in(sqlite_house)
    others = [sqlite_house.browser() for _ in range(2)]
    for other in others:
        sign_in(sqlite_house, other)
    account = f"{sqlite_house.tool_url}/admin/account"
    page = browser.get(account)
    browser.submit(page, page.form("/sessions/end"))
    assert [each.get(account, follow=False).status for each in (browser, *others)] == [200, 303, 303]


def test_nobody_ends_another_s_session(sqlite_house: House) -> None:
    browser = signed_in(sqlite_house)
    kim = signed_in(sqlite_house, KIM)
    sign_in(sqlite_house, sqlite_house.browser(), KIM)
    account = f"{sqlite_house.tool_url}/admin/account"
    theirs = kim.get(account).form("/sessions/0").action
    token = browser.get(account).form("/logout").fields["csrf_token"][0]
    answer = browser.post(theirs, {"csrf_token": token}, follow=False)
    assert answer.status == 404
    assert kim.get(account, follow=False).status == 200


def test_an_operator_makes_and_switches_off_accounts(house: House) -> None:
    browser = signed_in(house)
    page = browser.get(f"{house.tool_url}/admin/administrators")
    form = page.form("/admin/administrators")
    page = browser.submit(page, form, email=KIM, role="admin", tenant=tenant(house), password=PASSWORD)
    assert f"{KIM} can sign in now" in page.text
    kim = house.browser()
    assert sign_in(house, kim, KIM).status == 200
    page = browser.get(f"{house.tool_url}/admin/administrators")
    page = browser.submit(page, page.form("/sessions/end"))
    assert kim.get(f"{house.tool_url}/admin/account", follow=False).status == 303
    page = browser.submit(page, page.form("/disable"))
    assert sign_in(house, kim, KIM).status == 401
    browser.submit(page, page.form("/enable"))
    assert sign_in(house, kim, KIM).status == 200
    assert [verb.partition(".")[2] for verb in verbs(house.app)] == [
        *("created", "signed_in", "created", "signed_in"),
        *("session_ended", "disabled", "enabled", "signed_in"),
    ]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"email": EMAIL}, "There is an account for"),
        ({"email": "kim"}, "is not an e-mail address"),
        ({"password": "password1234"}, "among the first that others would try"),
        ({"role": "admin"}, "Say to which hospital"),
        ({"role": "king"}, "Not a valid choice"),
        ({"email": ""}, "Type an e-mail"),
    ],
)
def test_an_account_that_is_not_made(sqlite_house: House, values: dict[str, Any], said: str) -> None:
    browser = signed_in(sqlite_house)
    page = browser.get(f"{sqlite_house.tool_url}/admin/administrators")
    given: dict[str, Any] = {"email": KIM, "role": "operator", "tenant": "", "password": PASSWORD, **values}
    page = browser.submit(page, page.form("/admin/administrators"), **given)
    assert page.status == 400
    assert said in page.text


@pytest.mark.parametrize("role", ["admin", "officer"])
def test_others_do_not_see_the_accounts(sqlite_house: House, role: str) -> None:
    with sqlite_house.app.app_context():
        tenant_id = list_tenants()[0].id
    browser = signed_in(sqlite_house, role=role, tenant_id=tenant_id)
    page = browser.get(f"{sqlite_house.tool_url}/admin/account")
    assert "Administrators" not in page.links
    assert browser.get(f"{sqlite_house.tool_url}/admin/administrators", follow=False).status == 403
    add_administrator(sqlite_house.app, KIM)
    token = page.form("/logout").fields["csrf_token"][0]
    answer = browser.post(f"{sqlite_house.tool_url}/admin/administrators", {"csrf_token": token}, follow=False)
    assert answer.status == 403


def test_an_officer_looks_after_the_own_account(sqlite_house: House) -> None:
    with sqlite_house.app.app_context():
        tenant_id = list_tenants()[0].id
    browser = signed_in(sqlite_house, role="officer", tenant_id=tenant_id)
    page = browser.get(f"{sqlite_house.tool_url}/admin/account")
    assert browser.submit(page, page.form("/password"), old=PASSWORD, new=NEW, again=NEW).status == 200
