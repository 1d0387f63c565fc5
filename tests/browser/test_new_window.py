"""A window of its own, from a running session."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import MakeWalk
from tests.harness.house import House

pytestmark = pytest.mark.browser


def test_the_same_question_in_its_own_window(make_walk: MakeWalk, sqlite_house: House, width: int) -> None:
    walk = make_walk("amara", width=width)
    walk.open()
    walk.press("Module quiz")
    walk.press("Start the quiz")
    walk.fill()
    walk.press("Next question")
    lms, inside = walk.page, walk.frame
    window = walk.move_to_window()
    expect(window.get_by_text("Question 2 of 10 · 1 answered")).to_be_visible()
    frame = lms.frame_locator("iframe")
    expect(frame.get_by_role("heading", name="You moved this to its own window")).to_be_visible()
    assert "Amara" not in inside.content()
    assert "/open/" not in window.url
    window.go_back()
    assert "/open/" not in window.url
    window.goto(inside.url)
    expect(window.get_by_text("Question 2 of 10 · 1 answered")).to_be_visible()
    walk.answer_all_from(2)
    walk.press("Submit as Amara Okafor")
    expect(window.get_by_role("heading", name="You passed")).to_be_visible()
    sqlite_house.deliver()
    assert sqlite_house.gradebook("amara")["score"] == 100
    # Reloading the LMS page brings it back into the frame.
    walk.page = lms
    walk.reopen()
    expect(walk.frame.get_by_text("You are answering as Amara Okafor")).to_be_visible()


def test_without_script_the_page_has_a_plain_link(make_walk: MakeWalk) -> None:
    walk = make_walk("amara")
    walk.context.route("**/static/window.js*", lambda route: route.abort())
    walk.open()
    frame = walk.page.frame_locator("iframe")
    frame.get_by_role("button", name="Open in a new window").click()
    with walk.page.expect_popup() as popup:
        frame.get_by_role("link", name="Open in a new window").click()
    expect(popup.value.get_by_text("You are answering as Amara Okafor")).to_be_visible()
    frame.get_by_role("link", name="Stay here").click()
    expect(frame.get_by_role("heading", name="You moved this to its own window")).to_be_visible()
