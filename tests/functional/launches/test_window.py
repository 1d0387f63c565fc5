"""New window without script: the button's page has a plain link, and the window behind it has the launch."""

from urllib.parse import urlsplit

from lms_plugin.core.db.base import db
from lms_plugin.launches.models import LaunchSession
from tests.harness.browser import Browser
from tests.harness.house import House
from tests.harness.pages import Page


def secret(browser: Browser) -> str:
    return next(value for (_, _, name), value in browser.cookies.items() if name == "__Secure-launch")


def browser_cookie(browser: Browser) -> str:
    return next(value for (_, _, name), value in browser.cookies.items() if name == "__Host-browser")


def ask(frame: Browser, page: Page) -> str:
    """Press New window; the address that the page then shows."""
    return frame.submit(page, page.form("/window")).link("Open in a new window")


def test_the_window_goes_on_and_the_frame_says_where(house: House) -> None:
    frame, window = house.browser(), house.browser()
    page = house.launch(frame, "amara")
    address = ask(frame, page)
    opened = window.get(address, origin=page.url)
    assert opened.status == 200
    assert opened.url.split("/l/")[1].split("/")[0] == page.url.split("/l/")[1].split("/")[0]
    assert "You are answering as Amara Okafor" in opened.text
    assert browser_cookie(window) == browser_cookie(frame)
    assert secret(window) != secret(frame)
    moved = frame.get(page.url)
    assert moved.status == 401
    assert "You moved this to its own window" in moved.text
    assert "Amara" not in moved.text
    assert window.get(opened.url).status == 200


def test_the_address_is_gone_after_the_first_answer(sqlite_house: House) -> None:
    frame, window = sqlite_house.browser(), sqlite_house.browser()
    page = sqlite_house.launch(frame, "amara")
    first = window.get(ask(frame, page), origin=page.url, follow=False)
    assert first.status == 303
    assert urlsplit(first.headers["location"]).path == f"/l/{page.url.split('/l/')[1].split('/')[0]}/"
    assert first.headers["cache-control"] == "no-store"


def test_it_opens_once(sqlite_house: House) -> None:
    frame, window, other = (sqlite_house.browser() for _ in range(3))
    page = sqlite_house.launch(frame, "amara")
    address = ask(frame, page)
    window.get(address, origin=page.url)
    again = other.get(address, origin=page.url)
    assert again.status == 401
    assert "This window could not be opened" in again.text
    assert other.cookies == {}


def test_only_our_own_page_can_open_it_and_a_refusal_leaves_it_unspent(sqlite_house: House) -> None:
    frame, window = sqlite_house.browser(), sqlite_house.browser()
    page = sqlite_house.launch(frame, "amara")
    address = ask(frame, page)
    for origin in (None, sqlite_house.platform.url, "http://localhost:1"):
        assert window.get(address, origin=origin).status == 401
    assert window.cookies == {}
    assert frame.get(page.url).status == 200
    assert window.get(address, origin=page.url).status == 200


def test_the_script_gets_the_address_as_json(sqlite_house: House) -> None:
    frame = sqlite_house.browser()
    page = sqlite_house.launch(frame, "amara")
    token = page.form("/window").fields["csrf_token"][0]
    answer = frame.post_json(page.form("/window").action, b"", token=token)
    assert answer.json()["address"].startswith("/open/")
    assert frame.post(page.form("/window").action, {"csrf_token": "x"}).status == 403


def test_the_next_person_locks_the_window_too(sqlite_house: House) -> None:
    frame, window = sqlite_house.browser(), sqlite_house.browser()
    page = sqlite_house.launch(frame, "amara")
    opened = window.get(ask(frame, page), origin=page.url)
    sqlite_house.launch(frame, "bertil")
    assert "This page is locked" in window.get(opened.url).text


def test_a_changed_browser_cookie_is_bound_again_by_the_next_post(house: House) -> None:
    """Frames that race on a first visit overwrite each other's cookie: none of them is refused."""
    browser = house.browser()
    page = house.launch(browser, "amara")
    launch_id = page.url.split("/l/")[1].split("/")[0]

    def bound() -> str:
        with house.app.app_context():
            return db.session.get_one(LaunchSession, launch_id).browser_hash

    before = bound()
    key = next(key for key in browser.cookies if key[2] == "__Host-browser")
    browser.cookies[key] = "of-another-frame"
    with house.statements() as statements:
        settings = browser.get(f"{house.tool_url}/l/{launch_id}/display")
    assert settings.status == 200
    assert [words.split()[0] for words in statements] == ["SELECT"]
    assert bound() == before
    assert browser.submit(settings, settings.form("/display"), theme="dark", text="normal").status == 200
    assert bound() != before
