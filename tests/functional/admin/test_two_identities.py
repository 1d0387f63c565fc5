"""One browser that is a learner and an administrator at once: neither page ever takes the other's identity."""

import pytest

from tests.harness.administrators import EMAIL, signed_in
from tests.harness.browser import Browser
from tests.harness.house import House


def launch_page(browser: Browser) -> str:
    return next(page.url for page in reversed(browser.visited) if "/l/" in page.url)


def identity(house: House, browser: Browser, launch: str) -> tuple[int, object]:
    answer = browser.get(
        f"{house.tool_url}/l/{launch.split('/l/')[1].split('/')[0]}/session", Accept="application/json"
    )
    return answer.status, answer.json().get("sub") if answer.status == 200 else None


def test_a_browser_that_has_both(house: House) -> None:
    browser = signed_in(house)
    page = house.launch(browser, "amara")
    assert "You are answering as Amara Okafor" in page.text
    assert EMAIL not in page.text
    assert identity(house, browser, page.url)[0] == 200
    admin = browser.get(f"{house.tool_url}/admin/account")
    assert f"Signed in as {EMAIL}" in admin.text
    assert "Amara" not in admin.text


def test_the_administrator_s_cookie_opens_no_launch(sqlite_house: House) -> None:
    """Not even where a client sends it there, which no browser does."""
    browser = signed_in(sqlite_house)
    page = sqlite_house.launch(browser, "amara")
    kept = {key: value for key, value in browser.cookies.items() if key[2] == "__Secure-admin"}
    stranger = sqlite_house.browser()
    stranger.cookies = {(host, "/", name): value for (host, _, name), value in kept.items()}
    answer = stranger.get(page.url, follow=False)
    assert answer.status == 401
    assert EMAIL not in answer.text
    assert "set-cookie" not in answer.headers


def test_the_launch_s_cookies_open_no_administration(sqlite_house: House) -> None:
    browser = sqlite_house.browser()
    sqlite_house.launch(browser, "dana")
    browser.cookies = {(host, "/", name): value for (host, _, name), value in browser.cookies.items()}
    answer = browser.get(f"{sqlite_house.tool_url}/admin/account", follow=False)
    assert answer.status == 303


def test_a_learner_s_page_with_the_administrator_s_cookie_stays_the_learner_s(sqlite_house: House) -> None:
    browser = signed_in(sqlite_house)
    page = sqlite_house.launch(browser, "amara")
    browser.cookies |= {
        (host, "/", name): value for (host, _, name), value in browser.cookies.items() if "admin" in name
    }
    again = browser.get(page.url)
    assert "You are answering as Amara Okafor" in again.text
    assert EMAIL not in again.text


@pytest.mark.parametrize("path", ["/lti/login", "/healthz", "/nothing", "/lti/jwks", "/static/lms.css"])
def test_no_session_outside(sqlite_house: House, path: str) -> None:
    browser = signed_in(sqlite_house)
    browser.cookies = {(host, "/", name): value for (host, _, name), value in browser.cookies.items()}
    with sqlite_house.statements() as seen:
        answer = browser.get(f"{sqlite_house.tool_url}{path}", follow=False)
    assert "admin" not in answer.headers.get("set-cookie", "")
    assert not [statement for statement in seen if "administrator" in statement]
