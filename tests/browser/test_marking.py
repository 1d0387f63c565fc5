"""An educator marks by keys alone; axe finds nothing on her pages, on a ward PC and on a phone."""

import pytest
from playwright.sync_api import expect

from lms_plugin.demo.platform.settings import Link
from tests.browser.axe import look
from tests.browser.by_keys import Keys
from tests.browser.conftest import MakeWalk
from tests.functional.test_marked_by_hand import CUSTOM, hand_in
from tests.harness.house import House

pytestmark = pytest.mark.browser

LINKS = (Link(id="3", title="Marked by hand", custom=CUSTOM),)


def test_marking_by_keys_alone(make_walk: MakeWalk, sqlite_house: House) -> None:
    for sub in ("amara", "bertil"):
        hand_in(sqlite_house, sqlite_house.browser(), sub)
    walk = make_walk("dana")
    walk.open()
    page = walk.open_in_window()
    keys = Keys(page)
    link = page.get_by_role("link", name="Marking 2 waiting")
    keys.tab_to(link)
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Marking", exact=True)).to_be_visible()
    problems = look(page, "queue", "marking")
    keys.tab_to(page.get_by_role("link", name="Mark 2 answers"))
    keys.press("Enter")
    save = page.get_by_role("button", name="Save, next answer")
    expect(save).to_be_visible()
    keys.press("n")
    expect(page.get_by_role("alert")).to_be_focused()
    problems += look(page, "incomplete", "marking")
    keys.press("3")
    keys.press("1")
    expect(save).to_be_focused()
    keys.press("c")
    keys.type("Say how long, 3 minutes.")
    keys.press("Escape")
    expect(save).to_be_focused()
    keys.press("Enter")
    expect(page.get_by_role("status").get_by_text("Your mark is saved.")).to_be_visible()
    expect(page.get_by_label("Comment to the learner, if you like")).to_have_value("")
    keys.press("3")
    keys.press("2")
    keys.press("n")
    expect(page.get_by_text("No answer waits in this course.")).to_be_visible()
    keys.tab_to(page.get_by_role("link", name="Look at it again"))
    keys.press("Enter")
    expect(page.get_by_role("heading", name="3 of 3 points")).to_be_visible()
    problems += look(page, "marked", "marking")
    assert problems == []
    while sqlite_house.deliver():
        pass
    assert sorted(sqlite_house.gradebook(sub)["score"] for sub in ("amara", "bertil")) == [75, 100]
