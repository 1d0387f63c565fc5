"""The operators' pages of hospitals and of our own keys."""

from uuid import UUID

from sqlalchemy import select

from lms_plugin.core.db.base import db
from lms_plugin.platforms.keys import public_key_set
from lms_plugin.platforms.models import Tenant
from lms_plugin.platforms.services import list_tenants
from tests.functional.connecting.office import another_hospital, hospital, press
from tests.harness.administrators import signed_in, verbs
from tests.harness.browser import Browser
from tests.harness.house import House
from tests.harness.pages import Page


def look(house: House, browser: Browser, path: str) -> Page:
    page = browser.get(f"{house.tool_url}/admin/{path}")
    assert page.status == 200, page.text
    return page


def tenant(house: House, wanted: UUID) -> Tenant:
    with house.app.app_context():
        row = db.session.scalars(select(Tenant).where(Tenant.id == wanted)).one()
        db.session.expunge_all()
        db.session.remove()
    return row


def test_adding_a_hospital(house: House) -> None:
    browser = signed_in(house)
    page = look(house, browser, "tenants")
    done = press(browser, page, "/tenants", name="Harbor", timezone="Europe/Dublin", title="Learn")
    assert "Harbor is added." in done.text
    assert "Europe/Dublin · 0 deployments · called “Learn” there" in done.text
    assert verbs(house.app, "tenant") == ["tenant.added"]
    again = press(browser, done, "/tenants", name="Harbor")
    assert again.status == 400
    assert "There is a hospital called “Harbor” already." in again.text
    wrong = press(browser, done, "/tenants", name="Pier", timezone="Chicago")
    assert wrong.status == 400
    assert "“Chicago” is no time zone." in wrong.text


def test_changing_a_hospital(house: House) -> None:
    another_hospital(house)
    browser, mine = signed_in(house), hospital(house)
    end = f"/tenants/{mine}"
    page = look(house, browser, "tenants")
    changed = press(
        browser, page, end, name="Lakeside East", timezone="America/Denver", title="", needs_second_person="y"
    )
    assert "a second person publishes" in changed.text
    row = tenant(house, mine)
    assert (row.name, row.timezone, row.title) == ("Lakeside East", "America/Denver", None)
    assert row.needs_second_person
    taken = press(browser, page, end, name="Harbor")
    assert taken.status == 400
    assert "There is a hospital called “Harbor” already." in taken.text
    assert press(browser, page, end, name=" ").status == 400
    assert verbs(house.app, "tenant") == ["tenant.changed"]


def test_suspended_people_stay_out(house: House) -> None:
    browser, amara = signed_in(house), house.browser()
    done = press(browser, look(house, browser, "tenants"), "/suspend")
    assert "is suspended. What is saved stays." in done.text
    assert house.launch(amara, "amara").status == 403
    press(browser, done, "/resume")
    assert house.launch(amara, "amara").status == 200
    assert verbs(house.app, "tenant") == ["tenant.suspended", "tenant.resumed"]


def published(house: House) -> list[str]:
    with house.app.app_context():
        found = [each["kid"] for each in public_key_set()["keys"]]
        db.session.remove()
    return found


def test_rotating(house: House) -> None:
    browser, [old] = signed_in(house), published(house)
    page = look(house, browser, "keys")
    assert f"{old} Signs now" in page.text
    done = press(browser, page, "/rotate")
    assert "The next key is published. It takes over by itself." in done.text
    assert "There is nothing to do." in done.text
    assert len(published(house)) == 2
    press(browser, page, "/rotate")  # a page that was left open
    assert len(published(house)) == 2
    assert verbs(house.app, "key") == ["key.rotated"]


def test_a_key_that_leaked(house: House) -> None:
    browser, [old] = signed_in(house), published(house)
    done = press(browser, look(house, browser, "keys"), "/replace")
    assert f"{old} Gone" in done.text
    [new] = published(house)
    assert new != old
    assert verbs(house.app, "key") == ["key.replaced"]


def test_neither_is_for_an_admin_of_one_hospital(sqlite_house: House) -> None:
    with sqlite_house.app.app_context():
        mine = list_tenants()[0].id
    browser = signed_in(sqlite_house, role="admin", tenant_id=mine)
    for path in ("tenants", "keys"):
        assert browser.get(f"{sqlite_house.tool_url}/admin/{path}").status == 403
