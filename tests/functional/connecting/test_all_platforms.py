"""The list of platforms: how each stands in words, figures, and a number of statements that does not grow."""

from datetime import UTC, datetime, timedelta

import pytest

from lms_plugin.core.db.base import db
from lms_plugin.lti.registration_message import ROSTER_SCOPE, SCOPES
from lms_plugin.platforms.services import list_tenants, register_platform
from tests.functional.connecting.office import change_rows, knock, visited_on
from tests.functional.test_the_whole_way import answer_all, read_all_lessons
from tests.harness.administrators import signed_in
from tests.harness.browser import Browser
from tests.harness.house import House


def listed(house: House, browser: Browser | None = None) -> str:
    browser = browser or signed_in(house)
    page = browser.get(f"{house.tool_url}/admin/platforms")
    assert page.status == 200, page.text
    return page.text


def add_more(house: House, number: int) -> None:
    with house.app.app_context():
        tenant = list_tenants()[0]
        for each in range(number):
            root = f"https://lms{each}.example"
            row = register_platform(
                tenant=tenant,
                issuer=root,
                client_id="c",
                auth_login_url=f"{root}/auth",
                auth_token_url=f"{root}/token",
                jwks_url=f"{root}/keys",
                deployment_ids=("1", "2"),
            )
            row.tenant_id = tenant.id
        db.session.commit()
        db.session.remove()


def test_nobody_yet_and_in_use(house: House) -> None:
    browser = signed_in(house)
    text = listed(house, browser)
    assert "Never Not used yet None yet" in text
    house.launch(house.browser(), "amara")
    assert "In use" in listed(house, browser)


def test_grades_sent_and_waiting(house: House) -> None:
    browser, amara = signed_in(house), house.browser()
    check = answer_all(amara, read_all_lessons(amara, house.launch(amara, "amara")))
    amara.submit(check, check.form("/submit"))
    assert "0 sent · 1 waiting" in listed(house, browser)
    house.deliver()
    assert "1 sent" in listed(house, browser)
    assert "waiting" not in listed(house, browser)


@pytest.mark.parametrize(("days", "said"), [(89, "In use"), (90, "Unused for 90 days")])
def test_unused(house: House, days: int, said: str) -> None:
    house.launch(house.browser(), "amara")
    visited_on(house, (datetime.now(UTC) - timedelta(days=days)).date())
    assert said in listed(house)


def test_scopes_that_were_not_granted(sqlite_house: House) -> None:
    granted = [scope for scope in SCOPES if scope != ROSTER_SCOPE]
    change_rows(sqlite_house, scopes_asked=list(SCOPES), scopes_granted=granted)
    assert "Not granted: who takes part in a course" in listed(sqlite_house)


def test_what_waits_comes_first(sqlite_house: House) -> None:
    knock(sqlite_house, "x")
    knock(sqlite_house, "y")
    browser = signed_in(sqlite_house)
    assert "2 deployments wait" in listed(sqlite_house, browser)
    change_rows(sqlite_house, status="pending")
    assert "Held for you" in listed(sqlite_house, browser)
    change_rows(sqlite_house, status="disabled")
    assert "Switched off" in listed(sqlite_house, browser)


def test_the_number_of_statements_does_not_grow(house: House) -> None:
    browser = signed_in(house)
    listed(house, browser)
    with house.statements() as few:
        listed(house, browser)
    add_more(house, 12)
    with house.statements() as many:
        assert "lms11.example" in listed(house, browser)
    assert len(many) == len(few)
    assert len(many) <= 14


def test_looking_changes_nothing(sqlite_house: House) -> None:
    browser = signed_in(sqlite_house)
    knock(sqlite_house, "x")
    page = browser.get(f"{sqlite_house.tool_url}/admin/platforms")
    paths = [address for address in page.links.values() if "/admin/platforms" in address]
    paths += [f"{sqlite_house.tool_url}/admin/{path}" for path in ("tenants", "keys", "platforms/register/canvas")]
    for path in paths:
        with sqlite_house.statements() as made:
            assert browser.get(path).status == 200, path
        wrote = [each for each in made if each.split()[0] not in ("SELECT", "COMMIT", "ROLLBACK")]
        assert [each for each in wrote if "administrator_sessions" not in each] == [], path
