"""One token opens one session, whoever posts it, however often and however fast."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import func, select

from lms_plugin.core.db.base import db
from lms_plugin.launches.models import LaunchSession
from tests.harness.browser import Browser
from tests.harness.house import House
from tests.harness.pages import Page
from tests.unit.launches import desk


def sessions(house: House) -> int:
    with house.app.app_context():
        return db.session.scalar(select(func.count()).select_from(LaunchSession)) or 0


def assert_refused(page: Page, browser: Browser) -> None:
    assert page.status == 401
    assert "This launch was used before" in page.text
    assert not any(name == "__Secure-launch" for _, _, name in browser.cookies)


def test_posted_again_from_the_same_browser(house: House) -> None:
    browser = house.browser()
    begun = desk.begin(house, browser)
    before = dict(browser.cookies)
    claims = desk.claims_for(house, begun.nonce)
    first = desk.launch_with(house, browser, claims, begun.state)
    assert first.status == 303
    assert desk.launch_with(house, browser, claims, begun.state).status == 401  # the login's cookie is gone
    browser.cookies = before  # a browser that keeps what it should forget
    assert_refused(desk.launch_with(house, browser, claims, begun.state), browser)
    assert sessions(house) == 1


def test_posted_again_from_another_browser(house: House) -> None:
    browser, other = house.browser(), house.browser()
    begun = desk.begin(house, browser)
    claims = desk.claims_for(house, begun.nonce)
    assert desk.launch_with(house, browser, claims, begun.state).status == 303
    desk.begin(house, other)
    assert_refused(desk.launch_with(house, other, claims, begun.state), other)
    assert sessions(house) == 1


def test_a_second_token_with_a_used_nonce(house: House) -> None:
    browser = house.browser()
    begun = desk.begin(house, browser)
    before = dict(browser.cookies)
    assert desk.launch_with(house, browser, desk.claims_for(house, begun.nonce), begun.state).status == 303
    browser.cookies = before
    other = desk.claims_for(house, begun.nonce, "dana")
    assert_refused(desk.launch_with(house, browser, other, begun.state), browser)
    assert sessions(house) == 1


def test_twelve_at_once(house: House) -> None:
    """All at once and each with the login's cookie: only the database can tell who was first."""
    first = house.browser()
    begun = desk.begin(house, first)
    token = house.platform.platform.sign(desk.claims_for(house, begun.nonce))
    together = Barrier(12)

    def post(browser: Browser) -> Page:
        browser.cookies = dict(first.cookies)
        together.wait(20)
        return desk.post_launch(house, browser, {"state": begun.state, "id_token": token})

    browsers = [house.browser() for _ in range(12)]
    with ThreadPoolExecutor(12) as pool:
        pages = list(pool.map(post, browsers))
    assert sorted(page.status for page in pages) == [303] + [401] * 11
    assert sessions(house) == 1
    [opened] = [browser for browser, page in zip(browsers, pages, strict=True) if page.status == 303]
    [winner] = [page for page in pages if page.status == 303]
    assert opened.get(house.tool_url + winner.headers["location"] + "session").json()["sub"] == "amara"
