"""The administrators' page of what one person gets in every quiz of a hospital."""

from sqlalchemy import select

from lms_plugin.core.db.base import db
from lms_plugin.quizzes.accommodation_models import Accommodation
from tests.functional.connecting.office import another_hospital, find_form, hospital, press
from tests.harness.administrators import signed_in, verbs
from tests.harness.browser import Browser
from tests.harness.house import House
from tests.harness.pages import Page

GIVEN = {"named": " New@Lakeside.example ", "times": "1.5", "days": "2"}


def look(house: House, browser: Browser) -> Page:
    page = browser.get(f"{house.tool_url}/admin/extra-time")
    assert page.status == 200, page.text
    return page


def rows(house: House) -> list[Accommodation]:
    with house.app.app_context():
        found = list(db.session.scalars(select(Accommodation).order_by(Accommodation.id)))
        db.session.expunge_all()
        db.session.remove()
    return found


def test_a_hospital_s_administrator_gives_and_takes_back(house: House) -> None:
    browser = signed_in(house, role="admin", tenant_id=hospital(house))
    done = press(browser, look(house, browser), "/extra-time", **GIVEN)
    assert "That is given." in done.text
    assert "1.5 times the time, 2 more days · nobody with it has come yet" in done.text
    [row] = rows(house)
    assert (row.tenant_id, row.match, row.context_id, row.course_key) == (
        hospital(house),
        "email:new@lakeside.example",
        None,
        None,
    )
    back = press(browser, done, "/revoke")
    assert "That is taken back" in back.text
    assert "new@lakeside.example" not in back.text
    assert verbs(house.app, "accommodation") == ["accommodation.granted", "accommodation.revoked"]


def test_operators_choose_the_hospital(sqlite_house: House) -> None:
    house = sqlite_house
    other = another_hospital(house)
    browser = signed_in(house)
    refused = press(browser, look(house, browser), "/extra-time", **GIVEN)
    assert (refused.status, rows(house)) == (400, [])
    assert "Choose a hospital." in refused.text
    press(browser, refused, "/extra-time", **GIVEN, tenant=str(other))
    assert [row.tenant_id for row in rows(house)] == [other]


def test_another_hospital_s_is_not_there(sqlite_house: House) -> None:
    house = sqlite_house
    other = another_hospital(house)
    operator = signed_in(house)
    page = press(operator, look(house, operator), "/extra-time", **GIVEN, tenant=str(other))
    address = find_form(page, "/revoke").action
    mine = signed_in(house, "mine@lakeside.example", role="admin", tenant_id=hospital(house))
    own = look(house, mine)
    assert "new@lakeside.example" not in own.text
    token = find_form(own, "/extra-time").fields["csrf_token"][0]
    assert mine.post(address, {"csrf_token": token}).status == 404
    assert [row.revoked_at for row in rows(house)] == [None]


def test_what_does_not_fit_is_said_and_nothing_is_given(sqlite_house: House) -> None:
    browser = signed_in(sqlite_house)
    page = look(sqlite_house, browser)
    nothing = press(browser, page, "/extra-time", named="a@b.example")
    assert "Say what to give: more time, more tries or more days." in nothing.text
    nobody = press(browser, page, "/extra-time", times="0.5")
    assert "Type an e-mail or a staff number." in nobody.text
    assert "Give 1 to 10 times the time" in nobody.text
    assert rows(sqlite_house) == []
