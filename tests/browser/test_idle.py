"""The idle lock of a shared workstation, with the browser's clock turned forward."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from lms_plugin.core.db.base import db
from lms_plugin.platforms.models import Deployment
from tests.browser.axe import look
from tests.browser.conftest import MakeWalk
from tests.browser.walk import Walk
from tests.harness.house import House

pytestmark = pytest.mark.browser


def sit_down(make_walk: MakeWalk, **options: int) -> Walk:
    """Amara in the first question of her quiz, with a clock that the test turns."""
    walk = make_walk("amara", **options)
    walk.context.clock.install()
    walk.open()
    walk.press("Module quiz")
    walk.press("Start the quiz")
    return walk


def pass_time(page: Page, minutes: float) -> None:
    page.clock.fast_forward(int(minutes * 60_000))


def test_it_asks_then_locks_and_the_next_launch_is_at_the_same_question(make_walk: MakeWalk, width: int) -> None:
    walk = sit_down(make_walk, width=width)
    walk.fill()
    walk.press("Next question")
    key = walk.question_key
    pass_time(walk.page, 8.9)
    expect(walk.place.get_by_text("Question 2 of 10")).to_be_visible()
    pass_time(walk.page, 0.2)
    expect(walk.place.get_by_role("heading", name="Are you still there?")).to_be_focused()
    expect(walk.place.get_by_text("Nothing has happened here for 9 minutes.")).to_be_visible()
    expect(walk.place.locator("[data-left]")).to_contain_text("5")
    expect(walk.place.get_by_text("Question 2 of 10")).to_be_hidden()
    pass_time(walk.page, 1)
    frame = walk.page.frame_locator("iframe")
    expect(frame.get_by_role("heading", name="Please open the link again")).to_be_visible()
    expect(frame.get_by_text("Your saved answers are safe.")).to_be_visible()
    assert "Amara" not in walk.frame.content()
    walk.reopen()
    expect(walk.frame.get_by_text("Question 2 of 10 · 1 answered")).to_be_visible()
    assert walk.question_key == key


def test_i_am_still_here_brings_everything_back(make_walk: MakeWalk) -> None:
    walk = sit_down(make_walk)
    while not walk.place.locator('input[name="text"]').count():
        walk.press("Next question")
    field = walk.place.locator('input[name="text"]')
    field.press_sequentially("half a sen")
    expect(walk.saved).to_contain_text("Saved")
    pass_time(walk.page, 9.5)
    expect(walk.place.get_by_role("heading", name="Are you still there?")).to_be_visible()
    with walk.page.expect_response(lambda answer: answer.url.endswith("/alive")) as renewed:
        walk.place.get_by_role("button", name="I am still here").click()
    assert renewed.value.status == 200
    expect(field).to_have_value("half a sen")
    expect(field).to_be_focused()
    pass_time(walk.page, 8)
    expect(field).to_be_visible()


def test_reading_counts_and_asks_the_server_once_a_minute(make_walk: MakeWalk) -> None:
    walk = sit_down(make_walk)
    page = walk.open_in_window()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/alive") else None)
    for _ in range(6):
        pass_time(page, 2)
        page.mouse.move(100, 100)
        page.mouse.move(120, 110)
        page.mouse.wheel(0, 40)
        page.wait_for_timeout(50)
    expect(page.get_by_text("Question 1 of 10")).to_be_visible()
    assert len(asked) == 6


def test_another_tab_of_the_same_person_keeps_this_one(make_walk: MakeWalk) -> None:
    walk = sit_down(make_walk)
    page = walk.open_in_window()
    other = walk.context.new_page()
    other.goto(page.url)
    pass_time(page, 9.5)
    for tab in (page, other):
        expect(tab.get_by_role("heading", name="Are you still there?")).to_be_visible()
    other.get_by_role("button", name="I am still here").click()
    expect(page.get_by_text("Question 1 of 10")).to_be_visible()
    pass_time(page, 5)
    expect(page.get_by_text("Question 1 of 10")).to_be_visible()


def test_the_lock_waits_for_the_network(make_walk: MakeWalk) -> None:
    walk = sit_down(make_walk)
    page = walk.open_in_window()
    walk.context.set_offline(True)
    pass_time(page, 11)
    expect(page.get_by_role("heading", name="Are you still there?")).to_be_visible()
    expect(page.get_by_text("Amara Okafor")).to_be_hidden()
    expect(page.get_by_role("button", name="I am still here")).to_be_hidden()
    walk.context.set_offline(False)
    pass_time(page, 0.5)
    expect(page.get_by_role("heading", name="Please open the link again")).to_be_visible()


def test_the_time_is_the_deployment_s(make_walk: MakeWalk, sqlite_house: House) -> None:
    with sqlite_house.app.app_context():
        db.session.execute(update(Deployment).values(idle_minutes=2))
        db.session.commit()
    walk = sit_down(make_walk)
    page = walk.open_in_window()
    pass_time(page, 1.1)
    expect(page.get_by_text("Nothing has happened here for 1 minute.")).to_be_visible()
    assert look(page, "idle") == []
    page.get_by_role("button", name="Finish and close").click()
    page.wait_for_url(f"{sqlite_house.platform.url}/course**")
    assert page.evaluate("() => [localStorage.length, sessionStorage.length]") == [0, 0]
