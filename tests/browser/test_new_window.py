"""A window of its own: from a running session, and where the browser keeps no cookie in the LMS's frame."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.browser.conftest import FLAGS, MakeWalk
from tests.browser.walk import Walk
from tests.harness.house import House

pytestmark = pytest.mark.browser


def open_new_window(walk: Walk) -> Page:
    """Press New window in the frame; the window with a page of the launch in it."""
    with walk.page.expect_popup() as popup:
        walk.frame.get_by_role("button", name="Open in a new window").click()
    popup.value.wait_for_url(re.compile(r"/l/[0-9a-f]{32}/."))
    return popup.value


def test_the_same_question_in_its_own_window(make_walk: MakeWalk, sqlite_house: House, width: int) -> None:
    walk = make_walk("amara", width=width)
    walk.open()
    walk.press("Module quiz")
    walk.press("Start the quiz")
    walk.fill()
    walk.press("Next question")
    window = open_new_window(walk)
    expect(window.get_by_text("Question 2 of 10 · 1 answered")).to_be_visible()
    frame = walk.page.frame_locator("iframe")
    expect(frame.get_by_role("heading", name="You moved this to its own window")).to_be_visible(timeout=10_000)
    assert "Amara" not in walk.frame.content()
    assert "/open/" not in window.url
    window.go_back()
    assert "/open/" not in window.url
    window.goto(walk.frame.url)
    expect(window.get_by_text("Question 2 of 10 · 1 answered")).to_be_visible()
    lms, walk.page = walk.page, window
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


@pytest.fixture
def no_cookies(
    playwright_driver: Playwright, chromium_path: str, sqlite_house: House, tmp_path: Path
) -> Iterator[Walk]:
    """Amara in a browser that keeps no cookie of the tool inside pages of the LMS, partitioned or not."""
    pattern = f"http://localhost:*,{sqlite_house.platform.url}"
    settings = {"profile": {"content_settings": {"exceptions": {"cookies": {pattern: {"setting": 2}}}}}}
    (tmp_path / "profile" / "Default").mkdir(parents=True)
    (tmp_path / "profile" / "Default" / "Preferences").write_text(json.dumps(settings))
    context = playwright_driver.chromium.launch_persistent_context(
        str(tmp_path / "profile"),
        executable_path=chromium_path,
        args=list(FLAGS),
        viewport={"width": 1100, "height": 900},
    )
    yield Walk(sqlite_house, context, "amara")
    context.close()


def test_ac21_no_cookie_in_frames(no_cookies: Walk, sqlite_house: House) -> None:
    walk = no_cookies
    before = sqlite_house.platform.platform.requests.copy()
    walk.page.goto(f"{sqlite_house.platform.url}/")
    walk.page.locator('form[action$="/become/amara"] button').click()
    lms, frame = walk.page, walk.page.frame_locator("iframe")
    expect(frame.get_by_role("heading", name="One more click")).to_be_visible()
    assert sqlite_house.platform.platform.requests == before  # the platform was not asked: its hint is unspent
    with lms.expect_popup() as popup:
        frame.get_by_role("link", name="Open in a new window").click()
    expect(frame.get_by_role("heading", name="Opened in its own window")).to_be_visible()
    expect(frame.get_by_role("link", name="Open in a new window")).to_have_count(0)
    walk.page = popup.value
    expect(walk.page.get_by_text("You are answering as Amara Okafor")).to_be_visible()
    walk.press("Module quiz")
    walk.press("Start the quiz")
    walk.answer_all()
    walk.press("Submit as Amara Okafor")
    expect(walk.page.get_by_role("heading", name="You passed")).to_be_visible()
    sqlite_house.deliver()
    assert sqlite_house.gradebook("amara")["score"] == 100
    # Used up until the LMS makes the frame anew.
    lms.reload()
    expect(frame.get_by_role("heading", name="One more click")).to_be_visible()


POST_MESSAGES = """address => new Promise((done) => {
  const stranger = document.createElement("iframe");
  stranger.onload = () => {
    for (const { contentWindow } of document.querySelectorAll("iframe")) {
      for (const message of [{ subject: "lti.launch", id_token: "x" }, { address: "/open/x" }, "here"]) {
        contentWindow.postMessage(message, "*");
      }
    }
    setTimeout(done, 300);
  };
  stranger.src = address;
  document.body.append(stranger);
})"""


def test_ac22_a_message_from_another_origin_or_window_is_ignored(make_walk: MakeWalk, sqlite_house: House) -> None:
    walk = make_walk("amara")
    before = walk.open().url
    walk.page.evaluate(POST_MESSAGES, f"{sqlite_house.tool_url}/l/{'0' * 32}/")
    stranger = walk.page.frame_locator("iframe").nth(1)
    expect(stranger.get_by_role("heading", name="Please open the link again")).to_be_visible()
    assert walk.frame.url == before
    launches = {cookie["path"] for cookie in walk.context.cookies() if cookie["name"] == "__Secure-launch"}
    assert launches == {f"/l/{before.split('/l/')[1].split('/')[0]}/"}
