"""Browsers that keep fewer cookies: module, quiz and grade in the frame; where that keeps none, by way of a window."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import examine
from tests.browser.conftest import MakeProfile, refuse_cookies
from tests.browser.test_the_whole_way import wait_for_score
from tests.browser.walk import Walk, inner, keep
from tests.harness.house import House

pytestmark = pytest.mark.browser

FOR_TESTS = "--test-third-party-cookie-phaseout"
BLOCK_THIRD_PARTIES = {"cookie_controls_mode": 1, "block_third_party_cookies": True}

# What a page in a frame of another site may keep: the partitioned one alone.
TRY_COOKIES = """() => {
  document.cookie = "plain=1; SameSite=None; Secure";
  document.cookie = "parted=1; SameSite=None; Secure; Partitioned";
  return document.cookie.split("; ").filter((each) => each).sort();
}"""


def hints(house: House) -> list[bool]:
    """Whether each one-use hint that the LMS gave out was used, oldest first."""
    rows = house.platform.platform.store.rows("SELECT used FROM hint ORDER BY made, rowid")
    return [row["used"] is not None for row in rows]


def pass_quiz(walk: Walk, first: int = 1) -> None:
    walk.answer_all_from(first)
    walk.press("Submit as Amara Okafor")
    expect(walk.place.get_by_role("heading", name="You passed")).to_be_visible()
    assert wait_for_score(walk.house, "amara", seconds=15)["score"] == 100


@pytest.mark.parametrize("preferences", [{}, BLOCK_THIRD_PARTIES], ids=["as-shipped", "blocked-by-setting"])
def test_all_in_the_frame_where_third_party_cookies_are_blocked(
    make_profile: MakeProfile, sqlite_house: House, preferences: dict[str, Any]
) -> None:
    walk = make_profile("amara", preferences, dropped=[FOR_TESTS])
    with sqlite_house.worker():
        assert walk.open().evaluate(TRY_COOKIES) == ["parted=1"]
        walk.press("Start")
        walk.read_lessons()
        walk.press("Start the quiz")
        pass_quiz(walk)
    walk.page.goto(f"{sqlite_house.platform.url}/gradebook")
    expect(
        walk.page.get_by_role("row", name="Amara Okafor").get_by_role("cell", name="100", exact=True)
    ).to_be_visible()


def enter_lms(walk: Walk) -> Page:
    """The LMS's page, where the frame can only offer a window."""
    lms = walk.enter()
    expect(lms.frame_locator("iframe").get_by_role("heading", name="One more click")).to_be_visible()
    return lms


def test_ac21_a_window_where_partitioned_cookies_are_refused_too(
    make_profile: MakeProfile, sqlite_house: House
) -> None:
    walk = make_profile("amara", refuse_cookies(sqlite_house))
    lms = enter_lms(walk)
    frame = lms.frame_locator("iframe")
    assert hints(sqlite_house) == [False]
    window = walk.log_in_window()
    assert hints(sqlite_house) == [True]
    expect(frame.get_by_role("heading", name="Opened in its own window")).to_be_visible()
    expect(window.get_by_text("You are answering as Amara Okafor")).to_be_visible()
    walk.press("Module quiz")
    walk.press("Start the quiz")
    walk.fill()
    walk.press("Next question")
    window.close()
    # The LMS's page makes the frame anew, and its next window goes on at the same question.
    walk.page = lms
    lms.reload()
    expect(frame.get_by_role("heading", name="One more click")).to_be_visible()
    walk.log_in_window()
    expect(walk.page.get_by_text("Question 2 of 10 · 1 answered")).to_be_visible()
    assert hints(sqlite_house) == [True, True]
    with sqlite_house.worker():
        pass_quiz(walk, 2)


def test_the_link_is_good_once_until_the_lms_makes_the_frame_anew(
    make_profile: MakeProfile, sqlite_house: House
) -> None:
    walk = make_profile("amara", refuse_cookies(sqlite_house))
    lms = enter_lms(walk)
    frame = lms.frame_locator("iframe")
    opened = frame.get_by_role("heading", name="Opened in its own window")
    walk.log_in_window()
    expect(frame.get_by_text("To open it again, reload this page of your LMS.")).to_be_visible()
    expect(frame.get_by_role("link", name="Open in a new window")).to_have_count(0)
    for act in ("location.reload()", f"location.href = '{sqlite_house.tool_url}/healthz'"):
        with lms.expect_event("framenavigated"):
            inner(lms).evaluate(f"() => {{ {act} }}")
    lms.evaluate("history.back()")
    expect(opened).to_be_visible()
    expect(frame.get_by_role("link", name="Open in a new window")).to_have_count(0)
    assert hints(sqlite_house) == [True]
    lms.reload()
    expect(frame.get_by_role("link", name="Open in a new window")).to_be_visible()


def test_the_pages_of_that_way_look_as_they_should(make_profile: MakeProfile, sqlite_house: House, width: int) -> None:
    walk = make_profile("amara", refuse_cookies(sqlite_house), width=width)
    lms = enter_lms(walk)
    keep(lms, f"one-more-click-{width}")
    address = inner(lms).url
    walk.log_in_window()
    expect(lms.frame_locator("iframe").get_by_role("heading", name="Opened in its own window")).to_be_visible()
    keep(lms, f"opened-{width}")
    # axe looks at the page by itself: a browser without a cookie of ours.
    page = walk.context.new_page()
    walk.context.clear_cookies()
    page.goto(address)
    expect(page.get_by_role("heading", name="One more click")).to_be_visible()
    assert examine(page, "open in a new window") == []
