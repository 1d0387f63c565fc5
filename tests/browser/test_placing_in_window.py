"""Content chosen in a window of its own comes back to the page in the LMS's frame, and to no other; row AC22."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import examine
from tests.browser.conftest import MakeProfile, MakeWalk, refuse_cookies
from tests.browser.test_placing import QUIZ, ask, choose
from tests.browser.walk import Walk, inner, keep
from tests.harness.house import House

pytestmark = pytest.mark.browser

PICKER = "What should people do here?"
ADDED = "1 activity was added to the course."

# What our own window says, said by others. An address that would be seen if anybody took it.
FORGED = """address => ({ subject: "lms.chosen", address, token: "forged" })"""
FROM_THE_LMS = f"""address => new Promise((done) => {{
  for (const {{ contentWindow }} of document.querySelectorAll("iframe")) {{
    for (const message of [({FORGED})(address), {{ subject: "lti.launch", id_token: "x" }}, "here", null]) {{
      contentWindow.postMessage(message, "*");
    }}
  }}
  setTimeout(done, 300);
}})"""
FROM_A_STRANGER = f"""address => new Promise((done) => {{
  window.opener.frames[0].postMessage(({FORGED})(address), window.location.origin);
  setTimeout(done, 300);
}})"""


def ask_without_cookies(walk: Walk) -> Page:
    """Press the LMS's own button, where the frame can only offer a window; the LMS's page."""
    lms = walk.enter()
    lms.get_by_role("link", name="Add an activity").click()
    lms.get_by_role("heading", name="Add an activity").wait_for()
    expect(lms.frame_locator("iframe").get_by_role("heading", name="One more click")).to_be_visible()
    return lms


def place(window: Page) -> None:
    """Choose the quiz there; the window closes by itself once its answer is taken."""
    expect(window.get_by_role("heading", name=PICKER)).to_be_visible()
    choose(window, QUIZ)
    with window.expect_event("close"):
        window.get_by_role("button", name="Add 1 to the course").click()


def test_where_the_frame_keeps_no_cookie_also_after_its_reload(make_profile: MakeProfile, sqlite_house: House) -> None:
    dana = make_profile("dana", refuse_cookies(sqlite_house))
    lms = ask_without_cookies(dana)
    window = dana.log_in_window()
    with lms.expect_event("framenavigated"):
        inner(lms).evaluate("() => { location.reload() }")
    expect(lms.frame_locator("iframe").get_by_role("heading", name="Opened in its own window")).to_be_visible()
    place(window)
    expect(lms.get_by_text(ADDED)).to_be_visible()
    expect(lms.get_by_role("link", name=QUIZ)).to_be_visible()
    assert len(sqlite_house.platform.platform.links) == 2


def test_cancel_goes_back_to_the_frame_too(make_profile: MakeProfile, sqlite_house: House) -> None:
    dana = make_profile("dana", refuse_cookies(sqlite_house))
    lms = ask_without_cookies(dana)
    window = dana.log_in_window()
    with window.expect_event("close"):
        window.get_by_role("button", name="Cancel").click()
    lms.wait_for_url("**/course")
    assert len(sqlite_house.platform.platform.links) == 1


def test_from_a_frame_that_moved_to_a_window(make_walk: MakeWalk, sqlite_house: House) -> None:
    dana = make_walk("dana")
    ask(dana)
    lms = dana.page
    window = dana.move_to_window()
    expect(lms.frame_locator("iframe").get_by_text("what you choose comes back to it")).to_be_visible()
    place(window)
    expect(lms.get_by_text(ADDED)).to_be_visible()
    assert len(sqlite_house.platform.platform.links) == 2


def test_the_window_submits_it_where_the_frame_is_gone(make_profile: MakeProfile, sqlite_house: House) -> None:
    dana = make_profile("dana", refuse_cookies(sqlite_house))
    lms = ask_without_cookies(dana)
    window = dana.log_in_window()
    lms.goto(f"{sqlite_house.platform.url}/gradebook")
    choose(window, QUIZ)
    window.get_by_role("button", name="Add 1 to the course").click()
    expect(window.get_by_text(ADDED)).to_be_visible()


def test_the_window_submits_it_where_the_frame_does_not_answer(make_profile: MakeProfile, sqlite_house: House) -> None:
    """Nor does the window take another's word for it: here its own page says that the answer was taken."""
    dana = make_profile("dana", refuse_cookies(sqlite_house))
    dana.context.route("**/static/take-answer.js*", lambda route: route.abort())
    dana.context.add_init_script("window.postMessage({ subject: 'lms.chosen.taken' }, '*')")
    ask_without_cookies(dana)
    window = dana.log_in_window()
    choose(window, QUIZ)
    window.get_by_role("button", name="Add 1 to the course").click()
    expect(window.get_by_text(ADDED)).to_be_visible()


def test_without_script_a_form_says_what_to_do(make_walk: MakeWalk, sqlite_house: House) -> None:
    dana = make_walk("dana", width=390, java_script_enabled=False)
    page = dana.page
    page.goto(f"{sqlite_house.platform.url}/")
    page.locator('form[action$="/become/dana"] button').click()
    page.goto(f"{sqlite_house.platform.url}/content/select")
    for _ in range(2):  # the LMS's own pages post themselves only by script
        page.get_by_role("button", name="Continue").click()
    choose(page, QUIZ)
    page.get_by_role("button", name="Add to the course").click()
    expect(page.get_by_text("If nothing happens within a few seconds, press the button.")).to_be_visible()
    expect(page.get_by_text("Nothing new in Lakeside Learning after that?")).to_be_visible()
    keep(page, "return-without-script-390")
    page.get_by_role("button", name="Add to the course").click()
    expect(page.get_by_text(ADDED)).to_be_visible()


def test_a_window_that_the_browser_leaves_open_says_where_to_go_on(
    make_profile: MakeProfile, sqlite_house: House, width: int
) -> None:
    dana = make_profile("dana", refuse_cookies(sqlite_house), width=width)
    dana.context.add_init_script("window.close = () => {}")
    lms = ask_without_cookies(dana)
    window = dana.log_in_window()
    choose(window, QUIZ)
    window.get_by_role("button", name="Add 1 to the course").click()
    expect(window.get_by_role("heading", name="Go on in Lakeside Learning")).to_be_visible()
    expect(lms.get_by_text(ADDED)).to_be_visible()
    keep(window, f"handed-{width}")
    assert examine(window, "handed over") == []


def test_ac22_messages_of_others_are_ignored(make_profile: MakeProfile, sqlite_house: House) -> None:
    dana = make_profile("dana", refuse_cookies(sqlite_house))
    lms = ask_without_cookies(dana)
    frame, target = inner(lms), f"{sqlite_house.platform.url}/forged"
    before = frame.url
    lms.evaluate(FROM_THE_LMS, target)
    # A page of our own origin, in a window that the LMS and not the frame opened.
    with lms.expect_popup() as popup:
        lms.evaluate("address => { window.open(address) }", f"{sqlite_house.tool_url}/nothing")
    stranger = popup.value
    expect(stranger.get_by_role("heading", name="There is nothing at this address")).to_be_visible()
    stranger.evaluate(FROM_A_STRANGER, target)
    assert frame.url == before
    expect(lms.frame_locator("iframe").get_by_role("heading", name="One more click")).to_be_visible()
    assert not any(cookie["name"] == "__Secure-launch" for cookie in dana.context.cookies())
    # The same message from the frame's own window is what it waits for.
    window = dana.log_in_window()
    with lms.expect_event("framenavigated", lambda each: each.url == target):
        window.evaluate(FROM_A_STRANGER.replace("frames[0].", ""), target)


def test_ac22_nor_by_a_running_session(make_walk: MakeWalk, sqlite_house: House) -> None:
    walk = make_walk("amara")
    frame = walk.open()
    frame.wait_for_load_state()  # the page's script has given it its own address by then
    before = frame.url
    walk.page.evaluate(FROM_THE_LMS, f"{sqlite_house.platform.url}/forged")
    assert walk.frame.url == before
    launch = re.search(r"/l/[0-9a-f]{32}/", before)
    assert launch is not None
    paths = {cookie["path"] for cookie in walk.context.cookies() if cookie["name"] == "__Secure-launch"}
    assert paths == {launch[0]}
