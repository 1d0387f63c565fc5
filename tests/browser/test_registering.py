"""An LMS's administrator registers the tool in the LMS's own frame, reads what to do next, and closes the dialogue."""

import pytest
from playwright.sync_api import FrameLocator, Page

from tests.browser.axe import look
from tests.browser.conftest import MakeWalk
from tests.functional.registering.clinic_lms import latest_tool, make_link, order
from tests.harness.house import House

pytestmark = pytest.mark.browser


def begin(page: Page, house: House) -> FrameLocator:
    """As the administrator, paste the link on the LMS's page "Tools"."""
    page.goto(f"{house.platform.url}/")
    page.locator('form[action$="/become/rosa"] button').click()
    page.goto(f"{house.platform.url}/tools")
    page.get_by_label("Registration address").fill(make_link(house))
    page.get_by_role("button", name="Register", exact=True).click()
    return page.frame_locator("iframe")


def test_in_the_frame_by_clicks_alone(make_walk: MakeWalk, sqlite_house: House, width: int) -> None:
    page = make_walk("rosa", width=width).page
    frame = begin(page, sqlite_house)
    frame.get_by_role("button", name="Register this tool in Moodle").click()
    frame.get_by_role("heading", name="The tool is registered").wait_for()
    assert frame.get_by_text("press Activate on its card").is_visible()
    frame.get_by_role("button", name="Close and go back to Moodle").click()
    page.wait_for_url("**/tools**")
    assert latest_tool(sqlite_house)["state"] == "pending"


def test_its_pages(make_walk: MakeWalk, sqlite_house: House) -> None:
    """On their own, where axe can look at them."""
    page = make_walk("rosa").page
    problems: list[str] = []
    for family in ("moodle", "canvas"):
        order(sqlite_house, "profile", family=family)
        page.goto(order(sqlite_house, "registrations", url=make_link(sqlite_house)).json()["url"])
        problems += look(page, f"register, {family}")
        page.get_by_role("button", name="Register this tool").click()
        page.get_by_role("heading", name="The tool is registered").wait_for()
        problems += look(page, f"registered, {family}")
    page.goto(f"{sqlite_house.tool_url}/lti/register?invite=none")
    problems += look(page, "no invitation")
    assert problems == []
