"""The check of a registration in Chromium: run by a click, printed, shared; a launch in a frame shows in it."""

import pytest
from playwright.sync_api import Browser

from tests.browser.axe import look
from tests.browser.conftest import STILL, MakeWalk
from tests.browser.test_administration import sign_in
from tests.functional.preflight.checks import registration_id
from tests.harness.administrators import add_administrator
from tests.harness.house import House

pytestmark = pytest.mark.browser


def test_the_check_and_its_link(chromium: Browser, make_walk: MakeWalk, sqlite_house: House) -> None:
    walk = make_walk("amara")
    walk.open().get_by_role("heading", level=1).wait_for()
    add_administrator(sqlite_house.app)
    context = chromium.new_context(viewport={"width": 1100, "height": 900}, **STILL)
    page = context.new_page()
    problems: list[str] = []

    def see(where: str) -> None:
        problems.extend(look(page, where, "check"))

    sign_in(page, sqlite_house)
    page.goto(f"{sqlite_house.tool_url}/admin/platforms/{registration_id(sqlite_house)}/check")
    see("not checked yet")
    page.get_by_role("button", name="Run the check").click()
    page.get_by_role("heading", name="17. Cookies in a frame").wait_for()
    cookies = page.locator(".steps > li").last
    assert "Pass" in cookies.inner_text(), "the launch kept its cookie in the LMS's frame"
    assert "in a frame" in page.locator(".steps").inner_text()
    see("nothing fails")
    sqlite_house.order(f"tools/{sqlite_house.platform.settings.client_id}", groups=["columns", "roster"])
    page.get_by_text("Send a test score, too").click()
    page.get_by_label("Another person’s id").fill("nobody")
    page.get_by_label("The person with this id").check()
    page.get_by_role("button", name="Run with this choice").click()
    see("nobody of that id")
    page.get_by_label("Nobody’s").check()
    page.get_by_role("button", name="Run again").click()
    page.get_by_text("of 17 steps").wait_for()
    page.locator(".steps summary").first.click()
    page.get_by_text("All that we sent and got").click()
    see("grades fail")
    page.get_by_role("button", name="Make a link").click()
    see("shared")
    page.goto(page.locator("#h-share ~ p a").get_attribute("href") or "")
    see("the link")
    assert page.get_by_role("button", name="Print").is_visible()
    context.close()
    assert problems == []
