"""Dates and order in the gallery: each page that says no says why, at both widths, and axe finds nothing."""

import pytest
from playwright.sync_api import expect

from lms_plugin.demo.platform.settings import Link
from tests.browser.axe import look
from tests.browser.conftest import MakeWalk
from tests.harness.house import House

pytestmark = pytest.mark.browser

LINKS = (Link(id="3", title="Dates and order", custom={"course": "question-gallery", "module": "dates"}),)


def test_dates_and_order(make_walk: MakeWalk, sqlite_house: House) -> None:
    walk = make_walk("amara")
    walk.open()
    page = walk.open_in_window()
    problems: list[str] = []

    def see(where: str) -> None:
        problems.extend(look(page, where, "dates"))

    def enter(title: str) -> None:
        page.locator(".outline").get_by_role("link", name=title).click()

    see("home locked by order")
    page.get_by_role("link", name="pass “Opens after a lesson”").click()
    expect(page.get_by_text("This quiz is not open yet.")).to_be_visible()
    see("quiz locked by order")
    page.get_by_role("link", name="read “Read this first”").click()
    page.goto(page.url.split("#")[0].replace("before-the-quiz", "after-the-quiz"))
    expect(page.get_by_text("This lesson is not open yet.")).to_be_visible()
    see("lesson locked by order")
    page.get_by_role("link", name="Back to the module").click()
    enter("Not open yet")
    see("not open yet")
    page.go_back()
    enter("Closed long ago")
    see("closed")
    page.go_back()
    enter("Results on a date")
    see("due")
    page.get_by_role("button", name="Start the quiz").click()
    page.get_by_label("False").check()
    page.get_by_role("link", name="Check").or_(page.get_by_role("button", name="Check")).first.click()
    page.get_by_role("button", name="Submit as Amara Okafor").click()
    expect(page.get_by_text("December 31, 2099 at 23:59").first).to_be_visible()
    see("held until a date")
    page.get_by_role("link", name="Back to the module").click()
    see("home handed in")
    assert problems == []
