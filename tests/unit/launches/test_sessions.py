"""A launch session: who is let in, and how it ends."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from lms_plugin.core.db.base import Base, db
from lms_plugin.launches.models import LaunchSession
from lms_plugin.roster.models import Membership, User
from tests.harness.browser import Browser
from tests.harness.house import House
from tests.harness.pages import Page
from tests.unit.launches import desk


def change(house: House, model: type[Base], **values: Any) -> None:
    with house.app.app_context():
        db.session.execute(update(model).values(**values))
        db.session.commit()
        db.session.remove()


def assert_over(page: Page, words: str = "Please open the link again") -> None:
    assert page.status == 401
    assert words in page.text
    assert "safe" in page.text
    assert "Amara" not in page.text
    assert "frame-ancestors *" in page.headers["content-security-policy"]
    assert page.forms == []


def cookie(browser: Browser, name: str) -> tuple[str, str, str]:
    return next(key for key in browser.cookies if key[2] == name)


def test_who_the_session_is_for(sqlite_house: House) -> None:
    browser = sqlite_house.browser()
    pages = desk.launch(sqlite_house, browser)
    assert browser.get(f"{pages}session").json() == {
        "sub": "amara",
        "role": "learner",
        "context": "7",
        "resource_link": "3",
    }


def test_a_launch_without_a_course(sqlite_house: House) -> None:
    browser = sqlite_house.browser()
    begun = desk.begin(sqlite_house, browser)
    claims = desk.claims_for(sqlite_house, begun.nonce)
    claims = {name: value for name, value in claims.items() if not name.endswith("/context")}
    page = desk.launch_with(sqlite_house, browser, claims, begun.state)
    session = browser.get(sqlite_house.tool_url + page.headers["location"] + "session").json()
    assert (session["context"], session["resource_link"]) == (None, "3")


def test_a_stranger_with_the_address(sqlite_house: House) -> None:
    pages = desk.launch(sqlite_house, sqlite_house.browser())
    assert_over(sqlite_house.browser().get(pages))


def test_an_address_that_never_was(sqlite_house: House) -> None:
    browser = sqlite_house.browser()
    desk.launch(sqlite_house, browser)
    assert_over(browser.get(f"{sqlite_house.tool_url}/l/{'0' * 32}/"))


# A browser's cookie that has changed beside a good secret is another frame's doing, and is taken over.
@pytest.mark.parametrize(
    ("name", "value"),
    [(name, value) for name in ("__Secure-launch", "__Host-browser") for value in (None, "")]
    + [("__Secure-launch", "another")],
)
def test_both_cookies_must_be_right(sqlite_house: House, name: str, value: str | None) -> None:
    browser = sqlite_house.browser()
    pages = desk.launch(sqlite_house, browser)
    if value is None:
        del browser.cookies[cookie(browser, name)]
    else:
        browser.cookies[cookie(browser, name)] = value
    assert_over(browser.get(pages))


def test_the_secret_of_another_launch(sqlite_house: House) -> None:
    first, second = sqlite_house.browser(), sqlite_house.browser()
    one, two = desk.launch(sqlite_house, first), desk.launch(sqlite_house, second, "bertil")
    second.cookies[cookie(second, "__Secure-launch")] = first.cookies[cookie(first, "__Secure-launch")]
    assert_over(second.get(two))
    assert first.get(one).status == 200


def test_two_tabs_of_one_person_stay_apart(sqlite_house: House) -> None:
    browser = sqlite_house.browser()
    left, right = desk.launch(sqlite_house, browser, link="left"), desk.launch(sqlite_house, browser, link="right")
    for pages, link in ((left, "left"), (right, "right"), (left, "left")):
        assert browser.get(f"{pages}session").json()["resource_link"] == link


def test_another_person_in_the_same_browser_locks_the_first(sqlite_house: House) -> None:
    browser = sqlite_house.browser()
    amara = desk.launch(sqlite_house, browser)
    bertil = desk.launch(sqlite_house, browser, "bertil")
    page = browser.get(amara)
    assert_over(page, "This page is locked")
    assert page.link("Go to my LMS").startswith(sqlite_house.platform.url)
    assert browser.get(bertil).status == 200
    # Coming back is a new launch, which locks the other in turn.
    again = desk.launch(sqlite_house, browser)
    assert browser.get(again).status == 200
    assert_over(browser.get(bertil), "This page is locked")


def test_another_person_in_another_browser_locks_nobody(sqlite_house: House) -> None:
    browser = sqlite_house.browser()
    amara = desk.launch(sqlite_house, browser)
    desk.launch(sqlite_house, sqlite_house.browser(), "bertil")
    assert browser.get(amara).status == 200


def test_a_save_on_a_locked_page_is_refused(sqlite_house: House) -> None:
    browser = sqlite_house.browser()
    amara = desk.launch(sqlite_house, browser)
    form = browser.get(f"{amara}display").form("/display")
    desk.launch(sqlite_house, browser, "bertil")
    page = browser.submit(browser.get(amara), form, theme="dark")
    assert_over(page, "This page is locked")


def test_time_is_up(sqlite_house: House) -> None:
    browser = sqlite_house.browser()
    pages = desk.launch(sqlite_house, browser)
    change(sqlite_house, LaunchSession, expires_at=datetime.now(UTC) + timedelta(minutes=1))
    assert browser.get(pages).status == 200
    change(sqlite_house, LaunchSession, expires_at=datetime.now(UTC) - timedelta(seconds=1))
    page = browser.get(pages)
    assert_over(page)
    assert page.link("Go to my LMS").startswith(sqlite_house.platform.url)


@pytest.mark.parametrize(("model", "status"), [(User, "suspended"), (Membership, "inactive")])
def test_who_left_is_out_at_once(sqlite_house: House, model: type[Base], status: str) -> None:
    browser = sqlite_house.browser()
    pages = desk.launch(sqlite_house, browser)
    change(sqlite_house, model, status=status)
    page = browser.get(pages)
    assert page.status == 401
    assert "Your place in this course has ended" in page.text


def test_finish_and_close(sqlite_house: House) -> None:
    browser = sqlite_house.browser()
    pages = desk.launch(sqlite_house, browser)
    page = browser.get(f"{pages}not-you")
    done = browser.submit(page, page.form("/finish"), follow=False)
    assert done.status == 200
    assert f"{sqlite_house.platform.url}/course?link=3&closed=1" in done.links.values()
    assert "Amara" not in done.text
    assert "__Secure-launch" not in [name for _, _, name in browser.cookies]
    assert_over(browser.get(pages))


def test_finish_ends_the_session_and_not_the_cookie_alone(sqlite_house: House) -> None:
    browser = sqlite_house.browser()
    pages = desk.launch(sqlite_house, browser)
    kept = dict(browser.cookies)
    page = browser.get(f"{pages}not-you")
    browser.submit(page, page.form("/finish"), follow=False)
    browser.cookies = kept
    assert_over(browser.get(pages))


def test_finish_where_the_lms_named_no_way_back(sqlite_house: House) -> None:
    browser = sqlite_house.browser()
    begun = desk.begin(sqlite_house, browser)
    claims = desk.claims_for(sqlite_house, begun.nonce)
    claims = {name: value for name, value in claims.items() if not name.endswith("/launch_presentation")}
    location = desk.launch_with(sqlite_house, browser, claims, begun.state).headers["location"]
    page = browser.get(f"{sqlite_house.tool_url}{location}not-you")
    done = browser.submit(page, page.form("/finish"))
    assert done.status == 200
    assert "This page is closed" in done.text
    assert "Amara" not in done.text


def test_finish_needs_the_form_of_this_launch(sqlite_house: House) -> None:
    browser = sqlite_house.browser()
    pages = desk.launch(sqlite_house, browser)
    other = desk.launch(sqlite_house, browser, link="other")
    token = browser.get(f"{other}not-you").form("/finish").fields["csrf_token"][0]
    for fields in ({}, {"csrf_token": "x"}, {"csrf_token": token}):
        assert browser.post(f"{pages}finish", fields).status == 403
    assert browser.get(pages).status == 200


def test_a_changed_frame_site_is_allowed_by_its_own_launch_alone(sqlite_house: House) -> None:
    browser = sqlite_house.browser()
    begun = desk.begin(sqlite_house, browser)
    claims = desk.claims_for(sqlite_house, begun.nonce)
    name = next(name for name in claims if name.endswith("/launch_presentation"))
    claims[name] = {"return_url": "https://campus.example/course"}
    location = desk.launch_with(sqlite_house, browser, claims, begun.state).headers["location"]
    here = browser.get(sqlite_house.tool_url + location)
    there = browser.get(desk.launch(sqlite_house, browser))
    assert "https://campus.example" in here.headers["content-security-policy"]
    assert "https://campus.example" not in there.headers["content-security-policy"]


def test_a_browser_that_keeps_no_cookie_is_offered_a_window(sqlite_house: House) -> None:
    browser = sqlite_house.browser()
    before = sqlite_house.platform.platform.requests.copy()
    page = browser.post(
        f"{sqlite_house.tool_url}/lti/login",
        desk.login_form(sqlite_house),
        origin=sqlite_house.platform.url,
        follow=False,
    )
    browser.cookies.clear()
    page = browser.get(sqlite_house.tool_url + page.headers["location"], follow=False)
    assert page.status == 200
    assert "Open in a new window" in page.text
    assert sqlite_house.platform.platform.requests == before  # the one-use hint is not spent
    # The new window is first-party and keeps cookies: the same login goes on there.
    window = sqlite_house.browser()
    went = window.get(page.link("Open in a new window"), follow=False)
    went = window.get(sqlite_house.tool_url + went.headers["location"], follow=False)
    assert went.headers["location"].startswith(sqlite_house.platform.settings.auth_url)
