"""Dates and order in the gallery: each page that says no says why, at both widths, and axe finds nothing."""

import pytest
from playwright.sync_api import expect

from lms_plugin.demo.platform.settings import Link
from tests.browser.axe import examine
from tests.browser.conftest import MakeWalk
from tests.browser.walk import keep
from tests.harness.house import House

pytestmark = pytest.mark.browser

LINKS = (Link(id="3", title="Dates and order", custom={"course": "question-gallery", "module": "dates"}),)


def test_dates_and_order(make_walk: MakeWalk, sqlite_house: House, width: int) -> None:
    walk = make_walk("amara", width=width)
    walk.open()
    page = walk.open_in_window()
    problems: list[str] = []

    def look(where: str) -> None:
        problems.extend(examine(page, where))
        keep(page, f"dates-{where.replace(' ', '-')}-{width}")

    def enter(title: str) -> None:
        page.locator(".outline").get_by_role("link", name=title).click()

    look("home locked by order")
    page.get_by_role("link", name="pass “Opens after a lesson”").click()
    expect(page.get_by_text("This quiz is not open yet.")).to_be_visible()
    look("quiz locked by order")
    page.get_by_role("link", name="read “Read this first”").click()
    page.goto(page.url.split("#")[0].replace("before-the-quiz", "after-the-quiz"))
    expect(page.get_by_text("This lesson is not open yet.")).to_be_visible()
    look("lesson locked by order")
    page.get_by_role("link", name="Back to the module").click()
    enter("Not open yet")
    look("not open yet")
    page.go_back()
    enter("Closed long ago")
    look("closed")
    page.go_back()
    enter("Results on a date")
    look("due")
    page.get_by_role("button", name="Start the quiz").click()
    page.get_by_label("False").check()
    page.get_by_role("link", name="Check").or_(page.get_by_role("button", name="Check")).first.click()
    page.get_by_role("button", name="Submit as Amara Okafor").click()
    expect(page.get_by_text("December 31, 2099 at 23:59").first).to_be_visible()
    look("held until a date")
    page.get_by_role("link", name="Back to the module").click()
    look("home handed in")
    assert problems == []
