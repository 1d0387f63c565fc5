"""A ward's network comes and goes: answers stay on the page and are sent when it is back."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import MakeWalk
from tests.harness.house import House

pytestmark = pytest.mark.browser


def test_answers_without_a_network_are_kept_and_sent(make_walk: MakeWalk) -> None:
    walk = make_walk("amara", width=390)
    walk.open()
    walk.press("Module quiz")
    walk.press("Start the quiz")
    walk.context.set_offline(True)
    walk.place.locator(".choice input").first.check()
    expect(walk.saved).to_contain_text("Kept here, not sent yet")
    expect(walk.place.get_by_text("No connection. Keep going.")).to_be_visible()
    walk.context.set_offline(False)
    expect(walk.saved).to_contain_text("Saved")
    walk.press("Next question")
    expect(walk.place.get_by_text("Question 2 of 10 · 1 answered")).to_be_visible()


def test_three_minutes_without_a_network_lose_nothing_typed(make_walk: MakeWalk) -> None:
    walk = make_walk("amara", width=390)
    walk.context.clock.install()
    walk.open()
    page = walk.open_in_window()
    walk.press("Module quiz")
    walk.press("Start the quiz")
    number = next(n for n in range(1, 11) if is_typed(page, n))
    walk.context.set_offline(True)
    box = page.locator('input[name="text"], input[name="typed"]')
    box.press_sequentially("60")
    walk.context.clock.run_for(180_000)
    expect(walk.saved).to_contain_text("Kept here, not sent yet")
    expect(box).to_have_value("60")
    walk.context.set_offline(False)
    walk.context.clock.run_for(20_000)
    expect(walk.saved).to_contain_text("Saved")
    again = make_walk("amara")
    again.open()
    expect(again.place.get_by_text(f"Question {number} of 10")).to_be_visible()
    expect(again.place.locator('input[name="text"], input[name="typed"]')).to_have_value("60")


def is_typed(page: Page, number: int) -> bool:
    """Go to a question by its number; whether it is answered by typing."""
    page.get_by_role("button", name=f"Question {number},").click()
    expect(page.get_by_text(f"Question {number} of 10")).to_be_visible()
    return page.locator('input[name="text"], input[name="typed"]').count() > 0


def test_a_save_whose_answer_was_lost_is_not_doubled(make_walk: MakeWalk, sqlite_house: House) -> None:
    walk = make_walk("amara")
    walk.open()
    walk.press("Module quiz")
    walk.press("Start the quiz")
    lost: list[int] = []

    def lose_first(route, request) -> None:  # type: ignore[no-untyped-def]
        # The server takes the save; the browser never hears of it.
        if not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    walk.page.route("**/responses/*", lose_first)
    walk.place.locator(".choice input").first.check()
    expect(walk.saved).to_contain_text("Kept here, not sent yet")
    walk.page.evaluate("() => document.querySelector('iframe').focus()")
    expect(walk.saved).to_contain_text("Saved")
    assert lost == [200]
    assert count_saves(sqlite_house) == 1


def count_saves(house: House) -> int:
    """How many saves the database has."""
    from sqlalchemy import func, select

    from lms_plugin.core.db.base import db
    from lms_plugin.quizzes.models import ResponseSave

    with house.app.app_context():
        return db.session.scalar(select(func.count()).select_from(ResponseSave)) or 0


def test_the_server_gone_in_the_middle_loses_nothing_shown_as_saved(make_walk: MakeWalk, sqlite_house: House) -> None:
    walk = make_walk("amara")
    walk.open()
    walk.press("Module quiz")
    walk.press("Start the quiz")
    walk.fill()
    walk.context.set_offline(True)
    walk.context.close()
    again = make_walk("amara")
    again.open()
    expect(again.place.locator(".choice input:checked")).to_have_count(1)
