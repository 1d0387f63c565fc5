"""An educator regrades a question by the keyboard alone; axe finds nothing on her pages, wide and narrow."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import look
from tests.browser.by_keys import Keys
from tests.browser.conftest import MakeWalk
from tests.functional.learning.test_regraded import COURSE, WHY, take_quiz
from tests.harness.house import House

pytestmark = pytest.mark.browser


def test_regrading_by_keys_alone(make_walk: MakeWalk, sqlite_house: House) -> None:
    for sub, wrong in (("amara", 3), ("bertil", 6)):
        question = take_quiz(sqlite_house, sub, wrong=wrong)
    walk = make_walk("dana")
    walk.open()
    page = walk.open_in_window()
    launch = page.url.split("/l/")[1].split("/")[0]
    page.goto(f"{sqlite_house.tool_url}/l/{launch}/regrade/{COURSE}/{question}")
    keys = Keys(page)
    problems = look(page, "choose", "regrading")
    keys.tab_to(page.get_by_role("radio", name="Mark by the key"))
    keys.press("ArrowDown")
    keys.press("ArrowDown")
    keys.tab_to(page.get_by_role("button", name="See what changes"))
    keys.press("Enter")
    expect(page.get_by_role("heading", name="2 scores change")).to_be_visible()
    problems += look(page, "preview", "regrading")
    keys.tab_to(page.get_by_label("Why the scores change, in one line"))
    keys.type(WHY)
    keys.tab_to(page.get_by_role("button", name="Apply and send 2 grades"))
    keys.press("Enter")
    expect(page.get_by_role("heading", name="The scores are changed")).to_be_visible()
    problems += look(page, "done", "regrading")
    keys.tab_to(page.get_by_role("button", name="Undo"))
    keys.press("Enter")
    expect(page.get_by_role("heading", name="This regrade was undone")).to_be_visible()
    keys.tab_to(page.get_by_role("link", name="Regrade a question"))
    keys.press("Enter")
    expect(page.get_by_text(WHY)).to_be_visible()
    problems += look(page, "undone", "regrading")
    assert problems == []
