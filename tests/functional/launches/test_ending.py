"""How a session ends: idle, in mid-quiz, under somebody else. Never a login page, and nothing saved is lost."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from lms_plugin.core.db.base import db
from lms_plugin.launches.models import LaunchSession
from lms_plugin.platforms.models import Deployment
from tests.functional.test_the_whole_way import form_values, question_key
from tests.harness.answers import right_answers
from tests.harness.browser import Browser
from tests.harness.house import House
from tests.harness.pages import Page


def start_quiz(house: House, browser: Browser, *, until: str = "", answers: int = 3) -> Page:
    """Amara in her quiz with some answers saved; further to the first question that has a field `until`."""
    page = house.launch(browser, "amara")
    page = browser.get(page.link("Module quiz"), origin=page.url)
    page = browser.submit(page, page.form("/start"))
    for number in range(1, 11):
        form = page.form("/questions/")
        if number > answers and (not until or until in form.fields):
            return page
        page = browser.submit(page, form, go="next", **form_values(form, right_answers()[question_key(page)]))
    raise AssertionError(f"no question has {until!r}")


def end(house: House, **values: object) -> None:
    with house.app.app_context():
        db.session.execute(update(LaunchSession).values(**values))
        db.session.commit()


def drop(browser: Browser, name: str) -> None:
    for key in [key for key in browser.cookies if key[2] == name]:
        del browser.cookies[key]


@pytest.mark.parametrize("way", ["time", "ended", "idle"])
def test_fi35_a_session_that_ends_in_mid_quiz(house: House, way: str) -> None:
    browser = house.browser()
    page = start_quiz(house, browser)
    key, form = question_key(page), page.form("/questions/")
    values = form_values(form, right_answers()[key])
    if way == "idle":
        drop(browser, "__Secure-launch")  # the cookie's life is the idle time
    else:
        past = datetime.now(UTC) - timedelta(seconds=1)
        end(house, **({"expires_at": past} if way == "time" else {"ended_at": past}))
    over = browser.submit(page, form, go="next", **values)
    assert over.status == 401
    assert "Please open the link again" in over.text
    assert "Your saved answers are safe." in over.text
    assert over.link("Go to my LMS").startswith(house.platform.url)
    assert over.forms == []
    assert "password" not in over.text.lower()
    again = house.launch(browser, "amara")
    assert question_key(again) == key
    assert "Question 4 of 10 · 3 answered" in again.text


@pytest.mark.parametrize("field", ["text", "typed"])
def test_what_was_typed_comes_back_with_the_refusal(sqlite_house: House, field: str) -> None:
    browser = sqlite_house.browser()
    page = start_quiz(sqlite_house, browser, until=field)
    drop(browser, "__Secure-launch")
    over = browser.submit(page, page.form("/questions/"), go="next", **dict[str, Any]({field: "<b>mine & only mine"}))
    assert over.status == 401
    assert "&lt;b&gt;mine &amp; only mine</textarea>" in over.body.decode()
    assert "readonly" in over.body.decode()


def test_typed_words_go_to_nobody_else(sqlite_house: House) -> None:
    browser = sqlite_house.browser()
    page = start_quiz(sqlite_house, browser, until="text")
    form = page.form("/questions/")
    end(sqlite_house, ended_at=datetime.now(UTC))
    stranger = sqlite_house.browser()
    for cookies in ({}, dict.fromkeys(browser.cookies, "x")):
        stranger.cookies = dict(cookies)
        assert "secret words" not in stranger.submit(page, form, text="secret words").body.decode()
    foreign = browser.submit(page, form, csrf_token="x", text="secret words")
    assert "secret words" not in foreign.body.decode()
    sqlite_house.launch(browser, "bertil")
    locked = browser.submit(page, form, text="secret words")
    assert "This page is locked" in locked.text
    assert "secret words" not in locked.body.decode()


def test_the_cookie_lives_for_the_idle_time_and_each_answer_renews_it(sqlite_house: House) -> None:
    browser = sqlite_house.browser()
    page = sqlite_house.launch(browser, "amara")
    assert "Max-Age=660;" in page.headers["set-cookie"]
    with sqlite_house.app.app_context():
        db.session.execute(update(Deployment).values(idle_minutes=3))
        db.session.commit()
    page = browser.get(page.url)
    assert "Max-Age=240;" in page.headers["set-cookie"]
    assert 'data-idle="3"' in page.body.decode()
    with sqlite_house.statements() as statements:
        alive = browser.get(f"{page.form('/window').action.removesuffix('window')}alive")
    assert "Max-Age=240;" in alive.headers["set-cookie"]
    assert len(statements) == 1


def test_the_lock_ends_the_session(sqlite_house: House) -> None:
    browser = sqlite_house.browser()
    page = start_quiz(sqlite_house, browser)
    token = page.form("/window").fields["csrf_token"][0]
    address = page.form("/window").action.removesuffix("window") + "lock"
    assert browser.post_json(address, b"", token="x").status == 403
    answer = browser.post_json(address, b"", token=token)
    assert answer.json() == {"locked": True}
    assert "set-cookie" not in answer.headers
    over = browser.get(page.url)
    assert over.status == 401
    assert "Please open the link again" in over.text
    assert "Amara" not in over.body.decode()
    assert question_key(sqlite_house.launch(browser, "amara")) == question_key(page)


def test_nothing_of_a_launch_is_kept_by_the_browser(sqlite_house: House) -> None:
    browser = sqlite_house.browser()
    page = start_quiz(sqlite_house, browser)
    browser.get(f"{sqlite_house.tool_url}/lti/login")
    end(sqlite_house, ended_at=datetime.now(UTC))
    browser.get(page.url)
    ours = [page for page in browser.visited if page.url.startswith(sqlite_house.tool_url)]
    assert len(ours) > 8
    assert {page.headers.get("cache-control") for page in ours} == {"no-store"}


def test_two_people_two_courses_two_tabs(sqlite_house: House) -> None:
    one, two = sqlite_house.browser(), sqlite_house.browser()
    tabs = [sqlite_house.launch(one, "amara", link) for link in ("3", "3")]
    theirs = sqlite_house.launch(two, "bertil")
    for tab in (*tabs, tabs[0]):
        assert "You are answering as Amara Okafor" in one.get(tab.url).text
    assert "You are answering as Bertil Lind" in two.get(theirs.url).text
    for stranger, page in ((one, theirs), (two, tabs[0])):
        assert stranger.get(page.url).status == 401


def test_asking_for_the_session_writes_nothing_and_renews_nothing(house: House) -> None:
    """What every visible page does by script, so that it must not keep an idle session alive."""
    browser = house.browser()
    page = house.launch(browser, "amara")
    address = f"{page.form('/window').action.removesuffix('window')}session"
    with house.statements() as statements:
        answer = browser.get(address, Accept="application/json")
    assert answer.json()["sub"] == "amara"
    assert "set-cookie" not in answer.headers
    assert [words.split()[0] for words in statements] == ["SELECT"]
    house.launch(browser, "bertil")
    over = browser.get(address, Accept="application/json")
    assert (over.status, over.json()["locked"]) == (401, True)
    assert b"Amara" not in over.body
