"""Pages in the LMS's frame from which a window's choice goes to the LMS: their policy lets it, and no other page's."""

from tests.functional.launches.test_window import ask
from tests.harness.front_door import login
from tests.harness.house import House
from tests.harness.pages import Page

TAKES = b"data-takes-answer"


def targets(page: Page) -> str:
    policy = page.headers["content-security-policy"]
    return next(part.strip() for part in policy.split(";") if "form-action" in part)


def test_where_the_frame_keeps_no_cookie(sqlite_house: House) -> None:
    browser = sqlite_house.browser()
    asked = login(sqlite_house, browser)
    browser.cookies.clear()
    page = browser.get(
        f"{sqlite_house.tool_url}/lti/login?{asked.url.split('?')[1].split('&cookie_asked')[0]}&cookie_asked=1"
    )
    assert "One more click" in page.text
    assert TAKES in page.body
    assert page.forms == []
    assert targets(page) == f"form-action 'self' https: {sqlite_house.platform.url}"


def test_the_frame_of_a_picker_that_moved(house: House) -> None:
    frame, window = house.browser(), house.browser()
    page = house.choose(frame)
    assert window.get(ask(frame, page), origin=page.url).status == 200
    moved = frame.get(page.url)
    assert moved.status == 401
    assert TAKES in moved.body
    assert targets(moved) == f"form-action 'self' https: {house.platform.url}"


def test_not_the_frame_of_a_learner(sqlite_house: House) -> None:
    frame, window = sqlite_house.browser(), sqlite_house.browser()
    page = sqlite_house.launch(frame, "amara")
    window.get(ask(frame, page), origin=page.url)
    moved = frame.get(page.url)
    assert TAKES not in moved.body
    assert targets(moved) == "form-action 'self'"
